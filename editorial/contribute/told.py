"""What a contributor is told: where the piece is, what has happened, what comes next.

Only what is named here reaches a contributor's page. Desk notes, the text of
reasons, details of acts: nothing of them is read, so nothing of them can leak. Of
the letters, only the one that told this very reader how it ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from authors.models import User
from editorial.gates import unsigned
from editorial.models import Act, Action, Letter, Status, Submission


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a piece is, in one sentence, with the hour it ends on if there is one."""

    words: str
    hour: dt.datetime | None = None
    then: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the way: what happened and when, or what will."""

    title: str
    words: str = ""
    at: dt.datetime | None = None
    by: dt.datetime | None = None
    is_now: bool = False
    is_next: bool = False


SOMEBODY = "An editor"
YOURS = "It is yours to offer elsewhere."
_LAST_WORDS = {
    Status.DECLINED: "declined",
    Status.SPIKED: "spiked",
    Status.RELEASED: "released",
}
ONE_READER = "One person reads your column at a time, so you will not get two answers."


def in_a_line(piece: Submission) -> str:
    """For the list of somebody's columns."""
    lines = {
        Status.DRAFT: "Not sent yet",
        Status.SUBMITTED: "With the desk",
        Status.REVISING: "It is your turn: the desk has asked for changes",
        Status.ACCEPTED: "Accepted",
        Status.DECLINED: "We decided not to run it",
        Status.RELEASED: "Yours to offer elsewhere",
        Status.WITHDRAWN: "Withdrawn",
        Status.SPIKED: "We will not run it after all",
    }
    if piece.status == Status.CLEARED:
        return "Published" if piece.is_live else "Cleared for its hour"
    if piece.status == Status.ACCEPTED and piece.proof_sent_at:
        return "Accepted: your proof is ready"
    if piece.status == Status.SUBMITTED and piece.holder:
        return f"{called(piece.holder)} is reading it"
    return lines[Status(piece.status)]


def standing(piece: Submission) -> Standing:
    """The sentence at the head of the status page."""
    tell = {
        Status.DRAFT: _draft,
        Status.SUBMITTED: _submitted,
        Status.REVISING: _revising,
        Status.ACCEPTED: _accepted,
        Status.CLEARED: _cleared,
    }.get(Status(piece.status))
    if tell:
        return tell(piece)
    ended = {
        Status.DECLINED: "We read it and decided not to run it.",
        Status.RELEASED: "We did not answer you in time. That is our fault.",
        Status.WITHDRAWN: "You withdrew it. Nobody here works on it any more.",
        Status.SPIKED: "We accepted it and will not run it after all. We are sorry.",
    }
    return Standing(ended[Status(piece.status)], then=YOURS)


def _draft(piece: Submission) -> Standing:
    return Standing(
        "You have not sent it yet.", then="Nobody at the desk can see it before you do."
    )


def _submitted(piece: Submission) -> Standing:
    who = (
        f"{called(piece.holder)} is reading it."
        if piece.holder
        else ("It is with our desk, and waits for an editor to take it.")
    )
    if not piece.answered_in_time():
        return Standing(
            "We owe you an answer. It was due on",
            piece.answer_by,
            f"{who} You need not wait longer: withdraw it here with one button and "
            "offer it elsewhere.",
        )
    return Standing(
        f"{who} You will hear by",
        piece.answer_by,
        "If we are silent by then, withdraw it here with one button and offer it "
        "elsewhere.",
    )


def _revising(piece: Submission) -> Standing:
    who = called(piece.holder) if piece.holder else "The desk"
    return Standing(
        f"It is your turn. {who} asks for changes before a yes.",
        then="Answer each point, change the text, and send it back when you are done.",
    )


def _accepted(piece: Submission) -> Standing:
    if piece.proof_sent_at and unsigned(piece):
        return Standing(
            "Yes, we want to run it. Your proof is ready.",
            then="Read it and sign it, or say what is wrong. Nothing runs until you "
            "sign.",
        )
    if piece.proof_sent_at:
        return Standing(
            "Signed. We will write to you when its hour is set.",
            then="If one letter that readers see is changed, your signature lapses "
            "and we ask you again.",
        )
    return Standing(
        "Yes, we want to run it. We are editing and checking it now.",
        then="You see every change and the headline before readers do, and nothing "
        "runs until you sign.",
    )


def _cleared(piece: Submission) -> Standing:
    hour = piece.article.publish_at if piece.article else None
    if piece.is_live:
        return Standing("It is out. Readers have it since", hour)
    return Standing("It runs, in the words you signed, on", hour)


def called(person: User | None) -> str:
    """A colleague by name; an address is nobody's name."""
    return (person.name if person else "") or SOMEBODY


def last_letter(piece: Submission, reader: User) -> Letter | None:
    """What the desk wrote to this reader when it said no."""
    kind = _LAST_WORDS.get(Status(piece.status))
    if kind is None:
        return None
    return piece.letters.filter(kind=kind, to__iexact=reader.email).first()


def steps(piece: Submission, reader: User) -> list[Step]:
    """What has happened, and what is next: past, now, next. Three queries at most."""
    past = list(_history(piece, reader))
    ahead = list(_ahead(piece))
    if past and (ahead or piece.status in (Status.REVISING, Status.CLEARED)):
        last = past[-1]
        past[-1] = Step(last.title, last.words, last.at, is_now=True)
    return past + ahead


def _history(piece: Submission, reader: User) -> Iterator[Step]:
    acts = piece.acts.filter(action__in=_TOLD).select_related("by").order_by("number")
    authors = {author.user_id for author in piece.authors} | {piece.contributor_id}
    for act in acts:
        teller = _Teller(act, reader, is_author=act.by_id in authors)
        title, words = _TOLD[Action(act.action)](teller)
        yield Step(title, words, act.at)


@dataclass(frozen=True, slots=True)
class _Teller:
    """One act, and the names its sentence may use."""

    act: Act
    reader: User
    is_author: bool

    @property
    def author(self) -> str:
        return "You" if self.act.by_id == self.reader.pk else called(self.act.by)

    @property
    def editor(self) -> str:
        return "You" if self.is_author else called(self.act.by)

    @property
    def hour(self) -> str:
        said = parse_datetime(str(self.act.data.get("hour", "")))
        if said is None:
            return ""
        local = timezone.localtime(said, timezone.get_default_timezone())
        zone = settings.PAPER_ZONE_NAME
        return f"{local:%A} {local.day} {local:%B %Y, %H:%M} {zone}"


def _took(it: _Teller) -> tuple[str, str]:
    title = it.act.by.title if it.act.by else ""
    return f"{it.editor} took it", f"{title[:1].upper()}{title[1:]}. {ONE_READER}" if (
        title
    ) else ONE_READER


Telling = Callable[[_Teller], tuple[str, str]]

_TOLD: dict[Action, Telling] = {
    Action.SUBMIT: lambda it: (f"{it.author} sent it", "We sent a receipt by mail."),
    Action.SEND_BACK: lambda it: (f"{it.author} sent it back", "Thank you."),
    Action.TAKE: _took,
    Action.HAND_BACK: lambda it: (
        "It waits for another editor",
        f"{it.editor} has put it back in the queue.",
    ),
    Action.HAND_OVER: lambda it: (
        "A colleague has it now",
        f"{it.editor} has handed it over, with all that was said.",
    ),
    Action.REQUEST_CHANGES: lambda it: (
        f"{it.editor} asked for changes",
        "The list is on this page and in our letter.",
    ),
    Action.ACCEPT: lambda it: (f"{it.editor} said yes", ""),
    Action.DECLINE: lambda it: ("We decided not to run it", YOURS),
    Action.RELEASE: lambda it: ("We released it", YOURS),
    Action.SPIKE: lambda it: ("We will not run it after all", YOURS),
    Action.WITHDRAW: lambda it: (f"{it.author} withdrew it", "Nobody works on it."),
    Action.PROOF: lambda it: (f"{it.editor} sent your proof", ""),
    Action.OBJECT: lambda it: (f"{it.author} objected", "The desk answers below."),
    Action.SIGN: lambda it: (f"{it.author} signed", "These words, and no others."),
    Action.CLEAR: lambda it: ("Cleared", f"For {it.hour}." if it.hour else ""),
    Action.PULL: lambda it: (
        "Taken back before its hour",
        "Readers have not seen it.",
    ),
}


def _ahead(piece: Submission) -> Iterator[Step]:
    decision = Step(
        "Next: a decision",
        "Yes, yes if, a question, or no with a reason.",
        by=piece.answer_by,
        is_next=True,
    )
    proof = Step(
        "If yes: edit, check, your proof",
        "You see each change and the headline, and nothing runs until you sign.",
        is_next=True,
    )
    if piece.status == Status.SUBMITTED:
        yield from (decision, proof)
    elif piece.status == Status.REVISING:
        yield Step("Next: you send it back", "Then the clock runs again.", is_next=True)
        yield proof
    elif piece.status == Status.ACCEPTED:
        yield from _to_the_reader(piece)
    elif piece.status == Status.CLEARED and piece.article and not piece.is_live:
        yield Step("Next: readers", by=piece.article.publish_at, is_next=True)


def _to_the_reader(piece: Submission) -> Iterator[Step]:
    if not piece.proof_sent_at:
        yield Step(
            "Next: edit, check, your proof",
            "You see each change, the headline and the picture.",
            is_next=True,
        )
    yield Step(
        "Then: your signature, and an hour",
        "Nothing runs until you sign. We write to you when the hour is set.",
        is_next=True,
    )
