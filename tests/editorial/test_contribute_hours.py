"""Hours as a contributor reads them: on the status page, in letters, by their clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from editorial import promises, reminders
from editorial.models import Action, Letter
from editorial.workflow import Details, perform
from tests.factories import make_author, make_submission

pytestmark = pytest.mark.django_db
ICT = ZoneInfo("Asia/Phnom_Penh")
PROFILE = {
    "name": "Ines Duarte",
    "pronoun": "her",
    "role": "teacher",
    "place": "Lisbon",
    "affiliations-TOTAL_FORMS": "0",
    "affiliations-INITIAL_FORMS": "0",
}


def at(day: int, hour: int = 10) -> dt.datetime:
    """A moment in November 2026, in Phnom Penh; the 20th is a Friday."""
    return dt.datetime(2026, 11, day, hour, tzinfo=ICT)


def travel(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def lisbon(client, ines):
    """Ines, who has told us her zone: seven hours behind."""
    ines.time_zone = "Europe/Lisbon"
    ines.save()
    client.force_login(ines)
    return ines


@pytest.fixture
def piece(lisbon):
    with travel(at(16)):
        return make_submission(contributor=lisbon)


def page_of(client, piece):
    return client.get(f"/contribute/{piece.pk}/").content.decode()


def test_the_status_page_tells_every_hour_in_her_own_time(client, piece):
    with travel(at(17)):
        page = page_of(client, piece)

    assert "Thursday 19 November, 11:00</time></em> <small>your time (Lisbon)" in page
    assert "Monday 16 November, 03:00</time>" in page  # when she sent it
    assert "All hours on this page are your time (Lisbon)." in page
    assert "Tell us your time zone" not in page


def test_whoever_has_not_told_us_is_told_ours_and_asked(client, piece, lisbon):
    lisbon.time_zone = ""
    lisbon.save()

    page = page_of(client, piece)

    assert "our time (Phnom Penh, ICT)" in page
    assert 'href="/account/profile/#id_time_zone"' in page


def test_her_letters_name_her_hour_and_the_desk_s_the_desk_s(piece, omar):
    receipt = Letter.objects.get(kind="receipt")
    with travel(at(18, 18)):
        reminders.send_due()

    reminder = Letter.objects.get(kind="desk-answer-due", to=omar.email)
    assert "Thursday 19 November, 11:00 your time (Lisbon)" in receipt.body
    assert "it is released by itself" in receipt.body
    assert "Thursday 19 November, 18:00 our time (Phnom Penh, ICT)" in reminder.body


def test_on_pause_the_reason_and_the_hour_are_on_the_page(client, piece, omar):
    with travel(at(17)):
        promises.pause(piece, "We wait for <b>a document</b>.", by=omar)
        page = page_of(client, piece)

    assert "our clock stands still since" in page
    assert "The reason: We wait for &lt;b&gt;a document&lt;/b&gt;." in page
    assert "Omar stopped our clock" in page

    with travel(at(18)):
        promises.resume(piece, by=omar)
        page = page_of(client, piece)

    assert "Friday 20 November, 11:00</time></em> <small>your time (Lisbon)" in page
    assert "Our clock runs again" in page
    assert "You will hear by Friday 20 November, 11:00 your time (Lisbon)." in page


def test_the_day_for_the_changes_is_said_wherever_she_looks(client, piece, omar):
    details = Details(conditions=("Name the village.",), revise_by=at(27, 18))
    perform(piece, Action.REQUEST_CHANGES, by=omar, details=details)

    page = page_of(client, piece)

    assert "hopes to have it back by" in page
    assert "Friday 27 November, 11:00</time></em> <small>your time (Lisbon)" in page
    assert "By Friday 27 November, 11:00 your time (Lisbon). The list is on" in page
    letter = Letter.objects.get(kind="changes-requested")
    assert "back by Friday 27 November, 11:00 your time (Lisbon)." in letter.body


def test_another_day_and_none_are_told(client, piece, omar):
    details = Details(conditions=("Name the village.",))
    perform(piece, Action.REQUEST_CHANGES, by=omar, details=details)
    promises.set_day(piece, at(27, 18), by=omar)
    assert "set a day for your changes" in page_of(client, piece)

    promises.set_day(piece, None, by=omar)

    page = page_of(client, piece)
    assert "There is no day any more for your changes." in page
    assert "hopes to have it back by" not in page
    assert Letter.objects.filter(kind="deadline").count() == 2


def test_a_zone_is_chosen_on_the_profile_page(client, lisbon):
    page = client.get("/account/profile/").content.decode()
    client.post("/account/profile/", PROFILE | {"time_zone": "Asia/Tokyo"})

    lisbon.refresh_from_db()
    assert '<option value="Europe/Lisbon" selected>Lisbon</option>' in page
    assert lisbon.time_zone == "Asia/Tokyo"


def test_a_zone_that_is_none_is_refused_and_nothing_is_lost(client, lisbon):
    make_author("Ines Duarte", user=lisbon)
    typed = PROFILE | {"time_zone": "Moon/Crater", "role": "astronaut"}

    answer = client.post("/account/profile/", typed)

    lisbon.refresh_from_db()
    lisbon.author.refresh_from_db()
    assert answer.status_code == 422
    assert "This zone is not in the list." in answer.content.decode()
    assert "astronaut" in answer.content.decode()
    assert (lisbon.time_zone, lisbon.author.role) == (
        "Europe/Lisbon",
        "freelance journalist",
    )


def test_an_older_page_without_the_question_changes_no_zone(client, lisbon):
    client.post("/account/profile/", PROFILE)

    lisbon.refresh_from_db()
    assert lisbon.time_zone == "Europe/Lisbon"
