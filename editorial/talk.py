"""Two rooms: messages reach the author, notes never leave the desk."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from articles.markup import clean_text
from authors.models import User
from editorial import files, log, mentions, notices, origins, outbox, rules
from editorial.models import Action, Attachment, Message, Note, Purpose, Submission

MOST_CHARACTERS = 10_000
MOST_FILES = 10  # with one message


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file as it came with a message."""

    name: str
    content: IO[bytes]


class NotEnclosed(Exception):
    """Files that cannot be taken, each with a sentence why, by its place among those
    that came. Nothing was written: not the message either."""

    def __init__(self, why: dict[int, str], names: Sequence[str]) -> None:
        super().__init__()
        self.why = why
        self.lines = [f"{names[place]}: {said}" for place, said in why.items()]


def write_to_author(
    submission: Submission,
    text: str,
    *,
    by: User,
    enclosed: Sequence[Enclosed] = (),
    came_by_mail: bool = False,
) -> Message:
    """From the desk to the contributor, by mail and on their page, both at the end of
    the undo window.

    Raises ``PermissionDenied``, or ``NotEnclosed`` for files we do not take.
    """
    if not rules.may_edit(by, submission):
        raise PermissionDenied
    with files.together():
        current = Submission.objects.lock(submission.pk)
        message = _message(
            current, text, by=by, is_from_desk=True, came_by_mail=came_by_mail
        )
        kept = _keep(message, enclosed)
        notices.tell(
            current,
            Action.MESSAGE,
            by=by,
            note=_as_mailed(message, kept),
            message=message,
        )
        log.write(
            current, Action.MESSAGE, by=by, to="author", **_on_record(message, kept)
        )
    return message


def write_to_desk(
    submission: Submission,
    text: str,
    *,
    by: User,
    action: Action = Action.MESSAGE,
    enclosed: Sequence[Enclosed] = (),
    came_by_mail: bool = False,
) -> Message:
    """From the contributor to whoever holds the piece, and onto its page. An
    objection to the proof is a message that the record calls by its name.

    Raises ``PermissionDenied``, or ``NotEnclosed`` for files we do not take.
    """
    if not rules.is_author(by, submission):
        raise PermissionDenied
    with files.together():
        current = Submission.objects.lock(submission.pk)
        message = _message(
            current, text, by=by, is_from_desk=False, came_by_mail=came_by_mail
        )
        kept = _keep(message, enclosed)
        notices.tell_desk(
            current, "desk-message", by=by, note=_as_mailed(message, kept)
        )
        log.write(current, action, by=by, to="desk", **_on_record(message, kept))
    return message


def just_said(submission: Submission, text: str, *, by: User) -> bool:
    """The same words of the same person within a minute: a second click. Whoever
    asks holds the piece, so that of two clicks at once the second waits."""
    said = submission.messages.filter(by=by, text=clean_text(text))
    return said.filter(at__gte=_just_now()).exists()


def _just_now() -> dt.datetime:
    return timezone.now() - dt.timedelta(minutes=1)


def enclosed_in(uploads: Iterable[UploadedFile[bytes]]) -> list[Enclosed]:
    """Files as a browser sends them."""
    return [Enclosed(upload.name or "", upload) for upload in uploads]


def note(submission: Submission, text: str, *, by: User) -> Note:
    """Among the desk: no author's page reads it, and no mail says what is in it. Whom
    it names hears that it does. A double click keeps it once.

    Raises ``PermissionDenied``, or ``mentions.NotMentioned``: nothing was written.
    """
    if not rules.may_read(by, submission):
        raise PermissionDenied
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        text = clean_text(text)[:MOST_CHARACTERS]
        named = mentions.find(current, text)
        if same := current.notes.filter(by=by, text=text, at__gte=_just_now()).last():
            return same
        kept = Note.objects.create(submission=current, by=by, text=text)
        mentions.keep(named.people, by=by, note=kept)
        log.write(
            current,
            Action.NOTE,
            by=by,
            desk_note=kept.pk,
            words=_digest(kept.text),
        )
    return kept


def _message(
    submission: Submission,
    text: str,
    *,
    by: User,
    is_from_desk: bool,
    came_by_mail: bool,
) -> Message:
    now = timezone.now()
    return Message.objects.create(
        at=now,
        leaves_at=outbox.end_of_window() if is_from_desk else now,
        submission=submission,
        by=by,
        is_from_desk=is_from_desk,
        came_by_mail=came_by_mail,
        text=clean_text(text)[:MOST_CHARACTERS],
    )


def _keep(message: Message, enclosed: Sequence[Enclosed]) -> list[Attachment]:
    """All of the files, or ``NotEnclosed`` with a word on each that cannot be."""
    kept, refused = [], {}
    for place, file in enumerate(enclosed):
        if place >= MOST_FILES:
            refused[place] = f"A message takes {MOST_FILES} files."
            continue
        try:
            attachment = files.keep(
                message.submission,
                file.content,
                name=file.name,
                purpose=Purpose.MESSAGE,
                by=message.by,
                message=message,
            )
            origins.note(attachment)
            kept.append(attachment)
        except files.FileRefused as refusal:
            refused[place] = str(refusal)
    if refused:
        raise NotEnclosed(refused, [file.name for file in enclosed])
    return kept


def _as_mailed(message: Message, kept: Iterable[Attachment]) -> str:
    """Files are fetched from the page: mail is no place for them."""
    names = ", ".join(file.name for file in kept)
    return f"{message.text}\n\nOn the page with it: {names}" if names else message.text


def _on_record(message: Message, kept: Sequence[Attachment]) -> dict[str, Any]:
    said: dict[str, Any] = {"message": message.pk, "words": _digest(message.text)}
    if kept:
        said["files"] = [file.digest for file in kept]
    if message.came_by_mail:
        said["by_mail"] = True
    return said


def _digest(text: str) -> str:
    """SHA-256 of what was said: the record can tell whether it still reads so, and
    quotes none of it."""
    return hashlib.sha256(text.encode()).hexdigest()
