"""How much there is of what of a piece: asked once, so that a page which is at rest
need not ask a dozen tables for what is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from editorial.memory import is_at_rest, once_at_rest
from editorial.models import Submission

# What most pieces have none of.
RARE = (
    *("conditions", "inquiries", "invitations", "legal_reads", "named_people"),
    *("origins", "overrides", "unsaved"),
)


@once_at_rest
def amounts(submission: Submission) -> Mapping[str, int]:
    """By what it is called on the piece; of its letters also those ``held`` and in
    ``trouble``. One query."""
    letters, claims = submission.letters.all(), submission.claims.all()
    rows: dict[str, QuerySet[Any]] = {
        "claims": claims.filter(dropped_at=None),
        "held": letters.held(),
        "letters": letters,
        "revisions": submission.revisions.all(),
        "sources": submission.sources.all(),
        "trouble": letters.in_trouble(),
        **{name: getattr(submission, name).all() for name in RARE},
    }
    counts = [_number(these) for these in rows.values()]
    found = Submission.objects.filter(pk=submission.pk).values_list(*counts)
    return dict(zip(rows, found.get(), strict=True))


def has_no(submission: Submission, name: str) -> bool:
    """There is none of it, as far as is known: only a page at rest knows."""
    return is_at_rest() and not amounts(submission)[name]


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("submission").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0, output_field=IntegerField())
