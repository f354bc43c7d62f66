"""When somebody wonders whether a machine wrote a text: ask its author, step by step.

A detector's score never decides. It is noted beside the reason, and what the author
shows is what counts; the outcome is a person's, with their name.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.markup import clean_line, clean_text
from authors.models import User
from editorial import log, rules
from editorial.amounts import has_no
from editorial.models import (
    ENDED,
    Action,
    Asked,
    Inquiry,
    InquiryStep,
    Status,
    Submission,
    Suspected,
)

LONGEST = 4_000


class NotOpen(Exception):
    """There is no open question, or another one is open already, or the piece has
    ended; nothing was written."""


def begin(submission: Submission, why: str, *, score: str = "", by: User) -> Inquiry:
    """Open the question. One at a time. Raises ``PermissionDenied``, ``NotOpen``."""
    with transaction.atomic():
        current = _locked(submission, by)
        if current.status in (*ENDED, Status.DRAFT) or current.is_live:
            raise NotOpen
        if open_on(current):
            raise NotOpen
        inquiry = Inquiry.objects.create(
            submission=current,
            why=_words(why),
            score=clean_line(score)[:120],
            by=by,
        )
        log.write(current, Action.INQUIRY, by=by, note=inquiry.why, begun=inquiry.pk)
    return inquiry


def step(submission: Submission, asked: Asked, what_came: str, *, by: User) -> None:
    """Keep what was asked and what came of it. Raises as ``begin`` does."""
    with transaction.atomic():
        current = _locked(submission, by)
        inquiry = _the_open_one(current)
        said = _words(what_came)
        InquiryStep.objects.create(inquiry=inquiry, asked=asked, what_came=said, by=by)
        log.write(current, Action.INQUIRY, by=by, note=said, asked=asked.value)


def end(submission: Submission, outcome: Suspected, words: str, *, by: User) -> None:
    """Say how it ended. What becomes of the piece is decided elsewhere, by a person.

    Raises ``NotOpen`` also when nobody has been asked anything yet: unless it was a
    mistake, the author comes first.
    """
    with transaction.atomic():
        current = _locked(submission, by)
        if not rules.is_editor(by, current):
            raise PermissionDenied
        inquiry = _the_open_one(current)
        if outcome is not Suspected.MISTAKEN and not inquiry.steps.exists():
            raise NotOpen
        inquiry.outcome, inquiry.outcome_words = outcome, _words(words)
        inquiry.ended_by, inquiry.ended_at = by, timezone.now()
        inquiry.save()
        log.write(
            current,
            Action.INQUIRY,
            by=by,
            note=inquiry.outcome_words,
            outcome=outcome.value,
        )


def open_on(submission: Submission) -> Inquiry | None:
    """The question that waits for an outcome."""
    if has_no(submission, "inquiries"):
        return None
    return submission.inquiries.filter(ended_at__isnull=True).first()


def _locked(submission: Submission, by: User) -> Submission:
    current = Submission.objects.lock(submission.pk)
    if not rules.may_edit(by, current):
        raise PermissionDenied
    return current


def _the_open_one(submission: Submission) -> Inquiry:
    inquiry = open_on(submission)
    if inquiry is None:
        raise NotOpen
    return inquiry


def _words(said: str) -> str:
    return clean_text(said)[:LONGEST].strip()
