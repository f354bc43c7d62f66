"""From the first word typed to the desk's queue, without losing one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.markup import clean_text
from articles.models import Article, Section
from authors import changes
from authors.models import Author, User
from authors.slugs import save_under_free_slug
from editorial import (
    declarations,
    echoes,
    files,
    profiles,
    revisions,
    rules,
    tiers,
    windows,
    workflow,
)
from editorial.models import (
    Action,
    Attachment,
    Draft,
    Format,
    Status,
    Submission,
    SubmissionByline,
    SubmissionQuerySet,
)

LONGEST_FIELD = 200_000  # characters kept of any one field, as typed
ABANDONED_AFTER = dt.timedelta(days=14)  # a visitor's draft nobody signed in for


# Why a revision came, by how it was sent and whether a pitch was in hand before.
_REASONS = {
    (Action.SUBMIT, False): "Sent",
    (Action.SEND_BACK, False): "Revised by the author",
    (Action.SEND_BACK, True): "The column, after its pitch",
}


class StaleDraft(Exception):
    """A newer version was saved elsewhere; ``draft`` is it. Nothing was written."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("This draft was saved in another window.")
        self.draft = draft


@dataclass(frozen=True, slots=True)
class About:
    """What the contributor says of themselves, for the byline and closing line."""

    name: str
    role: str
    place: str
    pronoun: str
    bio_line: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A draft whose every field has been understood: what may be sent."""

    section: Section
    headline: str
    standfirst: str
    body: str
    why_now: str
    why_you: str
    peg: str
    peg_until: dt.datetime | None
    exclusivity: str
    exclusivity_detail: str
    about: About
    answers: Sequence[declarations.Answer]
    condition_answers: Mapping[int, str]
    format: Format | None = None
    answered: Article | None = None
    is_pitch: bool = False


def begin(
    by: User | None,
    typed: Mapping[str, Any] | None = None,
    *,
    visitor: str = "",
    page: uuid.UUID | None = None,
) -> Submission:
    """Start a draft. A visitor's has no contributor until they sign in; ``visitor``
    is what their browser knows of it.

    ``page`` names the empty page it was begun on: begun twice there, by a double
    click or a repeated request, it is one draft. Raises ``IntegrityError`` then.
    """
    with transaction.atomic():
        submission = Submission.objects.create(contributor=by)
        Draft.objects.create(
            submission=submission, typed=_kept(typed or {}), visitor=visitor, page=page
        )
    return submission


def of_visitor(visitor: str) -> SubmissionQuerySet:
    """The drafts begun in this browser by somebody who has not signed in since."""
    if not visitor:
        return Submission.objects.none()
    return Submission.objects.filter(
        draft__visitor=visitor, contributor__isnull=True, status=Status.DRAFT
    )


def save(
    submission: Submission,
    typed: Mapping[str, Any],
    *,
    version: int,
    open_in: windows.Windows | None = None,
) -> int:
    """Keep the form exactly as typed; one row written. Returns the new version.
    Saving again what is already there is no quarrel, and changes nothing. ``open_in``
    are the windows that have it open from now on, if they are known.

    Raises ``StaleDraft`` when ``version`` is not the newest, or the piece has gone
    to the desk in the meantime.
    """
    # the version beside the row itself, not across a join: a database that has waited
    # for another save looks at that row again, and at no other
    saved = Draft.objects.filter(
        submission__in=Submission.objects.filter(
            pk=submission.pk, status__in=(Status.DRAFT, Status.REVISING)
        ),
        version=version,
    )
    kept = _kept(typed)
    # one UPDATE: two tabs cannot both win
    heard_of: dict[str, Any] = {} if open_in is None else {"windows": open_in}
    if saved.update(
        typed=kept, version=F("version") + 1, saved_at=timezone.now(), **heard_of
    ):
        return version + 1
    newest = Draft.objects.select_related("submission").get(submission=submission)
    is_open = newest.submission.status in (Status.DRAFT, Status.REVISING)
    if is_open and newest.typed == kept:
        return newest.version
    raise StaleDraft(newest)


def adopt(submission: Submission, by: User) -> None:
    """A visitor has signed in: the draft they began is theirs now."""
    Submission.objects.filter(
        pk=submission.pk, contributor__isnull=True, status=Status.DRAFT
    ).update(contributor=by)
    submission.refresh_from_db(fields=["contributor"])


def adopt_all(visitor: str, by: User) -> None:
    """A visitor has signed in: every draft they began in this browser is theirs."""
    for submission in of_visitor(visitor):
        adopt(submission, by)


def typed_now(submission: Submission) -> dict[str, Any]:
    """What the contributor's form holds: as typed last; where nothing was typed, the
    words that were sent. Reads ``draft`` and ``latest``."""
    latest = submission.latest
    if latest is None:
        return submission.draft.typed
    words = {name: getattr(latest, name) for name in ("headline", "standfirst", "body")}
    return words | submission.draft.typed


def send(
    submission: Submission, piece: Piece, *, by: User, version: int | None = None
) -> Submission:
    """Send a draft to the desk, or a revised piece back to it.

    The text becomes a revision, the answers are kept with it, the contributor's
    profile is brought up to date, all in one transaction with the move.

    Raises ``workflow.TransitionNotAllowed`` when it was sent already, ``StaleDraft``
    when a newer version was saved than ``version``, which ``piece`` was made from.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        action = (
            Action.SEND_BACK if current.status == Status.REVISING else Action.SUBMIT
        )
        if current.status not in (Status.DRAFT, Status.REVISING):
            raise workflow.TransitionNotAllowed(action, Status(current.status))
        if not rules.sent(by, current):
            raise PermissionDenied
        if version is not None:
            _close(current, version)
        reason = _REASONS[action, current.is_pitch]
        if action is Action.SUBMIT or current.is_pitch:
            _describe(current, piece)
            _put_in_byline(current, _profile(by, piece.about))
        else:
            _answer_conditions(current, piece.condition_answers)
        revision = revisions.add(
            current,
            _words(current, piece),
            by=by,
            is_by_author=True,
            reason=reason,
        )
        echoes.know(current, piece.body)
        declarations.record(revision, piece.answers)
        declarations.record_kept(revision)
        workflow.perform(current, action, by=by)
        tiers.keep(current)
    submission.refresh_from_db()
    return submission


def purge_abandoned(at: dt.datetime | None = None) -> int:
    """Delete visitors' drafts that nobody came back for; returns how many."""
    old = (at or timezone.now()) - ABANDONED_AFTER
    abandoned = Submission.objects.filter(
        contributor__isnull=True,
        status=Status.DRAFT,
        acts__isnull=True,
        draft__saved_at__lt=old,
    )
    with transaction.atomic():
        files.forget(*Attachment.objects.filter(submission__in=abandoned))
        _, gone = abandoned.delete()
    return gone.get(Submission._meta.label, 0)


def _close(submission: Submission, version: int) -> None:
    """One UPDATE again: a save under way is either in what is sent, or refused."""
    read = Draft.objects.filter(submission=submission, version=version)
    if not read.update(version=F("version") + 1):
        newest = Draft.objects.select_related("submission")
        raise StaleDraft(newest.get(submission=submission))


def _describe(submission: Submission, piece: Piece) -> None:
    submission.answers, submission.is_pitch = piece.answered, piece.is_pitch
    for name in (
        "section",
        "format",
        "why_now",
        "why_you",
        "peg",
        "peg_until",
        "exclusivity",
        "exclusivity_detail",
    ):
        setattr(submission, name, getattr(piece, name))
    submission.save()


def _words(submission: Submission, piece: Piece) -> dict[str, str]:
    """The author's words over what the desk wrote beside them, if anything."""
    kept = submission.latest.fields() if submission.latest else {}
    return kept | {
        "headline": piece.headline,
        "standfirst": piece.standfirst,
        "body": piece.body,
    }


def _profile(user: User, about: About) -> Author:
    """The contributor's own profile, confirmed with every piece."""
    found = Author.objects.select_for_update().filter(user=user).first()
    author, before = found or Author(user=user), changes.as_it_stands(found)
    author.name, author.role, author.place = about.name, about.role, about.place
    author.pronoun, author.bio_line = about.pronoun, about.bio_line
    author.confirmed_at = timezone.now()
    if author.pk:
        author.save()
        profiles.note(author, before, by=user)
    else:
        save_under_free_slug(author, about.name, fallback=f"author-{user.pk}")
    if not user.name:
        user.name = about.name
        user.save(update_fields=["name"])
    return author


def _put_in_byline(submission: Submission, author: Author) -> None:
    SubmissionByline.objects.get_or_create(submission=submission, author=author)


def _answer_conditions(submission: Submission, answers: Mapping[int, str]) -> None:
    for condition in submission.conditions.filter(pk__in=answers):
        condition.answer = answers[condition.pk]
        condition.save(update_fields=["answer"])


def _kept(typed: Mapping[str, Any]) -> dict[str, Any]:
    """As typed, less what no database can hold; lists stay lists of text."""
    return {
        str(key)[:64]: [clean_text(str(item))[:400] for item in value][:40]
        if isinstance(value, list)
        else clean_text(str(value))[:LONGEST_FIELD]
        for key, value in list(typed.items())[:200]
    }
