"""The lawyer's part: who is named and was asked, what came of the read, and advice for
few eyes.

Counsel's notes are read by the lawyers and by the one editor who answers for the
piece. The publisher and whoever runs the machine are no exception: a role that opens
everything opens none of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles.markup import clean_line, clean_text
from articles.models import join_names
from authors.models import DECIDES, Role, User
from editorial import access, log, notices, rules, triggers
from editorial.amounts import has_no
from editorial.changes import is_still
from editorial.models import (
    ENDED,
    REVISED_FIELDS,
    Action,
    CounselNote,
    LegalOutcome,
    LegalRead,
    NamedPerson,
    Private,
    ReplySought,
    Submission,
    Tier,
)
from editorial.proof import Proof, proof_of

MOST_PROPOSED = 12
_SETTLED = (ReplySought.NOT_NEEDED, ReplySought.ANSWERED, ReplySought.REFUSED)
WRITES_NAMES = DECIDES | {Role.COPY_EDITOR, Role.FACT_CHECKER, Role.LEGAL}


class Changed(Exception):
    """The page is another than the one that was read. Nothing was written."""


class Refused(Exception):
    """It cannot be so; ``sentence`` says why. Nothing was written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Proposed:
    """A name that stands near something dangerous, with the words it stands in."""

    name: str
    passage: str


# Who may


def is_lawyer(user: User, submission: Submission) -> bool:
    """Reads for the law here. A role, never a superuser's by being one."""
    return rules.may_read(user, submission) and Role.LEGAL in user.roles


def may_name(user: User, submission: Submission) -> bool:
    """May put down whom a piece names, and whether they were asked."""
    return rules.may_read(user, submission) and (
        user.is_superuser or bool(user.roles & WRITES_NAMES)
    )


def may_see_counsel(user: User, submission: Submission) -> bool:
    """The lawyers, and the one editor who answers for it: nobody else at all."""
    if is_lawyer(user, submission):
        return True
    return submission.responsible_id == user.pk and rules.is_editor(user, submission)


# People named


def put_down(
    submission: Submission,
    name: str,
    *,
    by: User,
    imputation: str = "",
    reply: ReplySought = ReplySought.TO_ASK,
    reply_note: str = "",
) -> NamedPerson:
    """Somebody the piece says something about. The same name again changes the row;
    each state it had is in the log. Raises ``Refused``, ``PermissionDenied``."""
    name = clean_line(name)
    said: dict[str, Any] = {
        "imputation": clean_text(imputation).strip(),
        "reply": reply,
        "reply_note": clean_text(reply_note).strip(),
    }
    if not name:
        raise Refused("Say who is named.")
    if reply in _SETTLED and not said["reply_note"]:
        raise Refused(
            "Say what they answered, when they would not, or why nobody asks."
        )
    with transaction.atomic():
        current = _open(submission, by, may=may_name(by, submission))
        person, is_new = NamedPerson.objects.get_or_create(
            submission=current, name=name, defaults={**said, "by": by}
        )
        if not is_new:
            if all(getattr(person, field) == value for field, value in said.items()):
                return person
            for field, value in said.items():
                setattr(person, field, value)
            person.save(update_fields=list(said))
        log.write(current, Action.NAMED, by=by, name=name, **said)
    return person


def strike(submission: Submission, pk: int, *, by: User) -> None:
    """Take somebody off the list: the piece does not speak of them (any more)."""
    with transaction.atomic():
        current = _open(submission, by, may=may_name(by, submission))
        person = current.named_people.filter(pk=pk).first()
        if person:
            person.delete()
            log.write(current, Action.NAMED, by=by, name=person.name, struck=True)


def proposals(submission: Submission) -> list[Proposed]:
    """Names that stand near a trigger and are neither an author's nor on the list.
    Two queries."""
    if submission.latest is None:
        return []
    words = submission.latest.fields()
    text = "\n\n".join(words[name] for name in REVISED_FIELDS if words.get(name))
    known = {each.casefold() for each in (a.name for a in submission.authors)}
    known |= {
        name.casefold()
        for name in submission.named_people.values_list("name", flat=True)
    }
    found: dict[str, Proposed] = {}
    for hit in triggers.found_in(text):
        for name in triggers.names_in(hit.passage) if hit.kind.of_somebody else ():
            if " " in name and name.casefold() not in known:
                found.setdefault(name, Proposed(name, hit.passage))
        if len(found) >= MOST_PROPOSED:
            break
    return list(found.values())[:MOST_PROPOSED]


# The read


def ask(submission: Submission, *, by: User) -> None:
    """The tier of a piece was just confirmed: write to every lawyer, where it asks for
    a read and none of them has let this very page pass. The caller holds its row."""
    last, is_now = standing(submission)
    is_cleared = last and is_now and last.outcome == LegalOutcome.CLEAR
    if is_cleared or not is_needed(submission):
        return
    for lawyer in rules.lawyers_of(submission).exclude(pk=by.pk):
        notices.tell_colleague(submission, "desk-legal-asked", to=lawyer, by=by)


def _tell_outcome(submission: Submission, outcome: LegalOutcome, by: User) -> None:
    """To the one editor who answers for it; where there is none, to whoever holds it,
    or to everybody who may decide on it."""
    named = submission.responsible
    readers = (
        [named]
        if named and rules.is_editor(named, submission)
        else rules.answering_for(submission)
    )
    said = outcome.label.lower()
    for to in readers:
        if to != by:
            notices.tell_colleague(
                *(submission, "desk-legal-decided"), to=to, by=by, outcome=said
            )


def decide(
    submission: Submission,
    fingerprint: str,
    outcome: LegalOutcome,
    words: str = "",
    *,
    by: User,
) -> LegalRead:
    """What a lawyer says of exactly the page that bears ``fingerprint``. The newest
    counts; the same twice is once.

    Raises ``Changed`` when the page is another by now, ``Refused`` when nothing says
    what must change, ``PermissionDenied`` to anybody but a lawyer.
    """
    words = clean_text(words).strip()
    if outcome is not LegalOutcome.CLEAR and not words:
        raise Refused("Say what must change, or why it must not run.")
    with transaction.atomic():
        current = _open(submission, by, may=is_lawyer(by, submission))
        if current.latest is None or proof_of(current).fingerprint != fingerprint:
            raise Changed
        last = current.legal_reads.order_by("at", "pk").last()
        same = (fingerprint, outcome.value, words, by.pk)
        if last and same == (last.fingerprint, last.outcome, last.words, last.by_id):
            return last
        kept = LegalRead.objects.create(
            submission=current,
            revision=current.latest,
            fingerprint=fingerprint,
            outcome=outcome,
            words=words,
            by=by,
        )
        log.write(
            current,
            Action.LEGAL,
            by=by,
            note=words,
            rows=[kept],
            outcome=outcome.value,
            revision=current.latest.number,
            fingerprint=fingerprint,
        )
        _tell_outcome(current, outcome, by)
    return kept


def standing(
    submission: Submission, proof: Proof | None = None
) -> tuple[LegalRead | None, bool]:
    """The last read, and whether it is of the page as it is now (or with slips mended
    since). One query, and those of the proof."""
    if has_no(submission, "legal_reads"):
        return None, False
    reads = submission.legal_reads.select_related("by", "revision")
    last = reads.order_by("at", "pk").last()
    if last is None:
        return None, False
    return last, is_still(
        proof or proof_of(submission), last.fingerprint, last.revision.body
    )


def is_needed(submission: Submission) -> bool:
    """From tier 2 on a lawyer reads; no query."""
    return (submission.tier or submission.proposed_tier) >= Tier.TWO


def flags(submission: Submission) -> list[str]:
    """For the board: a lawyer has to read it, or said that it cannot run so."""
    if submission.latest is None:
        return []
    last, is_now = standing(submission)
    if last and is_now:
        return [] if last.outcome == LegalOutcome.CLEAR else ["lawyer"]
    return ["lawyer"] if is_needed(submission) else []


def not_asked(submission: Submission) -> str:
    """The names of those who still have to be asked for their side; one query."""
    if has_no(submission, "named_people"):
        return ""
    names = submission.named_people.filter(reply=ReplySought.TO_ASK)
    found = list(names.values_list("name", flat=True))
    return join_names(found) if found else ""


# Advice for few eyes


def counsel(submission: Submission, *, by: User) -> list[CounselNote]:
    """The private notes, oldest first. The one way to read them: that it was done is
    on record before they are shown. Raises ``PermissionDenied``."""
    if not may_see_counsel(by, submission):
        raise PermissionDenied
    access.look(by, Private.COUNSEL, submission=submission)
    return list(submission.counsel_notes.select_related("by"))


def advise(submission: Submission, text: str, *, by: User) -> CounselNote:
    """Add one. The same words by the same person right after are one note."""
    text = clean_text(text).strip()
    if not text:
        raise Refused("The note is empty.")
    with transaction.atomic():
        may = may_see_counsel(by, submission)
        current = _open(submission, by, may=may)
        last = current.counsel_notes.order_by("at", "pk").last()
        if last and (last.by_id, last.text) == (by.pk, text):
            return last
        access.look(by, Private.COUNSEL, submission=current, said="A note written")
        return CounselNote.objects.create(submission=current, by=by, text=text)


def _open(submission: Submission, by: User, *, may: bool) -> Submission:
    if not may:
        raise PermissionDenied
    current = Submission.objects.lock(submission.pk)
    if current.status in ENDED or current.purged_at:
        raise Refused("It has ended: nothing is added to it any more.")
    return current
