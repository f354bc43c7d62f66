"""“I found an error”: from an author of a column that is out, to the desk, and back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.markup import clean_text
from authors.models import User
from editorial import log, notices, outbox, rules
from editorial.models import Action, ErrorReport, Submission

REPORTED = "desk-error-reported"
ANSWERED = "error-answered"


class NotOut(Exception):
    """No reader has this column: what is wrong in it is said in its thread."""


class AlreadyAnswered(Exception):
    """A colleague was quicker; ``report`` has their answer. Nothing was written."""

    def __init__(self, report: ErrorReport) -> None:
        super().__init__("This report has been answered.")
        self.report = report


def report(
    submission: Submission, *, quote: str, what: str, where: str, by: User
) -> ErrorReport:
    """Keep what this author found, and write to whoever answers for the column. The
    same report sent twice is one.

    Raises ``PermissionDenied`` for anybody else and ``NotOut`` before readers have it.
    """
    if not rules.is_author(by, submission):
        raise PermissionDenied
    said = {"quote": clean_text(quote), "what": clean_text(what)}
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not current.is_live:
            raise NotOut
        known = current.error_reports.filter(by=by, answered_at=None, **said).first()
        if known:
            return known
        found = ErrorReport.objects.create(
            submission=current, by=by, where=clean_text(where), **said
        )
        _tell_desk(found)
        log.write(current, Action.REPORT, by=by, report=found.pk)
    return found


def answer(found: ErrorReport, text: str, *, by: User) -> ErrorReport:
    """Say what became of it, to every author by letter and on their page.

    Raises ``PermissionDenied`` and ``AlreadyAnswered``.
    """
    if not rules.may_edit(by, found.submission):
        raise PermissionDenied
    with transaction.atomic():
        current = Submission.objects.lock(found.submission_id)
        held = ErrorReport.objects.select_related("answered_by").get(pk=found.pk)
        if held.answered_at:
            raise AlreadyAnswered(held)
        held.answer, held.answered_by = clean_text(text), by
        held.answered_at = timezone.now()
        held.save(update_fields=["answer", "answered_by", "answered_at"])
        for to, name in notices.all_authors(current):
            wording = notices.worded(
                current, ANSWERED, by=by, name=name, reader=to, report=held
            )
            notices.send(
                current,
                wording,
                to=to,
                kind=ANSWERED,
                by=by,
                leaves_at=outbox.end_of_window(),
            )
        log.write(current, Action.ANSWER, by=by, report=held.pk)
    return held


def for_desk(user: User) -> QuerySet[ErrorReport]:
    """The reports this person may read, of no column of their own; the open ones
    first, the oldest of them on top."""
    return (
        ErrorReport.objects.filter(rules.of_an_opened_piece(user))
        .select_related("submission__latest", "by", "answered_by")
        .select_related("submission__article__edition")
    )


def unanswered(user: User) -> QuerySet[ErrorReport]:
    """Those of them that wait for an answer, the oldest first."""
    return for_desk(user).filter(answered_at__isnull=True).order_by("at", "pk")


def _tell_desk(found: ErrorReport) -> None:
    submission = found.submission
    name = next(
        (a.name for a in submission.authors if a.user_id == found.by_id), str(found.by)
    )
    for editor in rules.answering_for(submission):
        wording = notices.worded(
            submission, REPORTED, by=None, name=name, reader=editor, report=found
        )
        notices.post_to_desk(submission, REPORTED, editor, wording)
