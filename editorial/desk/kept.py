"""The filters each person keeps: named, ordered, counted beside the standing views."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from articles import markup
from authors.http import SignedInRequest
from authors.models import User
from editorial.desk import filters
from editorial.models import SavedFilter

MOST = 8
LONGEST = 40
NO_NAME = "Give the filter a name."
TOO_LONG = f"A name has at most {LONGEST} characters."
TAKEN = "You keep a filter of that name already."
FULL = (
    f"You keep {MOST} filters, which is all the board has room for. Delete one first."
)


def of(user: User) -> list[tuple[SavedFilter, filters.Asked]]:
    """What this person keeps, each with what it asks for. One query."""
    rows = SavedFilter.objects.filter(user=user)[:MOST]
    return [(row, filters.read(row.asks)) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    asked, name = filters.read(request.POST), _typed(request)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=request.user.pk)
        own = SavedFilter.objects.filter(user=request.user)
        same = own.filter(name=name, asks=asked.said).exists()
        problem = "" if same else _problem(own, name)
        if not problem and not same:
            place = max((row.position for row in own), default=-1) + 1
            own.create(user=request.user, name=name, asks=asked.said, position=place)
    if problem:
        return _page(request, problem=problem, typed=name, asked=asked, status=422)
    messages.success(request, f"“{name}” stands beside the views now.")
    return redirect(asked.address)


@require_POST
def change(request: SignedInRequest, kept: int) -> HttpResponse:
    """Rename, delete or move one of one's own."""
    own = SavedFilter.objects.filter(user=request.user)
    row = get_object_or_404(own, pk=min(kept, 2**63 - 1))
    do = request.POST.get("do", "")
    if do == "rename":
        name = _typed(request)
        if problem := _problem(own.exclude(pk=row.pk), name):
            return _page(request, problem=problem, typed=name, row=row, status=422)
        own.filter(pk=row.pk).update(name=name)
        messages.success(request, f"It is called “{name}” now.")
    elif do == "delete":
        row.delete()
        messages.success(request, f"“{row.name}” is gone.")
    elif do in ("up", "down"):
        _move(own, row, -1 if do == "up" else 1)
    return redirect("admin:desk_filters")


def _move(own: QuerySet[SavedFilter], row: SavedFilter, by: int) -> None:
    with transaction.atomic():
        order = list(own.select_for_update())
        place = next(i for i, each in enumerate(order) if each.pk == row.pk)
        order.insert(max(0, place + by), order.pop(place))
        for position, each in enumerate(order):
            each.position = position
        SavedFilter.objects.bulk_update(order, ["position"])


def _typed(request: SignedInRequest) -> str:
    return markup.clean_line(request.POST.get("name", ""))


def _problem(others: QuerySet[SavedFilter], name: str) -> str:
    """Why it cannot be kept under this name beside the others; empty when it can."""
    if not name:
        return NO_NAME
    if len(name) > LONGEST:
        return TOO_LONG
    if others.filter(name=name).exists():
        return TAKEN
    return FULL if others.count() >= MOST else ""


def _page(
    request: SignedInRequest,
    *,
    problem: str = "",
    typed: str = "",
    asked: filters.Asked | None = None,
    row: SavedFilter | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": "Your filters",
        "kept": of(request.user),
        "problem": problem,
        "name_typed": typed,
        "asked": asked,
        "row": row,
        "longest": LONGEST,
    }
    return TemplateResponse(
        request, "editorial/desk/filters.html", context, status=status
    )
