"""The register of interests: what the desk enters of an author, what they say of
themselves, and the sentence that tells readers. ``interests`` holds it against texts.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.closing import interest_sentence
from authors.models import Author, Interest, User
from editorial import log, names, rules
from editorial.models import Action, Submission

NOT_ONE = "not an interest"  # how a name is entered that the desk has looked at
MOST_OWN = 100  # entries of one author, by themselves

# By the desk.


def enter(
    submission: Submission, author: Author, name: str, relation: str, *, by: User
) -> Interest:
    """A declared name goes into the register. Twice is once.

    Raises ``PermissionDenied``, and ``Author.DoesNotExist`` for somebody else's.
    """
    return _kept(submission, author, name, relation, by, None)


def set_aside(
    submission: Submission, author: Author, name: str, *, by: User
) -> Interest:
    """Looked at, and no interest: it is kept, struck, and not offered again."""
    return _kept(submission, author, name, NOT_ONE, by, timezone.now())


def _kept(
    submission: Submission,
    author: Author,
    name: str,
    relation: str,
    by: User,
    struck_at: dt.datetime | None,
) -> Interest:
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        if author not in current.authors and author.user_id != current.contributor_id:
            raise Author.DoesNotExist
        kept, is_new = Interest.objects.get_or_create(
            author=author,
            name=name,
            relation=relation,
            defaults={"by": by, "struck_at": struck_at},
        )
        if not struck_at:
            _in_use_again(kept)
        if is_new:
            said = "set aside" if struck_at else "entered"
            log.write(
                current, Action.INTEREST, by=by, interest=kept.pk, name=name, did=said
            )
    return kept


def _in_use_again(row: Interest) -> Interest:
    """Struck once, and said again: it is looked for from now on."""
    if row.struck_at or not row.is_declared:
        row.struck_at, row.is_declared = None, True
        row.save(update_fields=["struck_at", "is_declared"])
    return row


# By the author, on their own page.


def own(author: Author | None) -> list[Interest]:
    """What they have said of themselves, what holds now first. The desk's own finds
    stay at the desk. One query."""
    if author is None or author.pk is None:
        return []
    rows = author.interests.filter(is_declared=True, struck_at=None)
    today = timezone.localdate()
    return sorted(rows, key=partial(_is_past, today))


def _is_past(today: dt.date, row: Interest) -> tuple[bool, str]:
    return (row.until is not None and row.until < today, names.fold(row.name))


def declare(
    author: Author,
    *,
    name: str,
    relation: str,
    since: dt.date | None,
    until: dt.date | None,
    by: User,
) -> Interest:
    """One more of their own. Saying it twice is once; raises ``PermissionDenied`` when
    ``MOST_OWN`` stand there already."""
    with transaction.atomic():
        Author.objects.select_for_update().get(pk=author.pk)
        same = author.interests.filter(name=name, relation=relation).first()
        if same:
            return _in_use_again(same)
        if author.interests.count() >= MOST_OWN:
            raise PermissionDenied
        kept = author.interests.create(
            name=name, relation=relation, since=since, until=until, by=by
        )
    return kept


def end(author: Author, pk: int, until: dt.date) -> Interest | None:
    """It holds no longer; the entry stays. None when there is no such one of theirs
    that still lasts."""
    with transaction.atomic():
        rows = author.interests.select_for_update().filter(
            pk=pk, is_declared=True, struck_at=None, until=None
        )
        row = rows.first()
        if row is None:
            return None
        row.until = until
        row.save(update_fields=["until"])
    return row


# The sentence for readers.


def sentence_for(interest: Interest) -> str:
    """What readers might be told: "Prak Sereyvuth was a guest of the Pacific Basin
    Centre in 2025." From the register's own words; a person reads it before it goes."""
    return interest_sentence(
        interest.author.name,
        interest.relation,
        interest.name,
        since=interest.since,
        until=interest.until,
        today=timezone.localdate(),
    )


def with_sentence(disclosure: str, sentence: str) -> str:
    """The disclosure with one sentence more; what it says already it says once."""
    before = disclosure.strip()
    if sentence in before:
        return before
    return f"{before} {sentence}".strip()
