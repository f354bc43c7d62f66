"""One line of the queue, ready to print: on the board, in the table, beside a text."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from authors.models import User
from editorial import clock, rules
from editorial.desk import words
from editorial.models import (
    IN_HAND,
    Action,
    Decision,
    Remark,
    Status,
    Submission,
    SubmissionByline,
    SubmissionQuerySet,
)

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

# What was decided and has not left yet, after its author's name.
DECIDED = {
    Action.DECLINE: "Passed",
    Action.REQUEST_CHANGES: "Changes asked for",
    Action.COMMISSION: "Column asked for",
    Action.ACCEPT: "Accepted",
    Action.SPIKE: "Spiked",
    Action.RELEASE: "Released",
}


class Row(TypedDict):
    """One line of the queue. The numbers that it prints are words already: to print one
    as the language has it costs much, two hundred times over."""

    piece: Submission
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
    writers: Mapping[int, list[str]]


def lines(pieces: SubmissionQuerySet, user: User) -> Iterator[Row]:
    """The pieces as lines, in the order they came; at most ``MOST_ROWS``. Two
    queries."""
    found = rules.with_blindness(
        pieces.for_board().with_signatures().annotate(objections=Subquery(_OPEN_POINTS))
    )
    rows = list(found[:MOST_ROWS])
    now = timezone.now()
    reader = _Reader(
        user=user,
        decides=rules.decides(user),
        now=now,
        today=words.paper_day(now),
        address=reverse("admin:desk_piece", args=[0]),
        writers=_writers(rows),
    )
    for piece in rows:
        yield _line(piece, reader)


_OPEN_POINTS = (
    Remark.objects.open_points()
    .filter(submission=OuterRef("pk"))
    .order_by()
    .values("submission")
    .annotate(count=Count("pk"))
    .values("count")
)


def _writers(pieces: Sequence[Submission]) -> Mapping[int, list[str]]:
    """Who wrote each of them and what they are, in byline order. One query."""
    found = SubmissionByline.objects.filter(
        submission__in=[piece.pk for piece in pieces]
    ).values_list("submission", "author__name", "author__role")
    writers: defaultdict[int, list[str]] = defaultdict(list)
    for piece, name, role in found:
        writers[piece].append(f"{name}, {role}" if role else name)
    return writers


def _why(piece: Submission) -> str:
    """The first reason for its tier, and how many more; its own page has them all."""
    first, *more = piece.tier_why.split("; ")
    return f"{first} and {len(more)} more" if more else first


def _line(piece: Submission, reader: _Reader) -> Row:
    now, key, tier = reader.now, str(piece.pk), piece.tier or piece.proposed_tier
    stage, stage_began = _stage(piece)
    holder, waits = piece.holder, waiting_on(piece)
    mine = holder is not None and holder.pk == reader.user.pk
    names = "; ".join(reader.writers.get(piece.pk, ()))
    names = NO_NAMES if rules.is_blind(piece) else names
    section, length = str(piece.section), words.words_against_range(piece)
    return {
        "piece": piece,
        "key": key,
        "address": reader.address.replace("/0/", f"/{key}/"),
        "headline": piece.headline,
        "names": names,
        "section": section,
        "words": length,
        "beneath": f"{names}. {section}. {length}",
        "group": _group(piece, now, reader.today),
        "peg": _peg(piece, now),
        "answer": _answer(piece, now),
        "stage": stage,
        "stage_since": words.since(stage_began, now),
        "holder": "You" if mine else str(holder or ""),
        "tier": tier,
        "tier_key": str(tier),
        "tier_why": _why(piece),
        "tier_is_proposed": piece.tier is None and piece.proposed_tier > 1,
        "tags": tuple(_tags(piece, now)),
        "may_take": reader.decides
        and holder is None
        and piece.status in IN_HAND
        and not waits,
        "may_pass": reader.decides and piece.status in MAY_PASS and not waits,
    }


def waiting_on(piece: Submission) -> Decision | None:
    """The decision that can still be undone; reads ``decision``."""
    decision: Decision | None = getattr(piece, "decision", None)
    return decision if decision and not decision.problem else None


SOON, THIS_WEEK = "Peg passes today or tomorrow", "Peg this week"
LATER, NO_PEG = "Peg later", "No peg, by the answer clock"


def _group(piece: Submission, now: dt.datetime, today: dt.date) -> str:
    if piece.peg_until is None or piece.peg_until <= now:
        return NO_PEG
    days = (words.paper_day(piece.peg_until) - today).days
    if days <= 1:
        return SOON
    return THIS_WEEK if days < 7 else LATER


def _peg(piece: Submission, now: dt.datetime) -> Clock | None:
    if piece.peg_until is None:
        return _clock("", piece.peg) if piece.peg else None
    if piece.peg_until <= now:
        return _clock("Passed", piece.peg)
    left = piece.peg_until - now
    heat = words.heat(left) or "calm"
    return _clock(clock.left(piece.peg_until, now), piece.peg, heat)


def _clock(left: str, beneath: str, heat: str = "calm") -> Clock:
    return {"left": left, "beneath": beneath, "heat": heat}


def _answer(piece: Submission, now: dt.datetime) -> Clock | None:
    """None once the author has been answered."""
    if piece.paused_since:
        return _clock("Paused", f"since {words.near_hour(piece.paused_since, now)}")
    if piece.answer_by is None or piece.status != Status.SUBMITTED:
        return None
    hour = words.near_hour(piece.answer_by, now)
    left = clock.left(piece.answer_by, now)
    if not piece.answered_in_time(now):
        return _clock(left, f"was due {hour}", "hot")
    soon = piece.answer_by - now < ANSWER_SOON
    return _clock(left, hour, "warm" if soon else "calm")


def _stage(piece: Submission) -> tuple[str, dt.datetime]:
    """Where it is in words, and since when."""
    if waits := waiting_on(piece):
        said = DECIDED.get(Action(waits.action), "Decided")
        return f"{said}, leaves {words.near_hour(waits.due_at)}", waits.decided_at
    if piece.status == Status.SUBMITTED:
        held = piece.holder is not None and piece.held_since
        return ("Reading", held) if held else ("New", piece.stage_since)
    if piece.status == Status.REVISING:
        return "With the author", piece.stage_since
    if piece.status == Status.CLEARED and piece.article:
        hour = words.near_hour(piece.article.publish_at)
        return f"Set for {hour}", piece.stage_since
    if piece.lacks == 0:
        return "Ready", piece.stage_since
    if piece.proof_sent_at and not _is_signed(piece):
        if piece.is_at_proof:
            return "Proof with author", piece.proof_sent_at
        return f"Proof leaves {words.near_hour(piece.proof_sent_at)}", piece.stage_since
    return "Editing", piece.stage_since


def _tags(piece: Submission, now: dt.datetime) -> Iterator[Tag]:
    if piece.is_pitch:
        yield Tag(words="Pitch", kind="info")
    if piece.status == Status.SUBMITTED and not piece.answered_in_time(now):
        yield Tag(words="Overdue", kind="bad")
    if piece.status == Status.SUBMITTED and piece.latest and piece.latest.number > 1:
        yield Tag(words="Revision in", kind="info")
    yield from (FLAGS[key] for key in piece.flags if key in FLAGS)
    if piece.status == Status.ACCEPTED:
        yield from _tags_of_an_accepted(piece)


def _tags_of_an_accepted(piece: Submission) -> Iterator[Tag]:
    if count := getattr(piece, "objections", 0):
        yield Tag(words=f"{count} objection{'' if count == 1 else 's'}", kind="bad")
    if _is_signed(piece):
        yield Tag(words="Signature in", kind="good")
    elif piece.proof_sent_at:
        yield Tag(words="Proof out", kind="info")
    if piece.lacks == 0:
        yield Tag(words="Ready", kind="good")


def _is_signed(piece: Submission) -> bool:
    """Reads ``with_signatures``."""
    return bool(getattr(piece, "is_signed", False))
