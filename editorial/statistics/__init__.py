"""What the desk can know of its own work: how quick, how kind, how much, and to whom.

Figures are counted anew each time they are asked for; nothing is kept of them.
"""

from __future__ import annotations

from editorial.statistics.described import describe, forget, forget_closed, said_by
from editorial.statistics.figures import tables
from editorial.statistics.heard import heard, months
from editorial.statistics.period import Period
from editorial.statistics.table import OF_100, Cell, Column, Row, Table

__all__ = [
    "OF_100",
    "Cell",
    "Column",
    "Period",
    "Row",
    "Table",
    "describe",
    "forget",
    "forget_closed",
    "heard",
    "months",
    "said_by",
    "tables",
]
