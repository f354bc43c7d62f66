"""The public record: what it counts, what it says of few, and what it never tells."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from editorial import promises, reminders
from editorial.models import Action, Promise
from editorial.workflow import perform
from tests.factories import make_section, make_submission

pytestmark = pytest.mark.django_db
ICT = ZoneInfo("Asia/Phnom_Penh")
MONDAY = dt.datetime(2026, 11, 2, 10, tzinfo=ICT)
NOW = dt.datetime(2026, 11, 20, 10, tzinfo=ICT)
DAY = dt.timedelta(days=1)


@pytest.fixture
def river(db):
    return make_section(name="River", answer_within_days=3)


def answered(omar, section, *, sent=MONDAY, after=1, action=Action.DECLINE, times=1):
    """Columns sent then and answered so many days later."""
    pieces = []
    for _ in range(times):
        with time_machine.travel(sent, tick=False):
            piece = make_submission(section=section, editor=omar)
        with time_machine.travel(sent + after * DAY, tick=False):
            by = piece.contributor if action is Action.WITHDRAW else omar
            perform(piece, action, by=by)
        pieces.append(piece)
    return pieces


def silent(section):
    with time_machine.travel(MONDAY, tick=False):
        make_submission(section=section)
    with time_machine.travel(MONDAY + 5 * DAY, tick=False):
        reminders.release_silent()


def record(client, at=NOW):
    with time_machine.travel(at, tick=False):
        return client.get("/contribute/record/")


def words(client, at=NOW):
    return " ".join(record(client, at).content.decode().split())


def test_before_anything_was_due_nothing_is_claimed(client, river):
    with time_machine.travel(NOW, tick=False):
        make_submission(section=river)

    page = words(client)

    assert "no answer has fallen due yet" in page
    assert " in 100" not in page


def test_few_are_counted_and_not_made_into_a_share(client, omar, river):
    answered(omar, river, times=2)
    silent(river)

    page = words(client)

    assert "3 columns had an answer due. We gave <em>2 of 3</em> in time." in page
    assert "Half of our answers came within 1 working day." in page
    assert "Once the hour struck first and the column was released." in page
    assert "These are few" in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, ""),
        (0, "on the very day"),
        (0.5, "on the very day"),
        (1, "within 1 working day"),
        (1.5, "within 1.5 working days"),
        (2.0, "within 2 working days"),
    ],
)
def test_how_soon_is_said_in_words(days, said):
    assert promises.Record("", 1, 1, 1, 0, days).typical == said


def test_many_are_a_share_that_never_rounds_a_failure_away(client, omar, river):
    [piece] = answered(omar, river)
    made = piece.promises.get()
    with time_machine.travel(MONDAY, tick=False):
        for _ in range(299):
            made.pk = None
            made.save(force_insert=True)
    silent(river)

    [together, *_] = promises.records(NOW)

    assert together.answers == 301
    assert together.percent == 99


def test_late_is_late_also_when_it_is_still_owed(omar, river):
    [late] = answered(omar, river)
    Promise.objects.filter(submission=late).update(due_at=MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        owed = make_submission(section=river)

    [together, *_] = promises.records(NOW)

    assert owed.promises.get().due_at < NOW
    assert (together.answers, together.in_time, together.late) == (2, 0, 2)


def test_withdrawn_paused_and_waiting_columns_say_nothing_of_us(omar, river):
    answered(omar, river, action=Action.WITHDRAW)
    with time_machine.travel(MONDAY, tick=False):
        paused = make_submission(section=river)
        promises.pause(paused, "A strike.", by=omar)
    with time_machine.travel(NOW, tick=False):
        make_submission(section=river)

    [together, *_] = promises.records(NOW)

    assert together.answers == 0


def test_last_year_s_are_not_counted(omar, river):
    answered(omar, river, sent=MONDAY - 371 * DAY)

    assert promises.records(NOW)[0].answers == 0


def test_a_weekend_is_no_waiting(omar, river):
    answered(omar, river, sent=MONDAY + 4 * DAY, after=3)  # Friday to Monday

    assert promises.records(NOW)[0].median_days == 1


def test_a_section_of_few_columns_is_not_told_by_itself(client, omar, river):
    answered(omar, river, times=5)
    answered(omar, make_section(name="Rare"), times=4)

    page = words(client)

    assert '<b>River</b><span class="num">5 columns; 5 of 5 answers in time' in page
    assert "Rare" not in page
    assert "9 columns had an answer due" in page


def test_nothing_of_any_column_is_on_the_page(client, omar, river):
    pieces = answered(omar, river, times=5)

    page = words(client)

    for piece in pieces:
        assert piece.headline not in page
        assert str(piece.contributor) not in page
        assert f"/{piece.pk}/" not in page


def test_any_cache_may_keep_it_and_it_asks_a_fixed_number_of_queries(
    client, ines, omar, river, django_assert_num_queries
):
    answered(omar, river, times=3)
    client.force_login(ines)
    with django_assert_num_queries(3):
        answer = record(client)
    answered(omar, make_section(), times=3)

    with django_assert_num_queries(3):
        record(client)

    assert "public" in answer["Cache-Control"]
    assert "max-age=600" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


def test_the_guidelines_and_the_status_page_lead_there(client, ines, river):
    client.force_login(ines)
    piece = make_submission(contributor=ines, section=river)

    for address in ("/contribute/", f"/contribute/{piece.pk}/"):
        assert 'href="/contribute/record/"' in client.get(address).content.decode()
