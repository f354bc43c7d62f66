"""The clocks of a piece at the desk: pausing the answer, the day for the changes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from editorial import promises
from editorial.models import Action, Letter, Status
from editorial.workflow import perform
from tests.factories import make_section, make_submission
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db
ICT = ZoneInfo("Asia/Phnom_Penh")


def at(day: int, hour: int = 10) -> dt.datetime:
    """A moment in November 2026, in Phnom Penh; the 20th is a Friday."""
    return dt.datetime(2026, 11, day, hour, tzinfo=ICT)


def travel(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def piece(ines, omar, client):
    """Due on Thursday the 19th at six; the desk's browser is Omar's."""
    client.force_login(omar)
    with travel(at(16)):
        return make_submission(contributor=ines, editor=omar)


@pytest.fixture
def tuesday():
    with travel(at(17)):
        yield


def ask(client, piece, part="", said=None):
    address = f"/admin/desk/{piece.pk}/{part}"
    return client.get(address) if said is None else client.post(address, said)


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_piece_page_says_when_it_is_released_and_offers_a_pause(
    client, piece, tuesday
):
    page = words(ask(client, piece))

    assert "At Thursday 19 November 2026, 18:00 ICT the column is released by" in page
    assert f'href="/admin/desk/{piece.pk}/pause/"' in page


def test_a_pause_and_its_end(client, piece, tuesday):
    answer = ask(client, piece, "pause/", {"reason": "A strike."})
    page = words(client.get(answer.url))

    assert "The clock stands. Ines Duarte has been told why." in page
    assert "Paused. The author reads: A strike." in page
    assert "the clock paused since 17 November 2026, 10:00 ICT" in page

    page = words(client.post(f"/admin/desk/{piece.pk}/resume/", follow=True))

    assert "an answer is due by Thursday 19 November, 18:00 our time" in page
    piece.refresh_from_db()
    assert piece.answer_by == at(19, 18)


def test_the_board_says_that_it_is_paused(client, piece, omar, tuesday):
    promises.pause(piece, "A strike.", by=omar)

    board = words(client.get("/admin/"))

    assert "Paused" in board
    assert "since today 10:00" in board


@pytest.mark.parametrize("reason", ["", " \n", "\u202e", "x" * 501])
def test_a_pause_needs_a_reason_that_can_be_read(client, piece, tuesday, reason):
    answer = ask(client, piece, "pause/", {"reason": reason})

    assert answer.status_code == 422
    assert 'class="field-error"' in answer.content.decode()
    assert reason.strip()[:50] in answer.content.decode()
    piece.refresh_from_db()
    assert piece.paused_since is None


def test_a_double_click_pauses_once(client, piece, tuesday):
    for _ in range(2):
        assert ask(client, piece, "pause/", {"reason": "A strike."}).status_code == 302

    assert piece.acts.filter(action=Action.PAUSE).count() == 1
    assert Letter.objects.filter(kind="paused").count() == 1


def test_a_double_click_lets_it_run_once(client, piece, omar, tuesday):
    promises.pause(piece, "A strike.", by=omar)
    for _ in range(2):
        ask(client, piece, "resume/", {})

    assert piece.acts.filter(action=Action.RESUME).count() == 1


def test_a_reason_typed_while_it_was_withdrawn_is_given_back(client, piece, ines):
    def withdraw():
        perform(piece, Action.WITHDRAW, by=ines)

    with travel(at(17)), meanwhile(withdraw):
        answer = ask(client, piece, "pause/", {"reason": "A long strike."})

    assert answer.status_code == 409
    assert promises.NOBODY_WAITS in answer.content.decode()
    assert "A long strike." in answer.content.decode()
    assert not Letter.objects.filter(kind="paused").exists()


def test_when_the_hour_has_passed_the_page_says_so(client, piece):
    with travel(at(19, 18)):
        page = words(ask(client, piece, "pause/"))

    assert promises.STRUCK in page
    assert "<textarea" not in page.split("bench-part")[1].split("<aside")[0]


@pytest.mark.parametrize("status", [s for s in Status if s != Status.DRAFT])
def test_the_pages_of_both_clocks_open_in_every_status(client, omar, status):
    client.force_login(omar)
    piece = make_submission(status)

    for part in ("pause/", "day/"):
        assert ask(client, piece, part).status_code == 200


def asked(client, piece, day):
    letter = {"subject": "Some points", "body": "Dear Ines,\n\nplease.", "note": ""}
    said = letter | {
        "conditions": "Name the village.",
        "step": "send",
        "revise_by": day,
    }
    return ask(client, piece, "request-changes/", said | {"revise_by": day})


def test_changes_are_asked_for_by_a_day_that_the_letter_names(client, piece, tuesday):
    answer = asked(client, piece, "2026-11-27")

    piece.refresh_from_db()
    letter = Letter.objects.get(kind="changes-requested")
    assert answer.status_code == 302
    assert piece.revise_by == at(27, 18)
    assert letter.body == (
        "Dear Ines,\n\nplease.\n\nWe hope to have it back by Friday 27 November, "
        "18:00 our time (Phnom Penh, ICT).\n"
    )


def test_without_a_day_the_letter_goes_exactly_as_it_stands(client, piece, tuesday):
    asked(client, piece, "")

    piece.refresh_from_db()
    assert piece.revise_by is None
    assert Letter.objects.get(kind="changes-requested").body == (
        "Dear Ines,\n\nplease.\n"
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-16", "That day has passed."),
        ("2027-12-01", "That is more than a year ahead."),
        ("tomorrow", "Write the day like this"),
        ("2026-02-30", "Write the day like this"),
        ("0001-01-01", "That day has passed."),
        ("9999-12-31", "That is more than a year ahead."),
    ],
)
def test_a_day_that_is_none_is_refused_and_the_letter_kept(
    client, piece, tuesday, day, said
):
    answer = asked(client, piece, day)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Name the village.</textarea>" in page
    assert f'value="{day}"' in page
    piece.refresh_from_db()
    assert piece.status == Status.SUBMITTED


def test_no_other_move_is_asked_for_a_day(client, piece, tuesday):
    assert 'name="revise_by"' in ask(client, piece, "request-changes/").content.decode()
    assert 'name="revise_by"' not in ask(client, piece, "decline/").content.decode()


def test_the_day_ends_when_the_section_s_own_desk_closes(client, ines, omar, tuesday):
    client.force_login(omar)
    section = make_section(time_zone="America/New_York")
    piece = make_submission(contributor=ines, section=section)

    asked(client, piece, "2026-11-27")

    piece.refresh_from_db()
    assert piece.revise_by == dt.datetime(2026, 11, 27, 23, tzinfo=dt.UTC)


def test_the_day_can_be_moved_and_lifted(client, piece, tuesday):
    asked(client, piece, "2026-11-27")

    moved = ask(client, piece, "day/", {"day": "2026-11-30"})
    page = words(client.get(moved.url))
    form = ask(client, piece, "day/").content.decode()
    again = ask(client, piece, "day/", {"day": "2026-11-30"})
    piece.refresh_from_db()
    by = piece.revise_by
    ask(client, piece, "day/", {"day": ""})

    piece.refresh_from_db()
    assert "by Monday 30 November, 18:00 our time" in page
    assert 'value="2026-11-30"' in form
    assert (by, piece.revise_by) == (at(30, 18), None)
    assert again.status_code == 302
    assert piece.acts.filter(action=Action.DEADLINE).count() == 2
    assert Letter.objects.filter(kind="deadline").count() == 2


def test_the_history_tells_all_of_it(client, piece, omar, tuesday):
    promises.pause(piece, "A strike.", by=omar)
    promises.resume(piece, by=omar)
    asked(client, piece, "2026-11-27")
    promises.set_day(piece, at(30, 18), by=omar)

    page = words(ask(client, piece, "history/"))

    assert "stopped the answer clock" in page
    assert "The author was told: A strike." in page
    assert "Answer by Thursday 19 November 2026, 18:00 ICT" in page
    assert "Back by Friday 27 November 2026, 18:00 ICT" in page
    assert "Back by Monday 30 November 2026, 18:00 ICT" in page


def test_a_decision_on_a_page_from_before_the_withdrawal_is_given_back(
    client, piece, ines, tuesday
):
    ask(client, piece, "accept/")
    perform(piece, Action.WITHDRAW, by=ines)
    letter = {"subject": "Yes", "body": "Dear Ines,\n\nyes!", "note": "Good."}

    answer = ask(client, piece, "accept/", letter | {"step": "send"})

    page = words(answer)
    assert answer.status_code == 409
    assert "Ines Duarte withdrew it" in page
    assert "Dear Ines, yes!</textarea>" in page
    assert not Letter.objects.filter(kind="accepted").exists()
