"""The files that came with a piece, for the desk."""

from __future__ import annotations

import uuid

from django.http import FileResponse
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from editorial.desk import piece as desk
from editorial.http import handed_out


@require_safe
def download(request: SignedInRequest, pk: int, uuid: uuid.UUID) -> FileResponse:
    return handed_out(desk.fetch(request, pk), uuid)
