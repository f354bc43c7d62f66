"""The answer we owe a contributor: promised, given, paused, never given.

``Submission.answer_by`` is the live hour, empty while nobody waits or the clock is
paused. ``Promise`` keeps one row for each answer owed, which the public record counts.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.markup import clean_text
from authors.models import User
from editorial import clock, log, notices, rules
from editorial.models import Action, Promise, Status, Submission

MOST_REASON = 500  # characters
AN_HOUR = dt.timedelta(hours=1)
# What ends the wait. After a withdrawal nobody is owed an answer: it is not counted.
ANSWERS = {
    Action.REQUEST_CHANGES,
    Action.COMMISSION,
    Action.ACCEPT,
    Action.DECLINE,
    Action.RELEASE,
    Action.WITHDRAW,
}


class NothingToPause(Exception):
    """Nobody waits for an answer, or the clock already stands as asked; the words
    say which. Nothing was written."""


NOBODY_WAITS = "Nobody waits for an answer to this column: there is no clock to stop."
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


def close(submission: Submission, action: Action) -> None:
    """The piece moves: it was answered, or nobody waits for it any more. No hour of
    where it was holds where it goes. The caller holds the row and saves it."""
    submission.answer_by = submission.paused_since = submission.revise_by = None
    submission.pause_reason = ""
    if action in ANSWERS:
        submission.promises.filter(answered_at=None).update(
            answered_at=timezone.now(),
            answered_with=action,
            was_silent=action == Action.RELEASE,
        )


def pause(submission: Submission, reason: str, *, by: User) -> None:
    """Stop the clock; the contributor is told why.

    Raises ``NothingToPause``, or ``PermissionDenied`` for who may not decide on it.
    """
    reason = clean_text(reason).strip()[:MOST_REASON]
    if not reason:
        raise ValueError("a pause needs a reason")
    with transaction.atomic():
        current = _waiting(submission, by)
        if current.paused_since:
            raise NothingToPause(STANDS)
        if not current.answered_in_time():
            raise NothingToPause(STRUCK)
        current.paused_since, current.pause_reason = timezone.now(), reason
        current.answer_by = None
        current.save(update_fields=["paused_since", "pause_reason", "answer_by"])
        notices.tell(current, Action.PAUSE, by=by, note=reason)
        log.write(current, Action.PAUSE, by=by, told=reason)
    submission.refresh_from_db()


def resume(submission: Submission, *, by: User) -> None:
    """Let the clock run again: due later by the working time it stood still.

    Raises ``NothingToPause``, or ``PermissionDenied`` for who may not decide on it.
    """
    with transaction.atomic():
        current = _waiting(submission, by)
        if current.paused_since is None:
            raise NothingToPause(RUNS)
        _shift(current, current.paused_since)
        current.paused_since, current.pause_reason = None, ""
        current.save(update_fields=["paused_since", "pause_reason", "answer_by"])
        notices.tell(current, Action.RESUME, by=by)
        log.write(current, Action.RESUME, by=by, answer_by=_iso(current.answer_by))
    submission.refresh_from_db()


def _waiting(submission: Submission, by: User) -> Submission:
    current = Submission.objects.lock(submission.pk)
    if not rules.is_editor(by, current):
        raise PermissionDenied
    if current.status != Status.SUBMITTED:
        raise NothingToPause(NOBODY_WAITS)
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
