"""Who else is here, told every few seconds; and what is typed and not yet saved."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from authors.http import SignedInRequest
from editorial import presence, rules, windows
from editorial.desk import piece as desk
from editorial.models import Status

MOST_BYTES = 2_000_000


@require_POST
def here(request: SignedInRequest, pk: int) -> HttpResponse:
    """A window says that it has the piece open, or that it goes; hears who else has."""
    piece = desk.fetch(request, pk)
    said = _said(request)
    window = windows.name_in(said.get("window"))
    if not window:
        return JsonResponse({"error": "This window has no name."}, status=400)
    if said.get("gone") is True:
        presence.left(piece, request.user, window)
        return JsonResponse({})
    is_editing = said.get("editing") is True and rules.may_edit(request.user, piece)
    presence.heard(piece, request.user, window, is_editing=is_editing)
    return JsonResponse({"here": presence.others(piece, request.user)})


@require_POST
def have_read(request: SignedInRequest, pk: int) -> HttpResponse:
    """“I have read it”, of the revision that stood on the page."""
    piece = desk.fetch(request, pk)
    number = request.POST.get("revision", "")
    known = number if number.isdecimal() and len(number) < 7 else 0
    revision = get_object_or_404(piece.revisions, number=known)
    presence.have_read(piece, request.user, revision)
    return redirect(desk.address(piece))


@require_POST
def unsaved(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what is being typed, for whoever types it; or throw it away, when a button
    asks for that."""
    piece = desk.fetch(request, pk)
    if request.POST.get("do") == "forget":
        presence.drop(piece, request.user)
        messages.success(request, "What you had typed is thrown away.")
        return redirect(desk.address(piece))
    said = _said(request)
    typed = said.get("typed")
    base, version = _number(said.get("base")), _number(said.get("version"))
    if not (isinstance(typed, dict) and base is not None and version is not None):
        return JsonResponse({"sentence": "This could not be read."}, status=400)
    if not rules.may_edit(request.user, piece) or piece.status != Status.ACCEPTED:
        told = "The words cannot be changed here any more. Copy what you typed."
        return JsonResponse({"sentence": told}, status=409)
    try:
        row = presence.keep(piece, typed, by=request.user, base=base, version=version)
    except presence.Overtaken as overtaken:
        return JsonResponse({"sentence": str(overtaken)}, status=409)
    hour = f"{timezone.localtime(row.at):%H:%M}"
    return JsonResponse({"version": row.version, "saved": hour})


def _number(said: object) -> int | None:
    if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 10**6:
        return said
    return None


def _said(request: SignedInRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return {}
    try:
        said = json.loads(request.body[:MOST_BYTES])
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
