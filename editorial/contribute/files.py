"""The files that came with a piece, for its author."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
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
    return handed_out(own_piece(request, pk), uuid)
