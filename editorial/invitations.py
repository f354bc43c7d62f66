"""Co-authors: asked by mail to stand in the byline, and nobody stands there unasked.

The letter holds a key; only its SHA-256 is kept. The key alone shows who asks and
for which headline; the text opens to the address it was sent to and to no other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.markup import clean_line
from authors.limits import allowed
from authors.models import Author, User
from authors.slugs import save_under_free_slug
from editorial import (
    declarations,
    furniture,
    log,
    notices,
    revisions,
    rules,
    tiers,
)
from editorial.models import (
    IN_HAND,
    Action,
    Declaration,
    Invitation,
    Status,
    Submission,
    SubmissionByline,
)
from editorial.outbox import INVITATION

LIFE = dt.timedelta(days=14)
MOST_NAMES = 6  # on one column, those who have not answered yet counted
LETTERS_A_DAY = 12  # invitations one person may send
LETTERS_TO_ADDRESS = 4  # a day, whoever sends them
DAY = 24 * 60 * 60
OPEN = (Status.DRAFT, *IN_HAND)
_LINK = re.compile(r"https?:|www\.|[/\\@<>]|\w\.(com|net|org|io|ru|info)\b", re.I)


class Refused(Exception):
    """It cannot be done; the sentence says why, and what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Profile:
    """What the invited says of themselves, as readers will know them."""

    name: str
    role: str
    place: str
    pronoun: str
    bio_line: str = ""


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
            key_digest=_digest(key),
        )
        if rules.sent(by, current):
            _put_sender_first(current)
        _write_to(invitation, key)
        log.write(current, Action.INVITE, by=by, to=name)
    return invitation


def send_again(invitation: Invitation, *, by: User) -> None:
    """A new letter with a new key and two more weeks; the old key is dead."""
    with transaction.atomic():
        current, held = _held(invitation)
        _may_ask(current, by, claims=held.author_id is not None)
        if not held.is_open:
            raise Refused(f"{held.name} has answered already.")
        _count_letter(held.email, by)
        key = secrets.token_urlsafe(32)
        held.key_digest, held.at = _digest(key), timezone.now()
        held.save(update_fields=["key_digest", "at"])
        _write_to(held, key)
        log.write(current, Action.INVITE, by=by, to=held.name, again=True)


def take_back(invitation: Invitation, *, by: User) -> None:
    """Whoever holds the letter can do nothing with it any more."""
    with transaction.atomic():
        current, held = _held(invitation)
        _may_ask(current, by, claims=held.author_id is not None)
        if not held.is_open:
            raise Refused(f"{held.name} has answered already.")
        held.taken_back_at = timezone.now()
        held.save(update_fields=["taken_back_at"])
        log.write(current, Action.INVITE, by=by, to=held.name, taken_back=True)


def of_key(key: str) -> Invitation | None:
    """The invitation this letter holds the key of, whatever became of it since."""
    found = Invitation.objects.filter(key_digest=_digest(key))
    return found.select_related("submission__latest", "by", "author").first()


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


def profile_of(user: User) -> Author | None:
    return Author.objects.filter(user=user).first()


def accept(
    invitation: Invitation,
    profile: Profile | None,
    answers: Iterable[declarations.Answer],
    *,
    by: User,
) -> Author:
    """Their name joins the byline, last; their answers go on record, with the text or,
    while it is a draft, when it is sent. Accepting twice is once.

    Raises ``Refused`` when the letter is dead or the profile is somebody's already,
    ``PermissionDenied`` to anybody but the invited.
    """
    with transaction.atomic():
        current, held = _held(invitation)
        if not is_invited(by, held):
            raise PermissionDenied
        if held.stands and held.author and held.author.user_id == by.pk:
            return held.author
        if dead := why_dead(held):
            raise Refused(dead)
        author = _claimed(held.author, by) if held.author else _profile(by)
        if profile:
            _describe(author, profile, by)
        held.author, held.accepted_at = author, timezone.now()
        held.answers, declared = _keep_answers(current, author, list(answers))
        held.save(update_fields=["author", "accepted_at", "answers"])
        if current.status in OPEN:
            _join(current, author, by)
        log.write(current, Action.JOIN, by=by, rows=declared, author=author.name)
        _tell_sender(current, "co-author-joined", author.name)
    return author


def decline(invitation: Invitation, *, by: User, reason: str = "") -> None:
    """No, with or without a reason. Nothing is kept but the answer."""
    with transaction.atomic():
        current, held = _held(invitation)
        if not is_invited(by, held):
            raise PermissionDenied
        if held.declined_at:
            return
        if dead := why_dead(held):
            raise Refused(dead)
        held.declined_at = timezone.now()
        held.save(update_fields=["declined_at"])
        log.write(current, Action.STAND_ASIDE, by=by, note=reason)
        _tell_sender(current, "co-author-declined", held.name, note=reason)


def step_out(submission: Submission, *, by: User, reason: str = "") -> None:
    """A co-author takes their name away again, until the column is cleared. Stepping
    out twice is once. Raises ``Refused``."""
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        author = next((each for each in current.authors if each.user_id == by.pk), None)
        if author is None:
            return
        if rules.sent(by, current):
            raise Refused("You sent this column: withdraw it to stop it.")
        if current.status not in OPEN:
            raise Refused("It is too late for that. Write to the desk.")
        if len(current.authors) == 1:
            raise Refused("Yours is the only name. Write to the desk.")
        current.bylines.filter(author=author).delete()
        _gone_back(current, author, "declined_at")
        _byline_changed(current, by, f"{author.name} stepped out")
        log.write(current, Action.STAND_ASIDE, by=by, note=reason, author=author.name)
        who = "A co-author" if rules.is_blind(current) else author.name
        notices.tell_desk(current, "desk-co-author-left", by=None, note=who)
        _tell_sender(current, "co-author-left", author.name, note=reason)


def arrange(submission: Submission, authors: Sequence[Author], *, by: User) -> None:
    """The sender's own order of names, or one name fewer, while it is theirs. Whoever
    is taken out is told. Nobody is put in this way.

    Raises ``Refused``, ``revisions.Closed``, ``PermissionDenied``.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.sent(by, current):
            raise PermissionDenied
        left = [author for author in current.authors if author not in authors]
        if not set(authors) <= set(current.authors) or not authors:
            raise Refused("The names have changed meanwhile. This is how they stand.")
        if any(author.user_id == by.pk for author in left):
            raise Refused("Your own name stays: you send this column.")
        furniture.set_byline(current, authors, by=by)
        for author in left:
            _gone_back(current, author, "taken_back_at")
            if author.user:
                _tell(current, "co-author-removed", author.user, author.name)


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


def _held(invitation: Invitation) -> tuple[Submission, Invitation]:
    """The piece first, then the row as it is now: of two clicks one is first."""
    current = Submission.objects.lock(invitation.submission_id)
    found = Invitation.objects.select_related("submission", "author__user", "by")
    return current, found.get(pk=invitation.pk)


def _put_sender_first(submission: Submission) -> None:
    """Who asks stands first, as far as they have a profile yet; the others follow in
    the order of their yes."""
    own = Author.objects.filter(user=submission.contributor_id).first()
    if own and submission.status == Status.DRAFT:
        SubmissionByline.objects.get_or_create(submission=submission, author=own)


def _profile(user: User) -> Author:
    """Their own, or a new one that ``_describe`` will fill."""
    return profile_of(user) or Author(user=user, name=user.name)


def _claimed(author: Author, user: User) -> Author:
    """The profile of a credited author, now with an account: never one that has one
    already, and two profiles are never made one behind anybody's back."""
    if author.user_id == user.pk:
        return author
    if author.user_id is not None:
        raise Refused(
            f"The profile of {author.name} belongs to another account already. "
            "Write to the desk."
        )
    own = profile_of(user)
    if own is not None:
        raise Refused(
            f"You have a profile here already, as {own.name}. We do not make one of "
            f"two by ourselves: ask the desk to put it in place of {author.name}."
        )
    author.user = user
    author.save(update_fields=["user"])
    return author


def _describe(author: Author, profile: Profile, user: User) -> None:
    author.name, author.role = profile.name, profile.role
    author.place, author.pronoun = profile.place, profile.pronoun
    author.bio_line = profile.bio_line
    if author.pk:
        author.save()
    else:
        save_under_free_slug(author, profile.name, fallback=f"author-{user.pk}")
    if not user.name:
        user.name = profile.name
        user.save(update_fields=["name"])


def _keep_answers(
    submission: Submission, author: Author, answers: Sequence[declarations.Answer]
) -> tuple[list[dict[str, object]], list[Declaration]]:
    """What waits of a draft until it is sent; and what goes on record, with the text in
    hand."""
    if submission.latest is None:
        return declarations.kept(answers), []
    return [], declarations.record(submission.latest, answers, author=author)


def _join(submission: Submission, author: Author, by: User) -> None:
    if submission.holder_id == by.pk:  # nobody keeps a piece of their own
        submission.holder = submission.held_since = None
        submission.save(update_fields=["holder", "held_since"])
    last = submission.bylines.order_by("-position").first()
    _, is_new = SubmissionByline.objects.get_or_create(
        submission=submission,
        author=author,
        # below the sender, who may not stand there yet
        defaults={"position": max(1, last.position + 1 if last else 1)},
    )
    if is_new:
        _byline_changed(submission, by, f"{author.name} joined")
    tiers.keep(submission)


def _byline_changed(submission: Submission, by: User, reason: str) -> None:
    """Readers see the names: on an accepted piece what was signed lapses."""
    if submission.status == Status.ACCEPTED:
        revisions.again(submission, by=by, reason=reason)


def _gone_back(submission: Submission, author: Author, when: str) -> None:
    """Their yes holds no longer: put back, they must be asked again."""
    stood = Invitation.objects.filter(
        submission=submission,
        author=author,
        accepted_at__isnull=False,
        declined_at__isnull=True,
        taken_back_at__isnull=True,
    )
    stood.update(**{when: timezone.now()}, answers=[])


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


def _tell_sender(
    submission: Submission, event: str, who: str, *, note: str = ""
) -> None:
    to = submission.contributor
    if to:
        _tell(submission, event, to, submission.first_name, who=who, note=note)


def _tell(
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


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
