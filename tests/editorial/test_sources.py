"""Where each fact of a column comes from, as its author says."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile

from editorial import drafts, files, log, sources
from editorial.models import Action, Attachment, Source, SourceKind, Status
from editorial.revisions import Closed
from editorial.sources import Origin
from tests.editorial.test_together import together
from tests.factories import (
    make_author,
    make_draft,
    make_piece,
    make_section,
    make_submission,
)

pytestmark = pytest.mark.django_db
COUNT = "Of the 312 children, 190 came."
CAR = "It cost half a car."
TEXT = f"{COUNT} A boat is a road. {CAR} See [the list](https://x.example) of 3 June."
PAGE = Origin(SourceKind.ADDRESS, "https://example.org/register")
OWN = Origin(SourceKind.OWN, "I counted them.")
CHANGING = (Status.DRAFT, Status.SUBMITTED, Status.REVISING, Status.ACCEPTED)


@pytest.fixture
def stores_files(monkeypatch, tmp_path):
    """The files in a store of this test's own."""
    store = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", store)
    return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


def text_file(name="register.txt", data=b"190 children\n"):
    return SimpleUploadedFile(name, data)


def a_file():
    return Origin(SourceKind.FILE, "", text_file())


def sourced(ledger):
    return [
        (line.sentence.text, [source.where for source in line.sources])
        for line in ledger.shown
    ]


def test_each_fact_stands_with_its_source_or_without(ines):
    draft = make_draft(ines)
    sources.add(draft, COUNT, PAGE, by=ines)

    ledger = sources.ledger(draft, TEXT)

    assert sourced(ledger) == [
        (COUNT, ["https://example.org/register"]),
        (CAR, []),
        ("See the list of 3 June.", []),
    ]
    assert [line.sentence.text for line in ledger.missing] == [CAR]
    assert (ledger.sourced, len(ledger.factual)) == (2, 3)


def test_any_sentence_may_have_a_source(ines):
    draft = make_draft(ines)

    sources.add(draft, "A boat is a road.", OWN, by=ines)

    assert ("A boat is a road.", ["I counted them."]) in sourced(
        sources.ledger(draft, TEXT)
    )


def test_a_source_finds_its_sentence_again_by_its_words(ines):
    draft = make_draft(ines)
    sources.add(draft, COUNT, PAGE, by=ines)

    ledger = sources.ledger(draft, "Before.\n\nof the **312** children – 190 came!")

    assert not ledger.lost
    assert ledger.line(2).sources


def test_a_source_whose_sentence_is_gone_is_kept_and_said_as_such(ines):
    draft = make_draft(ines)
    source = sources.add(draft, COUNT, PAGE, by=ines)

    gone = sources.ledger(draft, "Another text. It is short.")
    reworded = sources.ledger(draft, "It is so. Of the 312 children, only 180 came.")

    assert [(lost.source, lost.now) for lost in gone.lost] == [(source, None)]
    assert [lost.now.number for lost in reworded.lost] == [2]
    assert [line.number for line in reworded.missing] == [2]


def test_a_source_moves_with_the_sentence_its_author_points_at(ines):
    draft = make_draft(ines)
    source = sources.add(draft, COUNT, PAGE, by=ines)

    sources.move(source, "Of the 312 children, only 180 came.", by=ines)

    ledger = sources.ledger(draft, "Of the 312 children, only 180 came.")
    assert not ledger.lost
    assert ledger.line(1).sources == (source,)


@pytest.mark.parametrize(
    ("marked", "number"),
    [
        ("312 children, 190", 1),
        ("boat is", 2),
        ("a **car**. See", 3),
        ("[the list](https://x.example)", 4),
        ("nothing of it", None),
        (TEXT, 1),
        ("", None),
    ],
)
def test_words_marked_in_the_editor_lead_to_their_sentence(ines, marked, number):
    line = sources.ledger(make_draft(ines), TEXT).line_with(marked)

    assert (line.number if line else None) == number


def test_the_same_source_twice_is_kept_once(ines, stores_files):
    draft = make_draft(ines)

    for _ in range(2):
        sources.add(draft, COUNT, PAGE, by=ines)
        sources.add(draft, COUNT, a_file(), by=ines)

    assert Source.objects.count() == 2
    assert Attachment.objects.count() == 1


def test_a_file_goes_with_the_last_source_that_needs_it(
    ines, stores_files, django_capture_on_commit_callbacks
):
    draft = make_draft(ines)
    one = sources.add(draft, COUNT, a_file(), by=ines)
    two = sources.add(draft, CAR, a_file(), by=ines)

    with django_capture_on_commit_callbacks(execute=True):
        sources.remove(one, by=ines)
    assert [path.is_file() for path in stores_files()] == [True]
    with django_capture_on_commit_callbacks(execute=True):
        sources.change(two, PAGE, by=ines)

    assert stores_files() == []
    assert not Attachment.objects.exists()


def test_a_file_stays_when_only_the_words_about_it_change(ines, stores_files):
    draft = make_draft(ines)
    source = sources.add(draft, COUNT, a_file(), by=ines)

    sources.change(source, Origin(SourceKind.FILE, "page 3"), by=ines)

    source.refresh_from_db()
    assert (source.where, source.attachment.name) == ("page 3", "register.txt")


def test_a_file_we_do_not_keep_leaves_nothing_behind(ines, stores_files):
    draft = make_draft(ines)
    program = text_file("run.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00")

    with pytest.raises(files.FileRefused):
        sources.add(draft, COUNT, Origin(SourceKind.FILE, "", program), by=ines)

    assert not Source.objects.exists()
    assert stores_files() == []


@pytest.mark.parametrize("status", Status)
def test_sources_are_the_authors_until_the_piece_is_cleared(status, ines):
    piece = make_submission(status, contributor=ines)

    if status in CHANGING:
        sources.add(piece, COUNT, PAGE, by=ines)
    else:
        with pytest.raises(Closed):
            sources.add(piece, COUNT, PAGE, by=ines)

    assert Source.objects.count() == (status in CHANGING)
    assert sources.may_change(piece, ines) is (status in CHANGING)


def test_nobody_else_changes_them(ines, omar, stranger):
    piece = make_submission(contributor=ines)
    source = sources.add(piece, COUNT, PAGE, by=ines)

    for person in (omar, stranger):
        for act in (
            lambda by: sources.add(piece, CAR, OWN, by=by),
            lambda by: sources.change(source, OWN, by=by),
            lambda by: sources.move(source, CAR, by=by),
            lambda by: sources.remove(source, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(person)

    assert list(Source.objects.values_list("sentence", "where")) == [
        (COUNT, PAGE.where)
    ]


def test_a_co_author_changes_them_too(ines, stranger):
    piece = make_submission(contributor=ines)
    make_author("Co", user=stranger)
    piece.bylines.create(author=stranger.author, position=1)
    co_author = stranger

    sources.add(piece, COUNT, PAGE, by=co_author)

    assert Source.objects.get().by == co_author


def test_the_record_says_what_was_done_and_quotes_nothing(ines):
    piece = make_submission(contributor=ines)

    source = sources.add(piece, COUNT, PAGE, by=ines)
    sources.change(source, OWN, by=ines)
    sources.move(source, CAR, by=ines)
    sources.remove(source, by=ines)

    acts = list(piece.acts.filter(action=Action.SOURCE).order_by("number"))
    assert [act.note for act in acts] == [
        "Added: an address",
        "Changed: own experience",
        "Moved: own experience",
        "Removed: own experience",
    ]
    assert not any("312" in str(act.data) + act.note for act in acts)
    assert log.problems(piece) == []


def test_a_draft_has_no_record_yet(ines):
    draft = make_draft(ines)

    sources.add(draft, COUNT, PAGE, by=ines)

    assert not draft.acts.exists()


def test_sources_given_before_sending_go_along(ines):
    section = make_section()
    piece = make_submission(Status.DRAFT, contributor=ines)
    sources.add(piece, "The first paragraph says why.", OWN, by=ines)
    drafts.send(piece, make_piece(section=section), by=ines)

    piece.refresh_from_db()
    assert sources.ledger(piece, piece.latest.body).line(1).sources


def test_there_is_an_end_to_them(ines, monkeypatch):
    monkeypatch.setattr(sources, "MOST", 1)
    draft = make_draft(ines)
    sources.add(draft, COUNT, PAGE, by=ines)

    with pytest.raises(sources.TooMany):
        sources.add(draft, CAR, PAGE, by=ines)

    assert Source.objects.count() == 1


@pytest.mark.parametrize("many", [1, 3])
def test_a_ledger_takes_one_query(ines, many, django_assert_num_queries):
    draft = make_draft(ines)
    for number in range(many):
        sources.add(draft, f"Of {number} boats, 3 came.", PAGE, by=ines)

    with django_assert_num_queries(1):
        ledger = sources.ledger(draft, TEXT)
        assert [lost.source.attachment for lost in ledger.lost] == [None] * many


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_keep_one_source(ines, stores_files):
    piece = make_submission(contributor=ines)

    results = together(
        *(lambda: sources.add(piece, COUNT, a_file(), by=ines) for _ in range(4))
    )

    assert {each.pk for each in results} == {Source.objects.get().pk}
    assert Attachment.objects.count() == 1
    assert piece.acts.filter(action=Action.SOURCE).count() == 1
    assert len(stores_files()) == 1
