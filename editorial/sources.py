"""Where each fact of a column comes from, as its author says, sentence by sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.core.files import File

from articles import markup
from authors.models import User
from editorial import claims, files, log, origins, revisions, rules
from editorial.models import (
    IN_HAND,
    Action,
    Attachment,
    Purpose,
    Source,
    SourceKind,
    Status,
    Submission,
)
from editorial.sentences import Sentence, sentences, words_of

MOST = 200  # sources of one piece
LONGEST_SENTENCE = 2_000  # characters
CHANGED_BY = (Status.DRAFT, *IN_HAND)
# A sentence this much like one that is gone is shown as what became of it.
LIKE_ENOUGH = 0.6
_CALLED = {
    SourceKind.ADDRESS: "an address",
    SourceKind.FILE: "a file",
    SourceKind.PERSON: "a person",
    SourceKind.OWN: "own experience",
}


class TooMany(Exception):
    """The piece has as many sources as we keep."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the author says of one sentence: from where, in words, or with a file."""

    kind: SourceKind
    where: str = ""
    upload: File[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the text with what backs it: the sources given for it, and the
    links and notes it has in the text."""

    number: int
    sentence: Sentence
    sources: tuple[Source, ...]

    @property
    def is_sourced(self) -> bool:
        return bool(self.sources or self.sentence.backed_by)

    @property
    def is_missing(self) -> bool:
        return self.sentence.is_factual and not self.is_sourced


@dataclass(frozen=True, slots=True)
class Lost:
    """A source whose sentence is gone, and the line it may have become."""

    source: Source
    now: Line | None


@dataclass(frozen=True)
class Ledger:
    """A text sentence by sentence. What the desk's verdicts will hang on."""

    lines: tuple[Line, ...]
    lost: tuple[Lost, ...] = ()

    @cached_property
    def factual(self) -> list[Line]:
        return [line for line in self.lines if line.sentence.is_factual]

    @cached_property
    def missing(self) -> list[Line]:
        """The factual sentences nobody has named a source of."""
        return [line for line in self.lines if line.is_missing]

    @cached_property
    def shown(self) -> list[Line]:
        """What the desk reads: each fact, and each other sentence with a source."""
        return [line for line in self.lines if line.sentence.is_factual or line.sources]

    @property
    def sourced(self) -> int:
        """How many of the factual sentences have a source."""
        return len(self.factual) - len(self.missing)

    def line(self, number: int) -> Line | None:
        return next((line for line in self.lines if line.number == number), None)

    def line_with(self, words: str) -> Line | None:
        """The sentence somebody means who marked these words in the Markdown; of
        several, the one that has most of them."""
        asked = words_of(markup.plain(words))
        if not asked or not self.lines:
            return None
        within = (line for line in self.lines if asked in line.sentence.key)
        found = next(within, None) or max(
            self.lines, key=lambda line: _shared(asked, line.sentence.key)
        )
        fewest = min(len(set(asked.split())), len(set(found.sentence.key.split())))
        is_meant = _shared(asked, found.sentence.key) * 2 > fewest
        return found if is_meant else None


def ledger(submission: Submission, text: str) -> Ledger:
    """This text of a piece, each sentence with its sources; and the sources whose
    sentence it no longer has. One query; about 20 ms for 1,200 words."""
    given: dict[str, list[Source]] = {}
    for source in submission.sources.select_related("attachment"):
        given.setdefault(words_of(source.sentence), []).append(source)
    lines = tuple(
        Line(number, sentence, tuple(given.get(sentence.key, ())))
        for number, sentence in enumerate(sentences(text), 1)
    )
    here = {line.sentence.key for line in lines}
    return Ledger(
        lines,
        tuple(
            Lost(source, _became(key, lines))
            for key, sources in given.items()
            if key not in here
            for source in sources
        ),
    )


def add(submission: Submission, sentence: str, origin: Origin, *, by: User) -> Source:
    """Name a source of one sentence. The same one again is kept once.

    Raises ``revisions.Closed`` when the piece is not its author's to explain any
    more, ``PermissionDenied`` to anybody else, ``TooMany``, or ``files.FileRefused``.
    """
    sentence = markup.clean_line(sentence)[:LONGEST_SENTENCE]
    if not words_of(sentence):
        raise ValueError("A source backs a sentence.")
    with files.together():
        current = _open(submission, by)
        source = Source(submission=current, sentence=sentence, by=by)
        _fill(source, origin, by)
        for other in current.sources.filter(kind=source.kind, where=source.where):
            same_file = other.attachment_id == source.attachment_id
            if same_file and words_of(other.sentence) == words_of(sentence):
                return other  # a double click
        if current.sources.count() >= MOST:
            raise TooMany
        source.save()
        claims.keep(current)
        _logged(current, "Added", source, by)
    return source


def change(source: Source, origin: Origin, *, by: User) -> None:
    """Say better where a sentence comes from. A file stays until another replaces it
    or the source is of another kind. Raises as ``add`` does."""
    with files.together():
        current = _open(source.submission, by)
        before = source.attachment
        _fill(source, origin, by)
        source.save()
        _forget(before)
        _logged(current, "Changed", source, by)


def move(source: Source, sentence: str, *, by: User) -> None:
    """The sentence was put in other words: its source goes with it."""
    with files.together():
        current = _open(source.submission, by)
        source.sentence = markup.clean_line(sentence)[:LONGEST_SENTENCE]
        source.save(update_fields=["sentence"])
        claims.keep(current)
        _logged(current, "Moved", source, by)


def remove(source: Source, *, by: User) -> None:
    """Take a source back, and its file with it. Raises as ``add`` does."""
    with files.together():
        current = _open(source.submission, by)
        _logged(current, "Removed", source, by)
        before = source.attachment
        source.delete()
        claims.keep(current)
        _forget(before)


def may_change(submission: Submission, by: User) -> bool:
    """Theirs, or on the desk and not yet cleared."""
    return submission.status in CHANGED_BY and rules.is_author(by, submission)


def _open(submission: Submission, by: User) -> Submission:
    current = Submission.objects.lock(submission.pk)
    if not rules.is_author(by, current):
        raise PermissionDenied
    if not may_change(current, by):
        raise revisions.Closed(Status(current.status))
    return current


def _fill(source: Source, origin: Origin, by: User) -> None:
    source.kind, source.where = origin.kind, origin.where
    if origin.kind != SourceKind.FILE:
        source.attachment = None
    elif origin.upload:
        source.attachment = files.keep(
            source.submission,
            origin.upload,
            name=origin.upload.name or "",
            purpose=Purpose.SOURCE,
            by=by,
        )
        origins.note(source.attachment)


def _forget(attachment: Attachment | None) -> None:
    """A file that backs no sentence any more."""
    if attachment and not Source.objects.filter(attachment=attachment).exists():
        files.forget(attachment)


def _logged(submission: Submission, did: str, source: Source, by: User) -> None:
    """What was done, with the digest of the sentence: the record quotes none of it."""
    if submission.submitted_at is None:
        return
    log.write(
        submission,
        Action.SOURCE,
        by=by,
        note=f"{did}: {_CALLED[SourceKind(source.kind)]}",
        words=hashlib.sha256(source.sentence.encode()).hexdigest(),
        file=source.attachment.digest if source.attachment else "",
    )


def _shared(one: str, other: str) -> int:
    return len(set(one.split()) & set(other.split()))


def _became(key: str, lines: Sequence[Line]) -> Line | None:
    """The sentence most like one that is gone, if any is like it."""
    gone = key.split()
    alike = [
        (SequenceMatcher(None, gone, line.sentence.key.split()).ratio(), line)
        for line in lines
        if _shared(key, line.sentence.key) * 2 > len(set(gone))
    ]
    ratio, line = max(alike, key=lambda each: each[0], default=(0.0, None))
    return line if ratio >= LIKE_ENOUGH else None
