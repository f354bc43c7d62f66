"""Who has a piece: taking it, handing it back, handing it over."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from authors.http import SignedInRequest, next_address
from authors.models import DECIDES, User
from editorial import holds, rules
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.desk.forms import HandOverForm, typed_in
from editorial.models import Submission


@require_POST
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    try:
        holds.take(piece, by=request.user)
    except holds.AlreadyHeld as taken:
        messages.warning(request, f"“{rules.shown_headline(piece)}”: {taken}")
    except holds.NothingToHold:
        messages.warning(request, words.moved_on(piece))
    else:
        messages.success(request, f"You took “{rules.shown_headline(piece)}”.")
    return redirect(_back(request, piece))


@require_POST
def hand_back(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    try:
        holds.hand_back(piece, by=request.user)
    except holds.AlreadyHeld as taken:
        messages.warning(request, f"“{rules.shown_headline(piece)}”: {taken}")
    except holds.NothingToHold:
        messages.warning(request, words.moved_on(piece))
    else:
        messages.success(
            request, f"“{rules.shown_headline(piece)}” is back in the queue."
        )
    return redirect(_back(request, piece))


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    form = _form(request, piece)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return desk.page(request, piece, "hand-over", {"form": form}, status=status)
    to, note = form.cleaned_data["to"], form.cleaned_data["note"]
    try:
        holds.hand_over(piece, by=request.user, to=to, note=note)
    except holds.NothingToHold:
        piece = desk.fetch(request, pk)
        context = {"moved_on": words.moved_on(piece), "typed": typed_in(form)}
        return desk.page(request, piece, "hand-over", context, status=409)
    messages.success(request, f"{to} has “{rules.shown_headline(piece)}” now.")
    return redirect(desk.address(piece))


def _form(request: SignedInRequest, piece: Submission) -> HandOverForm:
    form = HandOverForm(request.POST if request.method == "POST" else None)
    form.fields["to"].queryset = colleagues(piece, request.user)  # type: ignore[attr-defined]
    return form


def colleagues(piece: Submission, user: User) -> QuerySet[User]:
    """Who else may decide on this piece, by name."""
    authors = [author.user_id for author in piece.authors if author.user_id]
    return (
        User.objects.filter(is_active=True, is_staff=True)
        .filter(Q(groups__name__in=DECIDES) | Q(is_superuser=True))
        .exclude(pk__in=[user.pk, piece.contributor_id, piece.holder_id or 0, *authors])
        .order_by("name", "email")
        .distinct()
    )


def _back(request: SignedInRequest, piece: Submission) -> str:
    """To the view of the board one came from, or to the piece."""
    return next_address(request, desk.address(piece))
