"""Comments of the desk on words of a text: said, answered, resolved; never sent out.

A comment keeps the words it is about with a little of what stands around them, and
finds its place in every later text by itself, or says that its words are gone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.markup import clean_text
from authors.models import User
from editorial import anchors, log, mentions, rules
from editorial.anchors import Anchor, How, Place, Reading
from editorial.blocks import Block
from editorial.models import Action, Comment, Revision, Submission

MOST_CHARACTERS = 5_000


class NotThere(Exception):
    """The words are not in the text in hand. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of one revision, with what stands around them."""

    revision: Revision
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Thread:
    """One comment with its answers, and where its words are now: of which paragraph,
    from which letter to which."""

    comment: Comment
    answers: tuple[Comment, ...]
    place: Place
    is_fresh: bool = False  # it names whoever reads, who has not seen it yet

    @property
    def is_gone(self) -> bool:
        return self.place.how == How.GONE

    @property
    def is_changed(self) -> bool:
        return self.place.how == How.CHANGED

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None


@dataclass(frozen=True)
class Margin:
    """All that is said on a piece, against the text in hand."""

    threads: tuple[Thread, ...] = ()

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def resolved(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.is_open]

    @property
    def lost(self) -> list[Thread]:
        """Open ones whose words are gone: they stand beside nothing."""
        return [thread for thread in self.open if thread.is_gone]

    @cached_property
    def _standing(self) -> dict[int, list[Thread]]:
        found: dict[int, list[Thread]] = {}
        for thread in self.threads:
            if not thread.is_gone:
                found.setdefault(thread.place.passage, []).append(thread)
        return found

    def at(self, paragraph: int) -> list[Thread]:
        return self._standing.get(paragraph, [])


def pick(
    revision: Revision, text: Sequence[Block], paragraph: int, quote: str, at: int = -1
) -> Words:
    """The words ``quote`` of a paragraph, at this letter of it or where they first
    stand; all of the paragraph when none are given. Raises ``NotThere``."""
    if not 0 <= paragraph < len(text):
        raise NotThere
    said = text[paragraph].text
    if not quote.strip():
        quote, at = said, 0
    quote = quote.strip() if at < 0 else quote
    if not anchors.key(quote):
        raise NotThere
    if at < 0 or said[at : at + len(quote)].replace("\n", " ") != quote:
        place = Reading.of([said]).find(Anchor(quote))
        if not place.stands:
            raise NotThere
        at, quote = place.start, said[place.start : place.end]
    quote = said[at : at + len(quote)]
    here = Place(How.EXACT, quote, paragraph, at, at + len(quote))
    return Words(revision, Reading.of(block.text for block in text).anchor(here))


def say(
    submission: Submission, words: Words, text: str, *, by: User
) -> tuple[Comment, mentions.Found]:
    """Comment on these words. A double click says it once.

    Raises ``PermissionDenied``, or ``mentions.NotMentioned``: nothing was written.
    """
    return _write(
        submission,
        text,
        by=by,
        did="said",
        revision=words.revision,
        quote=words.anchor.quote,
        before=words.anchor.before,
        after=words.anchor.after,
    )


def answer(comment: Comment, text: str, *, by: User) -> tuple[Comment, mentions.Found]:
    """Answer a comment; an answer to an answer stands under the first words. Raises as
    ``say`` does."""
    first = comment.answers or comment
    return _write(
        first.submission,
        text,
        by=by,
        did="answered",
        revision=first.revision,
        answers=first,
    )


def resolve(comment: Comment, *, by: User) -> Comment:
    """It is dealt with. Twice is once; whoever did it first stands there."""
    return _mark(comment, by=by, is_resolved=True)


def reopen(comment: Comment, *, by: User) -> Comment:
    return _mark(comment, by=by, is_resolved=False)


def beside(
    submission: Submission, text: Sequence[Block], fresh: Iterable[int] = ()
) -> Margin:
    """Every comment with its place in this text. One query."""
    rows = list(submission.comments.select_related("by", "resolved_by"))
    answers: dict[int, list[Comment]] = {}
    for row in rows:
        if row.answers_id:
            answers.setdefault(row.answers_id, []).append(row)
    if not rows:
        return Margin()
    reading, named = Reading.of(block.text for block in text), set(fresh)
    threads = [
        _thread(row, answers.get(row.pk, []), reading, named)
        for row in rows
        if row.answers_id is None
    ]
    threads.sort(key=lambda it: (it.is_gone, it.place.passage, it.place.start))
    return Margin(tuple(threads))


def _thread(
    comment: Comment, answers: Sequence[Comment], reading: Reading, fresh: set[int]
) -> Thread:
    about = Anchor(comment.quote, comment.before, comment.after)
    return Thread(
        comment,
        tuple(answers),
        reading.find(about),
        is_fresh=bool(fresh & {comment.pk, *(each.pk for each in answers)}),
    )


def _write(
    submission: Submission, text: str, *, by: User, did: str, **about: object
) -> tuple[Comment, mentions.Found]:
    if not rules.may_read(by, submission):
        raise PermissionDenied
    text = clean_text(text).strip()[:MOST_CHARACTERS]
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        named = mentions.find(current, text)
        if same := _just_said(current, text, by=by, about=about):
            return same, named
        kept = Comment.objects.create(submission=current, text=text, by=by, **about)
        mentions.keep(named.people, by=by, comment=kept)
        digest = hashlib.sha256(text.encode()).hexdigest()
        log.write(
            current, Action.COMMENT, by=by, comment=kept.pk, did=did, words=digest
        )
    return kept, named


def _just_said(
    submission: Submission, text: str, *, by: User, about: dict[str, object]
) -> Comment | None:
    """The same words of the same person in the same place within a minute."""
    since = timezone.now() - dt.timedelta(minutes=1)
    said = submission.comments.filter(by=by, text=text, at__gte=since)
    return said.filter(**{"answers": None, **about}).first()


def _mark(comment: Comment, *, by: User, is_resolved: bool) -> Comment:
    if not rules.may_read(by, comment.submission):
        raise PermissionDenied
    with transaction.atomic():
        current = Submission.objects.lock(comment.submission_id)
        row = current.comments.get(pk=(comment.answers or comment).pk)
        if is_resolved == (row.resolved_at is not None):
            return row
        row.resolved_by = by if is_resolved else None
        row.resolved_at = timezone.now() if is_resolved else None
        row.save(update_fields=["resolved_by", "resolved_at"])
        did = "resolved" if is_resolved else "reopened"
        log.write(current, Action.COMMENT, by=by, comment=row.pk, did=did)
    return row
