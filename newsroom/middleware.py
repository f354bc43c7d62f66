"""Three small guards around every request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.defaults import page_not_found

from newsroom.errors import refused

Answer = Callable[[HttpRequest], HttpResponse]

# More than any form here takes. Beneath it the form itself answers, in its own words.
MOST_BYTES = 64 * 1024 * 1024

_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def safety_headers(answer: Answer) -> Answer:
    """A strict content policy on every answer, unless the view set a stricter one."""
    policy = "; ".join(
        f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items()
    )

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        return response

    return middleware


def plain_input(answer: Answer) -> Answer:
    """Refuse a NUL in an address or a cookie before PostgreSQL must, and a body
    that would fill the disk before anybody looked at it: 400 and 413, never a 500."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_BYTES:
            return refused(request, "That is more than we can take at once.", 413)
        if "\x00" in request.path or any(
            "\x00" in value
            for values in request.GET.lists()
            for value in (values[0], *values[1])
        ):
            return refused(request, "This address holds a character no address may.")
        if any("\x00" in value for value in request.COOKIES.values()):
            return refused(request, "Your browser sent a cookie that is none of ours.")
        return answer(request)

    return middleware


def own_not_found(answer: Answer) -> Answer:
    """The demo runs under DEBUG, where Django answers an unknown address with a list
    of every address there is; a visitor of the demo gets the paper's own page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if settings.DEBUG and response.status_code == 404 and _is_technical(response):
            return page_not_found(request, Http404())
        return response

    return middleware


def _is_technical(response: HttpResponse) -> bool:
    return not response.streaming and b"<code>DEBUG = True</code>" in response.content
