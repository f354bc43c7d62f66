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
from editorial import drafts
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


@never_cache
@require_POST
def save(request: HttpRequest, pk: int) -> JsonResponse:
    """One more version of a draft."""
    try:
        said, typed = _read(request)
        if is_nobody(request, pk):
            raise Refused(SIGNED_OUT, 401)
        piece = own_piece(request, pk)
        return _saved(_kept(piece, typed, version_in(said)), typed)
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
        version = _kept(begun, typed, version_in(said))
        return _saved(
            version,
            typed,
            address=reverse("contribute:write", args=[begun.pk]),
            save_address=reverse("contribute:save", args=[begun.pk]),
        )
    except Refused as refused:
        return JsonResponse(refused.said, status=refused.status)


def _read(request: HttpRequest) -> tuple[dict[str, Any], Typed]:
    try:
        said = json.loads(request.body)
    except RequestDataTooBig:
        raise Refused(TOO_BIG, 413) from None
    except (ValueError, RecursionError):
        raise Refused(NOT_OURS, 400) from None
    typed = typed_in(said.get("typed")) if isinstance(said, dict) else None
    if typed is None:
        raise Refused(NOT_OURS, 400)
    try:
        weigh(typed)
    except TooLong as refused:
        raise Refused(refused.sentence, 413) from None
    return said, typed


def _kept(piece: Submission, typed: Typed, version: int) -> int:
    try:
        return drafts.save(piece, typed, version=version)
    except drafts.StaleDraft as stale:
        newest = stale.draft
        is_open = newest.submission.status in OPEN
        raise Refused(
            OTHER_WINDOW if is_open else SENT,
            409,
            version=newest.version,
            typed=newest.typed,
        ) from None


def _saved(version: int, typed: Typed, **more: str) -> JsonResponse:
    now = timezone.localtime(timezone=timezone.get_default_timezone())
    return JsonResponse(
        {
            "version": version,
            "saved": f"{now:%H:%M}",
            "words": word_count(str(typed.get("body", ""))),
            **more,
        }
    )
