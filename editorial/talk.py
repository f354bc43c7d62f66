"""Two rooms: messages reach the author, notes never leave the desk."""

from __future__ import annotations

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles.markup import clean_text
from authors.models import User
from editorial import log, notices, rules
from editorial.models import Action, Message, Note, Submission

MOST_CHARACTERS = 10_000


def write_to_author(submission: Submission, text: str, *, by: User) -> Message:
    """From the desk to the contributor, by mail and on their page."""
    if not rules.may_edit(by, submission):
        raise PermissionDenied
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        message = _message(current, text, by=by, is_from_desk=True)
        notices.tell(current, Action.MESSAGE, by=by, note=message.text)
        log.write(
            current,
            Action.MESSAGE,
            by=by,
            message=message.pk,
            to="author",
            words=_digest(message.text),
        )
    return message


def write_to_desk(
    submission: Submission, text: str, *, by: User, action: Action = Action.MESSAGE
) -> Message:
    """From the contributor to whoever holds the piece, and onto its page. An
    objection to the proof is a message that the record calls by its name."""
    if not rules.is_author(by, submission):
        raise PermissionDenied
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        message = _message(current, text, by=by, is_from_desk=False)
        notices.tell_desk(current, "desk-message", by=by, note=message.text)
        log.write(
            current,
            action,
            by=by,
            message=message.pk,
            to="desk",
            words=_digest(message.text),
        )
    return message


def note(submission: Submission, text: str, *, by: User) -> Note:
    """Among the desk. Nothing is mailed, and no author's page reads it."""
    if not rules.may_read(by, submission):
        raise PermissionDenied
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        kept = Note.objects.create(
            submission=current, by=by, text=clean_text(text)[:MOST_CHARACTERS]
        )
        log.write(
            current,
            Action.NOTE,
            by=by,
            desk_note=kept.pk,
            words=_digest(kept.text),
        )
    return kept


def _message(
    submission: Submission, text: str, *, by: User, is_from_desk: bool
) -> Message:
    return Message.objects.create(
        submission=submission,
        by=by,
        is_from_desk=is_from_desk,
        text=clean_text(text)[:MOST_CHARACTERS],
    )


def _digest(text: str) -> str:
    """SHA-256 of what was said: the record can tell whether it still reads so, and
    quotes none of it."""
    return hashlib.sha256(text.encode()).hexdigest()
