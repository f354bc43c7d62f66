"""A figure is wrong in a column that is out: who may mend it, and what follows."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from articles import account
from articles.models import Correction, CorrectionKind, Edition
from articles.search import find
from editorial import corrections, evidence, log, publishing
from editorial.corrections import Overtaken, Proposal, Refused, approve, propose
from editorial.models import Action, Amendment, Letter, Status
from newsroom import frozen
from tests.factories import make_article, make_author, make_submission

pytestmark = pytest.mark.django_db
KIND = CorrectionKind
BODY = "The exercise was suspended in 2018.\n\nIt should begin again."
RIGHT = BODY.replace("2018", "January 2017")


@pytest.fixture
def piece(omar):
    return make_submission(Status.CLEARED, editor=omar, body=BODY)


def wanted(**how):
    return Proposal(
        **{
            "kind": KIND.CORRECTION,
            "base": 1,
            "why": "A reader wrote to us.",
            "was": "that the exercise was suspended in 2018.",
            "right": "it was suspended in January 2017.",
            "words": {"body": RIGHT},
        }
        | how
    )


def corrected(piece, edith, omar, **how):
    return approve(propose(piece, wanted(**how), by=edith), by=omar)


def words_of(piece):
    piece.refresh_from_db()
    piece.article.refresh_from_db()
    return piece.article.edition.body


def test_a_second_person_makes_the_next_edition_and_nothing_else_moves(
    piece, edith, omar
):
    before = piece.article.edition
    address, hour = piece.article.get_absolute_url(), piece.article.publish_at

    said = corrected(piece, edith, omar)

    piece.refresh_from_db()
    now = piece.article.edition
    assert (now.number, now.body) == (2, RIGHT)
    assert "January 2017" in now.body_html
    assert said.sentence == (
        "An earlier version of this column said that the exercise was suspended in "
        "2018. In fact it was suspended in January 2017."
    )
    assert (piece.article.get_absolute_url(), piece.article.publish_at) == (
        address,
        hour,
    )
    assert (piece.latest.number, piece.latest.body) == (2, RIGHT)
    assert piece.status == Status.CLEARED
    same = {"headline", "closing_line", "responsible_editor", "label", "picture_id"}
    same |= set(account.KEPT)
    assert before.headline_by
    assert all(getattr(now, name) == getattr(before, name) for name in same)
    assert [(b.name, b.bio_line) for b in now.bylines.all()] == [
        (b.name, b.bio_line) for b in before.bylines.all()
    ]
    assert Edition.objects.get(pk=before.pk).body == BODY
    assert now.fingerprint != before.fingerprint
    assert [hit.article for hit in find('"January 2017"').hits] == [piece.article]
    assert find("2018").hits == []
    assert log.problems(piece) == []


def test_what_was_printed_beside_the_words_stays_whatever_a_profile_says_today(
    piece, edith, omar
):
    author = piece.authors[0]
    author.name, author.bio_line = "Another Name", "Another bio."
    author.role = "minister"
    author.save()
    line = piece.article.edition.closing_line

    corrected(piece, edith, omar, words={"disclosure": "She was paid by the bank"})

    piece.refresh_from_db()
    edition = piece.article.edition
    [byline] = edition.bylines.all()
    assert byline.name != "Another Name"
    assert byline.bio_line != "Another bio."
    about, views = line.split(" The views")
    assert edition.closing_line == f"{about} She was paid by the bank. The views{views}"
    assert piece.latest.beside["closing_line"] == edition.closing_line


def test_the_box_says_nothing_that_the_new_words_make_untrue(piece, edith, omar):
    corrected(piece, edith, omar, words={"headline": "Another headline", "body": RIGHT})

    piece.refresh_from_db()
    edition = piece.article.edition
    shown = {row.name: row.words for row in account.rows(edition, authors=1)}
    assert shown["Headline"] == publishing.HEADLINE_CHANGED
    assert shown["Responsible editor"].startswith(edition.responsible_editor)


def test_every_author_is_told_in_words_and_the_desk_is_asked_for_its_second_key(
    piece, edith, omar
):
    proposal = propose(piece, wanted(), by=edith)
    [asked] = Letter.objects.filter(kind=corrections.PROPOSED)
    assert Letter.objects.filter(kind=corrections.MADE).count() == 0

    approve(proposal, by=omar)

    [letter] = Letter.objects.filter(kind=corrections.MADE)
    assert asked.to == omar.email
    assert "A reader wrote to us." in asked.body
    assert letter.to == piece.contributor.email
    assert "In fact it was suspended in January 2017." in letter.body
    assert "“The exercise was suspended in 2018.”" in letter.body
    assert "“The exercise was suspended in January 2017.”" in letter.body
    assert "A reader wrote" not in letter.body


def test_nobody_holds_both_keys(piece, omar, edith, copy_editor, checker, ines):
    for person in (checker, ines, piece.contributor):
        with pytest.raises(PermissionDenied):
            propose(piece, wanted(), by=person)
    proposal = propose(piece, wanted(), by=omar)

    for person in (copy_editor, checker, piece.contributor):
        with pytest.raises(PermissionDenied):
            approve(proposal, by=person)
    with pytest.raises(Refused, match="second person"):
        approve(proposal, by=omar)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=proposal.pk).update(
            ended_by=omar, ended_at=proposal.at, revision=piece.latest
        )

    assert words_of(piece) == BODY
    assert approve(proposal, by=edith).edition.number == 2


def test_an_editor_is_never_the_second_key_to_a_column_of_their_own(omar, edith):
    piece = make_submission(Status.CLEARED, editor=omar, body=BODY)
    proposal = propose(piece, wanted(), by=omar)
    piece.bylines.create(author=make_author("Edith", user=edith), position=1)

    with pytest.raises(PermissionDenied):
        approve(proposal, by=edith)
    with pytest.raises(PermissionDenied):
        corrections.drop(proposal, "No.", by=edith)

    assert edith not in corrections.second_persons(piece, proposal)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"words": {}}, corrections.SAME_WORDS),
        ({"words": {"body": BODY}, "only_note": True}, corrections.SAME_WORDS),
        ({"words": {}, "kind": KIND.CLARIFICATION}, corrections.SAY_ONLY_NOTE),
        ({"only_note": True, "kind": KIND.CLARIFICATION}, corrections.NOT_ONLY_NOTE),
        ({"words": {"body": "\n"}}, corrections.NO_TEXT),
        ({"words": {"headline": " "}}, corrections.NO_HEADLINE),
        (
            {
                "words": {
                    "body": f"{RIGHT}\n\n![](/media/pictures/"
                    "00000000-0000-4000-8000-000000000000.webp)"
                }
            },
            corrections.NEW_PICTURE,
        ),
    ],
)
def test_what_readers_are_told_must_be_so(piece, omar, how, why):
    with pytest.raises(Refused) as refused:
        propose(piece, wanted(**how), by=omar)

    assert refused.value.sentence == why
    assert not Amendment.objects.exists()


def test_a_note_stands_at_the_top_and_leaves_the_text_alone(piece, edith, omar):
    said = corrected(
        piece,
        edith,
        omar,
        kind=KIND.NOTE,
        words={},
        was="",
        right="",
        said="The author advises a mill and did not tell us.",
    )

    assert said.is_serious
    assert said.sentence == "The author advises a mill and did not tell us."
    assert words_of(piece) == BODY
    assert piece.article.corrections_above == [said]
    [letter] = Letter.objects.filter(kind=corrections.MADE)
    assert "Not a word of your text was changed." in letter.body


def test_one_change_waits_at_a_time_and_the_same_sent_twice_is_one(
    piece, edith, omar, publisher
):
    proposal = propose(piece, wanted(), by=edith)

    assert propose(piece, wanted(), by=edith) == proposal
    with pytest.raises(Overtaken, match="Edith has proposed"):
        propose(piece, wanted(why="Another."), by=omar)
    approve(proposal, by=omar)
    with pytest.raises(Overtaken, match="Omar has approved it"):
        approve(proposal, by=publisher)
    with pytest.raises(Overtaken, match="edition 2 by now"):
        propose(piece, wanted(words={"body": "Other."}), by=edith)

    assert words_of(piece) == RIGHT
    assert Correction.objects.count() == 1


def test_what_is_dropped_reaches_its_proposer_and_no_reader(piece, edith, omar):
    proposal = propose(piece, wanted(), by=edith)

    corrections.drop(proposal, "The year was right.", by=omar)

    [letter] = Letter.objects.filter(kind=corrections.DROPPED)
    assert letter.to == edith.email
    assert "The year was right." in letter.body
    assert words_of(piece) == BODY
    with pytest.raises(Overtaken, match="Omar has dropped it"):
        approve(proposal, by=omar)
    assert propose(piece, wanted(), by=edith) != proposal


def test_there_is_nothing_to_correct_before_readers_have_it(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=BODY)

    with pytest.raises(Overtaken, match="Readers do not have"):
        propose(piece, wanted(), by=omar)


def test_the_record_finds_a_correction_that_was_tampered_with(piece, edith, omar):
    said = corrected(piece, edith, omar)
    act = piece.acts.get(action=Action.CORRECT)
    assert act.note == "A reader wrote to us."
    assert act.data["proposed_by"] == "Edith"
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(right="it never was.")
    frozen.thaw()

    Correction.objects.filter(pk=said.pk).update(right="it never was.")
    changed = log.problems(piece)
    Correction.objects.all().delete()
    lost = log.problems(piece)

    frozen.freeze()
    assert changed == [f"The correction {said.pk} is not as it was written."]
    assert lost == [f"The correction {said.pk} is gone."]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"kind": "retraction", "said": "Gone."},
        {"kind": KIND.CORRECTION, "said": "It was wrong."},
        {"kind": KIND.CORRECTION, "was": "that it was 2018"},
        {"kind": KIND.NOTE, "said": "Not told.", "is_serious": False},
        {"kind": KIND.UPDATE, "was": "that it was", "right": "it is", "said": "New."},
        {"kind": KIND.UPDATE},
    ],
)
def test_the_database_refuses_a_correction_that_makes_no_sense(nonsense):
    article = make_article()

    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(edition=article.edition, **nonsense)


def test_the_evidence_file_has_every_edition_and_who_changed_it(piece, edith, omar):
    corrected(piece, edith, omar)

    said = evidence._as_data(piece, omar)

    assert [each["number"] for each in said["editions"]] == [1, 2]
    [found] = said["corrections"]
    assert found["proposed_by"] == "Edith"
    assert found["approved_by"] == "Omar"
    assert found["edition"] == 2
    assert "January 2017" in found["told"]
    assert said["record"]["problems"] == []
