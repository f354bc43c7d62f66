"""What somebody wrote in a mail, parted from what their program put around it.

When in doubt all of it is kept: a quotation too many is a nuisance, a sentence too
few is a loss. So only a quotation of our own letters goes, known by our address or
our name at its head, and only where nothing was written within it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser

import nh3

MOST_HTML = 500_000  # characters
DEEPEST = 400  # elements within one another
LONGEST_SIGNATURE = 10  # lines
LONGEST_RULE = 200  # characters
HEAD = 4  # lines that "On … wrote:" may be broken into


def answer_in(text: str, *, ours: Sequence[str]) -> str:
    """The answer itself. ``ours`` are names and addresses our letters bear; a mail
    that is nothing but quotation comes back whole."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    names = [name.lower() for name in ours if name]
    lines = _without_signature(lines)
    for cut in (_before_headers, _before_quotation, _after_quotation):
        lines = cut(lines, names)
    said = "\n".join(_without_signature(lines)).strip()
    return said or text.strip()


# -- what programs add -----------------------------------------------------------------

_PHONE = re.compile(
    r"(Sent from (my|Outlook|Mail|Yahoo|Proton)|Get Outlook for|Envoyé de mon|"
    r"Von meinem .{1,30} gesendet|Enviado desde|Inviato da)\b.{0,60}",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\*?([\w'’ -]{2,20})\s?:\*?\s+\S|\*?[\w'’ -]{2,20}\s?:\*?$")
_RULE = re.compile(r"\s*[-_]{2,}.{0,60}[-_]{2,}\s*|_{5,}\s*")
_ENDS_A_HEAD = re.compile(r"[:៖：]\s*$")
_HOUR_OR_YEAR = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}|[០-៩]{2,}")


def _without_signature(lines: list[str]) -> list[str]:
    kept = _trimmed(lines)
    if kept and _PHONE.fullmatch(kept[-1].strip()):
        kept = _trimmed(kept[:-1])
    for place in range(len(kept) - 1, max(len(kept) - LONGEST_SIGNATURE - 2, -1), -1):
        if kept[place] == "-- " or (kept[place] == "--" and place > 0):
            return _trimmed(kept[:place])
        if kept[place].startswith(">"):
            break
    return kept


def _before_headers(lines: list[str], ours: list[str]) -> list[str]:
    """Outlook's way: From, Sent, To and Subject of our letter, then all of it."""
    for place, line in enumerate(lines):
        if not (_HEADER.match(line.strip()) and _names(line, ours)):
            continue
        block = lines[place : place + HEAD]
        if len(block) < HEAD or not all(_HEADER.match(each.strip()) for each in block):
            continue
        kept = _trimmed(lines[:place])
        while kept and len(kept[-1]) < LONGEST_RULE and _RULE.fullmatch(kept[-1]):
            kept = _trimmed(kept[:-1])
        return kept
    return lines


def _before_quotation(lines: list[str], ours: list[str]) -> list[str]:
    """Everybody else's way: "On … wrote:" and our letter behind ">", to the end."""
    lines = _trimmed(lines)
    start = len(lines)
    while start and (lines[start - 1].startswith(">") or not lines[start - 1].strip()):
        start -= 1
    quotation = lines[start:]
    if not any(line.startswith(">") for line in quotation):
        return lines
    above = _trimmed(lines[:start])
    if head := _head_at_end(above, ours):
        return _trimmed(above[:-head])
    within = [line.lstrip("> ") for line in quotation if line.strip("> ")][:HEAD]
    for length in range(1, len(within) + 1):  # Apple quotes the head as well
        if _is_head(within[:length], ours):
            return above
    return lines


def _after_quotation(lines: list[str], ours: list[str]) -> list[str]:
    """Written beneath our letter, and nothing within it."""
    lines = _trimmed(lines)
    for length in range(1, min(HEAD, len(lines)) + 1):
        if not _is_head(lines[:length], ours):
            continue
        end = length
        while end < len(lines) and (lines[end][:1] in ("", ">")):
            end += 1
        rest = lines[end:]
        has_quotation = any(line.startswith(">") for line in lines[length:end])
        if has_quotation and not any(line.startswith(">") for line in rest):
            return rest
    return lines


def _head_at_end(lines: list[str], ours: list[str]) -> int:
    """How many of the last lines say who wrote what follows; 0 for none of ours."""
    for length in range(1, min(HEAD, len(lines)) + 1):
        if not lines[-length].strip():
            return 0
        if _is_head(lines[-length:], ours):
            return length
    return 0


def _is_head(lines: list[str], ours: list[str]) -> bool:
    said = " ".join(lines)
    return (
        bool(_ENDS_A_HEAD.search(said))
        and _names(said, ours)
        and bool(_HOUR_OR_YEAR.search(said))
        and said.count("<") == said.count(">")
    )


def _names(said: str, ours: list[str]) -> bool:
    lower = said.lower()
    return any(name in lower for name in ours)


def _trimmed(lines: list[str]) -> list[str]:
    """Without the blank lines at both ends."""
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return lines[first:last]


# -- the forms a text comes in ---------------------------------------------------------


def unflowed(text: str, *, drops_space: bool = False) -> str:
    """Lines that a program broke to fit (``format=flowed``) are whole again."""
    whole: list[str] = []
    depth = 0
    is_open = False
    for line in text.replace("\r\n", "\n").split("\n"):
        marks = len(line) - len(line.lstrip(">"))
        said = line[marks:].removeprefix(" ")
        quoted = ">" * marks + (" " if marks else "")
        if is_open and marks == depth:
            whole[-1] += said
        else:
            whole.append(quoted + said)
        depth = marks
        is_open = said.endswith(" ") and said != "-- "
        if is_open and drops_space:
            whole[-1] = whole[-1][:-1]
    return "\n".join(whole)


_INLINE = {"a", "b", "i", "em", "strong", "span", "font", "u", "sup", "sub", "code"}
_APART = {"p", "blockquote", "ul", "ol", "table", "h1", "h2", "h3", "h4", "pre"}
_LINE = {"div", "li", "tr", "br"}
_BESIDE = {"td", "th"}


def text_of_html(html: str) -> str:
    """A mail that came only as a page, as plain text: quotations behind ">", links
    with their addresses, no scripts, no pictures."""
    html = html[:MOST_HTML]
    if _depth(html) > DEEPEST:  # a cleaner takes the square of it in time
        return unescape(_TAG.sub(" ", html)).strip()
    safe = nh3.clean(
        html,
        tags=_INLINE | _APART | _LINE | _BESIDE,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        clean_content_tags={"script", "style", "title"},
        link_rel=None,
    )
    plain = _Plain()
    plain.feed(safe)
    plain.close()
    return plain.text()


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})[^<>]{0,4000}>")
_NEVER_CLOSED = {"br", "img", "hr", "meta", "link", "input", "col", "wbr"}


def _depth(html: str) -> int:
    """How deep elements stand in one another, at most."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _NEVER_CLOSED:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest


class _Plain(HTMLParser):
    """Writes down the text of clean HTML."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._line = ""
        self._depth = 0
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._end_line(always=True)
        elif tag in _APART | _LINE:
            self._end_line()
            if tag in _APART:
                self._blank()
        if tag == "blockquote":
            self._depth += 1
        elif tag == "li":
            self._line = "- "
        elif tag in _BESIDE and self._line:
            self._line += " "
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _APART | _LINE:
            self._end_line()
        if tag == "blockquote":
            self._depth = max(self._depth - 1, 0)
        if tag in _APART:
            self._blank()
        if tag == "a":
            shown = self._line.rstrip()
            where = self._address.removeprefix("mailto:")
            if where and not shown.endswith(where.rstrip("/")):
                self._line = f"{shown} <{where}>"
            self._address = ""

    def handle_data(self, data: str) -> None:
        said = re.sub(r"[ \t\r\n]+", " ", data.replace("\xa0", " "))
        self._line += said.lstrip() if not self._line or self._line[-1] == " " else said

    def text(self) -> str:
        self._end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip()

    def _end_line(self, *, always: bool = False) -> None:
        if self._line.strip() or always:
            marks = ">" * min(self._depth, 20)
            said = self._line.rstrip()
            self._lines.append(f"{marks} {said}".rstrip() if marks else said)
        self._line = ""

    def _blank(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(">" * min(self._depth, 20))
