"""What a contributor typed becomes what a reader may safely be shown.

The only place in the newsroom that calls a text safe. Markdown in, HTML out, raw
HTML refused, an allow-list behind it; no request and no table is needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from articles.markup.cleaning import clean_line, clean_text, drop_unwanted, inert
from articles.markup.links import PICTURE, Figure
from articles.markup.notes import outermost
from articles.markup.parser import HouseParser
from articles.markup.passages import Passage, passages_beside, passages_in
from articles.markup.places import HIDDEN, Places, prose
from articles.markup.typography import typeset
from articles.markup.words import word_count

__all__ = [
    "HIDDEN",
    "MAX_CHARS",
    "PICTURE",
    "Figure",
    "Passage",
    "Places",
    "clean_line",
    "clean_text",
    "data_block",
    "inert",
    "passages",
    "plain",
    "preview",
    "prose",
    "render",
    "trusted",
    "typeset",
    "word_count",
]

# Longer texts are cut before they are parsed: forms say so first, in words.
MAX_CHARS = 100_000

_DOC_ID = re.compile(r"[A-Za-z0-9_-]+")
_AS_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
_NO_PICTURES: Mapping[str, Figure] = {}


def render(
    text: str, *, doc_id: str, pictures: Mapping[str, Figure] = _NO_PICTURES
) -> SafeString:
    """A column's Markdown as HTML for the page, the feed and the mail.

    ``doc_id`` keeps the notes of two columns on one page apart: letters, digits,
    hyphens. ``pictures`` holds the cards of our pictures by their address. Any text
    is taken: what is not allowed is shown as it was typed, only what lies beyond
    ``MAX_CHARS`` is cut. About 15 ms for 1,200 words: render once and keep it.

    Raises ``ValueError`` when ``doc_id`` could not stand in an address.
    """
    if not _DOC_ID.fullmatch(doc_id):
        raise ValueError(f"A column's id is letters, digits and hyphens: {doc_id!r}")
    html = _parser.render(_fit(text), {"docId": doc_id, "pictures": pictures})
    # Again, because an entity (&#8238;) may spell what was dropped from the text.
    return mark_safe(_sieve.clean(drop_unwanted(html)))  # noqa: S308 -- sanitised


def preview(text: str) -> SafeString:
    """The same for the editor's preview, where no picture card is at hand."""
    return render(text, doc_id="preview")


def trusted(html: str) -> SafeString:
    """What ``render`` once made, back from a table that is written once."""
    return mark_safe(html)  # noqa: S308 -- sanitised when it was rendered


def data_block(data: Mapping[str, Any]) -> SafeString:
    """JSON as it may stand in a script element that is not executed: whatever the
    words in it say, they cannot end the element nor begin another."""
    said = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(said.translate(_AS_ESCAPES))  # noqa: S308 -- no mark is left


def plain(text: str) -> str:
    """The words a reader would read, without any marks: for search, mail and
    descriptions. Blocks are parted by an empty line, notes stand after the paragraph
    that calls them, pictures and addresses are left out."""
    tokens = _parser.parse(_fit(text), {"docId": "plain", "pictures": None})
    blocks = (drop_unwanted(_words(token)).strip() for token in tokens)
    return "\n\n".join(filter(None, blocks))


def passages(text: str) -> list[Passage]:
    """The running text by paragraph, with the place of each link and note in it: for
    whoever asks which words are backed by what. About 15 ms for 1,200 words."""
    return passages_in(_parser.parse(_fit(text), {"docId": "said", "pictures": None}))


def beside(text: str) -> list[Passage]:
    """What a reader reads beside the running text: headings, and the words of notes."""
    tokens = _parser.parse(_fit(text), {"docId": "said", "pictures": None})
    return passages_beside(tokens)


def sources(text: str) -> list[tuple[int, int]]:
    """From which line of the Markdown to before which each outermost block stands, in
    the order they are printed; nothing where that cannot be said of all of them."""
    if _fit(text) != text:
        return []
    tokens = _parser.parse(text, {"docId": "said", "pictures": None})
    lines, found = text.split("\n"), []
    for block in outermost(tokens):
        place = next((token.map for token in block if token.map), None)
        if place is None:
            return []
        first, last = place
        while last > first + 1 and not lines[last - 1].strip():
            last -= 1
        found.append((first, last))
    return found


def _fit(text: str) -> str:
    return clean_text(text)[:MAX_CHARS]


def _words(block: Token) -> str:
    if block.type in ("fence", "code_block"):
        return block.content
    return re.sub(" +", " ", "".join(map(_word, block.children or [])))


def _word(token: Token) -> str:
    spaces = {"softbreak": " ", "hardbreak": "\n", "html_inline": ""}
    return spaces.get(token.type, token.content)


# Every class we write, by the tag that may wear it.
_CLASSES = {
    "a": {"note-back"},
    "b": {"num"},
    "sup": {"note-call"},
    "div": {"noted", "note-item", "prose-table", "shot"},
    "aside": {"note"},
    "figure": {"prose-shot"},
    "figcaption": {"shot-caption"},
    "span": {"ai-label"},
    "th": {"cell-left", "cell-center", "cell-right"},
    "td": {"cell-left", "cell-center", "cell-right"},
}


def _make_sieve() -> nh3.Cleaner:
    """The second lock: it lets through what the parser above makes, nothing more."""
    bare = "p h2 h3 h4 em strong s blockquote ul li hr br pre code table thead tbody tr"
    return nh3.Cleaner(
        tags={*bare.split(), *_CLASSES, "ol", "img"},
        attributes={
            "a": {"href", "title", "rel", "id", "aria-label"},
            "ol": {"start"},
            "div": {"id", "role", "tabindex", "aria-label"},
            "aside": {"role"},
            "img": {"src", "alt", "width", "height", "loading"},
        },
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


_parser = HouseParser()
_sieve = _make_sieve()
