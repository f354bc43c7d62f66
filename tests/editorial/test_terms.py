"""Fees, kill fees and what is owed: offered, accepted, approved, paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from editorial import furniture, gates, log, terms
from editorial.models import Action, Agreement, Letter, Payment, Status, Terms
from editorial.terms import Changed, NotNow, Offer
from editorial.workflow import Details, perform
from tests.factories import (
    make_author,
    make_contributor,
    make_overdue,
    make_submission,
    sign_as_author,
)

PAID = Offer(Decimal("150.00"), Decimal("50.00"), "USD")
TODAY = dt.date(2026, 12, 20)


def accepted_for(offer, omar, **fields):
    """A piece that the desk has said yes to, with this offer to its author."""
    piece = make_submission(editor=omar, **fields)
    author = piece.authors[0]
    details = Details(offers={author.pk: offer})
    perform(piece, Action.ACCEPT, by=omar, details=details)
    return piece


def agreed(offer, omar, **fields):
    piece = accepted_for(offer, omar, **fields)
    terms.accept(offered(piece), by=piece.contributor)
    return piece


def offered(piece) -> Agreement:
    return terms.own(piece, piece.contributor)


def clear(piece, omar, hour=None):
    sign_as_author(piece)
    perform(piece, Action.CLEAR, by=omar, details=Details(hour=hour))


def test_the_paper_begins_with_terms(db):
    assert terms.current().version == 1
    assert terms.standard() == Offer(None, None, "USD")


def test_the_newest_terms_count_from_their_hour_on(db):
    at = timezone.now() + dt.timedelta(days=1)
    Terms.objects.create(version=2, licence="Other words.", in_force_from=at)

    assert terms.current(at - dt.timedelta(seconds=1)).version == 1
    assert terms.current(at).version == 2


@pytest.mark.django_db
def test_a_version_once_written_is_never_changed():
    with pytest.raises(DatabaseError), transaction.atomic():
        Terms.objects.update(licence="All is ours.")

    assert terms.current().licence != "All is ours."


def test_a_yes_offers_what_the_desk_chose_and_says_so(omar):
    piece = accepted_for(PAID, omar)

    held = offered(piece)
    assert (held.fee, held.kill_fee, held.number) == (PAID.fee, PAID.kill_fee, 1)
    letter = Letter.objects.get(kind="terms-offered")
    assert letter.to == piece.contributor.email
    assert "150.00 USD" in letter.body
    assert "50.00 USD" in letter.body


def test_a_yes_without_a_choice_offers_the_standard_terms(omar):
    piece = make_submission(editor=omar)

    perform(piece, Action.ACCEPT, by=omar)

    assert terms.said(offered(piece)) == "unpaid"


def test_nothing_is_cleared_before_every_author_has_accepted(omar):
    piece = accepted_for(PAID, omar)
    assert gates.terms(piece).words == "Ines Duarte has not accepted the terms"

    terms.accept(offered(piece), by=piece.contributor)

    assert gates.terms(piece) is None


def test_an_author_who_came_later_is_offered_something_first(omar):
    piece = agreed(PAID, omar)
    friend = make_contributor("Neth Sovann").author
    furniture.set_byline(piece, [*piece.authors, friend], by=omar)
    piece.refresh_from_db()
    blocker = gates.terms(piece)
    assert blocker.words == "No terms are offered to Neth Sovann"
    assert blocker.who == "The desk"

    terms.offer(piece, {friend.pk: Offer(None, None, "USD")}, by=omar)

    assert gates.terms(piece).words == "Neth Sovann has not accepted the terms"


def test_somebody_who_never_signs_in_accepts_nothing(omar):
    piece = agreed(PAID, omar)
    furniture.set_byline(piece, [*piece.authors, make_author("Old Hand")], by=omar)

    assert gates.terms(piece) is None


def test_a_changed_offer_must_be_accepted_again(omar):
    piece = agreed(PAID, omar)
    author = piece.authors[0]

    made = terms.offer(piece, {author.pk: Offer(Decimal(90), None, "USD")}, by=omar)

    assert made == 1
    assert offered(piece).number == 2
    assert gates.terms(piece) is not None
    assert "changed" in Letter.objects.filter(kind="terms-offered").first().body


def test_the_same_offer_again_is_no_new_one(omar):
    piece = agreed(PAID, omar)

    made = terms.offer(piece, {piece.authors[0].pk: PAID}, by=omar)

    assert made == 0
    assert gates.terms(piece) is None


def test_a_yes_to_an_offer_that_is_gone_is_no_yes(omar):
    piece = accepted_for(PAID, omar)
    read = offered(piece)
    terms.offer(piece, {read.author_id: Offer(Decimal(9), None, "USD")}, by=omar)

    with pytest.raises(Changed):
        terms.accept(read, by=piece.contributor)

    assert gates.terms(piece) is not None


def test_accepting_twice_is_once(omar):
    piece = agreed(PAID, omar)
    first = offered(piece).accepted_at

    terms.accept(offered(piece), by=piece.contributor)

    assert offered(piece).accepted_at == first
    assert piece.acts.filter(action="agree").count() == 1
    assert log.problems(piece) == []


@pytest.mark.parametrize("who", ["stranger", "omar", "publisher"])
def test_nobody_accepts_for_an_author(omar, who, request):
    piece = accepted_for(PAID, omar)

    with pytest.raises(PermissionDenied):
        terms.accept(offered(piece), by=request.getfixturevalue(who))


@pytest.mark.parametrize("who", ["copy_editor", "checker", "counsel", "stranger"])
def test_editors_alone_offer(omar, who, request):
    piece = accepted_for(PAID, omar)

    with pytest.raises(PermissionDenied):
        terms.offer(piece, {}, by=request.getfixturevalue(who))


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.REVISING, Status.CLEARED, Status.SPIKED]
)
def test_terms_are_offered_while_a_piece_is_accepted(omar, status):
    piece = make_submission(status, editor=omar)

    with pytest.raises(NotNow):
        terms.offer(piece, {piece.authors[0].pk: PAID}, by=omar)


def test_an_offer_ends_with_the_column(omar):
    piece = accepted_for(PAID, omar)
    perform(piece, Action.SPIKE, by=omar, note="Overtaken")

    with pytest.raises(NotNow, match="has ended"):
        terms.accept(offered(piece), by=piece.contributor)


# What is owed


def test_a_fee_is_owed_thirty_days_after_readers_have_it(omar):
    piece = agreed(PAID, omar)

    with time_machine.travel("2026-11-20T05:00:00Z", tick=False):
        clear(piece, omar, timezone.now() + dt.timedelta(days=1))

    owed = Payment.objects.get()
    assert (owed.amount, owed.currency, owed.state) == (PAID.fee, "USD", "due")
    assert owed.due_on == dt.date(2026, 12, 21)


def test_unpaid_is_owed_nothing(omar):
    clear(agreed(Offer(None, None, "USD"), omar), omar)

    assert not Payment.objects.exists()


@pytest.mark.parametrize("action", [Action.PULL, Action.WITHDRAW])
def test_taken_back_before_its_hour_nothing_is_owed(omar, action):
    piece = agreed(PAID, omar)
    clear(piece, omar, timezone.now() + dt.timedelta(days=1))
    by = piece.contributor if action is Action.WITHDRAW else omar

    perform(piece, action, by=by, note="Not today")

    assert not Payment.objects.exists()


def test_cleared_again_it_is_owed_once(omar):
    piece = agreed(PAID, omar)
    clear(piece, omar, timezone.now() + dt.timedelta(days=1))
    perform(piece, Action.PULL, by=omar)

    perform(piece, Action.CLEAR, by=omar, details=Details())

    assert Payment.objects.count() == 1


def test_spiked_the_kill_fee_is_owed(omar):
    piece = agreed(PAID, omar)

    perform(piece, Action.SPIKE, by=omar, note="Overtaken by events")

    owed = Payment.objects.get()
    assert (owed.amount, owed.is_kill_fee) == (PAID.kill_fee, True)


@pytest.mark.parametrize("is_agreed", [True, False])
def test_spiked_without_an_agreed_kill_fee_nothing_is_owed(omar, is_agreed):
    offer = Offer(Decimal(150), None, "USD") if is_agreed else PAID
    piece = (agreed if is_agreed else accepted_for)(offer, omar)

    perform(piece, Action.SPIKE, by=omar, note="Overtaken by events")

    assert not Payment.objects.exists()


def test_withdrawn_by_its_author_no_kill_fee_is_owed(omar):
    piece = agreed(PAID, omar)

    perform(piece, Action.WITHDRAW, by=piece.contributor, note="Elsewhere")

    assert not Payment.objects.exists()


def test_released_before_a_yes_nothing_is_owed(omar):
    piece = make_submission(editor=omar)
    make_overdue(piece)

    perform(piece, Action.RELEASE, by=omar)

    assert not Payment.objects.exists()


@pytest.fixture
def owed(omar) -> Payment:
    clear(agreed(PAID, omar), omar)
    return Payment.objects.get()


def approve(payment, by, note="The payee is the author."):
    return terms.approve(payment, payee_note=note, due_on=TODAY, by=by)


def test_an_editor_approves_and_the_publisher_pays(owed, omar, publisher):
    approve(owed, omar)
    terms.mark_paid(owed, paid_on=TODAY, by=publisher)

    owed.refresh_from_db()
    assert (owed.state, owed.paid_on, owed.payee_checked_by) == ("paid", TODAY, omar)
    told = Letter.objects.filter(kind__startswith="payment").order_by("pk")
    assert [(each.kind, "150.00 USD" in each.body) for each in told] == [
        ("payment-approved", True),
        ("payment-paid", True),
    ]
    assert log.problems(owed.agreement.submission) == []


def test_each_step_twice_is_once(owed, omar, publisher):
    for _ in range(2):
        approve(owed, omar)
    for _ in range(2):
        terms.mark_paid(owed, paid_on=TODAY, by=publisher)

    assert Letter.objects.filter(kind__startswith="payment").count() == 2


def test_nothing_is_paid_that_is_not_approved(owed, publisher):
    with pytest.raises(NotNow, match="approves"):
        terms.mark_paid(owed, paid_on=TODAY, by=publisher)


def test_an_editor_does_not_say_it_is_paid(owed, omar):
    approve(owed, omar)

    with pytest.raises(PermissionDenied):
        terms.mark_paid(owed, paid_on=TODAY, by=omar)


@pytest.mark.parametrize("who", ["copy_editor", "checker", "counsel", "stranger"])
def test_others_approve_nothing(owed, who, request):
    with pytest.raises(PermissionDenied):
        approve(owed, request.getfixturevalue(who))


def test_nobody_approves_their_own(omar, edith, publisher):
    make_author("Pia Publisher", user=publisher)
    piece = make_submission(contributor=publisher, editor=omar)
    author = piece.authors[0]
    perform(piece, Action.ACCEPT, by=omar, details=Details(offers={author.pk: PAID}))
    clear(piece, omar)
    mine = Payment.objects.get()

    with pytest.raises(PermissionDenied):
        approve(mine, publisher)
    approve(mine, edith)
    with pytest.raises(PermissionDenied):
        terms.mark_paid(mine, paid_on=TODAY, by=publisher)

    assert mine not in terms.desk_payments(publisher)
    assert mine in terms.desk_payments(edith)


def test_it_is_not_approved_before_readers_have_the_column(omar):
    piece = agreed(PAID, omar)
    clear(piece, omar, timezone.now() + dt.timedelta(days=1))

    with pytest.raises(NotNow, match="do not have"):
        approve(Payment.objects.get(), omar)


@pytest.mark.parametrize(
    "note",
    [
        "KH12 3456 7890 1234 5678",
        "de89370400440532013000",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "acct 00123456789",
        "ABA ០០១២៣៤៥៦៧",
        "１２３４５６７８９",
    ],
)
def test_bank_data_is_not_kept(owed, omar, note):
    assert terms.bank_data(note)
    with pytest.raises(NotNow, match="account or a card"):
        approve(owed, omar, note=note)

    owed.refresh_from_db()
    assert (owed.state, owed.payee_note) == ("due", "")


@pytest.mark.parametrize(
    "note",
    [
        "The payee is the author.",
        "Checked by phone on 2026-11-20 with Ines Duarte",
        "Her employer, invoice 2026/114",
    ],
)
def test_plain_words_are_not_bank_data(note):
    assert not terms.bank_data(note)
