"""Every text a piece has had: listed, any two laid over each other, brought back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from articles.markup import clean_line
from authors.http import SignedInRequest
from authors.models import User
from editorial import revisions, rules, signing
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.desk.marked import Marked, compare
from editorial.models import REVISED_FIELDS, Revision, SignOff, Status, Submission


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two revisions laid over each other."""

    name: str
    line: Marked


@dataclass(frozen=True, slots=True)
class Since:
    """A text from which on one may want to see what has changed."""

    whom: str
    number: int
    at: dt.datetime


@require_safe
def revision_list(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    kept = list(
        piece.revisions.select_related("by")
        .defer("body", "body_html")
        .order_by("-number")
    )
    before, after = _chosen(request, piece)
    may = rules.may_edit(request.user, piece) and piece.status == Status.ACCEPTED
    return desk.page(
        request,
        piece,
        "revisions",
        {
            "revisions": kept,
            "before": before,
            "after": after,
            "compared": _compared(before, after) if before and after else [],
            "since": _since(piece, request.user),
            "may_restore": may,
            "why_not": "" if may else words.why_not_edited(piece),
        },
    )


@require_POST
def restore(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    get_object_or_404(piece.revisions, number=number)
    base = request.POST.get("base", "")
    why = clean_line(request.POST.get("why", ""))
    if not why:
        messages.warning(
            request, f"Nothing was restored. Say why revision {number} should be back."
        )
        return redirect(desk.address(piece, "revisions"))
    try:
        signing.restore(
            piece,
            number,
            by=request.user,
            base=int(base) if base.isdecimal() and len(base) < 7 else 0,
            why=why,
        )
    except revisions.StaleRevision as stale:
        messages.warning(
            request,
            f"{stale} Nothing was restored. Compare it with that one first.",
        )
    except revisions.Closed:
        messages.warning(request, words.moved_on(piece))
    else:
        messages.success(request, f"The text of revision {number} is back.")
    return redirect(desk.address(piece, "revisions"))


def signed_last(piece: Submission) -> SignOff | None:
    """The signature an author gave last, to words they read: not one carried on to a
    text in which only slips were mended. One query."""
    signed = piece.sign_offs.filter(carried_from=None).select_related("revision")
    return signed.order_by("-at", "-pk").first()


def _since(piece: Submission, user: User) -> list[Since]:
    """What has changed since they last read it, and since an author signed. Two
    queries."""
    newest = piece.latest.number if piece.latest else 0
    last = piece.last_reads.filter(user=user).select_related("revision").first()
    signed = signed_last(piece)
    found = [
        Since("I last read", last.revision.number, last.at) if last else None,
        Since("the author signed", signed.revision.number, signed.at)
        if signed
        else None,
    ]
    return [each for each in found if each and each.number < newest]


def _chosen(
    request: SignedInRequest, piece: Submission
) -> tuple[Revision | None, Revision | None]:
    """The two revisions asked for, the earlier first; none when none is asked for."""
    asked = [request.GET.get("from", ""), request.GET.get("to", "")]
    if not any(asked):
        return None, None
    if not all(each.isdecimal() and len(each) < 7 for each in asked):
        raise Http404
    numbers = sorted(map(int, asked))
    found = {each.number: each for each in piece.revisions.filter(number__in=numbers)}
    if set(found) != set(numbers):
        raise Http404
    return found[numbers[0]], found[numbers[1]]


def _compared(before: Revision, after: Revision) -> list[Compared]:
    """The fields that differ, the text last."""
    old, new = before.fields(), after.fields()
    return [
        Compared(
            name="Text" if name == "body" else name.replace("_", " ").capitalize(),
            line=compare(old[name], new[name]),
        )
        for name in REVISED_FIELDS
        if old[name] != new[name]
    ]
