"""Who else has a piece open now, and what somebody typed there and has not saved.

A window says every few seconds that it is there. What is typed is kept beside the
text, for its writer alone: it is never a revision, and no author sees it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from articles.markup import MAX_CHARS, clean_text
from articles.models import join_names
from authors.models import User
from editorial.amounts import has_no
from editorial.models import LastRead, Presence, Revision, Submission, Unsaved

SILENT_AFTER = dt.timedelta(seconds=40)  # a page says every 15 s that it is there
FORGOTTEN_AFTER = dt.timedelta(hours=1)
KEPT = ("body", "reason")


class Overtaken(Exception):
    """Another window of theirs has typed since, or somebody has saved. What came was
    kept only where nothing newer would be lost."""


def heard(
    submission: Submission, user: User, window: str, *, is_editing: bool = False
) -> None:
    """This window has the piece open. One query."""
    Presence.objects.bulk_create(
        [
            Presence(
                submission=submission,
                user=user,
                window=window[:36],
                is_editing=is_editing,
                seen_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["submission", "user", "window"],
        update_fields=["is_editing", "seen_at"],
    )


def left(submission: Submission, user: User, window: str) -> None:
    """It has been closed."""
    Presence.objects.filter(
        submission=submission, user=user, window=window[:36]
    ).delete()


def others(submission: Submission, user: User) -> str:
    """Who else is here, in a sentence; empty when nobody is. One query."""
    since = timezone.now() - SILENT_AFTER
    rows = (
        Presence.objects.filter(submission=submission, seen_at__gte=since)
        .exclude(user=user)
        .select_related("user")
        .order_by("user__name", "user__email")
    )
    typing: dict[int, bool] = {}
    names: dict[int, str] = {}
    for row in rows:
        names[row.user_id] = str(row.user)
        typing[row.user_id] = typing.get(row.user_id, False) or row.is_editing
    at_work = [names[pk] for pk, is_typing in typing.items() if is_typing]
    reading = [names[pk] for pk, is_typing in typing.items() if not is_typing]
    said = []
    if at_work:
        said.append(f"{join_names(at_work)} {_is(at_work)} typing here.")
    if reading:
        said.append(f"{join_names(reading)} {_is(reading)} reading.")
    return " ".join(said)


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def forget() -> int:
    """Windows nobody has heard of for long; how many."""
    before = timezone.now() - FORGOTTEN_AFTER
    gone, _ = Presence.objects.filter(seen_at__lt=before).delete()
    return gone


# What is typed and not saved


@dataclass(frozen=True, slots=True)
class Typed:
    """What one person typed, and from which revision."""

    row: Unsaved
    is_behind: bool  # somebody has saved since
    is_another: bool  # it is not what stands there anyway

    @property
    def body(self) -> str:
        return str(self.row.typed.get("body", ""))


def keep(
    submission: Submission,
    typed: Mapping[str, object],
    *,
    by: User,
    base: int,
    version: int,
) -> Unsaved:
    """Keep what they have typed so far, from revision ``base``, after their own
    ``version``.

    Raises ``Overtaken`` when another window of theirs has typed since (nothing is
    written), or when somebody has saved since (it is kept, and the page must be told).
    """
    said = {name: clean_text(str(typed.get(name, "")))[:MAX_CHARS] for name in KEPT}
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        row = Unsaved.objects.filter(submission=current, user=by).first()
        if row is None:
            row = Unsaved(submission=current, user=by, base=base)
        elif row.version != version:
            raise Overtaken("You are typing in another window too.")
        row.typed, row.base, row.at = said, base, timezone.now()
        row.version += 1
        row.save()
    newest = Revision.objects.filter(submission=submission).order_by("-number").first()
    if newest and newest.number != base:
        raise Overtaken(
            f"{newest.by} saved revision {newest.number} while you were typing. What "
            "you typed is kept. Save it to see both texts."
        )
    return row


def typed_by(submission: Submission, user: User) -> Typed | None:
    """What they typed here and did not save. One query."""
    if has_no(submission, "unsaved"):
        return None
    row = Unsaved.objects.filter(submission=submission, user=user).first()
    newest = submission.latest
    if row is None or newest is None:
        return None
    return Typed(
        row,
        is_behind=row.base != newest.number,
        is_another=_plain(str(row.typed.get("body", "")))
        not in ("", _plain(newest.body)),
    )


def drop(submission: Submission, user: User) -> None:
    """It has been saved, or is not wanted any more."""
    Unsaved.objects.filter(submission=submission, user=user).delete()


def _plain(text: str) -> str:
    return clean_text(text).strip()


# What was read last


def read(submission: Submission, user: User) -> LastRead | None:
    """They have the text in hand before them now; returns what they read last, if
    others have changed it since. That stands until they say ``have_read``: a page that
    is opened again, or lost, tells it again. One query, up to three when there is
    something new."""
    newest = submission.latest
    if newest is None:
        return None
    last = (
        LastRead.objects.filter(submission=submission, user=user)
        .select_related("revision")
        .first()
    )
    if last is None:
        have_read(submission, user, newest)
        return None
    if last.revision_id == newest.pk:
        return None
    later = submission.revisions.filter(number__gt=last.revision.number)
    if later.exclude(by=user).exists():
        return last
    have_read(submission, user, newest)  # they wrote all of it themselves
    return None


def have_read(submission: Submission, user: User, revision: Revision) -> None:
    """They know the text as far as this revision; an earlier one changes nothing."""
    now = timezone.now()
    _, is_new = LastRead.objects.get_or_create(
        submission=submission, user=user, defaults={"revision": revision, "at": now}
    )
    if not is_new:
        LastRead.objects.filter(
            submission=submission, user=user, revision__number__lt=revision.number
        ).update(revision=revision, at=now)
