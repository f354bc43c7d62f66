"""A blind first read: who wrote a piece is hidden until its first decision, or until an
editor says why they must know."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import access, log, rules
from editorial.desk import piece as desk
from editorial.forms.fields import WordsField
from editorial.models import Action, Private, Submission

View = Callable[..., HttpResponseBase]
LONGEST = 500


class RevealForm(forms.Form):
    reason = WordsField(
        label="Why the names are needed before a decision",
        needed="Say why. It is kept on the record of the column.",
        max_length=LONGEST,
        rows=2,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    if not rules.is_blind(piece):
        return redirect(desk.address(piece))
    may_show = rules.is_editor(request.user, piece)
    if request.method != "POST":
        return _page(request, piece, RevealForm(), may_show=may_show)
    if not may_show:
        raise PermissionDenied
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, form, may_show=True, status=422)
    with transaction.atomic():
        current = Submission.objects.lock(piece.pk)
        if rules.is_blind(current):
            reason = form.cleaned_data["reason"]
            access.look(request.user, Private.NAME, submission=current, said=reason)
            log.write(current, Action.REVEAL, by=request.user, note=reason)
    messages.success(request, "The names are shown, to everybody at the desk.")
    return redirect(desk.address(piece))


def _page(
    request: SignedInRequest,
    piece: Submission,
    form: RevealForm,
    *,
    may_show: bool,
    status: int = 200,
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": "Names are hidden",
        "piece": piece,
        "shown_headline": rules.shown_headline(piece),
        "form": form,
        "may_show": may_show,
    }
    return TemplateResponse(
        request, "editorial/desk/names.html", context, status=status
    )


def closed_while_blind(view: View) -> View:
    """A page that would tell who wrote it leads to why it does not, and, for the whole
    piece, to its words alone. What was sent to it is refused."""

    def answering(request: SignedInRequest, *args: Any, **said: Any) -> Any:
        try:
            return view(request, *args, **said)
        except desk.NamesHidden as hidden:
            if request.method not in ("GET", "HEAD"):
                raise
            is_whole = getattr(request.resolver_match, "url_name", "") == "desk_piece"
            return redirect(desk.address(hidden.piece, "read" if is_whole else "names"))

    return update_wrapper(answering, view)
