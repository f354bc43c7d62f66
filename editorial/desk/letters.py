"""Letters as the desk reads them: what waits, what did not arrive, what may be done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from authors.models import User
from editorial import notices, outbox, rules
from editorial.desk import waits, words
from editorial.models import (
    Delivery,
    Letter,
    LetterQuerySet,
    LetterState,
    Submission,
)
from editorial.models.letters import NOT_ARRIVED

MOST_SHOWN = 50  # of each kind; the list below has them all
HIDDEN = "It holds a key, which is not shown to anybody."
DECISIONS = {notices.TOLD[action] for action in notices.ANSWERS}


@dataclass(frozen=True, slots=True)
class Shown:
    """One letter, ready to print with what may be done about it."""

    letter: Letter
    subject: str
    body: str
    state: str  # in words: "Waiting", "Sent, delivered"
    tone: str  # "good", "bad", "warn", "info"
    leaves: str
    why: str
    piece: str
    may: tuple[str, ...]  # what this person may do: undo, send, again, arrived, settle
    change: str  # the address where it is changed, while it can be


def shown(letter: Letter, user: User) -> Shown:
    """Reads ``submission`` and ``carries``; no query, where the person decides."""
    state, tone = state_of(letter)
    held = is_held(letter)
    return Shown(
        letter=letter,
        subject="A sign-in code" if letter.kind == outbox.SIGN_IN else letter.subject,
        body=HIDDEN if letter.kind in outbox.HOLD_A_KEY else letter.body,
        state=state,
        tone=tone,
        leaves=f"{words.near_hour(letter.try_at)} {settings.PAPER_ZONE_NAME}"
        if letter.state == LetterState.WAITING
        else "",
        why=letter.problem or letter.delivery_note,
        piece=reverse("admin:desk_piece", args=[letter.submission_id])
        if letter.submission_id
        else "",
        may=tuple(_may(letter, user, is_held=held)),
        change=reverse("admin:desk_letter", args=[letter.pk])
        if held and has_own_words(letter) and _may_recall(letter, user)
        else "",
    )


def has_own_words(letter: Letter) -> bool:
    """Its words are changed in it: not with a message that it brings, nor where they
    hold a key that nobody else may read."""
    return not letter.carries_id and letter.kind not in outbox.HOLD_A_KEY


def is_held(letter: Letter) -> bool:
    """As ``LetterQuerySet.held``, for a row in hand."""
    return (
        letter.is_held
        and letter.state == LetterState.WAITING
        and letter.tries == 0
        and letter.try_at > timezone.now()
    )


def state_of(letter: Letter) -> tuple[str, str]:
    if letter.state == LetterState.FAILED:
        return "Could not be sent", "bad"
    if letter.state == LetterState.UNSURE:
        return "May have been sent", "bad"
    if letter.state == LetterState.WAITING:
        return ("Tried, goes again", "warn") if letter.tries else ("Waiting", "info")
    if letter.delivery in NOT_ARRIVED:
        tone = "warn" if letter.settled_at else "bad"
        return f"Sent, {letter.get_delivery_display().lower()}", tone
    if letter.delivery == Delivery.DELAYED:
        return "Sent, delayed", "warn"
    return ("Sent, delivered" if letter.delivery else "Sent"), "good"


def _may_recall(letter: Letter, user: User) -> bool:
    return letter.by_id == user.pk or rules.decides(user)


def _may(letter: Letter, user: User, *, is_held: bool) -> list[str]:
    if is_held:
        return ["undo", "send"] if _may_recall(letter, user) else []
    if letter.settled_at or not rules.decides(user):
        return []
    again = ["again"] if letter.body != outbox.ERASED else []
    if letter.state == LetterState.FAILED:
        return [*again, "settle"]
    if letter.state == LetterState.UNSURE:
        return [*again, "arrived"]
    return [*again, "settle"] if letter.delivery in NOT_ARRIVED else []


def of_the_outbox(user: User) -> dict[str, Any]:
    """What stands above the list of all letters. Four queries."""
    letters = rules.desk_letters(user).select_related("submission__latest")
    waiting = letters.filter(state=LetterState.WAITING).order_by("try_at", "pk")
    trouble = letters.in_trouble().order_by("-written_at")
    return {
        "decisions": waits.everybodys(user),
        "waiting": [shown(each, user) for each in waiting[:MOST_SHOWN]],
        "trouble": [shown(each, user) for each in trouble[:MOST_SHOWN]],
    }


def of_the_board(user: User, in_trouble: int) -> dict[str, Any]:
    """What the board says of the post: what this person decided, how many letters did
    not arrive, and which answers their contributors do not have. Two queries; one
    where the sidebar has counted none ``in_trouble``."""
    found = list(_in_trouble(user)[: MOST_SHOWN + 1]) if in_trouble else []
    return {
        "decisions": waits.mine(user),
        "count": len(found),
        "is_many": len(found) > MOST_SHOWN,
        "unheard": [unheard(each) for each in found if _is_unheard(each)],
    }


def _in_trouble(user: User) -> LetterQuerySet:
    found = rules.desk_letters(user).in_trouble().order_by("-written_at")
    beside = ("submission__latest", "submission__contributor")
    return found.select_related(*beside).only(*_UNHEARD)


# What ``unheard`` reads.
_UNHEARD = (
    *("kind", "state", "to", "submission__status", "submission__latest__headline"),
    *("submission__contributor__name", "submission__contributor__email"),
)


def _is_unheard(letter: Letter) -> bool:
    """A decision whose contributor surely does not have it."""
    return (
        letter.kind in DECISIONS
        and letter.submission is not None
        and letter.state != LetterState.UNSURE
    )


def unheard(letter: Letter) -> dict[str, str]:
    """A red line: who did not get which decision."""
    piece = letter.submission
    assert piece is not None  # noqa: S101 -- _is_unheard
    how = "came back" if letter.state == LetterState.SENT else "could not be sent"
    return {
        "who": str(piece.contributor),
        "what": piece.get_status_display().lower(),
        "how": how,
        "headline": piece.headline,
        "piece": reverse("admin:desk_letters", args=[piece.pk]),
    }


def leaving(piece: Submission, user: User) -> list[Shown]:
    """The letters about a piece that can still be taken back. One query."""
    held = piece.letters.held().select_related("submission").order_by("try_at", "pk")
    said = [shown(each, user) for each in held]
    if not rules.is_blind(piece):
        return said
    hidden = partial(rules.without_names, piece)
    return [replace(each, subject=hidden(each.subject)) for each in said]


def of_a_piece(piece: Submission) -> list[dict[str, str]]:
    """The same for one piece. One query."""
    trouble = piece.letters.in_trouble().select_related(
        "submission__latest", "submission__contributor"
    )
    return [unheard(each) for each in trouble if _is_unheard(each)]
