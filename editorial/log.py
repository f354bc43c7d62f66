"""The record of a piece: one row an act, each chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone

from authors.models import User
from editorial import seals
from editorial.models import Act, Action, LogHead, Revision, Status, Submission

CLOCK = "The newsroom’s clock"


def write(
    submission: Submission,
    action: Action,
    *,
    by: User | None,
    note: str = "",
    moved: tuple[Status, Status] | None = None,
    rows: Iterable[Model] = (),
    **data: Any,
) -> Act:
    """Add one act. The caller holds the submission's row and an open transaction.
    ``rows`` are those that the act wrote once: it keeps their digests.
    """
    if sealed := seals.of(rows):
        data["rows"] = sealed
    if isinstance(number := data.get("revision"), int):
        data = _words_of(submission, number) | data
    last = Act.objects.filter(submission=submission).order_by("-number").first()
    act = Act(
        submission=submission,
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        by=by,
        by_name=str(by) if by else CLOCK,
        action=action,
        from_status=moved[0] if moved else "",
        to_status=moved[1] if moved else "",
        note=note,
        data=data,
        previous=last.digest if last else "",
    )
    act.digest = digest(act)
    act.save(force_insert=True)
    LogHead.objects.update_or_create(
        submission=submission, defaults={"number": act.number, "digest": act.digest}
    )
    return act


def _words_of(submission: Submission, number: int) -> dict[str, str]:
    """The digest of the text an act is about; of the one in hand without a query."""
    latest = submission.latest
    if latest is None or latest.number != number:
        latest = Revision.objects.filter(submission=submission, number=number).first()
    return {"text_digest": digest_of_words(latest)} if latest else {}


def digest_of_words(revision: Revision) -> str:
    """SHA-256 over one revision: what an act about it keeps of its words."""
    return seals.digest(revision)


def digest(act: Act) -> str:
    """SHA-256 over the row and the digest before it."""
    said = {
        "submission": act.submission_id,
        "number": act.number,
        "at": act.at.timestamp(),
        "by": act.by_id,
        "by_name": act.by_name,
        "action": str(act.action),
        "from": str(act.from_status),
        "to": str(act.to_status),
        "note": act.note,
        "data": act.data,
        "previous": act.previous,
    }
    text = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def problems(submission: Submission) -> list[str]:
    """What is wrong with the record of a piece, in words; empty when it is whole.

    Finds one changed, lost or added act, also at the end, a text that is not the one an
    act was about, and a changed, lost or added row of what acts write once: signatures,
    declarations, checks, reads, calls, waivers, the printed edition.
    """
    acts = list(Act.objects.filter(submission=submission).order_by("number"))
    head = LogHead.objects.filter(submission=submission).first()
    texts = {
        each.number: digest_of_words(each)
        for each in Revision.objects.filter(submission=submission)
    }
    return [
        *_broken(acts),
        *_cut(acts, head),
        *_other_words(acts, texts, is_purged=submission.purged_at is not None),
        *seals.problems(submission, acts),
    ]


def verify(heard: Callable[[int, int], None] | None = None) -> dict[int, list[str]]:
    """The problems of every piece that has any, by its number. ``heard`` is told how
    many of how many have been read."""
    pieces = Submission.objects.order_by("pk")
    total, found = pieces.count(), {}
    for done, piece in enumerate(pieces.iterator(chunk_size=500), 1):
        if wrong := problems(piece):
            found[piece.pk] = wrong
        if heard:
            heard(done, total)
    return found


def _broken(acts: Sequence[Act]) -> Iterator[str]:
    previous, expected = "", 1
    for act in acts:
        if act.number != expected:
            yield f"Act {expected} is missing."
        if act.previous != previous:
            yield f"Act {act.number} does not follow the one before it."
        if digest(act) != act.digest:
            yield f"Act {act.number} has been changed."
        previous, expected = act.digest, act.number + 1


def _cut(acts: Sequence[Act], head: LogHead | None) -> Iterator[str]:
    """The record ends where it ended last."""
    number, last = (acts[-1].number, acts[-1].digest) if acts else (0, "")
    if head is None:
        if acts:
            yield "Where the record ends is not on file."
    elif number < head.number:
        yield f"The record ended with act {head.number}, and that act is gone."
    elif (number, last) != (head.number, head.digest):
        yield f"The record ended with act {head.number}; act {number} was added to it."


def _other_words(
    acts: Sequence[Act], texts: Mapping[int, str], *, is_purged: bool
) -> Iterator[str]:
    """Every act about a text was about the words that revision still has."""
    if is_purged:
        return
    told = {
        act.data["revision"]: act.data["text_digest"]
        for act in acts
        if "text_digest" in act.data
    }
    for number, said in sorted(told.items()):
        if texts.get(number) != said:
            if number in texts:
                yield f"Revision {number} has other words than were put on record."
            else:
                yield f"Revision {number} is gone."
