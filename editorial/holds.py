"""One holder a piece, so that nobody answers it twice."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from authors.models import User
from editorial import log, notices, rules
from editorial.models import (
    ENDED,
    Act,
    Action,
    House,
    Status,
    Submission,
    SubmissionQuerySet,
)


class AlreadyHeld(Exception):
    """Somebody else has it; ``holder`` says who. Nothing was written."""

    def __init__(self, holder: User) -> None:
        super().__init__(f"{holder} has it.")
        self.holder = holder


class NothingToHold(Exception):
    """The piece has ended or is out; nobody need hold it."""


def take(submission: Submission, *, by: User) -> bool:
    """Claim a piece nobody holds. False when it is already yours."""
    with transaction.atomic():
        current = _holdable(submission, by)
        if current.holder_id == by.pk:
            return False
        if current.holder is not None:
            raise AlreadyHeld(current.holder)
        _give(current, by)
        log.write(current, Action.TAKE, by=by)
    submission.refresh_from_db()
    return True


def hand_back(submission: Submission, *, by: User, note: str = "") -> bool:
    """Put your piece back in the queue. False when nobody held it."""
    with transaction.atomic():
        current = _holdable(submission, by)
        if current.holder is None:
            return False
        if current.holder_id != by.pk:
            raise AlreadyHeld(current.holder)
        _give(current, None)
        log.write(current, Action.HAND_BACK, by=by, note=note)
    submission.refresh_from_db()
    return True


def hand_over(submission: Submission, *, by: User, to: User, note: str = "") -> None:
    """Give a piece to a colleague, who must be allowed to decide on it."""
    with transaction.atomic():
        current = _holdable(submission, by)
        if not rules.is_editor(to, current):
            raise PermissionDenied
        _give(current, to)
        log.write(current, Action.HAND_OVER, by=by, note=note, to=str(to))
        if to != by:
            notices.hand_on(current, to, by=by, note=note)
    submission.refresh_from_db()


def return_idle(limit: int = 100) -> int:
    """Put back in the queue what its holder has done nothing with for as long as the
    house sets; both they and all who may take it are told. Return how many."""
    hours = House.rules().idle_hours
    if not hours:
        return 0
    before = timezone.now() - dt.timedelta(hours=hours)
    idle = _idle(before).order_by("held_since").values_list("pk", flat=True)
    return sum(_return(pk, before) for pk in list(idle[:limit]))


def _idle(before: dt.datetime) -> SubmissionQuerySet:
    """Held, unanswered, undecided, and no act of the holder on it since then."""
    done = Act.objects.filter(
        submission=OuterRef("pk"), by=OuterRef("holder"), at__gt=before
    )
    return (
        Submission.objects.waiting()
        .undecided()
        .filter(holder__isnull=False, held_since__lte=before)
        .exclude(Exists(done))
    )


def _return(pk: int, before: dt.datetime) -> bool:
    with transaction.atomic():
        current = Submission.objects.lock(pk)
        if not _idle(before).filter(pk=pk).exists():
            return False  # they did something a moment ago
        holder, since = current.holder, current.held_since
        if holder is None or since is None:
            return False
        _give(current, None)
        log.write(current, Action.LAPSE, by=None, held_by=str(holder))
        notices.lapsed(current, holder, since=since)
    return True


def _holdable(submission: Submission, by: User) -> Submission:
    current = Submission.objects.lock(submission.pk)
    if not rules.is_editor(by, current):
        raise PermissionDenied
    if current.status in (*ENDED, Status.DRAFT) or current.is_live:
        raise NothingToHold
    return current


def _give(submission: Submission, to: User | None) -> None:
    submission.holder = to
    submission.held_since = timezone.now() if to else None
    submission.save(update_fields=["holder", "held_since"])
