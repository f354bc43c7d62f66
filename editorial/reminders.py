"""What the clock does by itself: it reminds, and what nobody answers it lets go.

Both may be asked for by several workers at once, and as often as they like: a
reminder is a row that can be written once, and a piece is let go by the workflow,
which locks it and looks again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from authors import zones
from authors.models import User
from editorial import clock, decisions, notices, workflow
from editorial.clock import Calendar
from editorial.models import Action, House, Reminder, Status, Submission

logger = logging.getLogger(__name__)

MOST = 100  # pieces in one round; the next is made in a few seconds
Telling = Callable[[Submission, dt.datetime], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One reminder: when it is due, counted from the hour it reminds of, and whom it
    tells. ``begins`` of a later kind ends an earlier one."""

    name: str
    begins: Callable[[dt.datetime, Calendar], dt.datetime]
    tell: Telling


def _answer_due(piece: Submission, hour: dt.datetime) -> None:
    notices.remind_desk(piece, "desk-answer-due", hour=hour)


def _revision_due(piece: Submission, hour: dt.datetime) -> None:
    notices.remind_author(piece, "revision-due", hour=hour)


def _day_passed(piece: Submission, hour: dt.datetime) -> None:
    notices.remind_author(piece, "revision-late", hour=hour)
    notices.remind_desk(piece, "desk-revision-late", hour=hour)


def _before(**span: float) -> Callable[[dt.datetime, Calendar], dt.datetime]:
    return lambda hour, calendar: hour - dt.timedelta(**span)


# In the order of their hours; the last one due is sent, those it overtook are not.
OF_AN_ANSWER = (
    Kind("answer in a day", lambda hour, days: days.day_before(hour), _answer_due),
    Kind("answer in two hours", _before(hours=2), _answer_due),
)
OF_A_REVISION = (
    Kind("revision in two days", _before(days=2), _revision_due),
    Kind("revision in a day", _before(days=1), _revision_due),
    Kind("revision late", _before(), _day_passed),
)


def release_silent(limit: int = MOST) -> int:
    """Let go the pieces whose hour has struck without an answer; return how many."""
    released = 0
    overdue = Submission.objects.overdue().undecided().order_by("answer_by")
    for piece in overdue[:limit]:
        try:
            workflow.perform(piece, Action.RELEASE, by=None)
        except (workflow.TransitionNotAllowed, workflow.NotReady):
            continue  # answered a moment ago, or another worker was quicker
        except Exception:  # whatever it was, the others must not wait for it
            logger.exception("Submission %s could not be let go.", piece.pk)
            continue
        released += 1
    return released


def send_due() -> int:
    """Write the reminders whose time has come; return how many pieces had one. Of what
    an editor has decided, be it undone yet, nobody is reminded."""
    undecided = Submission.objects.with_an_hour().undecided()
    waiting = list(undecided.select_related("section"))
    sections = {piece.section for piece in waiting if piece.section}
    calendars = clock.calendars_of(sections)
    reminded = set(
        Reminder.objects.filter(submission__in=waiting).values_list(
            "submission", "kind", "of_hour"
        )
    )
    sent = 0
    for piece in waiting:
        calendar = calendars[piece.section_id or 0]
        hour, kinds = hour_of(piece)
        due = _last_due(kinds, hour, calendar, piece.stage_since)
        if due and hour and (piece.pk, due.name, hour) not in reminded:
            sent += _once(piece, due, hour)
    return sent


def hour_of(piece: Submission) -> tuple[dt.datetime | None, tuple[Kind, ...]]:
    """The hour somebody must be reminded of now, and how."""
    if piece.status == Status.SUBMITTED:
        return piece.answer_by, OF_AN_ANSWER
    if piece.status == Status.REVISING:
        return piece.revise_by, OF_A_REVISION
    return None, ()


def _last_due(
    kinds: tuple[Kind, ...],
    hour: dt.datetime | None,
    calendar: Calendar,
    since: dt.datetime,
) -> Kind | None:
    """What is to be said now. Nobody is reminded of what began too late for it."""
    if hour is None:
        return None
    now = timezone.now()
    due = [kind for kind in kinds if since < kind.begins(hour, calendar) <= now]
    return due[-1] if due else None


def _once(piece: Submission, kind: Kind, hour: dt.datetime) -> bool:
    """Write it, unless the piece has moved on or another worker has written it."""
    with transaction.atomic():
        current = Submission.objects.lock(piece.pk)
        if current.status != piece.status or hour_of(current)[0] != hour:
            return False
        if decisions.pending(current):
            return False
        _, is_new = Reminder.objects.get_or_create(
            submission=current, kind=kind.name, of_hour=hour
        )
        if is_new:
            kind.tell(current, hour)
    return is_new


def send_digests() -> int:
    """To everybody at the desk who wants one letter a day: what was kept for them
    until the hour of the day that has just struck where they are. Return how many."""
    hour, now = House.rules().digest_at, timezone.now()
    waiting = User.objects.filter(
        digest_items__letter__isnull=True, digest_items__isnull=False, is_active=True
    ).distinct()
    return sum(
        notices.send_digest(reader, _last_hour(hour, zones.zone_of(reader), now))
        for reader in waiting
    )


def _last_hour(hour: dt.time, zone: dt.tzinfo, now: dt.datetime) -> dt.datetime:
    """When it struck last in this zone: once a day, also when the clocks change."""
    today = now.astimezone(zone).date()
    struck = [
        dt.datetime.combine(day, hour, tzinfo=zone).astimezone(dt.UTC)
        for day in (today, today - dt.timedelta(days=1))
    ]
    return struck[0] if struck[0] <= now else struck[1]
