"""Did a machine write this? The steps that ask its author, and how it ended."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import access, declarations, inquiries, rules
from editorial.desk import piece as desk
from editorial.forms.fields import LineField, WordsField
from editorial.models import Asked, Private, Submission, Suspected

MOVED = (
    "That was done already, or nobody has asked the author yet. Nothing was written."
)
LETTER = (
    "Before we go on we should like to see how this column came to be. Could you send "
    "us the notes or an earlier draft, whatever shape they are in, or tell us an hour "
    "when we may ring you? We ask this of many authors, and it says nothing against "
    "you."
)


class BeginForm(forms.Form):
    why = WordsField(
        label="What made you wonder",
        needed="Say what made you wonder: a passage, a fact, a way of writing.",
        max_length=inquiries.LONGEST,
    )
    score = LineField(
        label="A detector’s score, if there is one",
        max_length=120,
        help_text="Which detector, and what it said. It decides nothing.",
    )


class StepForm(forms.Form):
    asked = forms.ChoiceField(label="What you did", choices=Asked.choices)
    what_came = WordsField(
        label="What came of it",
        needed="Say what came of it, also when nothing did.",
        max_length=inquiries.LONGEST,
    )


class EndForm(forms.Form):
    outcome = forms.ChoiceField(label="How it ended", choices=Suspected.choices)
    words = WordsField(
        label="In your words",
        needed="Say in a sentence what you go by.",
        max_length=inquiries.LONGEST,
    )


FORMS: dict[str, type[forms.Form]] = {
    "begin": BeginForm,
    "step": StepForm,
    "end": EndForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    if request.method != "POST":
        return _page(request, piece)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    do = request.POST.get("do", "")
    do = do if do in FORMS else "begin"
    form = FORMS[do](request.POST)
    if not form.is_valid():
        return _page(request, piece, **{do: form}, status=422)
    try:
        _act(request, piece, do, form)
    except inquiries.NotOpen:
        messages.warning(request, MOVED)
        return _page(request, piece, **{do: form}, status=409)
    messages.success(request, "It is on record.")
    return redirect(desk.address(piece, "inquiry"))


def _act(
    request: SignedInRequest, piece: Submission, do: str, form: forms.Form
) -> None:
    said, by = form.cleaned_data, request.user
    if do == "step":
        inquiries.step(piece, Asked(said["asked"]), said["what_came"], by=by)
    elif do == "end":
        inquiries.end(piece, Suspected(said["outcome"]), said["words"], by=by)
    else:
        inquiries.begin(piece, said["why"], score=said["score"], by=by)


def _page(
    request: SignedInRequest,
    piece: Submission,
    *,
    status: int = 200,
    begin: forms.Form | None = None,
    step: forms.Form | None = None,
    end: forms.Form | None = None,
) -> HttpResponse:
    rows = list(
        piece.inquiries.select_related("by", "ended_by").prefetch_related("steps__by")
    )
    declared = declarations.of_machines(piece)
    if declared:
        access.look(request.user, Private.DECLARATIONS, submission=piece)
    context = {
        "open": next((each for each in rows if each.ended_at is None), None),
        "ended": [each for each in rows if each.ended_at],
        "begin": begin or BeginForm(),
        "step": step or StepForm(),
        "end": end or EndForm(),
        "letter": LETTER,
        "may_act": rules.may_edit(request.user, piece),
        "may_end": rules.is_editor(request.user, piece),
        "declared": declared,
    }
    return desk.page(request, piece, "inquiry", context, status=status)
