"""What authors object to and what the desk answers; signatures, and past them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from authors.http import SignedInRequest
from authors.models import Author, User
from editorial import changes, gates, remarks, rules, signing
from editorial.changes import Changed
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.desk.forms import AnswerForm, OverrideForm
from editorial.gates import not_signed
from editorial.models import Override, Remark, SignOff, Status, Submission, Verdict
from editorial.proof import Proof, proof_of, signers_of

ANSWERED = "{name} answered it while you wrote: “{answer}” Yours was not sent."
CHANGED = (
    "The text has changed since you opened this page, so nothing was decided. This is "
    "about the text as it stands now."
)


@dataclass(frozen=True, slots=True)
class Point:
    """One remark of an author with what it is about, ready to be answered."""

    remark: Remark
    name: str
    about: str
    form: AnswerForm | None


@dataclass(frozen=True, slots=True)
class Signature:
    """Where one author's consent stands, in words, and what changed since."""

    author: Author
    said: str
    kind: str
    changed: Sequence[Changed] = ()
    override: Override | None = None


def shown(piece: Submission, user: User) -> dict[str, Any]:
    """What the page of the text says above it, on an accepted piece."""
    if piece.status != Status.ACCEPTED:
        return {}
    proof = proof_of(piece)
    return {
        "points": _points(piece, user),
        "signatures": _signatures(piece, proof),
        "allows_fixes": [
            each.author.name
            for each in gates.sign_offs(piece)
            if each.allows_fixes and each.fingerprint == proof.fingerprint
        ],
        "may_override": rules.is_editor(user, piece)
        and not signing.why_not_overridden(piece, user),
    }


@require_POST
def answer(request: SignedInRequest, pk: int, point: int) -> HttpResponse:
    """What was done about an objection or why not, to its author."""
    piece = desk.fetch(request, pk)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _points_page(request, piece, point, form, status=422)
    try:
        kept = remarks.answer(
            piece, point, form.cleaned_data["answer"], by=request.user
        )
    except Remark.DoesNotExist:
        raise Http404 from None
    except remarks.NotAtProof:
        told = words.moved_on(piece)
        return _points_page(request, piece, point, form, status=409, moved_on=told)
    except remarks.AnsweredAlready as late:
        told = ANSWERED.format(name=late.remark.answered_by, answer=late.remark.answer)
        return _points_page(request, piece, point, form, status=409, told=told)
    messages.success(request, f"Your answer to {kept.by} is in the outbox.")
    return redirect(f"{desk.address(piece)}#points")


@require_http_methods(["GET", "HEAD", "POST"])
def override(request: SignedInRequest, pk: int) -> HttpResponse:
    """Print past a missing signature: by name, for a reason, told at once."""
    piece = desk.fetch(request, pk)
    if not rules.is_editor(request.user, piece):
        raise rules.only_for(rules.DECIDERS)
    if why := signing.why_not_overridden(piece, request.user):
        messages.warning(request, why)
        return redirect(desk.address(piece))
    form = _override_form(piece, request)
    if request.method != "POST":
        return _override_page(request, piece, form)
    if not form.is_valid():
        return _override_page(request, piece, form, status=422)
    return _override(request, piece, form)


def _override(
    request: SignedInRequest, piece: Submission, form: OverrideForm
) -> HttpResponse:
    said = form.cleaned_data
    try:
        signing.override(
            piece, said["author"], said["fingerprint"], said["reason"], by=request.user
        )
    except signing.TextChanged:
        return _override_page(request, piece, form, status=409, told=CHANGED)
    except signing.NotOverridden as why:
        return _override_page(request, piece, form, status=409, told=str(why))
    except signing.NotAtProof:
        told = words.moved_on(piece)
        return _override_page(request, piece, form, status=409, told=told)
    name = said["author"].name
    messages.success(request, f"On record under your name. {name} has been told why.")
    return redirect(desk.address(piece))


def _points(
    piece: Submission, user: User, typed: tuple[int, AnswerForm] | None = None
) -> list[Point]:
    """Open ones first, then what was answered and what was only said."""
    may = rules.may_edit(user, piece) and piece.status == Status.ACCEPTED
    names = {author.user_id: author.name for author in signers_of(piece)}
    found = sorted(
        gates.said_at_proof(piece), key=lambda remark: (not remark.is_open, remark.at)
    )
    return [
        Point(
            remark=remark,
            name=names.get(remark.by_id) or str(remark.by),
            about=_about(remark),
            form=_form(remark, typed) if may and remark.answered_at is None else None,
        )
        for remark in found
    ]


def _form(remark: Remark, typed: tuple[int, AnswerForm] | None) -> AnswerForm:
    if typed and typed[0] == remark.pk:
        return typed[1]
    return AnswerForm(prefix=None, auto_id=f"id_{remark.pk}_%s")


def _about(remark: Remark) -> str:
    name = changes.NAMES.get(remark.field, remark.field)
    if remark.verdict == Verdict.MISSTATES:
        return f"{name}: “This headline misstates me”"
    return f"{name}, {Verdict(remark.verdict).label.lower()}"


def _signatures(piece: Submission, proof: Proof) -> list[Signature]:
    """Each author who must sign, in byline order."""
    missing = {author.pk for author in not_signed(piece, proof)}
    last = {each.author_id: each for each in gates.sign_offs(piece)}
    passed = {
        each.author_id: each
        for each in gates.overrides(piece)
        if each.fingerprint == proof.fingerprint
    }
    return [
        _signature(piece, proof, author, author.pk in missing, last, passed)
        for author in signers_of(piece)
    ]


def _signature(
    piece: Submission,
    proof: Proof,
    author: Author,
    is_missing: bool,
    last: dict[int, SignOff],
    passed: dict[int, Override],
) -> Signature:
    signed = last.get(author.pk)
    if signed and not is_missing:
        after = ", and stands after a slip was mended" if signed.carried_from_id else ""
        at = (signed.carried_from or signed).at  # a slip mended is no new signature
        return Signature(author, f"signed on {words.hour(at)}{after}", kind="good")
    past = passed.get(author.pk)
    if signed and author.user:
        since = changes.since_last_seen(piece, proof, author.user)
        said = f"signature lapsed: {since.summary} changed"
        return Signature(author, said, "bad", since.changes, past)
    asked = "has the proof and has not signed" if piece.is_at_proof else "not signed"
    return Signature(author, asked, "info", override=past)


def _points_page(
    request: SignedInRequest,
    piece: Submission,
    point: int,
    form: AnswerForm,
    *,
    status: int,
    **context: Any,
) -> HttpResponse:
    """The points alone, with the answer as it was typed."""
    piece = desk.fetch(request, piece.pk)
    form.auto_id = f"id_{point}_%s"
    typed = "" if status == 422 else str(form.data.get("answer", ""))
    points = _points(piece, request.user, (point, form))
    return desk.page(
        request,
        piece,
        "points",
        {"points": points, "unsent": typed, **context},
        status=status,
    )


def _override_form(piece: Submission, request: SignedInRequest) -> OverrideForm:
    waiting = not_signed(piece)
    form = OverrideForm(request.POST if request.method == "POST" else None)
    form.fields["author"].queryset = Author.objects.filter(  # type: ignore[attr-defined]
        pk__in=[author.pk for author in waiting]
    )
    if len(waiting) == 1:
        form.initial["author"] = waiting[0].pk
    return form


def _override_page(
    request: SignedInRequest,
    piece: Submission,
    form: OverrideForm,
    *,
    status: int = 200,
    told: str = "",
) -> HttpResponse:
    piece = desk.fetch(request, piece.pk)
    proof = proof_of(piece)
    return desk.page(
        request,
        piece,
        "override",
        {
            "form": form,
            "told": told,
            "fingerprint": proof.fingerprint,
            "mark": proof.mark,
            "signatures": _signatures(piece, proof),
        },
        status=status,
    )
