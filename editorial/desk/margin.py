"""Comments on the words of a piece: to say one, answer, resolve and reopen."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from authors.http import SignedInRequest
from editorial import blocks, margin, mentions
from editorial.desk import piece as desk
from editorial.desk import texts
from editorial.desk.beside import Typed
from editorial.desk.forms import AnswerCommentForm, CommentForm
from editorial.models import Comment, Submission

NOT_THERE = (
    "These words do not stand in that paragraph. Choose them again, or leave the field "
    "empty to comment on all of it."
)


@require_POST
def say(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    form = CommentForm(request.POST, auto_id="said_typed_%s")
    if not form.is_valid():
        return _again(request, piece, form)
    try:
        words = _picked(piece, form)
        kept, named = margin.say(
            piece, words, form.cleaned_data["text"], by=request.user
        )
    except margin.NotThere:
        form.add_error("quote", NOT_THERE)
        return _again(request, piece, form)
    except mentions.NotMentioned as refused:
        form.add_error("text", str(refused))
        return _again(request, piece, form)
    tell_unknown(request, named.unknown)
    return redirect(_place(piece, kept))


@require_POST
def comment(request: SignedInRequest, pk: int, comment: int) -> HttpResponse:
    """Answer it, resolve it or open it again."""
    piece = desk.fetch(request, pk)
    row = get_object_or_404(
        piece.comments.select_related("answers", "submission"), pk=comment
    )
    do = request.POST.get("do")
    if do == "resolve":
        margin.resolve(row, by=request.user)
        messages.success(request, "Resolved. It is kept under the text.")
        return redirect(f"{_readable(piece)}#said")
    if do == "reopen":
        return redirect(_place(piece, margin.reopen(row, by=request.user)))
    return _answer(request, piece, row)


def _answer(request: SignedInRequest, piece: Submission, row: Comment) -> HttpResponse:
    form = AnswerCommentForm(request.POST, auto_id="answer_typed_%s")
    if form.is_valid():
        try:
            _, named = margin.answer(row, form.cleaned_data["text"], by=request.user)
        except mentions.NotMentioned as refused:
            form.add_error("text", str(refused))
        else:
            tell_unknown(request, named.unknown)
            return redirect(_place(piece, row.answers or row))
    typed = Typed(form, comment=row.answers_id or row.pk)
    return texts.show_readable(request, piece, typed)


def tell_unknown(request: SignedInRequest, unknown: Iterable[str]) -> None:
    """A name after an @ that nobody here bears: kept as it was typed, and said."""
    if names := ", ".join(f"@{name}" for name in unknown):
        messages.warning(
            request, f"It is kept, but nobody at the desk is called {names}."
        )


def _picked(piece: Submission, form: CommentForm) -> margin.Words:
    """The words in the text that was before whoever chose them, be it newest or not."""
    said = form.cleaned_data
    seen = piece.revisions.filter(number=said["revision"]).first() or piece.latest
    if seen is None:
        raise margin.NotThere
    text = blocks.cut(seen.body_html)
    at = -1 if said["at"] is None else said["at"]
    return margin.pick(seen, text, said["paragraph"], said["quote"], at)


def _again(
    request: SignedInRequest, piece: Submission, form: CommentForm
) -> HttpResponse:
    paragraph = form.cleaned_data.get("paragraph", -1)
    return texts.show_readable(request, piece, Typed(form, paragraph=paragraph))


def _readable(piece: Submission) -> str:
    return f"{desk.address(piece)}?view=readers"


def _place(piece: Submission, row: Comment) -> str:
    return f"{_readable(piece)}#said-{row.pk}"
