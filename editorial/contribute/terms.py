"""The terms of one author for one piece: read, accepted, or talked about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import terms as law
from editorial.contribute.doors import for_author
from editorial.contribute.money import money
from editorial.contribute.piece import TOO_MANY, may_say_more, say_once
from editorial.forms import AcceptTermsForm, Problem, RefuseTermsForm
from editorial.models import IN_HAND, Agreement, Status, Submission

CHANGED = (
    "The desk has changed its offer since you opened this page. This is the offer as "
    "it stands now: read it again before you accept."
)
REFUSED = "I cannot accept these terms ({offer}).\n\n{text}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_author
def terms(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Fee, kill fee, licence and payment in plain words; then a tick and a button."""
    held = law.own(piece, request.user)
    if request.method != "POST" or held is None:
        return _page(request, piece, held)
    if request.POST.get("do") == "refuse":
        return _refuse(request, piece, held)
    return _accept(request, piece, held)


def _accept(
    request: SignedInRequest, piece: Submission, held: Agreement
) -> HttpResponse:
    form = AcceptTermsForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, held, accept=form, status=422)
    if form.cleaned_data["agreement"] != held.pk:
        return _page(request, piece, held, refusal=CHANGED, status=409)
    try:
        law.accept(held, by=request.user)
    except law.Changed:
        now = law.own(piece, request.user)
        return _page(request, piece, now, refusal=CHANGED, status=409)
    except law.NotNow as late:
        return _page(request, piece, held, refusal=late.sentence, status=409)
    messages.success(request, "Accepted. The desk knows.")
    return redirect("contribute:terms", piece.pk)


def _refuse(
    request: SignedInRequest, piece: Submission, held: Agreement
) -> HttpResponse:
    form = RefuseTermsForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, held, refuse=form, status=422)
    if not may_say_more(request.user):
        form.add_error("text", TOO_MANY)
        return _page(request, piece, held, refuse=form, status=429)
    said = REFUSED.format(offer=law.said(held), text=form.cleaned_data["text"])
    say_once(piece, said, by=request.user)
    return redirect(f"/contribute/{piece.pk}/#messages")


def _page(
    request: SignedInRequest,
    piece: Submission,
    held: Agreement | None,
    *,
    accept: AcceptTermsForm | None = None,
    refuse: RefuseTermsForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    is_open = piece.status in (*IN_HAND, Status.CLEARED)
    wrong = next((each for each in (accept, refuse) if each and each.errors), None)
    context: dict[str, Any] = {
        "piece": piece,
        "held": held,
        "terms": held.terms if held else law.current(),
        "offers": bool(held) and not held.accepted_at and is_open if held else False,
        "accept": AcceptTermsForm(initial={"agreement": held.pk}) if held else None,
        "refuse": refuse or RefuseTermsForm(),
        "refusal": refusal,
        "problems": Problem.all_in(wrong) if wrong else [],
        "payments": money(piece, request.user),
    }
    if accept and accept.errors:
        context["accept"] = accept
    return render(request, "editorial/terms.html", context, status=status)
