"""What has become of an invitation, and who may use its letter.

The letter holds a key; only its SHA-256 is kept. The key alone shows who asks and
for which headline; the text opens to the address it was sent to and to no other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

from django.utils import timezone

from articles.markup import clean_line
from authors.models import Author, User
from editorial import notices, rules
from editorial.models import IN_HAND, Invitation, Status, Submission

LIFE = dt.timedelta(days=14)
OPEN = (Status.DRAFT, *IN_HAND)


class Refused(Exception):
    """It cannot be done; the sentence says why, and what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def of_key(key: str) -> Invitation | None:
    """The invitation this letter holds the key of, whatever became of it since."""
    found = Invitation.objects.filter(key_digest=digest(key))
    return found.select_related("submission__latest", "by", "author").first()


def held_now(invitation: Invitation) -> tuple[Submission, Invitation]:
    """The piece first, then the row as it is now: of two clicks one is first."""
    current = Submission.objects.lock(invitation.submission_id)
    found = Invitation.objects.select_related("submission", "author__user", "by")
    return current, found.get(pk=invitation.pk)


def why_dead(invitation: Invitation) -> str:
    """Why this letter opens nothing any more; empty while it does."""
    if invitation.accepted_at:
        return "This invitation was accepted. Your column is in your list."
    if invitation.declined_at:
        return "This invitation was declined. Nothing more is asked of you."
    if invitation.taken_back_at:
        return "This invitation was taken back. Nothing is asked of you."
    if has_expired(invitation):
        return (
            "This invitation is older than two weeks and has expired. Ask whoever "
            "invited you to send it again."
        )
    if invitation.author_id is None and invitation.submission.status not in OPEN:
        return "This column takes no more names. Nothing is asked of you."
    return ""


def has_expired(invitation: Invitation, at: dt.datetime | None = None) -> bool:
    return (at or timezone.now()) >= invitation.at + LIFE


def state_of(invitation: Invitation) -> str:
    """What has become of it, in a word or two."""
    if invitation.taken_back_at:
        return "taken out" if invitation.accepted_at else "taken back"
    if invitation.declined_at:
        return "stepped out" if invitation.accepted_at else "declined"
    if invitation.accepted_at:
        return "agreed"
    if has_expired(invitation):
        return "the letter has expired"
    return "has not answered yet"


def is_fresh(invitation: Invitation) -> bool:
    """Sent within the last minute: asked again now, it is a double click."""
    return timezone.now() - invitation.at < dt.timedelta(minutes=1)


def is_invited(user: User, invitation: Invitation) -> bool:
    """Signed in under the very address the letter went to."""
    return user.is_active and user.email.lower() == invitation.email.lower()


def asks_questions(invitation: Invitation) -> bool:
    """A column on its way asks its co-authors what it asks its sender; a claim to a
    name on one that has run or ended asks nothing."""
    return invitation.submission.status in OPEN


def called(person: User, submission: Submission) -> str:
    """Who invites, by the name that will stand over the column, if it is known."""
    own = Author.objects.filter(user=person).first()
    known = own.name if own else person.name
    if not known and rules.sent(person, submission):
        known = clean_line(str(_typed(submission).get("about_name", "")))[:120]
    return known or person.email


def headline(submission: Submission) -> str:
    """Of the text in hand, or as it is being typed."""
    typed = clean_line(str(_typed(submission).get("headline", "")))
    if submission.latest:
        return submission.headline
    return typed[:200] or "Without a headline"


def _typed(submission: Submission) -> Mapping[str, object]:
    draft = getattr(submission, "draft", None)
    return draft.typed if draft and isinstance(draft.typed, dict) else {}


def tell_sender(
    submission: Submission, event: str, who: str, *, note: str = ""
) -> None:
    to = submission.contributor
    if to:
        tell(submission, event, to, submission.first_name, who=who, note=note)


def tell(
    submission: Submission,
    event: str,
    to: User,
    name: str,
    *,
    who: str = "",
    note: str = "",
) -> None:
    notices.write(
        event,
        to=to.email,
        name=name,
        submission=submission,
        note=note,
        who=who,
        headline=headline(submission),
    )


def digest(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
