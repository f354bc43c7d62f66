"""A legal hold: while it says why, nothing of a piece is deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import keeping, rules
from editorial.desk import piece as desk
from editorial.desk.forms import HoldForm


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    if not rules.may_hold(request.user, piece):
        raise rules.only_for(rules.HOLDS)
    form = HoldForm(
        request.POST if request.method == "POST" else None,
        initial={"reason": piece.hold_reason},
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return desk.page(request, piece, "hold", {"form": form}, status=status)
    reason = "" if request.POST.get("do") == "end" else form.cleaned_data["reason"]
    try:
        keeping.hold(piece, reason, by=request.user)
    except keeping.Kept as kept:
        context = {"form": form, "refusal": kept.sentence}
        return desk.page(request, piece, "hold", context, status=409)
    said = "It is kept until you end the hold." if reason else "The hold has ended."
    messages.success(request, said)
    return redirect(desk.address(piece))
