"""What a script saves every few seconds while somebody types."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.markup import word_count
from authors import zones
from editorial import drafts, windows
from editorial.contribute.page import OPEN, SENT, page_in, version_in
from editorial.contribute.write import begin, unwelcome
from editorial.forms import TooLong, Typed, typed_in, weigh
from editorial.http import is_nobody, own_piece, own_pieces
from editorial.models import Submission

NOT_OURS = "What came is not a column of ours. Reload the page; your text stays here."
TOO_BIG = "This is far more than a column. It is not saved with us: shorten it."
OTHER_WINDOW = (
    "This column was saved in another window since you opened it here. Nothing is "
    "lost: say which text to go on with."
)
ELSEWHERE = (
    "This column is open in another window since {}. Write in one of them only; what "
    "both save is kept, and you are asked which to go on with."
)
SIGNED_OUT = (
    "You are signed out. Your text stays in this browser and is saved when you have "
    "signed in, in another window."
)


class Refused(Exception):
    """A save that cannot be made, with the words and the status that say why."""

    def __init__(self, sentence: str, status: int, **more: Any) -> None:
        super().__init__(sentence)
        self.status = status
        self.said = {"sentence": sentence, **more}


NOT_YOURS = "Your co-author changes this text. Write to them, or to the desk."


@never_cache
@require_POST
def save(request: HttpRequest, pk: int) -> JsonResponse:
    """One more version of a draft."""
    try:
        said, typed = _read(request)
        if is_nobody(request, pk):
            raise Refused(SIGNED_OUT, 401)
        piece = own_piece(request, pk)
        if piece.contributor_id not in (None, request.user.pk):
            raise Refused(NOT_YOURS, 403)
        version = _kept(piece, typed, version_in(said), _open_in(piece, said))
        return _saved(
            request, version, typed, elsewhere=_elsewhere(request, piece, said)
        )
    except Refused as refused:
        return JsonResponse(refused.said, status=refused.status)


@never_cache
@require_POST
def here(request: HttpRequest, pk: int) -> JsonResponse:
    """A window says that it has the draft open, or is closed now; it is told of
    others. Nothing typed comes or goes."""
    try:
        said = _said(request)
        if is_nobody(request, pk):
            raise Refused(SIGNED_OUT, 401)
        piece = own_piece(request, pk)
        if (known := _open_in(piece, said)) is not None:
            windows.keep(piece, known)
        return JsonResponse({"elsewhere": _elsewhere(request, piece, said)})
    except Refused as refused:
        return JsonResponse(refused.said, status=refused.status)


@never_cache
@require_POST
def save_new(request: HttpRequest) -> JsonResponse:
    """The first words of a new column; from here on it has an address."""
    try:
        said, typed = _read(request)
        page = page_in(said)
        begun = own_pieces(request).filter(draft__page=page).first() if page else None
        if begun is None:
            if refusal := unwelcome(request, said):
                raise Refused(*refusal)
            begun = begin(request, typed, page)
        version = _kept(begun, typed, version_in(said), _open_in(begun, said))
        return _saved(
            request,
            version,
            typed,
            elsewhere=_elsewhere(request, begun, said),
            address=reverse("contribute:write", args=[begun.pk]),
            save_address=reverse("contribute:save", args=[begun.pk]),
        )
    except Refused as refused:
        return JsonResponse(refused.said, status=refused.status)


def _said(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
    except RequestDataTooBig:
        raise Refused(TOO_BIG, 413) from None
    except (ValueError, RecursionError):
        raise Refused(NOT_OURS, 400) from None
    if not isinstance(said, dict):
        raise Refused(NOT_OURS, 400)
    return said


def _read(request: HttpRequest) -> tuple[dict[str, Any], Typed]:
    said = _said(request)
    typed = typed_in(said.get("typed"))
    if typed is None:
        raise Refused(NOT_OURS, 400)
    try:
        weigh(typed)
    except TooLong as refused:
        raise Refused(refused.sentence, 413) from None
    return said, typed


def _open_in(piece: Submission, said: dict[str, Any]) -> windows.Windows | None:
    """The windows that have it open once this one has spoken; reads ``draft``."""
    name = windows.name_in(said.get("window"))
    if not name:
        return None
    known = windows.left if said.get("gone") is True else windows.heard
    return known(piece.draft.windows, name)


def _elsewhere(request: HttpRequest, piece: Submission, said: dict[str, Any]) -> str:
    """The quiet line about another window; empty when there is none."""
    name = windows.name_in(said.get("window"))
    since = windows.elsewhere(piece.draft.windows, name) if name else None
    if since is None:
        return ""
    return ELSEWHERE.format(zones.clock(since, request.user))


def _kept(
    piece: Submission, typed: Typed, version: int, open_in: windows.Windows | None
) -> int:
    try:
        return drafts.save(piece, typed, version=version, open_in=open_in)
    except drafts.StaleDraft as stale:
        newest = stale.draft
        is_open = newest.submission.status in OPEN
        raise Refused(
            OTHER_WINDOW if is_open else SENT,
            409,
            version=newest.version,
            typed=newest.typed,
        ) from None


def _saved(
    request: HttpRequest, version: int, typed: Typed, **more: str
) -> JsonResponse:
    return JsonResponse(
        {
            "version": version,
            "saved": zones.clock(timezone.now(), request.user),
            "words": word_count(str(typed.get("body", ""))),
            **more,
        }
    )
