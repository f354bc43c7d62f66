"""HTML of any origin, made safe to work on: of bounded size, without a live part."""

from __future__ import annotations

import re

import nh3
from bs4 import BeautifulSoup, Tag

from editorial.kinds import FileRefused, FileTooLarge

MOST_CHARS = 2_000_000
MOST_TAGS = 12_000
DEEPEST = 150
LONGEST_TEXT = 200_000  # characters, as much as a draft keeps of one field

TOO_LONG = (
    f"This is more than {LONGEST_TEXT:,} characters of text, and a column has some "
    "6,000. Bring the column alone."
)
_TANGLED = (
    "What came is too tangled to be read. Copy the text into a new document and bring "
    "that."
)

# A parser opens these again in every paragraph that follows an unclosed one: a few KB
# could become gigabytes. Under names of ours they are only marks.
_REOPENED = re.compile(
    r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.I
)
_MARKS = {"b", "strong", "i", "em", "s", "strike", "a", "u", "font"}

_cleaner = nh3.Cleaner(
    tags={
        *{f"x-{name}" for name in _MARKS},
        *("p", "div", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("ul", "ol", "li", "blockquote", "span", "sup", "sub"),
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th"),
        *("ins", "del", "center"),
    },
    clean_content_tags={"script", "style", "title", "xml"},
    attributes={
        "*": {"class", "style", "id"},
        "x-a": {"href", "name"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    filter_style_properties={
        *{"font-weight", "font-style", "vertical-align", "text-decoration"},
        *{"text-decoration-line", "display", "mso-list", "mso-element", "mso-hide"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def sanitised(html: str) -> BeautifulSoup:
    """A tree of plain tags; a link leads to the web or to a mailbox, if anywhere.

    Raises ``FileRefused`` for what no writer can have typed.
    """
    if len(html) > MOST_CHARS:
        raise FileTooLarge(TOO_LONG)
    if html.count("<") > MOST_TAGS:
        raise FileRefused(_TANGLED)
    clean = _cleaner.clean(_REOPENED.sub(r"<\1x-\2", html))
    soup = BeautifulSoup(clean, "html.parser")
    if len(soup.get_text()) > LONGEST_TEXT:
        raise FileTooLarge(TOO_LONG)
    for tag in soup.find_all(True):
        tag.name = tag.name.removeprefix("x-")
    if _depth(soup) > DEEPEST:
        raise FileRefused(_TANGLED)
    return soup


def _depth(soup: BeautifulSoup) -> int:
    deepest, level = 0, list[tuple[Tag, int]]([(soup, 0)])
    while level:
        tag, depth = level.pop()
        deepest = max(deepest, depth)
        level += [(each, depth + 1) for each in tag.children if isinstance(each, Tag)]
    return deepest
