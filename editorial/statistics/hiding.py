"""Small numbers are not shown, nor any that would give one of them away.

A table of people has a sum for every line and column, and all of these are shown. What
is hidden is a block: the same columns of several lines, at least two of each, and what
can be reckoned of it, the sum of its part of each line and column, is at least ``FEW``.
So each of its cells, and each sum of some, may be ``FEW`` or more for all that anybody
can tell; and from the least it may be to the most it is at least as many again: the
others of its line and of its column can take up that much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

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
    """Which cells of a table are not shown, as few as may be. Every line comes to at
    least ``FEW``; so does every column, unless its sum is hidden too."""
    width = len(cells[0]) if cells else 0
    if len(cells) < 2 or width < 2:
        return frozenset()  # a cell is its own sum
    blocks = [
        block
        for size in range(2, width + 1)
        for columns in combinations(range(width), size)
        if (block := _block(cells, columns)) is not None
    ]
    return min(
        blocks, key=lambda block: (len(block), sum(cells[r][c] for r, c in block))
    )


def _block(
    cells: Sequence[Sequence[int]], columns: Sequence[int]
) -> frozenset[Place] | None:
    """These columns of every line that has a small cell, and of the smallest other
    lines where those alone would be told; nothing where that does not do."""
    small = {n for n, row in enumerate(cells) if min(row) < FEW}
    rest = sorted(set(range(len(cells))) - small, key=lambda n: (sum(cells[n]), n))
    lines = sorted(small)
    while (
        lines and rest and (len(lines) == 1 or _is_column_told(cells, lines, columns))
    ):
        lines.append(rest.pop(0))
    for n in lines:
        within = [cells[n][column] for column in columns]
        beside = [cell for column, cell in enumerate(cells[n]) if column not in columns]
        if sum(within) < FEW or min(beside, default=FEW) < FEW:
            return None
    return frozenset((n, column) for n in lines for column in columns)


def _is_column_told(
    cells: Sequence[Sequence[int]], lines: Sequence[int], columns: Sequence[int]
) -> bool:
    return any(sum(cells[n][column] for n in lines) < FEW for column in columns)


def _is_told(small: list[str], sizes: Mapping[str, int]) -> bool:
    """The size of each of these is known from that of all of them."""
    together = sum(sizes[name] for name in small)
    return together < FEW or together == len(small) * (FEW - 1)
