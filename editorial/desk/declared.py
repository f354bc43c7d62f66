"""What each author declared with a piece, what changed since, and what readers know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import (
    access,
    declarations,
    furniture,
    gates,
    interests,
    revisions,
    rules,
)
from editorial.declarations import Given
from editorial.desk import piece as desk
from editorial.desk import watch
from editorial.desk.answers import InterestForm
from editorial.models import (
    Action,
    Declaration,
    Private,
    Revision,
    Status,
    Submission,
)

NOT_NOW = "There is no disclosure to confirm here and now."


@dataclass(frozen=True, slots=True)
class Read:
    """One answer as the desk reads it: what it was before, if it was changed, and how
    the question reads today, if not as it was answered."""

    answer: Declaration
    before: str
    reworded: str


@dataclass(frozen=True, slots=True)
class Said:
    """All that one author answered."""

    name: str
    revision: Revision
    answers: tuple[Read, ...]
    earlier: tuple[Given, ...]
    is_after_acceptance: bool


@require_http_methods(["GET", "HEAD", "POST"])
def declarations_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read them; or confirm that the disclosure says them already."""
    piece = desk.fetch(request, pk)
    if request.method == "POST":
        return _confirmed(request, piece)
    return show(request, piece)


def show(
    request: SignedInRequest, piece: Submission, *, status: int = 200, **shown: Any
) -> HttpResponse:
    """What was declared, and the names in it that the register might hold."""
    access.look(request.user, Private.DECLARATIONS, submission=piece)
    blocker = gates.disclosure(piece)
    is_older = blocker is not None and blocker.mend == "declarations"
    may_edit = rules.may_edit(request.user, piece)
    is_accepted = piece.status == Status.ACCEPTED
    context = {
        "said": list(_said(piece)),
        "is_told": blocker is None,
        "may_confirm": is_older and may_edit and is_accepted,
        "may_enter": may_edit,
        "offers": [
            _offered(each, place)
            for place, each in enumerate(interests.offers(piece), start=1)
        ],
        **watch.strip(piece, request.user),
        **shown,
    }
    return desk.page(request, piece, "declarations", context, status=status)


def _offered(
    offer: interests.Offer, place: int
) -> tuple[interests.Offer, InterestForm]:
    """A name in an answer, and the form in which it is one click to enter it."""
    initial = {"author": offer.author.pk, "name": offer.name}
    form = InterestForm(
        initial={**initial, "relation": offer.relation}, auto_id=f"offer_{place}_%s"
    )
    return offer, form


def _confirmed(request: SignedInRequest, piece: Submission) -> HttpResponse:
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    try:
        furniture.confirm_disclosure(piece, by=request.user)
    except revisions.Closed:
        messages.warning(request, NOT_NOW)
    else:
        messages.success(request, "Confirmed: the disclosure says what was declared.")
    return redirect(desk.address(piece, "declarations"))


def _said(piece: Submission) -> Iterator[Said]:
    accepted = piece.acts.filter(action=Action.ACCEPT).order_by("number").first()
    for newest, *earlier in declarations.given(piece):
        saved_at = newest.revision.saved_at
        yield Said(
            name=newest.author.name if newest.author else piece.first_name,
            revision=newest.revision,
            answers=tuple(_read(newest, earlier)),
            earlier=tuple(earlier),
            is_after_acceptance=accepted is not None and saved_at > accepted.at,
        )


def _read(newest: Given, earlier: Sequence[Given]) -> Iterator[Read]:
    before = {each.key: _in_words(each) for each in _last(earlier)}
    for answer in newest.answers:
        was = before.get(answer.key, "")
        yield Read(
            answer=answer,
            before=was if was != _in_words(answer) else "",
            reworded=declarations.wording_now(answer),
        )


def _last(earlier: Sequence[Given]) -> Sequence[Declaration]:
    return earlier[0].answers if earlier else ()


def _in_words(answer: Declaration) -> str:
    return f"{answer.answer}, “{answer.detail}”" if answer.detail else answer.answer
