"""The desk and two authors at the proof at the same moment, each by itself."""

from __future__ import annotations

import pytest

from editorial import changes, gates, holds, log, remarks, revisions, signing
from editorial.models import (
    Letter,
    Override,
    Remark,
    SignOff,
    Status,
    Verdict,
)
from editorial.proof import proof_of
from tests.editorial.test_together import together
from tests.factories import make_contributor, make_submission

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "It fell in 2025..\n\nIt was late."
REASON = "She agreed by telephone from the mountain where she is."


@pytest.fixture
def piece(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=BODY)
    friend = make_contributor("Dara Lim")
    piece.bylines.create(author=friend.author, position=1)
    words = {"headline": "The desk’s own headline"}
    revisions.save(piece, words, by=omar, base=1)
    signing.send_proof(piece, by=omar)
    holds.take(piece, by=omar)
    piece.refresh_from_db()
    return piece


def writers(piece):
    return [author.user for author in piece.authors]


def shown(piece, user):
    found = changes.since_last_seen(piece, proof_of(piece), user).changes
    return next(each.key for each in found if each.field == "headline")


def test_two_authors_who_sign_at_once_have_both_signed(piece):
    mark = proof_of(piece).fingerprint
    first, second = writers(piece)

    together(
        lambda: signing.sign(piece, mark, by=first),
        lambda: signing.sign(piece, mark, by=second),
        lambda: signing.sign(piece, mark, by=second),
    )

    assert gates.unsigned(piece) == []
    assert SignOff.objects.count() == 2
    assert log.problems(piece) == []


def test_one_objection_pressed_twice_is_one(piece):
    author = piece.contributor
    key = shown(piece, author)

    together(
        *[lambda: remarks.say(piece, key, Verdict.OBJECT, "No.", by=author)] * 2,
        *[lambda: remarks.done(piece, by=author)] * 2,
    )
    remarks.done(piece, by=author)

    assert Remark.objects.count() == 1
    assert Letter.objects.filter(kind="desk-remarks").count() == 1


def test_of_two_answers_at_once_the_author_gets_one(piece, omar, edith):
    author = piece.contributor
    key = shown(piece, author)
    point = remarks.say(piece, key, Verdict.OBJECT, "No.", by=author)

    results = together(
        lambda: remarks.answer(piece, point.pk, "His.", by=omar),
        lambda: remarks.answer(piece, point.pk, "Hers.", by=edith),
    )

    assert sum(isinstance(each, remarks.AnsweredAlready) for each in results) == 1
    assert Letter.objects.filter(kind="objection-answered").count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_a_fix_and_an_edit_at_once_carry_no_signature_over_the_edit(
    turn, piece, omar, edith
):
    for author in writers(piece):
        mark = proof_of(piece).fingerprint
        signing.sign(piece, mark, by=author, allows_fixes=True)

    together(
        lambda: signing.save(
            piece, {"body": BODY.replace("2025..", "2025.")}, by=omar, base=2
        ),
        lambda: signing.save(
            piece, {"body": BODY.replace("2025", "1999")}, by=edith, base=2
        ),
    )

    piece.refresh_from_db()
    is_edited = "1999" in piece.latest.body
    assert bool(gates.unsigned(piece)) is is_edited
    assert piece.revisions.count() == 3


def test_an_override_and_an_edit_at_once_print_no_other_text(piece, omar, edith):
    mark = proof_of(piece).fingerprint
    author = piece.authors[0]

    together(
        lambda: signing.override(piece, author, mark, REASON, by=omar),
        lambda: signing.override(piece, author, mark, REASON, by=omar),
        lambda: revisions.save(piece, {"body": "Other."}, by=edith, base=2),
    )

    assert "Ines Duarte" in gates.unsigned(piece)
    assert Override.objects.count() <= 1
    assert {each.fingerprint for each in Override.objects.all()} <= {mark}
