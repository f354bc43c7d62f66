"""What an editor should mind about an hour: said in words, and never in the way."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from editorial.models import Holiday, House


@dataclass(frozen=True, slots=True)
class Placed:
    """A column at an hour, as far as others must keep their distance from it."""

    key: str
    hour: dt.datetime
    headline: str
    authors: tuple[tuple[int, str], ...]
    section_pk: int | None
    section: str
    peg: str = ""
    peg_until: dt.datetime | None = None

    @property
    def day(self) -> dt.date:
        return day_of(self.hour)

    @property
    def peg_said(self) -> str:
        """The peg as two spellings of it are still the same."""
        return " ".join(self.peg.casefold().split())


def day_of(hour: dt.datetime) -> dt.date:
    """The day of the newsroom's own calendar."""
    return timezone.localtime(hour, timezone.get_default_timezone()).date()


class Minder:
    """Looks at one column at a time, among all that stand around it."""

    def __init__(
        self, around: Iterable[Placed], house: House, holidays: Sequence[Holiday]
    ) -> None:
        self._house = house
        self._holidays = {(off.day, off.section_id): off.name for off in holidays}
        self._by = defaultdict[tuple[str, object], list[Placed]](list)
        for each in sorted(around, key=lambda each: each.hour):
            for key in _keys(each):
                self._by[key].append(each)

    def warnings(self, it: Placed) -> tuple[str, ...]:
        """In words; empty where there is nothing to mind."""
        return tuple(
            dict.fromkeys(
                (
                    *self._peg(it),
                    *self._same_hour(it),
                    *self._authors(it),
                    *self._section(it),
                    *self._holiday(it),
                )
            )
        )

    def _peg(self, it: Placed) -> Iterator[str]:
        if it.peg_until and it.peg_until <= it.hour:
            zone = timezone.get_default_timezone()
            passed = timezone.localtime(it.peg_until, zone)
            yield f"Its peg has passed by then ({passed.day} {passed:%B, %H:%M})"
        for other in self._others(("peg", (it.day, it.peg_said)), it):
            yield f"The same peg that day as “{other.headline}”"
            return

    def _same_hour(self, it: Placed) -> Iterator[str]:
        for other in self._others(("hour", it.hour), it):
            yield f"The same hour as “{other.headline}”"

    def _authors(self, it: Placed) -> Iterator[str]:
        for pk, name in it.authors:
            least = self._house.author_spacing_days
            for days, other in self._near(("author", pk), it, least):
                yield _apart(days, f"another by {name}", other)

    def _section(self, it: Placed) -> Iterator[str]:
        least = self._house.section_spacing_days
        for days, other in self._near(("section", it.section_pk), it, least):
            yield _apart(days, f"another in {it.section}", other)

    def _holiday(self, it: Placed) -> Iterator[str]:
        for section in (None, it.section_pk):
            if name := self._holidays.get((it.day, section)):
                yield f"A day off: {name}"

    def _near(
        self, key: tuple[str, object], it: Placed, least: int
    ) -> Iterator[tuple[int, Placed]]:
        """The nearest before and the nearest after that stand too close, with the
        days between; after is positive."""
        before = after = None
        for other in self._others(key, it):
            if other.hour <= it.hour:
                before = other
            elif after is None:
                after = other
        for other in filter(None, (before, after)):
            days = (other.day - it.day).days
            if abs(days) < least:
                yield days, other

    def _others(self, key: tuple[str, object], it: Placed) -> Iterator[Placed]:
        return (other for other in self._by.get(key, ()) if other.key != it.key)


def _keys(it: Placed) -> Iterator[tuple[str, object]]:
    yield "hour", it.hour
    yield "section", it.section_pk
    yield from (("author", pk) for pk, _ in it.authors)
    if it.peg_said:
        yield "peg", (it.day, it.peg_said)


def _apart(days: int, another: str, other: Placed) -> str:
    """ "7 days after another by Heng Piseth, “Who owns the night market?”"."""
    if days == 0:
        return f"The same day as {another}, “{other.headline}”"
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    side = "before" if days > 0 else "after"
    return f"{count} {side} {another}, “{other.headline}”"
