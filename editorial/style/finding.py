"""One thing the report shows: where, which words, why, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass

# The fields of a revision that are read, in reading order.
FIELDS = (
    "headline",
    "standfirst",
    "social_title",
    "search_title",
    "body",
    "disclosure",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """``start`` and ``end`` count characters in that field as it is stored, so that
    ``field[start:end] == words``. ``instead`` holds what may be written there, the
    likeliest first; empty where only a person can say. ``rule`` names what found it:
    a check ("doubled"), or a rule of the table by its kind and number ("name 12").
    """

    field: str
    start: int
    end: int
    words: str
    rule: str
    why: str
    instead: tuple[str, ...] = ()
    in_quotation: bool = False

    @property
    def check(self) -> str:
        """The kind alone: "doubled", "name"."""
        return self.rule.split()[0]

    @property
    def key(self) -> tuple[str, str]:
        """The same finding in a later text, wherever it stands there."""
        return self.rule[:60], self.words[:200]
