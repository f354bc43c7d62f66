"""Whose piece is it? What the contributor's pages know about who asks."""

from __future__ import annotations

import secrets
import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from editorial import drafts, rules
from editorial.models import Attachment, Submission, SubmissionQuerySet

_KEY = "visitor"
_MOST = 2**63 - 1  # more than any database counts


def is_read(request: HttpRequest) -> bool:
    """A person has the page before them: nothing is marked as seen by asking whether
    it is there, or when a browser fetches it ahead of a click that may never come."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in purpose.lower()


def visitor_of(request: HttpRequest) -> str:
    """What this browser knows of the drafts begun in it before anybody signed in."""
    return str(request.session.get(_KEY, ""))


def make_visitor(request: HttpRequest) -> str:
    """The same; a browser that knows nothing yet learns it now."""
    if _KEY not in request.session:
        request.session[_KEY] = secrets.token_urlsafe(24)
    return visitor_of(request)


def own_pieces(request: HttpRequest) -> SubmissionQuerySet:
    """The pieces of this person; of a visitor, the drafts begun in this browser."""
    if request.user.is_authenticated:
        return rules.own_submissions(request.user)
    return drafts.of_visitor(visitor_of(request))


def is_nobody(request: HttpRequest, pk: int) -> bool:
    """Not signed in, and no visitor who began this draft in this browser: they are
    asked to sign in, and learn nothing of the piece."""
    if request.user.is_authenticated:
        return False
    return not own_pieces(request).filter(pk=min(pk, _MOST)).exists()


def own_piece(request: HttpRequest, pk: int) -> Submission:
    """One of them, or 404: a stranger is not told that it exists."""
    pieces = own_pieces(request).select_related(
        *("section", "format", "holder", "latest"),
        *("article__edition", "draft", "picture"),
    )
    return get_object_or_404(
        pieces.prefetch_related("bylines__author"), pk=min(pk, _MOST)
    )


def handed_out(piece: Submission, uuid: uuid.UUID) -> FileResponse:
    """A file that came with this piece, to be kept and never to be shown: whatever
    is in it, no browser runs it under our address. 404 if the piece has none such."""
    attachment = get_object_or_404(Attachment, submission=piece, uuid=uuid)
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=attachment.name,
        content_type="application/octet-stream",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
