"""What the box “About this column” says, row by row.

The reader's page, the structured data, the author's proof and a preview are made from
the same rows, so that none of them can say what another does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypedDict

from articles.closing import ended

# Of an edition: what was known of it at clearing. A later edition of the same words
# carries all of it over.
KEPT = (
    *("why_we_ran", "checked", "citations", "other_interests", "help_and_ai"),
    *("headline_by", "read_in_full"),
)

_PICTURES = {
    "trainedAlgorithmicMedia": "The picture was made with an AI image generator.",
    "compositeWithTrainedAlgorithmicMedia": "The picture is a photograph altered with "
    "AI.",
}


LONGEST_SHOWN = 140  # characters of an address


class Citation(TypedDict):
    """A public page, and the statement of the column that was found there."""

    address: str
    said: str


class Told(Protocol):
    """What is told of one text: an edition, or what it would say if cleared now."""

    @property
    def why_we_ran(self) -> str: ...
    @property
    def checked(self) -> str: ...
    @property
    def citations(self) -> Sequence[Citation]: ...
    @property
    def disclosure(self) -> str: ...
    @property
    def other_interests(self) -> str: ...
    @property
    def help_and_ai(self) -> str: ...
    @property
    def picture_source_type(self) -> str: ...
    @property
    def headline_by(self) -> str: ...
    @property
    def responsible_editor(self) -> str: ...
    @property
    def read_in_full(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the box: its name, its sentences, and the pages it rests on."""

    name: str
    words: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A page as a list shows it: its address, in short, and what was found there."""

    address: str
    shown: str
    said: str


def rows(told: Told, *, authors: int) -> list[Row]:
    """What there is to tell, in the order of the box. Of a text from before a row was
    kept, that row is left out. Runs no query."""
    whose = "author’s" if authors < 2 else "authors’"
    made = _PICTURES.get(told.picture_source_type, "")
    editor = ", ".join(filter(None, (told.responsible_editor, told.read_in_full)))
    every = (
        Row(
            "Whose views",
            f"A guest column. It argues its {whose} case, not the paper’s.",
        ),
        Row("Why we ran it", told.why_we_ran),
        Row("What was checked", told.checked, tuple(map(_source, told.citations))),
        Row("Interests", _sentences(told.disclosure, told.other_interests)),
        Row("Help and AI", _sentences(told.help_and_ai, made)),
        Row("Headline", told.headline_by),
        Row("Responsible editor", ended(editor) if told.read_in_full else editor),
    )
    return [row for row in every if row.words]


def in_sentences(found: Sequence[Row]) -> str:
    """The rows as one text: “Why we ran it: …”."""
    return " ".join(f"{row.name}: {ended(row.words)}" for row in found)


def _sentences(*said: str) -> str:
    return " ".join(ended(each.strip()) for each in said if each.strip())


def _source(found: Citation) -> Source:
    address = found["address"]
    shown = address.partition("://")[2].removeprefix("www.").rstrip("/")
    short = shown if len(shown) <= LONGEST_SHOWN else f"{shown[: LONGEST_SHOWN - 1]}…"
    return Source(address, short, found["said"])
