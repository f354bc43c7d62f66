"""Another hour for a column: planned by the desk, or promised to readers' pages."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from authors import zones
from authors.models import User
from editorial import log, notices, publishing, rules, terms
from editorial.gates import picture_at
from editorial.models import IN_HAND, Action, Status, Submission

OUT = "Readers already have it. It can be corrected, not moved."
PAST = "That hour has passed. Choose a later one."
NOT_YET = "It can be planned once it has been accepted or sent back for changes."
ENDED = "This column has ended. There is nothing to plan any more."
STAYS = (
    "It is cleared and set for an hour. Take it back to the desk first if it is not "
    "to run."
)


class Refused(Exception):
    """It cannot be done; the sentence says why, and what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def hour_of(piece: Submission) -> dt.datetime | None:
    """When readers get it, or when the desk hopes they do. Reads ``article``."""
    return piece.article.publish_at if piece.article else piece.planned_for


def seen_of(piece: Submission) -> str:
    """What a page carries along of the hour that its reader saw."""
    hour = hour_of(piece)
    return hour.astimezone(dt.UTC).isoformat() if hour else "none"


def is_movable(piece: Submission) -> bool:
    return not why_not(piece)


def why_not(piece: Submission) -> str:
    """Why it cannot be planned or moved; empty while it can be."""
    if piece.is_live:
        return OUT
    if piece.status == Status.CLEARED or piece.status in IN_HAND:
        is_new = piece.status == Status.SUBMITTED and piece.planned_for is None
        return NOT_YET if is_new or piece.is_pitch else ""
    return ENDED


def move(
    piece: Submission, hour: dt.datetime | None, *, by: User, seen: str | None = None
) -> bool:
    """Give a column another hour; without one a plan is lifted. Whether anything
    changed: the same hour twice is one move.

    A plan is the desk's own. A cleared column passes the gate that depends on its
    hour, its authors are told, and its fees are due from then. ``seen`` is what
    ``seen_of`` said on the page it was decided on.

    Raises ``PermissionDenied``, or ``Refused``: readers have it, somebody else has
    moved it since, the hour is past, a picture's licence has ended by then.
    """
    with transaction.atomic():
        current = Submission.objects.lock(piece.pk)
        if not rules.is_editor(by, current):
            raise PermissionDenied
        if problem := why_not(current):
            raise Refused(problem)
        was = hour_of(current)
        if hour == was:
            return False
        if seen not in (None, seen_of(current)):
            raise Refused(_meanwhile(current))
        if hour is not None and hour <= timezone.now():
            raise Refused(PAST)
        if current.article:
            _move_hour(current, hour, by=by)
        else:
            _plan(current, hour, by=by)
    piece.refresh_from_db()
    return True


def _plan(piece: Submission, hour: dt.datetime | None, *, by: User) -> None:
    was, piece.planned_for = piece.planned_for, hour
    piece.save(update_fields=["planned_for"])
    log.write(
        piece,
        Action.PLAN,
        by=by,
        planned_for=hour.isoformat() if hour else None,
        planned_was=was.isoformat() if was else None,
    )


def _move_hour(piece: Submission, hour: dt.datetime | None, *, by: User) -> None:
    if piece.article is None or hour is None:
        raise Refused(STAYS)
    if blocker := picture_at(piece, hour):
        raise Refused(f"{blocker.words}. Choose an earlier hour, or another picture.")
    was = piece.article.publish_at
    try:
        publishing.move_hour(piece.article, hour)
    except publishing.AlreadyOut:  # its hour struck a moment ago
        raise Refused(OUT) from None
    piece.planned_for = hour
    piece.save(update_fields=["planned_for"])
    terms.owe_from(piece, hour)
    notices.tell_new_hour(piece, by=by, was=was)
    log.write(
        piece, Action.PLAN, by=by, hour=hour.isoformat(), hour_was=was.isoformat()
    )


def _meanwhile(piece: Submission) -> str:
    """What somebody else did to its hour while this person looked at it."""
    acts = piece.acts.filter(action__in=(Action.PLAN, Action.CLEAR, Action.PULL))
    last = acts.order_by("-number").first()
    who = last.by_name if last else "Somebody"
    hour = hour_of(piece)
    if hour is None:
        return f"{who} took it off the calendar while you looked. Nothing was changed."
    said = zones.hour_and_zone(hour, None)
    return f"{who} moved it while you looked: it is for {said}. Nothing was changed."
