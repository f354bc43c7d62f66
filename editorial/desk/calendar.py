"""The calendar of the desk: what is out, set and planned, by day, week and month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from authors.http import SignedInRequest
from editorial import rules, schedule
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.desk.forms import HourForm, typed_hour, zone_said
from editorial.models import Submission
from editorial.schedule import Kind, Slot

ONE_DAY = dt.timedelta(days=1)
USUAL_HOUR = dt.time(6)  # at which most columns are set
FORMS = {"day": "Day", "week": "Week", "weeks": "Two weeks", "month": "Month"}
USUAL = "weeks"
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2999, 1, 1)


@dataclass(frozen=True, slots=True)
class Shown:
    """One column as the calendar prints it."""

    slot: Slot
    clock: str
    wall: str  # as the browser's own field wants it
    seen: str
    warnings: tuple[str, ...]
    address: str
    may_move: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One day, or in the view of a day one hour, and what stands in it."""

    wall: str  # "2026-11-23", or "2026-11-23T06:00"
    name: str
    beneath: str
    holidays: tuple[str, ...]
    shown: tuple[Shown, ...]
    is_today: bool
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Which days a view shows."""

    form: str
    day: dt.date
    begin: dt.date
    end: dt.date  # the first day no more shown

    @property
    def title(self) -> str:
        last = self.end - ONE_DAY
        if self.form == "day":
            return f"{self.begin:%A} {date_format(self.begin, 'j F Y')}"
        if self.form == "month":
            return date_format(self.day, "F Y")
        same = (self.begin.year, self.begin.month) == (last.year, last.month)
        first = date_format(self.begin, "j" if same else "j F")
        return f"{first} to {date_format(last, 'j F Y')}"

    def step(self, by: int) -> dt.date:
        """A day of the view before or after."""
        if self.form == "month":
            middle = self.day.replace(day=15) + by * 30 * ONE_DAY
            return min(max(middle.replace(day=1), FIRST), LAST)
        return min(max(self.day + by * (self.end - self.begin), FIRST), LAST)


@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    """What runs when. Constant queries, whatever stands in it."""
    user = request.user
    span = span_of(request.GET.get("form", ""), request.GET.get("day", ""))
    begin, end = _midnight(span.begin), _midnight(span.end)
    found = schedule.with_warnings(user, begin, end)
    decides = rules.decides(user)
    shown = [_shown(slot, said, decides) for slot, said in found]
    return TemplateResponse(
        request,
        "editorial/desk/calendar.html",
        {
            **admin.site.each_context(request),
            "title": f"Calendar, {span.title}",
            "span": span,
            "views": [
                (form, name, _at(form, span.day)) for form, name in FORMS.items()
            ],
            "earlier": _at(span.form, span.step(-1)),
            "later": _at(span.form, span.step(1)),
            "this_day": _at(span.form, timezone.localdate()),
            "cells": _hours(span, shown) if span.form == "day" else _days(span, shown),
            "drawer": [_waiting(piece) for piece in schedule.unscheduled(user)],
            "decides": decides,
            "zone_said": zone_said(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give one piece another day and hour; what the calendar's script sends as well."""
    piece = desk.fetch(request, pk)
    if not rules.is_editor(request.user, piece):
        raise rules.only_for(rules.DECIDERS)
    if request.method != "POST":
        at = _usual(piece)
        return _plan_page(request, piece, HourForm(initial={"hour": at}))
    form = HourForm(request.POST)
    lifts = request.POST.get("do") == "lift"
    if not lifts and not form.is_valid():
        return _plan_page(request, piece, form, status=422)
    hour = None if lifts else form.cleaned_data["hour"]
    if request.POST.get("do") == "look":
        return _plan_page(request, piece, form, hour=hour)
    seen = request.POST.get("seen") or None
    try:
        schedule.move(piece, hour, by=request.user, seen=seen)
    except schedule.Refused as refused:
        piece = desk.fetch(request, pk)
        return _plan_page(request, piece, form, refusal=refused.sentence, status=409)
    _tell(request, piece, hour)
    return redirect(_back(request, piece, hour))


def span_of(form: str, day: str) -> Span:
    """The days to show; what is no form or no day is the usual one, and today."""
    form = form if form in FORMS else USUAL
    today = timezone.localdate()
    try:
        asked = dt.date.fromisoformat(day)
    except ValueError:
        asked = today
    asked = asked if FIRST <= asked <= LAST else today
    monday = asked - asked.weekday() * ONE_DAY
    if form == "day":
        return Span(form, asked, asked, asked + ONE_DAY)
    if form == "week":
        return Span(form, asked, monday, monday + 7 * ONE_DAY)
    if form == "weeks":
        return Span(form, asked, monday, monday + 14 * ONE_DAY)
    first = asked.replace(day=1)
    last = (first + 31 * ONE_DAY).replace(day=1) - ONE_DAY
    begin = first - first.weekday() * ONE_DAY
    return Span(form, asked, begin, last + (7 - last.weekday()) * ONE_DAY)


def _shown(slot: Slot, warnings: tuple[str, ...], decides: bool) -> Shown:
    local = _local(slot.hour)
    return Shown(
        slot=slot,
        clock=f"{local:%H:%M}",
        wall=f"{local:%Y-%m-%dT%H:%M}",
        seen=slot.hour.astimezone(dt.UTC).isoformat(),
        warnings=warnings,
        address=slot.address or reverse("admin:desk_piece", args=[slot.pk]),
        may_move=decides and slot.kind is not Kind.LIVE,
    )


def _waiting(piece: Submission) -> dict[str, Any]:
    """A piece in the drawer."""
    return {
        "piece": piece,
        "names": ", ".join(author.name for author in piece.authors),
        "state": schedule.state_of(piece),
        "seen": schedule.seen_of(piece),
        "passed": piece.planned_for,
    }


def _days(span: Span, shown: Iterable[Shown]) -> list[Cell]:
    by_day: dict[dt.date, list[Shown]] = {}
    for each in shown:
        by_day.setdefault(words.paper_day(each.slot.hour), []).append(each)
    free = _holidays(span)
    today, cells, day = timezone.localdate(), [], span.begin
    while day < span.end:
        cells.append(
            Cell(
                wall=f"{day:%Y-%m-%d}",
                name=str(day.day),
                beneath=f"{day:%a}, today" if day == today else f"{day:%a}",
                holidays=tuple(free.get(day, ())),
                shown=tuple(by_day.get(day, ())),
                is_today=day == today,
                is_outside=span.form == "month" and day.month != span.day.month,
            )
        )
        day += ONE_DAY
    return cells


def _hours(span: Span, shown: Iterable[Shown]) -> list[Cell]:
    """The hours there are on this day: one is missing where the clocks go forward, and
    one stands once where it comes twice."""
    by_hour: dict[int, list[Shown]] = {}
    for each in shown:
        by_hour.setdefault(_local(each.slot.hour).hour, []).append(each)
    free = tuple(_holidays(span).get(span.day, ()))
    now = _local(timezone.now())
    begin, end = _midnight(span.begin), _midnight(span.end)
    steps = int((end - begin) / dt.timedelta(hours=1))
    there = [_local(begin + dt.timedelta(hours=step)).hour for step in range(steps)]
    return [
        Cell(
            wall=f"{span.day:%Y-%m-%d}T{hour:02}:00",
            name=f"{hour:02}:00",
            beneath="now" if (now.date(), now.hour) == (span.day, hour) else "",
            holidays=free if position == 0 else (),
            shown=tuple(by_hour.get(hour, ())),
            is_today=(now.date(), now.hour) == (span.day, hour),
        )
        for position, hour in enumerate(dict.fromkeys(there))
    ]


def _holidays(span: Span) -> dict[dt.date, list[str]]:
    found: dict[dt.date, list[str]] = {}
    for off in schedule.days_off(_midnight(span.begin), _midnight(span.end)):
        said = f"{off.name} ({off.section})" if off.section else off.name
        found.setdefault(off.day, []).append(said)
    return found


def _plan_page(
    request: SignedInRequest,
    piece: Submission,
    form: HourForm,
    *,
    hour: dt.datetime | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """What was typed stays in sight; what to mind is said of the hour shown."""
    hour = hour or schedule.hour_of(piece)
    is_refused = status != 200
    context = {
        "form": form,
        "refusal": refusal or schedule.why_not(piece),
        "is_movable": schedule.is_movable(piece),
        "at": schedule.hour_of(piece),
        "seen": schedule.seen_of(piece)
        if status == 409
        else request.POST.get("seen") or schedule.seen_of(piece),
        "warnings": ()
        if is_refused or hour is None
        else schedule.warnings_at(piece, hour, user=request.user),
        "looked_at": hour,
        "zone_said": zone_said(),
        "form_name": request.POST.get("form", ""),
        "day": request.POST.get("day", ""),
    }
    return desk.page(request, piece, "plan", context, status=status)


def _usual(piece: Submission) -> str:
    """Its own hour; else six in the morning, tomorrow."""
    hour = schedule.hour_of(piece)
    if hour and hour > timezone.now():
        return typed_hour(hour)
    tomorrow = timezone.localdate() + ONE_DAY
    return f"{dt.datetime.combine(tomorrow, USUAL_HOUR):%Y-%m-%dT%H:%M}"


def _tell(
    request: SignedInRequest, piece: Submission, hour: dt.datetime | None
) -> None:
    if hour is None:
        messages.success(request, f"“{piece.headline}” is off the calendar.")
        return
    told = f" {piece.first_name} is told by mail." if piece.article else ""
    said = "set for" if piece.article else "planned for"
    sentence = f"“{piece.headline}” is {said} {words.day_and_hour(hour)}.{told}"
    messages.success(request, sentence)
    mind(request, piece, hour)


def mind(request: SignedInRequest, piece: Submission, hour: dt.datetime) -> None:
    """Say after the fact what to mind about an hour; nothing is undone by it."""
    said = schedule.warnings_at(piece, hour, user=request.user)
    if said:
        messages.warning(request, f"Mind: {'. '.join(said)}.")


def _back(request: SignedInRequest, piece: Submission, hour: dt.datetime | None) -> str:
    """To the calendar as it was, if the hour is in sight there; else to where it is.
    Without the name of a view somebody came from the piece."""
    form = request.POST.get("form", "")
    if form not in FORMS:
        return desk.address(piece)
    span = span_of(form, request.POST.get("day", ""))
    day = words.paper_day(hour) if hour else span.day
    shown = span.day if span.begin <= day < span.end else day
    return f"{_at(form, shown)}#at-{piece.pk}"


def _at(form: str, day: dt.date) -> str:
    asked = urlencode({"form": form, "day": f"{day:%Y-%m-%d}"})
    return f"{reverse('admin:desk_calendar')}?{asked}"


def _midnight(day: dt.date) -> dt.datetime:
    zone = timezone.get_default_timezone()
    begin = dt.datetime.combine(day, dt.time(), tzinfo=zone)
    return begin.astimezone(dt.UTC)


def _local(at: dt.datetime) -> dt.datetime:
    return timezone.localtime(at, timezone.get_default_timezone())
