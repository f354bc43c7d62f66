from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from editorial import outbox
from editorial.models import Letter, LetterState

DOWN = "tests.editorial.mailers.Down"
DROPS = "tests.editorial.mailers.AcceptsThenDrops"


@pytest.fixture
def letter(db):
    return outbox.post(
        to="ines@example.org", subject="Your column", body="Yes.", kind="accepted"
    )


def test_a_letter_leaves_once(letter):
    first, second = outbox.deliver_due(), outbox.deliver_due()

    assert (first, second) == (1, 0)
    assert [m.subject for m in mail.outbox] == ["Your column"]
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT
    assert letter.sent_at is not None


def test_a_mail_server_that_is_down_delays_and_loses_nothing(letter, settings):
    settings.EMAIL_BACKEND = DOWN

    outbox.deliver_due()

    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (LetterState.WAITING, 1)
    assert "ConnectionRefusedError" in letter.problem
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        assert outbox.deliver_due() == 1
    assert len(mail.outbox) == 1


def test_a_failed_letter_is_not_tried_again_at_once(letter, settings):
    settings.EMAIL_BACKEND = DOWN
    outbox.deliver_due()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert outbox.deliver_due() == 0


def test_after_many_failures_the_desk_must_look_and_can_try_again(letter, settings):
    settings.EMAIL_BACKEND = DOWN
    now = timezone.now()
    for day in range(outbox.MOST_TRIES):
        with time_machine.travel(now + dt.timedelta(days=day)):
            outbox.deliver_due()

    letter.refresh_from_db()
    assert letter.state == LetterState.FAILED
    assert outbox.try_again(letter)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.deliver_due() == 1


def test_a_second_try_carries_the_same_message_id(letter, settings):
    settings.EMAIL_BACKEND = DROPS
    outbox.deliver_due()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        outbox.deliver_due()

    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == 2
    assert ids[0] == ids[1]


def test_two_workers_cannot_both_take_one_letter(letter):
    other = Letter.objects.get(pk=letter.pk)

    assert outbox._lease(letter)
    assert not outbox._lease(other)


def test_a_worker_killed_in_mid_letter_gives_it_back(letter):
    outbox._lease(letter)

    with time_machine.travel(timezone.now() + outbox.LEASE):
        assert outbox.deliver_due() == 1


def test_a_header_cannot_be_smuggled_in_through_a_headline(db):
    outbox.post(
        to="a@example.org",
        subject="Hi\r\nBcc: everyone@example.org",
        body="x",
        kind="x",
    )

    outbox.deliver_due()

    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert mail.outbox[0].recipients() == ["a@example.org"]


def test_a_sign_in_code_does_not_stay_in_the_outbox(db):
    outbox.post(to="a@example.org", subject="Code", body="ABC123", kind=outbox.SIGN_IN)

    outbox.deliver_due()

    assert "ABC123" in mail.outbox[0].body
    assert "ABC123" not in Letter.objects.get().body
