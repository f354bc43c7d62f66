"""Who gets heard, month by month: counted once when a month has closed, then as it was.

Whoever holds the pages of two months can take one from the other. What the desk knows
of everybody by their pieces it may; answers it may not learn so. They are counted anew
only when at least five people have come to every column since each time they were
counted before, and nobody has gone from it, or at least five: people whose comings and
goings the desk can see, so that it is not their answers that decide. Until then the
tables of answers stand as they stood, however often somebody changes theirs, takes them
back, or closes their account.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from django.db.models import F

from authors.models import Author
from editorial.models import HeardMonth
from editorial.statistics.heard import (
    ANSWERS,
    OUTCOMES,
    TOGETHER,
    Outcomes,
    Person,
    Said,
    answers,
    asked,
    facts,
    fitting,
    months,
    people_of,
)
from editorial.statistics.hiding import FEW
from editorial.statistics.period import Period
from editorial.statistics.table import Table

Stages = tuple[int, ...]
Sizes = Mapping[Stages, int]  # how many people each column had
Came = Mapping[int, int]  # by the key of their profile: the furthest they came
_STAGES = {name: of for outcomes in (*OUTCOMES, TOGETHER) for name, of in outcomes}
COMPARED = 24  # times that answers were counted
OF_EARLIER = (
    "As counted at the end of {month:%B %Y}: too few people came or went since."
)


@dataclass(frozen=True, slots=True)
class Heard:
    """The page of one month: the twelve that end with it."""

    period: Period
    said: Period  # of the answers in it
    tables: tuple[Table, ...]

    def period_of(self, table: Table) -> Period:
        return self.said if table.key in ANSWERS else self.period


def heard(at: dt.datetime | None = None) -> Heard:
    """The page of the last month that has closed. Counted and kept now, if the clock
    has not done so: two queries, and about ten the first time."""
    period = months(at)
    row = HeardMonth.objects.filter(month=_month(period)).first()
    return _shown(row or _keep(period))


def heard_in(month: dt.date) -> Heard | None:
    """The page of an earlier month, by its first day, as it was kept. One query."""
    row = HeardMonth.objects.filter(month=month).first()
    return _shown(row) if row else None


def months_kept() -> list[dt.date]:
    """The first day of each month that has a page, newest first, at most 24. One
    query."""
    return list(HeardMonth.objects.values_list("month", flat=True)[:24])


def keep_month(at: dt.datetime | None = None) -> bool:
    """Count the month that has closed, for the clock; whether it had to be done. Safe
    to repeat, and for two at once: what was kept first stands."""
    period = months(at)
    if HeardMonth.objects.filter(month=_month(period)).exists():
        return False
    _keep(period)
    return True


def _answers(
    period: Period, people: Mapping[int, Person], said: Said
) -> tuple[dt.date | None, list[Table]]:
    """Counted now, in the finest columns that may be, else as they were counted last;
    and until the end of which month."""
    came = {pk: each.furthest for pk, each in people.items() if pk in said}
    counted = list(HeardMonth.objects.filter(said_month=F("month"))[:COMPARED])
    outcomes = apart(came, [(_sizes(row), _came_by(row)) for row in counted])
    if outcomes:
        return _month(period), answers(came, said, outcomes)
    if counted:
        return counted[0].month, [t for t in _tables(counted[0]) if t.key in ANSWERS]
    return None, []


# Since an earlier time that answers were counted


def apart(came: Came, earlier: Iterable[tuple[Sizes, Came]]) -> Outcomes:
    """The finest columns in which so many came and went since each earlier count that
    their answers may be told; nothing where there are none."""
    counts = list(earlier)
    for outcomes in fitting(came.values()):
        if all(_is_apart(came, outcomes, *each) for each in counts):
            return outcomes
    return ()


def _is_apart(came: Came, outcomes: Outcomes, sizes: Sizes, were: Came) -> bool:
    """``sizes`` counts also those who have no account any more; ``were`` does not."""
    for stages in _in_both(sizes, (of for _, of in outcomes)):
        here = {pk for pk, stage in came.items() if stage in stages}
        stay = here & {pk for pk, stage in were.items() if stage in stages}
        gone = sum(n for of, n in sizes.items() if stages.issuperset(of)) - len(stay)
        if len(here) - len(stay) < FEW or 0 < gone < FEW:
            return False
    return True


def _in_both(some: Iterable[Stages], others: Iterable[Stages]) -> list[set[int]]:
    """Whatever can be read in the one and the other: what is whole columns of both,
    and every sum of that."""
    blocks = [set(of) for of in some]
    for of in others if blocks else ():
        joined = [block for block in blocks if block.intersection(of)]
        blocks = [block for block in blocks if block not in joined]
        blocks.append(set().union(*joined))
    return [
        set().union(*several)
        for n in range(1, len(blocks) + 1)
        for several in itertools.combinations(blocks, n)
    ]


def _sizes(row: HeardMonth) -> Sizes:
    """How many people stood in each column of its answers; nothing where no group was
    large enough to be shown, and so nobody learnt anything."""
    for table in _tables(row):
        if table.key in ANSWERS and table.rows:
            people, *cells = table.rows[0].cells  # all of them, or the only line
            names = [each.name for each in table.columns[1:]]
            if not names:
                names, cells = [TOGETHER[0][0]], [people]
            return {
                _STAGES[name]: int(n or 0) for name, n in zip(names, cells, strict=True)
            }
    return {}


def _came_by(row: HeardMonth) -> Came:
    """How far everybody had come who was counted then and has an account still. Two
    queries."""
    period = Period.year_to(row.month)
    could = set(
        Author.objects.filter(
            user__is_active=True, user__date_joined__lt=period.end
        ).values_list("pk", flat=True)
    )
    people = people_of(period)
    return {pk: each.furthest for pk, each in people.items() if pk in could}


# What is kept


def _keep(period: Period) -> HeardMonth:
    people, said = people_of(period), asked(period)
    said_month, of_answers = _answers(period, people, said)
    is_anew = said_month == _month(period)
    tables = facts(period, _told_apart(people, said) if is_anew else people)
    if tables:
        tables[1:1] = of_answers
    row = HeardMonth(
        month=_month(period),
        tables=[asdict(each) for each in tables],
        said_month=said_month,
    )
    HeardMonth.objects.bulk_create([row], ignore_conflicts=True)
    return HeardMonth.objects.get(month=row.month)


def _told_apart(people: Mapping[int, Person], said: Said) -> Mapping[int, Person]:
    """Everybody; or only those who could be asked, where the others are so few that the
    two sums on one page would tell how far these came."""
    others = Counter(each.furthest for pk, each in people.items() if pk not in said)
    if all(count >= FEW for count in others.values()):
        return people
    return {pk: each for pk, each in people.items() if pk in said}


def _shown(row: HeardMonth) -> Heard:
    said = row.said_month or row.month
    tables = _tables(row)
    if said != row.month:
        tables = [_of_earlier(each, said) for each in tables]
    return Heard(Period.year_to(row.month), Period.year_to(said), tuple(tables))


def _of_earlier(table: Table, month: dt.date) -> Table:
    if table.key not in ANSWERS:
        return table
    return replace(table, says=f"{OF_EARLIER.format(month=month)} {table.says}".strip())


def _tables(row: HeardMonth) -> list[Table]:
    return [Table.kept(each) for each in row.tables]


def _month(period: Period) -> dt.date:
    return period.last.replace(day=1)
