"""The outbox: letters wait as rows until a mail server has taken them.

A letter is written in the transaction that caused it, so that nothing is mailed
that did not happen and nothing that happened goes unmailed. Delivery runs apart
from any request: in the server's own worker thread or ``manage.py worker``.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import smtplib
import ssl
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.markup import clean_line, clean_text
from authors.models import User
from editorial.models import (
    Delivery,
    House,
    Letter,
    LetterState,
    Message,
    Submission,
)
from editorial.models.letters import NOT_ARRIVED

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)  # a worker killed in mid-letter gives it back then
FIRST_WAIT = dt.timedelta(minutes=1)  # doubled after every failure
MOST_TRIES = 9  # the last about four hours after the first
ERASED = "(erased)"
BEING_SENT = "It is being sent now."
STOPPED = "The worker was stopped while it sent this letter."
SAID_SO = "Somebody at the desk said so."
_UUID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)
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


def deliver_due(
    limit: int = 50, *, unless: Callable[[Letter], bool] | None = None
) -> int:
    """Try every letter whose time has come; return how many left. ``unless``: what is
    asked of each in the instant it would leave; those it is true of stay.

    Several workers may run at once: each letter is leased by an update that only
    one of them can win. One whose worker was stopped in the middle of it may have
    left: it is not sent again by itself.
    """
    sent = 0
    for letter in list(Letter.objects.due()[:limit]):
        if letter.problem == BEING_SENT:
            _unsure(letter, STOPPED)
        elif _stays(letter, unless):
            continue
        elif _lease(letter):
            sent += _deliver(letter)
    return sent


def _stays(letter: Letter, unless: Callable[[Letter], bool] | None) -> bool:
    try:
        return unless is not None and unless(letter)
    except Exception:  # nobody knows: it waits, and the others leave
        logger.exception("Whether letter %s may leave is not known.", letter.pk)
        return True


def try_again(letter: Letter) -> bool:
    """Put a letter that could not be sent, may have been or came back in the outbox
    again, from the desk. Not one whose key was erased."""
    again = Letter.objects.in_trouble().filter(pk=letter.pk).exclude(body=ERASED)
    return bool(
        again.update(
            state=LetterState.WAITING,
            tries=0,
            try_at=timezone.now(),
            sent_at=None,
            problem="",
            is_held=False,
            delivery="",
            delivery_note="",
            delivery_at=None,
        )
    )


def it_arrived(letter: Letter) -> bool:
    """A person says that a letter was sent of which we were not sure."""
    unsure = Letter.objects.filter(pk=letter.pk, state=LetterState.UNSURE)
    return bool(
        unsure.update(
            state=LetterState.SENT,
            sent_at=timezone.now(),
            problem="",
            delivery=Delivery.DELIVERED,
            delivery_note=SAID_SO,
        )
    )


def settle(letter: Letter) -> bool:
    """Somebody has dealt with a letter that did not arrive: rung them, for example."""
    trouble = Letter.objects.in_trouble().filter(pk=letter.pk)
    return bool(trouble.update(settled_at=timezone.now()))


# What the mail service says of a letter, in the order of its weight: a bounce may come
# after a delivery, and either may come twice or late.
_WEIGHT = ("", Delivery.DELAYED, Delivery.DELIVERED, *NOT_ARRIVED)


def heard(
    delivery: Delivery,
    *,
    of: Iterable[str],
    recipient: str,
    note: str = "",
    at: dt.datetime | None = None,
) -> bool:
    """What became of a letter after it left, ``of`` being the names it may be known
    by: the service's own, our Message-ID. False when it is none of ours, or no news."""
    with transaction.atomic():
        letter = _named(of)
        if letter is None or letter.to.casefold() != recipient.casefold():
            return False
        if _WEIGHT.index(delivery) <= _WEIGHT.index(letter.delivery):
            return False
        letter.delivery, letter.delivery_note = delivery, clean_line(note)[:300]
        letter.delivery_at = at or timezone.now()
        if letter.state == LetterState.UNSURE and delivery != Delivery.DELAYED:
            letter.state, letter.sent_at = LetterState.SENT, letter.delivery_at
            letter.problem = ""
        letter.save(
            update_fields=[
                *("delivery", "delivery_note", "delivery_at"),
                *("state", "sent_at", "problem"),
            ]
        )
    return True


def _named(names: Iterable[str]) -> Letter | None:
    """The letter that bears one of these names, locked."""
    letters = Letter.objects.select_for_update()
    for name in filter(None, names):
        if found := letters.filter(provider_id=name).first():
            return found
        own = name.strip("<>").partition("@")[0]
        if _UUID.fullmatch(own) and (found := letters.filter(message_id=own).first()):
            return found
    return None


def take_back(submission: Submission, kinds: Iterable[str]) -> None:
    """Letters of these kinds that have not left ask for nothing any more."""
    submission.letters.filter(kind__in=kinds, state=LetterState.WAITING).delete()


def _lease(letter: Letter) -> bool:
    now = timezone.now()
    won = Letter.objects.filter(
        pk=letter.pk, state=LetterState.WAITING, try_at=letter.try_at
    ).update(try_at=now + LEASE, tries=F("tries") + 1, problem=BEING_SENT)
    letter.tries += 1
    return bool(won)


def _deliver(letter: Letter) -> int:
    connection = get_connection()
    mail = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=_headers(letter),
        connection=connection,
    )
    try:  # whatever it is, one letter never stops the round
        connection.open()
    except Exception as problem:
        _failed(letter, problem)
        return 0
    try:
        mail.send()
    except Exception as problem:
        if _may_be_taken(problem):
            _unsure(letter, f"{type(problem).__name__}: {problem}")
        else:
            _failed(letter, problem)
        return 0
    finally:
        _close(connection)
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.SENT,
        sent_at=timezone.now(),
        problem="",
        provider_id=_provider_id(mail),
        **_erased(letter),
    )
    return 1


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except Exception as problem:  # the letter's fate is known already
        logger.warning("The line to the mail server did not close: %s", problem)


def _may_be_taken(problem: Exception) -> bool:
    """The line broke while the letter was on it: the server may have it. A server
    that answers with a refusal, or was never reached, surely has not."""
    if isinstance(problem, smtplib.SMTPServerDisconnected):
        return True
    if isinstance(problem, smtplib.SMTPException | ConnectionRefusedError):
        return False
    return isinstance(problem, ConnectionError | TimeoutError | ssl.SSLError)


def _unsure(letter: Letter, problem: str) -> None:
    logger.warning("Letter %s may have been sent: %s", letter.pk, problem)
    Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING).update(
        state=LetterState.UNSURE, problem=problem[:300], **_erased(letter)
    )


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
    return {"body": ERASED} if letter.kind in HOLD_A_KEY else {}


def _headers(letter: Letter) -> dict[str, str]:
    """With the letter's own name where a mail service will tell us what became of it:
    each has its own way of giving it back."""
    headers = {"Message-ID": _message_id(letter), "Auto-Submitted": "auto-generated"}
    if settings.ANYMAIL["WEBHOOK_SECRET"]:
        name = str(letter.message_id)
        headers["X-PM-Metadata-letter"] = name
        headers["X-MJ-EventPayload"] = json.dumps({"letter": name})
    return headers


def _provider_id(mail: EmailMessage) -> str:
    """What the mail service calls it, where it told us."""
    status = getattr(mail, "anymail_status", None)
    said = getattr(status, "message_id", None)
    return said[:200] if isinstance(said, str) else ""


def _message_id(letter: Letter) -> str:
    """The same at every try, so that a mail server can drop a second copy."""
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{letter.message_id}@{domain}>"
