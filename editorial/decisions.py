"""What an editor decided, while it can still be undone.

For as long as the house sets, a decision is a row that waits: nothing has happened
and nobody is told. Then the rounds make the move, as the same person on the same page
of the record. Undone, carried out and overtaken all hold the submission's row, so that
of any two at once exactly one happens.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from authors.models import User
from editorial import files, log, notices, outbox, rules, workflow
from editorial.models import (
    Act,
    Action,
    Decision,
    House,
    Letter,
    Message,
    Status,
    Submission,
)
from editorial.notices import Wording
from editorial.terms import Offer
from editorial.unsent import PROOFS
from editorial.workflow import Details

logger = logging.getLogger(__name__)

# The answers that reach a contributor by letter. Clearing and taking back are seen on
# the page at once; they do not wait.
HELD = notices.ANSWERS
JUST_BEFORE = dt.timedelta(minutes=1)  # the promised hour: the answer is there by then
AGAIN_IN = dt.timedelta(minutes=1)  # after what nobody could foresee
MOST = 100  # decisions in one round

LOST_THE_RIGHT = "{who} may no longer decide on this column. Nothing was sent."
MOVED = "The column has moved on since it was decided. Nothing was sent."


class AlreadyDecided(workflow.TransitionNotAllowed):
    """Somebody has decided on it, and that waits: ``decision`` says who and what."""

    def __init__(self, action: Action, decision: Decision) -> None:
        super().__init__(action, Status(decision.submission.status))
        self.decision = decision


def decide(
    submission: Submission,
    action: Action,
    *,
    by: User,
    note: str = "",
    reason: str = "",
    details: Details | None = None,
    seen: int | None = None,
) -> Act | Decision:
    """Make the move at once, or let it wait for the house's undo window: the ``Act``
    of the one, the ``Decision`` of the other. Where the promised hour comes sooner it
    waits until just before that.

    Raises as ``workflow.perform`` does, and ``AlreadyDecided``, which is a
    ``TransitionNotAllowed``, where another decision waits; nothing is then written.
    """
    details = replace(details or Details(), reason=reason)
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if waits := pending(current):
            raise AlreadyDecided(action, waits)
        Decision.objects.filter(submission=current).delete()  # one that fell earlier
        now = timezone.now()
        due_at = _due_at(current, action, now)
        if due_at > now:
            workflow.permitted(current, action, by=by, seen=seen)
            return _let_wait(current, action, by, note, details, now, due_at)
        act = workflow.perform(
            current, action, by=by, note=note, details=details, seen=seen
        )
    submission.refresh_from_db()
    return act


def pending(submission: Submission) -> Decision | None:
    """The decision that waits on this piece, if any."""
    return waiting().filter(submission=submission).first()


def waiting() -> QuerySet[Decision]:
    """All that were decided and can still be undone, the next to leave first."""
    return Decision.objects.filter(problem="").select_related("by", "submission")


def fallen() -> QuerySet[Decision]:
    """Those that could not be carried out: ``problem`` says why. Nobody was told."""
    return Decision.objects.exclude(problem="").select_related("by", "submission")


def may_undo(decision: Decision, user: User) -> bool:
    """Whoever may decide on the piece, and whoever did."""
    return decision.by_id == user.pk or rules.is_editor(user, decision.submission)


def undo(decision: Decision, *, by: User) -> bool:
    """Take it back before it happens; what fell is put out of sight. False when it was
    carried out or undone a moment ago. Raises ``PermissionDenied``."""
    with transaction.atomic():
        current = Submission.objects.lock(decision.submission_id)
        if (found := _found(decision)) is None:
            return False
        if not may_undo(found, by):
            raise PermissionDenied
        found.delete()
        log.write(current, Action.UNDO, by=by, decided=found.action)
    return True


def change_letter(decision: Decision, wording: Wording, *, by: User) -> bool:
    """Another text for the letter that waits. False when it has left, or when nothing
    is different. Raises ``PermissionDenied``."""
    with transaction.atomic():
        current = Submission.objects.lock(decision.submission_id)
        found = _found(decision)
        if found is None or found.problem:
            return False
        if not may_undo(found, by):
            raise PermissionDenied
        said = {"subject": wording.subject, "body": wording.body}
        if found.details.get("wording") == said:
            return False
        found.details["wording"] = said
        found.save(update_fields=["details"])
        words = hashlib.sha256(wording.body.encode()).hexdigest()
        log.write(current, Action.LETTER, by=by, decided=found.action, words=words)
    return True


def send_now(decision: Decision, *, by: User) -> Act | None:
    """Do not wait any longer. None when it could not be carried out, which the decision
    then says, or was already. Raises ``PermissionDenied``."""
    found = _found(decision)
    if found is None:
        return None
    if not may_undo(found, by):
        raise PermissionDenied
    return _carry_out(found)


# Letters that wait


def may_recall(letter: Letter, user: User) -> bool:
    """Whoever had it sent, and whoever may decide on its piece."""
    piece = letter.submission
    return piece is not None and (
        letter.by_id == user.pk or rules.is_editor(user, piece)
    )


def recall(letter: Letter, *, by: User) -> bool:
    """Take a letter back before it leaves: its message goes with it, and a proof is
    unsent to every author. False when it has left. Raises ``PermissionDenied``."""
    with transaction.atomic():
        if (found := _held(letter, by)) is None:
            return False
        piece, message = found.submission, found.carries
        assert piece is not None  # noqa: S101 -- may_recall
        with_it = Letter.objects.held().filter(submission=piece)
        if found.kind in PROOFS:
            with_it = with_it.filter(kind__in=PROOFS)
        else:
            with_it = with_it.filter(pk=found.pk)
        if not with_it.delete()[0]:  # a worker has just begun with it
            return False
        if message:
            _unwrite(message)
        if found.kind in PROOFS and not piece.is_at_proof:
            piece.proof_sent_at = None
            piece.save(update_fields=["proof_sent_at"])
        words = hashlib.sha256(found.body.encode()).hexdigest()
        log.write(piece, Action.UNDO, by=by, letter=found.kind, words=words)
    return True


def reword(letter: Letter, wording: Wording, *, by: User) -> bool:
    """Another text for it while it waits. A message is taken back and written anew:
    its author reads it on the page too. False when it has left."""
    with transaction.atomic():
        if (found := _held(letter, by)) is None or found.carries:
            return False
        subject, body = outbox.as_sent(wording.subject, wording.body)
        waits = Letter.objects.held().filter(pk=found.pk)
        if not waits.update(subject=subject, body=body):
            return False
        words = hashlib.sha256(body.encode()).hexdigest()
        assert found.submission is not None  # noqa: S101 -- may_recall
        log.write(
            found.submission, Action.LETTER, by=by, letter=found.kind, words=words
        )
    return True


def hurry(letter: Letter, *, by: User) -> bool:
    """Do not wait for the end of its window. False when it has left already."""
    with transaction.atomic():
        if (found := _held(letter, by)) is None:
            return False
        now = timezone.now()
        piece = found.submission
        assert piece is not None  # noqa: S101 -- may_recall
        waits = Letter.objects.held().filter(submission=piece)
        if found.kind in PROOFS:  # every author is asked at the same time
            waits = waits.filter(kind__in=PROOFS)
        else:
            waits = waits.filter(pk=found.pk)
        if not waits.update(try_at=now, is_held=False):
            return False
        if found.kind in PROOFS and not piece.is_at_proof:
            piece.proof_sent_at = now
            piece.save(update_fields=["proof_sent_at"])
        Message.objects.filter(letters=found).update(leaves_at=now)
    return True


_SEEN_TO = {
    "again": outbox.try_again,
    "arrived": outbox.it_arrived,
    "settle": outbox.settle,
}


def see_to(letter: Letter, how: str, *, by: User) -> bool:
    """Do something about a letter that did not arrive, or may not have: send it
    ``again``, say that it ``arrived``, ``settle`` it by other means. False when it was
    seen to already. Raises ``PermissionDenied``."""
    with transaction.atomic():
        piece = letter.submission_id and Submission.objects.lock(letter.submission_id)
        if not (rules.is_editor(by, piece) if piece else rules.decides(by)):
            raise PermissionDenied
        if not _SEEN_TO[how](letter):
            return False
        if piece:
            log.write(piece, Action.LETTER, by=by, letter=letter.kind, done=how)
    return True


def _held(letter: Letter, by: User) -> Letter | None:
    """The letter as it waits now, with its piece locked."""
    if letter.submission_id is None:
        return None
    piece = Submission.objects.lock(letter.submission_id)
    found = Letter.objects.held().filter(pk=letter.pk).select_related("carries").first()
    if found is None:
        return None
    found.submission = piece
    if not may_recall(found, by):
        raise PermissionDenied
    return found


def _unwrite(message: Message) -> None:
    files.forget(*message.attachments.all())
    message.delete()


# Decisions whose window has closed


def carry_out_due(limit: int = MOST) -> int:
    """Make the moves whose window has closed; return how many were made."""
    made = 0
    now = timezone.now()
    for decision in waiting().filter(due_at__lte=now).order_by("due_at")[:limit]:
        try:
            made += _carry_out(decision) is not None
        except Exception:  # whatever it was, the others must not wait for it
            logger.exception("Decision %s could not be carried out.", decision.pk)
            later = timezone.now() + AGAIN_IN
            Decision.objects.filter(pk=decision.pk).update(due_at=later)
    return made


def _carry_out(decision: Decision) -> Act | None:
    """Once only, whoever tries: the row goes with the move, or keeps why not."""
    with transaction.atomic():
        current = Submission.objects.lock(decision.submission_id)
        found = _found(decision)
        if found is None or found.problem:
            return None
        try:
            with transaction.atomic():
                found.delete()
                return workflow.perform(
                    current,
                    Action(found.action),
                    by=found.by,
                    note=found.note,
                    details=details_of(found),
                    seen=found.seen,
                )
        except PermissionDenied:
            problem = LOST_THE_RIGHT.format(who=found.by)
        except workflow.NotReady as shut:
            problem = f"{shut}. Nothing was sent."
        except workflow.TransitionNotAllowed:
            problem = MOVED
        Decision.objects.filter(pk=decision.pk).update(problem=problem[:300])
    return None


def _found(decision: Decision) -> Decision | None:
    return (
        Decision.objects.filter(pk=decision.pk)
        .select_related("by", "submission")
        .first()
    )


def _due_at(submission: Submission, action: Action, now: dt.datetime) -> dt.datetime:
    minutes = House.rules().undo_minutes if action in HELD else 0
    due_at = now + dt.timedelta(minutes=minutes)
    promised = submission.answer_by
    if promised is None or promised <= now:
        return due_at
    return min(due_at, promised - JUST_BEFORE)


def _let_wait(
    submission: Submission,
    action: Action,
    by: User,
    note: str,
    details: Details,
    now: dt.datetime,
    due_at: dt.datetime,
) -> Decision:
    decision = Decision.objects.create(
        submission=submission,
        action=action,
        by=by,
        note=note,
        reason=details.reason,
        details=_kept(details),
        seen=workflow.last_move(submission),
        decided_at=now,
        due_at=due_at,
    )
    log.write(
        submission,
        Action.DECIDE,
        by=by,
        note=note,
        decided=action,
        leaves_at=due_at.isoformat(),
    )
    return decision


def _kept(details: Details) -> dict[str, Any]:
    """As the row keeps it."""
    wording = details.wording
    return {
        "conditions": list(details.conditions),
        "revise_by": details.revise_by,
        "wording": wording and {"subject": wording.subject, "body": wording.body},
        "offers": {
            str(author): {
                "fee": offer.fee,
                "kill_fee": offer.kill_fee,
                "currency": offer.currency,
            }
            for author, offer in details.offers.items()
        },
    }


def details_of(decision: Decision) -> Details:
    """The same, as the workflow takes it."""
    kept = decision.details
    wording = kept.get("wording")
    offers = kept.get("offers", {})
    day = kept.get("revise_by")
    return Details(
        conditions=tuple(kept.get("conditions", ())),
        revise_by=parse_datetime(str(day)) if day else None,
        wording=Wording(**wording) if wording else None,
        offers={int(author): _offer(offer) for author, offer in offers.items()},
        reason=decision.reason,
        decided_at=decision.decided_at,
    )


def _offer(kept: dict[str, Any]) -> Offer:
    fee, kill_fee = kept["fee"], kept["kill_fee"]
    return Offer(
        fee=None if fee is None else Decimal(fee),
        kill_fee=None if kill_fee is None else Decimal(kill_fee),
        currency=kept["currency"],
    )
