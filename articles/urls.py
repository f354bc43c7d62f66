"""The readers' addresses: a contract, changed only with a redirect."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, register_converter
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

from articles import feeds, sitemaps, views


class _Digits:
    regex = ""
    width = 0

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:0{self.width}d}"


class Year(_Digits):
    regex = "(?:19|20)[0-9]{2}"
    width = 4


class Month(_Digits):
    regex = "0[1-9]|1[0-2]"
    width = 2


class FeedForm:
    regex = "rss|atom"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Year, "yyyy")
register_converter(Month, "mm")
register_converter(FeedForm, "form")

app_name = "articles"


View = Callable[..., HttpResponseBase]


def _read(address: str, view: View, name: str) -> URLPattern:
    """An address that is only read, and so needs no proof of who is asking."""
    asked: View = csrf_exempt(require_safe(view))
    return path(address, asked, name=name)


def _page(address: str, view: View, name: str) -> URLPattern:
    """A page that is the same for everyone: kept by nobody without asking again,
    and not sent twice while it is unchanged."""
    fresh: View = cache_control(public=True, no_cache=True)(conditional_page(view))
    return _read(address, fresh, name)


urlpatterns = [
    _page("", views.front, "front"),
    _page("section/<slug:slug>/", views.section, "section"),
    _page("author/<slug:slug>/", views.author, "author"),
    _page("<yyyy:year>/<mm:month>/", views.month, "month"),
    _page("<yyyy:year>/<mm:month>/<slug:slug>/", views.column, "column"),
    _page("<yyyy:year>/<mm:month>/<slug:slug>/editions/", views.editions, "editions"),
    _page(
        "<yyyy:year>/<mm:month>/<slug:slug>/editions/<int:number>/",
        views.edition,
        "edition",
    ),
    _page("corrections/", views.corrected, "corrections"),
    _page("search/", views.search, "search"),
    _page("feed.<form:form>", feeds.paper, "feed"),
    _page("section/<slug:slug>/feed.<form:form>", feeds.section, "section_feed"),
    _page("author/<slug:slug>/feed.<form:form>", feeds.author, "author_feed"),
    _page("sitemap.xml", sitemaps.sitemap, "sitemap"),
    _page("robots.txt", sitemaps.robots, "robots"),
    _read("media/pictures/<uuid:uuid>.webp", views.picture, "picture"),
    _read("media/portraits/<uuid:uuid>.webp", views.portrait, "portrait"),
]
