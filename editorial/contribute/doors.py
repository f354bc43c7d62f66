"""Who may open a contributor's page, and what becomes of text typed outside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from authors.http import SignedInRequest
from editorial.http import is_nobody, own_piece
from editorial.models import Submission

WriterView = Callable[[HttpRequest, Submission], HttpResponse]
AuthorView = Callable[[SignedInRequest, Submission], HttpResponse]
Mounted = Callable[..., HttpResponse]

SIGNED_OUT = (
    "You are signed out, so this could not be saved. Your text is below. Sign in in "
    "another window, come back here and press the button."
)
NAMED = {
    "headline": "Working headline",
    "body": "Text",
    "text": "Message",
    "reason": "Reason",
    "bio": "Bio",
}


def for_writer(view: WriterView) -> Mounted:
    """For the author of a piece, or the visitor who began it in this browser."""

    @wraps(view)
    def opened(request: HttpRequest, pk: int) -> HttpResponse:
        if is_nobody(request, pk):
            return ask_in(request)
        return view(request, own_piece(request, pk))

    return opened


def for_author(view: AuthorView) -> Mounted:
    """For somebody signed in whose piece it is; 404 to anybody else signed in."""

    @wraps(view)
    def opened(request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_in(request)
        # the same object; only its promise is new
        known: SignedInRequest = request  # type: ignore[assignment]
        return view(known, own_piece(request, pk))

    return opened


def only_the_sender(request: HttpRequest, piece: Submission) -> None:
    """A co-author reads, talks and signs; who began it changes, sends and stops it."""
    if piece.contributor_id not in (None, request.user.pk):
        raise PermissionDenied


def signed_in(view: Callable[..., HttpResponse]) -> Mounted:
    """For anybody who has signed in."""

    @wraps(view)
    def opened(request: HttpRequest, **asked: int) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_in(request)
        known: SignedInRequest = request  # type: ignore[assignment]
        return view(known, **asked)

    return opened


def ask_in(request: HttpRequest) -> HttpResponse:
    """To the door and back; what was typed is handed back to be kept."""
    if request.method == "POST":
        return keep(request, SIGNED_OUT, status=401)
    return redirect_to_login(request.get_full_path())


def keep(
    request: HttpRequest, sentence: str, *, status: int, may_repeat: bool = True
) -> HttpResponse:
    """The posted text again, with a button to send it once more where that does no
    harm. Nothing is written: it is the browser that holds it."""
    posted = [
        (name, value, NAMED.get(name, "What you typed"), _is_text(name, value))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    page = {
        "sentence": sentence,
        "posted": posted,
        "address": request.get_full_path(),
        "may_repeat": may_repeat,
    }
    return render(request, "editorial/kept.html", page, status=status)


def _is_text(name: str, value: str) -> bool:
    """Worth showing: the rest goes along unseen."""
    return bool(value) and (name in NAMED or len(value) > 60 or "\n" in value)
