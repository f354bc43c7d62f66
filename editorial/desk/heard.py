"""Who gets heard: in groups of people, and never one of them."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from editorial import rules, statistics
from editorial.desk import figures


@require_safe
def heard(request: SignedInRequest, table: str = "") -> HttpResponse:
    """Every group of the last twelve months, or one table as a file. The days cannot
    be chosen: two choices a day apart would tell of one person."""
    if not rules.decides(request.user):
        raise PermissionDenied
    period, tables = statistics.months(), statistics.heard()
    if table:
        found = next((each for each in tables if each.key == table), None)
        if found is None:
            raise Http404
        name = f"heard-{table}-{period.first}-to-{period.last}"
        return figures.as_file(found, name)
    context = {
        **admin.site.each_context(request),
        "title": "Who gets heard",
        "period": period,
        "figures": [
            (
                figures.figure(each),
                reverse("admin:desk_heard_file", args=[each.key]),
            )
            for each in tables
        ],
    }
    return TemplateResponse(request, "editorial/desk/heard.html", context)
