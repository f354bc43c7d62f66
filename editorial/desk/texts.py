"""The words of a piece: reading, editing and marking up; headline and titles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from articles.models import join_names
from authors.http import SignedInRequest
from editorial import presence, revisions, rules, signing
from editorial.desk import (
    beside,
    origin,
    paragraphs,
    points,
    risk,
    style,
    titles,
    watch,
    words,
)
from editorial.desk import piece as desk
from editorial.desk.beside import Typed
from editorial.desk.forms import HeadlineForm, ParagraphForm, TextForm, typed_in
from editorial.desk.marked import Marked, compare
from editorial.desk.revisions import signed_last
from editorial.editor import shown_privately
from editorial.http import is_read
from editorial.memory import at_rest
from editorial.models import Purpose, Revision, Status, Submission
from editorial.proof import proof_of, text_as_read

WordsForm = TextForm | HeadlineForm


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that somebody else saved while you were typing."""

    name: str
    line: Marked


@require_safe
@at_rest()
def text(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    view, strip = request.GET.get("view", ""), origin.strip(piece)
    if view not in ("edit", "redline", "readers"):
        view = "edit" if _is_editable(request, piece) else "readers"
    if view == "redline":
        shown = _redline(request, piece)
    else:
        shown = _as_read(request, piece) if view == "readers" else {}
    form = TextForm(initial=_now(piece))
    shown |= _since_last_time(request, piece, form, view)
    return _page(request, piece, form, view=view, strip=strip, **shown)


def _since_last_time(
    request: SignedInRequest, piece: Submission, form: TextForm, view: str
) -> dict[str, Any]:
    """What they had before them last, if the text has changed since; and what they
    typed and did not save, in the field itself where they asked for it."""
    shown: dict[str, Any] = {}
    if is_read(request):
        shown["last_read"] = presence.read(piece, request.user)
    typed = presence.typed_by(piece, request.user) if view == "edit" else None
    shown["version"] = typed.row.version if typed else 0
    if typed and typed.is_another:
        if request.GET.get("typed") == "again":
            form.initial = {**form.initial, **typed.row.typed, "base": typed.row.base}
        else:
            shown["unsaved"] = typed
    return shown


def show_readable(
    request: SignedInRequest, piece: Submission, typed: Typed
) -> HttpResponse:
    """The text where it is read, with a comment that was not kept given back."""
    shown = _as_read(request, piece) | {"strip": origin.strip(piece), "unkept": typed}
    form = TextForm(initial=_now(piece))
    return _page(request, piece, form, view="readers", status=422, **shown)


@require_POST
def save_text(request: SignedInRequest, pk: int) -> HttpResponse:
    return _saved(request, desk.fetch(request, pk), TextForm(request.POST))


@require_POST
def save_paragraph(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole text with other words for one paragraph, saved as any edit of it is.
    What cannot be kept is shown in the box of the whole text."""
    piece, form = desk.fetch(request, pk), ParagraphForm(request.POST)
    if not form.is_valid():
        raise Http404
    typed = form.cleaned_data
    base = piece.revisions.filter(number=typed["base"]).first()
    whole = base and paragraphs.put(base.body, typed["paragraph"], typed["words"])
    if whole is None:
        raise Http404
    back = f"{desk.address(piece, 'piece')}?view=readers#p{typed['paragraph']}"
    return _saved(request, piece, TextForm({**typed, "body": whole}), back)


@require_http_methods(["GET", "HEAD", "POST"])
def headline(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    if request.method != "POST":
        return _page(request, piece, HeadlineForm(initial=_now(piece)))
    form = HeadlineForm(request.POST)
    if request.POST.get("do") == "preview":  # for whoever has no scripts
        return _page(request, piece, form, status=200 if form.is_valid() else 422)
    return _saved(request, piece, form)


def show_headline(
    request: SignedInRequest, piece: Submission, *, status: int, **shown: Any
) -> HttpResponse:
    """The headline tab as it stands, with what was not kept."""
    form = HeadlineForm(initial=_now(piece))
    return _page(request, piece, form, status=status, **shown)


def _saved(
    request: SignedInRequest, piece: Submission, form: WordsForm, back: str = ""
) -> HttpResponse:
    """Keep what was typed as the next revision, or show why not; nothing is lost."""
    if not form.is_valid():
        return _page(request, piece, form, status=422)
    base, reason = form.cleaned_data["base"], form.cleaned_data.get("reason", "")
    try:
        kept = signing.save(
            piece,
            form.words(),
            by=request.user,
            base=base,
            reason=reason,
            is_slip=form.cleaned_data.get("is_slip", False),
        )
    except revisions.StaleRevision as stale:
        return _stale(request, piece, form, stale.newest)
    except revisions.Closed:
        return _closed(request, piece, form)
    if isinstance(form, TextForm) and not back:
        presence.drop(piece, request.user)
    if kept.number == base:
        messages.info(request, "Nothing had changed, so nothing was saved.")
    else:
        said = f"{_signed(kept)}{style.told(piece)}"
        messages.success(request, f"Saved as revision {kept.number}.{said}")
    return redirect(back or desk.address(piece, _part(form)))


def _signed(kept: Revision) -> str:
    """What became of the signatures on the text before it."""
    names = [each.author.name for each in kept.sign_offs.select_related("author")]
    if not names:
        return ""
    return (
        f" Only slips were mended, as {join_names(names)} allowed: the signature "
        "stands, and the author has been told."
    )


def _stale(
    request: SignedInRequest, piece: Submission, form: WordsForm, newest: Revision
) -> HttpResponse:
    """Both texts: yours in the fields, ready to go onto theirs, and theirs beside."""
    fresh = type(form)(initial={**form.cleaned_data, "base": newest.number})
    clashes = _clashes(newest, form)
    piece = desk.fetch(request, piece.pk)
    return _page(request, piece, fresh, status=409, newest=newest, clashes=clashes)


def _clashes(newest: Revision, form: WordsForm) -> list[Clash]:
    theirs = newest.fields()
    return [
        Clash(
            name=str(form.fields[name].label or name.replace("_", " ").capitalize()),
            line=compare(theirs[name], yours),
        )
        for name, typed in form.words().items()
        if theirs[name] != (yours := typed.replace("\r\n", "\n"))
    ]


def _closed(
    request: SignedInRequest, piece: Submission, form: WordsForm
) -> HttpResponse:
    """It was cleared or has ended meanwhile: what was typed stays on the page."""
    piece = desk.fetch(request, piece.pk)
    told = words.moved_on(piece)
    return _page(request, piece, form, status=409, typed=typed_in(form), moved_on=told)


def _page(
    request: SignedInRequest,
    piece: Submission,
    form: WordsForm,
    *,
    view: str = "edit",
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    """The page of the text or of the headline, by the form that stands on it."""
    context: dict[str, Any] = {
        "view": view,
        "form": form,
        "is_editable": _is_editable(request, piece),
        "why_not": _why_not(request, piece),
    }
    if isinstance(form, HeadlineForm):
        context |= watch.on_record(piece, request.user, shown.get("waiver"))
        context |= titles.shown(piece, form)
    else:
        context |= watch.strip(piece, request.user)
        context |= points.shown(piece, request.user)
        context["here"] = presence.others(piece, request.user)
        originals = piece.attachments.filter(purpose=Purpose.ORIGINAL)
        context["originals"] = list(originals)
    context |= shown
    if "body" in shown:
        body = watch.lit(context["watching"], shown["body"])
        context |= beside.readable(
            piece,
            body,
            request.user,
            shown.get("unkept"),
            request.GET.get("on", ""),
            is_read=is_read(request),
            edited=request.GET.get("edit", "") if context["is_editable"] else None,
        )
    elif isinstance(form, TextForm):
        context |= beside.listed(piece, request.user, is_read=is_read(request))
    return desk.page(request, piece, _part(form), context, status=status)


def _part(form: WordsForm) -> str:
    return "piece" if isinstance(form, TextForm) else "headline"


def _as_read(request: SignedInRequest, piece: Submission) -> dict[str, Any]:
    proof = proof_of(piece)
    body = shown_privately(text_as_read(piece, proof), to=request.user)
    reading = risk.reading(piece, request.user, proof)
    return {"proof": proof, "body": body, "reading": reading}


def _redline(request: SignedInRequest, piece: Submission) -> dict[str, Any]:
    against, newest = _against(request, piece), piece.latest
    line = compare(against.body, newest.body) if against and newest else None
    signed = signed_last(piece)
    return {"against": against, "line": line, "signed_last": signed}


def _now(piece: Submission) -> dict[str, Any]:
    newest = piece.latest
    return {**newest.fields(), "base": newest.number} if newest else {}


def _is_editable(request: SignedInRequest, piece: Submission) -> bool:
    return piece.status == Status.ACCEPTED and rules.may_edit(request.user, piece)


def _why_not(request: SignedInRequest, piece: Submission) -> str:
    if piece.status == Status.ACCEPTED and not rules.may_edit(request.user, piece):
        return "Editors and copy editors change the words. You may read and note."
    return words.why_not_edited(piece)


def _against(request: SignedInRequest, piece: Submission) -> Revision | None:
    """The revision to lay the newest over: the author's own last one, or as asked."""
    asked = request.GET.get("against", "")
    if asked:
        if not asked.isdecimal() or len(asked) > 6:
            raise Http404
        found = piece.revisions.filter(number=int(asked)).first()
        if found is None:
            raise Http404
        return found
    return piece.revisions.filter(is_by_author=True).order_by("-number").first()
