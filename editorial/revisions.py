"""Texts are added, never changed: saving, and going back to an earlier one."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles import markup
from authors.models import User
from editorial import claims, log, rules
from editorial.models import REVISED_FIELDS, Action, Revision, Status, Submission
from editorial.proof import ANSWERED, Proof, proof_of
from editorial.rules import Closed

__all__ = [
    "Closed",
    "StaleRevision",
    "TooLong",
    "add",
    "again",
    "cleaned",
    "restore",
    "save",
]


class StaleRevision(Exception):
    """Somebody saved since; ``newest`` is their text. Nothing was written."""

    def __init__(self, newest: Revision) -> None:
        super().__init__(f"Revision {newest.number} was saved in the meantime.")
        self.newest = newest


class TooLong(Exception):
    """Longer than any part of the newsroom reads: what lies beyond could be printed
    nowhere, and no comment, claim or check would see it. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(f"More than {markup.MAX_CHARS:,} characters. Shorten it.")


def save(
    submission: Submission,
    words: Mapping[str, str],
    *,
    by: User,
    base: int,
    reason: str = "",
    action: Action = Action.EDIT,
) -> Revision:
    """Keep a desk edit as the next revision, made from revision ``base``.

    ``words`` holds any of ``REVISED_FIELDS``; what it leaves out stays. Saving
    what is already there adds nothing.

    Raises ``StaleRevision`` when ``base`` is no longer the newest, ``Closed`` when
    the piece is not accepted (or no longer), ``TooLong``, ``PermissionDenied`` to
    anybody who does not edit here.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        if current.status != Status.ACCEPTED:
            raise Closed(Status(current.status))
        newest = _newest(current)
        if newest.number != base:
            raise StaleRevision(newest)
        wanted = newest.fields() | cleaned(words)
        if wanted == newest.fields():
            return newest
        if len(newest.body) < len(wanted["body"]) > markup.MAX_CHARS:
            raise TooLong
        revision = add(current, wanted, by=by, is_by_author=False, reason=reason)
        log.write(current, action, by=by, note=reason, revision=revision.number)
    submission.latest = revision
    return revision


def restore(
    submission: Submission, number: int, *, by: User, base: int, why: str = ""
) -> Revision:
    """Bring back revision ``number`` as a new one, and keep why. Raises as ``save``
    does."""
    old = submission.revisions.get(number=number)
    return save(
        submission,
        old.fields(),
        by=by,
        base=base,
        reason=f"Revision {number} restored{f': {why}' if why else ''}"[:200],
        action=Action.RESTORE,
    )


def again(submission: Submission, *, by: User, reason: str) -> Revision:
    """The same words as a new revision, for a change beside them that readers see.

    The caller holds the submission's row. Used for a picture or a byline, so
    that every fact bound to the old page lapses.
    """
    return add(
        submission,
        _newest(submission).fields(),
        by=by,
        is_by_author=False,
        reason=reason,
    )


def add(
    submission: Submission,
    words: Mapping[str, str],
    *,
    by: User,
    is_by_author: bool,
    reason: str = "",
    page: Proof | None = None,
) -> Revision:
    """Write the next revision and make it the text in hand. ``page`` is all that
    readers see with it, where that is not what the profiles say today.

    The caller holds the submission's row.
    """
    words = cleaned(words)
    last = submission.revisions.order_by("-number").first()
    revision = Revision(
        submission=submission,
        number=last.number + 1 if last else 1,
        by=by,
        is_by_author=is_by_author,
        reason=reason,
        **{name: words.get(name, "") for name in REVISED_FIELDS},
    )
    submission.latest = revision
    proof = page or proof_of(submission)
    revision.body_html = proof.text_html(doc_id=f"c{submission.pk}")
    revision.words = markup.word_count(revision.body)
    # its author's answers are kept after it, and belong to the page only then
    revision.beside = {
        name: said for name, said in proof.beside.items() if name not in ANSWERED
    }
    revision.save(force_insert=True)
    submission.latest = revision
    submission.proof_sent_at = None
    submission.save(update_fields=["latest", "proof_sent_at"])
    claims.keep(submission)
    return revision


def _newest(submission: Submission) -> Revision:
    newest = submission.revisions.order_by("-number").first()
    if newest is None:
        raise ValueError("A piece that was never sent has no text to edit.")
    return newest


def cleaned(words: Mapping[str, str]) -> dict[str, str]:
    """Words as a revision keeps them."""
    unknown = set(words) - set(REVISED_FIELDS)
    if unknown:
        raise ValueError(f"Not words of a revision: {', '.join(sorted(unknown))}")
    return {
        name: markup.clean_text(value)
        if name in {"body", "disclosure"}
        else markup.typeset(markup.clean_line(value))
        for name, value in words.items()
    }
