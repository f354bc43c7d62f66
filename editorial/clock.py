"""The answer clock and the hours left: time as a desk counts it."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from articles.models import Section
from editorial.models import Holiday

# In the section's own time zone.
DESK_OPENS_AT, DESK_CLOSES_AT = dt.time(9), dt.time(18)
DAYS_PROMISED = 3  # where a piece has no section yet
MONDAY_TO_FRIDAY = frozenset(range(1, 6))
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When one desk works: its zone, its days of the week, its days off."""

    zone: dt.tzinfo
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY  # 1 is Monday
    days_off: frozenset[dt.date] = frozenset()
    days_promised: int = DAYS_PROMISED

    def works_on(self, day: dt.date) -> bool:
        return day.isoweekday() in self.weekdays and day not in self.days_off

    def answer_by(self, sent_at: dt.datetime) -> dt.datetime:
        """The hour by which this desk promises an answer: so many working days after
        the day of sending, when it closes. Never the same day."""
        day = self.day_of(sent_at)
        for _ in range(max(1, self.days_promised)):
            day = self._working_day(day, ONE_DAY)
        return self.closing(day)

    def day_before(self, hour: dt.datetime) -> dt.datetime:
        """The same time of day on the working day before."""
        local = hour.astimezone(self.zone)
        day = self._working_day(local.date(), -ONE_DAY)
        return _utc(dt.datetime.combine(day, local.time(), tzinfo=self.zone))

    def closing(self, day: dt.date) -> dt.datetime:
        """When the desk closes that day."""
        return dt.datetime.combine(day, DESK_CLOSES_AT, tzinfo=self.zone)

    def worked(self, begin: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """How long the desk was open between the two."""
        spans = (
            max(dt.timedelta(), min(_utc(end), closes) - max(_utc(begin), opens))
            for opens, closes in self._open_from(begin, until=end)
        )
        return sum(spans, dt.timedelta())

    def after_work(self, begin: dt.datetime, span: dt.timedelta) -> dt.datetime:
        """The first moment at which the desk has been open for so long."""
        moment = _utc(begin)
        for opens, closes in self._open_from(begin):
            if span <= dt.timedelta():
                break
            opens = max(opens, _utc(begin))
            moment = max(opens, min(closes, opens + span))
            span -= moment - opens
        return moment

    def working_days(self, begin: dt.datetime, end: dt.datetime) -> int:
        """On how many working days after the day of ``begin`` the desk had it; 0 if
        it was the same day."""
        day, last, count = self.day_of(begin), self.day_of(end), 0
        while day < last:
            day += ONE_DAY
            count += self.works_on(day)
        return count

    def day_of(self, at: dt.datetime) -> dt.date:
        """The day it is at this desk."""
        return at.astimezone(self.zone).date()

    def _working_day(self, day: dt.date, step: dt.timedelta) -> dt.date:
        """The next one in the direction of ``step``."""
        day += step
        while not self.works_on(day):
            day += step
        return day

    def _open_from(
        self, begin: dt.datetime, *, until: dt.datetime | None = None
    ) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """When the desk is open, day by day; in UTC, where hours can be subtracted."""
        day = self.day_of(begin)
        while until is None or day <= self.day_of(until):
            if self.works_on(day):
                opens = dt.datetime.combine(day, DESK_OPENS_AT, tzinfo=self.zone)
                yield _utc(opens), _utc(self.closing(day))
            day += ONE_DAY


class Worked:
    """``Calendar.worked`` for thousands of spans between two hours: when the desk was
    open is looked up once. Hours are seconds since 1970."""

    def __init__(self, calendar: Calendar, begin: float, end: float) -> None:
        first, last = (dt.datetime.fromtimestamp(at, dt.UTC) for at in (begin, end))
        spans = [
            (opens.timestamp(), closes.timestamp())
            for opens, closes in calendar._open_from(first, until=last)
        ]
        self._opens = [opens for opens, _ in spans]
        self._lengths = [closes - opens for opens, closes in spans]
        self._before = list(itertools.accumulate(self._lengths, initial=0.0))

    def seconds(self, begin: float, end: float) -> float:
        """How long the desk was open between the two."""
        return max(0.0, self._until(end) - self._until(begin))

    def _until(self, at: float) -> float:
        place = bisect.bisect_right(self._opens, at) - 1
        if place < 0:
            return 0.0
        today = min(at - self._opens[place], self._lengths[place])
        return self._before[place] + today


def calendar_of(section: Section | None) -> Calendar:
    """The calendar of one desk. One query."""
    if section is None:
        return Calendar(timezone.get_default_timezone())
    return calendars_of([section])[section.pk]


def calendars_of(sections: Iterable[Section]) -> dict[int, Calendar]:
    """The calendars of several desks, by their sections. One query."""
    sections = list(sections)
    if not sections:
        return {}
    papers = set[dt.date]()
    own = {section.pk: set[dt.date]() for section in sections}
    off = Holiday.objects.filter(Q(section=None) | Q(section__in=own))
    for section_pk, day in off.values_list("section", "day"):
        (papers if section_pk is None else own[section_pk]).add(day)
    return {
        section.pk: Calendar(
            zone=_zone(section.time_zone),
            weekdays=frozenset(map(int, section.working_days)),
            days_off=frozenset(papers | own[section.pk]),
            days_promised=section.answer_within_days,
        )
        for section in sections
    }


def answer_by(sent_at: dt.datetime, section: Section | None) -> dt.datetime:
    """The hour by which this section's desk promises an answer. One query."""
    return calendar_of(section).answer_by(sent_at)


def _zone(name: str) -> dt.tzinfo:
    """By its name; the paper's where there is none, or none any more."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def _utc(at: dt.datetime) -> dt.datetime:
    """Two hours in one zone are subtracted by the wall; in UTC by what has passed."""
    return at.astimezone(dt.UTC)


def end_of_day(day: dt.date) -> dt.datetime:
    """The last minute of a day in the newsroom's time zone: when its peg has passed."""
    return dt.datetime.combine(
        day, dt.time(23, 59), tzinfo=timezone.get_default_timezone()
    )


def left(until: dt.datetime, at: dt.datetime | None = None) -> str:
    """Time left as the board says it: "5 h 20", "30 h", "3 days", "7 h late"."""
    seconds = (until - (at or timezone.now())).total_seconds()
    hours, minutes = divmod(int(abs(seconds)) // 60, 60)
    if hours >= 48:
        span = f"{hours // 24} days"
    elif hours >= 8:
        span = f"{hours} h"
    elif hours:
        span = f"{hours} h {minutes:02}" if minutes else f"{hours} h"
    else:
        span = f"{minutes} min"
    return span if seconds >= 0 else f"{span} late"
