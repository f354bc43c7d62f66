"""The calendar page: what stands where, moving without scripts, who may."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine

from editorial import schedule
from editorial.desk.calendar import span_of
from editorial.models import Action, Status, Submission
from tests.factories import make_article, make_section, make_submission

pytestmark = pytest.mark.django_db
ICT = ZoneInfo("Asia/Phnom_Penh")
AT = "/admin/desk/calendar/"


def at(day: int, hour: int = 6) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, tzinfo=ICT)


@pytest.fixture(autouse=True)
def _sunday():
    with time_machine.travel(at(22, 12), tick=False):
        yield


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


def accepted(**about) -> Submission:
    return make_submission(Status.ACCEPTED, **about)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_it_shows_what_is_out_set_planned_and_waiting_with_its_zone(desk, omar):
    river = make_section(name="River")
    make_article("Out on Saturday", hours_ago=24, section=river)
    make_submission(Status.CLEARED, headline="Set", hour=at(23), section=river)
    schedule.move(accepted(headline="Planned", section=river), at(23, 8), by=omar)
    accepted(headline="Waiting")

    for form in ("week", "weeks", "month"):
        page = words(desk.get(AT, {"form": form, "day": "2026-11-22"}))
        assert "12:00 live Out on Saturday" in page
        assert "ICT, Asia/Phnom_Penh, UTC+07:00" in page
        assert "in editing Waiting" in page
    page = words(desk.get(AT, {"form": "day", "day": "2026-11-23"}))
    assert "06:00 06:00 set Set" in page
    assert "08:00 08:00 in editing Planned" in page
    assert "The same day as another in River, “Set”" in page


def test_any_day_and_form_opens():
    for form in ("day", "week", "month", "century"):
        for asked in ("", "no", "9999-12-31", "0001-01-01", "2026-02-30"):
            span = span_of(form, asked)

            assert span.begin <= dt.date(2026, 11, 22) < span.end
            assert span.step(-1) < span.day < span.step(1)


@pytest.mark.parametrize("many", [1, 3])
def test_a_month_costs_the_same_for_one_and_three(
    desk, omar, many, django_assert_num_queries
):
    for day in range(24, 24 + many):
        schedule.move(accepted(), at(day), by=omar)
        accepted()
        make_submission(Status.CLEARED, hour=at(day))
        make_article(hours_ago=day)

    with django_assert_num_queries(13):
        desk.get(AT, {"form": "month"})


def test_the_move_page_moves_and_goes_back_to_where_it_was(desk):
    piece = accepted(headline="Mine")
    seen = {"seen": "none", "form": "week", "day": "2026-11-23"}

    answer = desk.post(
        f"/admin/desk/{piece.pk}/plan/", seen | {"hour": "2026-11-26T06:00"}
    )

    piece.refresh_from_db()
    assert piece.planned_for == at(26)
    assert answer.url == f"{AT}?form=week&day=2026-11-23#at-{piece.pk}"
    page = words(desk.get(answer.url))
    assert "“Mine” is planned for Thursday 26 November 2026, 06:00 ICT" in page


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        ("2026-11-20T06:00", "That hour has passed."),
        ("2029-11-20T06:00", "more than a year ahead"),
        ("tomorrow", "Give a date and an hour"),
    ],
)
def test_an_hour_that_is_none_is_refused_and_stays_in_sight(desk, hour, said):
    piece = accepted()

    answer = desk.post(f"/admin/desk/{piece.pk}/plan/", {"hour": hour})

    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{hour}"' in answer.content.decode()


@pytest.mark.parametrize("zone", ["Europe/Berlin"])
def test_the_days_the_clocks_change_have_the_hours_they_have(desk, settings, zone):
    settings.TIME_ZONE = zone
    piece = accepted()
    spring, autumn = "2027-03-28", "2027-10-31"

    counts = [
        desk.get(AT, {"form": "day", "day": day}).content.decode().count("data-drop=")
        for day in (spring, "2027-03-29", autumn)
    ]
    gone = desk.post(f"/admin/desk/{piece.pk}/plan/", {"hour": f"{spring}T02:30"})
    twice = desk.post(f"/admin/desk/{piece.pk}/plan/", {"hour": f"{autumn}T02:30"})
    desk.post(f"/admin/desk/{piece.pk}/plan/", {"hour": f"{spring}T06:00"})

    assert counts == [23, 24, 24]
    assert "does not exist here" in words(gone)
    assert "comes twice" in words(twice)
    piece.refresh_from_db()
    assert piece.planned_for == dt.datetime(2027, 3, 28, 4, tzinfo=dt.UTC)


def test_somebody_moved_it_meanwhile_and_nothing_typed_is_lost(desk, edith):
    piece = accepted()
    schedule.move(piece, at(25), by=edith)

    answer = desk.post(
        f"/admin/desk/{piece.pk}/plan/", {"hour": "2026-11-27T09:00", "seen": "none"}
    )

    assert answer.status_code == 409
    assert "Edith moved it while you looked" in words(answer)
    assert 'value="2026-11-27T09:00"' in answer.content.decode()
    fresh = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]
    again = {"hour": "2026-11-27T09:00", "seen": fresh}
    assert desk.post(f"/admin/desk/{piece.pk}/plan/", again).status_code == 302


def test_looking_at_an_hour_says_what_to_mind_and_writes_nothing(desk):
    river = make_section(name="River")
    make_submission(Status.CLEARED, headline="Set", hour=at(24), section=river)
    piece = accepted(section=river)
    said = {"hour": "2026-11-24T06:00", "do": "look"}

    answer = desk.post(f"/admin/desk/{piece.pk}/plan/", said)

    assert "The same hour as “Set”" in words(answer)
    assert not piece.acts.filter(action=Action.PLAN).exists()


def test_the_page_that_clears_says_what_to_mind_and_never_stands_in_the_way(desk):
    river = make_section(name="River")
    make_submission(Status.CLEARED, headline="Set", hour=at(23), section=river)
    piece = make_submission(Status.CLEARED, hour=at(25), section=river)
    desk.post(f"/admin/desk/{piece.pk}/pull/", {"subject": "Back", "body": "Back."})

    page = words(desk.get(f"/admin/desk/{piece.pk}/clear/"))
    said = {"when": "hour", "hour": "2026-11-23T06:00"}
    desk.post(f"/admin/desk/{piece.pk}/clear/", said)
    after = words(desk.get(f"/admin/desk/{piece.pk}/"))

    assert "The same hour as “Set”" in page  # tomorrow at six is offered
    assert "Mind: The same hour as “Set”" in after
    piece.refresh_from_db()
    assert piece.article.publish_at == at(23)


def test_all_of_the_desk_look_and_only_who_decides_moves(
    client, omar, copy_editor, checker, counsel, stranger
):
    piece = accepted(headline="Mine")
    move = f"/admin/desk/{piece.pk}/plan/"

    for person in (copy_editor, checker, counsel):
        client.force_login(person)
        page = client.get(AT)
        assert "Mine" in page.content.decode()
        assert move not in page.content.decode()
        assert client.post(move, {"hour": "2026-11-24T06:00"}).status_code == 403
        assert client.get(f"{AT}subscribe/").status_code == 200
    client.force_login(stranger)
    for address in (AT, f"{AT}subscribe/", move):
        assert client.get(address).status_code == 403
    client.logout()
    assert client.get(AT).status_code == 302


def test_the_secret_address_is_shown_once(desk):
    page = desk.post(f"{AT}subscribe/", {"do": "make"})

    shown = re.search(
        r'value="(http://testserver/calendar/[\w-]{43}\.ics)"', (page.content.decode())
    )[1]
    assert desk.get(shown).status_code == 200
    assert shown not in desk.get(f"{AT}subscribe/").content.decode()
    desk.post(f"{AT}subscribe/", {"do": "end"})
    assert desk.get(shown).status_code == 404
