"""The standing views of the board: the questions every desk asks of its queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from authors.models import User
from editorial.models import SubmissionQuerySet
from editorial.models.submission import (
    is_overdue,
    is_proof_out,
    is_ready,
    is_revision_in,
    is_set_for_an_hour,
    is_unclaimed,
)


@dataclass(frozen=True, slots=True)
class View:
    """One standing view of the board."""

    key: str
    name: str
    when_empty: str
    wanted: Callable[[User], Q]
    is_hot: bool = False

    def pick(self, pieces: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
        return pieces.filter(self.wanted(user))


VIEWS = (
    View(
        "",
        "All open",
        "Nothing is open. New columns appear here as soon as they are sent.",
        lambda user: Q(),
    ),
    View(
        "unclaimed",
        "Unclaimed",
        "Somebody has every column that waits for an answer.",
        lambda user: is_unclaimed(),
    ),
    View(
        "mine",
        "Mine",
        "You hold nothing now. Take a column from the board.",
        lambda user: Q(holder=user),
    ),
    View(
        "overdue",
        "Overdue",
        "Nobody waits longer for an answer than was promised.",
        lambda user: is_overdue(),
        is_hot=True,
    ),
    View(
        "revision-in",
        "Revision in",
        "No author has sent a changed text that waits for you.",
        lambda user: is_revision_in(),
    ),
    View(
        "proof-out",
        "Proof out",
        "No proof is with an author.",
        lambda user: is_proof_out(),
    ),
    View(
        "ready",
        "Ready",
        "Something is still missing from every accepted column.",
        lambda user: is_ready(),
    ),
    View(
        "set",
        "Set for an hour",
        "No column waits for its hour.",
        lambda user: is_set_for_an_hour(),
    ),
)
BY_KEY = {view.key: view for view in VIEWS}
