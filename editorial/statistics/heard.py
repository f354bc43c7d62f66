"""Who gets heard: the people who wrote to us in twelve months, in groups.

People are counted, not columns, each at the furthest they came by the end of the last
whole month. What the desk does later, and what somebody says of themselves later,
counts from the month after: two pages of one month differ only when somebody takes back
what they said or an account is closed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Section
from authors.models import Age, Gender, Sector, SelfDescription
from editorial.models import Action, Promise, Submission
from editorial.statistics.hiding import FEW, gathered, hidden
from editorial.statistics.period import ONE_DAY, Period, Seconds, said_so
from editorial.statistics.table import Cell, Column, Row, Table

NOT_SAID, OTHERS, ALL = "Not said", "Others, taken together", "All of them"
SMALL = "hidden"
AMONG_OTHERS = "Few did not say, or nobody: they are counted among the others."
ALL_SAID = "Everybody said."
NO_GROUP = "No group is large enough to be shown."
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
STAGES = ("Pitched", "Sent", "Accepted", "Published", "First time here")


@dataclass(slots=True)
class _Person:
    """Somebody in the byline of what reached us."""

    first_sent: int
    furthest: int = SENT
    is_new: bool = True
    stages: set[tuple[int, str]] = field(default_factory=set)  # section and stage


def months(at: dt.datetime | None = None) -> Period:
    """The twelve whole months before this one."""
    today = timezone.localtime(at, timezone.get_default_timezone()).date()
    this = today.replace(day=1)
    return Period(this.replace(year=this.year - 1), this - ONE_DAY)


def heard(at: dt.datetime | None = None) -> list[Table]:
    """Every group of people. Four queries, however many there were."""
    period = months(at)
    people = _people(period)
    sections = {each.pk: each.name for each in Section.objects.all()}
    outcomes = _outcomes(people)
    if not outcomes:
        return []
    novelty = {
        pk: "First time" if each.is_new else "Printed here before"
        for pk, each in people.items()
    }
    return [
        _table(
            "new",
            "First time here",
            "",
            novelty,
            people,
            outcomes,
            "Whether we had printed them before their first piece of these months.",
        ),
        *_described(period, people, outcomes),
        _by_section(people, sections),
    ]


# Who they were


def _people(period: Period) -> dict[int, _Person]:
    """By the key of their profile: everybody whose piece reached us in these months."""
    people: dict[int, _Person] = {}
    for author, section, sent, was_pitch, was_taken, is_out in _rows(period):
        person = people.setdefault(author, _Person(sent))
        person.first_sent = min(person.first_sent, sent)
        furthest = PRINTED if is_out else TAKEN if was_taken else SENT
        person.furthest = max(person.furthest, furthest)
        reached = [was_pitch, True, was_taken or is_out, is_out]
        person.stages |= {
            (section, stage) for stage, has in zip(STAGES, reached, strict=False) if has
        }
    for author, first in _first_printed(period):
        if author in people and first < people[author].first_sent:
            people[author].is_new = False
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


def _first_printed(period: Period) -> Iterator[tuple[int, int]]:
    """Everybody we ever printed, and when first."""
    return (
        Article.objects.published(period.end)
        .filter(edition__bylines__author__isnull=False)
        .order_by()
        .values_list("edition__bylines__author")
        .annotate(first=Seconds(Min("publish_at")))
        .iterator()
    )


# What they said of themselves

QUESTIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("gender", "Gender", dict(Gender.choices)),
    ("age", "Age", dict(Age.choices)),
    ("sector", "Sector", dict(Sector.choices)),
    ("region", "Region", {}),
)


def _described(
    period: Period, people: Mapping[int, _Person], outcomes: Outcomes
) -> Iterator[Table]:
    """Said before this month began, by people whose account is open."""
    rows = SelfDescription.objects.filter(
        at__lt=period.end, author__user__is_active=True
    ).values("author", *(key for key, _, _ in QUESTIONS))
    said = {row["author"]: row for row in rows if row["author"] in people}
    for key, title, words in QUESTIONS:
        spelt: dict[str, str] = {}
        groups = {}
        for pk in people:
            answer = said[pk][key] if pk in said else ""
            answer = words.get(answer, " ".join(answer.split()))
            groups[pk] = spelt.setdefault(answer.casefold(), answer) or NOT_SAID
        table = _table(key, title, title, groups, people, outcomes, "")
        yield replace(table, says=_share(table, len(people)))


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


def _outcomes(people: Mapping[int, _Person]) -> Outcomes:
    """The finest that hides no sum; nothing where they are too few altogether."""
    came = Counter(person.furthest for person in people.values())
    for outcomes in OUTCOMES:
        if all(sum(came[each] for each in of) >= FEW for _, of in outcomes):
            return outcomes
    return (("Sent something", (SENT, TAKEN, PRINTED)),) if len(people) >= FEW else ()


def _table(
    key: str,
    title: str,
    head: str,
    groups: Mapping[int, str],
    people: Mapping[int, _Person],
    outcomes: Outcomes,
    says: str,
) -> Table:
    """Lines of people, columns of how far they came, and every sum."""
    counted: dict[str, list[int]] = defaultdict(lambda: [0] * len(outcomes))
    column = {each: n for n, (_, of) in enumerate(outcomes) for each in of}
    for pk, group in groups.items():
        counted[group][column[people[pk].furthest]] += 1
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


def _by_section(people: Mapping[int, _Person], sections: Mapping[int, str]) -> Table:
    """How far people came in each section. Somebody who wrote for two is in both."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for person in people.values():
        for section, stage in person.stages:
            counted[section][stage] += 1
        if person.is_new:
            for section in {section for section, _ in person.stages}:
                counted[section][STAGES[-1]] += 1
    of = [pk for pk in sections if any(n >= FEW for n in counted[pk].values())]
    columns = [_told_apart([counted[pk][stage] for pk in of]) for stage in STAGES]
    return Table(
        key="sections",
        title="By section",
        says="People, from the idea to print. Somebody who wrote for two sections "
        "stands in both.",
        head="Section",
        columns=tuple(
            Column(stage, is_drawn=stage in ("Sent", "Accepted", "Published"))
            for stage in STAGES
        ),
        rows=tuple(
            Row(sections[pk], tuple(cells))
            for pk, cells in zip(of, zip(*columns, strict=True), strict=True)
        ),
        nothing=NO_GROUP,
        hidden=SMALL,
    )


def _told_apart(counts: Sequence[int]) -> list[Cell]:
    """A column without its small numbers; further ones go with them until their sum,
    should anybody know it, tells none of them."""
    gone = {n for n, count in enumerate(counts) if count < FEW}
    shown = sorted(set(range(len(counts))) - gone, key=lambda n: (counts[n], n))
    while gone and shown:
        together = sum(counts[n] for n in gone)
        if len(gone) > 1 and FEW <= together != len(gone) * (FEW - 1):
            break
        gone.add(shown.pop(0))
    return [None if n in gone else count for n, count in enumerate(counts)]
