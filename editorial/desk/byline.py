"""Whose names stand over a piece, in order; where it stands and what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from authors.models import Author
from authors.slugs import save_under_free_slug
from editorial import furniture, rules
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.desk.forms import DetailsForm, NewAuthorForm, typed_hour, typed_in
from editorial.models import Submission
from editorial.proof import proof_of
from editorial.revisions import Closed

MOST_FOUND = 12
YOURSELF = "You cannot put your own name over a column you decide on."
CHANGED = "Somebody changed the byline meanwhile. This is how it stands now."


@require_http_methods(["GET", "HEAD", "POST"])
def byline(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    if request.method != "POST":
        return _byline_page(request, piece)
    if request.POST.get("do") == "new":
        return _new(request, piece)
    if _seen(request) != [str(author.pk) for author in piece.authors]:
        messages.warning(request, CHANGED)
        return redirect(desk.address(piece, "byline"))
    wanted = _wanted(piece.authors, request.POST.get("do", ""))
    return _set(request, piece, wanted)


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    form = DetailsForm(
        request.POST if request.method == "POST" else None, initial=_details(piece)
    )
    if request.method != "POST":
        return _details_page(request, piece, form)
    if not form.is_valid():
        return _details_page(request, piece, form, status=422)
    try:
        furniture.set_details(piece, by=request.user, **form.cleaned_data)
    except Closed:
        piece = desk.fetch(request, pk)
        return _details_page(request, piece, form, status=409, **_late(piece, form))
    messages.success(request, "Section, format, news peg and why we ran it are kept.")
    return redirect(desk.address(piece, "details"))


def _details_page(
    request: SignedInRequest,
    piece: Submission,
    form: DetailsForm,
    *,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    context = {"form": form, **_may_change(request, piece), **shown}
    return desk.page(request, piece, "details", context, status=status)


def _late(piece: Submission, form: BaseForm) -> dict[str, Any]:
    """It was cleared or has ended meanwhile: what was typed stays on the page."""
    return {"moved_on": words.moved_on(piece), "typed": typed_in(form)}


def _seen(request: SignedInRequest) -> list[str]:
    """The byline as it stood on the page that was sent."""
    return request.POST.getlist("author")


def _wanted(authors: Sequence[Author], do: str) -> list[Author] | None:
    """The order after one button: "up 3", "remove 3", "add 3"; none if it is odd."""
    verb, _, number = do.partition(" ")
    if not number.isdecimal() or len(number) > 9:
        return None
    listed = list(authors)
    if verb == "add":
        added = Author.objects.filter(pk=int(number)).first()
        return [*listed, added] if added and added not in listed else None
    place = next((i for i, each in enumerate(listed) if each.pk == int(number)), None)
    if place is None:
        return None
    chosen = listed.pop(place)
    if verb == "up":
        listed.insert(max(0, place - 1), chosen)
    elif verb != "remove":
        return None
    return listed


def _set(
    request: SignedInRequest, piece: Submission, wanted: list[Author] | None
) -> HttpResponse:
    if wanted is None:
        messages.warning(request, CHANGED)
    elif not wanted:
        messages.error(request, "A column has at least one author.")
    elif any(author.user_id == request.user.pk for author in wanted):
        messages.error(request, YOURSELF)
    else:
        _keep(request, piece, wanted)
    return redirect(desk.address(piece, "byline"))


def _keep(request: SignedInRequest, piece: Submission, wanted: list[Author]) -> None:
    try:
        furniture.set_byline(piece, wanted, by=request.user)
    except Closed:
        messages.warning(request, words.moved_on(piece))
    else:
        messages.success(request, "The byline is changed.")


def _new(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Add somebody who has no profile yet, last in the byline."""
    form = NewAuthorForm(request.POST)
    if not form.is_valid():
        return _byline_page(request, piece, form, status=422)
    author = form.author()
    try:
        with transaction.atomic():  # no profile is left behind when it is refused
            save_under_free_slug(author, author.name, fallback="author")
            furniture.set_byline(piece, [*piece.authors, author], by=request.user)
    except Closed:
        piece = desk.fetch(request, piece.pk)
        return _byline_page(request, piece, form, status=409, **_late(piece, form))
    messages.success(request, f"{author.name} is in the byline.")
    return redirect(desk.address(piece, "byline"))


def _byline_page(
    request: SignedInRequest,
    piece: Submission,
    form: NewAuthorForm | None = None,
    *,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:80]
    context = {
        "form": form or NewAuthorForm(),
        "asked": asked,
        "found": _found(piece, asked) if asked else [],
        "closing_line": proof_of(piece).closing_line,
        **_may_change(request, piece),
        **shown,
    }
    return desk.page(request, piece, "byline", context, status=status)


def _found(piece: Submission, asked: str) -> list[Author]:
    """Profiles that have these letters in either name, at most a dozen."""
    return list(
        Author.objects.filter(
            Q(name__icontains=asked) | Q(name_own_script__icontains=asked)
        ).exclude(pk__in=[author.pk for author in piece.authors])[:MOST_FOUND]
    )


def _may_change(request: SignedInRequest, piece: Submission) -> dict[str, object]:
    may_edit = rules.may_edit(request.user, piece)
    why = words.why_not_furnished(piece, may_edit=may_edit)
    return {"is_editable": not why, "why_not": why}


def _details(piece: Submission) -> dict[str, object]:
    return {
        "section": piece.section,
        "format": piece.format,
        "peg": piece.peg,
        "peg_until": typed_hour(piece.peg_until),
        "why_we_ran": piece.why_we_ran,
    }
