"""The write page: what it holds when it opens, and when it must say something."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles.markup import word_count
from authors.forms import OpenForm, shown_now
from authors.models import Author, User
from editorial import declarations, drafts
from editorial.editor import ColumnEditor
from editorial.forms import TICKS, Typed, WriteForm, as_typed
from editorial.http import own_pieces
from editorial.models import Condition, Declaration, Draft, Status, Submission
from editorial.sources import Ledger, ledger

OPEN = (Status.DRAFT, Status.REVISING)

OTHER_WINDOW = (
    "This column was saved in another window since you opened it here. Nothing is "
    "lost: this page has your text, and the other one is below it. Save again to keep "
    "yours."
)
SENT = "This column has gone to the desk since you opened it. Your text is still here."


def before(request: HttpRequest, piece: Submission | None) -> Typed:
    """What the form holds when it opens: as typed, and where nothing is typed, what
    was answered before and what the profile says."""
    if piece is None:
        return _with_profile(request, _answered(request, None, {}))
    typed = drafts.typed_now(piece)
    if piece.latest and piece.draft.saved_at <= piece.latest.saved_at:
        # nothing typed since it was sent: its ticks were for what was sent
        typed = {name: said for name, said in typed.items() if name not in TICKS}
    return _with_profile(request, _answered(request, piece, typed))


def said_before(request: HttpRequest, piece: Submission | None) -> list[Declaration]:
    """What this person answered last: with this piece, if it came back to them, or
    with another of theirs."""
    if not isinstance(request.user, User):
        return []
    if piece and _has_its_answers(piece):
        author = declarations.speaker(piece, request.user)
        last = declarations.given_by(piece, author)
        return list(last.answers) if last else []
    return declarations.said_before(request.user, besides=piece)


def _has_its_answers(piece: Submission) -> bool:
    """It came back to its author; a pitch that did was not asked for them yet."""
    return piece.status == Status.REVISING and not piece.is_pitch


def _answered(request: HttpRequest, piece: Submission | None, typed: Typed) -> Typed:
    """As typed; where a question has no answer yet, the one given last: asked again,
    never typed again. Of another piece only what may hold for this one too."""
    is_revising = bool(piece and _has_its_answers(piece))
    for each in said_before(request, piece):
        if is_revising or declarations.is_carried(each):
            answer = as_typed(each)
            if answer and not typed.get(next(iter(answer))):
                typed = typed | answer
    return typed


def _with_profile(request: HttpRequest, typed: Typed) -> Typed:
    if not isinstance(request.user, User):
        return typed
    author = Author.objects.filter(user=request.user).first()
    if author is None:
        return typed
    known = {
        f"about_{name}": getattr(author, name)
        for name in ("name", "role", "place", "pronoun", "bio_line")
    }
    return known | {name: said for name, said in typed.items() if said}


def form_of(
    request: HttpRequest, piece: Submission | None, typed: Typed, *, check: bool = False
) -> WriteForm:
    """The draft as a form: to go on with, or to be checked."""
    how: dict[str, Any] = {
        "submission": piece,
        "conditions": last_round(piece),
        "said_before": said_before(request, piece),
    }
    form = WriteForm(typed, **how) if check else WriteForm(initial=typed, **how)
    if request.user.is_authenticated:  # its preview is for people we know
        form.fields["body"].widget = ColumnEditor()
    else:
        form.fields["body"].widget.attrs["data-paste"] = reverse("contribute:paste")
    return form


def write_page(
    request: HttpRequest,
    piece: Submission | None,
    typed: Typed,
    *,
    form: WriteForm | None = None,
    refusal: str = "",
    other: Draft | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page drawn from what was typed. With ``other`` the next save is made from
    that newer draft, on purpose."""
    form = form or form_of(request, piece, typed)
    draft = other or (piece.draft if piece else None)
    context = {
        "piece": piece,
        "form": form,
        "refusal": refusal,
        "other": other.typed.get("body", "") if other else "",
        "version": draft.version if draft else "",
        "saved_at": draft.saved_at if draft else None,
        "words": word_count(str(typed.get("body", ""))),
        "earlier": typed.get("earlier", ""),
        "wanted": form.wanted(),
        "ledger": _ledger(piece, typed),
        "address": _address("write", piece),
        "save_address": _address("save", piece),
        **_unsent(request, piece),
    }
    return render(request, "editorial/write.html", context, status=status)


def waiting_draft(request: HttpRequest) -> Draft | None:
    """The column somebody began last and has not sent yet."""
    unsent = own_pieces(request).filter(
        status=Status.DRAFT,
        contributor=request.user.pk,  # of a visitor, nobody's yet
    )
    drafts_here = Draft.objects.filter(submission__in=unsent.values("pk"))
    return drafts_here.order_by("-saved_at").first()


def last_round(piece: Submission | None) -> list[Condition]:
    """The conditions that wait for an answer, if it is the author's turn."""
    if piece is None or piece.status != Status.REVISING:
        return []
    conditions = list(piece.conditions.all())
    newest = max((each.round for each in conditions), default=0)
    return [each for each in conditions if each.round == newest]


def version_in(said: Mapping[str, Any]) -> int:
    """The version a form was made from; -1, which no draft has, if it says none."""
    version = str(said.get("version", ""))
    is_number = version.isascii() and version.isdigit() and len(version) < 10
    return int(version) if is_number else -1


def page_in(said: Mapping[str, Any]) -> uuid.UUID | None:
    """The empty page a new column was begun on."""
    try:
        return uuid.UUID(str(said.get("page", "")))
    except ValueError:
        return None


def _unsent(request: HttpRequest, piece: Submission | None) -> dict[str, Any]:
    """What only an empty page carries: its name, and the guards of an open form."""
    if piece:
        return {}
    guard = OpenForm(request.POST)
    return {
        "page": page_in(request.POST) or uuid.uuid4(),
        "shown": guard.shown_again if request.POST else shown_now(),
        "waiting": None if request.POST else waiting_draft(request),
    }


def _ledger(piece: Submission | None, typed: Typed) -> Ledger:
    """What the text on this page rests on; a page not yet saved has no sources."""
    return ledger(piece, str(typed.get("body", ""))) if piece else Ledger(())


def _address(name: str, piece: Submission | None) -> str:
    if piece:
        return reverse(f"contribute:{name}", args=[piece.pk])
    return reverse("contribute:new" if name == "write" else "contribute:save_new")
