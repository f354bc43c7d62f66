"""The board: what is open, in the order of its urgency, and who has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from authors.models import User
from editorial import rules
from editorial.desk import asked as asked_strip
from editorial.desk import filters, kept, letters, queue
from editorial.desk.filters import Asked
from editorial.desk.queue import Row
from editorial.desk.standing import BY_KEY, VIEWS
from editorial.models import SavedFilter, SubmissionQuerySet

DAYS_OF_MAIL = dt.timedelta(days=3)
FORMS = {"board": "Board", "table": "Table"}
_FORM = "desk-form"  # of the queue, as this session chose it last

Kept = Sequence[tuple[SavedFilter, Asked]]

COLUMNS = (
    ("peg", "News peg"),
    ("answer", "Answer due"),
    ("", "Column"),
    ("section", "Section"),
    ("words", "Words"),
    ("stage", "Stage"),
    ("holder", "Holder"),
    ("tier", "Tier"),
)


@require_safe
def board(request: SignedInRequest) -> HttpResponse:
    user, asked = request.user, filters.read(request.GET)
    own = kept.of(user)
    open_pieces = rules.desk_submissions(user).on_the_desk()
    counts = counted(open_pieces, user, own, asked)
    request.open_pieces = counts["all"], counts["set"]
    rows = list(queue.lines(asked.order(asked.pick(open_pieces, user)), user))
    form, beside = _form(request), admin.site.each_context(request)
    is_grouped = form == "board" and not asked.sort
    return TemplateResponse(
        request,
        "editorial/desk/board.html",
        {
            **beside,
            "title": "Board",
            "csrf_token": get_token(request),  # as a word: each line prints it
            "view": BY_KEY[asked.view],
            "asked": asked,
            "form": form,
            "forms": FORMS,
            "tabs": [(each, counts[each.key or "all"]) for each in VIEWS],
            "kept": [
                (row, asks, counts[f"kept{row.pk}"], asks == asked) for row, asks in own
            ],
            "is_kept": any(asks == asked for _, asks in own),
            "choices": filters.choices(open_pieces),
            "columns": _columns(asked),
            "groups": _grouped(rows) if is_grouped else [("", rows)] if rows else [],
            "rows": rows,
            "left_out": max(0, counts["asked"] - len(rows)),
            "most_rows": queue.MOST_ROWS,
            "now": timezone.now(),
            "decides": rules.decides(user),
            "may_mark": any(row["may_pass"] for row in rows),
            "not_placed": _mail_not_placed(user),
            "post": letters.of_the_board(user, request.letters_in_trouble),
            "at_work": asked_strip.of_the_board(user),
        },
    )


def _form(request: SignedInRequest) -> str:
    """As a board or as a table: as asked now, else as this session chose last."""
    asked = request.GET.get("form", "")
    if asked in FORMS and asked != request.session.get(_FORM, "board"):
        request.session[_FORM] = asked
    chosen: str = request.session.get(_FORM, "board")
    return chosen


def _columns(asked: Asked) -> list[dict[str, Any]]:
    """The heads of the table, each with the address that orders by it."""
    return [
        {
            "key": key,
            "name": name,
            "address": asked.sorted_by(key).address if key else "",
            "order": {key: "ascending", f"-{key}": "descending"}.get(asked.sort, "")
            if key
            else "",
        }
        for key, name in COLUMNS
    ]


def _mail_not_placed(user: User) -> int:
    """Answers by mail of the last days that are in no thread; their writers know."""
    if not rules.decides(user):
        return 0
    since = timezone.now() - DAYS_OF_MAIL
    return rules.desk_incoming(user).not_placed(since).count()


def counted(
    open_pieces: SubmissionQuerySet,
    user: User,
    own: Kept = (),
    asked: Asked | None = None,
) -> dict[str, int]:
    """How many pieces each standing view, each kept filter and the one asked for
    hold, in one query however many there are."""
    looks = {view.key or "all": Asked(view=view.key) for view in VIEWS}
    looks |= {f"kept{row.pk}": asks for row, asks in own}
    asked = asked or Asked()
    if asked.is_narrowed:
        looks["asked"] = asked
    counts: dict[str, int] = open_pieces.order_by().aggregate(
        **{name: _count(look, user) for name, look in looks.items()}
    )
    return {"asked": counts[asked.view or "all"], **counts}


def _count(asked: Asked, user: User) -> Count:
    """No part of a look joins a piece to several rows, so that each counts once."""
    return Count("pk", filter=asked.wanted(user))


def _grouped(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The order by urgency already keeps the groups together."""
    return [
        (name, list(group))
        for name, group in groupby(rows, key=lambda row: row["group"])
    ]
