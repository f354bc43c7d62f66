"""The statistics of the desk: how quick it was, what it took, and why not."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from editorial import rules, statistics
from editorial.desk import figures
from editorial.statistics import Period

USUAL = (30, 90, 365)  # days
FIRST_DAY = dt.date(2000, 1, 1)
NO_DAY = "Write the day like this: 2026-11-27."
BACKWARDS = "The last day is before the first."
TOO_EARLY = "Nothing was kept before the year 2000. Look at the year again."


class DaysForm(forms.Form):
    """From one day to another; an empty one is the beginning, or today."""

    first = forms.DateField(
        label="From",
        required=False,
        error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(
            attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"
        ),
    )
    last = forms.DateField(
        label="Until",
        required=False,
        error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(
            attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"
        ),
    )

    def clean_first(self) -> dt.date | None:
        return _sane(self.cleaned_data["first"])

    def clean_last(self) -> dt.date | None:
        return _sane(self.cleaned_data["last"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", BACKWARDS)
        return said


@require_safe
def statistics_page(request: SignedInRequest, table: str = "") -> HttpResponse:
    """Every figure of some days, or one of them as a file."""
    if not rules.decides(request.user):
        raise rules.only_for(rules.DECIDERS)
    form, period, days = _asked(request)
    if period is None and table:
        raise Http404
    shown = period or Period.of(USUAL[1])
    tables = statistics.tables(shown, reader=request.user)
    if table:
        return _file(tables, table, shown)
    context = {
        **admin.site.each_context(request),
        "title": "Statistics",
        "form": form,
        "period": shown,
        "views": [
            (each, f"?{urlencode({'days': each})}", each == days) for each in USUAL
        ],
        "figures": [
            (figures.figure(each), _address(each.key, shown)) for each in tables
        ],
    }
    status = 200 if period else 422
    return TemplateResponse(
        request, "editorial/desk/statistics.html", context, status=status
    )


def _asked(
    request: SignedInRequest,
) -> tuple[DaysForm, Period | None, int | None]:
    """The form, the days, and how many of the usual ones; no days where what was typed
    is none."""
    typed = {"first", "last"} & request.GET.keys()
    if not typed:
        asked = request.GET.get("days", "")
        days = int(asked) if asked in map(str, USUAL) else USUAL[1]
        period = Period.of(days)
        days_form = DaysForm(initial={"first": period.first, "last": period.last})
        return days_form, period, days
    form = DaysForm(request.GET)
    if not form.is_valid():
        return form, None, None
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    last = form.cleaned_data["last"] or max(today, form.cleaned_data["first"] or today)
    return form, Period(form.cleaned_data["first"] or FIRST_DAY, last), None


def _file(tables: list[statistics.Table], key: str, period: Period) -> HttpResponse:
    for each in tables:
        if each.key == key:
            return figures.as_file(each, f"{key}-{period.first}-to-{period.last}")
    raise Http404


def _address(key: str, period: Period) -> str:
    asked = urlencode({"first": period.first, "last": period.last})
    return f"{reverse('admin:desk_statistics_file', args=[key])}?{asked}"


def _sane(day: dt.date | None) -> dt.date | None:
    if day and not FIRST_DAY <= day <= dt.date(2200, 1, 1):
        raise forms.ValidationError(TOO_EARLY if day < FIRST_DAY else NO_DAY)
    return day
