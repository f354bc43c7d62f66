"""Who looked at what is private: one row a look, each chained to the one before."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.utils import timezone

from authors.models import Author, User
from editorial.models import Look, LookHead, Private, Submission

_LONGEST = 200


def look(
    by: User,
    what: Private,
    *,
    submission: Submission | None = None,
    author: Author | None = None,
    said: str = "",
) -> Look:
    """Put on record that somebody is being shown something private.

    Call it before the page is made: what cannot be recorded is not shown. Every view
    is a row of its own, also the same page a second later. Waits for whoever writes
    one at this instant.
    """
    said = said[:_LONGEST]
    with transaction.atomic():
        head, _ = LookHead.objects.select_for_update().get_or_create(pk=1)
        row = Look(
            at=timezone.now(),
            by=by,
            by_name=str(by),
            what=what,
            submission=submission,
            author=author,
            said=said,
            previous=head.digest,
        )
        row.digest = digest(row)
        row.save(force_insert=True)
        head.number, head.digest = head.number + 1, row.digest
        head.save()
    return row


def digest(row: Look) -> str:
    """SHA-256 over the row and the digest before it."""
    said = {
        "at": row.at.timestamp(),
        "by": row.by_id,
        "by_name": row.by_name,
        "what": str(row.what),
        "submission": row.submission_id,
        "author": row.author_id,
        "said": row.said,
        "previous": row.previous,
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def problems() -> list[str]:
    """What is wrong with the chain of looks, in words; empty when it is whole.

    Finds a changed, lost or added row, also at the end. Reads every row once.
    """
    found, previous, count = [], "", 0
    for row in Look.objects.order_by("pk").iterator(chunk_size=2000):
        count += 1
        if row.previous != previous:
            found.append(f"Look {row.pk} does not follow the one before it.")
        if digest(row) != row.digest:
            found.append(f"Look {row.pk} has been changed.")
        previous = row.digest
    head = LookHead.objects.filter(pk=1).first() or LookHead()
    if head.digest != previous:
        found.append("The access log does not end where it ended last.")
    elif head.number != count:
        found.append(f"The access log had {head.number} looks and now has {count}.")
    return found
