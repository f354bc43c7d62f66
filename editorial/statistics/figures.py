"""The figures of the desk: its answers, its promises, its choices, its days."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db.models import (
    Count,
    F,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from articles.models import Article, Section
from authors.models import User
from editorial import clock, promises, rules
from editorial.models import (
    Act,
    Action,
    House,
    Promise,
    Status,
    Submission,
)
from editorial.statistics.hiding import FEW
from editorial.statistics.period import Period, Seconds, said_so
from editorial.statistics.table import OF_100, Cell, Column, Row, Table, rows_of

AN_HOUR, A_DAY = 3600, 86_400  # seconds
DECISIONS = (Action.ACCEPT, Action.DECLINE, Action.REQUEST_CHANGES, Action.COMMISSION)
WITHOUT_REASON = "No reason given"


@dataclass(frozen=True, slots=True)
class _Answer:
    """A promise that was answered, or whose hour has passed."""

    section: int
    is_in_time: bool
    was_silent: bool
    hours: float | None  # of work until an editor answered
    by: int | None


def tables(
    period: Period, *, reader: User, at: dt.datetime | None = None
) -> list[Table]:
    """Every figure of these days, for somebody who decides. What each editor did is
    for the publisher; others see their own. Ten queries, however many pieces."""
    now = at or timezone.now()
    sections = list(Section.objects.all())
    answers = list(_answers(period, sections, now))
    return [
        _time_to_answer(sections, answers),
        _promises_kept(sections, answers),
        _waiting(now),
        _acceptance(sections, period, now),
        _to_publication(sections, period, now),
        _spacing(sections, period, now),
        _reasons(period),
        _editors(period, answers, reader),
    ]


# Answers and promises


def _answers(
    period: Period, sections: Sequence[Section], now: dt.datetime
) -> Iterator[_Answer]:
    """As the public record counts them: by the day the promise was made."""
    begin, end = period.hours
    first = begin - dt.timedelta.resolution
    # who answered is on record, a moment after the promise was closed
    acts = Act.objects.filter(
        submission=OuterRef("submission"),
        action=OuterRef("answered_with"),
        at__gte=OuterRef("answered_at"),
    ).order_by("number")
    rows = list(
        promises.that_count(first, min(end, now))
        .filter(Q(answered_at__isnull=False) | Q(due_at__lte=now))
        .order_by()
        .annotate(
            made=Seconds(F("made_at")),
            answered=Seconds(F("answered_at")),
            is_in_time=said_so(Q(was_silent=False, answered_at__lte=F("due_at"))),
            answered_by=Subquery(acts.values("by")[:1]),
        )
        .values_list(
            *("submission__section", "was_silent", "made", "answered"),
            *("is_in_time", "answered_by"),
        )
    )
    if not rows:
        return
    last = max(answered or made for _, _, made, answered, _, _ in rows)
    worked = _open_hours(sections, min(row[2] for row in rows), last)
    for section, silent, made, answered, in_time, by in rows:
        hours = None
        if answered is not None and not silent:
            hours = worked[section].seconds(made, answered) / AN_HOUR
        yield _Answer(section, bool(in_time), silent, hours, by)


def _open_hours(
    sections: Sequence[Section], begin: float, end: float
) -> dict[int, clock.Worked]:
    """Looked up once for all desks that work the same days."""
    calendars = clock.calendars_of(sections)
    of = {
        each: clock.Worked(each, begin, end) for each in frozenset(calendars.values())
    }
    return {pk: of[calendar] for pk, calendar in calendars.items()}


def _time_to_answer(sections: Sequence[Section], answers: list[_Answer]) -> Table:
    given = [each for each in answers if each.hours is not None]

    def counted(some: list[_Answer]) -> tuple[Cell, ...]:
        hours = [each.hours for each in some if each.hours is not None]
        return len(hours), _median(hours), _ninetieth(hours)

    return Table(
        key="answers",
        title="Time to an answer",
        says="Working hours of the section’s desk, 9 a day, from sending to the "
        "editor’s answer, pauses included. By the day it was sent.",
        head="Section",
        columns=(
            Column("Answers"),
            Column("Half within, working hours", " h", is_drawn=True),
            Column("9 in 10 within, working hours", " h", is_drawn=True),
        ),
        rows=_by_section(sections, given, counted),
        nothing="No editor has answered anything that was sent in these days.",
    )


def _promises_kept(sections: Sequence[Section], answers: list[_Answer]) -> Table:
    def counted(some: list[_Answer]) -> tuple[Cell, ...]:
        in_time = sum(each.is_in_time for each in some)
        silent = sum(each.was_silent for each in some)
        late = len(some) - in_time - silent
        return len(some), in_time, late, silent, in_time * 100 // len(some)

    return Table(
        key="promises",
        title="Promises kept",
        says="Answers we owed for what was sent in these days, counted as our public "
        "record counts them. Where nobody answered in time, the clock let it go.",
        head="Section",
        columns=(
            Column("Owed"),
            Column("In time"),
            Column("Late"),
            Column("Released by the clock"),
            Column("In time, of 100", OF_100, is_drawn=True),
        ),
        rows=_by_section(sections, answers, counted),
        nothing="No answer fell due for anything that was sent in these days.",
    )


def _waiting(now: dt.datetime) -> Table:
    waits = Q(status=Status.SUBMITTED)
    counted = list(
        Submission.objects.filter(waits)
        .order_by("section__position", "section__name")
        .values_list("section__name")
        .annotate(
            waiting=Count("pk"),
            paused=Count("pk", filter=Q(paused_since__isnull=False)),
            overdue=Count("pk", filter=Q(answer_by__lte=now)),
        )
    )
    rows = [(name, cells) for name, *cells in counted]
    return Table(
        key="waiting",
        title="Waiting now",
        says="Columns and pitches that wait for an answer at this moment, whatever "
        "days are counted above.",
        head="Section",
        columns=(
            Column("Waiting", is_drawn=True),
            Column("Clock paused"),
            Column("Overdue", is_drawn=True),
        ),
        rows=_summed(rows),
        nothing="Nobody waits for an answer.",
    )


# What we took


def _acceptance(sections: Sequence[Section], period: Period, now: dt.datetime) -> Table:
    said_yes = {
        action: Q(
            pk__in=Promise.objects.filter(
                made_at__gte=period.begin, answered_with=action
            ).values("submission")
        )
        for action in (Action.ACCEPT, Action.COMMISSION)
    }
    not_taken = ~said_yes[Action.ACCEPT]
    is_out = Q(status=Status.CLEARED, article__publish_at__lte=now)
    is_open = Q(status__in=(Status.SUBMITTED, Status.REVISING))
    counted = (
        Submission.objects.filter(submitted_at__range=period.hours)
        .order_by("section__position", "section__name")
        .values_list("section__name")
        .annotate(
            sent=Count("pk"),
            pitches=Count("pk", filter=Q(is_pitch=True) | said_yes[Action.COMMISSION]),
            taken=Count("pk", filter=said_yes[Action.COMMISSION]),
            accepted=Count("pk", filter=said_yes[Action.ACCEPT]),
            published=Count("pk", filter=is_out),
            passed=Count("pk", filter=Q(status=Status.DECLINED) & not_taken),
            released=Count("pk", filter=Q(status=Status.RELEASED) & not_taken),
            open=Count("pk", filter=is_open & not_taken),
        )
    )
    rows = _summed([(name, cells) for name, *cells in counted])
    return Table(
        key="acceptance",
        title="What we took",
        says="What reached us in these days, and what has become of it until now. Of "
        "100 answered: of those accepted or passed, where they are at least "
        f"{FEW}. Released counts what was let go without an answer.",
        head="Section",
        columns=(
            Column("Reached us", is_drawn=True),
            Column("Of these, pitches"),
            Column("Pitches taken up"),
            Column("Accepted", is_drawn=True),
            Column("Published", is_drawn=True),
            Column("Passed"),
            Column("Released"),
            Column("Undecided"),
            Column("Accepted, of 100 answered", OF_100),
        ),
        rows=tuple(replace(row, cells=(*row.cells, _taken(row))) for row in rows),
        nothing="Nothing reached us in these days.",
    )


def _taken(row: Row) -> Cell:
    """How many of 100 that an editor answered; nothing where they were too few."""
    _, _, _, accepted, _, passed, *_ = (int(cell or 0) for cell in row.cells)
    answered = accepted + passed
    return accepted * 100 // answered if answered >= FEW else None


def _to_publication(
    sections: Sequence[Section], period: Period, now: dt.datetime
) -> Table:
    accepted = Promise.objects.filter(
        submission=OuterRef("pk"), answered_with=Action.ACCEPT
    ).order_by("-made_at")
    rows = (
        Submission.objects.filter(
            article__publish_at__range=period.hours, article__publish_at__lte=now
        )
        .order_by()
        .annotate(
            out=Seconds(F("article__publish_at")),
            taken=Seconds(Subquery(accepted.values("answered_at")[:1])),
        )
        .values_list("article__section", "taken", "out")
    )
    days = [
        (section, max(0, out - taken) / A_DAY)
        for section, taken, out in rows
        if taken is not None
    ]

    def counted(some: list[tuple[int, float]]) -> tuple[Cell, ...]:
        waited = [each for _, each in some]
        return len(waited), _median(waited), _ninetieth(waited)

    return Table(
        key="publication",
        title="From yes to print",
        says="Days from acceptance to publication, of columns that came out in these "
        "days.",
        head="Section",
        columns=(
            Column("Columns"),
            Column("Half within, days", " days", is_drawn=True),
            Column("9 in 10 within, days", " days", is_drawn=True),
        ),
        rows=_by_section(sections, days, counted, key=lambda each: each[0]),
        nothing="No accepted column came out in these days.",
    )


def _spacing(sections: Sequence[Section], period: Period, now: dt.datetime) -> Table:
    house = House.rules()
    rows = (
        Article.objects.published(now)
        .filter(publish_at__range=period.hours)
        .order_by("publish_at", "pk")
        .annotate(out=Seconds(F("publish_at")))
        .values_list("pk", "section", "out", "edition__bylines__author")
    )
    hours: dict[int, dict[int, int]] = defaultdict(dict)  # section, column: its hour
    by_author: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pk, section, out, author in rows:
        hours[section][pk] = out
        if author is not None:
            by_author[section, author].append(out)

    def counted(section: int) -> tuple[Cell, ...]:
        gaps = _gaps(hours[section].values())
        own = [
            gap
            for (at, _), outs in by_author.items()
            if at == section
            for gap in _gaps(outs)
        ]
        near = sum(gap < house.section_spacing_days for gap in gaps)
        same = sum(gap < house.author_spacing_days for gap in own)
        shortest = round(min(gaps), 1) if gaps else None
        return len(hours[section]), _median(gaps), shortest, near, same

    return Table(
        key="spacing",
        title="Space between columns",
        says="Days from one column of a section to the next, of those that came out in "
        f"these days. The house asks for {house.section_spacing_days} days within a "
        f"section and {house.author_spacing_days} for one author.",
        head="Section",
        columns=(
            Column("Columns"),
            Column("Typical space, days", " days", is_drawn=True),
            Column("Shortest, days", " days", is_drawn=True),
            Column("Closer than the house asks"),
            Column("Same author too soon"),
        ),
        rows=tuple(
            Row(section.name, counted(section.pk))
            for section in sections
            if section.pk in hours
        ),
        nothing="Nothing came out in these days.",
    )


def _reasons(period: Period) -> Table:
    counted = (
        Act.objects.filter(action=Action.DECLINE, at__range=period.hours)
        .order_by()
        .annotate(reason=KeyTextTransform("reason", "data"))
        .values_list("reason")
        .annotate(passes=Count("pk"))
    )
    passes = Counter[str]()
    for reason, count in counted:
        passes[reason or WITHOUT_REASON] += count
    rows = sorted(passes.items(), key=lambda each: (-each[1], each[0].casefold()))
    return Table(
        key="reasons",
        title="Why we passed",
        says="Columns and pitches passed in these days, by the reason their letter was "
        "chosen for.",
        head="Reason",
        columns=(Column("Passed", is_drawn=True),),
        rows=tuple(Row(reason, (count,)) for reason, count in rows),
        nothing="Nothing was passed in these days.",
    )


# Who did it


def _editors(period: Period, answers: list[_Answer], reader: User) -> Table:
    everybody = rules.is_publisher(reader)
    acts = Act.objects.filter(
        action__in=DECISIONS, at__range=period.hours, by__isnull=False
    )
    if not everybody:
        acts = acts.filter(by=reader)
    names: dict[int, str] = {}
    done: dict[int, Counter[str]] = defaultdict(Counter)
    for by, name, email, action, count in (
        acts.order_by()
        .values_list("by", "by__name", "by__email", "action")
        .annotate(count=Count("pk"))
    ):
        names[by] = name or email
        done[by][action] = count
    hours: dict[int | None, list[float]] = defaultdict(list)
    for each in answers:
        if each.hours is not None:
            hours[each.by].append(each.hours)
    return Table(
        key="editors",
        title="Who answered" if everybody else "Your own answers",
        says="What each editor decided in these days, and how soon they answered what "
        "was sent in them. The publisher reads every line; each editor their own."
        if everybody
        else "What you decided in these days, and how soon you answered what was sent "
        "in them. You and the publisher read this.",
        head="Editor",
        columns=(
            Column("Decisions", is_drawn=True),
            Column("Accepted"),
            Column("Pitches taken up"),
            Column("Changes asked"),
            Column("Passed"),
            Column("Half answered within, working hours"),
        ),
        rows=tuple(
            Row(
                names[pk],
                (
                    done[pk].total(),
                    done[pk][Action.ACCEPT],
                    done[pk][Action.COMMISSION],
                    done[pk][Action.REQUEST_CHANGES],
                    done[pk][Action.DECLINE],
                    _median(hours[pk]),
                ),
            )
            for pk in sorted(names, key=lambda pk: (names[pk].casefold(), pk))
        ),
        nothing="Nobody decided anything in these days."
        if everybody
        else "You decided nothing in these days.",
    )


def _by_section(
    sections: Sequence[Section],
    rows: list[Any],
    counted: Callable[[list[Any]], tuple[Cell, ...]],
    *,
    key: Callable[[Any], int] = lambda each: each.section,
) -> tuple[Row, ...]:
    """Each section that has any of these rows, and all of them together."""
    of: dict[int, list[Any]] = defaultdict(list)
    for each in rows:
        of[key(each)].append(each)
    return rows_of(
        ((each.name, counted(of[each.pk])) for each in sections if each.pk in of),
        counted(rows) if rows else None,
    )


def _summed(rows: list[tuple[str, list[int]]]) -> tuple[Row, ...]:
    together = tuple(
        sum(column) for column in zip(*(cells for _, cells in rows), strict=True)
    )
    return rows_of(
        ((name, tuple(cells)) for name, cells in rows), together, is_sum=True
    )


def _gaps(moments: Iterable[int]) -> list[float]:
    """Days from each to the next."""
    return [(after - before) / A_DAY for before, after in pairwise(moments)]


def _median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), 1) if values else None


def _ninetieth(values: Sequence[float]) -> float | None:
    """What nine in ten do not exceed."""
    if not values:
        return None
    return round(sorted(values)[math.ceil(len(values) * 0.9) - 1], 1)
