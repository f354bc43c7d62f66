"""A piece on the desk: what every page of it shows around its own part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from authors.http import SignedInRequest
from authors.models import Author, User
from editorial import (
    access,
    clock,
    corrections,
    declarations,
    evidence,
    gates,
    identity,
    previews,
    rules,
    schedule,
    workflow,
)
from editorial.amounts import amounts
from editorial.desk import asked, letters, waits, words
from editorial.desk.asked import Asked
from editorial.gates import Blocker
from editorial.models import (
    ENDED,
    IN_HAND,
    Act,
    Action,
    Private,
    Status,
    Submission,
)

MAIN = (Action.COMMISSION, Action.ACCEPT, Action.CLEAR)

# A page without a tab of its own stands behind this one.
BEHIND = {
    "same": "origin",
    "counsel": "legal",
    "inquiry": "declarations",
    "invited": "byline",
}

# What a window with this part of a piece is called, before its headline; the text
# itself has the headline alone.
CALLED = {
    "headline": "Headline",
    "picture": "Picture",
    "byline": "Byline",
    "claims": "Claims",
    "sources": "Sources",
    "declarations": "Declared",
    "identity": "Identity",
    "risk": "Risk",
    "legal": "Legal read",
    "origin": "Where from",
    "style": "Style",
    "terms": "Terms",
    "letters": "Letters",
    "revisions": "Revisions",
    "history": "History",
    "same": "Same piece",
    "counsel": "Counsel’s notes",
    "inquiry": "A machine’s part in it",
    "invited": "Asked into the byline",
    "details": "Section, format and peg",
    "plan": "The hour for readers",
    "previews": "Preview links",
    "contact": "How to reach them",
    "hand-over": "Hand over",
    "assign": "Ask somebody",
    "hold": "Legal hold",
    "pause": "Pause the answer clock",
    "day": "The day for the changes",
    "proof": "Send the proof",
    "message": "Write to the author",
    "note": "Desk note",
    "decision": "The letter that waits",
    "letter-change": "The letter that waits",
    "clear": "Clear for readers",
    "points": "What the author said",
    "correct": "Correct the column",
    "override": "Clear without a signature",
}

# The part of the desk where a blocker is mended.
MENDED_AT = {
    "text": "admin:desk_piece",
    "headline": "admin:desk_headline",
    "byline": "admin:desk_byline",
    "consent": "admin:desk_invited",
    "terms": "admin:desk_terms",
    "picture": "admin:desk_picture",
    "declarations": "admin:desk_declarations",
    "inquiry": "admin:desk_inquiry",
    "claims": "admin:desk_claims",
    "identity": "admin:desk_identity",
    "risk": "admin:desk_risk",
    "responsible": "admin:desk_risk",
    "legal": "admin:desk_legal",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a piece, at an address of its own."""

    key: str
    name: str
    address: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class TabRow:
    """The parts that belong together, in one line under a name."""

    name: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """A blocker with the address where it is mended."""

    words: str
    who: str
    address: str


@dataclass(frozen=True, slots=True)
class Move:
    """A move this person may try now."""

    name: str
    address: str
    is_main: bool
    is_shut: bool


@dataclass(frozen=True, slots=True)
class Writer:
    """One author as the panel of people shows them."""

    author: Author
    address: str
    history: str


# What can be done with a piece before its first decision where the desk reads blind.
# Every other page of it would tell who wrote it; a new one is shut until named here.
OPEN_WHILE_BLIND = frozenset(
    {
        *("desk_read", "desk_pass", "desk_move", "desk_names"),
        "desk_decision",
        *("desk_take", "desk_hand_back", "desk_hand_over", "desk_note"),
        *("desk_pause", "desk_resume", "desk_day"),
    }
)


class NamesHidden(PermissionDenied):
    """The page would tell who wrote ``piece``, which the desk may not know yet."""

    def __init__(self, piece: Submission) -> None:
        super().__init__("Its names are hidden until the first decision.")
        self.piece = piece


def fetch(request: SignedInRequest, pk: int) -> Submission:
    """The piece, or 404: a stranger's, one's own and an unsent one do not exist.
    Raises ``NamesHidden`` on a page that would name the authors of one read blind."""
    found = rules.with_blindness(rules.desk_submissions(request.user).for_piece())
    piece = get_object_or_404(found, pk=pk)
    rules.is_no_author(request.user, piece)
    page_name = getattr(request.resolver_match, "url_name", "")
    if rules.is_blind(piece) and page_name not in OPEN_WHILE_BLIND:
        raise NamesHidden(piece)
    return piece


def address(piece: Submission, part: str = "piece") -> str:
    return reverse(f"admin:desk_{part}", args=[piece.pk])


def page(
    request: SignedInRequest,
    piece: Submission,
    part: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    shows_contact: bool = False,
) -> HttpResponse:
    """One part of a piece with its head, its tabs and its side. ``shows_contact``: it
    says how somebody is reached, once names may be seen; that is on record first."""
    user = request.user
    if shows_contact and not rules.is_blind(piece):
        access.look(user, Private.CONTACT, submission=piece)
    counts, headline = amounts(piece), rules.shown_headline(piece)
    return TemplateResponse(
        request,
        f"editorial/desk/{part}.html",
        {
            **admin.site.each_context(request),
            "title": headline,
            "shown_headline": headline,
            "part": part,
            "called": CALLED.get(part, ""),
            "piece": piece,
            "is_blind": rules.is_blind(piece),
            "rows_of_tabs": _tabs(piece, counts),
            "tab_here": BEHIND.get(part, part),
            "head": _head(piece, user),
            **_side(piece, user, part),
            **_after_publication(piece, user),
            "waits": waits.on_piece(piece, user),
            "taken_back": request.session.get(f"message-{piece.pk}", ""),
            "leaving": letters.leaving(piece, user) if counts["held"] else [],
            "unheard": letters.of_a_piece(piece) if counts["trouble"] else [],
            **(context or {}),
        },
        status=status,
    )


def _tabs(piece: Submission, counts: Mapping[str, int]) -> list[TabRow]:
    """Row by row: what readers will see, what the desk checks, what is on record."""
    if rules.is_blind(piece):
        return []
    declared = _declared(piece)

    def tab(key: str, name: str, count: int | None = None) -> Tab:
        return Tab(key, name, address(piece, key), count)

    def counted(key: str, one: str, plain: str) -> Tab:
        count = counts[key]
        return tab(key, _counted(one, count), count) if count else tab(key, plain)

    return [
        TabRow(
            "Column",
            (
                tab("piece", "Text"),
                tab("headline", "Headline"),
                tab("picture", "Picture"),
                tab("byline", "Byline"),
            ),
        ),
        TabRow(
            "Checks",
            (
                counted("claims", "claim", "Claims"),
                counted("sources", "source", "Sources"),
                tab(
                    "declarations",
                    f"{_counted('interest', declared)} declared"
                    if declared
                    else "Declared",
                    declared or None,
                ),
                tab("identity", "Identity"),
                tab("risk", "Risk"),
                tab("legal", "Legal read"),
                tab("origin", "Where from"),
                tab("style", "Style"),
            ),
        ),
        TabRow(
            "Record",
            (
                tab("terms", "Terms"),
                counted("letters", "letter", "Letters"),
                counted("revisions", "revision", "Revisions"),
                tab("history", "History"),
            ),
        ),
    ]


def _counted(one: str, count: int) -> str:
    """What stands after the number: "letter", "letters"."""
    return one if count == 1 else f"{one}s"


def _declared(piece: Submission) -> int:
    """How many interests its authors declare, in the answers each gave last."""
    return len(declarations.interests(piece))


def _head(piece: Submission, user: User) -> dict[str, Any]:
    wanted = piece.format
    return {
        "words": words.words_against_range(piece),
        "range": f"of {wanted.length}" if wanted else "",
        "format": "Pitch" if piece.is_pitch else wanted.name if wanted else "",
        "peg": _peg(piece),
        "stage": _stage(piece),
        "held": _held(piece, user),
    }


def _peg(piece: Submission) -> dict[str, str] | None:
    if piece.peg_until is None:
        return None
    is_blind = rules.is_blind(piece)
    peg = rules.without_names(piece, piece.peg) if is_blind else piece.peg
    if piece.peg_until <= timezone.now():
        return {"left": "", "said": f"Its peg has passed: {peg}", "heat": ""}
    left = piece.peg_until - timezone.now()
    return {
        "left": clock.left(piece.peg_until),
        "said": f"left on the peg: {peg}" if peg else "left on the peg",
        "heat": words.heat(left),
    }


def _stage(piece: Submission) -> str:
    if piece.article:
        said = "Out since" if piece.is_live else "Set for"
        return f"{said} {words.hour(piece.article.publish_at)}"
    if piece.paused_since:
        return f"With the desk, the clock paused since {words.hour(piece.paused_since)}"
    if piece.status == Status.SUBMITTED and piece.answer_by:
        left = clock.left(piece.answer_by)
        late = not piece.answered_in_time()
        return f"With the desk, answer {left if late else f'due in {left}'}"
    return f"{Status(piece.status).label}, {words.since(piece.stage_since)}"


def _held(piece: Submission, user: User) -> str:
    if piece.holder is None or piece.held_since is None:
        return ""
    who = "you" if piece.holder == user else str(piece.holder)
    return f"Held by {who} since {words.near_hour(piece.held_since)}"


def _side(piece: Submission, user: User, part: str) -> dict[str, Any]:
    """The panels beside every part: what is missing, who may act, and the rooms."""
    is_open = piece.status in IN_HAND
    state = workflow.state_of(piece) if piece.status == Status.ACCEPTED else None
    may_decide, may_edit = rules.is_editor(user, piece), rules.may_edit(user, piece)
    shut = state is not None and not state.is_ready
    at_work = asked.on_piece(piece, user)
    blockers = state.blockers if state else ()
    return {
        "readiness": state,
        "lacks": [_lack(piece, each, at_work) for each in blockers],
        "at_work": at_work,
        "moves": list(_moves(piece, user, shut=shut, is_page_of_moves=part == "piece")),
        "ended_by": _ended_by(piece),
        "may_edit": may_edit,
        "may_hold": rules.may_hold(user, piece),
        "may_have_evidence": evidence.may_have(user, piece),
        "hours": _hours(piece, may_decide=may_decide),
        "dates": _dates(piece, may_decide=may_decide, may_edit=may_edit),
        "reader": piece.contributor,
        "may_take": may_decide and is_open and piece.holder is None,
        "may_hand_back": may_decide and piece.holder == user,
        "may_hand_over": may_decide and (is_open or _is_set(piece)),
        "may_send_proof": may_edit and piece.status == Status.ACCEPTED,
        "writers": _writers(piece),
        "conversation": list(
            piece.messages.select_related("by").prefetch_related("attachments")
        ),
        "notes": list(piece.notes.select_related("by")),
        "conditions": gates.conditions_asked(piece),
    }


def _after_publication(piece: Submission, user: User) -> dict[str, Any]:
    """What waits for a second person, and who may correct it. One query for a column
    that is out; none before."""
    waiting = corrections.waiting_on(piece) if piece.is_live else None
    may_correct = piece.is_live and not waiting and rules.may_edit(user, piece)
    return {"amendment": waiting, "may_correct": may_correct}


def _hours(piece: Submission, *, may_decide: bool) -> dict[str, Any]:
    """The clock that runs, and what this person may do to it."""
    waits = may_decide and piece.status == Status.SUBMITTED
    return {
        "may_pause": waits and piece.answer_by is not None,
        "may_resume": waits and piece.paused_since is not None,
        "may_set_day": may_decide and piece.status == Status.REVISING,
        "due": words.day_and_hour(piece.answer_by) if piece.answer_by else "",
    }


def _dates(piece: Submission, *, may_decide: bool, may_edit: bool) -> dict[str, Any]:
    """When it is planned, and who may be shown it before that. No query."""
    return {
        "planned": piece.planned_for if piece.article is None else None,
        "may_plan": may_decide and schedule.is_movable(piece),
        "may_show": may_edit and not previews.why_not(piece),
    }


def _is_set(piece: Submission) -> bool:
    return piece.article is not None and not piece.is_live


def _lack(piece: Submission, blocker: Blocker, at_work: Sequence[Asked]) -> Lack:
    """Who must act: somebody who has been asked to, else whom the gate names."""
    who = asked.asked_of(blocker.mend, at_work) or blocker.who
    return Lack(blocker.words, who, mended_at(piece, blocker))


def mended_at(piece: Submission, blocker: Blocker) -> str:
    """The address where this lack is mended."""
    part = MENDED_AT.get(blocker.mend)
    if part:
        return reverse(part, args=[piece.pk])
    # the button to say so stands at the end of the text as readers see it
    view = "?view=readers" if blocker.mend == "read" else ""
    return f"{address(piece)}{view}#{blocker.mend}"


def before_its_decision(piece: Submission, user: User) -> dict[str, Any]:
    """What can be done with a piece whose names are hidden, beside passing it, and what
    the desk has said of it, without those names."""
    may_decide, is_open = rules.is_editor(user, piece), piece.status in IN_HAND
    moves = _moves(piece, user, shut=False, is_page_of_moves=False)
    names = rules.hidden_names([piece.pk]).get(piece.pk, [])
    notes = piece.notes.select_related("by")
    return {
        "piece": piece,
        "moves": [each for each in moves if each.name != words.BUTTONS[Action.DECLINE]],
        "hours": _hours(piece, may_decide=may_decide),
        "may_hand_back": may_decide and piece.holder == user,
        "may_hand_over": may_decide and is_open,
        "notes": [(each, rules.masked(each.text, names)) for each in notes],
    }


def _moves(
    piece: Submission, user: User, *, shut: bool, is_page_of_moves: bool
) -> Iterator[Move]:
    """The buttons. One of them is solid, where no other button of the page is."""
    waiting = getattr(piece, "decision", None)
    if waiting and not waiting.problem:
        return  # undone first, or carried out
    for row in workflow.available(piece, user):
        yield Move(
            name=words.BUTTONS[row.action],
            address=reverse("admin:desk_move", args=[piece.pk, slug(row.action)]),
            is_main=is_page_of_moves and row.action in MAIN,
            is_shut=shut and row.action is Action.CLEAR,
        )


def slug(action: Action) -> str:
    """A move as its address has it: "request-changes"."""
    return action.value.replace(" ", "-")


def _ended_by(piece: Submission) -> Act | None:
    """The act that ended it, with its reason."""
    if piece.status not in ENDED:
        return None
    return piece.acts.exclude(to_status="").order_by("-number").first()


def _writers(piece: Submission) -> list[Writer]:
    """The authors in order, each with what they have published here before."""
    known = identity.known(piece)
    return [
        Writer(
            author=author,
            address=reverse("admin:authors_author_change", args=[author.pk]),
            history=_published(known[author.pk].columns, known[author.pk].last_out),
        )
        for author in piece.authors
    ]


def _published(columns: int, last_out: dt.datetime | None) -> str:
    if not columns or last_out is None:
        return "first column with us"
    said = "one column before" if columns == 1 else f"{columns} columns before"
    day = date_format(words.paper_day(last_out), "j F Y")
    return f"{said}, the last on {day}"
