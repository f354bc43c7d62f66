"""The desk sets its own calendar: days of the week, zone, days off, days promised."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from articles.models import Section
from editorial import clock
from editorial.models import Holiday
from tests.factories import make_section

pytestmark = pytest.mark.django_db
NEW_DAY = reverse("admin:editorial_holiday_add")
SENT = dt.datetime(2026, 11, 16, 3, 0, tzinfo=dt.UTC)  # a Monday, ten in Phnom Penh


@pytest.fixture(autouse=True)
def _at_the_desk(client, omar):
    client.force_login(omar)


def page_of(section):
    return reverse("admin:articles_section_change", args=[section.pk])


def typed(section, **fields):
    return {
        "name": section.name,
        "standfirst": "",
        "position": "0",
        "answer_within_days": "3",
        "working_days": list("12345"),
        "time_zone": "",
        "purge_after_days": "180",
    } | fields


def test_days_and_zone_are_ticked_and_chosen(client):
    section = make_section(working_days="1237", time_zone="Asia/Bangkok")

    page = client.get(page_of(section)).content.decode()

    ticked = re.findall(r'name="working_days" value="(\d)"[^>]*checked', page)
    assert ticked == list("1237")
    assert '<option value="Asia/Bangkok" selected>Bangkok</option>' in page
    assert "The paper’s: Asia/Phnom_Penh" in page


def test_what_the_desk_sets_is_what_the_clock_keeps(client):
    section = make_section()
    said = typed(
        section,
        answer_within_days="1",
        working_days=["7", "1"],
        time_zone="Europe/Lisbon",
    )

    answer = client.post(page_of(section), said)

    section = Section.objects.get()
    assert answer.status_code == 302
    assert (section.working_days, section.time_zone) == ("17", "Europe/Lisbon")
    assert clock.answer_by(SENT, section) == dt.datetime(
        2026, 11, 22, 18, tzinfo=dt.UTC
    )


def test_the_desk_sets_how_long_words_are_kept(client):
    section = make_section()

    answer = client.post(page_of(section), typed(section, purge_after_days="30"))
    refused = client.post(page_of(section), typed(section, purge_after_days="-1"))

    assert answer.status_code == 302
    assert refused.status_code == 200
    assert Section.objects.get().purge_after_days == 30


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"working_days": []}, "Choose at least one day."),
        ({"working_days": ["8"]}, "Select a valid choice."),
        ({"time_zone": "Moon/Crater"}, "Select a valid choice."),
        ({"answer_within_days": "0"}, "greater than or equal to 1"),
        ({"answer_within_days": "99999"}, "less than or equal to 60"),
        ({"answer_within_days": "soon"}, "Enter a whole number."),
    ],
)
def test_a_calendar_that_is_none_is_refused(client, wrong, said):
    section = make_section()

    answer = client.post(page_of(section), typed(section, **wrong))

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert Section.objects.get().working_days == "12345"


def test_a_day_off_is_set_for_the_paper_or_for_one_section(client):
    section = make_section(answer_within_days=1)
    other = make_section(answer_within_days=1)
    said = {"day": "2026-11-17", "name": "Water festival"}

    client.post(NEW_DAY, said | {"section": str(section.pk)})
    assert clock.answer_by(SENT, section).day == 18
    assert clock.answer_by(SENT, other).day == 17

    client.post(NEW_DAY, said | {"section": ""})
    assert clock.answer_by(SENT, other).day == 18
    assert Holiday.objects.count() == 2


@pytest.mark.parametrize("is_for_all", [True, False])
def test_a_day_is_off_once(client, is_for_all):
    section = None if is_for_all else make_section()
    Holiday.objects.create(day=dt.date(2026, 11, 17), name="Once", section=section)
    said = {"day": "2026-11-17", "name": "Twice", "section": section and section.pk}

    answer = client.post(NEW_DAY, {k: v or "" for k, v in said.items()})

    page = answer.content.decode()
    assert "This day is off already." in page
    assert "Constraint" not in page
    assert Holiday.objects.count() == 1


def test_a_day_off_can_be_taken_back(client):
    day = Holiday.objects.create(day=dt.date(2026, 11, 17), name="Once")

    client.post(
        reverse("admin:editorial_holiday_delete", args=[day.pk]), {"post": "yes"}
    )

    assert not Holiday.objects.exists()


def test_the_list_says_for_whom(client):
    Holiday.objects.create(day=dt.date(2026, 11, 17), name="Water festival")

    page = client.get(reverse("admin:editorial_holiday_changelist")).content.decode()

    assert "Water festival" in page
    assert "The whole paper" in page
    assert "Days off" in page
