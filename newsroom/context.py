"""What every template may say about the paper."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from articles.models import Section


def paper(request: HttpRequest) -> dict[str, object]:
    """Names of the paper, and its sections: one query, where a page prints them."""
    return {
        "paper": settings.PAPER_NAME,
        "paper_place": settings.PAPER_PLACE,
        "paper_label": settings.PAPER_LABEL,
        "zone": settings.PAPER_ZONE_NAME,
        "site_url": settings.SITE_URL,
        "sections": Section.objects.all(),
    }
