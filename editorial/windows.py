"""Which windows have a draft open, so that each can be told of the others.

A window is a random name its page has given itself, with when it was opened and when
it was last heard of. It is told in passing: losing one such word loses no text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from editorial.models import Draft, Submission

Windows = Mapping[str, list[str]]  # a name: opened, last heard of

SILENT_AFTER = dt.timedelta(minutes=3)  # a page says every minute that it is there
MOST = 8
_NAME = re.compile(r"[0-9A-Za-z-]{8,40}")


def name_in(said: object) -> str:
    """A window's name as a script sent it; empty when it is none."""
    return said if isinstance(said, str) and _NAME.fullmatch(said) else ""


def heard(windows: Windows, name: str, at: dt.datetime | None = None) -> Windows:
    """The windows still open, this one among them."""
    now = at or timezone.now()
    open_now = _open(windows, now)
    opened = open_now.pop(name, [now.isoformat()])[0]
    latest = sorted(open_now.items(), key=lambda each: each[1][1])[-(MOST - 1) :]
    return dict(latest) | {name: [opened, now.isoformat()]}


def left(windows: Windows, name: str, at: dt.datetime | None = None) -> Windows:
    """The windows still open when this one has been closed."""
    open_now = _open(windows, at or timezone.now())
    open_now.pop(name, None)
    return open_now


def elsewhere(
    windows: Windows, name: str, at: dt.datetime | None = None
) -> dt.datetime | None:
    """Since when another window has it open, the longest of several; None: no other."""
    others = left(windows, name, at)
    return min(map(_hour, (opened for opened, _ in others.values())), default=None)


def keep(submission: Submission, windows: Windows) -> None:
    """Keep which have the draft open. The text is not touched, nor its version:
    looking is no quarrel."""
    Draft.objects.filter(submission=submission).update(windows=windows)


def _open(windows: Windows, now: dt.datetime) -> dict[str, list[str]]:
    return {
        name: hours
        for name, hours in windows.items()
        if _hour(hours[1]) > now - SILENT_AFTER
    }


def _hour(said: str) -> dt.datetime:
    hour = parse_datetime(said)
    assert hour is not None  # noqa: S101 -- written by this module
    return hour
