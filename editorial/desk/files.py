"""The files that came with a piece, for the desk."""

from __future__ import annotations

import uuid

from django.http import FileResponse
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from editorial import access
from editorial.desk import piece as desk
from editorial.http import handed_out
from editorial.models import Private


@require_safe
def download(request: SignedInRequest, pk: int, uuid: uuid.UUID) -> FileResponse:
    """One of them, byte for byte; who took it is on record."""
    piece = desk.fetch(request, pk)
    file = handed_out(piece, uuid)
    access.look(request.user, Private.FILE, submission=piece, said=file.filename)
    return file
