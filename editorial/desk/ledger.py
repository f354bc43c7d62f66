"""How the claims of a piece are said: on their own page, and in short under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from editorial.claims import Line
from editorial.claims.lines import CALLED, State

_LOOKS = {
    State.OPEN: "bad",
    State.REOPENED: "warn",
    State.SOFTEN: "warn",
    State.CUT: "bad",
    State.VERIFIED: "good",
    State.OPINION: "info",
    State.GONE: "plain",
}
TAGS = {state: (CALLED[state], look) for state, look in _LOOKS.items()}
# As the line above the table counts them.
COUNTED = {
    State.VERIFIED: "verified",
    State.OPINION: "opinion",
    State.SOFTEN: "to be softened",
    State.CUT: "to be cut",
    State.REOPENED: "reopened",
    State.OPEN: "open",
    State.GONE: "out of the text",
}
MOST = 12  # under the text; the ledger has them all


@dataclass(frozen=True, slots=True)
class Shown:
    """The claims under the text: each with its finding in words, and how many."""

    lines: tuple[tuple[Line, str, str], ...]
    counted: str
    more: int


def shown(lines: Sequence[Line]) -> Shown:
    """Those that still stand in the text, in the order of the ledger."""
    there = [each for each in lines if each.is_there]
    return Shown(
        tuple((each, *TAGS[State(each.state)]) for each in there[:MOST]),
        counted(there),
        max(len(there) - MOST, 0),
    )


def counted(lines: Sequence[Line]) -> str:
    """ "11 verified, 1 to be softened, 2 open"."""
    of = Counter(each.state for each in lines)
    return ", ".join(
        f"{of[state]} {said}" for state, said in COUNTED.items() if of[state]
    )
