"""What the desk can know of its own work: how quick, how kind, how much, and to whom.

Figures are counted anew each time they are asked for; only who gets heard is kept, as
it was shown, month by month.
"""

from __future__ import annotations

from editorial.statistics.described import describe, forget, forget_closed, said_by
from editorial.statistics.figures import tables
from editorial.statistics.kept import Heard, heard, heard_in, keep_month, months_kept
from editorial.statistics.period import Period
from editorial.statistics.table import OF_100, Cell, Column, Row, Table

__all__ = [
    "OF_100",
    "Cell",
    "Column",
    "Heard",
    "Period",
    "Row",
    "Table",
    "describe",
    "forget",
    "forget_closed",
    "heard",
    "heard_in",
    "keep_month",
    "months_kept",
    "said_by",
    "tables",
]
