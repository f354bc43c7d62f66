"""What the desk wants, what happens and when; and where one's own columns are."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Section
from editorial import clock, terms
from editorial.contribute import told
from editorial.http import own_pieces
from editorial.models import Format, Status, Submission

MOST = 100  # columns in one person's list


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The guidelines; for somebody known, their columns above them."""
    now = timezone.now()
    sections = list(Section.objects.all())
    pieces = _lines(_mine(request), request.user.pk)
    hours = [each.answer_by(now) for each in clock.calendars_of(sections).values()]
    context = {
        "sections": sections,
        "answer_by": max(hours, default=None),
        "formats": list(Format.objects.offered()),
        "pieces": pieces,
        "terms": terms.current(),
        "waiting": next((each for each in pieces if each["is_draft"]), None),
    }
    return render(request, "editorial/contribute.html", context)


def _mine(request: HttpRequest) -> QuerySet[Submission]:
    return (
        own_pieces(request)
        .select_related("holder", "latest", "article")
        .defer("why_now", "why_you", "latest__body", "latest__body_html")
        .annotate(typed_headline=KeyTextTransform("headline", "draft__typed"))
        .order_by("-created_at")[:MOST]
    )


def _lines(pieces: Iterable[Submission], reader: int | None) -> list[dict[str, object]]:
    return [
        {
            "pk": piece.pk,
            "headline": (piece.latest.headline if piece.latest else "")
            or getattr(piece, "typed_headline", "")
            or "Without a headline",
            "status": told.in_a_line(piece)
            if _sends(piece, reader)
            else _beside(piece),
            "at": piece.stage_since,
            "is_draft": piece.status == Status.DRAFT and _sends(piece, reader),
        }
        for piece in pieces
    ]


def _sends(piece: Submission, reader: int | None) -> bool:
    """Theirs to change and to send; what they co-wrote is theirs to read and sign."""
    return piece.contributor_id in (None, reader)


def _beside(piece: Submission) -> str:
    """The same line for a co-author, whose turn it never is to write."""
    lines = {
        Status.DRAFT: "Co-author: not sent yet",
        Status.REVISING: "Co-author: changes are asked for",
    }
    return lines.get(Status(piece.status)) or told.in_a_line(piece)
