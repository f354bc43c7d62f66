"""A proof whose page changed before its letter left: nobody gets that letter.

What readers will see is changed in many rooms: the text, its titles and disclosure, the
picture and its card, the byline, the profile of an author, the name of a section. So
nobody has to remember the letter: whether the page is still the one that it asks to
sign is asked where a piece is changed, at every round, and as it leaves.
"""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import QuerySet

from authors.models import User
from editorial import log, notices, rules
from editorial.models import Action, Letter, LetterState, Status, Submission
from editorial.outbox import BEING_SENT
from editorial.proof import proof_of

logger = logging.getLogger(__name__)

PROOFS = ("proof", "proof-again")  # the letters that ask for a signature
TELLS = "desk-proof-unsent"


def waiting() -> QuerySet[Letter]:
    """Letters that ask for a signature and have not left; one that is on its way to
    the mail server at this moment is none of them."""
    found = Letter.objects.filter(kind__in=PROOFS, state=LetterState.WAITING)
    return found.exclude(problem=BEING_SENT)


def take_back(submission: Submission, *, by: User | None) -> bool:
    """Where they ask about another page than this one now is: whether there were any.
    The desk sends its proof anew; whoever sent it is told, unless they changed it
    themselves. The caller holds the submission's row."""
    letters = list(waiting().filter(submission=submission).select_related("by"))
    if not letters or _is_present(submission):
        return False
    Letter.objects.filter(pk__in=[each.pk for each in letters]).delete()
    submission.proof_sent_at = None
    submission.save(update_fields=["proof_sent_at"])
    if not _has_left(submission):
        log.write(submission, Action.UNDO, by=by, letter=letters[0].kind, page="other")
    sender = letters[0].by
    if sender and sender != by and rules.may_edit(sender, submission):
        notices.tell_colleague(submission, TELLS, to=sender, by=by)
    return True


def is_moot(letter: Letter) -> bool:
    """It was due, and is taken back: asked of each letter in the instant it leaves."""
    if letter.kind not in PROOFS or letter.submission_id is None:
        return False
    with transaction.atomic():
        return take_back(Submission.objects.lock(letter.submission_id), by=None)


def look_over() -> int:
    """Take back what waits and is moot by now, at every round; return of how many
    pieces. A page also changes where no piece is in hand: in a profile, in the admin,
    at midnight when somebody's office ends."""
    found = 0
    for pk in set(waiting().values_list("submission", flat=True)):
        try:
            with transaction.atomic():
                found += take_back(Submission.objects.lock(pk), by=None)
        except Exception:  # whatever it was, the other letters must not wait for it
            logger.exception("The proof of column %s could not be looked over.", pk)
    return found


def _is_present(submission: Submission) -> bool:
    sent = submission.acts.filter(action=Action.PROOF).order_by("-number").first()
    return (
        sent is not None
        and submission.status == Status.ACCEPTED
        and sent.data.get("fingerprint") == proof_of(submission).fingerprint
    )


def _has_left(submission: Submission) -> bool:
    """To another of its authors: then it was sent, and nothing is undone."""
    sent = submission.acts.filter(action=Action.PROOF).order_by("-number").first()
    letters = submission.letters.filter(kind__in=PROOFS)
    if sent:
        letters = letters.filter(written_at__gte=sent.at)
    return letters.exclude(state=LetterState.WAITING).exists()
