"""A field as its prose alone, with every letter still at its own place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from articles import markup

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[’'\u200b-](?=[^\W\d_]))*")
_QUOTED = re.compile(r"“[^“”]{1,2000}”|«[^«»]{1,2000}»|\"[^\"\n]{1,2000}\"")


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Reading:
    """One field: the text as stored, and its ``prose`` of the same length."""

    field: str
    text: str

    @cached_property
    def prose(self) -> str:
        if self.field != "body":
            return self.text
        return markup.prose(self.text)

    @cached_property
    def words(self) -> list[Word]:
        return [
            Word(found.start(), found.end(), found.group())
            for found in _WORD.finditer(self.prose)
        ]

    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        return [found.span() for found in _QUOTED.finditer(self.prose)]

    def is_quoted(self, start: int, end: int) -> bool:
        return any(begin < start and end < close for begin, close in self.quotations)

    def is_plain(self, start: int, end: int) -> bool:
        """No mark stands in between: other words may be put there."""
        return markup.HIDDEN not in self.prose[start:end]

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        """Where each one begins, and its prose."""
        start = 0
        for block in re.split(r"(\n\s*\n)", self.prose):
            if block.strip():
                yield start, block
            start += len(block)
