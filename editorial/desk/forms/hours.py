"""Days and hours typed at the desk, in the newsroom's own time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from articles.models import Section
from editorial import clock
from editorial.desk.forms.typed import box

FURTHEST_HOUR = dt.timedelta(days=366)
NO_HOUR = "Give a date and an hour, or publish now."
PAST_HOUR = "That hour has passed. Choose a later one, or publish now."
TOO_FAR = "That is more than a year ahead. Choose an earlier hour."
NO_DAY = "Write the day like this: 2026-11-27."
PAST_DAY = "That day has passed. Choose a later one, or none."
DAY_TOO_FAR = "That is more than a year ahead. Look at the date again."
DAY_HINT = (
    "The author reads it in the letter and on their page, in their own time. The day "
    "ends when your desk closes. Empty: no day."
)
NO_SUCH_HOUR = (
    "The clocks go forward that night and this hour does not exist here. "
    "Choose another."
)
TWICE = "The clocks go back that night and this hour comes twice. Choose another."


class HourForm(forms.Form):
    """The hour at which readers get it, in the newsroom's own time."""

    hour = forms.CharField(
        required=False,
        max_length=40,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}),
    )

    def clean_hour(self) -> dt.datetime:
        typed = wall_clock(self.cleaned_data["hour"])
        if typed is None:
            raise forms.ValidationError(NO_HOUR)
        hour, now = in_newsroom(typed), timezone.now()
        if hour <= now:
            raise forms.ValidationError(PAST_HOUR)
        if hour > now + FURTHEST_HOUR:
            raise forms.ValidationError(TOO_FAR)
        return hour


class DayForm(forms.Form):
    """By which day the desk hopes to have a changed text back: when its desk closes
    that day, in the section's own time."""

    day = forms.DateField(
        label="Back by",
        required=False,
        error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(box(type="date"), format="%Y-%m-%d"),
        help_text=DAY_HINT,
    )

    def __init__(
        self, data: Any = None, *, section: Section | None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.section = section

    def clean_day(self) -> dt.datetime | None:
        return _closing(self.cleaned_data["day"], self.section)


def _closing(day: dt.date | None, section: Section | None) -> dt.datetime | None:
    """When the section's desk closes that day; refuses a day that is no use."""
    if day is None:
        return None
    if day > timezone.localdate() + FURTHEST_HOUR:
        raise forms.ValidationError(DAY_TOO_FAR)
    if day < timezone.localdate() - dt.timedelta(days=1):
        raise forms.ValidationError(PAST_DAY)
    hour = clock.calendar_of(section).closing(day)
    if hour <= timezone.now():
        raise forms.ValidationError(PAST_DAY)
    return hour


def wall_clock(typed: str) -> dt.datetime | None:
    """A date and hour without a zone, as the browser's own field sends it."""
    try:
        read = dt.datetime.fromisoformat(typed.strip())
    except ValueError:
        return None
    is_whole = len(typed.strip()) > len("2026-11-24") and read.tzinfo is None
    return read.replace(second=0, microsecond=0) if is_whole else None


def in_newsroom(typed: dt.datetime) -> dt.datetime:
    """The instant the newsroom's clocks show this; refuses none and two of them."""
    zone = timezone.get_default_timezone()
    if not dt.MINYEAR + 1 < typed.year < dt.MAXYEAR - 1:
        raise forms.ValidationError(TOO_FAR if typed.year > dt.MINYEAR + 1 else NO_HOUR)
    first, second = (typed.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != typed:
        raise forms.ValidationError(NO_SUCH_HOUR)
    if first.utcoffset() != second.utcoffset():
        raise forms.ValidationError(TWICE)
    return first


def typed_hour(at: dt.datetime | None) -> str:
    """An instant as the browser's own field wants it, in the newsroom's time."""
    if at is None:
        return ""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return f"{local:%Y-%m-%dT%H:%M}"


def zone_said() -> str:
    """The zone every hour of the desk is in: "ICT, Asia/Phnom_Penh, UTC+07:00"."""
    offset = f"{timezone.localtime(timezone.now()):%z}"
    return (
        f"{settings.PAPER_ZONE_NAME}, {settings.TIME_ZONE}, "
        f"UTC{offset[:3]}:{offset[3:5]}"
    )
