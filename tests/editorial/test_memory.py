"""What was read of a piece once, while nothing of it is written."""

from __future__ import annotations

from editorial import declarations, gates, origins
from editorial.amounts import RARE, amounts, has_no
from editorial.gates import READY, readiness
from editorial.memory import at_rest
from editorial.models import Status, Submission
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


def test_at_rest_nobody_asks_for_what_is_not_there(db, django_assert_num_queries):
    piece = Submission.objects.for_piece().get(pk=make_submission(Status.ACCEPTED).pk)
    asked = piece.conditions.create(round=1, position=1, text="Name the river.")
    everybody = (gates.conditions_asked, gates.overrides, origins.facts, gates.consent)

    with at_rest(), django_assert_num_queries(2):  # what there is, and the conditions
        found = [read(piece) for read in everybody]

    assert found == [[asked], [], [], None]
    assert not has_no(piece, "overrides")  # for all one knows, outside of it
    assert set(RARE) < set(amounts(piece))
