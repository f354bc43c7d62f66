"""What stands around the words: picture, byline, section and peg.

Readers see these too, so on an accepted piece each change is a new revision, and
whatever was signed before it lapses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles.models import Picture, Section
from authors.models import Author, User
from editorial import declarations, log, notices, revisions, rules, tiers, unsent
from editorial.models import (
    IN_HAND,
    Action,
    Format,
    Status,
    Submission,
    SubmissionByline,
)


def set_picture(submission: Submission, picture: Picture | None, *, by: User) -> None:
    """Put a picture over the piece, or take it away. The author may until it is
    sent, the desk until it is cleared."""
    with transaction.atomic():
        current = _open(submission, by)
        if current.picture == picture:
            return
        current.picture = picture
        current.save(update_fields=["picture"])
        _changed(current, Action.PICTURE, by, "Picture changed")
    submission.refresh_from_db()


def card_changed(submission: Submission, *, by: User) -> None:
    """The card of a picture in this piece says something else now."""
    with transaction.atomic():
        _changed(_open(submission, by), Action.PICTURE, by, "Picture card changed")
    submission.refresh_from_db()


def set_byline(submission: Submission, authors: Sequence[Author], *, by: User) -> None:
    """Whose names stand over the piece, in this order. At least one."""
    if not authors:
        raise ValueError("A column has at least one author.")
    with transaction.atomic():
        current = _open(submission, by)
        if current.authors == list(authors):
            return
        current.bylines.all().delete()
        SubmissionByline.objects.bulk_create(
            SubmissionByline(submission=current, author=author, position=position)
            for position, author in enumerate(authors)
        )
        _changed(
            current,
            Action.BYLINE,
            by,
            "Byline changed",
            authors=[author.name for author in authors],
        )
        tiers.keep(current)
    submission.refresh_from_db()


def set_details(
    submission: Submission,
    *,
    section: Section,
    format: Format | None,
    peg: str,
    peg_until: dt.datetime | None,
    by: User,
    why_we_ran: str = "",
) -> None:
    """The desk's own particulars: where it will stand, what it hangs on, and why we
    ran it. Readers get the last in the desk's name, beside what its authors sign."""
    with transaction.atomic():
        current = _open(submission, by)
        moved = current.section_id != section.pk
        current.section, current.format = section, format
        current.peg, current.peg_until = peg, peg_until
        current.why_we_ran = why_we_ran
        current.save(
            update_fields=["section", "format", "peg", "peg_until", "why_we_ran"]
        )
        if moved:
            _changed(current, Action.DETAILS, by, f"Moved to {section}")
        else:
            log.write(
                current,
                Action.DETAILS,
                by=by,
                format=str(format or ""),
                peg=peg,
                peg_until=peg_until,
                why_we_ran=why_we_ran,
            )
    submission.refresh_from_db()


def declare(
    submission: Submission,
    answers: Sequence[declarations.Answer],
    *,
    by: User,
    offered: tuple[str, str] | None = None,
) -> None:
    """Other answers than before, from one of the authors, while the piece is in hand.
    ``offered`` is where else it stands or lies, from the one who sent it. The words
    stay, and the signatures on them while readers are told the same of these answers;
    whoever holds the piece is told.

    Saying the same again changes nothing. Raises ``revisions.Closed``.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.is_author(by, current):
            raise PermissionDenied
        if current.status not in IN_HAND:
            raise revisions.Closed(Status(current.status))
        author = declarations.speaker(current, by)
        said = declarations.changed(declarations.given_by(current, author), answers)
        if offered not in (None, (current.exclusivity, current.exclusivity_detail)):
            said.append("exclusivity")
        if not said:
            return
        proof_sent_at = current.proof_sent_at  # of these very words
        revision = revisions.again(current, by=by, reason="Declarations changed")
        current.proof_sent_at = proof_sent_at
        if offered and author is None:
            current.exclusivity, current.exclusivity_detail = offered
        current.save()
        declared = declarations.record(revision, answers, author=author)
        log.write(
            current,
            Action.DECLARE,
            by=by,
            rows=declared,
            revision=revision.number,
            questions=said,
        )
        tiers.keep(current)
        notices.tell_desk(current, "desk-declared", by=by)
    submission.refresh_from_db()


def confirm_disclosure(submission: Submission, *, by: User) -> None:
    """The desk has read what was declared since, and the disclosure says it already.

    Raises ``revisions.Closed`` when there is nothing to confirm.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        latest = current.latest
        is_said = latest is not None and latest.disclosure.strip()
        if current.status != Status.ACCEPTED or not latest or not is_said:
            raise revisions.Closed(Status(current.status))
        log.write(current, Action.DECLARE, by=by, confirmed=latest.number)
    submission.refresh_from_db()


def _open(submission: Submission, by: User) -> Submission:
    current = Submission.objects.lock(submission.pk)
    authors_turn = current.status in (Status.DRAFT, Status.REVISING)
    if not (authors_turn or current.status in IN_HAND):
        raise revisions.Closed(Status(current.status))
    if current.status == Status.REVISING and rules.may_edit(by, current):
        raise revisions.Closed(Status.REVISING)  # the desk's no more, until it is back
    allowed = rules.sent if authors_turn else rules.may_edit
    if not allowed(by, current):
        raise PermissionDenied
    return current


def _changed(
    submission: Submission, action: Action, by: User, reason: str, **data: Any
) -> None:
    if submission.status == Status.ACCEPTED:
        revisions.again(submission, by=by, reason=reason)
        unsent.take_back(submission, by=by)
    if submission.submitted_at:
        log.write(submission, action, by=by, note=reason, **data)
