"""Where pasted words came from, kept with the piece: or with the page it begins on."""

from __future__ import annotations

import re
import uuid
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest

from editorial import origins
from editorial.contribute.page import OPEN, page_in
from editorial.http import own_pieces
from editorial.models import Submission
from editorial.word import Traces

_KEY = "pasted"
_MOST = 8  # pastes into pages that hold no piece yet
_PIECE = re.compile(r"[0-9]{1,18}")


def note(request: HttpRequest, traces: Traces) -> None:
    """Keep it with the piece that the page names, if it is theirs to write in; with
    the page itself while nothing of it is saved. Anything else is let go."""
    if not traces or traces.words < origins.PASTE_LEAST:
        return
    named = request.GET.get("piece", "")
    if named.isascii() and _PIECE.fullmatch(named):
        open_to = own_pieces(request).filter(pk=named, status__in=OPEN)
        piece = open_to.first()
        if piece:
            origins.note_pasted(piece, traces)
        return
    page = page_in(request.GET)
    if page:
        waiting = _waiting(request)
        waiting.append({"page": str(page), "said": asdict(traces)})
        request.session[_KEY] = waiting[-_MOST:]


def settle(request: HttpRequest, piece: Submission, page: uuid.UUID | None) -> None:
    """The page has become a piece: what was pasted into it is kept with that."""
    waiting = _waiting(request)
    ours = [each for each in waiting if each["page"] == str(page)]
    if not ours:
        return
    for each in ours:
        origins.note_pasted(piece, origins.traces_of(each["said"]))
    request.session[_KEY] = [each for each in waiting if each not in ours]


def _waiting(request: HttpRequest) -> list[dict[str, Any]]:
    return list(request.session.get(_KEY, []))
