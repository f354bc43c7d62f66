"""What search engines are told."""

import datetime as dt
from xml.etree import ElementTree

import pytest
import time_machine

from tests.factories import make_article, make_author, make_section

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOUR = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)


def sitemap(client):
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return {
        url.find(f"{SITEMAP}loc").text.removeprefix("http://testserver"): (
            dt.datetime.fromisoformat(url.find(f"{SITEMAP}lastmod").text)
        )
        for url in ElementTree.fromstring(response.content)
    }


def test_every_page_with_a_column_is_listed_with_its_newest_change(client):
    section = make_section(slug="region")
    authors = [make_author(slug="prak"), make_author(slug="tep")]
    day = dt.timedelta(days=1)
    with time_machine.travel(HOUR, tick=False):
        new = make_article(hours_ago=0, section=section, authors=authors)
    with time_machine.travel(HOUR - 60 * day, tick=False):
        mended = HOUR - 10 * day
        old = make_article(
            hours_ago=0, section=section, authors=authors[:1], cleared_at=mended
        )

    assert sitemap(client) == {
        "/": HOUR,
        "/section/region/": HOUR,
        "/author/prak/": HOUR,
        "/author/tep/": HOUR,
        "/2026/11/": HOUR,
        new.get_absolute_url(): HOUR,
        "/2026/09/": mended,
        old.get_absolute_url(): mended,
    }


def test_all_that_is_listed_is_there(client):
    make_article(authors=[make_author(), make_author()])
    make_article(hours_ago=24 * 90)

    for address in sitemap(client):
        assert client.get(address).status_code == 200


def test_what_is_not_out_and_who_has_nothing_out_is_not_listed(client):
    make_article(hours_ago=-1)
    make_author()
    make_section()

    assert sitemap(client) == {}


def test_robots_are_shown_the_sitemap_and_kept_from_the_desk(client):
    response = client.get("/robots.txt")

    words = response.content.decode()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /admin/\n" in words
    assert "Disallow: /contribute/" not in words
    assert "Sitemap: http://testserver/sitemap.xml\n" in words
