"""What search engines are told: which pages there are, and which to leave alone."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles.models import Article, Section
from authors.models import Author

MOST_ROWS = 40_000  # a sitemap ends at 50,000 addresses

_ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /account/
Disallow: /search/

Sitemap: {site}/sitemap.xml
"""


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page with a published column on it, and when it last changed."""
    return render(
        request,
        "articles/sitemap.xml",
        {
            "site": settings.SITE_URL,
            "pages": [(page, day.isoformat()) for page, day in _changes().items()],
        },
        content_type="application/xml; charset=utf-8",
    )


def robots(request: HttpRequest) -> HttpResponse:
    words = _ROBOTS.format(site=settings.SITE_URL)
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def _changes() -> dict[str, dt.datetime]:
    """Addresses of pages with the newest change on each; one query, a row a byline."""
    rows = (
        Article.objects.published()
        .newest_first()
        .values_list(
            "slug",
            "publish_at",
            "edition__cleared_at",
            "edition__number",
            "section__slug",
            "edition__bylines__author__slug",
        )
    )
    changes: dict[str, dt.datetime] = {}
    for slug, publish_at, cleared_at, number, section, author in rows[:MOST_ROWS]:
        # A first edition is cleared before its hour, a later one after.
        changed = max(publish_at, cleared_at)
        article = Article(slug=slug, publish_at=publish_at)
        for address in (
            "/",
            Section(slug=section).get_absolute_url(),
            Author(slug=author).get_absolute_url(),
            f"/{article.published_on:%Y/%m}/",
            article.get_absolute_url(),
            *([reverse("articles:corrections")] if number > 1 else []),
        ):
            changes[address] = max(changed, changes.get(address, changed))
    return changes
