"""What each fact of a piece rests on, as its author says: to be checked."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from editorial.desk import piece as desk
from editorial.sources import ledger


@require_safe
def sources(request: SignedInRequest, pk: int) -> HttpResponse:
    """The text in hand, fact by fact. The verdicts of a checker hang on its lines."""
    piece = desk.fetch(request, pk)
    text = piece.latest.body if piece.latest else ""
    return desk.page(request, piece, "sources", {"ledger": ledger(piece, text)})
