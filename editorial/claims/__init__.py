"""The claim ledger: what a column states as a fact, every quotation in it, and what a
checker found about exactly those words.

A claim comes from a source the author gave, from a sentence marked at the desk, or is
a quotation in the text. When its words change, what was found of the old ones counts
no more; a new comma changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles import markup
from authors.models import User
from editorial import files, log, rules
from editorial.anchors import key
from editorial.claims.following import (
    Standing,
    follow,
    follow_locked,
    quoted_in,
    read,
)
from editorial.claims.lines import (
    ASKS,
    CALLED,
    PROVES,
    Line,
    State,
    line_of,
    prefilled,
)
from editorial.claims.public import Summary, public_page, public_summary
from editorial.models import (
    ENDED,
    Action,
    Attachment,
    Claim,
    ClaimOrigin,
    Finding,
    Found,
    Proven,
    Purpose,
    Status,
    Submission,
    Task,
)
from editorial.rules import Closed
from editorial.wording import wording

__all__ = [
    "ASKS",
    "CALLED",
    "PROVES",
    "Changed",
    "Checked",
    "Found",
    "Line",
    "Refused",
    "State",
    "Summary",
    "checkers",
    "drop",
    "flags",
    "keep",
    "ledger",
    "line",
    "listed",
    "mark",
    "may_check",
    "may_record",
    "missing",
    "prefilled",
    "probable_titles",
    "public_page",
    "public_summary",
    "record",
    "short_quotations",
    "unmarked",
]

LONGEST = 4_000  # characters of a note, or of where it is from


class Changed(Exception):
    """The words were edited since the page was opened; ``now`` is how they stand, and
    empty when they are gone. Nothing was written."""

    def __init__(self, now: str) -> None:
        super().__init__(now)
        self.now = now


class Refused(Exception):
    """It cannot be so; ``sentence`` says why and ``field`` what to mend. Nothing was
    written."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


@dataclass(frozen=True, slots=True)
class Checked:
    """What a checker says of one claim, and of which words: ``words`` is the sentence
    they had before them. ``copy`` is the source as it was that day, if saved."""

    words: str
    found: Found
    proven_by: Proven | None = None
    where: str = ""
    note: str = ""
    speaker: str = ""
    copy: IO[bytes] | None = None
    copy_name: str = ""


# Reading


def ledger(submission: Submission) -> tuple[Line, ...]:
    """Every claim by its number, with its state against the newest text. Those marked
    by mistake are left out. Three queries, and nothing is written."""
    return tuple(
        line_of(each) for each in follow(submission) if not each.claim.dropped_at
    )


def line(submission: Submission, number: int) -> Line | None:
    """One claim of a piece; None when there is none of that number."""
    return next((each for each in ledger(submission) if each.number == number), None)


def missing(submission: Submission) -> str:
    """What keeps the claims from being ready, in words; empty when nothing does."""
    lines = ledger(submission)
    quotes = [each for each in lines if each.is_quote and each.asks]
    unproven = [each for each in quotes if each.state in _UNDECIDED]
    claims = [each for each in lines if each.asks and each not in unproven]
    still = [each for each in claims if each.state in _UNDECIDED]
    soften = [each for each in claims if each.state == State.SOFTEN]
    cut = [each for each in claims if each.state == State.CUT]
    said = (
        _counted(len(still), "claim is open", "claims are open"),
        _counted(
            len(unproven), "quotation is not confirmed", "quotations are not confirmed"
        ),
        _counted(len(soften), "is still to be softened", "are still to be softened"),
        _counted(len(cut), "is still to be cut", "are still to be cut"),
    )
    return "; ".join(filter(None, said))


def flags(submission: Submission) -> list[str]:
    """For the board: that claims are open. Nobody checks what is not accepted yet."""
    if submission.status != Status.ACCEPTED:
        return []
    return ["claims"] if missing(submission) else []


def checkers(submission: Submission) -> list[User]:
    """Who was asked to check the claims, and has not finished. One query."""
    asked = submission.assignments.open().filter(task=Task.CHECK).select_related("to")
    return [each.to for each in asked]


def short_quotations(submission: Submission) -> list[str]:
    """One or two words in quotation marks: shown apart, and nobody is asked."""
    if submission.latest is None:
        return []
    return [each.words for each in quoted_in(submission.latest) if each.is_short]


def probable_titles(submission: Submission) -> list[str]:
    """Quoted, and probably the title of a book, a song or a film: shown apart, and
    nobody is asked. Whoever doubts it marks the sentence."""
    if submission.latest is None:
        return []
    return [
        each.words
        for each in quoted_in(submission.latest)
        if each.is_title and not each.is_short
    ]


def unmarked(submission: Submission, lines: Iterable[Line]) -> list[str]:
    """The sentences of the text that no claim is about yet, in reading order."""
    if submission.latest is None:
        return []
    claimed = {key(each.sentence) for each in lines if each.is_there}
    found = (each.words for each in read(submission.latest.body).sentences)
    return list(
        {key(words): words for words in found if key(words) not in claimed}.values()
    )


# Writing


def may_check(user: User, submission: Submission) -> bool:
    """May mark a claim and say what was found. The lawyers read it."""
    return rules.may_check(user, submission)


def may_record(user: User, submission: Submission) -> bool:
    """The same, now: what has ended is checked no more."""
    return (
        submission.latest is not None
        and submission.status not in (*ENDED, Status.DRAFT)
        and rules.may_check(user, submission)
    )


def mark(submission: Submission, sentence: str, *, by: User) -> Line:
    """A sentence of the text becomes a claim: the one chosen, or the one that the
    chosen words stand in. The same one again is that claim.

    Raises ``PermissionDenied``, ``Closed``, or ``Changed`` when the text has it no
    more.
    """
    with transaction.atomic():
        current, standing = _open(submission, by)
        text = read(current.latest.body if current.latest else "")
        said = wording(sentence)
        same = (each for each in text.sentences if wording(each.words) == said)
        place = next(same, None) or text.sentence_with(sentence)
        if place is None:
            raise Changed("")
        known = next(
            (each for each in standing if _is_of(each, wording(place.words))), None
        )
        if known and known.claim.dropped_at is None:
            return line_of(known)
        anchor = text.anchor(place)
        if known:
            claim = known.claim
            claim.origin, claim.dropped_at, claim.made_by = ClaimOrigin.DESK, None, by
            claim.save()
        else:
            claim = Claim.objects.create(
                submission=current,
                number=max((each.claim.number for each in standing), default=0) + 1,
                origin=ClaimOrigin.DESK,
                sentence=anchor.quote,
                before=anchor.before,
                after=anchor.after,
                made_by=by,
            )
        _log_claim(claim, "Marked", by)
        return line_of(Standing(claim, place))


def drop(claim: Claim, *, by: User) -> None:
    """It was marked by mistake, or is no quotation but a title or a turn of phrase: it
    asks nothing until its words change. What the author gave a source of stays.

    Raises ``PermissionDenied``, ``Closed``, ``Refused``.
    """
    with transaction.atomic():
        _, standing = _open(claim.submission, by)
        current = next(each.claim for each in standing if each.claim.pk == claim.pk)
        if current.origin == ClaimOrigin.SOURCE:
            raise Refused("", "Its author gave a source for it, so it stays a claim.")
        if current.dropped_at:
            return  # a double click
        current.dropped_at = timezone.now()
        current.save(update_fields=["dropped_at"])
        _log_claim(current, "Taken off the list", by)


def keep(submission: Submission) -> None:
    """Put the claims in step with a text or a source that was saved just now, in the
    same transaction. The caller holds the piece's row."""
    follow_locked(submission)


def listed(submission: Submission, line: Line) -> Claim:
    """The row of a line; where no save has put it down yet, it is put down now."""
    with transaction.atomic():
        if line.pk is None:
            keep(Submission.objects.lock(submission.pk))
        return Claim.objects.get(submission=submission, number=line.number)


def record(claim: Claim, said: Checked, *, by: User) -> Finding:
    """Keep what a checker found, of exactly the words they had before them. The same
    again is kept once.

    Raises ``PermissionDenied``, ``Closed``, ``Changed`` when the words were edited
    meanwhile, ``Refused``, and ``files.FileRefused`` for the saved copy.
    """
    _make_sure_it_stands(claim, said)
    with files.together():
        current, standing = _open(claim.submission, by)
        here = next(each for each in standing if each.claim.pk == claim.pk)
        if not here.wording or here.wording != wording(said.words):
            raise Changed(here.place.words)
        finding = Finding(
            claim=here.claim,
            revision=current.latest,
            sentence=here.place.words,
            found=said.found,
            proven_by=said.proven_by or "",
            where=markup.clean_text(said.where).strip()[:LONGEST],
            copy=_kept(current, said, by),
            note=markup.clean_text(said.note).strip()[:LONGEST],
            by=by,
        )
        last = here.findings[-1] if here.findings else None
        speaker = markup.clean_line(said.speaker)[:160]
        if last and _same(last, finding) and here.claim.speaker == speaker:
            return last
        finding.save(force_insert=True)
        if here.claim.origin == ClaimOrigin.QUOTE and here.claim.speaker != speaker:
            here.claim.speaker = speaker
            here.claim.save(update_fields=["speaker"])
        log.write(
            current,
            Action.FINDING,
            by=by,
            rows=[finding],
            note=f"Claim {here.claim.number}: {finding.get_found_display()}",
            claim=here.claim.number,
            found=finding.found,
            proven_by=finding.proven_by,
            words=_digest(finding.sentence),
            revision=finding.revision.number,
            file=finding.copy.digest if finding.copy else "",
        )
    return finding


_UNDECIDED = (State.OPEN, State.REOPENED)


def _open(submission: Submission, by: User) -> tuple[Submission, list[Standing]]:
    """The piece, locked, and its claims in step with it."""
    current = Submission.objects.lock(submission.pk)
    if not rules.may_check(by, current):
        raise PermissionDenied
    if current.status in (*ENDED, Status.DRAFT) or current.latest is None:
        raise Closed(Status(current.status))
    return current, follow_locked(current)


def _make_sure_it_stands(claim: Claim, said: Checked) -> None:
    if claim.origin == ClaimOrigin.QUOTE and said.found == Found.OPINION:
        raise Refused("found", "A quotation is what somebody said: that is a fact.")
    if said.found != Found.VERIFIED:
        return
    if said.proven_by is None:
        raise Refused("proven_by", "Say what it rests on.")
    if claim.origin == ClaimOrigin.QUOTE and said.proven_by not in PROVES:
        raise Refused(
            "proven_by",
            "A quotation needs a page, a recording, or a word from whoever said it.",
        )
    if not said.where.strip() and said.proven_by != Proven.KNOWN:
        raise Refused(
            "where", "Say where: the address, the recording, or who and when."
        )


def _kept(submission: Submission, said: Checked, by: User) -> Attachment | None:
    if said.copy is None:
        return None
    return files.keep(
        submission, said.copy, name=said.copy_name, purpose=Purpose.CHECK, by=by
    )


def _same(one: Finding, other: Finding) -> bool:
    names = ("sentence", "found", "proven_by", "where", "note", "copy_id", "by_id")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _is_of(each: Standing, said: str) -> bool:
    return each.wording == said and each.claim.origin != ClaimOrigin.QUOTE


def _log_claim(claim: Claim, did: str, by: User) -> None:
    log.write(
        claim.submission,
        Action.CLAIM,
        by=by,
        note=f"{did}: claim {claim.number}",
        claim=claim.number,
        words=_digest(claim.sentence),
    )


def _digest(words: str) -> str:
    """The record quotes none of the text: it outlives it."""
    return hashlib.sha256(words.encode()).hexdigest()


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""
