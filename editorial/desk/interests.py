"""Interests on the desk: into the register, told to readers, or waived by name."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from authors.http import SignedInRequest
from authors.models import Author, Interest
from editorial import interests, register, revisions, rules, signing, waivers
from editorial.desk import declared, texts, words
from editorial.desk import piece as desk
from editorial.desk.answers import InterestForm, TellForm, WaiverForm
from editorial.desk.forms import typed_in
from editorial.models import Submission

UNSEEN = (
    "It is named in a sentence that you had not seen, so nothing was put on record. "
    "Read what is marked as new, then keep your reason again."
)
MOVED = "The column was changed since you opened this page. Your sentence is kept here."


@require_POST
def enter(request: SignedInRequest, pk: int) -> HttpResponse:
    """A declared name: into the register, or set aside as no interest."""
    piece = desk.fetch(request, pk)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    form = InterestForm(request.POST)
    if not form.is_valid():
        shown = {"refused": form, "typed": typed_in(form)}
        return declared.show(request, piece, status=422, **shown)
    said, by = form.cleaned_data, request.user
    author = Author.objects.filter(pk=said["author"]).first()
    try:
        if author is None:
            raise Author.DoesNotExist
        if request.POST.get("do") == "set-aside":
            register.set_aside(piece, author, said["name"], by=by)
            messages.success(request, f"Set aside: {said['name']} is no interest.")
        else:
            register.enter(piece, author, said["name"], said["relation"], by=by)
            messages.success(request, f"In the register: {said['name']}.")
    except Author.DoesNotExist:
        raise Http404 from None
    return redirect(desk.address(piece, "declarations"))


@require_POST
def tell(request: SignedInRequest, pk: int) -> HttpResponse:
    """One sentence more in the disclosure: near the top, and in the closing line."""
    piece = desk.fetch(request, pk)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    form = TellForm(request.POST)
    if not form.is_valid() or piece.latest is None:
        return _again(request, piece, form, status=422)
    said = register.with_sentence(
        piece.latest.disclosure, form.cleaned_data["sentence"]
    )
    try:
        kept = signing.save(
            piece,
            {"disclosure": said},
            by=request.user,
            base=form.cleaned_data["base"],
            reason="Disclosure written",
        )
    except revisions.StaleRevision:
        return _again(request, piece, form, status=409, told=MOVED)
    except revisions.Closed:
        told = words.moved_on(piece)
        return _again(request, piece, form, status=409, told=told)
    messages.success(request, f"Readers are told. Saved as revision {kept.number}.")
    return redirect(desk.address(piece, "headline"))


@require_POST
def waive(request: SignedInRequest, pk: int) -> HttpResponse:
    """A named editor's reason why readers need not be told, for this piece."""
    piece = desk.fetch(request, pk)
    if not rules.is_editor(request.user, piece):
        raise rules.only_for(rules.DECIDERS)
    form = WaiverForm(request.POST)
    if not form.is_valid():
        return _not_waived(request, piece, form, status=422)
    found, said = _interest(piece, form.cleaned_data["interest"]), form.cleaned_data
    try:
        kept = waivers.waive(
            piece, found, said["reason"], by=request.user, seen=said["seen"]
        )
    except revisions.Closed:
        return _not_waived(request, piece, form, told=words.moved_on(piece))
    except waivers.Unseen:
        return _not_waived(request, piece, form, told=UNSEEN)
    if kept.by != request.user:
        told = f"{kept.by} has waived it already: “{kept.reason}”"
        return _not_waived(request, piece, form, told=told)
    messages.success(request, f"On record: readers are not told of {found.name}.")
    return redirect(desk.address(piece, "headline"))


def _interest(piece: Submission, pk: int) -> Interest:
    """One of those that the piece names now; 404 for any other."""
    for hit in interests.found(piece):
        if hit.watched.interest and hit.watched.interest.pk == pk:
            return hit.watched.interest
    raise Http404


def _again(
    request: SignedInRequest,
    piece: Submission,
    form: forms.Form,
    *,
    status: int,
    told: str = "",
) -> HttpResponse:
    """The headline tab, with what was typed and why it was not kept."""
    shown = {"refused": form, "typed": typed_in(form), "moved_on": told}
    piece = desk.fetch(request, piece.pk)
    return texts.show_headline(request, piece, status=status, **shown)


def _not_waived(
    request: SignedInRequest,
    piece: Submission,
    form: WaiverForm,
    *,
    status: int = 409,
    told: str = "",
) -> HttpResponse:
    """The same tab, with the reason in its place and every sentence as it is now."""
    piece = desk.fetch(request, piece.pk)
    return texts.show_headline(
        request, piece, status=status, waiver=form, moved_on=told
    )
