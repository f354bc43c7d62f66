from __future__ import annotations

import datetime as dt
import smtplib
import socket

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


def test_a_server_that_takes_it_and_drops_the_line_is_not_sent_it_twice(
    letter, settings
):
    settings.EMAIL_BACKEND = DROPS
    outbox.deliver_due()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        assert outbox.deliver_due() == 0

    letter.refresh_from_db()
    assert (letter.state, len(mail.outbox)) == (LetterState.UNSURE, 1)
    assert "the line broke" in letter.problem


def test_a_person_says_send_again_and_the_server_can_know_the_copy(letter, settings):
    settings.EMAIL_BACKEND = DROPS
    outbox.deliver_due()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert outbox.try_again(letter) is True
    assert outbox.deliver_due() == 1
    assert outbox.try_again(letter) is False

    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == 2
    assert ids[0] == ids[1]


def test_or_says_that_it_arrived(letter, settings):
    settings.EMAIL_BACKEND = DROPS
    outbox.deliver_due()

    assert outbox.it_arrived(letter) is True
    assert outbox.it_arrived(letter) is False

    letter.refresh_from_db()
    assert (letter.state, letter.delivery) == (LetterState.SENT, "delivered")


def test_what_the_line_broke_with_tells_whether_the_server_may_have_it():
    surely_not = [
        smtplib.SMTPDataError(554, b"spam"),
        smtplib.SMTPRecipientsRefused({"ines@example.org": (550, b"unknown")}),
        smtplib.SMTPSenderRefused(451, b"later", "desk@paper.example"),
        ConnectionRefusedError(),
        socket.gaierror(),
        ValueError("a header"),
    ]
    perhaps = [
        smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
        ConnectionResetError(),
        TimeoutError(),
    ]

    assert [outbox._may_be_taken(each) for each in surely_not] == [False] * 6
    assert [outbox._may_be_taken(each) for each in perhaps] == [True] * 3


def test_two_workers_cannot_both_take_one_letter(letter):
    other = Letter.objects.get(pk=letter.pk)

    assert outbox._lease(letter)
    assert not outbox._lease(other)


def test_of_a_worker_killed_in_mid_letter_nobody_knows_and_nothing_goes_twice(letter):
    outbox._lease(letter)

    with time_machine.travel(timezone.now() + outbox.LEASE):
        assert outbox.deliver_due() == 0

    letter.refresh_from_db()
    assert letter.state == LetterState.UNSURE
    assert mail.outbox == []


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
