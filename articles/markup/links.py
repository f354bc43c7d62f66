"""Where a column may lead its readers, and which pictures it may show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from articles.markup.typography import typeset

# Our own pictures, by the name the desk's store gives them; nothing else is shown.
PICTURE = re.compile(
    r"/media/pictures/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.webp"
)

# The address comes percent-encoded by the parser. A second stroke (or a backslash,
# %5C) would leave the site, and a name before the host hides where a link leads:
# "https://us.example@evil.example".
_ALLOWED = re.compile(
    r"https?://[^/?#@\\]+(?:[/?#]|$)|mailto:[^@]+@[^@]+$|/(?!/|%5C)", re.IGNORECASE
)
_LEAVES = re.compile(r"https?:", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """What the page says with a picture, taken from its card."""

    alt: str
    caption: str
    credit: str
    label: str
    width: int
    height: int


def is_allowed(address: str) -> bool:
    """Web, mail and our own pages. A link to anything else stays as it was typed,
    plain on the page, where the desk will see it."""
    return bool(_ALLOWED.match(address))


def mark_links(state: StateCore) -> None:
    """The parser's rule: a link that leaves us vouches for nobody, and a picture in
    a line of text, or one we do not know, is only linked to."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_linked(block.children, state.env["pictures"]))


def place_pictures(state: StateCore) -> None:
    """The parser's rule: a paragraph of nothing but pictures we know becomes one
    figure for each, with the words of its card."""
    known: Mapping[str, Figure] = state.env["pictures"] or {}
    tokens, placed, at = state.tokens, [], 0
    while at < len(tokens):
        figures = list(_figures(tokens[at : at + 3], known))
        placed += figures or [tokens[at]]
        at += 3 if figures else 1
    state.tokens = placed


def _figures(tokens: Sequence[Token], known: Mapping[str, Figure]) -> Iterator[Token]:
    if [t.type for t in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return
    inside = tokens[1].children or []
    pictures = [t for t in inside if t.type == "image"]
    breaks = [t for t in inside if t.type in ("softbreak", "hardbreak")]
    sources = [str(picture.attrs["src"]) for picture in pictures]
    if len(pictures) + len(breaks) < len(inside):
        return
    if all(source in known and PICTURE.fullmatch(source) for source in sources):
        for source in sources:
            meta = {"source": source, "figure": known[source]}
            yield Token("figure", "figure", 0, block=True, meta=meta)


def _linked(
    tokens: Sequence[Token], pictures: Mapping[str, Figure] | None
) -> Iterator[Token]:
    within = 0
    for token in tokens:
        if token.type == "image":
            if pictures is not None:
                yield from _link_instead(token, within_link=bool(within))
            continue
        within += token.nesting if token.tag == "a" else 0
        if token.type == "link_open" and _LEAVES.match(str(token.attrs["href"])):
            token.attrSet("rel", "noopener nofollow")
        yield token


def _link_instead(image: Token, *, within_link: bool) -> Iterator[Token]:
    address = str(image.attrs["src"])
    words = Token("text", "", 0, content=typeset(_said(image)) or address)
    if within_link:
        yield words
        return
    opening = Token("link_open", "a", 1, attrs={"href": address})
    if _LEAVES.match(address):
        opening.attrSet("rel", "noopener nofollow")
    yield from (opening, words, Token("link_close", "a", -1))


def _said(token: Token) -> str:
    """The words of a token and of all it holds."""
    if token.type == "image" or not token.content:
        return "".join(map(_said, token.children or []))
    return token.content
