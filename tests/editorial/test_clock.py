from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from editorial import clock

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
    assert clock.answer_by(sent, days) == answer


def test_the_day_is_the_newsroom_s_and_not_the_server_s():
    sent = dt.datetime(2026, 11, 19, 18, 30, tzinfo=dt.UTC)  # Friday 01:30 in ICT

    assert clock.answer_by(sent, 1) == at(23, 18)


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
