"""The evidence file of a piece, at one click."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from authors.http import SignedInRequest
from editorial import evidence as files
from editorial.desk import piece as desk


@require_POST
def evidence(request: SignedInRequest, pk: int) -> FileResponse:
    """Made anew each time; that it was made is on record, so nobody makes one by
    following a link."""
    piece = desk.fetch(request, pk)
    if not files.may_have(request.user, piece):
        raise PermissionDenied
    bundle = files.bundle(piece, by=request.user)
    day = f"{timezone.localdate():%Y-%m-%d}"
    name = f"evidence-{piece.pk}-{slugify(piece.headline)[:60]}-{day}.zip"
    return FileResponse(bundle, as_attachment=True, filename=name)
