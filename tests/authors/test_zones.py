"""In whose time an hour is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from authors import zones
from authors.models import User

SIX = dt.datetime(2026, 11, 24, 11, 0, tzinfo=dt.UTC)  # 18:00 in Phnom Penh


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("", "Tuesday 24 November, 18:00 our time (Phnom Penh, ICT)"),
        ("Asia/Bangkok", "Tuesday 24 November, 18:00 your time (Bangkok)"),
        ("Asia/Kathmandu", "Tuesday 24 November, 16:45 your time (Kathmandu)"),
        ("Pacific/Kiritimati", "Wednesday 25 November, 01:00 your time (Kiritimati)"),
        (
            "America/Argentina/Buenos_Aires",
            "Tuesday 24 November, 08:00 your time (Buenos Aires)",
        ),
        ("Asia/Atlantis", "Tuesday 24 November, 18:00 our time (Phnom Penh, ICT)"),
        ("../etc/passwd", "Tuesday 24 November, 18:00 our time (Phnom Penh, ICT)"),
    ],
)
def test_an_hour_is_told_in_its_reader_s_own_time_and_the_zone_is_named(zone, said):
    assert zones.hour_and_zone(SIX, User(time_zone=zone)) == said


@pytest.mark.parametrize("reader", [None, AnonymousUser(), "nobody"])
def test_a_visitor_is_told_the_paper_s_hour(reader):
    assert zones.whose(reader) == "our time (Phnom Penh, ICT)"


def test_the_day_is_the_reader_s_too():
    page = Template("{% load hours %}{% day at %}")

    said = page.render(Context({"at": SIX, "user": User(time_zone="Asia/Tokyo")}))
    far = page.render(
        Context({"at": SIX, "user": User(time_zone="Pacific/Kiritimati")})
    )

    assert ">24 November<" in said
    assert ">25 November<" in far


def test_the_hour_of_today_is_the_reader_s_too():
    page = Template("{% load hours %}{% clock at %}")

    said = page.render(Context({"at": SIX, "user": User(time_zone="Asia/Tokyo")}))

    assert ">20:00<" in said
    assert zones.clock(SIX, AnonymousUser()) == "18:00"


def test_summer_time_is_told_as_it_is_that_day():
    paris = User(time_zone="Europe/Paris")
    july, december = (dt.datetime(2026, m, 1, 12, tzinfo=dt.UTC) for m in (7, 12))

    assert zones.hour(july, paris) == "Wednesday 1 July, 14:00"
    assert zones.hour(december, paris) == "Tuesday 1 December, 13:00"


def test_a_page_holds_the_instant_beside_the_words():
    page = Template("{% load hours %}{% when at %}|{% hour at %}|{% whose_time %}")

    said = page.render(Context({"at": SIX, "user": User(time_zone="Asia/Tokyo")}))

    time = (
        '<time datetime="2026-11-24T11:00:00+00:00">Tuesday 24 November, 20:00</time>'
    )
    assert said == f"{time} your time (Tokyo)|{time}|your time (Tokyo)"


def test_where_there_is_no_hour_nothing_is_said():
    page = Template("{% load hours %}{% when at %}{% hour at %}{{ at|when_for:user }}")

    assert page.render(Context({"at": None, "user": None})) == ""


def test_what_people_live_in_can_be_chosen_and_what_machines_use_cannot():
    offered = [name for _, group in zones.choices() for name, _ in group]

    assert {"Asia/Phnom_Penh", "Europe/Paris", "America/New_York"} < set(offered)
    assert not {"UTC", "Etc/GMT+7", "EST", "posixrules"} & set(offered)
    assert len(offered) == len(set(offered))
