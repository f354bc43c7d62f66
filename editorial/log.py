"""The record of a piece: one row an act, each chained to the one before."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from authors.models import User
from editorial.models import Act, Action, LogHead, Status, Submission

CLOCK = "The newsroom’s clock"


def write(
    submission: Submission,
    action: Action,
    *,
    by: User | None,
    note: str = "",
    moved: tuple[Status, Status] | None = None,
    **data: Any,
) -> Act:
    """Add one act. The caller holds the submission's row and an open transaction."""
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
    """What is wrong with the chain, in words; empty when it is whole.

    Finds a changed row, a lost row within the chain, and an added one. A chain
    cut at its end shows no gap here; compare with the head kept in a letter or
    an evidence file.
    """
    found, previous, expected = [], "", 1
    for act in Act.objects.filter(submission=submission).order_by("number"):
        if act.number != expected:
            found.append(f"Act {expected} is missing.")
        if act.previous != previous:
            found.append(f"Act {act.number} does not follow the one before it.")
        if digest(act) != act.digest:
            found.append(f"Act {act.number} has been changed.")
        previous, expected = act.digest, act.number + 1
    return found
