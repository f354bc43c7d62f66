"""Two at once over a byline or an offer, with real connections."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from authors.models import Author, User
from editorial import invitations, log, terms
from editorial.declarations import INTERESTS, Answer
from editorial.invitations import Profile, Refused
from editorial.models import Action, Agreement, Payment
from editorial.terms import Changed, NotNow, Offer
from editorial.workflow import Details, perform
from tests.editorial.test_together import together
from tests.factories import make_submission, sign_as_author

pytestmark = pytest.mark.django_db(transaction=True)
ANA = Profile("Ana Ruiz", "nurse", "Battambang", "her")
NONE = [Answer(question, "no") for question in INTERESTS]
PAID = Offer(Decimal("150.00"), Decimal("50.00"), "USD")


@pytest.fixture
def ana() -> User:
    return User.objects.create_user(f"{uuid.uuid4().hex}@example.org")


def ask(piece, email):
    return invitations.invite(piece, name="Ana Ruiz", email=email, by=piece.contributor)


@pytest.mark.parametrize("turn", range(3))
def test_of_two_clicks_one_joins(turn, ana):
    piece = make_submission()
    asked = ask(piece, ana.email)

    results = together(*[lambda: invitations.accept(asked, ANA, NONE, by=ana)] * 2)

    assert {type(each) for each in results} == {Author}
    assert Author.objects.filter(user=ana).count() == 1
    assert piece.bylines.count() == 2
    assert piece.acts.filter(action="join").count() == 1
    assert log.problems(piece) == []


@pytest.mark.parametrize("turn", range(3))
def test_a_yes_and_a_taking_back_at_once_are_one_of_them(turn, ana):
    piece = make_submission()
    asked = ask(piece, ana.email)

    together(
        lambda: invitations.accept(asked, ANA, NONE, by=ana),
        lambda: invitations.take_back(asked, by=piece.contributor),
    )

    asked.refresh_from_db()
    assert piece.bylines.count() == (2 if asked.stands else 1)
    assert bool(asked.accepted_at) != bool(asked.taken_back_at)


@pytest.mark.parametrize("turn", range(3))
def test_the_same_address_invited_twice_at_once_is_invited_once(turn, ana):
    piece = make_submission()

    results = together(*[lambda: ask(piece, ana.email)] * 2)

    assert sum(isinstance(each, Refused) for each in results) == 1
    assert piece.invitations.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_a_yes_never_covers_an_offer_made_at_that_instant(turn, omar):
    piece = make_submission(editor=omar)
    author = piece.authors[0]
    details = Details(offers={author.pk: PAID})
    perform(piece, Action.ACCEPT, by=omar, details=details)
    read = terms.own(piece, piece.contributor)
    less = {author.pk: Offer(Decimal(5), None, "USD")}

    results = together(
        lambda: terms.accept(read, by=piece.contributor),
        lambda: terms.offer(piece, less, by=omar),
    )

    newest = terms.own(piece, piece.contributor)
    assert (newest.number, newest.accepted_at) == (2, None)
    assert isinstance(results[0], Agreement | Changed)


@pytest.mark.parametrize("turn", range(3))
def test_approved_and_paid_twice_at_once_is_each_once(turn, omar, publisher):
    piece = make_submission(editor=omar)
    details = Details(offers={piece.authors[0].pk: PAID})
    perform(piece, Action.ACCEPT, by=omar, details=details)
    sign_as_author(piece)
    perform(piece, Action.CLEAR, by=omar)
    owed = Payment.objects.get()
    day = owed.due_on

    together(*[lambda: terms.approve(owed, payee_note="Hers", due_on=day, by=omar)] * 2)
    results = together(*[lambda: terms.mark_paid(owed, paid_on=day, by=publisher)] * 2)

    assert not any(isinstance(each, NotNow) for each in results)
    assert piece.letters.filter(kind__startswith="payment").count() == 2
    assert log.problems(piece) == []
