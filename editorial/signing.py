"""The author's proof and signature: consent to these words, and to no others."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from authors.models import User
from editorial import log, notices, rules
from editorial.models import Action, SignOff, Status, Submission
from editorial.proof import Proof, proof_of, signers_of


class NotAtProof(Exception):
    """The piece is not accepted, or no longer: there is nothing to sign."""


class TextChanged(Exception):
    """What readers will see is no longer what was shown; ``proof`` is the new one."""

    def __init__(self, proof: Proof) -> None:
        super().__init__("The text has changed since this proof was opened.")
        self.proof = proof


def send_proof(submission: Submission, *, by: User) -> None:
    """Ask the author to read and sign the text in hand."""
    with transaction.atomic():
        current = _at_proof(submission)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        current.proof_sent_at = timezone.now()
        current.save(update_fields=["proof_sent_at"])
        notices.tell(current, Action.PROOF, by=by)
        log.write(
            current, Action.PROOF, by=by, fingerprint=proof_of(current).fingerprint
        )
    submission.refresh_from_db()


def sign(submission: Submission, fingerprint: str, *, by: User) -> SignOff:
    """Sign exactly the proof that bears ``fingerprint``. Signing twice is once.

    Raises ``TextChanged`` when it is no longer the text in hand.
    """
    with transaction.atomic():
        current = _at_proof(submission)
        if not rules.is_author(by, current):
            raise PermissionDenied
        proof = proof_of(current)
        if proof.fingerprint != fingerprint or current.latest is None:
            raise TextChanged(proof)
        author = next(each for each in signers_of(current) if each.user_id == by.pk)
        signed, is_new = SignOff.objects.get_or_create(
            submission=current,
            author=author,
            fingerprint=fingerprint,
            defaults={"revision": current.latest, "by": by},
        )
        if is_new:
            log.write(
                current,
                Action.SIGN,
                by=by,
                fingerprint=fingerprint,
                revision=current.latest.number,
            )
            notices.tell_desk(current, "desk-signed", by=by)
    return signed


def _at_proof(submission: Submission) -> Submission:
    current = Submission.objects.lock(submission.pk)
    if current.status != Status.ACCEPTED:
        raise NotAtProof
    return current
