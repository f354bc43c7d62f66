"""The headline desk: a person answers for the titles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from authors.http import SignedInRequest
from editorial import headlines, revisions, rules
from editorial.desk import piece as desk
from editorial.desk import texts, words
from editorial.desk.answers import ChecksForm
from editorial.desk.forms import typed_in
from editorial.models import Submission

MOVED = (
    "The titles have changed since you opened this page, so nothing was kept. Look at "
    "them again."
)


@require_POST
def checks(request: SignedInRequest, pk: int) -> HttpResponse:
    """Kept for exactly these titles, or shown again with what was answered."""
    piece = desk.fetch(request, pk)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    form = ChecksForm(request.POST)
    if not form.is_valid():
        return texts.show_headline(request, piece, status=422, checks=form)
    try:
        kept = headlines.answer(
            piece,
            form.answers(),
            by=request.user,
            base=form.cleaned_data["base"],
            note=form.cleaned_data["note"],
        )
    except revisions.StaleRevision:
        return _moved_on(request, piece, form, MOVED)
    except revisions.Closed:
        return _moved_on(request, piece, form, words.moved_on(piece))
    if headlines.NO in kept.answers.values():
        messages.warning(request, "Kept: this headline does not hold yet.")
    else:
        messages.success(request, "Kept: this headline is checked.")
    return redirect(desk.address(piece, "headline"))


def _moved_on(
    request: SignedInRequest, piece: Submission, form: ChecksForm, told: str
) -> HttpResponse:
    context: dict[str, Any] = {"moved_on": told, "typed": typed_in(form)}
    piece = desk.fetch(request, piece.pk)
    return texts.show_headline(request, piece, status=409, **context)
