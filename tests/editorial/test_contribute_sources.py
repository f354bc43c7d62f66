"""The page on which an author says where each fact comes from, and the desk's."""

from __future__ import annotations

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial import drafts, sources
from editorial.models import Action, Attachment, Source, SourceKind, Status
from editorial.sources import Origin
from tests.factories import make_draft, make_submission
from tests.typed import typed_column

pytestmark = pytest.mark.django_db
COUNT = "Of the 312 children, 190 came."
TEXT = f"{COUNT} A boat is a road. It cost half a car."
PAGE = Origin(SourceKind.ADDRESS, "https://example.org/register")
ADDRESS = {"kind": "address", "address": PAGE.where}


@pytest.fixture(autouse=True)
def _store(monkeypatch, tmp_path):
    store = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", store)


@pytest.fixture
def draft(client, ines):
    draft = make_draft(ines)
    drafts.save(draft, typed_column(body=TEXT), version=0)
    client.force_login(ines)
    return draft


def page_of(piece):
    return reverse("contribute:sources", args=[piece.pk])


def said(answer):
    return " ".join(answer.content.decode().split())


def test_the_page_counts_and_marks_what_has_no_source(client, draft):
    page = said(client.get(page_of(draft)))

    assert "0 of 2 factual sentences have a source." in page
    assert page.count("No source yet.") == 2
    assert page.count(">Add its source<") == 2
    assert page.count(">Add a source<") == 1  # of any other sentence too


def test_a_sentence_is_chosen_and_its_source_kept(client, draft):
    asked = client.get(page_of(draft), {"sentence": "1"})
    answer = client.post(page_of(draft), {"sentence": COUNT, **ADDRESS})

    assert f'value="{COUNT}"' in said(asked)
    assert answer["Location"] == f"{page_of(draft)}#sentence-1"
    page = said(client.get(page_of(draft)))
    assert "1 of 2 factual sentences has a source." in page
    assert f'<a href="{PAGE.where}" rel="nofollow noreferrer">' in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose where it is from."),
        ({"kind": "address"}, "Paste the address of the page or document."),
        ({"kind": "person"}, "Say who told you, and when."),
        ({"kind": "file"}, "Choose the file."),
        *(
            ({"kind": "address", "address": address}, "This is no address of a page.")
            for address in (
                "javascript:alert(1)",
                "ftp://example.org/x",
                "data:text/html,x",
                "//example.org",
                "the register",
                "https://",
            )
        ),
        (
            {"kind": "address", "address": "https://me:secret@example.org/"},
            "Leave the name and password out of the address.",
        ),
    ],
)
def test_what_is_no_source_is_told_and_nothing_typed_is_lost(
    client, draft, typed, sentence
):
    answer = client.post(
        page_of(draft), {"sentence": COUNT, "own": "I typed this.", **typed}
    )

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "I typed this." in said(answer)
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"kind": "person", "person": "Sok Dara, 3 June"}, "Sok Dara, 3 June"),
        ({"kind": "own", "own": "I counted."}, "I counted."),
        ({"kind": "own"}, ""),
        ({"kind": "address", "address": "example.org/a"}, "https://example.org/a"),
        ({"kind": "own", "address": "no address", "own": "I saw."}, "I saw."),
    ],
)
def test_a_source_is_a_person_or_ones_own_eyes_too(client, draft, typed, where):
    answer = client.post(page_of(draft), {"sentence": COUNT, **typed})

    assert answer.status_code == 302
    assert Source.objects.get().where == where


def test_a_file_is_kept_and_only_its_people_may_have_it(client, draft, stranger):
    file = SimpleUploadedFile("register.pdf", b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n")
    client.post(page_of(draft), {"sentence": COUNT, "kind": "file", "file": file})
    kept = Attachment.objects.get()
    address = reverse("contribute:file", args=[draft.pk, kept.uuid])

    assert f'<a href="{address}">register.pdf</a>' in said(client.get(page_of(draft)))
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_a_file_that_is_refused_is_told_beside_its_box(client, draft):
    file = SimpleUploadedFile("run.pdf", b"MZ\x90\x00\x03")
    typed = {"sentence": COUNT, "kind": "file", "file": file, "place": "page 9"}

    answer = client.post(page_of(draft), typed)

    assert answer.status_code == 422
    assert "field-error" in said(answer)
    assert "page 9" in said(answer)
    assert not Attachment.objects.exists()


def test_a_source_is_changed_and_taken_away(client, draft, ines):
    source = sources.add(draft, COUNT, PAGE, by=ines)

    shown = client.get(page_of(draft), {"source": source.pk})
    client.post(page_of(draft), {"source": source.pk, "kind": "own", "own": "I saw."})
    changed = Source.objects.get().where
    client.post(page_of(draft), {"source": source.pk, "remove": "1"})

    assert PAGE.where in said(shown)
    assert changed == "I saw."
    assert not Source.objects.exists()


def test_a_source_of_words_that_are_gone_is_shown_and_moved(client, draft, ines):
    source = sources.add(draft, "Of the 312 children, 180 came.", PAGE, by=ines)

    before = said(client.get(page_of(draft)))
    client.post(page_of(draft), {"source": source.pk, "move": COUNT})
    after = said(client.get(page_of(draft)))

    assert "The sentence is gone" in before
    assert f"It may be this one now: “{COUNT}”" in before
    assert "The sentence is gone" not in after


def test_words_of_a_contributor_are_escaped_everywhere(client, draft, ines, omar):
    evil = '<img src=x onerror="x">'
    sources.add(draft, f"{evil} 3 of them.", Origin(SourceKind.OWN, evil), by=ines)

    page = said(client.get(page_of(draft)))

    assert evil not in page
    assert "&lt;img src=x" in page


def test_strangers_find_nothing_and_visitors_are_asked_in(client, draft, stranger):
    client.logout()
    assert client.get(page_of(draft)).status_code == 302
    client.force_login(stranger)

    assert client.get(page_of(draft)).status_code == 404
    assert client.post(page_of(draft), ADDRESS).status_code == 404
    assert not Source.objects.exists()


def test_a_source_of_another_piece_is_not_reached_through_ones_own(
    client, draft, stranger
):
    theirs = sources.add(make_draft(stranger), COUNT, PAGE, by=stranger)

    for typed in ({"remove": "1"}, {"move": "x 3"}, {"kind": "own"}):
        answer = client.post(page_of(draft), {"source": theirs.pk, **typed})
        assert answer.status_code == 404
    assert client.get(page_of(draft), {"source": theirs.pk}).status_code == 404

    assert Source.objects.get().where == PAGE.where


@pytest.mark.parametrize("number", ["0", "99", "x", "9" * 40, "-1", "²"])
def test_a_sentence_that_is_not_there_leads_back_to_the_list(client, draft, number):
    answer = client.get(page_of(draft), {"sentence": number})

    assert answer["Location"] == page_of(draft)


def test_no_sentence_no_source(client, draft):
    answer = client.post(page_of(draft), {"sentence": " … ", **ADDRESS})

    assert answer.status_code == 422
    assert "Choose the sentence first" in said(answer)


@pytest.mark.parametrize("status", [Status.CLEARED, Status.DECLINED, Status.WITHDRAWN])
def test_when_it_has_moved_on_they_are_read_and_not_changed(client, ines, status):
    piece = make_submission(status, contributor=ines, body=TEXT)
    client.force_login(ines)

    shown = client.get(page_of(piece))
    answer = client.post(page_of(piece), {"sentence": COUNT, **ADDRESS})

    assert "Add its source" not in said(shown)
    assert answer.status_code == 409
    assert "moved on since you opened this page" in said(answer)
    assert not Source.objects.exists()


def test_the_button_of_the_write_page_saves_first_and_leads_to_the_sentence(
    client, draft
):
    typed = typed_column(body=TEXT + " It took nine years.")

    answer = client.post(
        reverse("contribute:write", args=[draft.pk]),
        typed | {"version": "1", "then": "sources", "words": "took **nine**"},
    )

    draft.draft.refresh_from_db()
    assert draft.draft.typed["body"].endswith("It took nine years.")
    assert "words" not in draft.draft.typed
    assert answer["Location"] == f"{page_of(draft)}?sentence=4#source"


def test_every_page_of_the_author_says_how_many_facts_have_a_source(
    client, draft, ines
):
    sources.add(draft, COUNT, PAGE, by=ines)

    for name in ("write", "check", "piece"):
        page = said(client.get(reverse(f"contribute:{name}", args=[draft.pk])))
        assert "1 of 2 factual sentences has a source." in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_many_sources(
    client, draft, ines, many, django_assert_num_queries
):
    for number in range(many):
        sources.add(draft, COUNT, Origin(SourceKind.OWN, f"Day {number}"), by=ines)
    client.get(page_of(draft))

    with django_assert_num_queries(5):
        client.get(page_of(draft))


def test_the_desk_reads_each_fact_with_its_source_and_counts_the_rest(
    client, ines, omar
):
    piece = make_submission(contributor=ines, body=TEXT)
    sources.add(piece, COUNT, PAGE, by=ines)
    sources.add(piece, "Gone in 2019.", Origin(SourceKind.OWN, "I saw."), by=ines)
    client.force_login(omar)

    page = said(client.get(reverse("admin:desk_sources", args=[piece.pk])))
    history = said(client.get(reverse("admin:desk_history", args=[piece.pk])))

    assert "1 of 2 factual sentences has a source." in page
    assert "1 without one. These become claims for the desk’s ledger." in page
    assert f'href="{PAGE.where}" rel="nofollow noreferrer"' in page
    assert "Gone in 2019." in page
    assert "changed the sources" in history


def test_the_desk_may_open_the_file_of_a_source(client, ines, omar):
    piece = make_submission(contributor=ines, body=TEXT)
    file = SimpleUploadedFile("register.pdf", b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n")
    source = sources.add(piece, COUNT, Origin(SourceKind.FILE, "p. 3", file), by=ines)
    client.force_login(omar)
    address = reverse("admin:desk_file", args=[piece.pk, source.attachment.uuid])

    page = said(client.get(reverse("admin:desk_sources", args=[piece.pk])))

    assert f'<a href="{address}">register.pdf</a>, p. 3' in page
    assert b"".join(client.get(address)).startswith(b"%PDF")


def test_the_desk_s_page_costs_the_same_however_many_sources(client, ines, omar):
    piece = make_submission(contributor=ines, body=TEXT)
    client.force_login(omar)
    address = reverse("admin:desk_sources", args=[piece.pk])
    taken = []

    for number in range(3):
        sources.add(piece, COUNT, Origin(SourceKind.OWN, f"Day {number}"), by=ines)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        taken.append(len(queries))

    assert taken == taken[:1] * 3


def test_a_source_given_at_the_desk_s_turn_is_on_record(client, ines):
    piece = make_submission(contributor=ines, body=TEXT)
    client.force_login(ines)

    for _ in range(2):  # a double click
        client.post(page_of(piece), {"sentence": COUNT, **ADDRESS})

    assert piece.acts.filter(action=Action.SOURCE).count() == 1
