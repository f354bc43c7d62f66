"""A figure on a page of the desk: drawn as bars, told as a table, taken as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse

from articles.markup import inert
from editorial.statistics import OF_100, Cell, Row, Table

# Pixels, downwards. Across, everything is a share of the room, so that a drawing fits
# a phone and its words keep their size.
NAME_HEIGHT, BAR_HEIGHT, BAR_STEP, ROW_GAP = 22, 14, 19, 12
WIDE = 6  # columns of a table that wants the whole page
WIDEST = 72  # of a hundred; the rest is for the number after the bar


@dataclass(frozen=True, slots=True)
class Bar:
    """``kind`` is 1, 2 or 3: each is filled and edged another way."""

    kind: int
    y: int
    said_y: int
    width: str
    said: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    name_y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """``says`` is the whole drawing in words."""

    groups: tuple[Group, ...]
    legend: tuple[tuple[int, str], ...]
    height: int
    says: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A table as a page draws it: its cells in words, its bars placed."""

    table: Table
    is_wide: bool
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    chart: Chart


def figure(table: Table) -> Figure:
    return Figure(
        table=table,
        is_wide=len(table.columns) >= WIDE,
        rows=tuple((row.name, tuple(_words(table, row))) for row in table.rows),
        chart=_chart(table),
    )


def as_file(table: Table, name: str) -> HttpResponse:
    """The same rows for a spreadsheet, which must take no cell for a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(map(_inert, (table.head, *(each.name for each in table.columns))))
    for row in table.rows:
        cells = (table.hidden if cell is None else cell for cell in row.cells)
        writer.writerow(map(_inert, (row.name, *cells)))
    answer = HttpResponse(
        "\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _inert(cell: Cell | str) -> Cell | str:
    return inert(cell) if isinstance(cell, str) else cell


def _words(table: Table, row: Row) -> Iterator[str]:
    for cell in row.cells:
        yield table.hidden if cell is None else f"{cell:,}"


def _chart(table: Table) -> Chart:
    rows = [row for row in table.rows if not row.is_sum]
    drawn = [place for place, each in enumerate(table.columns) if each.is_drawn]
    kinds = {place: kind for kind, place in enumerate(drawn, 1)}
    most: int | float = max(
        (row.cells[place] or 0 for row in rows for place in drawn), default=0
    )
    if any(table.columns[place].unit == OF_100 for place in drawn):
        most = 100
    groups, y = [], 0
    for row in rows:
        bars = tuple(
            _bar(
                table, row, place, kinds[place], y + NAME_HEIGHT + BAR_STEP * nth, most
            )
            for nth, place in enumerate(drawn)
        )
        groups.append(Group(row.name, y + 15, bars))
        y += NAME_HEIGHT + BAR_STEP * len(drawn) + ROW_GAP
    return Chart(
        groups=tuple(groups),
        legend=tuple((kinds[place], table.columns[place].name) for place in drawn),
        height=max(0, y - ROW_GAP),
        says=_in_words(table, rows, drawn),
    )


def _bar(
    table: Table, row: Row, place: int, kind: int, y: int, most: int | float
) -> Bar:
    cell = row.cells[place]
    share = WIDEST * cell / most if cell and most else 0
    return Bar(
        kind=kind,
        y=y,
        said_y=y + BAR_HEIGHT - 2,
        width=f"{share:.2f}%",
        said=table.hidden if cell is None else _said(table, cell, place),
    )


def _in_words(table: Table, rows: list[Row], drawn: list[int]) -> str:
    """ "Region: accepted 4, published 3. Economy: …" """
    return " ".join(
        f"{row.name}: "
        + ", ".join(
            f"{table.columns[place].name.lower()} {_or_hidden(table, row, place)}"
            for place in drawn
        )
        + "."
        for row in rows
    )


def _or_hidden(table: Table, row: Row, place: int) -> str:
    cell = row.cells[place]
    return table.hidden if cell is None else _said(table, cell, place)


def _said(table: Table, cell: int | float, place: int) -> str:
    unit = table.columns[place].unit
    return f"{cell:,}{unit[:-1] if unit == ' days' and cell == 1 else unit}"
