"""What was read of a piece once, while nothing of it is written."""

from __future__ import annotations

from editorial import declarations
from editorial.gates import READY, readiness
from editorial.memory import at_rest
from editorial.models import Status
from editorial.proof import proof_of
from tests.factories import make_submission


def test_at_rest_a_piece_is_asked_once_and_another_for_itself(
    db, django_assert_num_queries
):
    piece, other = make_submission(), make_submission()
    first, second = proof_of(piece), proof_of(other)

    with at_rest(), at_rest():
        proof_of(piece), declarations.given(piece)
        with django_assert_num_queries(0):
            again = proof_of(piece), declarations.given(piece)
        of_other = proof_of(other)

    assert again[0] == first
    assert of_other == second


def test_nothing_is_remembered_when_the_page_is_done(db):
    piece = make_submission(Status.ACCEPTED)
    with at_rest():
        before = proof_of(piece)
        with at_rest():
            pass
    readiness(piece, READY)

    piece.latest.headline = "Another headline"

    assert proof_of(piece).headline == "Another headline" != before.headline
