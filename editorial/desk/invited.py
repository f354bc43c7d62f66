"""Asking somebody into the byline from the desk, and giving a profile to its owner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from authors.models import Author
from editorial import invitations, rules
from editorial.desk import piece as desk
from editorial.forms import InviteForm
from editorial.invitations import Refused
from editorial.models import Submission


@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was asked and what they said; a new letter, one again, one taken back."""
    piece = desk.fetch(request, pk)
    if request.method != "POST":
        return _page(request, piece, InviteForm())
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    verb, _, number = request.POST.get("do", "").partition(" ")
    if verb in ("again", "back"):
        return _letter(request, piece, verb, number)
    return _invite(request, piece)


def _invite(request: SignedInRequest, piece: Submission) -> HttpResponse:
    author = _author(piece, request.POST.get("author", ""))
    form = InviteForm(_filled(request, author))
    if not form.is_valid():
        return _page(request, piece, form, author=author, status=422)
    try:
        invitations.invite(piece, **form.cleaned_data, by=request.user, author=author)
    except Refused as refused:
        form.add_error("email", refused.sentence)
        return _page(request, piece, form, author=author, status=422)
    name = form.cleaned_data["name"]
    messages.success(request, f"Our letter to {name} is in the outbox.")
    return redirect(desk.address(piece, "invited"))


def _letter(
    request: SignedInRequest, piece: Submission, verb: str, number: str
) -> HttpResponse:
    found = get_object_or_404(piece.invitations, pk=_number(number))
    act = invitations.send_again if verb == "again" else invitations.take_back
    try:
        act(found, by=request.user)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        said = "A new letter is in the outbox." if verb == "again" else "Taken back."
        messages.success(request, said)
    return redirect(desk.address(piece, "invited"))


def _author(piece: Submission, number: str) -> Author | None:
    """The profile that is offered, of those in the byline."""
    wanted = _number(number)
    return next((each for each in piece.authors if each.pk == wanted), None)


def _filled(request: SignedInRequest, author: Author | None) -> dict[str, Any]:
    """For somebody in the byline the name is known, and the address of whoever has
    an account is theirs."""
    if author is None:
        return request.POST.dict()
    email = author.user.email if author.user else request.POST.get("email", "")
    return {"name": author.name, "email": email}


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _page(
    request: SignedInRequest,
    piece: Submission,
    form: InviteForm,
    *,
    author: Author | None = None,
    status: int = 200,
) -> HttpResponse:
    letters = list(piece.invitations.select_related("by"))
    agreed = {each.author_id for each in letters if each.stands}
    asked = {each.author_id for each in letters if each.is_open}
    context = {
        "form": InviteForm() if author else form,
        "refused": form if author else None,
        "letters": [(each, invitations.state_of(each)) for each in letters],
        "to_ask": [
            each
            for each in piece.authors
            if each.pk not in agreed | asked
            and (each.user_id is None or each.user_id != piece.contributor_id)
        ],
        "may_invite": invitations.may_invite(request.user, piece),
        "may_claim": rules.may_edit(request.user, piece),
        "most": invitations.MOST_NAMES,
    }
    shows = bool(letters)
    return desk.page(
        request, piece, "invited", context, status=status, shows_contact=shows
    )
