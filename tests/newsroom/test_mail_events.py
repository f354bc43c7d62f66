"""What a mail service tells of the letters it took."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from editorial import outbox
from editorial.models import Delivery, Letter, LetterState

SECRET = "columns:a-password-of-twenty-and-more"
KEY = "the-signing-key-of-mailgun"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def services(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


@pytest.fixture
def letter():
    letter = outbox.post(
        to="ines@example.org", subject="Your column", body="No.", kind="declined"
    )
    outbox.deliver_due()
    letter.refresh_from_db()
    return letter


def tell(client, service, payload, secret=SECRET):
    basic = base64.b64encode(secret.encode()).decode()
    return client.post(
        f"/mail/events/{service}/",
        json.dumps(payload),
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Basic {basic}",
    )


def bounce(letter, **more):
    """As Postmark tells it, of a letter that came by SMTP."""
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "ID": 42,
        "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "Metadata": {"letter": str(letter.message_id)},
        "Email": letter.to,
        "Description": "The server was unable to deliver your message.",
        "BouncedAt": "2026-11-22T10:00:00Z",
    } | more


def from_mailgun(letter, event="failed", key=KEY):
    signed = hmac.new(key.encode(), b"1700000000token", hashlib.sha256).hexdigest()
    return {
        "signature": {
            "timestamp": "1700000000",
            "token": "token",
            "signature": signed,
        },
        "event-data": {
            "event": event,
            "severity": "permanent",
            "timestamp": 1700000000.5,
            "id": "Ase7i2zsRYeDXztHGENqRA",
            "recipient": letter.to,
            "message": {"headers": {"message-id": f"{letter.message_id}@testserver"}},
            "delivery-status": {"description": "No such mailbox"},
        },
    }


@pytest.mark.parametrize("service", ["postmark", "mailgun"])
def test_a_bounce_is_noted_once_however_often_it_is_told(client, letter, service):
    said = bounce(letter) if service == "postmark" else from_mailgun(letter)

    answers = [tell(client, service, said).status_code for _ in range(3)]

    letter.refresh_from_db()
    assert answers == [200, 200, 200]
    assert (letter.state, letter.delivery) == (LetterState.SENT, Delivery.BOUNCED)
    assert Letter.objects.in_trouble().get() == letter


def test_late_news_of_a_delivery_does_not_undo_a_bounce(client, letter):
    tell(client, "postmark", bounce(letter))
    tell(
        client,
        "postmark",
        bounce(letter, RecordType="Delivery", Recipient=letter.to, Email=letter.to),
    )

    letter.refresh_from_db()
    assert letter.delivery == Delivery.BOUNCED


def test_a_delivery_makes_sure_of_what_may_have_been_sent(client, letter):
    Letter.objects.update(state=LetterState.UNSURE, sent_at=None)

    tell(client, "mailgun", from_mailgun(letter, event="delivered"))

    letter.refresh_from_db()
    assert (letter.state, letter.delivery) == (LetterState.SENT, Delivery.DELIVERED)


def test_unknown_letters_and_other_recipients_change_nothing(client, letter):
    unknown = bounce(letter, Metadata={"letter": "no-such-letter"})
    other = bounce(letter, Email="somebody@else.example")

    assert tell(client, "postmark", unknown).status_code == 200
    assert tell(client, "postmark", other).status_code == 200

    letter.refresh_from_db()
    assert letter.delivery == ""


def test_forged_news_is_refused(client, letter, settings):
    forged = tell(client, "postmark", bounce(letter), secret="columns:guessed")
    unsigned = tell(client, "mailgun", from_mailgun(letter, key="guessed"))
    nonsense = tell(client, "postmark", ["no", "event"])
    settings.ANYMAIL = {"WEBHOOK_SECRET": "", "MAILGUN_WEBHOOK_SIGNING_KEY": ""}
    closed = tell(client, "postmark", bounce(letter))

    letter.refresh_from_db()
    assert (forged.status_code, unsigned.status_code) == (400, 400)
    assert (nonsense.status_code, closed.status_code) == (400, 404)
    assert letter.delivery == ""
