"""What a person reads when something went wrong."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from editorial.contribute.doors import keep
from newsroom.site import unsure

TYPED_IN = ("/contribute/", "/account/profile/")
SAVES = ("/new/", "/write/", "/message/", "/objection/")
OPEN_TOO_LONG = (
    "This page was open too long, or you signed in from another window meanwhile, and "
    "we could not be sure it was you. Your text is below."
)


def refused(request: HttpRequest, sentence: str, status: int = 400) -> HttpResponse:
    return render(request, "refused.html", {"sentence": sentence}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that was open too long. Scripts get one safe sentence, never a page."""
    sentence = (
        "This page was open too long and we could not be sure it was you. "
        "Copy your text, reload the page and go on."
    )
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return HttpResponse(sentence, status=403, content_type="text/plain")
    if request.method == "POST" and request.path.startswith(TYPED_IN):
        may_repeat = _is_from_here(request) and _only_saves(request)
        return keep(request, OPEN_TOO_LONG, status=403, may_repeat=may_repeat)
    if request.method == "POST" and request.path.startswith(reverse("admin:index")):
        return unsure(request)
    return refused(request, sentence, status=403)


def _is_from_here(request: HttpRequest) -> bool:
    """Typed on a page of ours, as the browser says. One from elsewhere must not get
    our own button, and our own token, to press."""
    said = request.headers.get("origin") or request.headers.get("referer") or ""
    try:
        where = urlsplit(said)
    except ValueError:
        return False
    return (where.scheme, where.netloc) == (request.scheme, request.get_host())


def _only_saves(request: HttpRequest) -> bool:
    """A page from elsewhere must not talk anybody into withdrawing or signing."""
    return request.path.endswith(SAVES)
