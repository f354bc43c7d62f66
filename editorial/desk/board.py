"""The board: what is open, in the order of its urgency, and who has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from authors.models import User
from editorial import clock, rules
from editorial.desk import waits, words
from editorial.models import (
    IN_HAND,
    Remark,
    Status,
    Submission,
    SubmissionQuerySet,
)

MOST_ROWS = 200  # more than any desk can work through; the page says so when it cuts
DAYS_OF_MAIL = dt.timedelta(days=3)
ANSWER_SOON = dt.timedelta(hours=12)

Pick = Callable[[SubmissionQuerySet, User], SubmissionQuerySet]


@dataclass(frozen=True, slots=True)
class View:
    """One standing view of the board."""

    key: str
    name: str
    when_empty: str
    pick: Pick
    is_hot: bool = False


VIEWS = (
    View(
        "",
        "All open",
        "Nothing is open. New columns appear here as soon as they are sent.",
        lambda open_pieces, user: open_pieces,
    ),
    View(
        "unclaimed",
        "Unclaimed",
        "Somebody has every column that waits for an answer.",
        lambda open_pieces, user: open_pieces.unclaimed(),
    ),
    View(
        "mine",
        "Mine",
        "You hold nothing now. Take a column from the board.",
        lambda open_pieces, user: open_pieces.filter(holder=user),
    ),
    View(
        "overdue",
        "Overdue",
        "Nobody waits longer for an answer than was promised.",
        lambda open_pieces, user: open_pieces.overdue(),
        is_hot=True,
    ),
    View(
        "revision-in",
        "Revision in",
        "No author has sent a changed text that waits for you.",
        lambda open_pieces, user: open_pieces.revision_in(),
    ),
    View(
        "proof-out",
        "Proof out",
        "No proof is with an author.",
        lambda open_pieces, user: open_pieces.proof_out(),
    ),
    View(
        "set",
        "Set for an hour",
        "No column waits for its hour.",
        lambda open_pieces, user: open_pieces.set_for_an_hour(),
    ),
)
BY_KEY = {view.key: view for view in VIEWS}


@dataclass(frozen=True, slots=True)
class Clock:
    """Time left as one cell says it, and how it presses: "calm", "warm", "hot"."""

    left: str
    beneath: str
    heat: str = "calm"


@dataclass(frozen=True, slots=True)
class Tag:
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board, ready to print."""

    piece: Submission
    address: str
    headline: str
    beneath: str
    group: str
    peg: Clock | None
    answer: Clock | None
    stage: str
    stage_since: str
    holder: str
    tags: tuple[Tag, ...]
    may_take: bool
    may_decline: bool


@require_safe
def board(request: SignedInRequest) -> HttpResponse:
    user = request.user
    view = BY_KEY.get(request.GET.get("view", ""), VIEWS[0])
    open_pieces = rules.desk_submissions(user).on_the_desk()
    counts = counted(open_pieces, user)
    rows = list(_rows(view.pick(open_pieces, user), user))
    return TemplateResponse(
        request,
        "editorial/desk/board.html",
        {
            **admin.site.each_context(request),
            "title": "Board",
            "view": view,
            "tabs": [(each, counts[each.key or "all"]) for each in VIEWS],
            "groups": _grouped(rows),
            "left_out": max(0, counts[view.key or "all"] - len(rows)),
            "most_rows": MOST_ROWS,
            "now": timezone.now(),
            "decides": rules.decides(user),
            "not_placed": _mail_not_placed(user),
            "post": waits.board(user),
        },
    )


def _mail_not_placed(user: User) -> int:
    """Answers by mail of the last days that are in no thread; their writers know."""
    if not rules.decides(user):
        return 0
    since = timezone.now() - DAYS_OF_MAIL
    return rules.desk_incoming(user).not_placed(since).count()


def counted(open_pieces: SubmissionQuerySet, user: User) -> dict[str, int]:
    """How many pieces each standing view holds, in one query."""
    return open_pieces.order_by().aggregate(
        **{
            view.key or "all": Count(
                "pk",
                filter=Q(pk__in=view.pick(Submission.objects.all(), user).values("pk"))
                if view.key
                else None,
                distinct=True,
            )
            for view in VIEWS
        }
    )


_OPEN_POINTS = (
    Remark.objects.open_points()
    .filter(submission=OuterRef("pk"))
    .order_by()
    .values("submission")
    .annotate(count=Count("pk"))
    .values("count")
)


def _rows(pieces: SubmissionQuerySet, user: User) -> Iterator[Row]:
    now = timezone.now()
    found = (
        pieces.for_board()
        .with_signatures()
        .annotate(objections=Subquery(_OPEN_POINTS))
        .most_urgent_first(now)
    )
    decides = rules.decides(user)
    for piece in found[:MOST_ROWS]:
        yield _row(piece, user, decides, now)


def _row(piece: Submission, user: User, decides: bool, now: dt.datetime) -> Row:
    stage, stage_began = _stage(piece)
    holder = piece.holder
    return Row(
        piece=piece,
        address=reverse("admin:desk_piece", args=[piece.pk]),
        headline=piece.headline,
        beneath=_beneath(piece),
        group=_group(piece, now),
        peg=_peg(piece, now),
        answer=_answer(piece, now),
        stage=stage,
        stage_since=words.since(stage_began, now),
        holder="" if holder is None else "You" if holder == user else str(holder),
        tags=tuple(_tags(piece, now)),
        may_take=decides and holder is None and piece.status in IN_HAND,
        may_decline=decides and piece.status in (Status.SUBMITTED, Status.REVISING),
    )


def _beneath(piece: Submission) -> str:
    """Who wrote it, for which section, and how long it is."""
    names = "; ".join(
        f"{author.name}, {author.role}" if author.role else author.name
        for author in piece.authors
    )
    return f"{names}. {piece.section}. {words.words_against_range(piece)}"


SOON, THIS_WEEK = "Peg passes today or tomorrow", "Peg this week"
LATER, NO_PEG = "Peg later", "No peg, by the answer clock"


def _group(piece: Submission, now: dt.datetime) -> str:
    if piece.peg_until is None or piece.peg_until <= now:
        return NO_PEG
    days = (words.paper_day(piece.peg_until) - words.paper_day(now)).days
    if days <= 1:
        return SOON
    return THIS_WEEK if days < 7 else LATER


def _grouped(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The order by urgency already keeps the groups together."""
    return [
        (name, list(group)) for name, group in groupby(rows, key=lambda row: row.group)
    ]


def _peg(piece: Submission, now: dt.datetime) -> Clock | None:
    if piece.peg_until is None:
        return Clock("", piece.peg) if piece.peg else None
    if piece.peg_until <= now:
        return Clock("Passed", piece.peg)
    left = piece.peg_until - now
    heat = words.heat(left) or "calm"
    return Clock(clock.left(piece.peg_until, now), piece.peg, heat)


def _answer(piece: Submission, now: dt.datetime) -> Clock | None:
    """None once the author has been answered."""
    if piece.paused_since:
        return Clock("Paused", f"since {words.near_hour(piece.paused_since, now)}")
    if piece.answer_by is None or piece.status != Status.SUBMITTED:
        return None
    hour = words.near_hour(piece.answer_by, now)
    left = clock.left(piece.answer_by, now)
    if not piece.answered_in_time(now):
        return Clock(left, f"was due {hour}", "hot")
    soon = piece.answer_by - now < ANSWER_SOON
    return Clock(left, hour, "warm" if soon else "calm")


def _stage(piece: Submission) -> tuple[str, dt.datetime]:
    """Where it is in words, and since when."""
    if piece.status == Status.SUBMITTED:
        held = piece.holder is not None and piece.held_since
        return ("Reading", held) if held else ("New", piece.stage_since)
    if piece.status == Status.REVISING:
        return "With the author", piece.stage_since
    if piece.status == Status.CLEARED and piece.article:
        hour = words.near_hour(piece.article.publish_at)
        return f"Set for {hour}", piece.stage_since
    if piece.proof_sent_at and not _is_signed(piece):
        return "Proof with author", piece.proof_sent_at
    return "Editing", piece.stage_since


def _tags(piece: Submission, now: dt.datetime) -> Iterator[Tag]:
    if piece.is_pitch:
        yield Tag("Pitch", "info")
    if piece.status == Status.SUBMITTED and not piece.answered_in_time(now):
        yield Tag("Overdue", "bad")
    if piece.status == Status.SUBMITTED and piece.latest and piece.latest.number > 1:
        yield Tag("Revision in", "info")
    if piece.status == Status.ACCEPTED and (count := getattr(piece, "objections", 0)):
        yield Tag(f"{count} objection{'' if count == 1 else 's'}", "bad")
    if piece.status == Status.ACCEPTED and _is_signed(piece):
        yield Tag("Signature in", "good")
    elif piece.status == Status.ACCEPTED and piece.proof_sent_at:
        yield Tag("Proof out", "info")


def _is_signed(piece: Submission) -> bool:
    """Reads ``with_signatures``."""
    return bool(getattr(piece, "is_signed", False))
