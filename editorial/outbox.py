"""The outbox: letters wait as rows until a mail server has taken them.

A letter is written in the transaction that caused it, so that nothing is mailed
that did not happen and nothing that happened goes unmailed. Delivery runs apart
from any request: in the server's own worker thread or ``manage.py worker``.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from articles.markup import clean_line, clean_text
from authors.models import User
from editorial.models import House, Letter, LetterState, Message, Submission

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)  # a worker killed in mid-letter gives it back then
FIRST_WAIT = dt.timedelta(minutes=1)  # doubled after every failure
MOST_TRIES = 9  # the last about four hours after the first
SIGN_IN = "sign-in code"
INVITATION = "invitation"
PREVIEW = "preview"
HOLD_A_KEY = {SIGN_IN, INVITATION, PREVIEW}


def post(
    *,
    to: str,
    subject: str,
    body: str,
    kind: str,
    submission: Submission | None = None,
    reply_to: str = "",
    by: User | None = None,
    leaves_at: dt.datetime | None = None,
    message: Message | None = None,
) -> Letter:
    """Put one letter in the outbox. The subject is one line, whatever was typed.
    ``reply_to`` is where an answer goes: ``editorial.replies.address_for``. Until
    ``leaves_at`` it can be taken back, with the ``message`` that it takes."""
    now = timezone.now()
    leaves_at = leaves_at or now
    subject, body = as_sent(subject, body)
    return Letter.objects.create(
        by=by,
        try_at=leaves_at,
        is_held=leaves_at > now,
        carries=message,
        submission=submission,
        kind=kind,
        to=to,
        reply_to=reply_to,
        subject=subject,
        body=body,
    )


def as_sent(subject: str, body: str) -> tuple[str, str]:
    """A letter as it leaves, whatever was typed: a subject of one line, plain text."""
    return clean_line(subject)[:200], clean_text(body).rstrip() + "\n"


def end_of_window() -> dt.datetime:
    """When what a person at the desk sends now can no longer be taken back."""
    return timezone.now() + dt.timedelta(minutes=House.rules().undo_minutes)


def deliver_due(limit: int = 50) -> int:
    """Try every letter whose time has come; return how many left.

    Several workers may run at once: each letter is leased by an update that only
    one of them can win.
    """
    sent = 0
    for letter in list(Letter.objects.due()[:limit]):
        if _lease(letter):
            sent += _deliver(letter)
    return sent


def try_again(letter: Letter) -> bool:
    """Put a letter that could not be sent back in the outbox, from the desk."""
    return bool(
        Letter.objects.filter(pk=letter.pk, state=LetterState.FAILED).update(
            state=LetterState.WAITING, tries=0, try_at=timezone.now()
        )
    )


def take_back(submission: Submission, kinds: Iterable[str]) -> None:
    """Letters of these kinds that have not left ask for nothing any more."""
    submission.letters.filter(kind__in=kinds, state=LetterState.WAITING).delete()


def _lease(letter: Letter) -> bool:
    now = timezone.now()
    won = Letter.objects.filter(
        pk=letter.pk, state=LetterState.WAITING, try_at=letter.try_at
    ).update(try_at=now + LEASE, tries=F("tries") + 1)
    letter.tries += 1
    return bool(won)


def _deliver(letter: Letter) -> int:
    mail = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": _message_id(letter), "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except Exception as problem:  # whatever it is, one letter never stops the round
        _failed(letter, problem)
        return 0
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.SENT,
        sent_at=timezone.now(),
        problem="",
        **_erased(letter),
    )
    return 1


def _failed(letter: Letter, problem: Exception) -> None:
    gone = letter.tries >= MOST_TRIES
    wait = FIRST_WAIT * 2 ** (letter.tries - 1)
    logger.warning("Letter %s not sent (try %s): %s", letter.pk, letter.tries, problem)
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.FAILED if gone else LetterState.WAITING,
        try_at=timezone.now() + wait,
        problem=f"{type(problem).__name__}: {problem}"[:300],
        **(_erased(letter) if gone else {}),
    )


def _erased(letter: Letter) -> dict[str, str]:
    """A code is a key: it does not stay lying in the outbox."""
    return {"body": "(erased)"} if letter.kind in HOLD_A_KEY else {}


def _message_id(letter: Letter) -> str:
    """The same at every try, so that a mail server can drop a second copy."""
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{letter.message_id}@{domain}>"
