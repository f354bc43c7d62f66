"""The last look before a piece goes to the desk, and the button that sends it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.closing import closing_line
from articles.markup import render as render_text
from articles.markup import word_count
from articles.pictures import card_problems
from authors.http import SignedInRequest
from authors.models import Author
from editorial import clock, drafts, echoes, sources, terms, workflow
from editorial.contribute.doors import for_author, only_the_sender
from editorial.contribute.page import OPEN, before, form_of, version_in
from editorial.editor import shown_privately
from editorial.forms import WriteForm
from editorial.models import Status, Submission
from editorial.proof import figures, person, pictures_in

CHANGED = (
    "The text was saved in another window since you opened this page. Here it is as "
    "it stands now: look again before you send it."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_author
def check(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """See what will be sent; then send it, once."""
    if piece.status not in OPEN:  # sent already: a double click, or a second window
        return redirect("contribute:piece", piece.pk)
    only_the_sender(request, piece)
    typed = before(request, piece)
    form = form_of(request, piece, typed, check=True)
    if request.method != "POST" or not _is_whole(form, piece):
        status = 200 if request.method != "POST" else 422
        return _page(request, piece, form, status=status)
    if _is_with_us(request, piece, form):
        return _page(request, piece, form, status=409)
    version = version_in(request.POST)
    if version != piece.draft.version:
        return _page(request, piece, form, refusal=CHANGED, status=409)
    try:
        drafts.send(piece, form.piece(), by=request.user, version=version)
    except drafts.StaleDraft:  # saved since the line above
        return check(request, piece.pk)
    except workflow.TransitionNotAllowed:
        pass  # a double click's quicker half
    return redirect("contribute:piece", piece.pk)


def _is_whole(form: WriteForm, piece: Submission) -> bool:
    return form.is_valid() and not _picture_problems(piece)


def _twin(
    request: SignedInRequest, piece: Submission, form: WriteForm
) -> Submission | None:
    """Nearly the same text, sent before and still with us."""
    if piece.status != Status.DRAFT:
        return None
    return echoes.already_with_us(piece, form.cleaned_data["body"], request.user)


def _is_with_us(request: SignedInRequest, piece: Submission, form: WriteForm) -> bool:
    """It is, and the sender has not said yet that this is another column."""
    twin = _twin(request, piece, form)
    return twin is not None and request.POST.get("another") != str(twin.pk)


def _picture_problems(piece: Submission) -> list[str]:
    return card_problems(piece.picture) if piece.picture else []


def _page(
    request: SignedInRequest,
    piece: Submission,
    form: WriteForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "piece": piece,
        "form": form,
        "refusal": refusal,
        "version": piece.draft.version,
        "problems": [] if form.is_valid() else form.problems,
        "picture_problems": _picture_problems(piece),
        "terms": terms.current(),
    }
    if form.is_valid():
        context |= _as_sent(request, piece, form)
    return render(request, "editorial/check.html", context, status=status)


def _as_sent(
    request: SignedInRequest, piece: Submission, form: WriteForm
) -> dict[str, Any]:
    sent = form.piece()
    words = word_count(sent.body)
    body = render_text(
        sent.body, doc_id=f"c{piece.pk}", pictures=figures(pictures_in(sent.body))
    )
    return {
        "sent": sent,
        "ledger": sources.ledger(piece, sent.body),
        "twin": _twin(request, piece, form),
        "words": words,
        "over": sent.format.over(words) if sent.format else 0,
        "short": sent.format.short(words) if sent.format else 0,
        "body": shown_privately(body, to=request.user),
        "closing_line": _closing_line(request, form),
        "answer_by": clock.answer_by(timezone.now(), sent.section),
    }


def _closing_line(request: SignedInRequest, form: WriteForm) -> str:
    """As readers would get it today; the desk adds what is disclosed."""
    if form.is_revising:
        return ""
    author = Author.objects.filter(user=request.user).first()
    return closing_line([person(form.about(), author)], "")
