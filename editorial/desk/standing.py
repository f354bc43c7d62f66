"""The standing views of the board: the questions every desk asks of its queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from authors.models import User
from editorial.models import SubmissionQuerySet

Pick = Callable[[SubmissionQuerySet, User], SubmissionQuerySet]


@dataclass(frozen=True, slots=True)
class View:
    """One standing view of the board."""

    key: str
    name: str
    when_empty: str
    pick: Pick
    is_hot: bool = False


VIEWS = (
    View(
        "",
        "All open",
        "Nothing is open. New columns appear here as soon as they are sent.",
        lambda open_pieces, user: open_pieces,
    ),
    View(
        "unclaimed",
        "Unclaimed",
        "Somebody has every column that waits for an answer.",
        lambda open_pieces, user: open_pieces.unclaimed(),
    ),
    View(
        "mine",
        "Mine",
        "You hold nothing now. Take a column from the board.",
        lambda open_pieces, user: open_pieces.filter(holder=user),
    ),
    View(
        "overdue",
        "Overdue",
        "Nobody waits longer for an answer than was promised.",
        lambda open_pieces, user: open_pieces.overdue(),
        is_hot=True,
    ),
    View(
        "revision-in",
        "Revision in",
        "No author has sent a changed text that waits for you.",
        lambda open_pieces, user: open_pieces.revision_in(),
    ),
    View(
        "proof-out",
        "Proof out",
        "No proof is with an author.",
        lambda open_pieces, user: open_pieces.proof_out(),
    ),
    View(
        "ready",
        "Ready",
        "Something is still missing from every accepted column.",
        lambda open_pieces, user: open_pieces.ready(),
    ),
    View(
        "set",
        "Set for an hour",
        "No column waits for its hour.",
        lambda open_pieces, user: open_pieces.set_for_an_hour(),
    ),
)
BY_KEY = {view.key: view for view in VIEWS}
