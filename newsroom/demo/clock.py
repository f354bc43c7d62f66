"""A clock that can be moved back, so that a history can be lived through at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone


class _StillADatetime(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, dt.datetime)


@contextmanager
def moved_to(instant: dt.datetime) -> Iterator[None]:
    """Within the block ``timezone.now()`` says ``instant`` (aware), wherever it was
    imported to. For the demo alone: no request may be served meanwhile."""

    class Moved(dt.datetime, metaclass=_StillADatetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return instant.astimezone(tz)

    real = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = Moved  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = real  # type: ignore[attr-defined]
