"""The figures of the desk, against a week whose every hour is known."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial import clock, statistics
from editorial.models import Action, House, Status
from editorial.statistics import Period
from editorial.workflow import Details, perform
from tests.factories import (
    make_article,
    make_section,
    make_submission,
    sign_as_author,
)

pytestmark = pytest.mark.django_db
ICT = ZoneInfo("Asia/Phnom_Penh")


def at(day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment in November 2026, in Phnom Penh; the 16th is a Monday."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ICT)


def travel(moment):
    return time_machine.travel(moment, tick=False)


def sent(moment, section, **piece):
    with travel(moment):
        return make_submission(section=section, **piece)


def moved(piece, moment, action, by, **details):
    with travel(moment):
        if action is Action.CLEAR:
            sign_as_author(piece)
        perform(piece, action, by=by, details=Details(**details))


@pytest.fixture
def week(omar, edith):
    """Six pieces: taken and printed, passed, let go by the clock, passed late, waiting,
    a pitch taken up; and one older column."""
    region = make_section(name="Region", slug="region", position=1)
    economy = make_section(name="Economy", slug="economy", position=2)
    House.objects.create(pk=1, section_spacing_days=3, author_spacing_days=30)
    printed = sent(at(16), region)
    moved(printed, at(16, 12), Action.ACCEPT, omar)
    moved(printed, at(16, 17), Action.CLEAR, omar, hour=at(18, 6))
    passed = sent(at(16, 17), region)
    moved(passed, at(17, 11), Action.DECLINE, edith, reason="=too late")
    let_go = sent(at(16), economy)
    moved(let_go, at(19, 19), Action.RELEASE, None)
    late = sent(at(16), economy)
    moved(late, at(20, 10), Action.DECLINE, edith)
    pitch = sent(at(17, 9), economy, is_pitch=True)
    moved(pitch, at(17, 13), Action.COMMISSION, omar)
    sent(at(20, 9, 30), economy)
    with travel(at(20, 15)):
        make_article(hours_ago=9, section=region, authors=printed.authors)
        yield region


def told(reader, period=None):
    """Each figure by its key: every line with its cells."""
    period = period or Period(dt.date(2026, 11, 1), dt.date(2026, 11, 20))
    return {
        each.key: {row.name: row.cells for row in each.rows}
        for each in statistics.tables(period, reader=reader)
    }


def test_every_figure_of_a_known_week(week, publisher):
    assert told(publisher) == {
        "answers": {
            "All sections": (4, 3.5, 36.0),
            "Region": (2, 2.5, 3.0),
            "Economy": (2, 20.0, 36.0),
        },
        "promises": {
            "All sections": (5, 3, 1, 1, 60),
            "Region": (2, 2, 0, 0, 100),
            "Economy": (3, 1, 1, 1, 33),
        },
        "waiting": {"Economy": (1, 0, 0)},
        "acceptance": {
            "All sections": (6, 1, 1, 1, 1, 2, 1, 2, None),
            "Region": (2, 0, 0, 1, 1, 1, 0, 0, None),
            "Economy": (4, 1, 1, 0, 0, 1, 1, 2, None),
        },
        "publication": {"Region": (1, 1.8, 1.8)},
        "spacing": {"Region": (2, 2.0, 2.0, 1, 1)},
        "reasons": {"=too late": (1,), "No reason given": (1,)},
        "editors": {"Edith": (2, 0, 0, 0, 2, 19.5), "Omar": (2, 1, 1, 0, 0, 3.0)},
    }


def test_a_rate_is_told_of_five_answers_and_of_no_fewer(week, omar, publisher):
    for _ in range(2):
        moved(sent(at(18), week), at(18, 12), Action.DECLINE, omar)
    before = told(publisher)["acceptance"]
    moved(sent(at(18), week), at(18, 12), Action.ACCEPT, omar)

    after = told(publisher)["acceptance"]

    assert [each[-1] for each in before.values()] == [20, None, None]
    assert [each[-1] for each in after.values()] == [33, 40, None]


def test_an_editor_reads_of_no_colleague(week, omar, edith):
    assert told(omar)["editors"] == {"Omar": (2, 1, 1, 0, 0, 3.0)}
    assert told(edith)["editors"] == {"Edith": (2, 0, 0, 0, 2, 19.5)}


def test_the_hour_that_passed_without_an_answer_counts_at_once(week, publisher):
    with travel(at(25, 18)):
        later = told(publisher, Period(dt.date(2026, 11, 20), dt.date(2026, 11, 20)))

    assert later["promises"] == {"Economy": (1, 0, 1, 0, 0)}
    assert later["waiting"] == {"Economy": (1, 0, 1)}
    assert later["answers"] == {}


def test_days_in_which_nothing_happened_are_empty_figures(week, publisher):
    before = told(publisher, Period(dt.date(2025, 1, 1), dt.date(2025, 1, 31)))

    assert {key for key, rows in before.items() if rows} == {"waiting"}


def test_more_pieces_cost_no_more_queries(week, publisher, django_assert_num_queries):
    told(publisher)  # who they are is asked once
    with django_assert_num_queries(10):
        told(publisher)
    for _ in range(2):
        make_submission(Status.DECLINED)

    with django_assert_num_queries(10):
        told(publisher)


@settings(max_examples=30, deadline=None)
@given(
    second=st.integers(0, 60 * 86_400),  # the clocks change within
    span=st.timedeltas(dt.timedelta(), dt.timedelta(days=12)),
    name=st.sampled_from(["Asia/Phnom_Penh", "Europe/Berlin", "America/New_York"]),
)
def test_working_time_looked_up_at_once_is_that_of_the_clock(second, span, name):
    calendar = clock.Calendar(ZoneInfo(name), days_off=frozenset({dt.date(2026, 4, 3)}))
    begin = dt.datetime(2026, 3, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=second)
    end = begin + dt.timedelta(seconds=int(span.total_seconds()))
    worked = clock.Worked(
        calendar, begin.timestamp() - 200_000, end.timestamp() + 90_000
    )

    seconds = worked.seconds(begin.timestamp(), end.timestamp())

    assert seconds == calendar.worked(begin, end).total_seconds()
