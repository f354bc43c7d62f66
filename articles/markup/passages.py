"""The running text of a column, and where in it each link and each note stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

_CALL = re.compile(r'class="note-call"><a href="#(?P<note>[^"]+)"')
_HEADINGS = ("heading_open", "heading_close")


@dataclass(frozen=True, slots=True)
class Link:
    """What backs the words from ``start`` to ``end``: an address, or the words of a
    note that names none."""

    start: int
    end: int
    where: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, list item or line of a table as a reader reads it."""

    text: str
    links: tuple[Link, ...]
    block: int = 0  # the number of the quotation set in a block that it stands in

    @property
    def is_quoted(self) -> bool:
        """Set as a quotation, in a block of its own."""
        return self.block > 0


def passages_in(tokens: Sequence[Token]) -> list[Passage]:
    """The passages in reading order. Headings, code and the notes themselves are none
    of them; what a note says stands as a link where the text calls it."""
    body, notes = _part(tokens)
    said = {name: _where(inside) for name, inside in notes.items()}
    found = (_passage(line, said, block) for line, block in _lines(body))
    return [passage for passage in found if passage.text.strip()]


def passages_beside(tokens: Sequence[Token]) -> list[Passage]:
    """What a reader reads beside the running text: the headings, and then what the
    notes say."""
    body, notes = _part(tokens)
    headings = (
        inside.children or []
        for heading, inside in pairwise(body)
        if heading.type == "heading_open"
    )
    said = (line for inside in notes.values() for line, _ in _lines(inside))
    found = (_passage(line, {}, 0) for line in (*headings, *said))
    return [passage for passage in found if passage.text.strip()]


def _part(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The running text, and the tokens of each note by its name."""
    body: list[Token] = []
    notes: dict[str, list[Token]] = {}
    into = body
    for token in tokens:
        if token.type == "div_open" and token.attrs.get("class") == "note-item":
            into = notes.setdefault(str(token.attrs["id"]), [])
        elif token.type == "aside_close":
            into = body
        else:
            into.append(token)
    return body, notes


def _lines(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], int]]:
    """Each line of running text, and in which block of quotation it stands, if in one;
    the cells of a table's row are one."""
    row: list[Token] | None = None
    is_heading = False
    blocks = quoted = 0
    for token in tokens:
        if token.tag == "blockquote":
            blocks += token.nesting == 1 and not quoted
            quoted += token.nesting
        elif token.type in _HEADINGS:
            is_heading = token.nesting == 1
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield row, blocks if quoted else 0
            row = None
        elif token.type == "inline" and row is not None:
            between = [Token("text", "", 0, content=" | ")] if row else []
            row += [*between, *(token.children or [])]
        elif token.type == "inline" and not is_heading:
            yield token.children or [], blocks if quoted else 0


def _passage(children: Sequence[Token], notes: dict[str, str], block: int) -> Passage:
    text = ""
    links: list[Link] = []
    opened: list[tuple[int, str]] = []
    for token in children:
        if token.type == "link_open":
            opened.append((len(text), str(token.attrs["href"])))
        elif token.type == "link_close" and opened:
            start, address = opened.pop()
            links.append(Link(start, len(text), address))
        elif token.type == "html_inline":
            called = _CALL.search(token.content)
            if called and (where := notes.get(called["note"])):
                links.append(Link(len(text), len(text), where))
        else:
            text += _word(token)
    return Passage(text, tuple(links), block)


def _where(tokens: Sequence[Token]) -> str:
    """The first address in a note; the words of one that has none."""
    children = [
        child
        for token in tokens
        if token.type == "inline"
        for child in token.children or []
    ]
    for child in children:
        if child.type == "link_open":
            return str(child.attrs["href"])
    return " ".join("".join(map(_word, children)).split())


def _word(token: Token) -> str:
    spaces = {"softbreak": " ", "hardbreak": " ", "html_inline": ""}
    return spaces.get(token.type, "" if token.type == "image" else token.content)
