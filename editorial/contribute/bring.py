"""Bring the text from a Word file, or paste it from one: the same Markdown."""

from __future__ import annotations

import re
import uuid

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.markup import preview, word_count
from authors.http import asker
from authors.limits import allowed
from authors.models import User
from editorial import drafts, files, origins, word
from editorial.contribute import pasted
from editorial.contribute.doors import for_writer, only_the_sender
from editorial.contribute.page import OPEN, SENT, version_in
from editorial.forms import TooLong, Typed, weigh
from editorial.models import Attachment, Purpose, Submission

HOUR = 60 * 60
FILES = 30  # an hour from one person or connection
PASTES = 120  # an hour
TOO_MANY = "That is many files in an hour. Your text is saved: bring this one later."
TOO_OFTEN = "That was too often. It was pasted as plain text."
TOO_BIG = "That is far more than a column. It was pasted as plain text."
CHOOSE = "Choose a Word file on your machine first."
CHANGED = (
    "Your text has been changed since you opened this page. Nothing was replaced: look "
    "at both again."
)
_DIGITS = re.compile(r"[0-9]{1,4}")


class BringForm(forms.Form):
    """One file, whatever it calls itself: it is looked into, never believed."""

    file = forms.FileField(
        label="Word file",
        help_text="A .docx, up to 12 MB. You see what we made of it before anything "
        "is replaced. Only you and the desk can have the file.",
        allow_empty_file=True,  # refused in our own words
        error_messages={
            "required": CHOOSE,
            "invalid": CHOOSE,
            "missing": CHOOSE,
        },
        widget=forms.FileInput(attrs={"class": "input", "accept": ".docx"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def bring(request: HttpRequest, piece: Submission) -> HttpResponse:
    """Send the file; what was typed is saved already."""
    if piece.status not in OPEN:
        return redirect("contribute:piece", piece.pk)
    only_the_sender(request, piece)
    if request.method != "POST":
        return _page(request, piece, BringForm())
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, piece, form, status=422)
    if not allowed("word files", asker(request), FILES, HOUR):
        form.add_error("file", TOO_MANY)
        return _page(request, piece, form, status=429)
    try:
        kept = _kept(piece, form, request)
    except files.FileRefused as refused:
        form.add_error("file", str(refused))
        status = 413 if isinstance(refused, files.FileTooLarge) else 422
        return _page(request, piece, form, status=status)
    return redirect("contribute:brought", piece.pk, kept.uuid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def brought(request: HttpRequest, pk: int, uuid: uuid.UUID) -> HttpResponse:
    """What we made of the file, beside what stands; then the writer chooses."""

    def shown(request: HttpRequest, piece: Submission) -> HttpResponse:
        if piece.status not in OPEN:
            return redirect("contribute:piece", piece.pk)
        only_the_sender(request, piece)
        original = get_object_or_404(
            Attachment, submission=piece, uuid=uuid, purpose=Purpose.ORIGINAL
        )
        if request.method != "POST":
            return _choice(request, piece, original)
        if request.POST.get("choose") == "take":
            return _taken(request, piece, original)
        files.forget(original)
        return redirect("contribute:write", piece.pk)

    opened: HttpResponse = for_writer(shown)(request, pk)
    return opened


@never_cache
@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """HTML from the clipboard as Markdown, for whoever writes. Of it nothing is
    kept but where it came from. A refusal is a sentence, and the plain words stand in
    the text already."""
    if not allowed("pastes", asker(request), PASTES, HOUR):
        return JsonResponse({"sentence": TOO_OFTEN}, status=429)
    try:
        html = request.body.decode("utf-8", "replace")
        made = word.from_html(html, taken=_taken_notes(request))
        pasted.note(request, word.traces_in(html, made.markdown))
    except RequestDataTooBig:
        return JsonResponse({"sentence": TOO_BIG}, status=413)
    except files.FileRefused as refused:
        return JsonResponse({"sentence": str(refused)}, status=422)
    return JsonResponse(
        {"markdown": made.markdown, "sentence": " ".join(made.remarks())}
    )


def _taken_notes(request: HttpRequest) -> int:
    said = request.GET.get("notes", "")
    return int(said) if _DIGITS.fullmatch(said) and said.isascii() else 0


def _kept(piece: Submission, form: BringForm, request: HttpRequest) -> Attachment:
    """The file in our keeping, once it is sure that there are words in it."""
    upload = form.cleaned_data["file"]
    word.from_docx(files.weighed(upload))
    by = request.user if isinstance(request.user, User) else None
    with files.together():
        kept = files.keep(
            piece, upload, name=upload.name, purpose=Purpose.ORIGINAL, by=by
        )
        origins.note(kept)
    return kept


def _taken(
    request: HttpRequest, piece: Submission, original: Attachment
) -> HttpResponse:
    """The text of the file instead of the one that stands, which is kept beside it."""
    typed = _with(drafts.typed_now(piece), _read(original))
    try:
        weigh(typed)
        drafts.save(piece, typed, version=version_in(request.POST))
    except TooLong as refused:
        return _choice(request, piece, original, refused.sentence, status=422)
    except drafts.StaleDraft as stale:
        piece.draft = stale.draft
        is_open = stale.draft.submission.status in OPEN
        sentence = CHANGED if is_open else SENT
        return _choice(request, piece, original, sentence, status=409)
    return redirect("contribute:write", piece.pk)


def _with(typed: Typed, made: word.Brought) -> Typed:
    """As typed, with the text of the file; a headline only where there is none."""
    before = str(typed.get("body", ""))
    taken = {"body": made.markdown}
    if before.strip() and before != made.markdown:
        taken["earlier"] = before
    if made.title and not str(typed.get("headline", "")).strip():
        taken["headline"] = made.title
    return typed | taken


def _read(original: Attachment) -> word.Brought:
    with original.file.open("rb") as file:
        return word.from_docx(file.read())


def _choice(
    request: HttpRequest,
    piece: Submission,
    original: Attachment,
    refusal: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    made = _read(original)
    typed = drafts.typed_now(piece)
    context = {
        "piece": piece,
        "original": original,
        "refusal": refusal,
        "made": made,
        "remarks": made.remarks(),
        "shown": preview(made.markdown),
        "is_headline": bool(made.title) and not str(typed.get("headline", "")).strip(),
        "words_now": word_count(str(typed.get("body", ""))),
        "version": piece.draft.version,
    }
    return render(request, "editorial/brought.html", context, status=status)


def _page(
    request: HttpRequest, piece: Submission, form: BringForm, *, status: int = 200
) -> HttpResponse:
    context = {"piece": piece, "form": form}
    return render(request, "editorial/bring.html", context, status=status)
