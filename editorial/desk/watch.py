"""What the interests watch shows on the pages of a piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from authors.models import User
from editorial import interests, register, rules
from editorial.desk.answers import TellForm, WaiverForm
from editorial.interests import Hit
from editorial.models import IN_HAND, Status, Submission


@dataclass(frozen=True, slots=True)
class Watching:
    """One interest the piece names, with what this person may do about it."""

    hit: Hit
    tell: TellForm | None
    waiver: WaiverForm | None


def strip(piece: Submission, user: User) -> dict[str, Any]:
    """Every interest its authors have that the piece names; for the head of a page."""
    hits = interests.found(piece)
    may_tell = piece.status == Status.ACCEPTED and rules.may_edit(user, piece)
    may_waive = piece.status in IN_HAND and rules.is_editor(user, piece)
    base = piece.latest.number if piece.latest else 0
    return {
        "watching": [
            Watching(
                hit,
                _tell(hit, base) if may_tell and hit.is_open else None,
                _waiver(hit) if may_waive and hit.is_open else None,
            )
            for hit in hits
        ],
        "watch_open": sum(hit.is_open for hit in hits),
    }


def _tell(hit: Hit, base: int) -> TellForm:
    interest = hit.watched.interest
    said = register.sentence_for(interest) if interest else ""
    return TellForm(
        initial={"base": base, "sentence": said}, auto_id=f"tell_{_key(hit)}_%s"
    )


def _waiver(hit: Hit) -> WaiverForm:
    said = hit.said_in_text
    reason = f"The text says so itself: “{said}”" if said else ""
    return WaiverForm(
        initial={"interest": _key(hit), "reason": reason},
        auto_id=f"waiver_{_key(hit)}_%s",
    )


def _key(hit: Hit) -> int:
    return hit.watched.interest.pk if hit.watched.interest else 0


def lit(watching: Iterable[Watching], body: SafeString) -> SafeString:
    """The text as readers will get it, every interest it names in straw."""
    return interests.marks(body, [each.hit for each in watching])
