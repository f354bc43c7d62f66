"""Small numbers are not shown, nor any that would give one of them away.

A table of people has a sum for every line and column, and all of these are shown. A
cell under ``FEW`` is hidden; and because a single hidden cell of a line is the sum less
the others, further cells are hidden until each small one might as well be another
number: until one can be added to it or taken from it, and the rest of the hidden cells
can make up for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence, Set

FEW = 5

Place = tuple[int, int]  # line, column


def gathered(
    groups: Mapping[str, Sequence[int]], *, last: str = ""
) -> tuple[dict[str, tuple[int, ...]], tuple[int, ...] | None]:
    """The groups that are large enough to be named, and all others as one line; none
    where there are no others, or all would be in it.

    The small ones are joined by the smallest of the others where they would be too few
    together, or where each of them would have to be as large as a small one can be;
    the one called ``last`` after all others.
    """
    sizes = {name: sum(cells) for name, cells in groups.items() if sum(cells)}
    named = sorted(sizes, key=lambda name: (name == last, sizes[name], name))
    small = [name for name in named if sizes[name] < FEW]
    named = [name for name in named if name not in small]
    while small and named and _is_told(small, sizes):
        small.append(named.pop(0))
    kept = {name: tuple(groups[name]) for name in groups if name in named}
    if not small:
        return kept, None
    others = tuple(
        sum(cells) for cells in zip(*(groups[n] for n in small), strict=True)
    )
    return kept, others


def hidden(cells: Sequence[Sequence[int]]) -> frozenset[Place]:
    """Which cells of a table are not shown. Every line and every column comes to at
    least ``FEW``, and their sums are known to all."""
    if len(cells) < 2 or len(cells[0]) < 2:
        return frozenset()  # a cell is its own sum
    places = {
        (line, column): value
        for line, row in enumerate(cells)
        for column, value in enumerate(row)
    }
    gone = small = frozenset(place for place, value in places.items() if value < FEW)
    for place in sorted(small):  # once it might be another, it stays so
        while _is_fixed(place, gone, places) and len(gone) < len(places):
            gone |= {_next(place, places.keys() - gone, places)}
    return gone


def _next(of: Place, shown: Set[Place], values: Mapping[Place, int]) -> Place:
    """What to hide for the sake of another: the smallest in its line or column."""

    def rank(place: Place) -> tuple[bool, int, Place]:
        is_apart = place[0] != of[0] and place[1] != of[1]
        return is_apart, values[place], place

    return min(shown, key=rank)


def _is_told(small: list[str], sizes: Mapping[str, int]) -> bool:
    """The size of each of these is known from that of all of them."""
    together = sum(sizes[name] for name in small)
    return together < FEW or together == len(small) * (FEW - 1)


def _is_fixed(place: Place, gone: Set[Place], values: Mapping[Place, int]) -> bool:
    """Whoever knows the sums and what is shown knows this hidden cell too: it can be
    neither larger nor smaller."""
    line, column = place
    others = gone - {place}
    larger = _leads(("column", column), ("line", line), others, values)
    return not larger and not (
        values[place] and _leads(("line", line), ("column", column), others, values)
    )


def _leads(
    begin: tuple[str, int],
    end: tuple[str, int],
    gone: Set[Place],
    values: Mapping[Place, int],
) -> bool:
    """One person can be moved about among hidden cells so that the sums stay: along a
    line a cell gains one, and along a column a cell that has any loses one."""
    seen, waiting = {begin}, deque([begin])
    while waiting:
        kind, number = waiting.popleft()
        if (kind, number) == end:
            return True
        for line, column in gone:
            if kind == "line" and line == number:
                reached = ("column", column)
            elif kind == "column" and column == number and values[line, column]:
                reached = ("line", line)
            else:
                continue
            if reached not in seen:
                seen.add(reached)
                waiting.append(reached)
    return False
