"""The page behind an invitation: who asks, what for, and then yes or no."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest, asker
from authors.limits import allowed
from editorial import invitations
from editorial.contribute.authors import column_of
from editorial.contribute.doors import ask_in
from editorial.forms import AsideForm, CoAuthorForm, Problem, Typed, typed_of
from editorial.invitations import Refused
from editorial.models import Invitation

TRIES = 60  # letters opened in an hour from one connection
HOUR = 60 * 60
UNKNOWN = (
    "This link opens nothing. Perhaps a newer letter was sent to you, or the address "
    "was cut in two by your mail: copy it whole."
)
TOO_MANY = "Many invitations were opened from here within an hour. Try again later."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, key: str) -> HttpResponse:
    """To anybody with the letter: who asks and the headline. To the invited, signed
    in: the text, the questions, and two buttons."""
    if not allowed("invitations opened", asker(request), TRIES, HOUR):
        return _dead(request, TOO_MANY, status=429)
    found = invitations.of_key(key)
    if found is None:
        return _dead(request, UNKNOWN, status=404)
    if _is_in(request, found):
        return redirect("contribute:piece", found.submission_id)
    if dead := invitations.why_dead(found):
        return _dead(request, dead, status=410)
    return _opened(request, found)


def _opened(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return ask_in(request) if request.method == "POST" else _door(request, found)
    if not invitations.is_invited(request.user, found):
        return _door(request, found, status=403)
    known: SignedInRequest = request  # type: ignore[assignment]
    if request.method != "POST":
        return _page(known, found)
    if request.POST.get("do") == "decline":
        return _decline(known, found)
    return _accept(known, found)


def masked(email: str) -> str:
    """The address as its owner knows it again and nobody else learns it."""
    name, _, place = email.partition("@")
    return f"{name[:1]}…@{place}"


def _is_in(request: HttpRequest, found: Invitation) -> bool:
    """Accepted by this very person: the letter is their way back to the column."""
    return bool(
        request.user.is_authenticated
        and found.stands
        and found.author
        and found.author.user_id == request.user.pk
    )


def _accept(request: SignedInRequest, found: Invitation) -> HttpResponse:
    asks = invitations.asks_questions(found)
    form = CoAuthorForm(typed_of(request.POST)) if asks else None
    if form and not form.is_valid():
        return _page(request, found, form, status=422)
    profile = form.profile() if form else None
    try:
        invitations.accept(
            found, profile, form.own_answers() if form else (), by=request.user
        )
    except Refused as refused:
        return _page(request, found, form, refusal=refused.sentence, status=409)
    messages.success(request, "Thank you. Your name stands over this column.")
    return redirect("contribute:piece", found.submission_id)


def _decline(request: SignedInRequest, found: Invitation) -> HttpResponse:
    aside = AsideForm(request.POST)
    if not aside.is_valid():
        return _page(request, found, aside=aside, status=422)
    try:
        invitations.decline(found, by=request.user, reason=aside.cleaned_data["reason"])
    except Refused as refused:
        return _dead(request, refused.sentence, status=410)
    return render(request, "editorial/invited_no.html", _about(found))


def _about(found: Invitation) -> dict[str, Any]:
    piece = found.submission
    return {
        "invitation": found,
        "inviter": invitations.called(found.by, piece),
        "headline": invitations.headline(piece),
        "until": found.at + invitations.LIFE,
        "is_claim": found.author_id is not None,
        "asks": invitations.asks_questions(found),
    }


def _door(
    request: HttpRequest, found: Invitation, *, status: int = 200
) -> HttpResponse:
    shown = {**_about(found), "masked": masked(found.email)}
    return render(request, "editorial/invited_door.html", shown, status=status)


def _dead(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    shown = {"sentence": sentence}
    return render(request, "editorial/invited_dead.html", shown, status=status)


def _page(
    request: SignedInRequest,
    found: Invitation,
    form: CoAuthorForm | None = None,
    *,
    aside: AsideForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, Any] = {
        **_about(found),
        "form": form or CoAuthorForm(initial=_known(request, found)),
        "aside": aside or AsideForm(),
        "refusal": refusal,
        "problems": [],
    }
    if aside and aside.errors:
        shown["problems"] = Problem.all_in(aside)
    elif form and not form.is_valid():
        shown["problems"] = form.problems
    if shown["asks"]:
        shown |= column_of(found.submission, request.user)
    return render(request, "editorial/invited.html", shown, status=status)


def _known(request: SignedInRequest, found: Invitation) -> Typed:
    """Who they are, as far as they or the desk have said before."""
    author = invitations.profile_of(request.user) or found.author
    if author is None:
        return {"about_name": found.name}
    parts = ("name", "role", "place", "pronoun", "bio_line")
    return {f"about_{part}": getattr(author, part) for part in parts}
