"""One line of the queue, ready to print: on the board, in the table, beside a text."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from authors.models import User
from editorial import clock, rules
from editorial.desk import words
from editorial.models import (
    IN_HAND,
    Remark,
    Status,
    Submission,
    SubmissionByline,
    SubmissionQuerySet,
)
from editorial.models.submission import NO_HEADLINE

MOST_ROWS = 200  # more than any desk can work through; the page says so when it cuts
ANSWER_SOON = dt.timedelta(hours=12)
MAY_PASS = (Status.SUBMITTED, Status.REVISING)
NO_NAMES = "Names hidden"


# A template looks into a dict first, and two hundred lines have thousands of looks.
class Clock(TypedDict):
    """Time left as one cell says it, and how it presses: "calm", "warm", "hot"."""

    left: str
    beneath: str
    heat: str


class Tag(TypedDict):
    words: str
    kind: str


# What others saw when a text came or changed, by the keys of ``Submission.flags``.
FLAGS = {
    "other-hand": Tag(words="File by another hand", kind="warn"),
    "same-text": Tag(words="Same text before", kind="bad"),
    "interest": Tag(words="Interest named in text", kind="warn"),
    "lawyer": Tag(words="Lawyer to read", kind="warn"),
    "claims": Tag(words="Claims open", kind="warn"),
    "identity": Tag(words="Identity to check", kind="info"),
}


class Row(TypedDict):
    """One line of the queue. The numbers that it prints are words already: to print one
    as the language has it costs much, two hundred times over."""

    pk: int
    key: str
    address: str
    headline: str
    names: str
    section: str
    words: str
    beneath: str  # who wrote it, for which section, and how long it is
    group: str
    peg: Clock | None
    answer: Clock | None
    stage: str
    stage_since: str
    holder: str
    tier: int
    tier_key: str
    tier_why: str
    tier_is_proposed: bool
    tags: tuple[Tag, ...]
    may_take: bool
    may_pass: bool


@dataclass(frozen=True, slots=True)
class _Reader:
    """What all lines of one look at the queue have in common."""

    user: User
    decides: bool
    now: dt.datetime
    today: dt.date
    address: str  # of piece 0
    writers: Mapping[int, list[tuple[str, str]]]
    hidden: Mapping[int, list[str]]  # what would tell who wrote those read blind


# One piece as ``SubmissionQuerySet.for_board`` has it.
Piece = Mapping[str, Any]


def lines(pieces: SubmissionQuerySet, user: User) -> Iterator[Row]:
    """The pieces as lines, in the order they came; at most ``MOST_ROWS``. Three
    queries: of thousands that are open only those are looked into that are printed."""
    order = list(pieces.values_list("pk", flat=True)[:MOST_ROWS])
    found = rules.with_blindness(Submission.objects.filter(pk__in=order))
    found = found.with_signatures().annotate(objections=Subquery(_OPEN_POINTS))
    by_key = {row["pk"]: row for row in found.for_board(*_BESIDE)}
    rows = [by_key[pk] for pk in order if pk in by_key]
    now = timezone.now()
    reader = _Reader(
        user=user,
        decides=rules.decides(user),
        now=now,
        today=words.paper_day(now),
        address=reverse("admin:desk_piece", args=[0]),
        writers=_writers(rows),
        hidden=rules.hidden_names(
            piece["pk"] for piece in rows if piece["names_are_hidden"]
        ),
    )
    for piece in rows:
        yield _line(piece, reader)


_BESIDE = ("is_signed", "names_are_hidden", "objections")
_OPEN_POINTS = (
    Remark.objects.open_points()
    .filter(submission=OuterRef("pk"))
    .order_by()
    .values("submission")
    .annotate(count=Count("pk"))
    .values("count")
)


def _writers(pieces: Sequence[Piece]) -> Mapping[int, list[tuple[str, str]]]:
    """Who wrote each of them and what they are, in byline order. One query."""
    found = SubmissionByline.objects.filter(
        submission__in=[piece["pk"] for piece in pieces]
    ).values_list("submission", "author__name", "author__role")
    writers: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for piece, name, role in found:
        writers[piece].append((name, role))
    return writers


def _named(piece: Piece, reader: _Reader) -> tuple[str, str, str]:
    """Its headline, its peg and who wrote it; in a blind read without any name."""
    headline, peg = piece["latest__headline"] or NO_HEADLINE, piece["peg"]
    if piece["names_are_hidden"]:
        names = reader.hidden.get(piece["pk"], [])
        return rules.masked(headline, names), rules.masked(peg, names), NO_NAMES
    writers = reader.writers.get(piece["pk"], ())
    said = (f"{name}, {role}" if role else name for name, role in writers)
    return headline, peg, "; ".join(said)


def _line(piece: Piece, reader: _Reader) -> Row:
    now, key, holder = reader.now, str(piece["pk"]), piece["holder"]
    status, tier = piece["status"], piece["tier"] or piece["proposed_tier"]
    stage, stage_began = _stage(piece, now)
    may_decide = reader.decides and not _is_decided(piece)
    headline, peg, names = _named(piece, reader)
    section, length = piece["section__name"], _length(piece)
    return {
        "pk": piece["pk"],
        "key": key,
        "address": reader.address.replace("/0/", f"/{key}/"),
        "headline": headline,
        "names": names,
        "section": section,
        "words": length,
        "beneath": f"{names}. {section}. {length}",
        "group": _group(piece, now, reader.today),
        "peg": _peg(piece, peg, now),
        "answer": _answer(piece, now),
        "stage": stage,
        "stage_since": words.since(stage_began, now),
        "holder": _holder(piece, reader.user),
        "tier": tier,
        "tier_key": str(tier),
        "tier_why": _why(piece),
        "tier_is_proposed": piece["tier"] is None and tier > 1,
        "tags": tuple(_tags(piece, now)),
        "may_take": may_decide and holder is None and status in IN_HAND,
        "may_pass": may_decide and status in MAY_PASS,
    }


def _length(piece: Piece) -> str:
    count = piece["latest__words"]
    least, most = piece["format__words_least"], piece["format__words_most"]
    return "" if count is None else words.against_range(count, least, most)


def _holder(piece: Piece, user: User) -> str:
    if piece["holder"] == user.pk:
        return "You"
    return piece["holder__name"] or piece["holder__email"] or ""


def _why(piece: Piece) -> str:
    """The first reason for its tier, and how many more; its own page has them all."""
    first, *more = piece["tier_why"].split("; ")
    return f"{first} and {len(more)} more" if more else first


def _is_decided(piece: Piece) -> bool:
    """By somebody who can still undo it; what fell is to be decided again."""
    return bool(piece["decision__action"]) and not piece["decision__problem"]


def _is_late(piece: Piece, now: dt.datetime) -> bool:
    """As ``is_overdue``, for a row in hand."""
    by, status = piece["answer_by"], piece["status"]
    return status == Status.SUBMITTED and by is not None and by <= now


SOON, THIS_WEEK = "Peg passes today or tomorrow", "Peg this week"
LATER, NO_PEG = "Peg later", "No peg, by the answer clock"


def _group(piece: Piece, now: dt.datetime, today: dt.date) -> str:
    until = piece["peg_until"]
    if until is None or until <= now:
        return NO_PEG
    days = (words.paper_day(until) - today).days
    if days <= 1:
        return SOON
    return THIS_WEEK if days < 7 else LATER


def _peg(piece: Piece, peg: str, now: dt.datetime) -> Clock | None:
    until = piece["peg_until"]
    if until is None:
        return _clock("", peg) if peg else None
    if until <= now:
        return _clock("Passed", peg)
    return _clock(clock.left(until, now), peg, words.heat(until - now) or "calm")


def _answer(piece: Piece, now: dt.datetime) -> Clock | None:
    """None once the author has been answered."""
    if since := piece["paused_since"]:
        return _clock("Paused", f"since {words.near_hour(since, now)}")
    by = piece["answer_by"]
    if by is None or piece["status"] != Status.SUBMITTED:
        return None
    left, hour = clock.left(by, now), words.near_hour(by, now)
    if _is_late(piece, now):
        return _clock(left, f"was due {hour}", "hot")
    return _clock(left, hour, "warm" if by - now < ANSWER_SOON else "calm")


def _clock(left: str, beneath: str, heat: str = "calm") -> Clock:
    return {"left": left, "beneath": beneath, "heat": heat}


def _stage(piece: Piece, now: dt.datetime) -> tuple[str, dt.datetime]:
    """Where it is in words, and since when."""
    status, since = piece["status"], piece["stage_since"]
    if _is_decided(piece):
        said = words.decided(piece["decision__action"])
        hour = words.near_hour(piece["decision__due_at"], now)
        return f"{said}, leaves {hour}", piece["decision__decided_at"]
    if status == Status.SUBMITTED:
        held = piece["holder"] and piece["held_since"]
        return ("Reading", held) if held else ("New", since)
    if status == Status.REVISING:
        return "With the author", since
    if status == Status.CLEARED and (hour_out := piece["article__publish_at"]):
        return f"Set for {words.near_hour(hour_out, now)}", since
    if piece["lacks"] == 0:
        return "Ready", since
    if piece["proof_sent_at"] and not piece["is_signed"]:
        return "Proof with author", piece["proof_sent_at"]
    return "Editing", since


def _tags(piece: Piece, now: dt.datetime) -> Iterator[Tag]:
    status = piece["status"]
    if piece["is_pitch"]:
        yield Tag(words="Pitch", kind="info")
    if _is_late(piece, now):
        yield Tag(words="Overdue", kind="bad")
    if status == Status.SUBMITTED and (piece["latest__number"] or 0) > 1:
        yield Tag(words="Revision in", kind="info")
    yield from (FLAGS[key] for key in piece["flags"] if key in FLAGS)
    if status == Status.ACCEPTED:
        yield from _tags_of_an_accepted(piece)


def _tags_of_an_accepted(piece: Piece) -> Iterator[Tag]:
    if count := piece["objections"]:
        yield Tag(words=f"{count} objection{'' if count == 1 else 's'}", kind="bad")
    if piece["is_signed"]:
        yield Tag(words="Signature in", kind="good")
    elif piece["proof_sent_at"]:
        yield Tag(words="Proof out", kind="info")
    if piece["lacks"] == 0:
        yield Tag(words="Ready", kind="good")
