"""The mailed code: who may come in, by an address they can read.

allauth's own code page answers known addresses only, and its sign-up writes a row
before the address is proved. Here the same code serves both, nobody is looked up
until it has been typed, and an account begins only then.
"""

from __future__ import annotations

import secrets
import unicodedata

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from authors.models import Role, User

FIGURES = 8
TRIES = 5
LIFE = 10 * 60  # seconds


class CodeGone(Exception):
    """It was used, has expired or was guessed at too often: a new one is needed."""


class WrongCode(Exception):
    """Not the code we sent; ``left`` tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


def issue(email: str) -> tuple[str, str]:
    """A new code for whoever reads this address: its ticket and its figures.

    The ticket stays in the browser that asked, the figures go by mail; one is of
    no use without the other. Neither is kept here, only what proves them.
    """
    ticket = secrets.token_urlsafe(24)
    code = "".join(secrets.choice("0123456789") for _ in range(FIGURES))
    cache.set(_name(ticket), (email, _proof(ticket, code)), LIFE)
    return ticket, code


def redeem(ticket: str, typed: str) -> str:
    """The address whose code this is. A code works once, for ten minutes, and may be
    mistyped four times. Raises ``WrongCode`` or ``CodeGone``."""
    name = _name(ticket)
    held = cache.get(name)
    if held is None:
        raise CodeGone
    # each try takes a slot: of many at once no more than TRIES are compared
    tries = (n for n in range(TRIES) if cache.add(f"{name}:{n}", 1, LIFE))
    number = next(tries, None)
    if number is None:
        raise CodeGone
    email, proof = held
    if not constant_time_compare(_proof(ticket, figures(typed)), proof):
        left = TRIES - 1 - number
        if not left:
            cache.delete(name)
            raise CodeGone
        raise WrongCode(left)
    if not cache.delete(name):  # somebody was quicker with the same code
        raise CodeGone
    return str(email)


def figures(typed: str) -> str:
    """The figures in what was typed, whatever the keyboard: ``៤៨`` is 48."""
    found = (unicodedata.decimal(letter, None) for letter in typed[:64])
    return "".join(str(figure) for figure in found if figure is not None)


def person_at(email: str) -> User:
    """The person who has just proved that they read this address; a new one is a
    contributor without a password."""
    try:
        with transaction.atomic():
            person = User.objects.filter(email__iexact=email).first() or _begin(email)
            _prove(person, email)
    except IntegrityError:  # proved at the same moment in another window
        person = User.objects.get(email__iexact=email)
    return person


def _begin(email: str) -> User:
    person = User.objects.create_user(email)
    person.groups.set(Group.objects.filter(name=Role.CONTRIBUTOR))
    return person


def _prove(person: User, email: str) -> None:
    """allauth lets nobody in whose address it does not know to be theirs."""
    if not EmailAddress.objects.filter(
        user=person, email__iexact=email, verified=True
    ).exists():
        EmailAddress.objects.update_or_create(
            user=person,
            email=email.lower(),
            defaults={"verified": True, "primary": True},
        )


def _name(ticket: str) -> str:
    return f"code:{salted_hmac('authors.codes.name', ticket).hexdigest()}"


def _proof(ticket: str, code: str) -> str:
    return salted_hmac(f"authors.codes.proof.{ticket}", code).hexdigest()
