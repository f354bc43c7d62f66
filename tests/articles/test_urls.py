"""How every address of the readers' room answers: alike, to anyone, whatever comes."""

import re

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import markup, views
from tests.articles.pages import HOUR, PLACES, column, page
from tests.factories import PIXEL, make_article, make_author, make_picture, make_section

pytestmark = pytest.mark.django_db


def every_page(article):
    return [place.format(
        section=article.section.get_absolute_url(),
        author=article.edition.bylines.get().author.get_absolute_url(),
        column=article.get_absolute_url(),
    ) for place in PLACES] + ["/robots.txt", "/search/", "/nothing/"]  # fmt: skip


@pytest.fixture
def pages(db):
    with time_machine.travel(HOUR, tick=False):
        return every_page(column("The barrier", hours_ago=0))


def test_readers_pages_set_no_cookie_and_depend_on_none(client, omar, pages):
    signed_in = Client()
    signed_in.force_login(omar)

    for address in pages:
        stranger, colleague = client.get(address), signed_in.get(address)
        assert not stranger.cookies, address
        assert "Cookie" not in stranger.headers.get("Vary", ""), address
        assert colleague.content == stranger.content, address


def test_a_page_is_asked_for_again_and_sent_only_if_changed(client, pages):
    for address in pages[:-1]:
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first.headers["ETag"]})

        assert first.headers["Cache-Control"] == "public, no-cache"
        assert (again.status_code, again.content) == (304, b""), address


def test_a_page_changes_when_a_newer_column_comes_out_beside_it(client):
    section = make_section()
    article = column(section=section, hours_ago=2)
    before = client.get(article.get_absolute_url())

    column("Newer", section=section)

    again = client.get(
        article.get_absolute_url(), headers={"if-none-match": before.headers["ETag"]}
    )
    assert again.status_code == 200


def test_pages_answer_head_and_refuse_every_way_of_writing(pages):
    client = Client(enforce_csrf_checks=True)

    for address in pages[:-1]:
        head = client.head(address)
        assert (head.status_code, head.content) == (200, b""), address
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(address).status_code == 405, address


UNKNOWN = [
    "/nothing/",
    "/section/nothing/",
    "/section/nothing/feed.rss",
    "/author/nobody/",
    "/author/nobody/feed.atom",
    "/2026/00/",
    "/2026/13/",
    "/2026/1/",
    "/0000/01/",
    "/9999/01/",
    "/2026/11/nothing/",
    "/2026/11/<script>/",
    "/feed.exe",
    "/section/%F0%9F%A6%88/",
    "/section/" + "a" * 3000 + "/",
    "/media/",
    "/media/pictures/1.webp",
    "/media/../newsroom/settings.py",
    "/wp-login.php",
]


@pytest.mark.parametrize("address", UNKNOWN, ids=range(len(UNKNOWN)))
def test_an_unknown_address_is_answered_in_our_own_look(client, address):
    response = client.get(address)

    assert response.status_code == 404
    html = response.content.decode()
    assert "There is nothing at this address" in html
    assert 'role="search"' in html


@pytest.mark.parametrize("template", ["500.html", "400.html"])
def test_the_last_resorts_need_nothing_at_all(template, settings):
    with CaptureQueriesContext(connection) as queries:
        html = render_to_string(template)

    assert len(queries) == 0
    assert "<h1>" in html
    for sheet in re.findall(r'href="/static/([^"]+)"', html):
        assert finders.find(sheet), sheet


def test_a_fault_of_ours_is_answered_in_our_own_look(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the database is away")

    monkeypatch.setattr(views.Article.objects, "published", broken)
    client = Client(raise_request_exception=False)

    response = client.get("/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_nothing_on_a_readers_page_leads_nowhere(client):
    author = make_author()
    author.portrait.save("x", ContentFile(PIXEL))
    html = markup.render("First.[^1]\n\n[^1]: A source.", doc_id="a1")
    shown = {"picture": make_picture(), "body_html": html, "disclosure": "Paid."}
    article = make_article(authors=[author], **shown)
    seen = {"/", "/contribute/"}  # the contributor's rooms have tests of their own
    waiting = ["/"]
    while waiting:
        html = page(client, waiting.pop())
        assert 'href="#"' not in html
        ids = set(re.findall(r'id="([^"]+)"', html))
        for address in re.findall(r'(?:href|src)="([^"]+)"', html):
            if address.startswith("#"):
                assert address[1:] in ids, address
            elif address.startswith("/static/"):
                assert finders.find(address.removeprefix("/static/")), address
            elif address.startswith("/") and address not in seen:
                seen.add(address)
                response = client.get(address)
                assert response.status_code == 200, address
                if "html" in response.headers["Content-Type"]:
                    waiting.append(address)
    assert article.get_absolute_url() in seen
