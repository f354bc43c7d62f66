"""A redline cut to paragraphs a page can print."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from articles import redline
from articles.redline import Change


@dataclass(frozen=True, slots=True)
class Marked:
    """Two texts laid over each other, paragraph by paragraph."""

    paragraphs: tuple[tuple[Change, ...], ...]
    changes: int
    too_different: bool
    before: str
    after: str


def compare(before: str, after: str) -> Marked:
    line = redline.compare(before, after)
    return Marked(
        paragraphs=tuple(map(_trimmed, line.paragraphs)),
        changes=line.changes,
        too_different=line.too_different,
        before=before,
        after=after,
    )


def _trimmed(paragraph: tuple[Change, ...]) -> tuple[Change, ...]:
    """Less the line ends that part it from the next, unless they came or went."""
    *runs, last = paragraph
    if last.is_break and last.kind is not redline.Kind.SAME:
        return paragraph
    return (*runs, dataclasses.replace(last, text=last.text.rstrip("\n")))
