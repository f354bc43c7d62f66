"""A tidy tree as Markdown in which nothing means more than was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from markdownify import MarkdownConverter

from editorial.word.tidy import level_headings

# What our parser would take for a mark; all else stays as it was typed.
_MARKS = re.compile(
    r"\\|`|\||(?<!\w)_|_(?!\w)|~(?=~|\Z)|(?<=~)~|\A~"
    r"|(?<! )\*|\*(?! )"
    r"|\[(?=\^)|\](?=[(\[:])"
    r"|<(?=[a-z][a-z0-9+.-]*:|[^\s<>@]+@)"
    r"|&(?=#?\w+;)",
    re.I,
)
_MARKS_IN_LINK = re.compile(rf"\[|\]|{_MARKS.pattern}", re.I)
_AT_THE_START = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|=+\s*$|-+\s*$|~~~)")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_IN_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"}
_IN_ADDRESS |= {"\\": "%5C", "\n": "", "[": "%5B", "]": "%5D"}
_INLINE = {"em", "strong", "s", "a", "note"}


def as_markdown(
    soup: BeautifulSoup, notes: Mapping[str, Tag], *, taken: int = 0
) -> str:
    """The tree as Markdown, with its notes below it, numbered from ``taken`` + 1 in
    the order in which they are called."""
    level_headings(soup)
    keys = list(dict.fromkeys(str(tag["key"]) for tag in soup.find_all("note")))
    numbers = {key: number for number, key in enumerate(keys, taken + 1)}
    converter = _Converter(numbers)
    parts = [converter.convert_soup(soup)]
    parts += [_note(converter, notes[key], numbers[key]) for key in keys]
    text = "\n\n".join(part for part in parts if part.strip())
    text = re.sub(r"(?<=\S) {2,}(?=\S)", " ", text)
    text = re.sub(r"[ \t]+$", "", text, flags=re.M)
    text = re.sub(r"(?:\\\n)+(?=\n|\Z)", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _note(converter: _Converter, note: Tag, number: int) -> str:
    said: str = converter.process_tag(note)
    words = re.sub(r"\n{3,}", "\n\n", said).strip()
    return f"[^{number}]: " + re.sub(r"\n(?=[^\n])", "\n    ", words)


_Stock: Any = MarkdownConverter  # its published types know half of it


class _Converter(_Stock):  # type: ignore[misc]
    class Options(_Stock.DefaultOptions):  # type: ignore[misc]
        heading_style = "atx"
        bullets = "-"
        newline_style = "backslash"
        table_infer_header = True

    def __init__(self, numbers: Mapping[str, int]) -> None:
        super().__init__()
        self.numbers = numbers

    def process_text(self, el: NavigableString, parent_tags: Any = None) -> str:
        text: str = super().process_text(el, parent_tags=parent_tags)
        if _starts_line(el):
            text = text.lstrip()
            text = _NUMBERED.sub(r"\1\\\2", _AT_THE_START.sub(r"\\\1", text))
        following = el.next_sibling
        if text.endswith("!") and isinstance(following, Tag) and following.name == "a":
            text = f"{text[:-1]}\\!"
        if "_inline" in (parent_tags or ()):
            text = re.sub(r"(?<=\s)(#+)$", r"\\\1", text)
        return text

    def escape(self, text: str, parent_tags: Any) -> str:
        marks = _MARKS_IN_LINK if "a" in parent_tags else _MARKS
        return marks.sub(lambda found: f"\\{found[0]}", text)

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        address = str(el["href"])
        safe = "".join(_IN_ADDRESS.get(sign, sign) for sign in address)
        words = el.get_text(strip=True)
        if words == address == safe and not re.search(r"[\\_*`|]", address):
            return f"<{address}>"
        edges = re.fullmatch(r"(\s*)(.*?)(\s*)", text, re.S)
        before, inside, behind = edges.groups() if edges else ("", text, "")
        return f"{before}[{inside}]({safe}){behind}" if inside else before

    def convert_note(self, el: Tag, text: str, parent_tags: Any) -> str:
        return f"[^{self.numbers[str(el['key'])]}]"

    def convert_li(self, el: Tag, text: str, parent_tags: Any) -> str:
        words = text.strip()
        if not words:
            return "\n"
        mark = f"{el['value']}. " if el.get("value") else "- "
        return mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), words) + "\n"


def _starts_line(text: PageElement) -> bool:
    """The first words of a block, or of a line within it."""
    place: PageElement = text
    while True:
        before = place.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if before is not None:
            return isinstance(before, Tag) and before.name not in _INLINE
        home = place.parent
        if home is None or home.name not in _INLINE:
            return True
        place = home
