"""The text sentence by sentence: what each fact rests on, and what is still open."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from authors.limits import allowed
from editorial import drafts, files, revisions, sources
from editorial.contribute.doors import for_author
from editorial.contribute.page import OPEN
from editorial.forms import SourceForm, Typed
from editorial.models import Source, Submission
from editorial.sentences import words_of
from editorial.sources import Ledger

HOUR = 60 * 60
ADDED = 120  # an hour from one person

TOO_OFTEN = "That is many sources in an hour. Add this one later."
TOO_MANY = f"A column can have {sources.MOST} sources here, and this one has them."
MOVED_ON = (
    "This column has moved on since you opened this page, so its sources stay as they "
    "are. Write to the desk if one of them must change."
)
NO_SENTENCE = "Choose the sentence first: press “Add its source” beside it."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_author
def sources_page(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Read what each sentence rests on; add a source, change it, take it away."""
    if request.method != "POST":
        return _asked(request, piece)
    try:
        return _changed(request, piece)
    except (revisions.Closed, PermissionDenied):
        return _page(request, piece, refusal=MOVED_ON, status=409)
    except sources.TooMany:
        return _page(request, piece, refusal=TOO_MANY, status=422)


def text_of(piece: Submission) -> str:
    """The text its author explains: as typed while it is theirs, else as it stands."""
    if piece.status in OPEN:
        return str(drafts.typed_now(piece).get("body", ""))
    return piece.latest.body if piece.latest else ""


def ledger_of(piece: Submission) -> Ledger:
    return sources.ledger(piece, text_of(piece))


def address_for(request: HttpRequest, piece: Submission, typed: Typed) -> str:
    """The page, open at the sentence whose words were marked in the editor."""
    page = reverse("contribute:sources", args=[piece.pk])
    words = request.POST.get("words", "")[: sources.LONGEST_SENTENCE]
    text = sources.ledger(piece, str(typed.get("body", "")))
    line = text.line_with(words) if words.strip() else None
    return f"{page}?sentence={line.number}#source" if line else page


def _asked(request: SignedInRequest, piece: Submission) -> HttpResponse:
    ledger = ledger_of(piece)
    if "source" in request.GET:
        source = _source(piece, request.GET["source"])
        return _page(request, piece, ledger=ledger, source=source)
    line = ledger.line(_number(request.GET.get("sentence", "")))
    if "sentence" in request.GET and line is None:
        return redirect("contribute:sources", piece.pk)
    sentence = line.sentence.text if line else ""
    return _page(request, piece, ledger=ledger, sentence=sentence)


def _changed(request: SignedInRequest, piece: Submission) -> HttpResponse:
    said = request.POST
    source = _source(piece, said["source"]) if said.get("source") else None
    if source and "remove" in said:
        sources.remove(source, by=request.user)
        return _back(piece, source.sentence)
    if source and "move" in said:
        sources.move(source, said["move"], by=request.user)
        return _back(piece, source.sentence)
    return _said(request, piece, source)


def _said(
    request: SignedInRequest, piece: Submission, source: Source | None
) -> HttpResponse:
    sentence = source.sentence if source else request.POST.get("sentence", "")
    form = SourceForm(request.POST, request.FILES, source=source)
    shown: dict[str, Any] = {"form": form, "source": source, "sentence": sentence}
    if not words_of(sentence):
        return _page(request, piece, refusal=NO_SENTENCE, status=422)
    if not form.is_valid():
        return _page(request, piece, status=422, **shown)
    if not allowed("sources", str(request.user.pk), ADDED, HOUR):
        form.add_error(None, TOO_OFTEN)
        return _page(request, piece, status=429, **shown)
    try:
        if source:
            sources.change(source, form.origin(), by=request.user)
        else:
            sources.add(piece, sentence, form.origin(), by=request.user)
    except files.FileRefused as refused:
        form.add_error("file", str(refused))
        status = 413 if isinstance(refused, files.FileTooLarge) else 422
        return _page(request, piece, status=status, **shown)
    return _back(piece, sentence)


def _back(piece: Submission, sentence: str) -> HttpResponse:
    """To the list, at the sentence that was in hand."""
    key = words_of(sentence)
    lines = ledger_of(piece).lines
    number = next((each.number for each in lines if each.sentence.key == key), None)
    page = reverse("contribute:sources", args=[piece.pk])
    return redirect(f"{page}#sentence-{number}" if number else page)


def _page(
    request: SignedInRequest,
    piece: Submission,
    *,
    ledger: Ledger | None = None,
    form: SourceForm | None = None,
    source: Source | None = None,
    sentence: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    may_change = sources.may_change(piece, request.user)
    if source:
        sentence = source.sentence
    if may_change and sentence and form is None:
        form = SourceForm(source=source)
    context = {
        "piece": piece,
        "headline": _headline(piece),
        "ledger": ledger or ledger_of(piece),
        "form": form if may_change else None,
        "source": source,
        "sentence": sentence,
        "refusal": refusal,
        "may_change": may_change,
        "is_open": piece.status in OPEN,
    }
    return render(request, "editorial/sources.html", context, status=status)


def _headline(piece: Submission) -> str:
    typed = drafts.typed_now(piece).get("headline") if piece.status in OPEN else ""
    return str(typed or piece.headline)


def _source(piece: Submission, pk: str) -> Source:
    return get_object_or_404(
        piece.sources.select_related("attachment", "submission"), pk=_number(pk)
    )


def _number(said: str) -> int:
    is_number = said.isascii() and said.isdecimal() and len(said) < 10
    return int(said) if is_number else 0
