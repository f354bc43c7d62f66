"""The files that came with a piece, for its author."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from editorial.contribute.doors import ask_in
from editorial.http import handed_out, is_nobody, own_piece


@require_safe
def download(
    request: HttpRequest, pk: int, uuid: uuid.UUID
) -> HttpResponse | FileResponse:
    """One of them, for the author or the visitor who began the piece here."""
    if is_nobody(request, pk):
        return ask_in(request)
    piece = own_piece(request, pk)
    get_object_or_404(piece.attachments.seen_by_authors(), uuid=uuid)
    return handed_out(piece, uuid)
