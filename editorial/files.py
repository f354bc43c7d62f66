"""Files that came with a piece: the private store no address leads to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Q, Sum

from authors.models import User
from editorial.kinds import FileRefused, FileTooLarge, clean_name, kind_of
from editorial.models import Attachment, Message, Purpose, Submission

__all__ = ["FileRefused", "FileTooLarge", "forget", "keep", "together", "weighed"]

MAX_BYTES = 12 * 1024 * 1024  # one file
MAX_FILES = 20  # one piece
MAX_COPIES = 60  # of sources, kept by its checkers beside those
MAX_ALL = 60 * 1024 * 1024  # one piece

_HEAVY = (
    f"This file is more than {MAX_BYTES // 1024**2} MB, the most we can take. Make it "
    "smaller, for instance by taking pictures out, and send it again."
)
_MANY = "A piece can hold {} files, and this one has them already."
_FULL = (
    f"With this file the piece would hold more than {MAX_ALL // 1024**2} MB. Send a "
    "smaller one, or the address where it can be found."
)

_written: ContextVar[list[str] | None] = ContextVar("files written", default=None)


def keep(
    submission: Submission,
    upload: IO[bytes],
    *,
    name: str,
    purpose: Purpose,
    by: User | None,
    message: Message | None = None,
) -> Attachment:
    """The file, byte for byte, in our keeping; the same one again is kept once.

    Locks the piece. In a wider transaction use ``together`` for ``atomic``, or a file
    may outlive the row that a failure takes back.

    Raises ``FileRefused`` (``FileTooLarge`` for weight) with words for the person:
    its bytes are of no kind we keep, or the piece is full. Nothing is then left.
    """
    data = weighed(upload)
    kind = kind_of(data)
    digest = hashlib.sha256(data).hexdigest()
    with together():
        Submission.objects.lock(submission.pk)
        kept = submission.attachments.filter(
            digest=digest, purpose=purpose, message=message, by=by
        ).first()
        if kept:  # a double click
            return kept
        _make_sure_of_room(submission, len(data), purpose)
        attachment = Attachment(
            submission=submission,
            message=message,
            purpose=purpose,
            name=clean_name(name, kind),
            content_type=kind.content_type,
            size=len(data),
            digest=digest,
            by=by,
        )
        _write(attachment, data)
        attachment.save(force_insert=True)
    return attachment


def forget(*attachments: Attachment) -> None:
    """Rows now, and their files as soon as that is certain. Delete the attachments of
    a piece like this before the piece itself, whose own deletion knows no files."""
    with transaction.atomic():
        for each in attachments:
            each.delete()
            transaction.on_commit(partial(_unwrite, [str(each.file.name)]))


def weighed(upload: IO[bytes]) -> bytes:
    """All of an upload, unless it is more than one file may be.

    Raises ``FileTooLarge`` before it is read whole.
    """
    upload.seek(0)
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FileTooLarge(_HEAVY)
    return data


@contextmanager
def together() -> Iterator[None]:
    """One transaction; when it fails, the files kept within it go too."""
    ours: list[str] = []
    outer = _written.get()
    token = _written.set(ours)
    try:
        with transaction.atomic():
            # first in line: what fails after the commit must not take files along
            transaction.on_commit(ours.clear)
            yield
    except BaseException:
        _unwrite(ours)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer.extend(ours)


def _make_sure_of_room(submission: Submission, size: int, purpose: Purpose) -> None:
    """What checkers save takes no room from the author, nor the author from them."""
    is_copy = purpose == Purpose.CHECK
    most = MAX_COPIES if is_copy else MAX_FILES
    same = Q(purpose=Purpose.CHECK) if is_copy else ~Q(purpose=Purpose.CHECK)
    here = submission.attachments.filter(same).aggregate(
        count=Count("pk"), bytes=Sum("size")
    )
    if here["count"] >= most:
        raise FileRefused(_MANY.format(most))
    if (here["bytes"] or 0) + size > MAX_ALL:
        raise FileTooLarge(_FULL)


def _write(attachment: Attachment, data: bytes) -> None:
    written = _written.get()
    # by path, and before: a store that fails half-way has named nothing yet
    path = attachment.file.field.generate_filename(attachment, "")
    if written is not None:
        written.append(path)
    attachment.file.save("", ContentFile(data), save=False)


def _unwrite(paths: Iterable[str]) -> None:
    store = Attachment.file.field.storage
    for path in paths:
        store.delete(path)
