"""The picture over a piece and those in its text, each with its card."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from articles import picture_desk
from articles.models import Picture
from articles.pictures import (
    PictureRefused,
    PictureTooLarge,
    card_problems,
    suggested_credit,
)
from authors.http import SignedInRequest
from editorial import furniture, rules
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.desk.forms import CardForm, typed_in
from editorial.models import Submission
from editorial.revisions import Closed

NO_FILE = "Choose a picture on your machine first."


@require_http_methods(["GET", "HEAD", "POST"])
def picture(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    if request.method != "POST":
        return _page(request, piece)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    try:
        return _changed(request, piece)
    except Closed:
        messages.warning(request, words.moved_on(piece))
        return redirect(desk.address(piece, "picture"))


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: SignedInRequest, pk: int, picture_pk: int) -> HttpResponse:
    """The card of one picture of this piece, wherever in it that stands."""
    piece = desk.fetch(request, pk)
    chosen = _in_piece(piece, picture_pk)
    if request.method != "POST":
        return _page(request, piece, chosen)
    form = CardForm(request.POST, instance=chosen)
    if not form.is_valid():
        # the page speaks of the credit that was refused, not of the one before it
        chosen.credit = str(form["credit"].value() or "")
        return _page(request, piece, chosen, form, status=422)
    if not form.has_changed():
        messages.info(request, "The card says this already, so nothing was saved.")
        return redirect(desk.address(piece, "picture"))
    try:
        with transaction.atomic():  # a card is kept with its act, or not at all
            form.save()
            furniture.card_changed(piece, by=request.user)
    except Closed:
        return _late(request, pk, chosen, form)
    messages.success(request, "The card is kept.")
    return redirect(desk.address(piece, "picture"))


def _late(
    request: SignedInRequest, pk: int, chosen: Picture, form: CardForm
) -> HttpResponse:
    """It was cleared or has ended meanwhile: the card as it is, and what was typed."""
    piece = desk.fetch(request, pk)
    chosen.refresh_from_db()
    told = words.moved_on(piece)
    return _page(
        request, piece, chosen, status=409, moved_on=told, typed=typed_in(form)
    )


def _changed(request: SignedInRequest, piece: Submission) -> HttpResponse:
    if request.POST.get("do") == "remove":
        furniture.set_picture(piece, None, by=request.user)
        messages.success(request, "The column stands without a picture now.")
        return redirect(desk.address(piece, "picture"))
    upload = request.FILES.get("picture")
    if upload is None:
        return _page(request, piece, status=422, problem=NO_FILE)
    try:
        with picture_desk.keeping(upload, by=request.user) as kept:
            furniture.set_picture(piece, kept, by=request.user)
    except PictureRefused as refusal:
        status = 413 if isinstance(refusal, PictureTooLarge) else 422
        return _page(request, piece, status=status, problem=str(refusal))
    messages.success(request, "The picture is in. Now its card.")
    return redirect(desk.address(piece, "picture"))


def _in_piece(piece: Submission, picture_pk: int) -> Picture:
    found = next((each for each in _shown(piece) if each.pk == picture_pk), None)
    if found is None:
        raise Http404
    return found


def _shown(piece: Submission) -> list[Picture]:
    """The lead picture first, then those in the text."""
    lead = [piece.picture] if piece.picture else []
    if piece.latest is None:
        return lead
    return lead + [
        each
        for each in Picture.objects.shown_in(piece.latest.body)
        if each != piece.picture
    ]


def _page(
    request: SignedInRequest,
    piece: Submission,
    chosen: Picture | None = None,
    form: CardForm | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    chosen = chosen or piece.picture
    why = words.why_not_furnished(piece, may_edit=rules.may_edit(request.user, piece))
    return desk.page(
        request,
        piece,
        "picture",
        {
            "chosen": chosen,
            "form": form or (CardForm(instance=chosen) if chosen else None),
            "lacks_on_card": card_problems(chosen) if chosen else [],
            "suggestion": suggested_credit(chosen, settings.PAPER_NAME)
            if chosen
            else "",
            "others": [each for each in _shown(piece) if each != chosen],
            "why_not": why,
            "is_editable": not why,
            **context,
        },
        status=status,
    )
