"""The calendar: plans, promised hours, what to mind, and the feed."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from articles.models import Article
from authors.models import User
from editorial import furniture, log, schedule, terms
from editorial.models import (
    Act,
    Action,
    CalendarFeed,
    Holiday,
    House,
    Letter,
    Status,
    Submission,
)
from editorial.terms import PAID_WITHIN
from editorial.workflow import Details, perform
from tests.editorial.test_together import together
from tests.factories import (
    make_article,
    make_author,
    make_contributor,
    make_editor,
    make_picture,
    make_section,
    make_submission,
    sign_as_author,
)
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db
ICT = ZoneInfo("Asia/Phnom_Penh")


def at(day: int, hour: int = 6, minute: int = 0) -> dt.datetime:
    """A moment in November 2026, in Phnom Penh; the 23rd is a Monday."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ICT)


@pytest.fixture(autouse=True)
def _sunday():
    with time_machine.travel(at(22, 12), tick=False):
        yield


def accepted(**about) -> Submission:
    return make_submission(Status.ACCEPTED, **about)


def cleared(day: int = 24, **about) -> Submission:
    return make_submission(Status.CLEARED, hour=at(day), **about)


def refused(act) -> str:
    with pytest.raises(schedule.Refused) as it:
        act()
    return it.value.sentence


# Moving


def test_a_plan_is_the_desks_own_and_on_record(omar):
    piece = accepted()
    before = Letter.objects.count()

    moved = schedule.move(piece, at(24), by=omar, seen="none")
    again = schedule.move(piece, at(24), by=omar, seen="none")
    schedule.move(piece, None, by=omar)

    assert (moved, again) == (True, False)
    assert Letter.objects.count() == before
    planned, lifted = piece.acts.filter(action=Action.PLAN).order_by("number")
    assert planned.data == {"planned_for": at(24).isoformat(), "planned_was": None}
    assert lifted.data["planned_for"] is None
    assert log.problems(piece) == []


def test_a_promised_hour_moves_with_its_letters_its_fees_and_its_page(omar):
    piece = cleared(24)
    agreement = piece.agreements.get()
    terms._owe(agreement, 100, at(24).date(), is_kill_fee=False)
    old = piece.article.get_absolute_url()

    schedule.move(piece, at(30), by=omar, seen=schedule.seen_of(piece))
    schedule.move(piece, dt.datetime(2026, 12, 2, 6, tzinfo=ICT), by=omar)

    article = Article.objects.get()
    assert article.publish_at == dt.datetime(2026, 12, 2, 6, tzinfo=ICT)
    assert article.get_absolute_url() != old
    agreement.payment.refresh_from_db()
    assert agreement.payment.due_on == dt.date(2026, 12, 2) + PAID_WITHIN
    [letter] = Letter.objects.filter(kind="new-hour")  # the one in between is not sent
    assert letter.to == piece.contributor.email
    assert "2 December" in letter.body
    assert article.get_absolute_url() in letter.body
    act = piece.acts.filter(action=Action.PLAN).order_by("-number")[0]
    assert act.data["hour_was"] == at(30).astimezone(dt.UTC).isoformat()


def test_cleared_again_it_tells_the_hour_that_was_last_promised(omar):
    piece = cleared(24)
    schedule.move(piece, at(26), by=omar)
    perform(piece, Action.PULL, by=omar)

    perform(piece, Action.CLEAR, by=omar, details=Details(hour=at(26)))

    letter = Letter.objects.get(kind="cleared-again")
    assert "Its hour is the same" in letter.body


def test_what_readers_have_stays_where_it_is(omar):
    piece = cleared(23)

    with time_machine.travel(at(23), tick=False):  # at the very hour
        said = refused(lambda: schedule.move(piece, at(25), by=omar))

    assert said.startswith("Readers already have it")
    assert Article.objects.get().publish_at == at(23)
    assert not Act.objects.filter(action=Action.PLAN).exists()


def test_a_licence_that_ends_before_the_new_hour_holds_it_back(omar):
    piece = accepted()
    ends = dt.date(2026, 11, 25)
    furniture.set_picture(piece, make_picture(licence_ends_on=ends), by=omar)
    sign_as_author(piece)
    perform(piece, Action.CLEAR, by=omar, details=Details(hour=at(24)))

    said = refused(lambda: schedule.move(piece, at(27), by=omar))

    assert "27 November 2026" in said
    assert Article.objects.get().publish_at == at(24)


def test_who_has_seen_another_hour_is_told_kindly_and_changes_nothing(omar, edith):
    piece = accepted()
    seen = schedule.seen_of(piece)

    with meanwhile(lambda: schedule.move(piece, at(25), by=edith)):
        said = refused(lambda: schedule.move(piece, at(27), by=omar, seen=seen))

    assert said.startswith("Edith moved it while you looked: it is for Wednesday 25")
    piece.refresh_from_db()
    assert piece.planned_for == at(25)


def test_only_who_decides_and_did_not_write_it_may_move_it(
    omar, copy_editor, checker, counsel, publisher, stranger
):
    piece = accepted()

    for nobody in (copy_editor, checker, counsel, stranger, piece.contributor):
        with pytest.raises(PermissionDenied):
            schedule.move(piece, at(24), by=nobody)

    assert schedule.move(piece, at(24), by=publisher)
    for status in (Status.SUBMITTED, Status.DECLINED, Status.SPIKED):
        assert schedule.why_not(make_submission(status))


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_moves_it():
    piece = accepted()
    editors = [make_editor(), make_editor()]
    seen = schedule.seen_of(piece)

    results = together(
        *(
            lambda by=by, day=day: schedule.move(piece, at(day), by=by, seen=seen)
            for by, day in zip(editors, (24, 25), strict=True)
        )
    )

    assert {type(each) for each in results} == {bool, schedule.Refused}
    assert piece.acts.filter(action=Action.PLAN).count() == 1
    assert log.problems(piece) == []


# What to mind


def test_distances_pegs_days_off_and_equal_hours_are_said_in_words(omar):
    House.objects.create(pk=1, author_spacing_days=14, section_spacing_days=2)
    river = make_section(name="River")
    piseth = make_contributor("Heng Piseth")
    make_article("Out already", hours_ago=24 * 5, authors=[piseth.author])
    about = {"contributor": piseth, "section": river, "peg": "The  Vote"}
    mine = accepted(headline="Mine", peg_until=at(24, 5), **about)
    other = accepted(headline="Other", section=river, peg="the vote")
    schedule.move(other, at(24), by=omar)
    Holiday.objects.create(day=at(24).date(), name="Water Festival")

    said = schedule.warnings_at(mine, at(24), user=omar)

    assert said == (
        "Its peg has passed by then (24 November, 05:00)",
        "The same peg that day as “Other”",
        "The same hour as “Other”",
        "7 days after another by Heng Piseth, “Out already”",
        "The same day as another in River, “Other”",
        "A day off: Water Festival",
    )
    assert schedule.warnings_at(mine, at(25, 7), user=omar) == (
        "Its peg has passed by then (24 November, 05:00)",
        "8 days after another by Heng Piseth, “Out already”",
        "1 day after another in River, “Other”",
    )


def test_a_colleagues_own_column_is_not_told_to_them(omar):
    own = User.objects.get(pk=omar.pk)
    author = make_author("Omar Writes", user=own)
    piece = accepted(headline="Secret")
    piece.bylines.create(author=author, position=1)
    Submission.objects.filter(pk=piece.pk).update(planned_for=at(24))
    mine = accepted(section=piece.section)

    shown = schedule.slots(omar, at(22), at(30))

    assert shown == []
    assert schedule.warnings_at(mine, at(24), user=omar) == ()


def test_what_waits_for_a_day_stands_in_the_drawer_ready_first(omar):
    raw, ready, gone = accepted(), accepted(), accepted()
    planned = accepted()
    Submission.objects.filter(pk=ready.pk).update(lacks=0)
    Submission.objects.filter(pk=raw.pk).update(lacks=3)
    Submission.objects.filter(pk=gone.pk).update(lacks=1, planned_for=at(20))
    schedule.move(planned, at(24), by=omar)

    drawer = schedule.unscheduled(omar)

    assert [piece.pk for piece in drawer] == [ready.pk, gone.pk, raw.pk]
    assert [schedule.state_of(each) for each in drawer] == [
        "ready",
        "not ready, 1 thing",
        "not ready, 3 things",
    ]


# The feed


def parsed(text: str) -> list[dict[str, str]]:
    """The events of an RFC 5545 calendar, read by nobody's rules but the paper's."""
    raw = text.encode()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    whole = [line.decode() for line in raw.split(b"\r\n")]  # no letter in two
    assert whole[0] == "BEGIN:VCALENDAR"
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    events, event = [], None
    for line in lines[1:-2]:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z]+=[A-Z]+)*", name), line
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            events.append(event)
            event = None
        elif event is not None:
            assert name not in event
            assert not re.search(r"(?<!\\)[;,]", value), line
            event[name] = re.sub(r"\\([\\;,])", r"\1", value)
    return events


def test_the_feed_reads_as_a_calendar_whatever_a_contributor_typed(omar, client):
    nasty = "=HYPERLINK(1);BEGIN:VEVENT, \\ ខ្មែរ" + "ក្រុមប្រឹក្សា " * 6
    piece = accepted(headline=nasty, section=make_section(name="+1 River, sea"))
    schedule.move(piece, at(24), by=omar)
    key = schedule.new_address(omar).removeprefix("http://testserver")

    answer = client.get(key)

    [event] = parsed(answer.content.decode())
    assert event["UID"] == f"p{piece.pk}@testserver"
    assert event["DTSTART"] == "20261123T230000Z"
    assert event["SEQUENCE"] == "1"
    assert event["LAST-MODIFIED"] == event["DTSTAMP"] == "20261122T050000Z"
    assert event["STATUS"] == "TENTATIVE"
    assert event["SUMMARY"] == f"Planned: '{nasty.strip()}"
    assert event["CATEGORIES"] == "'+1 River, sea"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_the_uid_stays_and_the_sequence_rises_until_readers_have_it(omar):
    piece = cleared(24)

    schedule.move(piece, at(25), by=omar)
    [later] = parsed(schedule.as_calendar(omar))
    with time_machine.travel(at(25, 7), tick=False):
        [out] = parsed(schedule.as_calendar(omar))

    assert later["UID"] == out["UID"]
    assert (later["SEQUENCE"], out["SEQUENCE"]) == ("2", "2")
    assert later["SUMMARY"].startswith("Set: ")
    assert out["SUMMARY"].startswith("Out: ")


def test_an_address_is_one_persons_until_it_is_ended(omar, client):
    first = schedule.new_address(omar)
    second = schedule.new_address(omar)
    opens = [client.get(each).status_code for each in (first, second)]
    omar.is_staff = False
    omar.save()
    left = client.get(second).status_code
    omar.is_staff = True
    omar.save()
    schedule.revoke(omar)

    assert opens == [404, 200]
    assert left == 404
    assert client.get(second).status_code == 404
    kept = "".join(CalendarFeed.objects.values_list("key_digest", flat=True))
    assert second.split("/")[-1].removesuffix(".ics") not in kept


def test_a_feed_is_not_read_without_end(omar, client, settings):
    address = schedule.new_address(omar)

    codes = {client.get(address).status_code for _ in range(61)}

    assert codes == {200, 429}


@pytest.mark.parametrize("many", [1, 3])
def test_the_calendar_and_the_feed_cost_the_same_for_one_and_three(
    omar, many, django_assert_num_queries
):
    for day in range(24, 24 + many):
        schedule.move(accepted(), at(day), by=omar)
        cleared(day)
        make_article(hours_ago=day)
    omar = User.objects.get(pk=omar.pk)

    with django_assert_num_queries(12):
        schedule.with_warnings(omar, at(1), at(30))
        list(schedule.as_calendar(omar))
