from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from articles import markup
from editorial import blocks, log, margin, revisions
from editorial.models import Action, Revision, Status
from tests.factories import make_submission


@pytest.fixture
def piece(db):
    return make_submission(Status.ACCEPTED)


def test_a_save_adds_a_revision_and_leaves_the_old_one_alone(piece, omar):
    first = piece.latest

    second = revisions.save(piece, {"body": "New."}, by=omar, base=first.number)

    first.refresh_from_db()
    assert (second.number, second.body) == (first.number + 1, "New.")
    assert first.body != "New."
    assert second.headline == first.headline


def test_a_stale_save_is_refused_and_names_the_newer_text(piece, omar, edith):
    base = piece.latest.number
    hers = revisions.save(piece, {"body": "Hers."}, by=edith, base=base)

    with pytest.raises(revisions.StaleRevision) as stale:
        revisions.save(piece, {"body": "His."}, by=omar, base=base)

    assert stale.value.newest == hers
    assert not Revision.objects.filter(body="His.").exists()


def test_saving_what_is_already_there_adds_nothing(piece, omar):
    same = revisions.save(
        piece, piece.latest.fields(), by=omar, base=piece.latest.number
    )

    assert same == piece.latest
    assert not piece.acts.filter(action=Action.EDIT).exists()


def test_an_edit_is_on_record_and_ends_the_proof(piece, omar):
    piece.proof_sent_at = piece.stage_since
    piece.save()

    revision = revisions.save(piece, {"body": "x"}, by=omar, base=1, reason="Cut")

    act = piece.acts.get(action=Action.EDIT)
    piece.refresh_from_db()
    digest = log.digest_of_words(revision)
    assert (act.by, act.note) == (omar, "Cut")
    assert act.data == {"revision": revision.number, "text_digest": digest}
    assert piece.proof_sent_at is None


def test_restoring_brings_the_earlier_words_back_as_a_new_revision(piece, omar):
    old = piece.latest.body
    revisions.save(piece, {"body": "x"}, by=omar, base=1)

    back = revisions.restore(piece, 1, by=omar, base=2)

    assert (back.number, back.body) == (3, old)
    assert piece.acts.filter(action=Action.RESTORE).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", [s for s in Status if s != Status.ACCEPTED])
def test_the_desk_edits_only_what_is_accepted(status, omar):
    submission = make_submission(status)
    texts = submission.revisions.count()

    with pytest.raises(revisions.Closed):
        revisions.save(submission, {"body": "x"}, by=omar, base=1)

    assert submission.revisions.count() == texts


@pytest.mark.parametrize("who", ["checker", "counsel", "stranger", "ines"])
def test_only_those_who_edit_do(piece, who, request):
    with pytest.raises(PermissionDenied):
        revisions.save(piece, {"body": "x"}, by=request.getfixturevalue(who), base=1)


def test_the_text_is_rendered_once_when_saved(piece, omar):
    revision = revisions.save(piece, {"body": "*So* be it."}, by=omar, base=1)

    assert "<em>So</em>" in revision.body_html


def test_control_characters_and_line_breaks_do_not_get_into_a_headline(piece, omar):
    revision = revisions.save(
        piece, {"headline": "One\r\nBcc: all\x00\u202e"}, by=omar, base=1
    )

    assert revision.headline == "One Bcc: all"


def test_the_database_refuses_to_change_a_revision(piece):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        piece.revisions.update(body="Rewritten")


def test_a_headline_is_set_in_the_house_s_own_marks(piece, omar):
    revision = revisions.save(
        piece, {"headline": 'The "dull" part isn\'t dull'}, by=omar, base=1
    )

    assert revision.headline == "The “dull” part isn’t dull"


def test_no_text_is_longer_than_what_is_read_to_its_last_word(piece, omar):
    """The limit is said when a text is saved, so that nothing lies beyond it: a
    comment and a claim find the last words of the longest text there can be."""
    end = "\n\nThe mine closed in 1994."
    longest = "It is so. " * 10_000
    longest = longest[: markup.MAX_CHARS - len(end)].rstrip() + end

    with pytest.raises(revisions.TooLong, match="100,000 characters"):
        revisions.save(piece, {"body": longest + "x" * 20}, by=omar, base=1)
    kept = revisions.save(piece, {"body": longest}, by=omar, base=1)

    assert piece.revisions.count() == 2
    said = markup.passages(kept.body)[-1]
    last = blocks.cut(kept.body_html)[-1]
    words = margin.pick(kept, [last], 0, "in 1994.")
    assert "The mine closed in 1994." in said.text
    assert words.anchor.quote == "in 1994"
