"""Errors that authors found in columns readers have, and the desk's answers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from authors.http import SignedInRequest
from editorial import reports, rules
from editorial.desk import words
from editorial.desk.forms import AnswerForm
from editorial.models import ErrorReport

MOST_OPEN = 100
MOST_ANSWERED = 20


@require_safe
def errors(request: SignedInRequest) -> HttpResponse:
    """What waits for an answer, the oldest first; then what was answered last."""
    return _page(request)


@require_POST
def answer(request: SignedInRequest, report: int) -> HttpResponse:
    """To its author by letter, and onto their page."""
    found = get_object_or_404(reports.for_desk(request.user), pk=min(report, 2**63 - 1))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, refused=(found.pk, form), status=422)
    try:
        reports.answer(found, form.cleaned_data["answer"], by=request.user)
    except reports.AlreadyAnswered as quicker:
        messages.warning(request, _quicker(quicker.report))
        typed = [("Your answer", form.cleaned_data["answer"])]
        return _page(request, typed=typed, status=409)
    messages.success(request, f"Your answer to {found.by} is in the outbox.")
    return redirect("admin:desk_errors")


def _quicker(report: ErrorReport) -> str:
    at = report.answered_at and words.near_hour(report.answered_at)
    return f"{report.answered_by} has answered this already ({at}). Yours did not go."


def _page(
    request: SignedInRequest,
    *,
    refused: tuple[int, AnswerForm] | None = None,
    typed: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = list(reports.unanswered(request.user)[:MOST_OPEN])
    done = reports.for_desk(request.user).filter(answered_at__isnull=False)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Errors reported",
        "waiting": [
            (each, refused[1] if refused and refused[0] == each.pk else AnswerForm())
            for each in waiting
        ],
        "done": done.order_by("-answered_at")[:MOST_ANSWERED],
        "may_answer": rules.edits(request.user),
        "typed": typed or [],
        "board": reverse("admin:index"),
    }
    return TemplateResponse(
        request, "editorial/desk/errors.html", context, status=status
    )
