"""Two rooms: messages to the author, previewed first; notes that never leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from articles.markup import clean_text
from authors.http import SignedInRequest
from editorial import files, mentions, notices, rules, signing, talk
from editorial.desk import margin, words
from editorial.desk import piece as desk
from editorial.desk.forms import MessageForm, ToAuthorForm
from editorial.forms.small import CHOOSE_AGAIN
from editorial.models import Action, Status, Submission


@require_POST
def message(request: SignedInRequest, pk: int) -> HttpResponse:
    """First the letter exactly as it will go; then, on the second word, it goes."""
    piece = desk.fetch(request, pk)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    form = ToAuthorForm(request.POST, request.FILES)
    if not form.is_valid():
        return _message_page(request, piece, form, status=422)
    step = request.POST.get("step")
    if step == "change":
        return _message_page(request, piece, form)
    if step != "send":
        return _preview(request, piece, form)
    try:
        _send(request, piece, form)
    except talk.NotEnclosed as refused:
        form.add_error("enclosed", [*refused.lines, CHOOSE_AGAIN])
        return _preview(request, piece, form, status=422)
    request.session.pop(f"message-{piece.pk}", None)
    messages.success(request, f"Your message to {piece.first_name} is in the outbox.")
    return redirect(f"{desk.address(piece)}#messages")


def _preview(
    request: SignedInRequest,
    piece: Submission,
    form: ToAuthorForm,
    *,
    status: int = 200,
) -> HttpResponse:
    text = clean_text(form.data["text"])
    wording = notices.default_wording(piece, Action.MESSAGE, by=request.user, note=text)
    return _message_page(request, piece, form, wording=wording, status=status)


def _send(request: SignedInRequest, piece: Submission, form: ToAuthorForm) -> None:
    """A double click sends once."""
    text, by = form.cleaned_data["text"], request.user
    enclosed = talk.enclosed_in(form.cleaned_data["enclosed"])
    with files.together():
        Submission.objects.lock(piece.pk)
        if not talk.just_said(piece, text, by=by):
            talk.write_to_author(piece, text, by=by, enclosed=enclosed)


@require_POST
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return desk.page(request, piece, "note", {"form": form}, status=422)
    text = form.cleaned_data["text"]
    try:
        talk.note(piece, text, by=request.user)
    except mentions.NotMentioned as refused:
        form.add_error("text", str(refused))
        return desk.page(request, piece, "note", {"form": form}, status=422)
    margin.tell_unknown(request, mentions.find(piece, text).unknown)
    messages.success(request, "Your note is kept. It stays at the desk.")
    return redirect(f"{desk.address(piece)}#notes")


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the author what readers will see, to read and sign."""
    piece = desk.fetch(request, pk)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    if request.method != "POST":
        return _proof_page(request, piece)
    try:
        signing.send_proof(piece, by=request.user)
    except signing.NotAtProof:
        messages.warning(request, words.moved_on(piece))
    else:
        messages.success(request, f"The proof is on its way to {piece.first_name}.")
    return redirect(desk.address(piece))


def _proof_page(request: SignedInRequest, piece: Submission) -> HttpResponse:
    if piece.status != Status.ACCEPTED:
        messages.warning(request, words.moved_on(piece))
        return redirect(desk.address(piece))
    letters = signing.proof_letters(piece, by=request.user)
    context = {"letters": letters, "to": piece.first_name}
    return desk.page(request, piece, "proof", context, shows_contact=True)


def _message_page(
    request: SignedInRequest,
    piece: Submission,
    form: ToAuthorForm,
    *,
    wording: notices.Wording | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "wording": wording, "to": piece.contributor}
    shows = wording is not None
    return desk.page(
        request, piece, "message", context, status=status, shows_contact=shows
    )
