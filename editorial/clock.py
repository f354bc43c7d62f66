"""The answer clock and the hours left: time as a desk counts it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

DESK_CLOSES_AT = dt.time(18)  # in the newsroom's time zone
SATURDAY = 5


def answer_by(sent_at: dt.datetime, working_days: int) -> dt.datetime:
    """The hour by which the desk promises an answer: so many working days later,
    when the desk closes. Saturdays and Sundays do not count."""
    zone = timezone.get_default_timezone()
    day = timezone.localtime(sent_at, zone).date()
    left = max(1, working_days)
    while left:
        day += dt.timedelta(days=1)
        if day.weekday() < SATURDAY:
            left -= 1
    return dt.datetime.combine(day, DESK_CLOSES_AT, tzinfo=zone)


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
