"""The answer we owe a contributor: promised, given, paused, never given.

``Submission.answer_by`` is the live hour, empty while nobody waits or the clock is
paused. ``Promise`` keeps one row for each answer owed, which the public record counts.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.markup import clean_text
from articles.models import Section
from authors.models import User
from editorial import clock, log, notices, outbox, rules
from editorial.clock import Calendar
from editorial.models import Action, Promise, Status, Submission

MOST_REASON = 500  # characters
AN_HOUR = dt.timedelta(hours=1)
YEAR = dt.timedelta(days=365)
FEW = 20  # answers, below which the record counts them instead of a share
NAMED = 5  # columns, below which a section is not counted by itself
# What ends the wait. After a withdrawal nobody is owed an answer: it is not counted.
ANSWERS = {
    Action.REQUEST_CHANGES,
    Action.COMMISSION,
    Action.ACCEPT,
    Action.DECLINE,
    Action.RELEASE,
    Action.WITHDRAW,
}


class ClockRefused(Exception):
    """There is no such clock to set here and now; the words say why. Nothing was
    written."""


NOBODY_WAITS = "Nobody waits for an answer to this column: there is no clock to stop."
NOT_WITH_THE_AUTHOR = "The author is not changing the text: there is no day to set."
STANDS = "The clock stands already."
RUNS = "The clock is running."
STRUCK = "The hour has passed. Answer now; the clock cannot be stopped any more."


def make(submission: Submission) -> None:
    """Owe an answer from now on. The caller holds the row and saves it."""
    now = timezone.now()
    submission.answer_by = clock.answer_by(now, submission.section)
    Promise.objects.create(
        submission=submission, made_at=now, due_at=submission.answer_by
    )


def close(
    submission: Submission, action: Action, *, at: dt.datetime | None = None
) -> None:
    """The piece moves: it was answered, or nobody waits for it any more. No hour of
    where it was holds where it goes. ``at`` is when the answer was decided, where that
    was earlier. The caller holds the row and saves it."""
    submission.answer_by = submission.paused_since = submission.revise_by = None
    submission.pause_reason = ""
    if action in ANSWERS:
        submission.promises.filter(answered_at=None).update(
            answered_at=at or timezone.now(),
            answered_with=action,
            was_silent=action == Action.RELEASE,
        )


def why_not_paused(submission: Submission) -> str:
    """Why the clock of this piece cannot be stopped; empty while it can."""
    if submission.status != Status.SUBMITTED:
        return NOBODY_WAITS
    if submission.paused_since:
        return STANDS
    return "" if submission.answered_in_time() else STRUCK


def pause(submission: Submission, reason: str, *, by: User) -> bool:
    """Stop the clock; the contributor is told why. False when that is done already.

    Raises ``ClockRefused``, or ``PermissionDenied`` for who may not decide on it.
    """
    reason = clean_text(reason).strip()[:MOST_REASON]
    if not reason:
        raise ValueError("a pause needs a reason")
    with transaction.atomic():
        current = _decidable(submission, by)
        if current.paused_since and current.pause_reason == reason:
            return False
        if refusal := why_not_paused(current):
            raise ClockRefused(refusal)
        current.paused_since, current.pause_reason = timezone.now(), reason
        current.answer_by = None
        current.save(update_fields=["paused_since", "pause_reason", "answer_by"])
        outbox.take_back(current, notices.REMINDERS)
        notices.tell(current, Action.PAUSE, by=by, note=reason)
        log.write(current, Action.PAUSE, by=by, told=reason)
    submission.refresh_from_db()
    return True


def resume(submission: Submission, *, by: User) -> None:
    """Let the clock run again: due later by the working time it stood still.

    Raises ``ClockRefused``, or ``PermissionDenied`` for who may not decide on it.
    """
    with transaction.atomic():
        current = _decidable(submission, by)
        if current.paused_since is None:
            raise ClockRefused(
                RUNS if current.status == Status.SUBMITTED else NOBODY_WAITS
            )
        _shift(current, current.paused_since)
        current.paused_since, current.pause_reason = None, ""
        current.save(update_fields=["paused_since", "pause_reason", "answer_by"])
        notices.tell(current, Action.RESUME, by=by)
        log.write(current, Action.RESUME, by=by, answer_by=_iso(current.answer_by))
    submission.refresh_from_db()


def set_day(submission: Submission, day: dt.datetime | None, *, by: User) -> bool:
    """Hope for the changed text by this hour, or by none; the contributor is told.
    False when it is so already.

    Raises ``ClockRefused``, or ``PermissionDenied`` for who may not decide on it.
    """
    with transaction.atomic():
        current = _decidable(submission, by)
        if current.status != Status.REVISING:
            raise ClockRefused(NOT_WITH_THE_AUTHOR)
        if current.revise_by == day:
            return False
        current.revise_by = day
        current.save(update_fields=["revise_by"])
        outbox.take_back(current, notices.REMINDERS)
        notices.tell(current, Action.DEADLINE, by=by)
        log.write(current, Action.DEADLINE, by=by, revise_by=_iso(day))
    submission.refresh_from_db()
    return True


def _decidable(submission: Submission, by: User) -> Submission:
    current = Submission.objects.lock(submission.pk)
    if not rules.is_editor(by, current):
        raise PermissionDenied
    return current


def _shift(submission: Submission, stopped_at: dt.datetime) -> None:
    """What was left of the desk's time is left of it still."""
    promise = submission.promises.get(answered_at=None)
    calendar = clock.calendar_of(submission.section)
    left = calendar.worked(stopped_at, promise.due_at) or AN_HOUR  # a new day off
    now = timezone.now()
    # nothing of a night or a day off is counted: the hour then stays
    due_at = max(promise.due_at, calendar.after_work(now, left))
    promise.due_at = submission.answer_by = due_at
    promise.save(update_fields=["due_at"])


def _iso(hour: dt.datetime | None) -> str:
    return hour.isoformat() if hour else ""


# The public record


@dataclass(frozen=True, slots=True)
class Record:
    """How one desk, or all together, kept its word in the last twelve months."""

    name: str
    columns: int  # that reached us; each counts once, however often it came back
    answers: int  # given or owed; withdrawn ones are nobody's fault
    in_time: int
    silent: int  # the hour struck first and the column was released
    median_days: float | None  # working days to the answers that were given

    @property
    def late(self) -> int:
        """Answered, but after the hour."""
        return self.answers - self.in_time - self.silent

    @property
    def typical(self) -> str:
        """How soon half of the answers came; empty where none was given."""
        if self.median_days is None:
            return ""
        if self.median_days < 1:
            return "on the very day"
        days = f"{self.median_days:g}"
        return f"within {days} working day{'' if days == '1' else 's'}"

    @property
    def is_few(self) -> bool:
        """Too few for a share in a hundred to say anything."""
        return self.answers < FEW

    @property
    def percent(self) -> int:
        """In a hundred, never rounded up to all of them."""
        return self.in_time * 100 // self.answers if self.answers else 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """One promise that fell due, as the record counts it."""

    section: int
    piece: int
    is_in_time: bool
    was_silent: bool
    days: int | None


def records(at: dt.datetime | None = None) -> list[Record]:
    """All desks together, then each that had enough columns to be named by itself.
    Three queries, however many promises there were."""
    at = at or timezone.now()
    sections = list(Section.objects.all())
    kept = list(_fallen_due(at, clock.calendars_of(sections)))
    by_section = [
        _record(section.name, [each for each in kept if each.section == section.pk])
        for section in sections
    ]
    return [_record("", kept), *(each for each in by_section if each.columns >= NAMED)]


def that_count(after: dt.datetime, until: dt.datetime) -> QuerySet[Promise]:
    """Promises made after one hour and by another, without those that say nothing of
    us: withdrawn, or on pause."""
    rows = Promise.objects.filter(made_at__gt=after, made_at__lte=until)
    return rows.exclude(answered_with=Action.WITHDRAW).exclude(
        answered_at=None, submission__paused_since__isnull=False
    )


def _fallen_due(at: dt.datetime, calendars: dict[int, Calendar]) -> Iterator[_Kept]:
    """Every promise of the year that was answered, or is overdue. What still has its
    time, waits on pause or was withdrawn says nothing of us."""
    rows = that_count(at - YEAR, at)
    for made, due, answered, silent, piece, section in rows.values_list(
        "made_at",
        "due_at",
        "answered_at",
        "was_silent",
        "submission",
        "submission__section",
    ):
        if answered is None and due > at:
            continue
        if answered is None or silent:
            yield _Kept(section, piece, False, silent, None)
        else:
            days = calendars[section].working_days(made, answered)
            yield _Kept(section, piece, answered <= due, False, days)


def _record(name: str, kept: list[_Kept]) -> Record:
    days = [each.days for each in kept if each.days is not None]
    return Record(
        name=name,
        columns=len({each.piece for each in kept}),
        answers=len(kept),
        in_time=sum(each.is_in_time for each in kept),
        silent=sum(each.was_silent for each in kept),
        median_days=statistics.median(days) if days else None,
    )
