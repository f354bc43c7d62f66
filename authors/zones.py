"""In whose time an hour is told: a person's own, or, if we do not know it, the paper's.

Every hour told to a person goes through here, and always with the name of its zone.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import cache
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from authors.models import User

# What people live in: cities. The rest of the list is for machines.
REGIONS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia"),
        *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
    }
)


@cache
def names() -> tuple[str, ...]:
    """The zones a person may choose, for example Asia/Phnom_Penh, in order."""
    known = zoneinfo.available_timezones()
    return tuple(sorted(n for n in known if n.partition("/")[0] in REGIONS))


@cache
def choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The same for a select, by region: ("Asia", (("Asia/Bangkok", "Bangkok"), …))."""
    by_region = groupby(names(), key=lambda name: name.partition("/")[0])
    return tuple(
        (region, tuple((name, place(name)) for name in group))
        for region, group in by_region
    )


def zone_of(reader: object) -> dt.tzinfo:
    """The zone of somebody's hours; the paper's for a visitor and whoever has not
    told us theirs."""
    named = own_zone(reader)
    return zoneinfo.ZoneInfo(named) if named else timezone.get_default_timezone()


def own_zone(reader: object) -> str:
    """The zone this person has told us; empty where we know none."""
    named = reader.time_zone if isinstance(reader, User) else ""
    try:
        return zoneinfo.ZoneInfo(named).key if named else ""
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return ""  # it has gone from the tables since


def hour(at: dt.datetime, reader: object) -> str:
    """Day and hour in this person's zone, its name said beside it or elsewhere on the
    page: "Tuesday 24 November, 18:00"."""
    local = at.astimezone(zone_of(reader))
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"


def clock(at: dt.datetime, reader: object) -> str:
    """The hour of today in this person's zone, where a day would be noise: "18:00"."""
    return f"{at.astimezone(zone_of(reader)):%H:%M}"


def day(at: dt.datetime, reader: object) -> str:
    """The day in this person's zone: "24 November"."""
    local = at.astimezone(zone_of(reader))
    return f"{local.day} {local:%B}"


def whose(reader: object) -> str:
    """Whose hours these are: "your time (Bangkok)", "our time (Phnom Penh, ICT)"."""
    if named := own_zone(reader):
        return f"your time ({place(named)})"
    return f"our time ({settings.PAPER_PLACE}, {settings.PAPER_ZONE_NAME})"


def hour_and_zone(at: dt.datetime, reader: object) -> str:
    """For a sentence or a letter: "Tuesday 24 November, 18:00 your time (Bangkok)"."""
    return f"{hour(at, reader)} {whose(reader)}"


def place(name: str) -> str:
    """A zone as people say it: "Buenos Aires" of America/Argentina/Buenos_Aires."""
    return name.rpartition("/")[2].replace("_", " ")
