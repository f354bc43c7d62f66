"""What the files beside this one say, as values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Said:
    """One message or note: whose, the words, and what had happened before."""

    by: str
    text: str
    after: str = "sent"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one sentence of a column comes from, as its author says."""

    sentence: str
    kind: str
    where: str


@dataclass(frozen=True, slots=True)
class OneWord:
    """A word of the text that the desk changed after it was signed."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What each author is offered, and whether the money has left."""

    fee: Decimal
    kill_fee: Decimal = Decimal(0)
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class Wonder:
    """Why somebody asks whether a machine wrote it."""

    by: str
    why: str
    score: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An error that the author found in print; ``answer`` is empty while it waits."""

    quote: str
    what: str
    where: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was changed once readers had it: what they are told of it, and the words of
    the text that became others, where any did."""

    kind: str
    was: str
    right: str
    why: str
    by: str
    approved_by: str
    find: str = ""
    put: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its author typed and what the desk did with it."""

    slug: str
    headline: str
    standfirst: str
    section: str
    authors: list[str]
    status: str
    body: str
    why_now: str
    why_you: str
    ai_use: list[str]
    submitted_hours_ago: float = 0
    published_hours_ago: float | None = None
    publishes_in_hours: float | None = None
    holder: str = ""
    peg: str = ""
    peg_in_hours: float | None = None
    picture: str = ""
    disclosure: str = ""
    why_we_ran: str = ""
    social_title: str = ""
    search_title: str = ""
    signed: bool = False
    decline_reason: str = ""
    decline_code: str = ""  # the reason of its letter, in letters.toml
    spike_reason: str = ""
    withdraw_reason: str = ""
    conditions: list[str] = field(default_factory=list)
    interests: dict[str, str] = field(default_factory=dict)
    is_pitch: bool = False
    format: str = "column"
    answers: str = ""
    original: str = ""
    invites: list[str] = field(default_factory=list)
    objection: str = ""
    objection_answer: str = ""
    reopened: OneWord | None = None
    slip: OneWord | None = None
    override: str = ""
    hold: str = ""
    offer: Fee | None = None
    planned_in_hours: float | None = None
    preview_for: str = ""
    legal_question: str = ""
    inquiry: Wonder | None = None
    errors: list[Found] = field(default_factory=list)
    mended: Mended | None = None
    sources: list[Origin] = field(default_factory=list)
    messages: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)


def columns() -> list[Column]:
    """The longest ago first, as the desk met them; drafts last."""
    found = [_column(file) for file in (FOLDER / "columns").glob("*.md")]
    return sorted(found, key=lambda column: (-column.submitted_hours_ago, column.slug))


def table(name: str, kind: str) -> list[dict[str, Any]]:
    """The ``[[kind]]`` entries of a file."""
    entries: list[dict[str, Any]] = tomllib.loads(
        (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    )[kind]
    return entries


def picture_file(name: str) -> Path:
    return FOLDER / "pictures" / name


def word_file(name: str) -> Path:
    return FOLDER / "files" / name


def _column(file: Path) -> Column:
    _, head, body = file.read_text(encoding="utf-8").split("+++\n", 2)
    said = tomllib.loads(head)
    said["sources"] = [Origin(**each) for each in said.get("sources", [])]
    said["errors"] = [Found(**each) for each in said.get("errors", [])]
    for change in ("reopened", "slip"):
        said[change] = OneWord(**said[change]) if change in said else None
    if "mended" in said:
        said["mended"] = Mended(**said["mended"])
    if "inquiry" in said:
        said["inquiry"] = Wonder(**said["inquiry"])
    if "offer" in said:
        amounts = {name: said["offer"].get(name, 0) for name in ("fee", "kill_fee")}
        said["offer"] = Fee(
            **{name: Decimal(amount) for name, amount in amounts.items()},
            is_paid=said["offer"].get("is_paid", False),
        )
    for room in ("messages", "notes"):
        said[room] = [Said(**each) for each in said.get(room, [])]
    return Column(**said, body=body.strip() + "\n")
