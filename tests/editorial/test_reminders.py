"""What the clock does by itself: it reminds, and lets go what nobody answers."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection

from editorial import drafts, holds, log, outbox, promises, reminders
from editorial.models import Action, Letter, Reminder, Status
from editorial.workflow import TRANSITIONS, Details, NotReady, perform
from tests.factories import make_piece, make_section, make_submission
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db
ICT = ZoneInfo("Asia/Phnom_Penh")


def at(day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment in November 2026, in Phnom Penh; the 20th is a Friday."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ICT)


def travel(moment):
    return time_machine.travel(moment, tick=False)


DUE = at(19, 18)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def piece(ines, omar):
    """Sent on Monday the 16th at ten; due on Thursday the 19th at six."""
    with travel(at(16)):
        return make_submission(contributor=ines, editor=omar)


def letters(kind):
    return list(Letter.objects.filter(kind=kind).values_list("to", flat=True))


# Silence


@pytest.mark.parametrize(
    ("moment", "released"), [(DUE - SECOND, 0), (DUE, 1), (DUE + SECOND, 1)]
)
def test_at_the_hour_the_clock_lets_it_go(piece, moment, released):
    with travel(moment):
        assert reminders.release_silent() == released

    piece.refresh_from_db()
    assert (piece.status == Status.RELEASED) == bool(released)


def test_the_record_says_that_no_person_did_it_and_counts_it(piece):
    with travel(DUE):
        reminders.release_silent()

    act = piece.acts.last()
    promise = piece.promises.get()
    assert (act.action, act.by, act.by_name) == (Action.RELEASE, None, log.CLOCK)
    assert (promise.was_silent, promise.answered_at) == (True, DUE)
    assert log.problems(piece) == []


def test_the_author_gets_a_kind_letter_and_the_holder_a_plain_one(piece, ines, omar):
    holds.take(piece, by=omar)
    with travel(DUE):
        reminders.release_silent()

    [kind] = Letter.objects.filter(kind="released")
    assert kind.to == ines.email
    assert "You are free to offer the column elsewhere" in kind.body
    assert "That is our fault, not yours." in kind.body
    [told] = Letter.objects.filter(kind="desk-released")
    assert told.to == omar.email
    assert "by Thursday 19 November, 18:00 our time (Phnom Penh, ICT)" in told.body
    piece.refresh_from_db()
    assert piece.holder is None


def test_where_nobody_held_it_all_who_could_have_answered_are_told(
    piece, omar, edith, publisher, copy_editor, checker
):
    edith.is_active = False
    edith.save()
    with travel(DUE):
        reminders.release_silent()

    assert sorted(letters("desk-released")) == sorted([omar.email, publisher.email])


def test_a_second_round_changes_nothing(piece):
    with travel(DUE):
        reminders.release_silent()
        written = Letter.objects.count(), piece.acts.count()

        assert reminders.release_silent() == 0
    assert (Letter.objects.count(), piece.acts.count()) == written


def test_a_piece_answered_a_second_before_is_not_let_go(piece, omar):
    def answer():
        with travel(DUE - SECOND):
            perform(piece, Action.ACCEPT, by=omar)

    with travel(DUE), meanwhile(answer):
        assert reminders.release_silent() == 0

    piece.refresh_from_db()
    assert piece.status == Status.ACCEPTED
    assert not letters("released")


def test_while_the_clock_is_paused_nothing_is_let_go(piece, omar):
    with travel(at(17)):
        promises.pause(piece, "A strike.", by=omar)

    with travel(at(30)):
        assert reminders.release_silent() == 0
        with pytest.raises(NotReady):
            perform(piece, Action.RELEASE, by=None)


def test_one_that_cannot_be_let_go_does_not_hold_up_the_others(piece, ines, caplog):
    with travel(at(16, 11)):
        make_submission(contributor=ines)
    failures = [OperationalError("locked")]

    def first_fails(execute, sql, params, many, context):
        if failures and sql.startswith('INSERT INTO "editorial_act"'):
            raise failures.pop()
        return execute(sql, params, many, context)

    with travel(DUE), connection.execute_wrapper(first_fails):
        assert reminders.release_silent() == 1
        assert reminders.release_silent() == 1

    assert "could not be let go" in caplog.text


@pytest.mark.parametrize(
    "row",
    [row for row in TRANSITIONS if row.action != Action.RELEASE],
    ids=lambda row: f"{row.source}-{row.action}",
)
def test_the_clock_makes_no_other_move(row):
    piece = make_submission(row.source)

    with pytest.raises(PermissionDenied):
        perform(piece, row.action, by=None)


# Reminders


def remind(moment):
    with travel(moment):
        return reminders.send_due()


def test_the_holder_is_reminded_a_working_day_and_two_hours_before(piece, omar):
    with travel(at(16, 11)):
        holds.take(piece, by=omar)

    sent = [
        remind(moment)
        for moment in (
            at(18, 17, 59),
            at(18, 18),
            at(18, 18, 1),
            at(19, 15, 59),
            at(19, 16),
            at(19, 17),
        )
    ]

    assert sent == [0, 1, 0, 0, 1, 0]
    assert letters("desk-answer-due") == [omar.email, omar.email]
    subject = Letter.objects.filter(kind="desk-answer-due")[0].subject
    assert subject.startswith("Answer by Thursday 19 November, 18:00 our time")


def test_the_working_day_before_a_monday_is_a_friday(ines, omar):
    with travel(at(18)):
        make_submission(contributor=ines)  # due on Monday the 23rd

    assert remind(at(20, 18)) == 1


def test_where_nobody_holds_it_all_who_may_decide_are_reminded(
    piece, omar, edith, copy_editor
):
    remind(at(18, 18))

    assert sorted(letters("desk-answer-due")) == sorted([omar.email, edith.email])


def test_where_the_holder_has_left_the_others_are_reminded(piece, omar, edith):
    with travel(at(16, 11)):
        holds.take(piece, by=edith)
    edith.is_active = False
    edith.save()

    remind(at(18, 18))

    assert letters("desk-answer-due") == [omar.email]


def test_after_a_long_silence_of_the_worker_one_reminder_is_enough(piece, omar):
    assert remind(at(19, 17)) == 1
    assert remind(at(19, 17, 1)) == 0
    assert letters("desk-answer-due") == [omar.email]


def test_nobody_is_reminded_of_what_came_in_too_late_for_it(ines, omar):
    section = make_section(answer_within_days=1)
    with travel(at(18, 20)):
        make_submission(contributor=ines, section=section)  # due in 22 hours

    assert remind(at(18, 20, 1)) == 0
    assert remind(at(19, 16)) == 1


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.DECLINE, Action.WITHDRAW])
def test_reminders_stop_when_it_has_moved(piece, omar, ines, action):
    with travel(at(18, 17)):
        perform(piece, action, by=ines if action is Action.WITHDRAW else omar)

    assert remind(at(18, 18)) == 0


def test_a_reminder_met_by_an_answer_is_not_written(piece, omar):
    with travel(at(18, 18)), meanwhile(lambda: perform(piece, Action.ACCEPT, by=omar)):
        assert reminders.send_due() == 0

    assert not letters("desk-answer-due")
    assert not Reminder.objects.exists()


def test_a_new_hour_is_reminded_of_anew(piece, omar):
    remind(at(18, 18))
    with travel(at(19, 9)):
        promises.pause(piece, "A strike.", by=omar)
    assert remind(at(19, 17)) == 0
    with travel(at(23, 9)):
        promises.resume(piece, by=omar)  # nine hours left: due at six

    assert remind(at(23, 16)) == 1


def test_what_is_unsent_and_asks_for_something_stops_with_the_piece(piece, ines, omar):
    remind(at(18, 18))
    with travel(at(18, 18, 1)):
        perform(piece, Action.WITHDRAW, by=ines)

    assert not letters("desk-answer-due")


def test_on_pause_no_unsent_reminder_leaves(piece, omar):
    remind(at(18, 18))
    with travel(at(18, 18, 1)):
        promises.pause(piece, "A strike.", by=omar)

    assert not letters("desk-answer-due")


def test_a_reminder_that_has_left_stays_on_record(piece, ines, omar, mailoutbox):
    remind(at(18, 18))
    with travel(at(18, 18, 1)):
        outbox.deliver_due()
        perform(piece, Action.WITHDRAW, by=ines)

    assert letters("desk-answer-due") == [omar.email]


# The day a changed text is hoped for

BACK = at(27, 18)


@pytest.fixture
def revising(piece, omar):
    """With the author since the 17th; hoped for by Friday the 27th at six."""
    details = Details(conditions=("Name the village.",), revise_by=BACK)
    with travel(at(17)):
        holds.take(piece, by=omar)
        perform(piece, Action.REQUEST_CHANGES, by=omar, details=details)
    return piece


def test_the_author_is_reminded_two_days_and_one_day_before(revising, ines):
    sent = [remind(m) for m in (at(25, 17), at(25, 18), at(26, 18), at(27, 17))]

    assert sent == [0, 1, 1, 0]
    assert letters("revision-due") == [ines.email, ines.email]


def test_when_the_day_has_passed_both_are_told_and_nothing_else_happens(
    revising, ines, omar
):
    remind(at(28))
    remind(at(29))

    revising.refresh_from_db()
    assert letters("revision-late") == [ines.email]
    assert letters("desk-revision-late") == [omar.email]
    assert not letters("revision-due")
    assert revising.status == Status.REVISING


def test_sending_it_back_ends_the_reminders_and_the_day(revising, ines):
    with travel(at(24)):
        drafts.send(revising, make_piece(section=revising.section), by=ines)

    revising.refresh_from_db()
    assert revising.revise_by is None
    assert remind(at(25, 18)) == 0 or not letters("revision-due")


def test_all_reminders_of_a_round_are_found_at_one_cost(
    ines, omar, django_assert_num_queries
):
    section = make_section()
    with travel(at(16)):
        for _ in range(3):
            make_submission(contributor=ines, section=section)
            make_submission(contributor=ines)

    with travel(at(17)), django_assert_num_queries(3):
        assert reminders.send_due() == 0
