"""The status page: where a piece is, in plain words; the thread; the way out."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from authors.http import SignedInRequest
from authors.limits import allowed
from authors.models import User
from editorial import files, rules, talk, workflow
from editorial.contribute import after, money, signature, told
from editorial.contribute.authors import standing_for
from editorial.contribute.doors import for_author, only_the_sender
from editorial.contribute.sources import ledger_of
from editorial.forms import MessageForm, WithdrawForm
from editorial.forms.small import CHOOSE_AGAIN
from editorial.models import ENDED, IN_HAND, Action, Purpose, Status, Submission
from editorial.sources import CHANGED_BY

HAS_PROOF = (Status.ACCEPTED, Status.CLEARED)
HOUR = 60 * 60
MESSAGES = 30  # an hour from one person
TOO_MANY = "That is many messages in an hour. Yours is still here: send it later."
IS_OUT = "Readers have it. Write to the desk if something in it is wrong."
HAS_ENDED = "This column has ended already. There is nothing to withdraw."


@never_cache
@require_safe
@for_author
def piece(request: SignedInRequest, piece: Submission) -> HttpResponse:
    return _page(request, piece, MessageForm())


@never_cache
@require_POST
@for_author
def message(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """From the author to whoever holds the piece."""
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid() or piece.submitted_at is None:
        return _page(request, piece, form, status=422)
    if not may_say_more(request.user):
        form.add_error("text", TOO_MANY)
        return _page(request, piece, form, status=429)
    enclosed = talk.enclosed_in(form.cleaned_data["enclosed"])
    try:
        say_once(piece, form.cleaned_data["text"], by=request.user, enclosed=enclosed)
    except talk.NotEnclosed as refused:
        form.add_error("enclosed", [*refused.lines, CHOOSE_AGAIN])
        return _page(request, piece, form, status=422)
    return redirect(f"{_address(piece)}#messages")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_author
def withdraw(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Ask once more and ask why; then all work on it stops."""
    if piece.status == Status.WITHDRAWN:
        return redirect(_address(piece))
    if piece.status not in ENDED:
        only_the_sender(request, piece)
    if refusal := _bound_to_stay(piece, request.user):
        return _withdraw_page(request, piece, WithdrawForm(), refusal=refusal)
    if request.method != "POST":
        return _withdraw_page(request, piece, WithdrawForm())
    form = WithdrawForm(request.POST, needs_reason=piece.status != Status.DRAFT)
    if not form.is_valid():
        return _withdraw_page(request, piece, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        workflow.perform(piece, Action.WITHDRAW, by=request.user, note=reason)
    except (workflow.TransitionNotAllowed, workflow.NotReady):
        return withdraw(request, piece.pk)  # it has moved on: say what is so now
    return redirect(_address(piece))


def _bound_to_stay(piece: Submission, by: User) -> str:
    """Why it cannot be withdrawn any more; empty while it can."""
    if piece.is_live:
        return IS_OUT
    moves = {row.action for row in workflow.available(piece, by)}
    return "" if Action.WITHDRAW in moves else HAS_ENDED


def may_say_more(by: User) -> bool:
    """Messages and objections are counted together."""
    return allowed("messages", str(by.pk), MESSAGES, HOUR)


def say_once(
    piece: Submission,
    text: str,
    *,
    by: User,
    action: Action = Action.MESSAGE,
    enclosed: Sequence[talk.Enclosed] = (),
) -> None:
    """Write to the desk; a double click writes once."""
    with files.together():
        Submission.objects.lock(piece.pk)
        if not talk.just_said(piece, text, by=by):
            talk.write_to_desk(piece, text, by=by, action=action, enclosed=enclosed)


def _page(
    request: SignedInRequest, piece: Submission, form: MessageForm, *, status: int = 200
) -> HttpResponse:
    moves = {row.action for row in workflow.available(piece, request.user)}
    context = {
        "piece": piece,
        "form": form,
        "standing": standing_for(piece, request.user),
        "is_sender": rules.sent(request.user, piece),
        "money": money.on_status_page(piece, request.user),
        "steps": told.steps(piece, request.user),
        "letter": told.last_letter(piece, request.user),
        "may_declare": piece.status in IN_HAND and not piece.is_pitch,
        "ledger": ledger_of(piece) if piece.status in CHANGED_BY else None,
        "after": after.of(piece),
        "conditions": piece.conditions.all(),
        "originals": list(piece.attachments.filter(purpose=Purpose.ORIGINAL)),
        "talk": _talk(piece, request.user),
        "is_draft": piece.status == Status.DRAFT,
        "is_turn": Action.SEND_BACK in moves,
        "may_withdraw": Action.WITHDRAW in moves and not piece.is_live,
        "consent": signature.standing(piece, request.user),
        "has_proof": piece.status in HAS_PROOF,
        "is_quiet_page": Action.SEND_BACK not in moves
        and piece.status not in HAS_PROOF,
    }
    return render(request, "editorial/piece.html", context, status=status)


def _talk(piece: Submission, reader: User) -> list[dict[str, object]]:
    return [
        {
            "who": "You" if message.by_id == reader.pk else told.called(message.by),
            "title": message.by.title if message.is_from_desk else "",
            "is_mine": message.by_id == reader.pk,
            "text": message.text,
            "at": message.at,
            "came_by_mail": message.came_by_mail,
            "files": message.attachments.all(),
        }
        for message in piece.messages.seen_by_authors()
        .select_related("by")
        .prefetch_related("attachments")
    ]


def _withdraw_page(
    request: SignedInRequest,
    piece: Submission,
    form: WithdrawForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"piece": piece, "form": form, "refusal": refusal}
    status = 409 if refusal else status
    return render(request, "editorial/withdraw.html", context, status=status)


def _address(piece: Submission) -> str:
    return reverse("contribute:piece", args=[piece.pk])
