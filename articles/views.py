"""What a reader meets. Every page asks for what is published at this instant."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles import account, corrections, markup, structured
from articles.models import (
    Article,
    ArticleQuerySet,
    Picture,
    Section,
    read_bylines,
)
from articles.search import find
from authors.models import Author

ON_THE_FRONT = 4  # columns of one section
IN_A_LIST = 30  # older ones are found by month
IN_THE_ARCHIVE = 1000  # columns whose months a list leads to
MORE = 3  # other columns under a column
ANSWERS = 20  # columns that answer one


def front(request: HttpRequest) -> HttpResponse:
    """The newest column, then every section with its newest."""
    newest = list(Article.objects.published().leading(ON_THE_FRONT + 1).for_listing())
    lead = newest[0] if newest else None
    context = {
        "lead": lead,
        "bands": _bands(newest[1:]),
        "month": lead and lead.published_on,
        "today": timezone.localdate(),
        "plate": settings.PAPER_NAME.rpartition(" "),  # the mark stands in between
    }
    return render(request, "articles/front.html", context)


def section(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Section, slug=slug)
    columns = Article.objects.published().filter(section=place)
    hours = _hours(columns)
    context = {
        "section": place,
        "columns": columns.for_listing()[:IN_A_LIST],
        "months": _months(hours[IN_A_LIST:]),
    }
    return render(request, "articles/section.html", context)


def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Who wrote these columns. Nobody has a page before a column of theirs is out."""
    person = get_object_or_404(Author, slug=slug)
    columns = Article.objects.published().by(person)
    hours = _hours(columns)
    if not hours:
        raise Http404
    newest = list(columns.for_listing()[:IN_A_LIST])
    context = {
        "author": person,
        "affiliations": person.affiliations.all(),
        "columns": newest,
        "count": len(hours),
        "since": timezone.localtime(hours[-1]).year,
        "months": _months(hours[IN_A_LIST:]),
        "declared": [c for c in newest if c.edition and c.edition.disclosure],
    }
    return render(request, "articles/author.html", context)


def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Everything first published in a month; a month without columns has no page."""
    published = Article.objects.published()
    columns = list(published.in_month(year, month).for_listing())
    if not columns:
        raise Http404
    earlier = published.filter(publish_at__lt=columns[-1].publish_at).newest_first()
    later = published.filter(publish_at__gt=columns[0].publish_at).newest_first()
    context = {
        "month": dt.date(year, month, 1),
        "columns": columns,
        "earlier": _month_of(earlier.first()),
        "later": _month_of(later.last()),
    }
    return render(request, "articles/month.html", context)


def column(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    published = Article.objects.published()
    alone = published.in_month(year, month).for_page().prefetch_related(None)
    article = get_object_or_404(alone, slug=slug)
    edition = article.edition
    assert edition is not None  # noqa: S101 -- published() has seen to it
    beside = published.filter(section=article.section).exclude(pk=article.pk)
    more = list(beside.for_listing().prefetch_related(None)[:MORE])
    replies = published.answering(article).for_listing().prefetch_related(None)
    answers = list(replies[:ANSWERS])
    read_bylines([article, *more, *answers])
    answered = article.answers
    about = account.rows(edition, authors=len(edition.bylines.all()))
    described = structured.column(article, edition, article.section, about)
    context = {
        "article": article,
        "edition": edition,
        "section": article.section,
        "body": markup.trusted(edition.body_html),
        "about": about,
        "structured": markup.data_block(described),
        "more": more,
        "answered": answered if answered and answered.is_published() else None,
        "answers": answers,
    }
    return render(request, "articles/column.html", context)


def editions(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Every text of a changed column that readers have had, newest first, each laid
    over the one before it."""
    article = _changed(year, month, slug)
    known = article.editions.select_related("correction").order_by("number")
    context = {"article": article, "changes": corrections.laid_over(known)}
    return render(request, "articles/editions.html", context)


def edition(
    request: HttpRequest, year: int, month: int, slug: str, number: int
) -> HttpResponse:
    """One of them whole, as it stood."""
    article = _changed(year, month, slug)
    found = get_object_or_404(article.editions, number=min(number, 32_767))
    later = article.editions.filter(number__gt=found.number).order_by("number")
    context = {
        "article": article,
        "edition": found,
        "next": later.first(),
        "body": markup.trusted(found.body_html),
    }
    return render(request, "articles/edition.html", context)


def _changed(year: int, month: int, slug: str) -> Article:
    """A published column of more than one edition, or 404."""
    published = Article.objects.published().in_month(year, month)
    found = published.select_related("section", "edition")
    return get_object_or_404(found.filter(edition__number__gt=1), slug=slug)


def corrected(request: HttpRequest) -> HttpResponse:
    """Every change made after publication, newest first: what was, what is, when."""
    context = {"months": corrections.by_month()}
    return render(request, "articles/corrections.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Ranked answers with the words marked. Any line of letters is a fair question."""
    page = request.GET.get("page", "")[:6]
    found = find(request.GET.get("q", ""), page=int(page) if page.isdecimal() else 1)
    return render(request, "articles/search.html", {"found": found})


def picture(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """The file of a picture, once a published column shows it; until then, nothing."""
    shown = get_object_or_404(Picture.objects.published(), uuid=uuid)
    return _image(shown.file)


def portrait(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """The same for a portrait: that of an author's page, or of a column's own day."""
    name = f"portraits/{uuid}.webp"
    published = Article.objects.published()
    for shown in ("edition__bylines__portrait", "edition__bylines__author__portrait"):
        if published.filter(**{shown: name}).exists():
            break
    else:
        raise Http404
    return _image(FieldFile(Author(), Author._meta.get_field("portrait"), name))


def _image(file: FieldFile) -> HttpResponse:
    """Our own WebP, and whatever it holds, never a page: its address is its version."""
    try:
        with file.open("rb") as stored:
            content = stored.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        content,
        content_type="image/webp",
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _bands(columns: Iterable[Article]) -> list[tuple[Section, list[Article]]]:
    """Columns under their sections, in the sections' own order."""
    bands: dict[Section, list[Article]] = {}
    for article in columns:
        bands.setdefault(article.section, []).append(article)
    ordered = sorted(bands.items(), key=lambda band: (band[0].position, band[0].name))
    return [(section, band[:ON_THE_FRONT]) for section, band in ordered]


def _hours(columns: ArticleQuerySet) -> list[dt.datetime]:
    hours = columns.newest_first().values_list("publish_at", flat=True)
    return list(hours[:IN_THE_ARCHIVE])


def _months(hours: Iterable[dt.datetime]) -> list[dt.date]:
    """The months in which these columns came out, newest first."""
    days = (timezone.localtime(hour).date().replace(day=1) for hour in hours)
    return list(dict.fromkeys(days))


def _month_of(article: Article | None) -> dt.date | None:
    return article.published_on.replace(day=1) if article else None
