"""What was decided and can still be undone, and what fell, as the desk reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from authors.models import User
from editorial import decisions, rules
from editorial.desk import words
from editorial.models import Action, Decision, House, Submission

MOST_SHOWN = 8  # on the board; the outbox has them all

DOING = {
    Action.DECLINE: "Passing",
    Action.REQUEST_CHANGES: "Asking for changes",
    Action.ACCEPT: "Accepting",
    Action.COMMISSION: "Asking for the column",
    Action.SPIKE: "Spiking",
    Action.RELEASE: "Letting it go",
}


@dataclass(frozen=True, slots=True)
class Waits:
    """One decision, ready to print."""

    decision: Decision
    headline: str
    doing: str
    did: str
    who: str
    leaves: str  # "today 10:50 ICT"
    leaves_at: dt.datetime
    problem: str
    piece: str  # the address of the piece
    address: str  # where it is undone, changed and sent
    may_undo: bool


def on_piece(piece: Submission, user: User) -> Waits | None:
    """What waits on this piece, or fell; reads ``for_piece``, no query of its own."""
    decision = getattr(piece, "decision", None)
    if decision is None:
        return None
    decides = rules.decides(user)  # one's own pieces nobody opens at the desk
    may_undo = decides or decision.by == user
    return _said(decision, rules.shown_headline(piece), user, may_undo)


def mine(user: User) -> list[Waits]:
    """What this person decided and what fell, on pieces that they may open; the next
    to leave first. One query."""
    found = _opened_by(user).filter(Q(by=user) | ~Q(problem=""))
    may = rules.decides(user)
    return _all_said([(each, may) for each in found[:MOST_SHOWN]], user)


def everybodys(user: User) -> list[Waits]:
    """All that waits or fell, whoever decided it. One query."""
    may = rules.decides(user)
    found = _opened_by(user).order_by("problem", "due_at")
    return _all_said([(each, may or each.by_id == user.pk) for each in found], user)


def _all_said(found: Sequence[tuple[Decision, bool]], user: User) -> list[Waits]:
    """Each with whether it may be undone. One query where there are any."""
    shown = rules.shown_headlines(each.submission for each, _ in found)
    return [
        _said(each, shown[each.submission_id], user, may_undo=may)
        for each, may in found
    ]


def leaves(piece: Submission, action: Action) -> str:
    """When the letter of a move leaves that is decided now: "at once", or "in 10
    minutes, and can be undone until then"."""
    minutes = House.rules().undo_minutes if action in decisions.HELD else 0
    if not minutes:
        return "at once"
    due_at = timezone.now() + dt.timedelta(minutes=minutes)
    promised = piece.answer_by
    if promised and timezone.now() < promised < due_at + decisions.JUST_BEFORE:
        return "just before the hour that was promised, and can be undone until then"
    unit = "minute" if minutes == 1 else "minutes"
    return f"in {minutes} {unit}, and can be undone until then"


def decided(decision: Decision) -> str:
    """What a colleague is told who meets it: "Malis Keo has decided: passed. …"."""
    what = words.decided(decision.action).lower()
    return (
        f"{decision.by} has decided: {what}. It can be undone until "
        f"{words.near_hour(decision.due_at)} {settings.PAPER_ZONE_NAME}."
    )


def _opened_by(user: User) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(rules.of_an_opened_piece(user))
        .select_related("by", "submission__latest")
        .only(*_SAID)
        .order_by("due_at")
    )


# What ``_said`` reads.
_SAID = (
    *("action", "due_at", "problem", "by__name", "by__email"),
    "submission__latest__headline",
)


def _said(decision: Decision, headline: str, user: User, may_undo: bool) -> Waits:
    zone = settings.PAPER_ZONE_NAME
    return Waits(
        decision=decision,
        headline=headline,
        doing=DOING[Action(decision.action)],
        did=words.decided(decision.action),
        who="You" if decision.by_id == user.pk else str(decision.by),
        leaves=f"{words.near_hour(decision.due_at)} {zone}",
        leaves_at=decision.due_at,
        problem=decision.problem,
        piece=reverse("admin:desk_piece", args=[decision.submission_id]),
        address=reverse("admin:desk_decision", args=[decision.submission_id]),
        may_undo=may_undo,
    )
