"""The days that are counted, in the newsroom's own time zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Func, Q
from django.utils import timezone

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both of them whole."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, days: int, at: dt.datetime | None = None) -> Period:
        """So many days that end today."""
        today = timezone.localtime(at, timezone.get_default_timezone()).date()
        return cls(today - (days - 1) * ONE_DAY, today)

    @classmethod
    def year_to(cls, day: dt.date) -> Period:
        """The twelve whole months that end with that day's."""
        after = (day.replace(day=1) + 31 * ONE_DAY).replace(day=1)
        return cls(after.replace(year=after.year - 1), after - ONE_DAY)

    @property
    def begin(self) -> dt.datetime:
        return _midnight(self.first)

    @property
    def end(self) -> dt.datetime:
        """The first moment that is counted no longer."""
        return _midnight(self.last + ONE_DAY)

    @property
    def hours(self) -> tuple[dt.datetime, dt.datetime]:
        """For ``__range`` over moments, which counts its last one too."""
        return self.begin, self.end - dt.timedelta.resolution


class Seconds(Func):
    """A moment as whole seconds since 1970: thousands of them are read in a breath."""

    output_field = models.BigIntegerField()

    def as_sqlite(self, compiler, connection, **more):  # type: ignore[no-untyped-def]
        return self.as_sql(
            compiler, connection, template="unixepoch(%(expressions)s)", **more
        )

    def as_postgresql(self, compiler, connection, **more):  # type: ignore[no-untyped-def]
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return self.as_sql(compiler, connection, template=template, **more)


def said_so(of: Q) -> ExpressionWrapper[Q]:
    """Whether it is so, as a column of a row."""
    return ExpressionWrapper(of, output_field=BooleanField())


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_default_timezone())
