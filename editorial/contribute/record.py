"""The desk's public record: how often it answered in time, and how often not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from editorial import promises

TEN_MINUTES = 600  # seconds


@cache_control(public=True, max_age=TEN_MINUTES)
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Counted from every promise of the last twelve months. The same for everybody,
    so that any cache may keep it."""
    together, *sections = promises.records()
    context = {"together": together, "sections": sections, "named": promises.NAMED}
    return render(request, "editorial/record.html", context)
