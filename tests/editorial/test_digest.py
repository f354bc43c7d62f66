"""One letter a day for those who want it so, and what is told at once all the same."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from authors.models import MailPace
from editorial import holds, outbox, reminders, talk
from editorial.models import Act, Action, DigestItem, House, Letter
from tests.editorial.test_together import together
from tests.factories import make_submission

PARIS = zoneinfo.ZoneInfo("Europe/Paris")


@pytest.fixture
def daily(omar):
    omar.mail_pace, omar.time_zone = MailPace.DAILY, "Europe/Paris"
    omar.save()
    return omar


def held_by(editor):
    submission = make_submission()
    holds.take(submission, by=editor)
    submission.refresh_from_db()
    return submission


def in_paris(day, hour, minute=0):
    return dt.datetime(2026, *day, hour, minute, tzinfo=PARIS)


@pytest.mark.django_db
def test_a_day_s_news_is_one_letter_at_the_hour_where_they_are(daily):
    with time_machine.travel(in_paris((11, 23), 10), tick=False):
        submission = held_by(daily)
        talk.write_to_desk(submission, "One.", by=submission.contributor)
        talk.write_to_desk(submission, "Two.", by=submission.contributor)
        assert reminders.send_digests() == 0
    with time_machine.travel(in_paris((11, 24), 7, 29), tick=False):
        assert reminders.send_digests() == 0
    with time_machine.travel(in_paris((11, 24), 7, 31), tick=False):
        assert [reminders.send_digests(), reminders.send_digests()] == [1, 0]
    with time_machine.travel(in_paris((11, 25), 8), tick=False):
        assert reminders.send_digests() == 0  # no news, no letter

    letter = Letter.objects.get(to=daily.email)
    assert letter.kind == "desk-digest"
    assert letter.body.count(submission.headline) == 2
    assert DigestItem.objects.filter(letter=letter).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("day", [(3, 29), (10, 25)])
def test_when_the_clocks_change_it_still_goes_once(daily, day):
    House.objects.create(pk=1, digest_at=dt.time(2, 30))  # not there, or there twice
    midnight = in_paris(day, 0)
    with time_machine.travel(midnight - dt.timedelta(hours=2), tick=False):
        submission = held_by(daily)
        talk.write_to_desk(submission, "One.", by=submission.contributor)
    sent = 0
    for half_hour in range(12):
        at = midnight.astimezone(dt.UTC) + dt.timedelta(minutes=30 * half_hour)
        with time_machine.travel(at, tick=False):
            sent += reminders.send_digests()

    assert sent == 1


@pytest.mark.django_db
def test_an_answer_due_within_hours_is_told_at_once_to_everybody(daily):
    submission = held_by(daily)

    with time_machine.travel(submission.answer_by - dt.timedelta(minutes=90)):
        reminders.send_due()

    assert Letter.objects.get(kind="desk-answer-due").to == daily.email
    assert not DigestItem.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_digest(omar):
    omar.mail_pace = MailPace.DAILY
    omar.save()
    submission = held_by(omar)
    talk.write_to_desk(submission, "One.", by=submission.contributor)
    yesterday = timezone.now() - dt.timedelta(days=2)
    DigestItem.objects.update(at=yesterday)

    sent = together(*[reminders.send_digests] * 3)

    assert sorted(sent) == [0, 0, 1]
    assert Letter.objects.filter(kind="desk-digest").count() == 1


@pytest.mark.django_db
def test_a_note_at_handing_over_reaches_the_colleague(omar, edith):
    submission = held_by(omar)
    mail.outbox.clear()

    holds.hand_over(submission, by=omar, to=edith, note="Ring her about the figures.")
    outbox.deliver_due()

    letter = next(each for each in mail.outbox if each.to == [edith.email])
    assert "Ring her about the figures." in letter.body


@pytest.mark.django_db
def test_what_its_holder_leaves_lying_goes_back_to_the_queue_and_both_hear(omar, edith):
    idle, worked_on = held_by(omar), held_by(omar)
    later = timezone.now() + dt.timedelta(hours=47)
    with time_machine.travel(later):
        talk.note(worked_on, "Waiting for the ministry.", by=omar)
        talk.note(idle, "I would take it.", by=edith)  # not the holder's own act
        assert holds.return_idle() == 0

    with time_machine.travel(later + dt.timedelta(hours=2)):
        assert [holds.return_idle(), holds.return_idle()] == [1, 0]

    idle.refresh_from_db()
    worked_on.refresh_from_db()
    act = Act.objects.get(action=Action.LAPSE)
    assert (idle.holder, worked_on.holder) == (None, omar)
    assert (act.submission, act.by, act.data["held_by"]) == (idle, None, "Omar")
    told = set(Letter.objects.filter(kind="desk-lapsed").values_list("to", flat=True))
    assert {omar.email, edith.email} <= told


@pytest.mark.django_db
def test_where_the_house_wants_no_end_a_claim_lasts(omar):
    House.objects.create(pk=1, idle_hours=0)
    held_by(omar)

    with time_machine.travel(timezone.now() + dt.timedelta(days=90)):
        assert holds.return_idle() == 0


@pytest.mark.django_db
def test_the_pace_is_chosen_on_one_s_own_page(client, omar, stranger):
    client.force_login(omar)
    page = client.get("/admin/you/")
    kept = client.post("/admin/you/", {"mail_pace": "daily", "time_zone": ""})
    odd = client.post("/admin/you/", {"mail_pace": "never", "time_zone": ""})

    omar.refresh_from_db()
    assert (page.status_code, kept.status_code, odd.status_code) == (200, 302, 422)
    assert omar.mail_pace == MailPace.DAILY
    client.force_login(stranger)
    assert client.get("/admin/you/").status_code == 403
