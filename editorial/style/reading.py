"""A field as its prose alone, with every letter still at its own place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# Stands where marks and addresses stood: neither a letter nor a space.
HIDDEN = "\ufffc"

# What is no prose in Markdown. Each piece has an end of its own line or paragraph, so
# that none of them can run on.
_NO_PROSE = re.compile(
    r"```.*?(?:```|\Z)"  # code
    r"|`[^`\n]{1,500}`"
    r"|!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)"  # pictures
    r"|\]\([^)\n]{0,2000}\)|\]\[[^\]\n]{0,200}\]"  # where a link leads
    r"|^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*"  # the same, at the foot
    r"|\[\^[^\]\n]{1,60}\]"  # marks of notes
    r"|<[^>\n]{1,500}>"
    r"|\bhttps?://\S+|\bwww\.\S+|\b[\w.+-]{1,80}@[\w-]{1,80}\.[\w.]{2,80}"
    r"|^ {0,3}(?:#{1,6}|>|[-+*]|\d{1,9}[.)])(?= )"  # headings, lists
    r"|\\(?=[^\w\s])|[*_~\[\]|]",
    re.DOTALL | re.MULTILINE,
)
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
        return _NO_PROSE.sub(_hidden, self.text)

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
        return HIDDEN not in self.prose[start:end]

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        """Where each one begins, and its prose."""
        start = 0
        for block in re.split(r"(\n\s*\n)", self.prose):
            if block.strip():
                yield start, block
            start += len(block)


def _hidden(found: re.Match[str]) -> str:
    """The lines stay: a place is counted in them."""
    return "".join("\n" if letter == "\n" else HIDDEN for letter in found.group())
