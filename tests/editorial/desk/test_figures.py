"""The pages of figures: who may open them, what a wrong day says, a safe file."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from editorial.models import Action
from editorial.workflow import Details, perform
from tests.factories import make_section, make_submission

pytestmark = pytest.mark.django_db
PAGES = ["statistics/", "statistics/reasons.csv", "heard/"]


@pytest.mark.parametrize("page", PAGES)
def test_who_decides_may_open_it(cast, client, page):
    answers = {}

    for name, person in cast.items():
        client.logout()
        if person:
            client.force_login(person)
        answers[name] = client.get(f"/admin/desk/{page}").status_code

    opened = {name for name, status in answers.items() if status == 200}
    assert opened == {"omar", "colleague", "publisher", "writing_editor"}
    assert {answers[name] for name in answers.keys() - opened} == {302, 403}


def test_a_spreadsheet_reckons_with_nothing_in_the_file(client, omar):
    section = make_section(name='=HYPERLINK("https://evil.example")')
    for reason in ("+late", "-1", "@SUM(A1)", "\tlate", "ភាសាខ្មែរ"):
        piece = make_submission(section=section)
        perform(piece, Action.DECLINE, by=omar, details=Details(reason=reason))
    client.force_login(omar)

    said = [
        client.get(f"/admin/desk/statistics/{key}.csv").content.decode("utf-8-sig")
        for key in ("reasons", "acceptance")
    ]

    lines = [line for file in said for line in file.splitlines()[1:]]
    assert len(lines) == 6
    cells = [line.lstrip('"') for line in lines]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    assert "ភាសាខ្មែរ,1" in lines
    assert client.get("/admin/desk/statistics/nothing.csv").status_code == 404


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("first=2026-11-09&last=2026-11-02", "The last day is before the first."),
        ("first=yesterday", "Write the day like this"),
        ("first=0001-01-01", "Look at the year again."),
        ("last=9999-12-31", "Write the day like this"),
    ],
)
def test_days_that_are_none_are_told_and_stay_typed(client, omar, asked, words):
    client.force_login(omar)

    page = client.get(f"/admin/desk/statistics/?{asked}")

    assert page.status_code == 422
    assert words in page.content.decode()
    assert f'value="{asked.split("=")[1].split("&")[0]}"' in page.content.decode()
    assert client.get(f"/admin/desk/statistics/reasons.csv?{asked}").status_code == 404


def test_the_days_asked_for_are_those_that_are_counted(client, omar):
    today = timezone.localdate()
    make_submission(section=make_section(name="River"))
    client.force_login(omar)

    def acceptance(asked):
        answer = client.get(f"/admin/desk/statistics/acceptance.csv?{asked}")
        return answer.content.decode("utf-8-sig").splitlines()[1:]

    assert acceptance(f"first={today}&last={today}") == ["River,1,0,0,0,0,0,0,1,–"]
    assert acceptance(f"last={today - dt.timedelta(days=1)}") == []
    assert acceptance("days=30") == acceptance("days=no") == acceptance("first=&last=")
