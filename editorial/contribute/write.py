"""Writing, without scripts too: every button saves first and then goes on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from authors.forms import OpenForm
from authors.http import asker
from authors.limits import allowed
from editorial import drafts
from editorial.contribute import pasted, sources
from editorial.contribute.doors import for_writer, only_the_sender
from editorial.contribute.page import (
    OPEN,
    OTHER_WINDOW,
    SENT,
    before,
    form_of,
    page_in,
    version_in,
    write_page,
)
from editorial.forms import TooLong, Typed, typed_of, weigh
from editorial.http import make_visitor, own_piece, own_pieces
from editorial.models import Status, Submission

HOUR = 60 * 60
NEW_DRAFTS = 30  # an hour, for one person or one connection

OPEN_DRAFTS = 50  # of one person, not sent yet

MANY_OPEN = (
    f"You have {OPEN_DRAFTS} columns here that are not sent yet. Send one or throw one "
    "away, then begin another. Your text is still here."
)
ENOUGH = (
    "That is more new columns than one connection may begin in an hour. Your text is "
    "still here: wait a little and save again."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An empty page. Nothing is kept before the first save."""
    if request.method != "POST":
        return write_page(request, None, before(request, None))
    typed = typed_of(request.POST)
    page = page_in(request.POST)
    begun = own_pieces(request).filter(draft__page=page).first() if page else None
    if begun:  # a double click
        return _save(request, own_piece(request, begun.pk), typed)
    try:
        weigh(typed)
    except TooLong as refused:
        return write_page(request, None, typed, refusal=refused.sentence, status=422)
    if refusal := unwelcome(request, request.POST):
        return write_page(request, None, typed, refusal=refusal[0], status=refusal[1])
    return _save(request, begin(request, typed, page), typed)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def write(request: HttpRequest, piece: Submission) -> HttpResponse:
    """A draft, or a piece the desk has asked changes of."""
    if request.method != "POST" and piece.status not in OPEN:
        return redirect("contribute:piece", piece.pk)
    only_the_sender(request, piece)
    if request.method == "POST":
        return _save(request, piece, typed_of(request.POST))
    return write_page(request, piece, before(request, piece))


def begin(request: HttpRequest, typed: Typed, page: uuid.UUID | None) -> Submission:
    """Keep the first words of a new column, once for each empty page: after a double
    click, that is the draft which the other half has begun."""
    by = request.user if request.user.is_authenticated else None
    visitor = "" if by else make_visitor(request)
    try:
        begun = drafts.begin(by, typed, visitor=visitor, page=page)
        pasted.settle(request, begun, page)
    except IntegrityError:
        mine = own_pieces(request).filter(draft__page=page).first()
        # not mine: the page was left open by somebody who has signed out since
        begun = mine or drafts.begin(by, typed, visitor=visitor)
    return own_piece(request, begun.pk)


def unwelcome(request: HttpRequest, said: Mapping[str, Any]) -> tuple[str, int] | None:
    """Why a column may not be begun now, in words, with the status that says so."""
    guard = OpenForm(said)
    if not guard.is_valid():
        return " ".join(str(e) for found in guard.errors.values() for e in found), 422
    if own_pieces(request).filter(status=Status.DRAFT).count() >= OPEN_DRAFTS:
        return MANY_OPEN, 422
    if not allowed("new drafts", asker(request), NEW_DRAFTS, HOUR):
        return ENOUGH, 429
    return None


def _save(request: HttpRequest, piece: Submission, typed: Typed) -> HttpResponse:
    try:
        weigh(typed)
        drafts.save(piece, typed, version=version_in(request.POST))
    except TooLong as refused:
        return write_page(request, piece, typed, refusal=refused.sentence, status=422)
    except drafts.StaleDraft as stale:
        is_open = stale.draft.submission.status in OPEN
        return write_page(
            request,
            piece,
            typed,
            refusal=OTHER_WINDOW if is_open else SENT,
            other=stale.draft,
            status=409,
        )
    return _onward(request, piece, typed)


def _put_back(request: HttpRequest, piece: Submission, typed: Typed) -> HttpResponse:
    """The text from before a file was taken, and the file's beside it."""
    swapped = typed | {
        "body": typed.get("earlier") or typed.get("body", ""),
        "earlier": typed.get("body", ""),
    }
    piece.draft.refresh_from_db()
    try:
        drafts.save(piece, swapped, version=piece.draft.version)
    except drafts.StaleDraft as stale:
        return write_page(
            request, piece, typed, refusal=OTHER_WINDOW, other=stale.draft, status=409
        )
    return redirect("contribute:write", piece.pk)


def _onward(request: HttpRequest, piece: Submission, typed: Typed) -> HttpResponse:
    """It is saved: on to the page the pressed button names."""
    wanted = request.POST.get("then")
    if wanted == "bring":
        return redirect("contribute:bring", piece.pk)
    if wanted == "earlier":
        return _put_back(request, piece, typed)
    if wanted == "picture":
        return redirect("contribute:picture", piece.pk)
    if wanted == "sources":
        return redirect(sources.address_for(request, piece, typed))
    if wanted != "check":
        return redirect("contribute:write", piece.pk)
    form = form_of(request, piece, typed, check=True)
    if form.is_valid():
        return redirect("contribute:check", piece.pk)
    piece.draft.refresh_from_db()
    return write_page(request, piece, typed, form=form, status=422)
