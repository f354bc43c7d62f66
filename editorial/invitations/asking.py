"""Asking somebody by mail to stand in the byline: nobody stands there unasked."""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.markup import clean_line
from authors.limits import allowed
from authors.models import Author, User
from editorial import log, notices, rules
from editorial.invitations.state import (
    LIFE,
    OPEN,
    Refused,
    called,
    digest,
    headline,
    held_now,
)
from editorial.models import Action, Invitation, Status, Submission, SubmissionByline
from editorial.outbox import INVITATION

MOST_NAMES = 6  # on one column, those who have not answered yet counted
LETTERS_A_DAY = 12  # invitations one person may send
LETTERS_TO_ADDRESS = 4  # a day, whoever sends them
DAY = 24 * 60 * 60
_LINK = re.compile(r"https?:|www\.|[/\\@<>]|\w\.(com|net|org|io|ru|info)\b", re.I)


def may_invite(user: User, submission: Submission) -> bool:
    """The sender, also while it is a draft; the desk, once it has it."""
    if submission.status not in OPEN:
        return False
    if rules.sent(user, submission):
        return True
    return submission.submitted_at is not None and rules.may_edit(user, submission)


def name_problem(name: str) -> str:
    """Why this is no name; empty if it may be one. A letter goes out under it."""
    if _LINK.search(name):
        return "Type the name alone, without an address."
    return ""


def invite(
    submission: Submission,
    *,
    name: str,
    email: str,
    by: User,
    author: Author | None = None,
) -> Invitation:
    """Ask somebody by mail to stand in the byline. With ``author`` it is somebody who
    is credited there already, and may take the profile for their own.

    Raises ``Refused`` with a sentence, ``PermissionDenied``.
    """
    name, email = clean_line(name)[:120], email.strip().lower()
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if current.status not in OPEN and author is None:
            raise Refused("This column has gone too far for another name.")
        _may_ask(current, by, claims=author is not None)
        if problem := name_problem(name) or _in_the_way(current, email, by, author):
            raise Refused(problem)
        _count_letter(email, by)
        key = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            submission=current,
            name=name,
            email=email,
            author=author,
            by=by,
            key_digest=digest(key),
        )
        if rules.sent(by, current):
            _put_sender_first(current)
        _write_to(invitation, key)
        log.write(current, Action.INVITE, by=by, to=name)
    return invitation


def send_again(invitation: Invitation, *, by: User) -> None:
    """A new letter with a new key and two more weeks; the old key is dead."""
    with transaction.atomic():
        current, held = held_now(invitation)
        _may_ask(current, by, claims=held.author_id is not None)
        if not held.is_open:
            raise Refused(f"{held.name} has answered already.")
        _count_letter(held.email, by)
        key = secrets.token_urlsafe(32)
        held.key_digest, held.at = digest(key), timezone.now()
        held.save(update_fields=["key_digest", "at"])
        _write_to(held, key)
        log.write(current, Action.INVITE, by=by, to=held.name, again=True)


def take_back(invitation: Invitation, *, by: User) -> None:
    """Whoever holds the letter can do nothing with it any more."""
    with transaction.atomic():
        current, held = held_now(invitation)
        _may_ask(current, by, claims=held.author_id is not None)
        if not held.is_open:
            raise Refused(f"{held.name} has answered already.")
        held.taken_back_at = timezone.now()
        held.save(update_fields=["taken_back_at"])
        log.write(current, Action.INVITE, by=by, to=held.name, taken_back=True)


def _may_ask(submission: Submission, by: User, *, claims: bool) -> None:
    """A profile is claimed at the desk's word alone, whatever has become of the
    column; a new name is asked for by its sender or the desk, while it is open."""
    if claims:
        if not rules.may_edit(by, submission):
            raise PermissionDenied
    elif not may_invite(by, submission):
        raise PermissionDenied


def _in_the_way(
    submission: Submission, email: str, by: User, author: Author | None
) -> str:
    """Why this address cannot be asked; empty if it can."""
    return (
        _wrong_person(submission, email, by, author)
        or _asked_before(submission, email)
        or ("" if author else _full(submission))
    )


def _wrong_person(
    submission: Submission, email: str, by: User, author: Author | None
) -> str:
    names = submission.authors
    if email == by.email.lower():
        return "This is your own address."
    if author:
        if author not in names:
            return "This name does not stand in the byline any more."
        if author.user and author.user.email.lower() != email:
            return f"{author.name} has a sign-in already, under another address."
    elif any(each.user and each.user.email.lower() == email for each in names):
        return "This person stands in the byline already."
    if submission.contributor and email == submission.contributor.email.lower():
        return "This is the address of the person who sends the column."
    return ""


def _asked_before(submission: Submission, email: str) -> str:
    earlier = list(submission.invitations.filter(email=email))
    if any(each.is_open for each in earlier):
        return "This address has been invited already. You can send that letter again."
    if any(each.declined_at and not each.accepted_at for each in earlier):
        return "Somebody at this address has declined already. We do not ask twice."
    return ""


def _full(submission: Submission) -> str:
    names = submission.authors
    waiting = sum(
        each.is_open and each.author_id is None for each in submission.invitations.all()
    )
    standing = len(names) + (not any(_is_senders(submission, each) for each in names))
    if standing + waiting >= MOST_NAMES:
        return f"A column carries at most {MOST_NAMES} names."
    return ""


def _is_senders(submission: Submission, author: Author) -> bool:
    return author.user_id == submission.contributor_id


def _count_letter(email: str, by: User) -> None:
    if not allowed("invitations", str(by.pk), LETTERS_A_DAY, DAY):
        raise Refused("These are many invitations for one day. Go on tomorrow.")
    if not allowed("invitations to", email, LETTERS_TO_ADDRESS, DAY):
        raise Refused("This address has had several letters today. Wait a day.")


def _put_sender_first(submission: Submission) -> None:
    """Who asks stands first, as far as they have a profile yet; the others follow in
    the order of their yes."""
    own = Author.objects.filter(user=submission.contributor_id).first()
    if own and submission.status == Status.DRAFT:
        SubmissionByline.objects.get_or_create(submission=submission, author=own)


def _write_to(invitation: Invitation, key: str) -> None:
    piece = invitation.submission
    notices.write(
        "invitation-claim" if invitation.author_id else "invitation",
        to=invitation.email,
        name=invitation.name,
        submission=piece,
        kind=INVITATION,
        inviter=called(invitation.by, piece),
        headline=headline(piece),
        key_address=f"{settings.SITE_URL}/contribute/invitation/{key}/",
        until=invitation.at + LIFE,
    )
