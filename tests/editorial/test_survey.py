"""What the board is told of a piece, and when it is looked over again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from editorial import revisions, survey, talk
from editorial.models import Status, Submission
from newsroom import rounds
from tests.factories import make_submission, sign_as_author

pytestmark = pytest.mark.django_db


def seen(piece) -> Submission:
    return Submission.objects.get(pk=piece.pk)


def test_a_piece_is_ready_on_the_board_when_no_gate_is_shut(omar):
    piece = make_submission(Status.ACCEPTED)
    sign_as_author(piece)

    rounds.make(remind=False, clear=False)
    before = seen(piece).lacks
    revisions.save(piece, {"body": "Other words."}, by=omar, base=piece.latest.number)
    rounds.make(remind=False, clear=False)

    assert before == 0
    assert seen(piece).lacks > 0


def test_nothing_is_looked_over_twice_until_something_was_done_to_it(omar):
    piece = make_submission(Status.SUBMITTED)

    assert survey.look_at_due() == 1
    assert survey.look_at_due() == 0
    talk.note(piece, "Hm.", by=omar)
    assert survey.look_at_due() == 1


def test_an_hour_later_it_is_looked_over_all_the_same():
    piece = make_submission(Status.SUBMITTED)
    survey.look(piece, timezone.now() - survey.STALE - dt.timedelta(seconds=1))

    assert list(survey.due()) == [piece]


def test_ended_pieces_are_left_alone():
    make_submission(Status.DECLINED)

    assert survey.look_at_due() == 0


def test_one_odd_piece_hides_no_other(monkeypatch, caplog):
    odd, plain = make_submission(Status.SUBMITTED), make_submission(Status.SUBMITTED)

    def fails_once(submission):
        if submission.pk == odd.pk:
            raise RuntimeError("odd")
        return ["interest"]

    monkeypatch.setattr(survey, "NOTICED", (fails_once,))

    assert survey.look_at_due() == 2
    assert survey.look_at_due() == 0
    assert seen(plain).flags == ["interest"]
    assert "could not be looked over" in caplog.text
