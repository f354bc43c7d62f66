"""What a person reads when something went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from editorial.contribute.doors import keep

OPEN_TOO_LONG = (
    "This page was open too long, or you signed in from another window meanwhile, and "
    "we could not be sure it was you. Your text is below: look, and send it again."
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
    if request.method == "POST" and request.path.startswith("/contribute/"):
        return keep(request, OPEN_TOO_LONG, status=403)
    return refused(request, sentence, status=403)
