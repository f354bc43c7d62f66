"""The names over a piece: its sender asks others in, and a co-author may step out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles.markup import clean_text
from articles.markup import render as render_text
from authors.http import SignedInRequest
from authors.models import User
from editorial import invitations, revisions, rules
from editorial.contribute import told
from editorial.contribute.doors import for_author
from editorial.editor import shown_privately
from editorial.forms import AsideForm, InviteForm, Problem
from editorial.invitations import Refused
from editorial.models import Status, Submission
from editorial.proof import figures, pictures_in

MOVED = "The names stand as they stood before: the column has gone to the desk."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_author
def names(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Who stands in the byline, who has been asked, and the way in or out."""
    if request.method != "POST":
        return _page(request, piece)
    verb, _, number = request.POST.get("do", "").partition(" ")
    if verb == "invite":
        return _invite(request, piece)
    if verb == "leave":
        return _leave(request, piece)
    if verb in ("again", "back"):
        return _letter(request, piece, verb, number)
    if verb in ("up", "remove"):
        return _arrange(request, piece, verb, number)
    return redirect("contribute:authors", piece.pk)


@never_cache
@require_safe
@for_author
def text(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """The text as it stands, for a co-author before there is a proof."""
    shown = {"piece": piece, **column_of(piece, request.user)}
    return render(request, "editorial/text.html", shown)


def column_of(piece: Submission, reader: User) -> dict[str, Any]:
    """The words in hand: those sent last, or of a draft what is typed."""
    typed = piece.draft.typed if piece.latest is None else {}
    latest = piece.latest
    body = latest.body if latest else clean_text(str(typed.get("body", "")))
    html = render_text(body, doc_id=f"r{piece.pk}", pictures=figures(pictures_in(body)))
    return {
        "headline": invitations.headline(piece),
        "standfirst": latest.standfirst if latest else typed.get("standfirst", ""),
        "body": shown_privately(html, to=reader),
    }


def standing_for(piece: Submission, reader: User) -> told.Standing:
    """Where it is, also to a co-author, who is not the one whose turn it is."""
    if rules.sent(reader, piece):
        return told.standing(piece)
    sender = invitations.called(piece.contributor, piece) if piece.contributor else ""
    waits = {
        Status.DRAFT: "{} has not sent it yet.",
        Status.REVISING: "The desk has asked for changes. {} answers them.",
        Status.WITHDRAWN: "{} withdrew it. Nobody here works on it any more.",
    }.get(Status(piece.status))
    if waits is None:
        return told.standing(piece)
    return told.Standing(
        waits.format(sender),
        then="You read it, write to the desk and sign the proof. One of you changes "
        "the text.",
    )


def _invite(request: SignedInRequest, piece: Submission) -> HttpResponse:
    if not invitations.may_invite(request.user, piece):
        raise PermissionDenied
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, form, status=422)
    try:
        invitations.invite(piece, **form.cleaned_data, by=request.user)
    except Refused as refused:
        if _just_asked(piece, form.cleaned_data["email"], request.user):
            return redirect("contribute:authors", piece.pk)  # a double click
        form.add_error("email", refused.sentence)
        return _page(request, piece, form, status=422)
    name = form.cleaned_data["name"]
    messages.success(request, f"Our letter to {name} is on its way.")
    return redirect("contribute:authors", piece.pk)


def _just_asked(piece: Submission, email: str, by: User) -> bool:
    found = piece.invitations.filter(email=email, by=by).last()
    return bool(found and found.is_open and invitations.is_fresh(found))


def _letter(
    request: SignedInRequest, piece: Submission, verb: str, number: str
) -> HttpResponse:
    found = get_object_or_404(piece.invitations, pk=_number(number))
    act = invitations.send_again if verb == "again" else invitations.take_back
    try:
        act(found, by=request.user)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        said = "A new letter is on its way." if verb == "again" else "Taken back."
        messages.success(request, said)
    return redirect("contribute:authors", piece.pk)


def _arrange(
    request: SignedInRequest, piece: Submission, verb: str, number: str
) -> HttpResponse:
    wanted = list(piece.authors)
    place = next((i for i, a in enumerate(wanted) if a.pk == _number(number)), None)
    if place is None:
        return redirect("contribute:authors", piece.pk)
    chosen = wanted.pop(place)
    if verb == "up":
        wanted.insert(max(0, place - 1), chosen)
    try:
        invitations.arrange(piece, wanted, by=request.user)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    except revisions.Closed:
        messages.warning(request, MOVED)
    return redirect("contribute:authors", piece.pk)


def _leave(request: SignedInRequest, piece: Submission) -> HttpResponse:
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, aside=form, status=422)
    try:
        reason = form.cleaned_data["reason"]
        invitations.step_out(piece, by=request.user, reason=reason)
    except Refused as refused:
        form.add_error("reason", refused.sentence)
        return _page(request, piece, aside=form, status=409)
    messages.success(request, "Your name no longer stands over that column.")
    return redirect("contribute:home")


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _page(
    request: SignedInRequest,
    piece: Submission,
    form: InviteForm | None = None,
    *,
    aside: AsideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_sender = rules.sent(request.user, piece)
    is_theirs = piece.status in (Status.DRAFT, Status.REVISING)
    wrong = next((each for each in (form, aside) if each and each.errors), None)
    context = {
        "piece": piece,
        "headline": invitations.headline(piece),
        "sender": piece.contributor,
        "is_sender": is_sender,
        "may_arrange": is_sender and is_theirs and len(piece.authors) > 1,
        "may_invite": invitations.may_invite(request.user, piece),
        "may_leave": not is_sender and piece.status in invitations.OPEN,
        "is_accepted": piece.status == Status.ACCEPTED,
        "waiting": _waiting(piece) if is_sender else [],
        "form": form or InviteForm(),
        "aside": aside or AsideForm(),
        "problems": Problem.all_in(wrong) if wrong else [],
        "most": invitations.MOST_NAMES,
    }
    return render(request, "editorial/authors.html", context, status=status)


def _waiting(piece: Submission) -> list[dict[str, Any]]:
    """Who was asked and does not stand there, as the sender may know it."""
    return [
        {"it": each, "state": invitations.state_of(each)}
        for each in piece.invitations.all()
        if not each.stands
    ]
