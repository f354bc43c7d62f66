"""The two clocks of a piece: our answer, which can be paused, and the author's day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from authors import zones
from authors.http import SignedInRequest
from editorial import clock, promises, rules
from editorial.desk import piece as desk
from editorial.desk.forms import DayForm, typed_in
from editorial.forms.fields import WordsField
from editorial.models import Status, Submission


class PauseForm(forms.Form):
    reason = WordsField(
        label="Why the answer takes longer",
        needed="Say why. The author reads it, and waits more gladly for a reason.",
        max_length=promises.MOST_REASON,
        rows=3,
        help_text="The author reads these words in a letter and on their page.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop the answer clock, for a reason that the author reads."""
    piece = _decided_by(request, pk)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _pause_page(request, piece, form)
    if not form.is_valid():
        return _pause_page(request, piece, form, status=422)
    try:
        promises.pause(piece, form.cleaned_data["reason"], by=request.user)
    except promises.ClockRefused as refused:
        piece = desk.fetch(request, pk)
        return _pause_page(request, piece, form, refusal=str(refused), status=409)
    said = f"The clock stands. {_name(piece)} has been told why."
    messages.success(request, said)
    return redirect(desk.address(piece))


@require_POST
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = _decided_by(request, pk)
    try:
        promises.resume(piece, by=request.user)
    except promises.ClockRefused as refused:
        messages.warning(request, str(refused))
    else:
        by = zones.hour_and_zone(piece.answer_by, None) if piece.answer_by else ""
        said = f"The clock runs again: an answer is due by {by}."
        messages.success(request, f"{said} {_name(piece)} has been told.")
    return redirect(desk.address(piece))


@require_http_methods(["GET", "HEAD", "POST"])
def day(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set, move or lift the day by which the changed text is hoped for."""
    piece = _decided_by(request, pk)
    if request.method != "POST":
        calendar = clock.calendar_of(piece.section)
        now = piece.revise_by and calendar.day_of(piece.revise_by)
        form = DayForm(section=piece.section, initial={"day": now})
        return _day_page(request, piece, form)
    form = DayForm(request.POST, section=piece.section)
    if not form.is_valid():
        return _day_page(request, piece, form, status=422)
    try:
        promises.set_day(piece, form.cleaned_data["day"], by=request.user)
    except promises.ClockRefused as refused:
        piece = desk.fetch(request, pk)
        return _day_page(request, piece, form, refusal=str(refused), status=409)
    messages.success(request, f"Kept. {piece.first_name} has been told.")
    return redirect(desk.address(piece))


def _decided_by(request: SignedInRequest, pk: int) -> Submission:
    piece = desk.fetch(request, pk)
    if not rules.is_editor(request.user, piece):
        raise rules.only_for(rules.DECIDERS)
    return piece


def _pause_page(
    request: SignedInRequest,
    piece: Submission,
    form: PauseForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    refusal = refusal or promises.why_not_paused(piece)
    context: dict[str, Any] = {"form": None if refusal else form, "refusal": refusal}
    return _page(request, piece, "pause", form, context, status)


def _day_page(
    request: SignedInRequest,
    piece: Submission,
    form: DayForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    if piece.status != Status.REVISING:
        refusal = refusal or promises.NOT_WITH_THE_AUTHOR
    context: dict[str, Any] = {"form": None if refusal else form, "refusal": refusal}
    return _page(request, piece, "day", form, context, status)


def _page(
    request: SignedInRequest,
    piece: Submission,
    part: str,
    form: forms.Form,
    context: dict[str, Any],
    status: int,
) -> HttpResponse:
    """What was typed stays in sight also where it cannot be kept any more."""
    context["reader"] = piece.contributor
    if context["refusal"] and form.is_bound:
        context["typed"] = typed_in(form)
    return desk.page(request, piece, part, context, status=status)


def _name(piece: Submission) -> str:
    """At the beginning of a sentence."""
    name = rules.shown_name(piece)
    return name[:1].upper() + name[1:]
