"""Who wrote it? The card of each author: six lines, each with who looked and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from authors.models import User
from editorial import access, identity, rules
from editorial.desk import piece as desk
from editorial.forms.fields import Choices, WordsField
from editorial.identity import Card, Line, Outcome
from editorial.models import IdentityLine, Private, Submission

LONGEST_HOW = 2_000


class CheckForm(forms.Form):
    """What was done about one line, and what came of it."""

    outcome = Choices(
        label="What came of it",
        needed="Say whether it holds.",
        choices=Outcome.choices,
    )
    how = WordsField(
        label="What you did, or why it is passed over",
        needed="Say what was done and what came of it.",
        max_length=LONGEST_HOW,
        rows=2,
        help_text="No numbers of papers, cards or accounts, and no copies of them.",
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a card, with the form to record it where one may."""

    line: Line
    form: CheckForm | None


@dataclass(frozen=True, slots=True)
class Shown:
    card: Card
    rows: Sequence[Row]


@require_http_methods(["GET", "HEAD", "POST"])
def identity_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the cards; or write down what was looked into."""
    piece = desk.fetch(request, pk)
    if not identity.may_see(request.user, piece):
        raise rules.only_for(identity.SEES)
    if request.method != "POST":
        return _page(request, piece)
    if not identity.may_record(request.user, piece):
        raise rules.only_for(identity.RECORDS)
    return _recorded(request, piece)


def _recorded(request: SignedInRequest, piece: Submission) -> HttpResponse:
    wanted, line = request.POST.get("author", ""), request.POST.get("line", "")
    author = next((each for each in piece.authors if str(each.pk) == wanted), None)
    if author is None or line not in IdentityLine.values:
        raise Http404
    form = _form(request.user, piece, (author.pk, line), request.POST)
    if not form.is_valid():
        return _page(request, piece, ((author.pk, line), form), status=422)
    outcome = Outcome(form.cleaned_data["outcome"])
    how = form.cleaned_data["how"]
    try:
        identity.record(
            piece, author, IdentityLine(line), outcome, how, by=request.user
        )
    except identity.Refused as refused:
        form.add_error("how", refused.sentence)
        return _page(request, piece, ((author.pk, line), form), status=422)
    messages.success(request, f"On record: {IdentityLine(line).label.lower()}.")
    return redirect(f"{desk.address(piece, 'identity')}#author-{author.pk}")


def _page(
    request: SignedInRequest,
    piece: Submission,
    typed: tuple[tuple[int, str], CheckForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    for author in piece.authors:
        access.look(request.user, Private.IDENTITY, submission=piece, author=author)
    context = {
        "shown": [
            Shown(
                card,
                [_row(request.user, piece, card, line, typed) for line in card.lines],
            )
            for card in identity.cards(piece)
        ],
        "may_record": identity.may_record(request.user, piece),
    }
    return desk.page(request, piece, "identity", context, status=status)


def _row(
    user: User,
    piece: Submission,
    card: Card,
    line: Line,
    typed: tuple[tuple[int, str], CheckForm] | None,
) -> Row:
    key = (card.author.pk, str(line.line))
    if not identity.may_record(user, piece):
        return Row(line, None)
    if typed and typed[0] == key:
        return Row(line, typed[1])
    return Row(line, _form(user, piece, key))


def _form(
    user: User, piece: Submission, key: tuple[int, str], data: Any = None
) -> CheckForm:
    """Without what this person may not say: only an editor passes over a line."""
    form = CheckForm(data, auto_id=f"id_{key[0]}_{key[1]}_%s")
    if not identity.may_waive(user, piece):
        form.fields["outcome"].choices = [  # type: ignore[attr-defined]
            each for each in Outcome.choices if each[0] != Outcome.WAIVED
        ]
    return form
