"""Passing on a column: a courteous letter, shown whole before it goes; one at a time
or many."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest, next_address
from authors.models import User
from editorial import access, decisions, notices, rules, workflow
from editorial.desk import filters, words
from editorial.desk import piece as desk
from editorial.models import (
    Action,
    Decision,
    LetterKind,
    LetterTemplate,
    Private,
    Submission,
)

MOST = 50  # at a time: as many letters as a person can look over
NOT_THERE = "It is not on your desk."
TOO_MANY = f"More than {MOST} at a time."
CHANGED = "Its letter reads otherwise by now. Look at it again."


@dataclass(frozen=True, slots=True)
class Passing:
    """One column with the letter that would go, and to whom."""

    piece: Submission
    wording: notices.Wording
    to: str
    email: str  # empty while names are hidden
    seen: int
    headline: str
    read: notices.Wording  # the letter as it may be read before it goes

    @property
    def shown(self) -> str:
        """The letter that was seen and no other: what comes back with the button."""
        words = f"{self.wording.subject}\n{self.wording.body}"
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @property
    def key(self) -> str:
        return f"{self.piece.pk}.{self.seen}.{self.shown}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One that does not go with the others; one's own, passed already, need not be
    told to whoever pressed twice."""

    headline: str
    why: str
    is_done: bool = False


def templates() -> QuerySet[LetterTemplate]:
    """The letters a pass may start from; the first is the usual one."""
    return LetterTemplate.objects.filter(kind=LetterKind.DECLINE)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter of one column and the button that sends it; with ``part=letter`` only
    that, for a script that shows it on the board."""
    piece = desk.fetch(request, pk)
    if not rules.is_editor(request.user, piece):
        raise rules.only_for(rules.DECIDERS)
    template = _chosen(request)
    if request.method == "POST":
        return _pass(request, piece, template)
    if why := _why_not(piece):
        return _cannot(request, why)
    return _page_of_one(request, piece, template)


def _pass(
    request: SignedInRequest, piece: Submission, template: LetterTemplate | None
) -> HttpResponse:
    back = next_address(request, "admin:index")
    passing = prepared(piece, template, by=request.user)
    if (why := _why_not(piece)) and _is_done(piece, request.user):
        return redirect(back)  # the same button twice
    if why:
        messages.warning(request, f"“{rules.shown_headline(piece)}”: {why}")
        return redirect(back)
    if request.POST.get("shown") != passing.shown:
        return _page_of_one(request, piece, template, refusal=CHANGED, status=409)
    seen = request.POST.get("seen", "")
    why = carry_out(passing, template, by=request.user, seen=seen)
    if why and not _is_done(piece, request.user):
        messages.warning(request, f"“{rules.shown_headline(piece)}”: {why}")
    elif not why:
        messages.success(request, _told(piece))
    return redirect(back)


def _told(piece: Submission) -> str:
    waits = Decision.objects.filter(submission=piece, problem="").first()
    leaves = f"leaves {words.near_hour(waits.due_at)}" if waits else "is on its way"
    return f"Passed “{rules.shown_headline(piece)}”. Your letter {leaves}."


def prepared(
    piece: Submission, template: LetterTemplate | None, *, by: User
) -> Passing:
    """The letter as it would go, its places filled."""
    wording = (
        notices.from_template(template, piece, by=by)
        if template
        else notices.default_wording(piece, Action.DECLINE, by=by)
    )
    body = re.sub(r"\n{3,}", "\n\n", wording.body)
    wording, seen = notices.Wording(wording.subject, body), workflow.last_move(piece)
    if rules.is_blind(piece) or piece.contributor is None:
        hidden = partial(rules.without_names, piece)
        read = notices.Wording(hidden(wording.subject), hidden(wording.body))
        headline = hidden(piece.headline)
        return Passing(piece, wording, "The author", "", seen, headline, read)
    to = piece.contributor
    return Passing(piece, wording, str(to), to.email, seen, piece.headline, wording)


def carry_out(
    passing: Passing, template: LetterTemplate | None, *, by: User, seen: str
) -> str:
    """Pass on it as the page showed it; why that could not be done, or nothing."""
    piece, reason = passing.piece, template.reason if template else ""
    try:
        decisions.decide(
            piece,
            Action.DECLINE,
            by=by,
            note=reason,
            reason=reason,
            details=workflow.Details(wording=passing.wording),
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else -1,
        )
    except workflow.TransitionNotAllowed:
        return _why_not(Submission.objects.get(pk=piece.pk)) or words.moved_on(piece)
    except PermissionDenied:
        return "It is not yours to decide."
    return ""


def _why_not(piece: Submission) -> str:
    """Why nobody can pass on it now; empty while one can."""
    if waits := decisions.pending(piece):
        did = words.decided(waits.action).lower()
        return f"{waits.by} has {_as_done(did)}; the letter waits in the outbox."
    if workflow.step_of(piece, Action.DECLINE) is None:
        return words.moved_on(piece)
    return ""


def _as_done(did: str) -> str:
    return f"{did} on it" if did == "passed" else f"{did} already"


def _is_done(piece: Submission, user: User) -> bool:
    """This person has passed on it already."""
    if waits := decisions.pending(piece):
        return waits.by_id == user.pk and waits.action == Action.DECLINE
    last = piece.acts.exclude(to_status="").order_by("-number").first()
    return bool(last and last.by == user and last.action == Action.DECLINE)


def _chosen(request: SignedInRequest) -> LetterTemplate | None:
    """The letter asked for, else the first of the desk's, else the house's own."""
    asked = request.POST.get("template") or request.GET.get("template") or ""
    if asked.isdecimal() and len(asked) < 10:
        return templates().filter(pk=int(asked)).first()
    return templates().first()


def _cannot(request: SignedInRequest, why: str) -> HttpResponse:
    if request.GET.get("part") == "letter":
        context = {"why": why}
        name = "editorial/desk/_pass.html"
        return TemplateResponse(request, name, context, status=409)
    messages.warning(request, why)
    return redirect(filters.read(request.GET).address)


def _page_of_one(
    request: SignedInRequest,
    piece: Submission,
    template: LetterTemplate | None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = filters.read(request.GET)
    passing = prepared(piece, template, by=request.user)
    if passing.email:
        access.look(request.user, Private.CONTACT, submission=piece)
    context: dict[str, Any] = {
        "passing": passing,
        "template": template,
        "next": next_address(request, asked.address),
        "held_by": piece.holder if piece.holder_id != request.user.pk else None,
        "left_out_of_it": notices.left_out_of(template),
        "refusal": refusal,
    }
    if request.GET.get("part") == "letter" and request.method != "POST":
        return TemplateResponse(request, "editorial/desk/_pass.html", context)
    context |= {
        **admin.site.each_context(request),
        "title": f"Pass on “{passing.headline}”",
        "piece": piece,
        "asked": asked,
        "templates": templates(),
    }
    return TemplateResponse(request, "editorial/desk/pass.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: SignedInRequest) -> HttpResponse:
    """Many at once: every letter is on the page before one button sends them."""
    if not rules.decides(request.user):
        raise rules.only_for(rules.DECIDERS)
    template = _chosen(request)
    if request.method == "POST":
        return _pass_several(request, template)
    marked = list(dict.fromkeys(filter(_is_key, request.GET.getlist("piece"))))
    going, left_out = _sorted_out(request, marked, template)
    context = {
        **admin.site.each_context(request),
        "title": "Pass several columns",
        "going": going,
        "left_out": left_out,
        "template": template,
        "templates": templates(),
        "left_out_of_it": notices.left_out_of(template),
        "marked": marked,
        "next": next_address(request, "admin:index"),
    }
    return TemplateResponse(request, "editorial/desk/pass-several.html", context)


def _is_key(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 19


def _found(request: SignedInRequest, keys: list[str]) -> dict[int, Submission]:
    pieces = rules.desk_submissions(request.user).filter(pk__in=map(int, keys))
    return {piece.pk: piece for piece in rules.with_blindness(pieces.for_piece())}


def _sorted_out(
    request: SignedInRequest, marked: list[str], template: LetterTemplate | None
) -> tuple[list[Passing], list[LeftOut]]:
    """Those that can go, each with its letter, and those that cannot, each with why."""
    found, user = _found(request, marked), request.user
    going: list[Passing] = []
    left_out: list[LeftOut] = []
    for key in map(int, marked):
        piece = found.get(key)
        if piece is None:
            left_out.append(LeftOut("A column", NOT_THERE))
        elif why := _not_with_others(piece, user):
            done = _is_done(piece, user)
            left_out.append(LeftOut(rules.shown_headline(piece), why, is_done=done))
        elif len(going) == MOST:
            left_out.append(LeftOut(rules.shown_headline(piece), TOO_MANY))
        else:
            going.append(prepared(piece, template, by=user))
    return going, left_out


def _not_with_others(piece: Submission, user: User) -> str:
    """Why it is left out of many; what a colleague holds is passed by that colleague,
    or on its own page."""
    if why := _why_not(piece):
        return why
    if piece.holder is not None and piece.holder_id != user.pk:
        return f"{piece.holder} has it."
    return ""


def _pass_several(
    request: SignedInRequest, template: LetterTemplate | None
) -> HttpResponse:
    keys = [key.split(".") for key in request.POST.getlist("piece")]
    shown = {
        parts[0]: (parts[1], parts[2])
        for parts in keys
        if len(parts) == 3 and _is_key(parts[0])
    }
    going, left_out = _sorted_out(request, list(shown), template)
    passed = 0
    for each in going:
        seen, letter = shown[str(each.piece.pk)]
        why = CHANGED if letter != each.shown else ""
        why = why or carry_out(each, template, by=request.user, seen=seen)
        if why:
            left_out.append(LeftOut(rules.shown_headline(each.piece), why))
        else:
            passed += 1
    if passed:
        messages.success(request, _told_of_several(passed))
    for out in left_out:
        if not out.is_done:
            messages.warning(request, f"Left out: “{out.headline}”. {out.why}")
    if not passed and not left_out:
        messages.info(request, "Nothing was marked, so nothing was sent.")
    return redirect(next_address(request, "admin:index"))


def _told_of_several(passed: int) -> str:
    many = "1 column" if passed == 1 else f"{passed} columns"
    waits = decisions.waiting().order_by("-due_at").first()
    leave = f"leave by {words.near_hour(waits.due_at)}" if waits else "are on their way"
    return f"Passed {many}. The letters {leave}."
