"""Reading through the queue: the list at the left, the whole text at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from articles import markup
from authors.http import SignedInRequest
from authors.models import User
from editorial import rules
from editorial.desk import filters, letters, queue
from editorial.desk import piece as desk
from editorial.desk.filters import Asked
from editorial.desk.queue import Row
from editorial.desk.standing import BY_KEY
from editorial.editor import shown_privately
from editorial.models import Revision, Submission


@require_safe
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page, or with ``part=pane`` only its right side, for a script that keeps the
    list where it is."""
    user, asked = request.user, filters.read(request.GET)
    open_pieces = rules.desk_submissions(user)
    row = next(queue.lines(open_pieces.filter(pk=min(pk, 2**63 - 1)), user), None)
    if row is None:
        raise Http404
    queued = asked.order(asked.pick(open_pieces.on_the_desk(), user))
    if request.GET.get("part") == "pane":
        order = list(queued.values_list("pk", flat=True)[: queue.MOST_ROWS])
        context = _pane(row, asked, order, user)
        return TemplateResponse(request, "editorial/desk/_pane.html", context)
    rows, beside = list(queue.lines(queued, user)), admin.site.each_context(request)
    context = {
        **beside,
        "title": f"Reading: {row['headline']}",
        "view": BY_KEY[asked.view],
        "rows": rows,
        "decides": rules.decides(user),
        "post": letters.of_the_board(user, request.letters_in_trouble),
        **_pane(row, asked, [each["pk"] for each in rows], user),
    }
    return TemplateResponse(request, "editorial/desk/reading.html", context)


def _pane(row: Row, asked: Asked, order: Sequence[int], user: User) -> dict[str, Any]:
    """The right side: one piece with its words, and the ones before and after it."""
    piece = rules.with_blindness(Submission.objects.all()).get(pk=row["pk"])
    is_blind = rules.is_blind(piece)
    hidden = partial(rules.without_names, piece) if is_blind else str
    text = Revision.objects.get(pk=piece.latest_id or 0)
    place = order.index(piece.pk) if piece.pk in order else -1
    after = order[place + 1] if 0 <= place < len(order) - 1 else None
    return {
        "row": row,
        "asked": asked,
        "is_blind": is_blind,
        "standfirst": hidden(text.standfirst),
        "body": body_of(piece, text, to=user),
        "why_now": hidden(piece.why_now),
        "why_you": "" if is_blind else piece.why_you,
        "place": place + 1,
        "of": len(order),
        "before": _address(order[place - 1], asked) if place > 0 else "",
        "after": _address(after, asked) if after else "",
        "here": _address(piece.pk, asked),
        "blind": desk.before_its_decision(piece, user) if is_blind else None,
    }


def _address(pk: int, asked: Asked) -> str:
    return f"{reverse('admin:desk_read', args=[pk])}{asked.query}"


def body_of(piece: Submission, text: Revision, *, to: User) -> SafeString:
    """The words as readers would get them; while names are hidden, without those of
    its authors where they stand in it."""
    html = markup.trusted(text.body_html)
    if rules.is_blind(piece):
        masked = rules.without_names(piece, text.body)
        if masked != text.body:
            html = markup.render(masked, doc_id=f"r{piece.pk}")
    return shown_privately(html, to=to)
