"""Who gets heard: the people who wrote to us in twelve months, in groups.

People are counted, not columns, each at the furthest they came by the end of the last
whole month. What the desk does later, and what somebody says of themselves later,
counts from the month after. ``kept`` counts a month once, and says when answers may be
counted anew.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Section
from authors.models import Age, Author, Gender, Sector
from editorial.models import Action, Promise, Submission
from editorial.statistics.hiding import FEW, gathered, hidden
from editorial.statistics.period import ONE_DAY, Period, Seconds, said_so
from editorial.statistics.table import Cell, Column, Row, Table

NOT_SAID, OTHERS, ALL = "Not said", "Others, taken together", "All of them"
FIRST, BEFORE = "First time", "Printed here before"
SMALL = "hidden"
AMONG_OTHERS = "Few did not say, or nobody: they are counted among the others."
ALL_SAID = "Everybody said."
NO_GROUP = "No group is large enough to be shown."
SAYS = (
    "People, from the idea to print. Somebody who wrote for two sections stands in the "
    "one where they came furthest."
)
Outcomes = tuple[tuple[str, tuple[int, ...]], ...]
SENT, TAKEN, PRINTED = range(3)  # the furthest they came
# How outcomes are put together, the finest first: a sum under 5 is never shown.
OUTCOMES: tuple[Outcomes, ...] = (
    (
        ("Not accepted so far", (SENT,)),
        ("Accepted, not out yet", (TAKEN,)),
        ("Published", (PRINTED,)),
    ),
    (("Not published so far", (SENT, TAKEN)), ("Published", (PRINTED,))),
    (("Not accepted so far", (SENT,)), ("Accepted or published", (TAKEN, PRINTED))),
)
TOGETHER: Outcomes = (("Sent something", (SENT, TAKEN, PRINTED)),)


@dataclass(slots=True)
class Person:
    """Somebody in the byline of what reached us."""

    first_sent: int
    best: tuple[int, int, int]  # how far, how early, in which section
    has_pitched: bool = False

    @property
    def furthest(self) -> int:
        return self.best[0]

    @property
    def section(self) -> int:
        return -self.best[2]


def months(at: dt.datetime | None = None) -> Period:
    """The twelve whole months before this one."""
    today = timezone.localtime(at, timezone.get_default_timezone()).date()
    return Period.year_to(today.replace(day=1) - ONE_DAY)


def facts(period: Period, people: Mapping[int, Person]) -> list[Table]:
    """What the desk knows of everybody by their pieces. Two queries."""
    came = {pk: each.furthest for pk, each in people.items()}
    outcomes = next(fitting(came.values()), None)
    if outcomes is None:
        return []
    known = _printed_before(period, people)
    sections = {each.pk: each.name for each in Section.objects.all()}
    return [
        _table(
            "new",
            "First time here",
            "",
            {pk: BEFORE if pk in known else FIRST for pk in people},
            came,
            outcomes,
            "Whether we had printed them before their first piece of these months.",
        ),
        by_section(people, sections, known, outcomes),
    ]


# Who they were


def people_of(period: Period) -> dict[int, Person]:
    """By the key of their profile: everybody whose piece reached us in these months.
    One query."""
    people: dict[int, Person] = {}
    for author, section, sent, was_pitch, was_taken, is_out in _rows(period):
        best = (PRINTED if is_out else TAKEN if was_taken else SENT, -sent, -section)
        person = people.setdefault(author, Person(sent, best))
        person.first_sent = min(person.first_sent, sent)
        person.best = max(person.best, best)
        person.has_pitched |= bool(was_pitch)
    return people


def _rows(period: Period) -> Iterator[tuple[Any, ...]]:
    answered = Promise.objects.filter(
        made_at__gte=period.begin, answered_at__lt=period.end
    )
    yes = {
        action: Q(pk__in=answered.filter(answered_with=action).values("submission"))
        for action in (Action.ACCEPT, Action.COMMISSION)
    }
    return (
        Submission.objects.filter(submitted_at__range=period.hours)
        .order_by()
        .annotate(
            who=Coalesce("bylines__author", "contributor__author"),
            sent=Seconds(F("submitted_at")),
            was_pitch=said_so(Q(is_pitch=True) | yes[Action.COMMISSION]),
            was_taken=said_so(yes[Action.ACCEPT]),
            is_out=said_so(Q(article__publish_at__lt=period.end)),
        )
        .filter(who__isnull=False)
        .values_list("who", "section", "sent", "was_pitch", "was_taken", "is_out")
        .iterator()
    )


def _printed_before(period: Period, people: Mapping[int, Person]) -> set[int]:
    """Those whom we had printed before their first piece of these months."""
    printed = (
        Article.objects.published(period.end)
        .filter(edition__bylines__author__isnull=False)
        .order_by()
        .values_list("edition__bylines__author")
        .annotate(first=Seconds(Min("publish_at")))
        .iterator()
    )
    return {
        author
        for author, first in printed
        if author in people and first < people[author].first_sent
    }


# What they said of themselves

QUESTIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("gender", "Gender", dict(Gender.choices)),
    ("age", "Age", dict(Age.choices)),
    ("sector", "Sector", dict(Sector.choices)),
    ("region", "Region", {}),
)
ANSWERS = tuple(key for key, _, _ in QUESTIONS)


Said = Mapping[int, Mapping[str, str]]


def asked(period: Period) -> dict[int, dict[str, str]]:
    """What everybody with an account said of themselves before the last of these months
    was over: nobody else could be asked. One query."""
    held = Author.objects.filter(user__is_active=True).values(
        "pk", *(f"self_description__{each}" for each in ("at", *ANSWERS))
    )
    said = {}
    for row in held.iterator():
        at = row["self_description__at"]
        is_said = at is not None and at < period.end
        said[row["pk"]] = {
            key: row[f"self_description__{key}"] if is_said else "" for key in ANSWERS
        }
    return said


def answers(came: Mapping[int, int], said: Said, outcomes: Outcomes) -> list[Table]:
    """What people said of themselves, by how far they came; no query."""
    return [
        _answered(key, title, words, came, said, outcomes)
        for key, title, words in QUESTIONS
    ]


def _answered(
    key: str,
    title: str,
    words: Mapping[str, str],
    came: Mapping[int, int],
    said: Said,
    outcomes: Outcomes,
) -> Table:
    spelt: dict[str, str] = {}
    groups = {}
    for pk in came:
        answer = said[pk][key]
        answer = words.get(answer, " ".join(answer.split()))
        groups[pk] = spelt.setdefault(answer.casefold(), answer) or NOT_SAID
    table = _table(key, title, title, groups, came, outcomes, "")
    return replace(table, says=_share(table, len(came)))


def _share(table: Table, people: int) -> str:
    """How many did not say, where that is a number to be shown."""
    for row in table.rows:
        if row.name == NOT_SAID and row.cells[0] == people:
            return "Nobody has said."
        if row.name == NOT_SAID and row.cells[0]:
            return f"{int(row.cells[0] * 100 / people)} of 100 did not say."
    if not table.rows:
        return ""
    is_whole = all(row.name != OTHERS for row in table.rows)
    return ALL_SAID if is_whole else AMONG_OTHERS


# Tables of people


def fitting(furthest: Iterable[int]) -> Iterator[Outcomes]:
    """Those that hide no sum, the finest first; none where they are too few."""
    came = Counter(furthest)
    for outcomes in (*OUTCOMES, TOGETHER):
        if all(sum(came[each] for each in of) >= FEW for _, of in outcomes):
            yield outcomes


def _table(
    key: str,
    title: str,
    head: str,
    groups: Mapping[int, str],
    came: Mapping[int, int],
    outcomes: Outcomes,
    says: str,
) -> Table:
    """Lines of people, columns of how far they came, and every sum."""
    counted: dict[str, list[int]] = defaultdict(lambda: [0] * len(outcomes))
    column = {each: n for n, (_, of) in enumerate(outcomes) for each in of}
    for pk, group in groups.items():
        counted[group][column[came[pk]]] += 1
    named, others = gathered(counted, last=NOT_SAID)
    if not named:
        return Table(key, title, says, head or title, (), (), nothing=NO_GROUP)
    lines = dict(sorted(named.items(), key=lambda each: _order(key, each[0])))
    if others:
        lines[OTHERS] = others
    gone = hidden(list(lines.values()))
    rows = [
        Row(name, (sum(cells), *_shown(line, cells, gone)))
        for line, (name, cells) in enumerate(lines.items())
    ]
    if len(rows) > 1:
        sums = tuple(map(sum, zip(*lines.values(), strict=True)))
        rows.insert(0, Row(ALL, (sum(sums), *sums), is_sum=True))
    return Table(
        key=key,
        title=title,
        says=says,
        head=head or title,
        columns=(
            Column("People", is_drawn=True),
            *(
                Column(name, is_drawn=name.endswith("ublished") and len(of) < 3)
                for name, of in outcomes
                if len(outcomes) > 1
            ),
        ),
        rows=tuple(
            row if len(outcomes) > 1 else replace(row, cells=row.cells[:1])
            for row in rows
        ),
        hidden=SMALL,
    )


def _shown(
    line: int, cells: Sequence[int], gone: frozenset[tuple[int, int]]
) -> Iterator[Cell]:
    for column, cell in enumerate(cells):
        yield None if (line, column) in gone else cell


def _order(key: str, name: str) -> tuple[int, str]:
    """As the question has them; regions by the alphabet; who did not say last."""
    words = next((list(w.values()) for k, _, w in QUESTIONS if k == key), [])
    place = words.index(name) if name in words else len(words)
    return place + (name == NOT_SAID), name


def by_section(
    people: Mapping[int, Person],
    sections: Mapping[int, str],
    known: Set[int],
    outcomes: Outcomes,
) -> Table:
    """How far people came in each section. Somebody who wrote for two is in one, or the
    sum of all sections would tell how many did; no query."""
    groups = {pk: sections[each.section] for pk, each in people.items()}
    came = {pk: each.furthest for pk, each in people.items()}
    table = _table("sections", "By section", "Section", groups, came, outcomes, SAYS)
    for name, has in (
        ("Began with a pitch", {pk for pk, each in people.items() if each.has_pitched}),
        ("First time here", people.keys() - known),
    ):
        table = _with(table, name, groups, has) if table.rows else table
    return table


def _with(table: Table, name: str, groups: Mapping[int, str], has: Set[int]) -> Table:
    """One column more: how many of each line it is true of. What it is not true of is
    a number too, the people less these."""
    parts = {row.name: [0, 0] for row in table.rows if not row.is_sum}
    for pk, group in groups.items():
        parts[group if group in parts else OTHERS][pk in has] += 1
    gone = hidden(list(parts.values()))
    lines = {line for line, _ in gone}
    shown: dict[str, Cell] = {
        line: None if n in lines or min(part) < FEW else part[1]
        for n, (line, part) in enumerate(parts.items())
    }
    sums = [sum(part) for part in zip(*parts.values(), strict=True)]
    together = None if min(sums) < FEW else sums[1]
    if not sums[0]:  # it is true of everybody
        shown, together = {line: part[1] for line, part in parts.items()}, sums[1]
    return replace(
        table,
        columns=(*table.columns, Column(name)),
        rows=tuple(
            replace(
                row, cells=(*row.cells, together if row.is_sum else shown[row.name])
            )
            for row in table.rows
        ),
    )
