"""One figure of the desk: a table, some columns of which are drawn as bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

OF_100 = " of 100"
Cell = int | float | None  # None: there is nothing to count


@dataclass(frozen=True, slots=True)
class Column:
    """``unit`` follows each of its numbers in the drawing; ``is_drawn`` as bars."""

    name: str
    unit: str = ""
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """``is_sum`` of the others: told in the table, and too long beside their bars."""

    name: str
    cells: tuple[Cell, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``says`` tells what was counted; ``hidden`` stands where a cell may not."""

    key: str
    title: str
    says: str
    head: str  # of the first column
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    nothing: str = "Nothing to count in these days."
    hidden: str = "–"

    @classmethod
    def kept(cls, said: Mapping[str, Any]) -> Table:
        """The same again, from ``dataclasses.asdict`` of it."""
        columns = tuple(Column(**each) for each in said["columns"])
        rows = tuple(
            Row(each["name"], tuple(each["cells"]), each["is_sum"])
            for each in said["rows"]
        )
        return cls(**{**said, "columns": columns, "rows": rows})


def rows_of(
    counted: Iterable[tuple[str, tuple[Cell, ...]]],
    together: tuple[Cell, ...] | None,
    *,
    is_sum: bool = False,
) -> tuple[Row, ...]:
    """All sections together, where there are several, then each."""
    rows = [Row(name, cells) for name, cells in counted]
    if together is not None and len(rows) > 1:
        rows.insert(0, Row("All sections", together, is_sum))
    return tuple(rows)
