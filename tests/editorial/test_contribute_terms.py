"""The terms on an author's own pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from editorial import terms
from editorial.models import Action, Letter, Payment, Terms
from editorial.terms import Offer
from editorial.workflow import Details, perform
from tests.factories import make_submission, sign_as_author

pytestmark = pytest.mark.django_db
PAID = Offer(Decimal("150.00"), Decimal("50.00"), "USD")


@pytest.fixture
def piece(client, omar):
    piece = make_submission(editor=omar)
    offers = {piece.authors[0].pk: PAID}
    perform(piece, Action.ACCEPT, by=omar, details=Details(offers=offers))
    client.force_login(piece.contributor)
    return piece


def where(piece) -> str:
    return f"/contribute/{piece.pk}/terms/"


def held(piece):
    return terms.own(piece, piece.contributor)


def accept(client, piece, **typed):
    said = {"do": "accept", "agreement": held(piece).pk, "read": "on"} | typed
    return client.post(where(piece), said)


def text_of(answer) -> str:
    return answer.content.decode()


def test_fee_licence_and_version_are_read_before_the_yes(client, piece):
    page = text_of(client.get(where(piece)))

    assert "150.00 USD" in page
    assert "50.00 USD" in page
    assert "You keep the copyright." in page
    assert "Terms, version 1" in page


def test_a_yes_is_kept_with_its_day(client, piece):
    assert accept(client, piece).status_code == 302

    assert held(piece).accepted_by == piece.contributor
    assert "You accepted these terms on" in text_of(client.get(where(piece)))


def test_without_the_tick_it_is_no_yes(client, piece):
    answer = accept(client, piece, read="")

    assert answer.status_code == 422
    assert "Tick that you have read them" in text_of(answer)
    assert held(piece).accepted_at is None


def test_an_offer_changed_meanwhile_is_shown_anew(client, piece, omar):
    read = held(piece).pk
    terms.offer(piece, {piece.authors[0].pk: Offer(Decimal(9), None, "USD")}, by=omar)

    answer = accept(client, piece, agreement=read)

    assert answer.status_code == 409
    assert "has changed its offer" in text_of(answer)
    assert "9.00 USD" in text_of(answer)
    assert held(piece).accepted_at is None


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30])
def test_an_odd_offer_is_no_yes(client, piece, number):
    answer = accept(client, piece, agreement=number)

    assert answer.status_code in (409, 422)
    assert held(piece).accepted_at is None


def test_a_no_is_a_message_to_the_desk(client, piece):
    said = {"do": "refuse", "text": "I need 200."}

    client.post(where(piece), said)
    client.post(where(piece), said)

    message = piece.messages.get()
    assert message.text == (
        "I cannot accept these terms (150.00 USD, 50.00 USD if it does not run)."
        "\n\nI need 200."
    )


def test_the_status_page_asks_for_it_and_then_tells_of_the_money(
    client, piece, omar, publisher
):
    status = f"/contribute/{piece.pk}/"
    assert "Read the terms" in text_of(client.get(status))
    accept(client, piece)
    assert "Read the terms" not in text_of(client.get(status))
    sign_as_author(piece)
    perform(piece, Action.CLEAR, by=omar)
    payment = Payment.objects.get()
    assert "150.00 USD fee, due by" in text_of(client.get(status))

    day = dt.date(2026, 12, 20)
    terms.approve(payment, payee_note="Hers", due_on=day, by=omar)
    assert "pays it by 20 December 2026" in text_of(client.get(status))

    terms.mark_paid(payment, paid_on=day, by=publisher)
    page = text_of(client.get(status))
    assert "paid on 20 December 2026" in page
    assert "Hers" not in page


def test_before_a_yes_the_terms_of_the_house_are_shown(client):
    piece = make_submission()
    client.force_login(piece.contributor)

    page = text_of(client.get(where(piece)))

    assert "Nothing is offered for this column yet" in page
    assert "You keep the copyright." in page
    assert "Accept these terms" not in page


def test_the_terms_stand_where_work_begins(client):
    Terms.objects.create(version=2, licence="Yours.", fee=80, currency="USD")

    page = text_of(client.get("/contribute/"))

    assert "usually 80.00 USD" in page
    assert "version 2" in page


def test_the_receipt_names_the_version(db):
    make_submission()

    assert "version 1" in Letter.objects.get(kind="receipt").body
