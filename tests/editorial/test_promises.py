"""The answer owed: promised, kept, paused; and who may touch the clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial import clock, drafts, promises
from editorial.models import Action, Letter, Promise, Status
from editorial.promises import ClockRefused
from editorial.workflow import Details, perform
from tests.factories import make_overdue, make_piece, make_section, make_submission

pytestmark = pytest.mark.django_db
ICT = ZoneInfo("Asia/Phnom_Penh")


def at(day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment in November 2026, in Phnom Penh; the 20th is a Friday."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ICT)


def travel(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def piece(ines):
    """Sent on Monday the 16th at ten; due on Thursday the 19th at six."""
    with travel(at(16)):
        return make_submission(contributor=ines)


def test_sending_makes_a_promise_of_the_same_hour(piece):
    promise = piece.promises.get()

    assert (promise.made_at, promise.due_at) == (at(16), at(19, 18))
    assert piece.answer_by == at(19, 18)
    assert promise.answered_at is None


@pytest.mark.parametrize(
    "action", [Action.REQUEST_CHANGES, Action.ACCEPT, Action.DECLINE]
)
def test_an_answer_closes_it(piece, omar, action):
    with travel(at(17)):
        perform(piece, action, by=omar)

    promise = piece.promises.get()
    assert (promise.answered_at, promise.answered_with) == (at(17), action)
    assert not promise.was_silent
    assert piece.answer_by is None


def test_a_withdrawal_closes_it_by_its_own_name(piece, ines):
    perform(piece, Action.WITHDRAW, by=ines)

    assert piece.promises.get().answered_with == Action.WITHDRAW
    assert piece.answer_by is None


def test_letting_it_go_is_silence(piece, omar):
    make_overdue(piece)
    perform(piece, Action.RELEASE, by=omar)

    assert piece.promises.get().was_silent


def test_what_comes_back_is_promised_an_answer_anew(piece, omar, ines):
    perform(piece, Action.REQUEST_CHANGES, by=omar)

    with travel(at(20)):
        drafts.send(piece, make_piece(section=piece.section), by=ines)

    assert list(piece.promises.values_list("due_at", flat=True)) == [
        at(19, 18),
        at(25, 18),
    ]
    piece.refresh_from_db()
    assert piece.answer_by == at(25, 18)


def test_the_promise_is_kept_in_the_section_s_own_calendar(ines):
    section = make_section(
        time_zone="America/New_York", working_days="12345", answer_within_days=1
    )
    section.holidays.create(day=dt.date(2026, 11, 26), name="Thanksgiving")

    with travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)):
        piece = make_submission(contributor=ines, section=section)

    assert piece.answer_by == dt.datetime(2026, 11, 27, 23, tzinfo=dt.UTC)


# Pausing


def test_a_pause_stops_the_clock_and_tells_why(piece, omar, ines):
    with travel(at(17)):
        promises.pause(piece, " We wait for\x00 a document. ", by=omar)

    assert (piece.answer_by, piece.paused_since) == (None, at(17))
    assert piece.pause_reason == "We wait for a document."
    assert piece.answered_in_time()
    letter = Letter.objects.get(kind="paused")
    assert letter.to == ines.email
    assert "We wait for a document." in letter.body
    assert piece.acts.last().action == Action.PAUSE


def test_the_hour_moves_by_the_working_time_that_it_stood_still(piece, omar):
    with travel(at(17, 17)):
        promises.pause(piece, "A strike.", by=omar)
    with travel(at(18, 12)):
        promises.resume(piece, by=omar)

    # one hour on Tuesday, three on Wednesday: from Thursday 18:00 to Friday 13:00
    assert piece.answer_by == at(20, 13)
    assert piece.promises.get().due_at == at(20, 13)
    assert (piece.paused_since, piece.pause_reason) == (None, "")
    assert "Friday 20 November, 13:00" in Letter.objects.get(kind="resumed").body


def test_a_night_on_pause_moves_nothing(piece, omar):
    with travel(at(17, 19)):
        promises.pause(piece, "A strike.", by=omar)
    with travel(at(18, 8)):
        promises.resume(piece, by=omar)

    assert piece.answer_by == at(19, 18)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    stopped=st.integers(0, 60 * 79),
    stood=st.integers(0, 60 * 24 * 30),
)
def test_the_desk_has_as_much_working_time_as_before(piece, omar, stopped, stood):
    stopped_at = at(16) + dt.timedelta(minutes=stopped)
    run_at = stopped_at + dt.timedelta(minutes=stood)
    calendar = clock.calendar_of(piece.section)
    due = piece.promises.get().due_at
    with travel(stopped_at):
        promises.pause(piece, "A strike.", by=omar)
    with travel(run_at):
        promises.resume(piece, by=omar)
    now_due = piece.answer_by
    Promise.objects.update(due_at=at(19, 18))  # as it was, for the next example
    type(piece).objects.update(answer_by=at(19, 18))

    assert now_due >= due
    assert calendar.worked(run_at, now_due) == calendar.worked(stopped_at, due)


def test_a_day_off_set_meanwhile_still_leaves_an_hour(piece, omar):
    with travel(at(19, 10)):
        promises.pause(piece, "A strike.", by=omar)
    piece.section.holidays.create(day=dt.date(2026, 11, 19), name="Mourning")
    with travel(at(20, 10)):
        promises.resume(piece, by=omar)

    assert piece.answer_by == at(20, 11)


@pytest.mark.parametrize("reason", ["", " \n ", "\u202e"])
def test_a_pause_without_a_reason_is_none(piece, omar, reason):
    with pytest.raises(ValueError, match="reason"):
        promises.pause(piece, reason, by=omar)

    assert not Letter.objects.filter(kind="paused").exists()


def test_a_clock_is_stopped_once_and_started_once(piece, omar, edith):
    with travel(at(17)):
        with pytest.raises(ClockRefused, match="running"):
            promises.resume(piece, by=omar)
        promises.pause(piece, "A strike.", by=omar)
        with pytest.raises(ClockRefused, match="stands"):
            promises.pause(piece, "Another.", by=edith)

    assert piece.pause_reason == "A strike."
    assert Letter.objects.filter(kind="paused").count() == 1


def test_after_the_hour_has_struck_no_pause_saves_the_desk(piece, omar):
    with travel(at(19, 18)), pytest.raises(ClockRefused, match="has passed"):
        promises.pause(piece, "A strike.", by=omar)


@pytest.mark.parametrize("status", [s for s in Status if s != Status.SUBMITTED])
def test_where_nobody_waits_there_is_no_clock_to_stop(omar, status):
    piece = make_submission(status)

    for act in (
        lambda: promises.pause(piece, "A strike.", by=omar),
        lambda: promises.resume(piece, by=omar),
    ):
        with pytest.raises(ClockRefused, match="Nobody waits"):
            act()


@pytest.mark.parametrize("who", ["ines", "stranger", "copy_editor", "counsel"])
def test_only_who_may_decide_touches_the_clock(piece, request, who):
    by = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        promises.pause(piece, "A strike.", by=by)
    with pytest.raises(PermissionDenied):
        promises.resume(piece, by=by)


@pytest.mark.parametrize(
    "action", [Action.ACCEPT, Action.DECLINE, Action.REQUEST_CHANGES, Action.WITHDRAW]
)
def test_a_piece_on_pause_can_be_decided_and_withdrawn(piece, omar, ines, action):
    with travel(at(17)):
        promises.pause(piece, "A strike.", by=omar)

    with travel(at(30)):
        by = ines if action is Action.WITHDRAW else omar
        perform(piece, action, by=by, details=Details(conditions=("One.",)))

    piece.refresh_from_db()
    assert (piece.paused_since, piece.pause_reason) == (None, "")
    assert piece.promises.get().answered_at == at(30)
