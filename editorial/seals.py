"""What is written once, bound to its piece's record: the act that made a row keeps its
digest, and the chain of acts keeps the act. So a changed, lost or added row shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from articles.models import Byline, Correction, Edition
from editorial.models import (
    Act,
    Action,
    Declaration,
    Finding,
    FullRead,
    HeadlineCheck,
    IdentityCheck,
    InterestWaiver,
    LegalRead,
    Override,
    Purge,
    SignOff,
    Submission,
    TierCall,
)

# Taken back whole with an edition that no reader has seen.
_TAKEN_BACK = (Edition, Byline)


def of(rows: Iterable[Model]) -> dict[str, str]:
    """The digest of each row by its name, for the act that made them."""
    return {name(row): digest(row) for row in rows}


def name(row: Model) -> str:
    """What it is and its number: "editorial.signoff 12"."""
    return f"{row._meta.label_lower} {row.pk}"


def _spoken(named: str) -> str:
    """The same for people: "sign off 12"."""
    label, number = named.split()
    return f"{apps.get_model(label)._meta.verbose_name} {number}"


def digest(row: Model) -> str:
    """SHA-256 over every column of one row that says something, so that a column added
    one day, and empty in the rows before it, changes none of their digests."""
    said = {
        field.attname: field.value_to_string(row)
        for field in row._meta.concrete_fields
        if field.value_from_object(row)
    }
    text = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def problems(submission: Submission, acts: Sequence[Act]) -> Iterator[str]:
    """Every row that is not as an act put it on record, in words."""
    sealed = _sealed(acts)
    found = of(row for rows in _rows_of(submission) for row in rows)
    for each, said in sorted(sealed.items()):
        if each not in found:
            # words of a purged piece go, and the record that they were there stays
            if submission.purged_at is None:
                yield f"The {_spoken(each)} is gone."
        elif found[each] != said:
            yield f"The {_spoken(each)} is not as it was written."
    for each in sorted(set(found) - set(sealed)):
        yield f"The {_spoken(each)} was written by no act."


def _sealed(acts: Sequence[Act]) -> dict[str, str]:
    sealed: dict[str, str] = {}
    for act in acts:
        if act.action in (Action.PULL, Action.WITHDRAW):
            sealed = {
                each: said for each, said in sealed.items() if not _is_taken_back(each)
            }
        sealed |= act.data.get("rows", {})
    return sealed


def _is_taken_back(named: str) -> bool:
    kinds = tuple(f"{model._meta.label_lower} " for model in _TAKEN_BACK)
    return named.startswith(kinds)


def _rows_of(submission: Submission) -> Iterator[QuerySet[Model]]:
    """Everything of a piece that is written once and made by an act; a query each."""
    for model in (
        *(SignOff, Override, IdentityCheck, TierCall, FullRead, LegalRead),
        *(HeadlineCheck, InterestWaiver, Purge),
    ):
        yield model.objects.filter(submission=submission)
    yield Declaration.objects.filter(revision__submission=submission)
    yield Finding.objects.filter(claim__submission=submission)
    if submission.article_id:
        yield Edition.objects.filter(article=submission.article_id)
        yield Byline.objects.filter(edition__article=submission.article_id)
        yield Correction.objects.filter(edition__article=submission.article_id)
