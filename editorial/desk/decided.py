"""A decision that waits: undo it, change its letter, or send it now."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest, next_address
from editorial import decisions, notices
from editorial.desk import piece as desk
from editorial.desk import waits, words
from editorial.desk.forms import WordingForm
from editorial.models import Action, Decision, Submission

GONE = "It has been sent or undone already."
UNDONE = "Taken back. Nothing was sent, and your letter is kept for the next time."


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    found = getattr(piece, "decision", None)
    if found is None:
        messages.info(request, GONE)
        return _back(request, piece)
    if not decisions.may_undo(found, request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, piece, found, WordingForm(initial=wording_of(found)))
    do = request.POST.get("do")
    if do == "undo":
        return _undo(request, piece, found)
    if do == "send":
        return _send(request, piece, found)
    return _change(request, piece, found)


def wording_of(decision: Decision) -> dict[str, str]:
    """Its letter, as it would leave now."""
    said = decisions.details_of(decision).wording or notices.default_wording(
        decision.submission, Action(decision.action), by=decision.by, note=decision.note
    )
    return {"subject": said.subject, "body": said.body}


def keep_letter(request: SignedInRequest, decision: Decision) -> None:
    """What was written for a decision that is undone begins the next one."""
    details, said = decisions.details_of(decision), wording_of(decision)
    if day := details.revise_by:  # its line is set anew when it is decided anew
        said["body"] = said["body"].removesuffix(
            notices.day_line(day, decision.submission)
        )
        said["revise_by"] = words.paper_day(day).isoformat()
    said["conditions"] = "\n".join(details.conditions)
    key = _key(decision.submission_id, Action(decision.action))
    request.session[key] = said | {"note": decision.note}


def kept_letter(
    request: SignedInRequest, piece: Submission, action: Action
) -> dict[str, str]:
    """The same, once; empty where nothing was undone."""
    kept: dict[str, str] = request.session.get(_key(piece.pk, action), {})
    return kept


def forget_letter(request: SignedInRequest, piece: Submission, action: Action) -> None:
    request.session.pop(_key(piece.pk, action), None)


def _key(pk: int, action: Action) -> str:
    return f"undone-{pk}-{action.value}"


def _undo(request: SignedInRequest, piece: Submission, found: Decision) -> HttpResponse:
    if not found.problem:
        keep_letter(request, found)
    if not decisions.undo(found, by=request.user):
        messages.info(request, GONE)
    elif found.problem:
        messages.success(request, "It is out of sight.")
    else:
        messages.success(request, UNDONE)
    return _back(request, piece)


def _send(request: SignedInRequest, piece: Submission, found: Decision) -> HttpResponse:
    if act := decisions.send_now(found, by=request.user):
        messages.success(request, f"{Action(act.action).label}. The letter leaves now.")
        return _back(request, piece)
    again = Decision.objects.filter(pk=found.pk).first()
    if again and again.problem:
        messages.error(request, again.problem)
    else:
        messages.info(request, GONE)
    return _back(request, piece)


def _change(
    request: SignedInRequest, piece: Submission, found: Decision
) -> HttpResponse:
    form = WordingForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, found, form, status=422)
    wording = notices.Wording(form.cleaned_data["subject"], form.cleaned_data["body"])
    if decisions.change_letter(found, wording, by=request.user):
        messages.success(request, "The letter is changed. It waits as before.")
        return redirect(desk.address(piece))
    if decisions.pending(piece):
        messages.info(request, "Nothing was different.")
        return redirect(desk.address(piece))
    piece = desk.fetch(request, piece.pk)
    context = {"form": form, "moved_on": words.moved_on(piece)}
    return desk.page(
        request, piece, "decision", context, status=409, shows_contact=True
    )


def _page(
    request: SignedInRequest,
    piece: Submission,
    found: Decision,
    form: WordingForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "waiting": waits.on_piece(piece, request.user),
        "conditions_asked": found.details.get("conditions", ()),
    }
    return desk.page(
        request, piece, "decision", context, status=status, shows_contact=True
    )


def _back(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """To the board with its filter or to the outbox, where one pressed it there; else
    to the piece."""
    came_from = {
        "board": reverse("admin:index"),
        "outbox": reverse("admin:editorial_letter_changelist"),
    }
    default = came_from.get(request.POST.get("from", ""), desk.address(piece))
    return redirect(next_address(request, default))
