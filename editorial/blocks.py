"""A text as it is printed, cut to its paragraphs, and places of its words in it.

The words of a block are what a browser has as its text, letter for letter: what
somebody selects there is found here at the same place.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from articles import markup

_TAG = re.compile(r"(<(?:[^<>\"]|\"[^\"]*\")*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_VOID = frozenset({"br", "hr", "img"})
_LETTER = re.compile(r"&[#\w]+;|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list or picture: sanitised HTML, and its words."""

    html: str
    text: str


def cut(text: str) -> list[Block]:
    """The outermost blocks of sanitised HTML, in order."""
    parts = _outermost(text)
    return [Block(part, html.unescape(_TAG.sub("", part))) for part in parts]


def _outermost(text: str) -> Iterator[str]:
    depth, begun = 0, 0
    at = 0
    for part in _TAG.split(text):
        at += len(part)
        name = _NAME.match(part)
        if name is None or (name[1] in _VOID and depth):
            continue
        if name[1] not in _VOID:
            depth += -1 if part.startswith("</") else 1
        if depth == 0:
            yield text[begun:at].strip()
            begun = at
    if text[begun:].strip():
        yield text[begun:].strip()


Places = Mapping[int, tuple[int, int]]  # by a key of one's own: from, to


def marked(block: Block, places: Places, css: str) -> SafeString:
    """The block with these places of its words wrapped, around every tag in them; one
    place may lie in another. ``data-at`` says which keys a mark stands for."""
    if not places:
        return markup.trusted(block.html)
    cuts = sorted({edge for place in places.values() for edge in place})
    made, at = [], 0
    for part in _TAG.split(block.html):
        if part.startswith("<"):
            made.append(part)
            continue
        letters = _LETTER.findall(part)
        for first, last in _runs(at, at + len(letters), cuts):
            said = "".join(letters[first - at : last - at])
            made.append(_wrapped(said, _keys(places, first, last), css))
        at += len(letters)
    return markup.trusted("".join(made))


def _runs(start: int, end: int, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    edges = [start, *(cut for cut in cuts if start < cut < end), end]
    yield from ((a, b) for a, b in itertools.pairwise(edges) if a < b)


def _keys(places: Places, first: int, last: int) -> list[int]:
    return [key for key, (a, b) in places.items() if a <= first and last <= b]


def _wrapped(said: str, keys: Sequence[int], css: str) -> str:
    if not keys:
        return said
    named = " ".join(str(int(key)) for key in keys)
    return f'<mark class="{css}" data-at="{named}">{said}</mark>'
