"""The calendar for somebody's own calendar program, as RFC 5545 has it.

The address is the key. Only its digest is kept, a new address ends the one before,
and whoever leaves the desk takes none of it along.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from articles.markup import clean_line, inert
from authors.models import User
from editorial import rules
from editorial.models import Act, Action, CalendarFeed
from editorial.schedule.slots import Kind, Slot, slots

BACK, AHEAD = dt.timedelta(days=31), dt.timedelta(days=366)
READ_ANEW = dt.timedelta(minutes=10)
MOVES = (Action.PLAN, Action.CLEAR, Action.PULL)
LONGEST_LINE = 75  # octets, the end of the line not counted

_ESCAPED = re.compile(r"([\\;,])")
_SAID = {Kind.LIVE: "Out", Kind.SET: "Set", Kind.PLAN: "Planned"}


def new_address(user: User) -> str:
    """A new secret address for this person, shown once; the one before is dead."""
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        _end(user)
        CalendarFeed.objects.create(user=user, key_digest=_digest(key))
    return address_of(key)


def revoke(user: User) -> None:
    """Whoever has the address reads nothing any more."""
    _end(user)


def address_of(key: str) -> str:
    return f"{settings.SITE_URL}/calendar/{key}.ics"


def feed_of(user: User) -> CalendarFeed | None:
    """The one that is open now."""
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).first()


def owner_of(key: str) -> User | None:
    """Whose calendar this address opens: nobody's once it was revoked, or once its
    owner does not work at the desk any more."""
    found = (
        CalendarFeed.objects.filter(key_digest=_digest(key), revoked_at__isnull=True)
        .select_related("user")
        .first()
    )
    if found is None or not rules.is_desk(found.user):
        return None
    now = timezone.now()
    if found.read_at is None or found.read_at < now - READ_ANEW:
        CalendarFeed.objects.filter(pk=found.pk).update(read_at=now)
    return found.user


def as_calendar(user: User) -> str:
    """What this person may see now, from a month back to a year ahead. Five queries,
    however many."""
    now = timezone.now()
    found = slots(user, now - BACK, now + AHEAD)
    moves = _moves(found)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(settings.PAPER_NAME)}//Desk calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(settings.PAPER_NAME)}: desk",
        f"X-WR-TIMEZONE:{settings.TIME_ZONE}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
    ]
    for slot in found:
        count, last = moves.get(slot.placed.key, (0, slot.hour))
        lines += _event(slot, count, last)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(slot: Slot, moves: int, last: dt.datetime) -> Iterator[str]:
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    names = ", ".join(slot.names)
    address = slot.address or f"/admin/desk/{slot.pk}/"
    yield "BEGIN:VEVENT"
    yield f"UID:{slot.placed.key}@{domain}"
    yield f"DTSTAMP:{_utc(last)}"
    yield f"LAST-MODIFIED:{_utc(last)}"
    yield f"SEQUENCE:{moves}"
    yield f"DTSTART:{_utc(slot.hour)}"
    yield "DURATION:PT15M"
    yield f"SUMMARY:{_SAID[slot.kind]}: {_text(slot.headline)}"
    yield f"DESCRIPTION:{_text(f'{names}. {slot.section}. {slot.state}')}"
    yield f"CATEGORIES:{_text(slot.section)}"
    yield f"URL:{settings.SITE_URL}{address}"
    yield f"STATUS:{'TENTATIVE' if slot.kind is Kind.PLAN else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moves(found: list[Slot]) -> dict[str, tuple[int, dt.datetime]]:
    """How often the hour of each piece was touched, and when last."""
    pieces = [int(slot.placed.key[1:]) for slot in found if slot.placed.key[0] == "p"]
    rows = (
        Act.objects.filter(submission__in=pieces, action__in=MOVES)
        .order_by()
        .values("submission")
        .annotate(count=Count("pk"), last=Max("at"))
    )
    return {f"p{row['submission']}": (row["count"], row["last"]) for row in rows}


def _text(said: str) -> str:
    """Inert: one line, nothing that ends a value, nothing that a table would reckon."""
    return _ESCAPED.sub(r"\\\1", inert(clean_line(said)))


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> Iterator[str]:
    """At most 75 octets a line, and no letter in two."""
    room, so_far = LONGEST_LINE, ""
    for letter in line:
        if len((so_far + letter).encode()) > room:
            yield so_far
            so_far = " "
        so_far += letter
    yield so_far


def _end(user: User) -> None:
    CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
