"""How the people of a piece are reached. Each reading is on record."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from authors.models import Author
from editorial.desk import piece as desk


@require_safe
def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    writers = Author.objects.filter(submission_bylines__submission=piece)
    known = writers.select_related("user").order_by("submission_bylines__position")
    context = {"known": list(known)}
    response = desk.page(request, piece, "contact", context, shows_contact=True)
    response["Cache-Control"] = "no-store"
    return response
