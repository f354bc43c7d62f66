"""The author's proof and signature: consent to these words, and to no others."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from operator import attrgetter

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.markup import clean_text
from authors.models import Author, User
from editorial import (
    changes,
    fixes,
    gates,
    log,
    notices,
    outbox,
    revisions,
    rules,
    tiers,
    unsent,
)
from editorial.models import (
    Act,
    Action,
    Override,
    Revision,
    SignOff,
    Status,
    Submission,
    Verdict,
)
from editorial.proof import Proof, proof_of, signers_of
from editorial.unsent import PROOFS

SHORTEST_REASON = 20  # characters


class NotAtProof(Exception):
    """The piece is not accepted, or no longer: there is nothing to sign."""


class TextChanged(Exception):
    """What readers will see is no longer what was shown; ``proof`` is the new one."""

    def __init__(self, proof: Proof) -> None:
        super().__init__("The text has changed since this proof was opened.")
        self.proof = proof


class NotOverridden(Exception):
    """No editor may print past this signature; the message says why."""


def send_proof(submission: Submission, *, by: User) -> None:
    """Ask each author who has not signed it to read and sign the text in hand. They
    are asked on its page from the minute their letters leave; until then it can be
    undone, as if nobody had asked."""
    with transaction.atomic():
        current = _at_proof(submission)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        leaves_at = outbox.end_of_window()
        if not current.is_at_proof:  # else they are asked already, and stay so
            current.proof_sent_at = leaves_at
            current.save(update_fields=["proof_sent_at"])
        outbox.take_back(current, PROOFS)  # the same again: one letter, not two
        for to, wording, kind in proof_letters(current, by=by):
            notices.send(current, wording, to=to, kind=kind, by=by, leaves_at=leaves_at)
        log.write(
            *(current, Action.PROOF),
            by=by,
            fingerprint=proof_of(current).fingerprint,
            leaves_at=leaves_at.isoformat(),
        )
    submission.refresh_from_db()


def not_sent(acts: Iterable[Act]) -> set[int]:
    """Of the acts of a piece the sendings of a proof, by their keys, that were undone
    or can still be: no author has that proof. No query."""
    found = set()
    sendings: list[tuple[Act, dt.datetime]] = []
    for act in sorted(acts, key=attrgetter("number")):
        if act.action == Action.PROOF:
            leaves_at = parse_datetime(str(act.data.get("leaves_at", ""))) or act.at
            sendings.append((act, leaves_at))
        elif act.action == Action.UNDO and act.data.get("letter") in PROOFS:
            # the last, and whatever of the same proof had not left by then either
            found |= {each.pk for each, _ in sendings[-1:]}
            found |= {each.pk for each, leaves_at in sendings if leaves_at > act.at}
    now = timezone.now()
    return found | {each.pk for each, leaves_at in sendings if leaves_at > now}


def proof_letters(
    submission: Submission, *, by: User
) -> list[tuple[User, notices.Wording, str]]:
    """The letters a proof goes with, as they would go now: to whom, what it says, and
    of which kind. Whoever has signed before is told what changed since."""
    proof = proof_of(submission)
    waiting = gates.not_signed(submission, proof)
    asked = waiting or signers_of(submission)
    return [
        _proof_letter(submission, proof, author, author.user, by)
        for author in asked
        if author.user
    ]


def _proof_letter(
    submission: Submission, proof: Proof, author: Author, to: User, by: User
) -> tuple[User, notices.Wording, str]:
    seen = changes.since_last_seen(submission, proof, to)
    kind = "proof-again" if seen.signature and seen.changes else "proof"
    wording = notices.worded(
        submission,
        kind,
        by=by,
        name=author.name,
        note=changes.in_words(seen.changes) if seen.signature else "",
        summary=seen.summary,
    )
    return to, wording, kind


def sign(
    submission: Submission, fingerprint: str, *, by: User, allows_fixes: bool = False
) -> SignOff:
    """Sign exactly the proof that bears ``fingerprint``. Signing twice is once.

    With ``allows_fixes`` it also covers what ``fixes`` calls typographical. Raises
    ``TextChanged`` when it is no longer the text in hand.
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
            defaults={
                "revision": current.latest,
                "by": by,
                "beside": proof.beside,
                "allows_fixes": allows_fixes,
            },
        )
        if is_new:
            log.write(
                current,
                Action.SIGN,
                by=by,
                rows=[signed],
                fingerprint=fingerprint,
                revision=current.latest.number,
                allows_fixes=allows_fixes,
            )
            notices.tell_remarks(current)
            notices.tell_desk(current, "desk-signed", by=by)
    return signed


def save(
    submission: Submission,
    words: Mapping[str, str],
    *,
    by: User,
    base: int,
    reason: str = "",
    is_slip: bool = False,
) -> Revision:
    """Keep a desk edit; a signature that allows it goes on over a typographical fix.

    ``is_slip`` is the desk's own word that each letter it changed was mistyped.
    Raises as ``revisions.save`` does.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        before, held = _held_by_consent(current)
        revision = revisions.save(submission, words, by=by, base=base, reason=reason)
        sent_at = current.proof_sent_at
        if revision.number != base:
            tiers.keep(submission)
            current.latest = revision
            unsent.take_back(current, by=by)
        if held and before and revision.number != base:
            _carry(current, before, held, by=by, is_slip=is_slip)
            if sent_at and not gates.not_signed(current):
                current.proof_sent_at = sent_at
                current.save(update_fields=["proof_sent_at"])
    return revision


def restore(
    submission: Submission, number: int, *, by: User, base: int, why: str = ""
) -> Revision:
    """Bring back an earlier text, with what its words ask for: its tier is proposed
    anew at once. Raises as ``revisions.save`` does."""
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        revision = revisions.restore(submission, number, by=by, base=base, why=why)
        if revision.number != base:
            tiers.keep(submission)
            current.latest = revision
            unsent.take_back(current, by=by)
    return revision


def _held_by_consent(submission: Submission) -> tuple[Proof | None, list[SignOff]]:
    """The page as it stands, and the signatures on it that allow a fix."""
    allowing = submission.sign_offs.filter(allows_fixes=True)
    if submission.status != Status.ACCEPTED or not allowing.exists():
        return None, []
    proof = proof_of(submission)
    held = allowing.filter(fingerprint=proof.fingerprint)
    return proof, list(
        held.select_related("author", "by", "revision", "carried_from__revision")
    )


def _carry(
    submission: Submission,
    before: Proof,
    held: Iterable[SignOff],
    *,
    by: User,
    is_slip: bool,
) -> None:
    after = proof_of(submission)
    for signature in held:
        root = signature.carried_from or signature
        if _is_covered(signature, before, after, is_slip=is_slip):
            _goes_on(submission, root, before, after, by=by)


def _is_covered(
    signature: SignOff, before: Proof, after: Proof, *, is_slip: bool
) -> bool:
    """Only the text differs, by slips alone, and so it does from the page that was
    signed in the first place: many small fixes never make a new sentence."""
    if dataclasses.replace(before, body=after.body) != after:
        return False
    found = fixes.between(before.body, after.body)
    root = signature.carried_from or signature
    if found is None or fixes.between(root.revision.body, after.body) is None:
        return False
    return is_slip or not any(fix.is_letter for fix in found)


def _goes_on(
    submission: Submission, root: SignOff, before: Proof, after: Proof, *, by: User
) -> None:
    revision = submission.latest
    if revision is None:
        return
    carried, is_new = SignOff.objects.get_or_create(
        submission=submission,
        author=root.author,
        fingerprint=after.fingerprint,
        defaults={
            "revision": revision,
            "by": root.by,
            "beside": after.beside,
            "allows_fixes": True,
            "carried_from": root,
        },
    )
    found = changes.between(changes.page_as(before), changes.page_as(after))
    if is_new:
        log.write(
            submission,
            Action.CARRY,
            by=by,
            rows=[carried],
            note=f"{root.author.name}: {changes.in_words(found)}",
            fingerprint=after.fingerprint,
            revision=revision.number,
        )
    wording = notices.worded(
        submission,
        "slip-mended",
        by=by,
        name=root.author.name,
        note=changes.in_words(found),
    )
    notices.send(
        submission,
        wording,
        to=root.by,
        kind="slip-mended",
        by=by,
        leaves_at=outbox.end_of_window(),
    )


def why_not_overridden(submission: Submission, by: User) -> str:
    """Why this editor may not print past a missing signature; empty when they may."""
    if submission.status != Status.ACCEPTED:
        return "Only an accepted column can be cleared past a signature."
    if not by.name:
        return "The author is told who decided it, and your account has no name."
    if not _has_been_sent(submission):
        return "The author has never been sent a proof. Send it first."
    open_ones = [each for each in gates.said_at_proof(submission) if each.is_open]
    if any(each.verdict == Verdict.MISSTATES for each in open_ones):
        return (
            "The author says that the headline misstates them, and nobody has "
            "answered. That is never overridden."
        )
    return ""


def _has_been_sent(submission: Submission) -> bool:
    acts = submission.acts.filter(action__in=(Action.PROOF, Action.UNDO))
    sendings = {act.pk for act in acts if act.action == Action.PROOF}
    return bool(sendings - not_sent(acts))


def override(
    submission: Submission, author: Author, fingerprint: str, reason: str, *, by: User
) -> Override:
    """Print past the missing signature of ``author`` on the page that bears
    ``fingerprint``. They are told at once, with the reason; twice is once.

    Raises ``NotAtProof``, ``PermissionDenied``, ``TextChanged`` or ``NotOverridden``;
    nothing is then written.
    """
    reason = clean_text(reason).strip()
    if len(reason) < SHORTEST_REASON:
        raise ValueError("A reason has at least twenty characters.")
    with transaction.atomic():
        current = _at_proof(submission)
        if not rules.is_editor(by, current):
            raise PermissionDenied
        if why := why_not_overridden(current, by):
            raise NotOverridden(why)
        proof = proof_of(current)
        if proof.fingerprint != fingerprint or current.latest is None:
            raise TextChanged(proof)
        if author not in gates.not_signed(current, proof):
            raise NotOverridden(f"{author.name} has signed this text.")
        kept, is_new = Override.objects.get_or_create(
            submission=current,
            author=author,
            fingerprint=fingerprint,
            defaults={"revision": current.latest, "by": by, "reason": reason},
        )
        if is_new:
            _tell_of_override(current, kept)
    return kept


def _tell_of_override(submission: Submission, kept: Override) -> None:
    log.write(
        submission,
        Action.OVERRIDE,
        by=kept.by,
        rows=[kept],
        note=kept.reason,
        author=kept.author.name,
        fingerprint=kept.fingerprint,
        revision=kept.revision.number,
    )
    if kept.author.user:
        wording = notices.worded(
            submission,
            "overridden",
            by=kept.by,
            name=kept.author.name,
            note=kept.reason,
        )
        notices.send(
            submission,
            wording,
            to=kept.author.user,
            kind="overridden",
            by=kept.by,
            leaves_at=outbox.end_of_window(),
        )


def _at_proof(submission: Submission) -> Submission:
    current = Submission.objects.lock(submission.pk)
    if current.status != Status.ACCEPTED:
        raise NotAtProof
    return current
