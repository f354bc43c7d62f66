from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial import clock
from editorial.clock import Calendar
from editorial.models import Holiday
from tests.factories import make_section

ICT = ZoneInfo("Asia/Phnom_Penh")


def at(day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment in November 2026, in Phnom Penh; the 20th is a Friday."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ICT)


@pytest.mark.parametrize(
    ("sent", "days", "answer"),
    [
        (at(20, 10, 51), 3, at(25, 18)),  # over the weekend
        (at(16, 9), 3, at(19, 18)),
        (at(21, 9), 1, at(23, 18)),  # sent on a Saturday
        (at(20, 23, 59), 1, at(23, 18)),
        (at(19, 10), 0, at(20, 18)),  # never the same day
    ],
)
def test_the_desk_promises_working_days(sent, days, answer):
    assert Calendar(ICT, days_promised=days).answer_by(sent) == answer


def test_the_day_is_the_newsroom_s_and_not_the_server_s():
    sent = dt.datetime(2026, 11, 19, 18, 30, tzinfo=dt.UTC)  # Friday 01:30 in ICT

    assert Calendar(ICT, days_promised=1).answer_by(sent) == at(23, 18)


def test_days_off_and_the_section_s_own_week_do_not_count():
    sunday_to_thursday = frozenset({7, 1, 2, 3, 4})
    off = frozenset({dt.date(2026, 11, 23), dt.date(2026, 11, 24)})
    calendar = Calendar(ICT, sunday_to_thursday, off, days_promised=2)

    assert calendar.answer_by(at(20)) == at(25, 18)  # Sunday 22nd, Wednesday 25th


@pytest.mark.django_db
def test_a_section_s_calendar_is_what_the_desk_has_set():
    section = make_section(
        time_zone="Asia/Kathmandu", working_days="12347", answer_within_days=1
    )
    Holiday.objects.create(day=dt.date(2026, 11, 22), name="The paper's")
    Holiday.objects.create(day=dt.date(2026, 11, 23), name="Own", section=section)
    Holiday.objects.create(
        day=dt.date(2026, 11, 24), name="Another desk's", section=make_section()
    )
    kathmandu = ZoneInfo("Asia/Kathmandu")

    answer = clock.answer_by(at(20), section)

    assert answer == dt.datetime(2026, 11, 24, 18, tzinfo=kathmandu)


@pytest.mark.django_db
def test_a_zone_that_is_none_any_more_is_the_paper_s():
    section = make_section(time_zone="Asia/Atlantis", answer_within_days=1)

    assert clock.answer_by(at(19), section) == at(20, 18)


@pytest.mark.django_db
def test_the_calendars_of_all_desks_cost_one_query(django_assert_num_queries):
    sections = [make_section() for _ in range(3)]
    for section in sections:
        Holiday.objects.create(day=dt.date(2026, 1, 1), name="x", section=section)

    with django_assert_num_queries(1):
        clock.calendars_of(sections)


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        # the clocks go back on Sunday 1 November 2026, and forward on 14 March 2027
        ("2026-10-30T12:00-04:00", "2026-11-02T18:00-05:00"),
        ("2027-03-12T12:00-05:00", "2027-03-15T18:00-04:00"),
    ],
)
def test_the_desk_closes_at_the_same_hour_when_the_clocks_change(sent, answer):
    new_york = Calendar(ZoneInfo("America/New_York"), days_promised=1)

    due = new_york.answer_by(dt.datetime.fromisoformat(sent))

    assert due.isoformat(timespec="minutes") == answer


FIRST = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
MOMENTS = st.integers(0, 6 * 365 * 24 * 60).map(
    lambda minutes: FIRST + dt.timedelta(minutes=minutes)
)
CALENDARS = st.builds(
    Calendar,
    zone=st.sampled_from(
        [
            ZoneInfo(name)
            for name in (
                *("Asia/Phnom_Penh", "America/New_York", "Australia/Lord_Howe"),
                *("Pacific/Kiritimati", "Europe/Paris", "America/St_Johns"),
            )
        ]
    ),
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    days_off=st.frozensets(st.dates(dt.date(2024, 1, 1), dt.date(2030, 2, 1))),
    days_promised=st.integers(0, 12),
)


@settings(deadline=None)
@given(calendar=CALENDARS, sent=MOMENTS)
def test_an_answer_is_due_on_a_working_day_after_as_many_as_promised(calendar, sent):
    due = calendar.answer_by(sent).astimezone(calendar.zone)

    assert due.time() == clock.DESK_CLOSES_AT
    assert calendar.works_on(due.date())
    assert calendar.working_days(sent, due) == max(1, calendar.days_promised)


@settings(deadline=None)
@given(calendar=CALENDARS, one=MOMENTS, other=MOMENTS)
def test_whoever_sends_earlier_is_not_answered_later(calendar, one, other):
    early, late = sorted([one, other])

    assert calendar.answer_by(early) <= calendar.answer_by(late)


@settings(deadline=None)
@given(calendar=CALENDARS, begin=MOMENTS, minutes=st.integers(0, 60 * 100))
def test_so_long_after_is_so_long_worked(calendar, begin, minutes):
    span = dt.timedelta(minutes=minutes)

    end = calendar.after_work(begin, span)

    assert calendar.worked(begin, end) == span
    assert end >= begin


@settings(deadline=None)
@given(calendar=CALENDARS, sent=MOMENTS)
def test_a_clock_that_stood_still_for_no_time_shows_the_same_hour(calendar, sent):
    due = calendar.answer_by(sent)

    assert calendar.after_work(sent, calendar.worked(sent, due)) == due


def test_a_night_and_a_weekend_are_no_working_time():
    calendar = Calendar(ICT)

    assert calendar.worked(at(20, 17), at(23, 10)) == dt.timedelta(hours=2)
    assert calendar.after_work(at(20, 17), dt.timedelta(hours=2)) == at(23, 10)


def test_one_working_day_before_monday_is_friday():
    assert Calendar(ICT).day_before(at(23, 18)) == at(20, 18)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (at(20, 15, 20), "5 h 20"),
        (at(20, 10, 40), "40 min"),
        (at(20, 18), "8 h"),
        (at(21, 16), "30 h"),
        (at(23, 10), "3 days"),
        (at(20, 3), "7 h late"),
        (at(20, 10), "0 min"),
    ],
)
def test_time_left_is_said_as_the_board_says_it(until, said):
    assert clock.left(until, at(20)) == said
