"""A column that readers have is corrected: proposed here, and approved by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from articles.models import Correction, CorrectionKind
from authors.http import SignedInRequest
from authors.models import User
from editorial import changes, corrections, rules
from editorial.corrections import Looked, Overtaken, Refused
from editorial.desk import piece as desk
from editorial.desk.forms import CorrectionForm, DropForm, typed_in
from editorial.desk.marked import Marked, compare
from editorial.models import REVISED_FIELDS, Amendment, Submission

MOST_ENDED = 20
_BIGGEST = 2**63 - 1
MADE = "Readers have it now. {who} hears of it by mail."
PROPOSED = "Proposed. Nothing changes before somebody else approves it."


@dataclass(frozen=True, slots=True)
class Laid:
    """One field of the page, the new words laid over those readers have."""

    name: str
    line: Marked


@dataclass(frozen=True, slots=True)
class Shown:
    """What readers will be told and get, and the letter to the author."""

    told: Correction
    lines: list[Laid]
    subject: str
    body: str


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """What waits for a second person; where nothing does, the form to propose it."""
    piece = desk.fetch(request, pk)
    if request.method == "POST":
        return _propose(request, piece)
    if waiting := corrections.waiting_on(piece):
        return _waiting(request, piece, waiting)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    if why := corrections.why_not(piece):
        messages.warning(request, why)
        return redirect(desk.address(piece))
    return _form(request, piece, CorrectionForm(initial=_initial(request, piece)))


@require_POST
def decide(request: SignedInRequest, pk: int, amendment: int) -> HttpResponse:
    """The second key, or why it is dropped."""
    piece = desk.fetch(request, pk)
    found = get_object_or_404(piece.amendments, pk=min(amendment, _BIGGEST))
    if request.POST.get("do") == "drop":
        return _drop(request, piece, found)
    try:
        corrections.approve(found, by=request.user)
    except Refused as refused:
        return _not_done(request, piece, found, refused)
    messages.success(request, MADE.format(who=piece.first_name))
    return redirect(desk.address(piece))


@require_safe
def proposed(request: SignedInRequest) -> HttpResponse:
    """Corrections that wait, the oldest first; then those made or dropped last."""
    user = request.user
    ended = corrections.for_desk(user).filter(ended_at__isnull=False)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Corrections",
        "waiting": [
            (each, corrections.told_by(each), each.by_id == user.pk)
            for each in corrections.unapproved(user)
        ],
        "ended": [
            (each, corrections.told_by(each))
            for each in ended.order_by("-ended_at")[:MOST_ENDED]
        ],
        "board": reverse("admin:index"),
    }
    return TemplateResponse(request, "editorial/desk/corrections.html", context)


def _propose(request: SignedInRequest, piece: Submission) -> HttpResponse:
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _form(request, piece, form, status=422)
    wanted = form.proposal()
    try:
        if request.POST.get("do") == "look":
            looked = corrections.look(piece, wanted, by=request.user)
            return _form(request, piece, form, looked=looked)
        corrections.propose(piece, wanted, by=request.user)
    except Overtaken as met:
        return _overtaken(request, piece, form, met)
    except Refused as refused:
        return _form(request, piece, form, refusal=refused.sentence, status=422)
    messages.success(request, PROPOSED)
    return redirect(desk.address(piece, "correct"))


def _overtaken(
    request: SignedInRequest, piece: Submission, form: CorrectionForm, met: Overtaken
) -> HttpResponse:
    """What was typed stays: in the form, laid over what readers have by now, or, where
    there can be no second proposal yet, beside the first."""
    piece = desk.fetch(request, piece.pk)
    if waiting := corrections.waiting_on(piece):
        typed = typed_in(form)
        return _waiting(request, piece, waiting, told=met.sentence, typed=typed)
    article = piece.article
    if article is None or article.edition is None or not piece.is_live:
        context = {"refusal": met.sentence, "typed": typed_in(form), "form": None}
        return desk.page(request, piece, "correct", context, status=409)
    fresh = CorrectionForm(
        initial={**form.cleaned_data, "base": article.edition.number}
    )
    looked = corrections.laid_over(article, form.proposal())
    return _form(request, piece, fresh, refusal=met.sentence, looked=looked, status=409)


def _initial(request: SignedInRequest, piece: Submission) -> dict[str, Any]:
    """The words readers have; what a report says is wrong, or a dropped proposal, to
    begin from."""
    edition = piece.article.edition if piece.article else None
    if edition is None:
        return {}
    initial: dict[str, Any] = {
        **{name: getattr(edition, name) for name in REVISED_FIELDS},
        "base": edition.number,
        "kind": CorrectionKind.CORRECTION,
    }
    if again := piece.amendments.filter(pk=_asked(request, "again")).first():
        said = {name: getattr(again, name) for name in corrections.TOLD}
        return initial | said | again.words | {"why": again.why}
    report = piece.error_reports.filter(pk=_asked(request, "report")).first()
    if report:
        quote = " ".join(report.quote.split())
        initial |= {
            "was": f"“{quote}”" if quote else "",
            "why": f"{report.by} reported it: {report.what}",
        }
    return initial


def _asked(request: SignedInRequest, name: str) -> int:
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 19 else 0


def _form(
    request: SignedInRequest,
    piece: Submission,
    form: CorrectionForm,
    *,
    looked: Looked | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    over = [form[name] for name in REVISED_FIELDS if name != "body"]
    is_open = any(field.errors or _differs(piece, field) for field in over)
    context = {
        "form": form,
        "over": over,
        "over_is_open": is_open,
        "refusal": refusal,
        "shown": _shown(piece, looked, request.user) if looked else None,
    }
    return desk.page(request, piece, "correct", context, status=status)


def _differs(piece: Submission, field: Any) -> bool:
    edition = piece.article.edition if piece.article else None
    return edition is not None and (field.value() or "") != getattr(edition, field.name)


def _waiting(
    request: SignedInRequest,
    piece: Submission,
    waiting: Amendment,
    *,
    drop_form: DropForm | None = None,
    told: str = "",
    typed: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    user, article = request.user, piece.article
    looked = corrections.of(article, waiting) if article else None
    may_drop = corrections.may_drop(user, waiting)
    context = {
        "waiting": waiting,
        "shown": _shown(piece, looked, user) if looked else None,
        "may_approve": corrections.may_approve(user, waiting),
        "is_own": waiting.by_id == user.pk,
        "drop_form": (drop_form or DropForm()) if may_drop else None,
        "refusal": told,
        "typed": typed or [],
    }
    status = 422 if drop_form else 409 if told else 200
    return desk.page(request, piece, "correct", context, status=status)


def _shown(piece: Submission, looked: Looked, user: User) -> Shown:
    was, page = looked.was.words, looked.page.words
    letter = corrections.letter(piece, looked, by=user)
    return Shown(
        told=looked.told,
        lines=[
            Laid(changes.NAMES[name], compare(was[name], page[name]))
            for name in REVISED_FIELDS
            if was[name] != page[name]
        ],
        subject=letter.subject,
        body=letter.body,
    )


def _drop(
    request: SignedInRequest, piece: Submission, found: Amendment
) -> HttpResponse:
    if not corrections.may_drop(request.user, found):
        raise PermissionDenied
    form = DropForm(request.POST)
    if not form.is_valid():
        if found.ended_at:
            return redirect(desk.address(piece, "correct"))
        return _waiting(request, piece, found, drop_form=form)
    try:
        corrections.drop(found, form.cleaned_data["reason"], by=request.user)
    except Refused as refused:
        typed = typed_in(form)
        return _not_done(request, piece, found, refused, typed=typed)
    messages.success(request, "Dropped. Readers see nothing of it.")
    return redirect(f"{desk.address(piece, 'correct')}?again={found.pk}")


def _not_done(
    request: SignedInRequest,
    piece: Submission,
    found: Amendment,
    refused: Refused,
    *,
    typed: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """Why it was not approved or dropped, on the page as it stands by now."""
    piece = desk.fetch(request, piece.pk)
    if waiting := corrections.waiting_on(piece):
        told = refused.sentence
        return _waiting(request, piece, waiting, told=told, typed=typed)
    context = {"refusal": refused.sentence, "typed": typed or [], "form": None}
    return desk.page(request, piece, "correct", context, status=409)
