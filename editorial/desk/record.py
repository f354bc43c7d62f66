"""What is on record of a piece: its letters and acts. Only to be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from editorial import log
from editorial.desk import letters as kept_letters
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.models import Act, Status

HOURS = {
    "answer_by": "Answer by",
    "revise_by": "Back by",
    "hour_was": "Before, for",
    "planned_for": "Planned for",
    "planned_was": "Before, planned for",
    "until": "Until",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One act as a sentence, with what the record keeps beside it."""

    act: Act
    did: str
    hour: str
    moved: str
    beside: tuple[str, ...]


@require_safe
def letters(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    rows = piece.letters.select_related("submission").order_by("-written_at", "-pk")
    shown = [kept_letters.shown(each, request.user) for each in rows]
    context = {"letters": shown}
    return desk.page(request, piece, "letters", context, shows_contact=bool(shown))


@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    acts = list(piece.acts.order_by("-number"))
    return desk.page(
        request,
        piece,
        "history",
        {"told": [_told(act) for act in acts], "problems": log.problems(piece)},
    )


def _told(act: Act) -> Told:
    return Told(
        act=act,
        did=words.did(act),
        hour=words.hour(act.at),
        moved=_moved(act),
        beside=tuple(_beside(act)),
    )


def _moved(act: Act) -> str:
    if not act.to_status:
        return ""
    return f"{Status(act.from_status).label} → {Status(act.to_status).label}"


def _beside(act: Act) -> Iterator[str]:
    data = act.data
    if "revision" in data:
        yield f"Revision {data['revision']}"
    if "fingerprint" in data:
        yield f"Fingerprint {str(data['fingerprint'])[:12]}"
    if "hour" in data:
        yield f"For {words.day_and_hour(dt.datetime.fromisoformat(data['hour']))}"
    yield from _hours_set(data)
    if "to" in data:
        yield f"To {data['to']}"
    if "authors" in data:
        yield ", ".join(map(str, data["authors"]))
    yield from _money(act)
    for condition in data.get("conditions", ()):
        yield f"Asked: {condition}"


def _hours_set(data: dict[str, Any]) -> Iterator[str]:
    """What an act did to a clock, and what the author was told of it."""
    for name, said in HOURS.items():
        if data.get(name):
            yield f"{said} {words.day_and_hour(dt.datetime.fromisoformat(data[name]))}"
    if data.get("told"):
        yield f"The author was told: {data['told']}"


def _money(act: Act) -> Iterator[str]:
    if "offer" in act.data:
        yield f"{act.data['offer']}, terms version {act.data['terms']}"
    if "amount" in act.data:
        yield f"{act.data['amount']}, {act.data['state']}"
