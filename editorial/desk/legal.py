"""The lawyer's page: who is named, what came of the read, and advice for few eyes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from authors.models import Role
from editorial import legal, rules
from editorial.desk import piece as desk
from editorial.editor import shown_privately
from editorial.forms.fields import Choices, LineField, WordsField
from editorial.models import (
    ENDED,
    LegalOutcome,
    NamedPerson,
    ReplySought,
    Submission,
    Task,
)
from editorial.proof import proof_of, text_as_read

LONGEST = 4_000
CHANGED = (
    "The text has changed since you opened this page, so nothing was decided. This is "
    "about the text as it stands now; what you wrote is still below."
)


class PersonForm(forms.Form):
    """Somebody the piece says something about, and whether they were asked."""

    name = LineField(label="Name", needed="Say who is named.", max_length=160)
    imputation = WordsField(
        label="What is said of them", rows=2, help_text="As a reader would take it."
    )
    reply = forms.ChoiceField(
        label="Their side",
        choices=ReplySought.choices,
        initial=ReplySought.TO_ASK,
        widget=forms.Select(attrs={"class": "input"}),
    )
    reply_note = WordsField(
        label="What they answered, or why nobody asks",
        rows=2,
        help_text="Say how and when they were asked. While somebody is still to be "
        "asked, the column cannot be cleared.",
    )


class OutcomeForm(forms.Form):
    """A lawyer's word on exactly the page above it."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False)
    outcome = Choices(
        label="This text",
        needed="Say whether it may run.",
        choices=LegalOutcome.choices,
    )
    words = WordsField(
        label="What the desk must know",
        max_length=LONGEST,
        rows=4,
        help_text="The desk reads this, and it stands in the record. Advice for few "
        "eyes is a counsel’s note.",
    )


class NoteForm(forms.Form):
    text = WordsField(
        label="Counsel’s note",
        needed="The note is empty.",
        max_length=20_000,
        rows=6,
        help_text="Read by the lawyers and the editor who answers for the column, and "
        "by nobody else. Each reading is on record.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def legal_read(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody at the desk reads what came of it; who may write depends on what."""
    piece = desk.fetch(request, pk)
    if request.method != "POST":
        return _page(request, piece)
    do, _, number = request.POST.get("do", "").partition(" ")
    if do == "outcome":
        return _decided(request, piece)
    if not legal.may_name(request.user, piece):
        raise rules.only_for(legal.WRITES_NAMES)
    if do == "strike":
        return _struck(request, piece, number)
    return _named(request, piece, number)


def _decided(request: SignedInRequest, piece: Submission) -> HttpResponse:
    if not legal.is_lawyer(request.user, piece):
        raise rules.only_for({Role.LEGAL})
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, outcome_form=form, status=422)
    said = form.cleaned_data
    outcome = LegalOutcome(said["outcome"])
    try:
        legal.decide(
            piece, said["fingerprint"], outcome, said["words"], by=request.user
        )
    except legal.Changed:
        now = {"fingerprint": proof_of(piece).fingerprint}
        fresh = OutcomeForm({**request.POST.dict(), **now})
        return _page(request, piece, outcome_form=fresh, told=CHANGED, status=409)
    except legal.Refused as refused:
        form.add_error("words", refused.sentence)
        return _page(request, piece, outcome_form=form, status=422)
    messages.success(request, f"On record: {outcome.label.lower()}.")
    return redirect(desk.address(piece, "legal"))


def _named(request: SignedInRequest, piece: Submission, number: str) -> HttpResponse:
    """A new row, or a row of the list once more."""
    form = PersonForm(request.POST, **_ids(number))
    if not form.is_valid():
        return _page(request, piece, person=(number, form), status=422)
    said = form.cleaned_data
    said["reply"] = ReplySought(said["reply"])
    try:
        legal.put_down(piece, **said, by=request.user)
    except legal.Refused as refused:
        form.add_error("reply_note", refused.sentence)
        return _page(request, piece, person=(number, form), status=422)
    messages.success(request, f"{said['name']} is on the list.")
    return redirect(f"{desk.address(piece, 'legal')}#named")


def _struck(request: SignedInRequest, piece: Submission, number: str) -> HttpResponse:
    try:
        legal.strike(piece, _number(number), by=request.user)
    except legal.Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, "Taken off the list. The record keeps what it said.")
    return redirect(f"{desk.address(piece, 'legal')}#named")


@require_http_methods(["GET", "HEAD", "POST"])
def counsel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The private notes. To anybody else this page is closed, whatever their role."""
    piece = desk.fetch(request, pk)
    if not legal.may_see_counsel(request.user, piece):
        raise PermissionDenied(
            rules.NOT_YOURS.format(
                "the paper’s lawyers and the one editor who answers for the column"
            )
        )
    form = NoteForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                legal.advise(piece, form.cleaned_data["text"], by=request.user)
            except legal.Refused as refused:
                form.add_error("text", refused.sentence)
            else:
                messages.success(request, "The note is kept.")
                return redirect(desk.address(piece, "counsel"))
        status = 422
    context = {"form": form, "advice": legal.counsel(piece, by=request.user)}
    response = desk.page(request, piece, "counsel", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _page(
    request: SignedInRequest,
    piece: Submission,
    *,
    person: tuple[str, PersonForm] | None = None,
    outcome_form: OutcomeForm | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    user, is_open = request.user, piece.status not in ENDED
    proof = proof_of(piece)
    last, is_now = legal.standing(piece, proof)
    may_name = is_open and legal.may_name(user, piece)
    people = list(piece.named_people.select_related("by"))
    context: dict[str, Any] = {
        "told": told,
        "last": last,
        "is_now": is_now,
        "is_needed": legal.is_needed(piece),
        "asked": piece.assignments.open().filter(task=Task.LEGAL).select_related("to"),
        "may_name": may_name,
        "people": [(each, _form_of(each, person)) for each in people],
        "proposed": legal.proposals(piece) if may_name else [],
        "new": person[1] if person and not person[0] else PersonForm(**_ids("")),
        "may_see_counsel": legal.may_see_counsel(user, piece),
    }
    if is_open and legal.is_lawyer(user, piece):
        initial = {"fingerprint": proof.fingerprint}
        body = shown_privately(text_as_read(piece, proof), to=user)
        context |= {
            "proof": proof,
            "body": body,
            "outcome_form": outcome_form or OutcomeForm(initial=initial),
        }
    return desk.page(request, piece, "legal", context, status=status)


def _form_of(person: NamedPerson, typed: tuple[str, PersonForm] | None) -> PersonForm:
    if typed and typed[0] == str(person.pk):
        return typed[1]
    initial = {
        name: getattr(person, name)
        for name in ("name", "imputation", "reply", "reply_note")
    }
    return PersonForm(initial=initial, **_ids(str(person.pk)))


def _ids(number: str) -> dict[str, Any]:
    return {"auto_id": f"id_{number or 'new'}_%s"}


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
