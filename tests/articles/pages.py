"""What the tests of the readers' pages share."""

import datetime as dt

from articles import search
from articles.models import Edition
from tests.factories import make_article

HOUR = dt.datetime(2026, 11, 20, 6, tzinfo=dt.timezone(dt.timedelta(hours=7)))
SECOND = dt.timedelta(seconds=1)


def column(*args, **fields):
    article = make_article(*args, **fields)
    search.index(article)
    return article


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def out_of_order(page, *pieces):
    """The first of these that does not come after the one before it, if any."""
    at = 0
    for piece in pieces:
        at = page.find(piece, at)
        if at < 0:
            return piece
    return None


def next_edition(article, **fields):
    """The same column, cleared again."""
    old = article.edition
    names = [f.name for f in Edition._meta.concrete_fields if f.name != "id"]
    kept = {name: getattr(old, name) for name in names} | {"number": old.number + 1}
    new = Edition.objects.create(**kept | fields)
    for byline in old.bylines.all():
        byline.pk, byline.edition = None, new
        byline.save(force_insert=True)
    article.edition = new
    article.save(update_fields=["edition"])
    search.index(article)
    return article


# Where a column shows, and what stood there a second before.
PLACES = {
    "/": 200,
    "{section}": 200,
    "{author}": 404,
    "/2026/11/": 404,
    "{column}": 404,
    "/search/?q=barrier": 200,
    "/feed.rss": 200,
    "/feed.atom": 200,
    "{section}feed.rss": 200,
    "{section}feed.atom": 200,
    "{author}feed.rss": 404,
    "{author}feed.atom": 404,
    "/sitemap.xml": 200,
}
