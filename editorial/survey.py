"""What each piece looks like from the board: what was noticed, and how much is missing.

A board of two hundred lines cannot look into two hundred texts. So every piece is
looked over once after something was done to it, in the newsroom's rounds, and the
board reads what was seen. Nothing is decided by it: the gates look for themselves.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from editorial import claims, echoes, identity, interests, legal, origins
from editorial.gates import READY, readiness
from editorial.models import IN_HAND, Act, Status, Submission, SubmissionQuerySet

logger = logging.getLogger(__name__)

ROUND = 20  # pieces of one round
STALE = dt.timedelta(hours=1)  # licences end and registers grow without an act

# In the order in which the board says them.
NOTICED = (
    origins.flags,
    echoes.flags,
    interests.flags,
    legal.flags,
    identity.flags,
    claims.flags,
)


def look(submission: Submission, at: dt.datetime | None = None) -> None:
    """Keep what is seen now. Not an act: nobody did anything."""
    now = at or timezone.now()
    lacks = None
    if submission.status == Status.ACCEPTED:
        lacks = len(readiness(submission, READY).blockers)
    Submission.objects.filter(pk=submission.pk).update(
        flags=flags(submission), lacks=lacks, looked_at=now
    )


def flags(submission: Submission) -> list[str]:
    """The keys of everything noticed, each once."""
    if submission.latest is None:
        return []
    found = [key for notice in NOTICED for key in notice(submission)]
    return list(dict.fromkeys(found))


def is_current(submission: Submission) -> bool:
    """What was seen last still holds: nothing was done to the piece since, and it was
    not long ago. One query."""
    at = submission.looked_at
    if at is None or at < timezone.now() - STALE:
        return False
    return not submission.acts.filter(at__gte=at).exists()


def due(at: dt.datetime | None = None) -> SubmissionQuerySet:
    """Pieces on the desk to which something was done since they were looked over, and
    those last seen long ago. One query."""
    now = at or timezone.now()
    since = Act.objects.filter(submission=OuterRef("pk"), at__gte=OuterRef("looked_at"))
    return (
        Submission.objects.filter(status__in=IN_HAND)
        .filter(
            Q(looked_at__isnull=True) | Q(looked_at__lt=now - STALE) | Q(Exists(since))
        )
        .order_by(F("looked_at").asc(nulls_first=True), "pk")
    )


def look_at_due(limit: int = ROUND) -> int:
    """Look over the pieces that are due; returns how many. Safe to repeat, and for
    several workers at once: the last one to look is right."""
    began = timezone.now()
    looked = 0
    for piece in due(began).for_piece()[:limit]:
        try:
            look(piece, began)
        except Exception:  # one odd piece must not hide the others from the board
            logger.exception("Piece %s could not be looked over.", piece.pk)
            Submission.objects.filter(pk=piece.pk).update(looked_at=began)
        looked += 1
    return looked
