"""How the people of a piece are reached. Each reading is on record."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from authors.http import SignedInRequest
from authors.models import Author
from editorial import access
from editorial.desk import piece as desk
from editorial.models import Private


@require_safe
def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    access.look(request.user, Private.CONTACT, submission=piece)
    writers = Author.objects.filter(submission_bylines__submission=piece)
    known = writers.select_related("user").order_by("submission_bylines__position")
    response = desk.page(request, piece, "contact", {"known": list(known)})
    response["Cache-Control"] = "no-store"
    return response
