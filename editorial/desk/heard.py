"""Who gets heard: in groups of people, and never one of them."""

from __future__ import annotations

import datetime as dt

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from editorial import rules, statistics
from editorial.desk import figures
from editorial.statistics import Heard, Table


@require_safe
def heard(request: SignedInRequest, table: str = "") -> HttpResponse:
    """The twelve months that ended last, or with an earlier month as it was shown
    then; or one table of them as a file. Other days cannot be chosen: two choices a
    day apart would tell of one person."""
    if not rules.decides(request.user):
        raise rules.only_for(rules.DECIDERS)
    page = _asked(request.GET.get("month", ""))
    if table:
        return _file(page, table)
    context = {
        **admin.site.each_context(request),
        "title": "Who gets heard",
        "period": page.period,
        "months": [
            (month, f"?month={month:%Y-%m}", month == page.period.last.replace(day=1))
            for month in statistics.months_kept()
        ],
        "figures": [
            (figures.figure(each), _address(page, each)) for each in page.tables
        ],
    }
    return TemplateResponse(request, "editorial/desk/heard.html", context)


def _asked(month: str) -> Heard:
    """The last page where no month is named."""
    if not month:
        return statistics.heard()
    try:
        page = statistics.heard_in(dt.date.fromisoformat(f"{month}-01"))
    except ValueError as unreadable:
        raise Http404 from unreadable
    if page is None:
        raise Http404
    return page


def _file(page: Heard, key: str) -> HttpResponse:
    for each in page.tables:
        if each.key == key:
            of = page.period_of(each)
            return figures.as_file(each, f"heard-{key}-{of.first}-to-{of.last}")
    raise Http404


def _address(page: Heard, table: Table) -> str:
    address = reverse("admin:desk_heard_file", args=[table.key])
    return f"{address}?month={page.period.last:%Y-%m}"
