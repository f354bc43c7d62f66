"""The running text of a column, and where in it each link and each note stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    is_quoted: bool = False  # set as a quotation, in a block of its own


def passages_in(tokens: Sequence[Token]) -> list[Passage]:
    """The passages in reading order. Headings, code and the notes themselves are none
    of them; what a note says stands as a link where the text calls it."""
    body, notes = _part(tokens)
    said = {name: _where(inside) for name, inside in notes.items()}
    found = (_passage(line, said, is_quoted) for line, is_quoted in _lines(body))
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


def _lines(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], bool]]:
    """Each line of running text, and whether it stands in a block of quotation; the
    cells of a table's row are one."""
    row: list[Token] | None = None
    is_heading = False
    quoted = 0
    for token in tokens:
        if token.tag == "blockquote":
            quoted += token.nesting
        elif token.type in _HEADINGS:
            is_heading = token.nesting == 1
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield row, quoted > 0
            row = None
        elif token.type == "inline" and row is not None:
            between = [Token("text", "", 0, content=" | ")] if row else []
            row += [*between, *(token.children or [])]
        elif token.type == "inline" and not is_heading:
            yield token.children or [], quoted > 0


def _passage(
    children: Sequence[Token], notes: dict[str, str], is_quoted: bool
) -> Passage:
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
    return Passage(text, tuple(links), is_quoted)


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
