"""What an author is told of the terms and of their money, in sentences."""

from __future__ import annotations

from typing import Any

from authors.models import User
from editorial import terms as law
from editorial.models import IN_HAND, Payment, PayState, Status, Submission


def on_status_page(piece: Submission, reader: User) -> dict[str, Any]:
    """What the status page says of terms and money; nothing before an offer."""
    held = law.own(piece, reader)
    if held is None:
        return {}
    is_open = piece.status in (*IN_HAND, Status.CLEARED)
    return {
        "held": held,
        "offer": law.said(held),
        "is_asked": held.accepted_at is None and is_open,
        "payments": money(piece, reader),
    }


def money(piece: Submission, reader: User) -> list[str]:
    """Each sum with where it is and the day that counts, as a sentence."""
    return [_told(each) for each in law.payments_to(piece, reader)]


def _told(payment: Payment) -> str:
    what = f"{payment.amount} {payment.currency}"
    kind = "kill fee" if payment.is_kill_fee else "fee"
    due = f"{payment.due_on.day} {payment.due_on:%B %Y}"
    if payment.state == PayState.PAID and payment.paid_on:
        return f"{what} {kind}, paid on {payment.paid_on.day} {payment.paid_on:%B %Y}."
    if payment.state == PayState.APPROVED:
        return f"{what} {kind}, approved; the accounts office pays it by {due}."
    return f"{what} {kind}, due by {due}."
