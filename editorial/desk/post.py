"""What a person does about one letter: take it back, change it, send it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import decisions, notices, rules
from editorial.desk import letters
from editorial.desk import piece as desk
from editorial.desk.forms import WordingForm
from editorial.models import Letter, Message, Submission

LEFT = "It has left already, or was taken back."
DEALT = {
    "again": "It goes out again within a minute.",
    "arrived": "It counts as sent.",
    "settle": "It is dealt with.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """A letter that waits: read it and change its words. Or do something about one."""
    found = get_object_or_404(
        rules.desk_letters(request.user).select_related("submission__latest", "by"),
        pk=pk,
    )
    if request.method == "POST" and request.POST.get("do") != "change":
        return _do(request, found)
    is_changeable = letters.is_held(found) and letters.has_own_words(found)
    if not is_changeable or found.submission is None:
        messages.info(request, LEFT)
        return redirect(reverse("admin:editorial_letter_change", args=[pk]))
    if not decisions.may_recall(found, request.user):
        raise PermissionDenied
    if request.method != "POST":
        initial = {"subject": found.subject, "body": found.body}
        return _page(request, found, WordingForm(initial=initial))
    form = WordingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    said = notices.Wording(form.cleaned_data["subject"], form.cleaned_data["body"])
    if not decisions.reword(found, said, by=request.user):
        return _page(request, found, form, status=409, moved_on=LEFT)
    messages.success(request, "The letter is changed. It waits as before.")
    return _back(request, found)


def _page(
    request: SignedInRequest,
    found: Letter,
    form: WordingForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    piece = desk.fetch(request, found.submission_id or 0)
    context |= {"form": form, "shown": letters.shown(found, request.user)}
    return desk.page(
        request, piece, "letter-change", context, status=status, shows_contact=True
    )


def _do(request: SignedInRequest, found: Letter) -> HttpResponse:
    do = request.POST.get("do", "")
    if do in ("undo", "send"):
        return _held(request, found, do)
    if do not in DEALT:
        raise Http404
    if decisions.see_to(found, do, by=request.user):
        messages.success(request, DEALT[do])
    else:
        messages.info(request, "Somebody has seen to it already.")
    return _back(request, found)


def _held(request: SignedInRequest, found: Letter, do: str) -> HttpResponse:
    if found.submission is None:
        raise Http404
    if not decisions.may_recall(found, request.user):
        raise PermissionDenied
    message = Message.objects.filter(letters=found).first()
    act = decisions.recall if do == "undo" else decisions.hurry
    if not act(found, by=request.user):
        messages.info(request, LEFT)
    elif do == "send":
        messages.success(request, "It leaves now.")
    elif message:
        messages.success(request, "Taken back: the author never sees it.")
        return _write_anew(request, found.submission, message)
    else:
        messages.success(request, "Taken back. This letter does not leave.")
    return _back(request, found)


def _write_anew(
    request: SignedInRequest, piece: Submission, message: Message
) -> HttpResponse:
    """Its words are not lost: they stand where the next message is written."""
    request.session[f"message-{piece.pk}"] = message.text
    return redirect(f"{desk.address(piece)}#messages")


def _back(request: SignedInRequest, found: Letter) -> HttpResponse:
    came_from = request.POST.get("from")
    if came_from == "piece" and found.submission_id:
        return redirect(reverse("admin:desk_letters", args=[found.submission_id]))
    if came_from == "thread" and found.submission_id:
        return redirect(
            reverse("admin:desk_piece", args=[found.submission_id]) + "#messages"
        )
    return redirect(reverse("admin:editorial_letter_changelist"))
