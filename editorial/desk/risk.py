"""How risky a piece is, who has read all of it, and who answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from authors.http import SignedInRequest
from authors.models import User
from editorial import access, rules, tiers
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.forms.fields import Choices, WordsField
from editorial.models import IN_HAND, FullRead, Private, Submission, Tier
from editorial.proof import Proof

CHANGED = (
    "Something else was noticed since you opened this page, so nothing was confirmed. "
    "This is what is noticed now."
)
TEXT_CHANGED = (
    "The text has changed since you opened it, so nothing was put on record. This is "
    "the text as it stands now."
)
_SHOWN = "read in full"  # what a page that showed all of a text hands back
_SHOWN_FOR = 24 * 3600  # seconds


class TierForm(forms.Form):
    """An editor's word on the risk."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    tier = Choices(
        label="How risky it is", needed="Choose a tier.", choices=Tier.choices
    )
    reason = WordsField(
        label="Why, if it is not the tier proposed",
        max_length=1_000,
        rows=2,
        help_text="The desk reads it on this page and in the record.",
    )


class ResponsibleForm(forms.Form):
    """The one editor whom readers are told answers for it."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Answers for it before readers",
        empty_label="Choose an editor",
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": "Choose who answers for it.",
            "invalid_choice": "This person does not decide on this column.",
        },
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands at the end of the text as readers see it."""

    asked: str
    have: Sequence[str]
    token: str


@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    if request.method != "POST":
        return _page(request, piece)
    if not rules.is_editor(request.user, piece):
        raise rules.only_for(rules.DECIDERS)
    if request.POST.get("do") == "responsible":
        return _responsible(request, piece)
    return _confirmed(request, piece)


def _confirmed(request: SignedInRequest, piece: Submission) -> HttpResponse:
    form = TierForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, tier_form=form, status=422)
    said = form.cleaned_data
    tier = Tier(int(said["tier"]))
    try:
        tiers.confirm(
            piece, tier, by=request.user, seen=said["seen"], reason=said["reason"]
        )
    except tiers.Changed:
        fresh = TierForm({**request.POST.dict(), "seen": tiers.proposed(piece).mark})
        return _page(request, piece, tier_form=fresh, told=CHANGED, status=409)
    except tiers.Refused as refused:
        form.add_error("reason", refused.sentence)
        return _page(request, piece, tier_form=form, status=422)
    messages.success(request, f"Confirmed. {tier.label}.")
    return redirect(desk.address(piece, "risk"))


def _responsible(request: SignedInRequest, piece: Submission) -> HttpResponse:
    form = _responsible_form(piece, request.POST)
    if not form.is_valid():
        return _page(request, piece, responsible_form=form, status=422)
    to = form.cleaned_data["to"]
    try:
        tiers.answer_for(piece, to, by=request.user)
    except tiers.Refused as refused:
        form.add_error("to", f"{refused.sentence}.")
        return _page(request, piece, responsible_form=form, status=422)
    messages.success(request, f"{to} answers for this column.")
    return redirect(f"{desk.address(piece, 'risk')}#responsible")


@require_POST
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """“I have read all of this”, of a text this page has shown to its end."""
    piece = desk.fetch(request, pk)
    back = f"{desk.address(piece)}?view=readers#read"
    try:
        shown = signing.loads(
            request.POST.get("shown", ""), salt=_SHOWN, max_age=_SHOWN_FOR
        )
    except signing.BadSignature:
        shown = {}
    if shown.get("piece") != piece.pk or shown.get("to") != request.user.pk:
        messages.warning(request, "Read it here to its end, then say so.")
        return redirect(back)
    try:
        tiers.read(piece, shown["page"], by=request.user)
    except tiers.Changed:
        messages.warning(request, TEXT_CHANGED)
    except tiers.Refused:
        messages.warning(request, words.moved_on(piece))
    else:
        messages.success(request, "On record: you have read all of it.")
    return redirect(back)


def reading(piece: Submission, user: User, proof: Proof) -> Reading | None:
    """What is asked of the tier, who has read this very text, and the token that says
    it was shown to this person; nothing where one editor is enough."""
    tier = tiers.needed(piece)
    if tier is Tier.ONE or piece.status not in IN_HAND:
        return None
    found = tiers.reads(piece, proof)
    is_mine = any(each.by_id == user.pk for each in found)
    may = rules.may_edit(user, piece) and not is_mine
    shown = {"piece": piece.pk, "page": proof.fingerprint, "to": user.pk}
    return Reading(
        asked=_ASKED[tier],
        have=[_said(each) for each in found],
        token=signing.dumps(shown, salt=_SHOWN) if may else "",
    )


_ASKED = {
    Tier.TWO: "Tier 2: two of the desk read this very text to its end.",
    Tier.THREE: "Tier 3: a senior editor reads this very text to its end.",
}


def _said(each: FullRead) -> str:
    return f"{each.by}, {words.near_hour(each.at)}"


def _page(
    request: SignedInRequest,
    piece: Submission,
    *,
    tier_form: TierForm | None = None,
    responsible_form: ResponsibleForm | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    now = tiers.standing(piece)
    if any(each.says_what_was_declared for each in now.proposal.triggers):
        what = Private.DECLARATIONS
        access.look(request.user, what, submission=piece, said="Declared stakes")
    may = rules.is_editor(request.user, piece) and piece.status in IN_HAND
    initial = {"tier": int(now.tier), "seen": now.proposal.mark}
    tier = tiers.needed(piece)
    context = {
        "now": now,
        "told": told,
        "may_say": may,
        "asked": _ASKED.get(tier, ""),
        "have": [_said(each) for each in tiers.reads(piece)] if tier > 1 else [],
        "needs_lawyer": tier > 1,
        "tier_form": tier_form or TierForm(initial=initial),
        "responsible_form": responsible_form or _responsible_form(piece),
    }
    return desk.page(request, piece, "risk", context, status=status)


def _responsible_form(piece: Submission, data: Any = None) -> ResponsibleForm:
    form = ResponsibleForm(data, initial={"to": piece.responsible_id})
    form.fields["to"].queryset = rules.who_may_decide(piece)  # type: ignore[attr-defined]
    return form
