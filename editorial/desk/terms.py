"""What the desk offers each author of a piece, and whether they have said yes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import rules
from editorial import terms as law
from editorial.desk import piece as desk
from editorial.forms import OffersForm
from editorial.models import Payment, Submission
from editorial.proof import signers_of

NOTHING_NEW = "Nothing was changed: these offers stand already."
NOT_YET = "Terms are offered with the yes, when you accept the column."
NOT_YOURS = "Editors offer terms. You may read them."


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: SignedInRequest, pk: int) -> HttpResponse:
    """The offer to each author. A changed one is a new offer, to be accepted anew."""
    piece = desk.fetch(request, pk)
    if request.method != "POST":
        return _page(request, piece, offers_form(piece))
    if not rules.is_editor(request.user, piece):
        raise rules.only_for(rules.DECIDERS)
    form = offers_form(piece, request.POST)
    if not form.is_valid():
        return _page(request, piece, form, status=422)
    try:
        made = law.offer(piece, form.offers(), by=request.user)
    except law.NotNow as late:
        messages.warning(request, late.sentence)
    else:
        said = f"{made} new offer{'' if made == 1 else 's'}. Our letter says so."
        messages.success(request, said if made else NOTHING_NEW)
    return redirect(desk.address(piece, "terms"))


def offers_form(piece: Submission, data: Any = None) -> OffersForm:
    """A row for everybody who must accept, as it was offered last or as we usually
    offer. Two queries and one an author without an offer."""
    starts = [(each, law.starting_offer(piece, each)) for each in signers_of(piece)]
    return OffersForm(data, authors=starts)


def _page(
    request: SignedInRequest, piece: Submission, form: OffersForm, *, status: int = 200
) -> HttpResponse:
    may_offer = law.may_offer(request.user, piece)
    is_editor = rules.is_editor(request.user, piece)
    newest = law.newest(piece)
    payments = Payment.objects.filter(agreement__submission=piece)
    context = {
        "form": form,
        "is_editable": may_offer,
        "why_not": "" if may_offer else _why_not(piece, is_editor=is_editor),
        "newest": [(each, law.said(each)) for each in newest.values()],
        "payments": payments.select_related("agreement__author") if is_editor else (),
        "current": law.current(),
    }
    return desk.page(request, piece, "terms", context, status=status)


def _why_not(piece: Submission, *, is_editor: bool) -> str:
    if not is_editor:
        return NOT_YOURS
    if piece.submitted_at and not piece.agreements.exists():
        return NOT_YET
    return "The offers stand as they are: the column is cleared, or has ended."
