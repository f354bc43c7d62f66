"""What a person reads when something went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from editorial.contribute.doors import keep

TYPED_IN = ("/contribute/", "/account/profile/")
SAVES = ("/new/", "/write/", "/message/", "/objection/", "/profile/")
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
        return keep(request, OPEN_TOO_LONG, status=403, may_repeat=_only_saves(request))
    return refused(request, sentence, status=403)


def _only_saves(request: HttpRequest) -> bool:
    """A page from elsewhere must not talk anybody into withdrawing or signing."""
    return request.path.endswith(SAVES)
