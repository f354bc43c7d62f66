"""What an author is offered for a piece, what they agreed to, and what is owed.

An offer is a row and never changed; the newest counts, and the one accepted keeps the
version of the terms it was accepted in. No bank data is kept anywhere.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from authors.models import Author, User
from editorial import log, notices, outbox, rules
from editorial.models import (
    IN_HAND,
    Action,
    Agreement,
    Payment,
    PayState,
    Status,
    Submission,
    Terms,
)
from editorial.proof import signers_of

PAID_WITHIN = dt.timedelta(days=30)  # after readers have it, or it is dropped
BANK_DATA = (
    "This looks like the number of an account or a card. Nothing of that kind is kept "
    "here: the accounts office asks the payee for it."
)
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Z0-9])")
_RUN = re.compile(r"\d{7,}")
_SPACED = re.compile(r"(?:\d[ .\-]?){11,}\d?")


class Changed(Exception):
    """Another offer stands now than the one that was read. Nothing was written."""


class NotNow(Exception):
    """It cannot be done where things stand; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Offer:
    """What one author is offered: a fee or none, and one if it does not run."""

    fee: Decimal | None
    kill_fee: Decimal | None
    currency: str


def current(at: dt.datetime | None = None) -> Terms:
    """The terms in force; a paper always has some."""
    return Terms.objects.in_force(at)


def standard(at: dt.datetime | None = None) -> Offer:
    """What the desk offers when it decides nothing else."""
    terms = current(at)
    return Offer(terms.fee, terms.kill_fee, terms.currency)


def newest(submission: Submission) -> dict[int, Agreement]:
    """The offer that counts, by author."""
    rows = submission.agreements.select_related("terms", "author").order_by("number")
    return {row.author_id: row for row in rows}


def starting_offer(submission: Submission, author: Author) -> Offer:
    """What the desk's form begins with: what was offered last, or the standard."""
    last = newest(submission).get(author.pk)
    return Offer(last.fee, last.kill_fee, last.currency) if last else standard()


def may_offer(user: User, submission: Submission) -> bool:
    """While it is accepted, or commissioned and not yet ended."""
    is_open = submission.status == Status.ACCEPTED or (
        submission.status in IN_HAND and submission.agreements.exists()
    )
    return is_open and rules.is_editor(user, submission)


def offer(submission: Submission, offers: dict[int, Offer], *, by: User) -> int:
    """Make these offers, by author; returns how many are new. An offer that stands
    already is not made again. Raises ``NotNow``, ``PermissionDenied``."""
    with transaction.atomic():
        piece = Submission.objects.lock(submission.pk)
        if not rules.is_editor(by, piece):
            raise PermissionDenied
        if not may_offer(by, piece):
            raise NotNow("Terms are offered while a column is accepted and not cleared")
        return offer_to_all(piece, offers, by=by, leaves_at=outbox.end_of_window())


def offer_to_all(
    submission: Submission,
    offers: dict[int, Offer],
    *,
    by: User,
    leaves_at: dt.datetime | None = None,
) -> int:
    """The same inside a move: whoever must sign is offered something, and whom
    ``offers`` does not name what they had, or the standard. The caller holds the
    submission's row."""
    made, last = 0, newest(submission)
    for author in signers_of(submission):
        before = last.get(author.pk)
        wanted = offers.get(author.pk)
        if wanted is None and before is None:
            wanted = standard()
        if wanted is None or (before and _same(before, wanted)):
            continue
        _make(submission, author, wanted, before, by, leaves_at)
        made += 1
    return made


def _same(before: Agreement, wanted: Offer) -> bool:
    return wanted == Offer(before.fee, before.kill_fee, before.currency)


def _make(
    submission: Submission,
    author: Author,
    wanted: Offer,
    before: Agreement | None,
    by: User,
    leaves_at: dt.datetime | None,
) -> None:
    made = Agreement.objects.create(
        submission=submission,
        author=author,
        number=before.number + 1 if before else 1,
        terms=current(),
        fee=wanted.fee,
        kill_fee=wanted.kill_fee,
        currency=wanted.currency,
        offered_by=by,
    )
    if author.user:
        again = before is not None
        _tell(made, "terms-offered", again=again, by=by, leaves_at=leaves_at)
    log.write(
        submission,
        Action.OFFER,
        by=by,
        to=author.name,
        offer=said(made),
        number=made.number,
        terms=made.terms.version,
    )


def accept(agreement: Agreement, *, by: User) -> Agreement:
    """Their yes, with the hour. Accepting twice is once.

    Raises ``Changed`` when the desk has offered something else meanwhile, ``NotNow``
    when the piece has ended, ``PermissionDenied`` to anybody but this author.
    """
    with transaction.atomic():
        piece = Submission.objects.lock(agreement.submission_id)
        held = newest(piece).get(agreement.author_id)
        if held is None or held.author.user_id != by.pk or not by.is_active:
            raise PermissionDenied
        if held.pk != agreement.pk:
            raise Changed
        if held.accepted_at:
            return held
        if piece.status not in (*IN_HAND, Status.CLEARED):
            raise NotNow("This column has ended, and with it the offer.")
        held.accepted_at, held.accepted_by = timezone.now(), by
        held.save(update_fields=["accepted_at", "accepted_by"])
        log.write(
            piece,
            Action.AGREE,
            by=by,
            offer=said(held),
            number=held.number,
            terms=held.terms.version,
        )
        notices.tell_desk(piece, "desk-terms-accepted", by=by, note=said(held))
    return held


def own(submission: Submission, user: User) -> Agreement | None:
    """The offer that counts for this author of the piece."""
    found = submission.agreements.filter(author__user=user).order_by("-number")
    return found.select_related("terms", "author", "offered_by").first()


def said(agreement: Agreement) -> str:
    """The offer in a line: "150.00 USD, 50.00 USD if it does not run", "unpaid"."""
    fee = f"{agreement.fee} {agreement.currency}" if agreement.fee else "unpaid"
    if not agreement.kill_fee:
        return fee
    return f"{fee}, {agreement.kill_fee} {agreement.currency} if it does not run"


# What is owed


def owe_fees(submission: Submission, hour: dt.datetime) -> None:
    """Readers get it at ``hour``: each fee that was agreed is owed from then. Within
    the move that clears it."""
    for agreement in _accepted(submission):
        if agreement.fee:
            _owe(agreement, agreement.fee, timezone.localdate(hour), is_kill_fee=False)


def owe_from(submission: Submission, hour: dt.datetime) -> None:
    """Readers get it at another hour: what is owed for it is due from then. What was
    approved or changed stays as it is."""
    Payment.objects.filter(agreement__submission=submission, is_kill_fee=False).exclude(
        state=PayState.PAID
    ).update(due_on=timezone.localdate(hour) + PAID_WITHIN)


def owe_nothing(submission: Submission) -> None:
    """It was taken back before its hour: no fee is owed for it yet."""
    Payment.objects.filter(
        agreement__submission=submission, state=PayState.DUE, is_kill_fee=False
    ).delete()


def owe_kill_fees(submission: Submission) -> None:
    """The desk drops it: the kill fee of everybody who agreed to one is owed."""
    owe_nothing(submission)
    for agreement in _accepted(submission):
        if agreement.kill_fee:
            _owe(agreement, agreement.kill_fee, timezone.localdate(), is_kill_fee=True)


def _accepted(submission: Submission) -> Iterable[Agreement]:
    """The last offer each author said yes to."""
    rows = submission.agreements.filter(accepted_at__isnull=False)
    return {row.author_id: row for row in rows.order_by("number")}.values()


def _owe(
    agreement: Agreement, amount: Decimal, day: dt.date, *, is_kill_fee: bool
) -> None:
    Payment.objects.update_or_create(
        agreement=agreement,
        defaults={
            "is_kill_fee": is_kill_fee,
            "amount": amount,
            "currency": agreement.currency,
            "due_on": day + PAID_WITHIN,
        },
    )


def desk_payments(user: User) -> QuerySet[Payment]:
    """What an editor or the publisher may see of payments: never their own, nor any
    for a piece of theirs."""
    if not rules.decides(user):
        return Payment.objects.none()
    written = Submission.objects.sent_by(user).values("pk")
    return Payment.objects.exclude(
        Q(agreement__author__user=user) | Q(agreement__submission__in=written)
    ).select_related(
        "agreement__author__user",
        "agreement__submission__latest",
        "agreement__submission__article",
        "approved_by",
        "payee_checked_by",
    )


def approve(payment: Payment, *, payee_note: str, due_on: dt.date, by: User) -> Payment:
    """An editor has looked whom the money is for, and sends it on to be paid.

    Raises ``NotNow`` when readers do not have the column yet or the note holds bank
    data, ``PermissionDenied``. Approving twice is once.
    """
    with transaction.atomic():
        piece, held = _locked(payment, by)
        if held.state != PayState.DUE:
            return held
        if not held.is_kill_fee and not piece.is_live:
            raise NotNow("Readers do not have this column yet.")
        if bank_data(payee_note):
            raise NotNow(BANK_DATA)
        held.state, held.due_on = PayState.APPROVED, due_on
        held.approved_by, held.approved_at = by, timezone.now()
        held.payee_checked_by, held.payee_note = by, payee_note
        held.save()
        _tell(
            held.agreement,
            "payment-approved",
            payment=held,
            by=by,
            leaves_at=outbox.end_of_window(),
        )
        _log_payment(piece, held, by)
    return held


def mark_paid(payment: Payment, *, paid_on: dt.date, by: User) -> Payment:
    """The publisher says on which day the money left. Saying so twice is once."""
    with transaction.atomic():
        piece, held = _locked(payment, by)
        if not rules.is_publisher(by):
            raise PermissionDenied
        if held.state == PayState.PAID:
            return held
        if held.state != PayState.APPROVED:
            raise NotNow("An editor approves a payment before it is paid.")
        held.state, held.paid_on = PayState.PAID, paid_on
        held.save()
        _tell(
            held.agreement,
            "payment-paid",
            payment=held,
            by=by,
            leaves_at=outbox.end_of_window(),
        )
        _log_payment(piece, held, by)
    return held


def bank_data(text: str) -> bool:
    """Whether this holds an account number, an IBAN or a card number, in whatever
    figures it is typed."""
    plain = unicodedata.normalize("NFKC", text)
    figures = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in plain
    )
    return any(pattern.search(figures.upper()) for pattern in (_IBAN, _RUN, _SPACED))


def _locked(payment: Payment, by: User) -> tuple[Submission, Payment]:
    found = Payment.objects.select_related(
        "agreement__author__user", "agreement__terms"
    )
    held = found.get(pk=payment.pk)
    piece = Submission.objects.lock(held.agreement.submission_id)
    if not rules.is_editor(by, piece) or held.agreement.author.user_id == by.pk:
        raise PermissionDenied
    return piece, found.get(pk=payment.pk)


def _log_payment(piece: Submission, held: Payment, by: User) -> None:
    log.write(
        piece,
        Action.PAY,
        by=by,
        to=held.agreement.author.name,
        amount=f"{held.amount} {held.currency}",
        state=held.state,
        paid_on=held.paid_on,
    )


def payments_to(submission: Submission, user: User) -> QuerySet[Payment]:
    """What this author is owed or was paid for the piece."""
    return Payment.objects.filter(
        agreement__submission=submission, agreement__author__user=user
    ).order_by("pk")


def _tell(
    agreement: Agreement,
    event: str,
    *,
    payment: Payment | None = None,
    again: bool = False,
    by: User,
    leaves_at: dt.datetime | None = None,
) -> None:
    author = agreement.author
    if author.user is None:
        return
    notices.write(
        event,
        to=author.user.email,
        name=author.name,
        submission=agreement.submission,
        agreement=agreement,
        payment=payment,
        again=again,
        by=by,
        leaves_at=leaves_at,
    )
