"""The answer of the invited: they join the byline, decline, or step out again; and the
sender's order of the names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

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
    unsent,
)
from editorial.invitations.state import (
    OPEN,
    Refused,
    held_now,
    is_invited,
    tell,
    tell_sender,
    why_dead,
)
from editorial.models import (
    Action,
    Declaration,
    Invitation,
    Status,
    Submission,
    SubmissionByline,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the invited says of themselves, as readers will know them."""

    name: str
    role: str
    place: str
    pronoun: str
    bio_line: str = ""


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
        current, held = held_now(invitation)
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
        tell_sender(current, "co-author-joined", author.name)
    return author


def decline(invitation: Invitation, *, by: User, reason: str = "") -> None:
    """No, with or without a reason. Nothing is kept but the answer."""
    with transaction.atomic():
        current, held = held_now(invitation)
        if not is_invited(by, held):
            raise PermissionDenied
        if held.declined_at:
            return
        if dead := why_dead(held):
            raise Refused(dead)
        held.declined_at = timezone.now()
        held.save(update_fields=["declined_at"])
        log.write(current, Action.STAND_ASIDE, by=by, note=reason)
        tell_sender(current, "co-author-declined", held.name, note=reason)


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
        tell_sender(current, "co-author-left", author.name, note=reason)


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
                tell(current, "co-author-removed", author.user, author.name)


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
        unsent.take_back(submission, by=by)


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
