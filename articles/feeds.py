"""New columns for feed readers. The label stands in every title, from data."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.formats import date_format

from articles import models
from articles.markup import clean_line
from articles.models import Article, ArticleQuerySet, Edition, read_corrections
from authors.models import Author

LENGTH = 30
_FORMS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def paper(request: HttpRequest, form: str) -> HttpResponse:
    """The newest columns of the whole paper."""
    title = f"{settings.PAPER_NAME}: {settings.PAPER_LABEL}"
    return _feed(request, form, title, "/", Article.objects.published())


def section(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    place = get_object_or_404(models.Section, slug=slug)
    columns = Article.objects.published().filter(section=place)
    title = f"{settings.PAPER_NAME}: {place.name}"
    return _feed(request, form, title, place.get_absolute_url(), columns)


def author(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Like the author's page, it is not there before a column of theirs is out."""
    person = get_object_or_404(Author, slug=slug)
    columns = Article.objects.published().by(person)
    if not columns.exists():
        raise Http404
    title = f"{settings.PAPER_NAME}: {person.name}"
    return _feed(request, form, title, person.get_absolute_url(), columns)


def _feed(
    request: HttpRequest, form: str, title: str, address: str, columns: ArticleQuerySet
) -> HttpResponse:
    feed = _FORMS[form](
        title=clean_line(title),
        link=settings.SITE_URL + address,
        description=f"Guest columns in {settings.PAPER_NAME}.",
        language="en",
        feed_url=settings.SITE_URL + request.path,
    )
    newest = list(columns.for_listing()[:LENGTH])
    read_corrections(newest)
    for article in newest:
        _add(feed, article)
    return HttpResponse(
        feed.writeString("utf-8"),
        content_type=f"application/{form}+xml; charset=utf-8",
    )


def _add(feed: SyndicationFeed, article: Article) -> None:
    edition = article.edition
    if edition is None:
        return
    address = settings.SITE_URL + article.get_absolute_url()
    feed.add_item(
        title=clean_line(f"{edition.label}: {edition.headline}"),
        link=address,
        unique_id=address,
        unique_id_is_permalink=True,
        description=clean_line(_told(article, edition)),
        author_name=clean_line(edition.byline),
        categories=[clean_line(edition.label), clean_line(article.section.name)],
        pubdate=article.publish_at,
        updateddate=article.changed_at,
    )


def _told(article: Article, edition: Edition) -> str:
    """The standfirst, an interest of the author, and what was changed since: a feed
    reader shows no more."""
    said = [edition.standfirst]
    if edition.disclosure:
        said.append(f"Interest declared. {edition.disclosure}")
    for each in article.corrections:
        day = date_format(timezone.localtime(each.at), "j F Y, H:i")
        when = f"{day} {settings.PAPER_ZONE_NAME}"
        said.append(f"{each.get_kind_display()}, {when}. {each.sentence}")
    return " ".join(said).strip()
