"""Preview links: one named person without an account reads a piece for a while.

The address is the key; only its digest is kept. Whoever is written to is let in by it
alone, so it ends by itself, ends with the piece, and each opening is on record.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.markup import clean_line, clean_text
from authors.limits import allowed
from authors.models import NO_LINK, User, without_link
from editorial import log, notices, outbox, rules
from editorial.models import (
    Action,
    Letter,
    PreviewLink,
    PreviewView,
    Status,
    Submission,
)

USUAL_DAYS, MOST_DAYS = 3, 14
MOST_OPEN = 20  # on one piece at a time
LETTERS_A_DAY = 30  # one person may have sent
DAY = 24 * 60 * 60
LONGEST_NAME, LONGEST_WHY, LONGEST_BROWSER = 160, 200, 200
LONGEST_LINE = 1_000  # characters of one's own in the letter
ONE_OPENING = dt.timedelta(seconds=10)  # a button pressed twice
_KEY = re.compile(r"/preview/([\w-]{43})/")

NOT_YET = (
    "Nobody outside is shown a column before it is accepted: until then its words are "
    "the author’s."
)
IS_OUT = "Readers have it. Send the address of its page."
NAMELESS = "Say for whom it is. The name stands over the page and on record."
HAS_ENDED = "The link of this page has ended. Open the page anew to make another."
TOO_MANY = f"{MOST_OPEN} links to this column are open. End one of them first."
TOO_MANY_LETTERS = "You have sent many such letters today. Copy the address instead."


class Refused(Exception):
    """It cannot be done; the sentence says why, and what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Made:
    """A new link with its address, which nobody can show again."""

    link: PreviewLink
    address: str


def why_not(piece: Submission) -> str:
    """Why no link can be made; empty while one can be. Reads ``article``."""
    if piece.is_live:
        return IS_OUT
    return "" if piece.status in (Status.ACCEPTED, Status.CLEARED) else NOT_YET


def make(
    piece: Submission,
    recipient: str,
    *,
    by: User,
    days: int = USUAL_DAYS,
    why: str = "",
    email: str = "",
    line: str = "",
    once: str = "",
) -> Made:
    """A link for this person, for so many days; with ``email`` a letter that brings it
    waits to be undone, with a ``line`` of the sender's own. ``once`` is what a page
    carries: sent twice, it is the same link and one letter.

    Raises ``PermissionDenied``, or ``Refused`` with a sentence.
    """
    recipient, why = clean_line(recipient), clean_line(why)[:LONGEST_WHY]
    if problem := _name_problem(recipient):
        raise Refused(problem)
    key = _key_of(once, piece, by) if once else secrets.token_urlsafe(32)
    address = f"{settings.SITE_URL}/preview/{key}/"
    with transaction.atomic():
        current = Submission.objects.lock(piece.pk)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        if known := current.preview_links.filter(key_digest=_digest(key)).first():
            if not is_open(known):
                raise Refused(HAS_ENDED)
            return Made(known, address)
        if problem := why_not(current):
            raise Refused(problem)
        if _open(current).count() >= MOST_OPEN:
            raise Refused(TOO_MANY)
        link = PreviewLink.objects.create(
            submission=current,
            recipient=recipient,
            why=why,
            key_digest=_digest(key),
            by=by,
            expires_at=timezone.now() + dt.timedelta(days=max(1, min(days, MOST_DAYS))),
        )
        made = Made(link, address)
        if email:
            _mail(made, email, by=by, line=clean_text(line)[:LONGEST_LINE])
        until = link.expires_at.isoformat()
        log.write(current, Action.PREVIEW, by=by, note=why, to=recipient, until=until)
    return made


def revoke(link: PreviewLink, *, by: User) -> bool:
    """Whoever has the link reads nothing any more, and a letter that waits to bring it
    does not leave. Whether it was still open."""
    with transaction.atomic():
        current = Submission.objects.lock(link.submission_id)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        ended = _open(current).filter(pk=link.pk)
        if not ended.update(revoked_at=timezone.now(), revoked_by=by):
            return False
        _letters_with(link).delete()
        log.write(current, Action.PREVIEW, by=by, to=link.recipient, ended=True)
    return True


def of_key(key: str) -> PreviewLink | None:
    """The link of this address, dead ones too."""
    return (
        PreviewLink.objects.filter(key_digest=_digest(key))
        .select_related(
            *("submission__latest", "submission__section"),
            *("submission__article", "submission__picture", "submission__contributor"),
        )
        .first()
    )


def is_open(link: PreviewLink) -> bool:
    """It may be read by now: neither ended nor run out, nor its piece gone."""
    piece = link.submission
    return (
        link.revoked_at is None
        and link.expires_at > timezone.now()
        and piece.purged_at is None
        and piece.latest is not None
        and piece.status in (Status.ACCEPTED, Status.CLEARED)
    )


def opened(link: PreviewLink, *, browser: str) -> None:
    """Put one opening on record; a button pressed twice is one."""
    piece, now = link.submission, timezone.now()
    view = PreviewView(
        link=link,
        revision_number=piece.latest.number if piece.latest else 0,
        at=now,
        with_what=clean_line(browser)[:LONGEST_BROWSER],
    )
    again = link.views.filter(
        at__gt=now - ONE_OPENING,
        with_what=view.with_what,
        revision_number=view.revision_number,
    )
    if not again.exists():
        view.save(force_insert=True)


def links_of(piece: Submission) -> QuerySet[PreviewLink]:
    """All ever made for this piece, newest first, with how often and when last each
    was opened. Two queries."""
    return (
        PreviewLink.objects.filter(submission=piece)
        .select_related("by", "revoked_by")
        .prefetch_related("views")
        .annotate(times=Count("views"), last=Max("views__at"))
        .order_by("-made_at", "-pk")
    )


def _open(piece: Submission) -> QuerySet[PreviewLink]:
    return PreviewLink.objects.filter(
        submission=piece, revoked_at__isnull=True, expires_at__gt=timezone.now()
    )


def _name_problem(name: str) -> str:
    if not name:
        return NAMELESS
    if len(name) > LONGEST_NAME:
        return f"This name has more than {LONGEST_NAME} characters."
    try:
        without_link(name)
    except ValidationError:
        return NO_LINK
    return ""


def _letters_with(link: PreviewLink) -> QuerySet[Letter]:
    """Those that would bring it and can be taken back: they still hold its key."""
    waiting = Letter.objects.held().filter(
        submission=link.submission_id, kind=outbox.PREVIEW
    )
    bringing = [
        letter.pk
        for letter in waiting
        if link.key_digest in map(_digest, _KEY.findall(letter.body))
    ]
    return waiting.filter(pk__in=bringing)


def _mail(made: Made, email: str, *, by: User, line: str) -> None:
    if not allowed("preview letters", str(by.pk), LETTERS_A_DAY, DAY):
        raise Refused(TOO_MANY_LETTERS)
    notices.write(
        outbox.PREVIEW,
        to=email,
        name=made.link.recipient,
        submission=made.link.submission,
        link=made.address,
        until=made.link.expires_at,
        sender=str(by),
        note=line,
        by=by,
        leaves_at=outbox.end_of_window(),
    )


def _key_of(once: str, piece: Submission, by: User) -> str:
    """The key that this page of this person makes, however often it is sent."""
    said = f"{piece.pk} {by.pk} {once}"
    made = salted_hmac("editorial.previews", said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
