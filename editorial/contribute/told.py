"""What a contributor is told: where the piece is, what has happened, what comes next.

Only what is named here reaches a contributor's page. Desk notes, the text of
reasons, details of acts: nothing of them is read, so nothing of them can leak. Of
the letters, only the one that told this very reader how it ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.dateparse import parse_datetime

from articles.models import CorrectionKind
from authors import zones
from authors.models import User
from editorial import signing
from editorial.gates import not_signed
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
    if piece.status == Status.ACCEPTED and piece.is_at_proof:
        return "Accepted: your proof is ready"
    if piece.paused_since:
        return "With the desk: our answer takes longer"
    if piece.status == Status.SUBMITTED and piece.holder:
        return f"{called(piece.holder)} is reading it"
    if piece.status == Status.REVISING and piece.is_pitch:
        return "It is your turn: the desk asks for the column"
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
    if piece.paused_since:
        return Standing(
            f"{who} Our answer takes longer, and our clock stands still since",
            piece.paused_since,
            f"The reason: {piece.pause_reason}",
        )
    if not piece.answered_in_time():
        return Standing(
            "We owe you an answer. It was due on",
            piece.answer_by,
            "It is being released by itself, and a letter to you says so: you are "
            "free to offer it elsewhere.",
        )
    return Standing(
        f"{who} You will hear by",
        piece.answer_by,
        "If we are silent by then, it is released by itself: we write to you, and "
        "you are free to offer it elsewhere.",
    )


def _revising(piece: Submission) -> Standing:
    who = called(piece.holder) if piece.holder else "The desk"
    if piece.is_pitch:
        return _commissioned(piece, who)
    then = "Answer each point, change the text, and send it back when you are done."
    if piece.revise_by is None:
        return Standing(
            f"It is your turn. {who} asks for changes before a yes.", then=then
        )
    return Standing(
        f"It is your turn. {who} asks for changes before a yes, and hopes to have it "
        "back by",
        piece.revise_by,
        f"{then} If you need more time, tell us below.",
    )


def _commissioned(piece: Submission, who: str) -> Standing:
    when = " and hopes to have it by" if piece.revise_by else "."
    return Standing(
        f"Yes to your pitch. {who} asks for the column{when}",
        piece.revise_by,
        "Your pitch is in the form already. Write the column there and send it when "
        "you are done.",
    )


def _accepted(piece: Submission) -> Standing:
    if piece.is_at_proof and not_signed(piece):
        return Standing(
            "Yes, we want to run it. Your proof is ready.",
            then="Read it and sign it, or say what is wrong. Nothing runs until you "
            "sign.",
        )
    if piece.is_at_proof:
        return Standing(
            "Signed. We will write to you when its hour is set.",
            then="If one letter that readers see is changed, your signature lapses "
            "and we ask you again; slips that you allowed us to mend we only tell you "
            "of.",
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
    known = piece.acts.filter(action__in=[*_TOLD, Action.UNDO])
    acts = list(known.select_related("by").order_by("number"))
    unsent = signing.not_sent(acts)
    authors = {author.user_id for author in piece.authors} | {piece.contributor_id}
    for act in acts:
        if act.action == Action.UNDO or act.pk in unsent:
            continue
        teller = _Teller(act, reader, is_author=act.by_id in authors)
        title, words = _TOLD[Action(act.action)](teller)
        if title:  # some acts are the author's to know only now and then
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

    def hour(self, name: str = "hour") -> str:
        """An hour that the act set, in the reader's own time."""
        said = parse_datetime(str(self.act.data.get(name, "")))
        return zones.hour_and_zone(said, self.reader) if said else ""

    @property
    def told(self) -> str:
        """Words of the act that were written for the contributor to read."""
        return str(self.act.data.get("told", ""))


def _took(it: _Teller) -> tuple[str, str]:
    title = it.act.by.title if it.act.by else ""
    return f"{it.editor} took it", f"{title[:1].upper()}{title[1:]}. {ONE_READER}" if (
        title
    ) else ONE_READER


def _set_a_day(it: _Teller) -> tuple[str, str]:
    if day := it.hour("revise_by"):
        return f"{it.editor} set a day for your changes", f"By {day}."
    return "Take the time you need", "There is no day any more for your changes."


def _answered(it: _Teller) -> tuple[str, str]:
    if "report" in it.act.data:
        return "The error report was answered", "The answer is below and in our letter."
    return "An objection was answered", "See your proof."


_MENDED: dict[str, str] = {
    CorrectionKind.CORRECTION: "We corrected it, and readers are told",
    CorrectionKind.CLARIFICATION: "We made something clear to readers",
    CorrectionKind.NOTE: "We added an editor’s note",
    CorrectionKind.UPDATE: "We told readers what is new",
}


def _mended(it: _Teller) -> tuple[str, str]:
    return _MENDED.get(it.act.data.get("kind", ""), "We changed it"), it.told


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
        f"{f'By {day}. ' if (day := it.hour('revise_by')) else ''}"
        "The list is on this page and in our letter.",
    ),
    Action.COMMISSION: lambda it: (
        f"{it.editor} said yes to the pitch",
        f"{f'By {day}. ' if (day := it.hour('revise_by')) else ''}"
        "The column comes next.",
    ),
    Action.ACCEPT: lambda it: (f"{it.editor} said yes", ""),
    Action.DECLINE: lambda it: ("We decided not to run it", YOURS),
    Action.RELEASE: lambda it: (
        "We released it",
        f"{'We' if it.act.by else 'The hour struck, and we'} had not answered you "
        f"in time. {YOURS}",
    ),
    Action.PAUSE: lambda it: (
        f"{it.editor} stopped our clock",
        it.told,
    ),
    Action.RESUME: lambda it: (
        "Our clock runs again",
        f"You will hear by {it.hour('answer_by')}.",
    ),
    Action.DEADLINE: _set_a_day,
    Action.SPIKE: lambda it: ("We will not run it after all", YOURS),
    Action.WITHDRAW: lambda it: (f"{it.author} withdrew it", "Nobody works on it."),
    Action.PROOF: lambda it: (f"{it.editor} sent your proof", ""),
    Action.OBJECT: lambda it: (f"{it.author} objected", "The desk answers below."),
    Action.DECLARE: lambda it: (
        (f"{it.author} changed what was declared", "The desk has been told.")
        if it.is_author
        else (f"{it.editor} checked what readers are told of interests", "")
    ),
    Action.SIGN: lambda it: (f"{it.author} signed", "These words, and no others."),
    Action.JOIN: lambda it: (f"{it.author} agreed to stand in the byline", ""),
    Action.STAND_ASIDE: lambda it: (f"{it.author} stood aside from the byline", ""),
    Action.AGREE: lambda it: (f"{it.author} accepted the terms", ""),
    Action.ANSWER: _answered,
    Action.CORRECT: _mended,
    Action.REPORT: lambda it: (f"{it.author} reported an error", "The desk has it."),
    Action.CARRY: lambda it: (
        f"{it.editor} mended a slip",
        "As you allowed when you signed. We told you of it by mail.",
    ),
    Action.OVERRIDE: lambda it: (
        f"{it.editor} decided to run it without a signature",
        "The reason is in our letter and on your proof.",
    ),
    Action.CLEAR: lambda it: ("Cleared", f"For {it.hour()}." if it.hour() else ""),
    # a plan is the desk's own; an hour that was promised is not
    Action.PLAN: lambda it: (
        ("Another hour", f"For {it.hour()}.") if it.hour() else ("", "")
    ),
    Action.PURGE: lambda it: (
        "Its words were deleted",
        "The record that it came and how it ended stays.",
    ),
    Action.PULL: lambda it: (
        "Taken back before its hour",
        "Readers have not seen it.",
    ),
}

# Knowingly not in the history: the desk's own work, what authors did in their own
# forms, and what stands elsewhere on their page or in a letter of its own.
SILENT = frozenset(
    {
        *(Action.EDIT, Action.RESTORE, Action.PICTURE, Action.BYLINE, Action.DETAILS),
        *(Action.MESSAGE, Action.NOTE, Action.SOURCE, Action.DECLARE, Action.REMARK),
        *(Action.INVITE, Action.JOIN, Action.STAND_ASIDE, Action.OFFER, Action.AGREE),
        *(Action.PAY, Action.REPORT, Action.HOLD),
        # the desk's own work: its author reads what came of it, in the letters
        *(Action.DECIDE, Action.UNDO, Action.LAPSE, Action.ASSIGN, Action.DONE),
        *(Action.COMMENT, Action.CLAIM, Action.FINDING, Action.INTEREST),
        *(Action.IDENTITY, Action.TIER, Action.READ, Action.LEGAL, Action.NAMED),
        *(Action.RESPONSIBLE, Action.HEADLINE, Action.INQUIRY, Action.PLAN),
        *(Action.PREVIEW, Action.EVIDENCE, Action.REVEAL, Action.LETTER),
        *(Action.PROPOSE, Action.DROP),
        Action.PREVIEW,
    }
)


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
    if piece.status == Status.SUBMITTED and piece.is_pitch:
        yield decision
        yield Step(
            "If yes: you write the column",
            "In the same place, with a few more questions.",
            is_next=True,
        )
    elif piece.status == Status.SUBMITTED:
        yield from (decision, proof)
    elif piece.status == Status.REVISING:
        yield Step("Next: you send it back", "Then the clock runs again.", is_next=True)
        yield proof
    elif piece.status == Status.ACCEPTED:
        yield from _to_the_reader(piece)
    elif piece.status == Status.CLEARED and piece.article and not piece.is_live:
        yield Step("Next: readers", by=piece.article.publish_at, is_next=True)


def _to_the_reader(piece: Submission) -> Iterator[Step]:
    if not piece.is_at_proof:
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
