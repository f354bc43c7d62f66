"""Who does what, as the board and the pages of a piece print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from authors.models import User
from editorial import assignments, mentions, rules
from editorial.desk import words
from editorial.models import Assignment, Comment, Mention, Note, Submission, Task

MOST_SHOWN = 8  # on the board

# How each piece of work is called beside a name.
SHORT = {
    Task.READ: "Full read",
    Task.EDIT: "Edits it",
    Task.CHECK: "Checker",
    Task.IDENTITY: "Identity",
    Task.LEGAL: "Legal read",
    Task.HEADLINE: "Headline",
    Task.PICTURE: "Picture",
    Task.OTHER: "Asked",
}

# The work that mends a lack, by the part of the desk where it is mended.
MENDS = {
    "claims": Task.CHECK,
    "identity": Task.IDENTITY,
    "tier": Task.READ,
    "reads": Task.READ,
    "read": Task.READ,
    "legal": Task.LEGAL,
    "headline": Task.HEADLINE,
    "picture": Task.PICTURE,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One piece of work, ready to print."""

    row: Assignment
    name: str
    who: str
    due: str
    is_late: bool
    may_end: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Where one was named with an @."""

    headline: str
    address: str
    by: str
    when: str


def on_piece(piece: Submission, user: User) -> list[Asked]:
    """Who does what here. One query, two at most."""
    is_editor = rules.decides(user)  # one's own pieces nobody opens at the desk
    return [_asked(row, user, is_editor) for row in assignments.on(piece)]


def of_the_board(user: User) -> dict[str, Any]:
    """What is asked of this person, and where they were named. Two queries."""
    named = mentions.unseen(user).select_related(
        "comment__submission__latest", "comment__by"
    )
    named = named.select_related("note__submission__latest", "note__by").only(*_NAMED)
    rows = list(named[: MOST_SHOWN + 1])
    return {
        "tasks": [
            _asked(row, user, is_editor=False)
            for row in assignments.of(user)[:MOST_SHOWN]
        ],
        "named": _all_named(rows[:MOST_SHOWN]),
        "is_more": len(rows) > MOST_SHOWN,
    }


def asked_of(mend: str, asked: Sequence[Asked]) -> str:
    """Who is at work on a lack: "Sokha Em, asked yesterday"; empty where nobody is."""
    task = MENDS.get(mend)
    return next(
        (f"{each.who}, {_since(each.row)}" for each in asked if each.row.task == task),
        "",
    )


def _since(row: Assignment) -> str:
    if row.reminded_at:
        return f"reminded {words.near_hour(row.reminded_at)}"
    days = (words.paper_day(timezone.now()) - words.paper_day(row.asked_at)).days
    if days < 2:
        return "asked yesterday" if days else "asked today"
    return f"asked {days} days ago"


def _asked(row: Assignment, user: User, is_editor: bool) -> Asked:
    is_mine = row.to_id == user.pk
    return Asked(
        row=row,
        name=SHORT[Task(row.task)],
        who="You" if is_mine else str(row.to),
        due=f"{words.near_hour(row.due_at)} {settings.PAPER_ZONE_NAME}",
        is_late=row.due_at <= timezone.now(),
        may_end=is_mine or row.by_id == user.pk,
        may_take_back=row.by_id == user.pk or is_editor,
    )


# What ``_named`` reads.
_NAMED = (
    *("at", "comment__answers", "comment__submission__latest__headline"),
    *("comment__by__name", "comment__by__email"),
    *("note__submission__latest__headline", "note__by__name", "note__by__email"),
)


def _all_named(rows: Sequence[Mention]) -> list[Named]:
    """One query where there are any."""
    shown = rules.shown_headlines(_place(row).submission for row in rows)
    return [_named(row, shown[_place(row).submission_id]) for row in rows]


def _place(row: Mention) -> Comment | Note:
    place = row.comment or row.note
    assert place is not None  # noqa: S101 -- the table's own constraint
    return place


def _named(row: Mention, headline: str) -> Named:
    place = _place(row)
    comment = row.comment
    first = (comment.answers_id or comment.pk) if comment else 0
    piece = reverse("admin:desk_piece", args=[place.submission_id])
    part = f"?view=readers#said-{first}" if comment else "#notes"
    return Named(
        headline=headline,
        address=f"{piece}{part}",
        by=str(place.by),
        when=words.near_hour(row.at),
    )
