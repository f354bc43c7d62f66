"""One tree of tags, whoever made it, brought to the few that Markdown knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby, pairwise
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from articles.markup import clean_text

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LINES = {"p", *_HEADINGS}
_BLOCKS = {*_LINES, "div", "ul", "ol", "li", "blockquote", "table", "hr"}
_BLOCKS |= {"thead", "tbody", "tfoot", "tr", "td", "th"}
_EMPHASIS = ("em", "strong", "s")
_SAME = {"b": "strong", "i": "em", "strike": "s", "center": "div", "tfoot": "tbody"}
_HOMES = ("div", "li", "blockquote", "td", "th")
_COLUMNS = 30

# Soft hyphens, the place of a picture, and the signs of Word's own symbol fonts.
_JUNK = re.compile("[\u00ad\ufffc\ue000-\uf8ff]")
_SPACES = re.compile("[ \t\n\r\f\u00a0]+")
_STARS = re.compile(r"\*(?: ?\*){2,6}")
_LINK = re.compile(r"https?://[^/?#@\\\s]+(?:[/?#]|$)|mailto:[^@\s]+@[^@\s]+$", re.I)
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
# Where a mail program or a search engine hides the true address.
_WRAPPED = (("www.google.com", "/url", "q"), (".protection.outlook.com", "/", "url"))


def tidy(*trees: Tag) -> None:
    """Clean words, paragraphs that are paragraphs, whole tables, honest links."""
    for tree in trees:
        for tag in tree.find_all(list(_SAME)):
            tag.name = _SAME[tag.name]
        for tag in tree.find_all(["span", "ins", "u", "font"]):
            tag.unwrap()
        _clean_words(tree)
        _mend_links(tree)
        _raise_and_lower(tree)
        _move_breaks_out(tree)
        _mend_lists(tree)
        _make_paragraphs(tree)
        _mend_tables(tree)
        _mend_emphasis(tree)
        _drop_empty(tree)


def level_headings(soup: BeautifulSoup) -> None:
    """The highest in use becomes the second level, the next the third: the first is
    the page's own headline."""
    used = sorted({tag.name for tag in soup.find_all(_HEADINGS)})
    for tag in soup.find_all(_HEADINGS):
        tag.name = f"h{min(used.index(tag.name) + 2, 4)}"


def _clean_words(tree: Tag) -> None:
    _join_words(tree)
    for text in list(tree.find_all(string=True)):
        words = _SPACES.sub(" ", _JUNK.sub("", clean_text(str(text))))
        if words:
            text.replace_with(words)
        else:
            text.extract()


def _join_words(tree: Tag) -> None:
    """Words side by side become one, in a time that grows with their number only."""
    for tag in [tree, *tree.find_all(True)]:
        children = list(tag.children)
        is_word = [isinstance(child, NavigableString) for child in children]
        if not any(a and b for a, b in pairwise(is_word)):
            continue
        tag.clear()
        for words, run in groupby(children, lambda c: isinstance(c, NavigableString)):
            if words:
                tag.append(NavigableString("".join(map(str, run))))
            else:
                tag.extend(run)


def _mend_links(tree: Tag) -> None:
    for link in tree.find_all("a"):
        address = _true_address(str(link.get("href") or "").strip())
        is_whole = link.find([*_BLOCKS, "a"]) is None and not link.find_parent("a")
        if _LINK.match(address) and is_whole:
            link.attrs = {"href": address}
        else:
            link.unwrap()


def _true_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        for host, path, name in _WRAPPED:
            if (parts.hostname or "").endswith(host) and parts.path == path:
                return parse_qs(parts.query).get(name, [address])[0]
    except ValueError:
        return ""
    return address


def _raise_and_lower(tree: Tag) -> None:
    """Where Unicode has the raised figures they are used: x², CO₂."""
    for tag in tree.find_all(["sup", "sub"]):
        words = tag.get_text()
        signs = _RAISED if tag.name == "sup" else _LOWERED
        if tag.find(True) is None and words and all(ord(c) in signs for c in words):
            tag.replace_with(words.translate(signs))
        else:
            tag.unwrap()


def _move_breaks_out(tree: Tag) -> None:
    """A line does not break at the very edge of emphasis or of a link."""
    for line_break in tree.find_all("br"):
        home = line_break.parent
        while home is not None and home.name in (*_EMPHASIS, "a"):
            if not any(map(_has_words, line_break.next_siblings)):
                home.insert_after(line_break.extract())
            elif not any(map(_has_words, line_break.previous_siblings)):
                home.insert_before(line_break.extract())
            else:
                break
            home = line_break.parent


def _mend_lists(tree: Tag) -> None:
    """A list right inside a list, as Google Docs nests them, goes into the item
    before it; what is no item becomes one; items are numbered."""
    for home in tree.find_all(["ul", "ol"]):
        _make_items(home)
    for item in tree.find_all("li"):
        if item.parent is None or item.parent.name not in ("ul", "ol"):
            item.name = "p"
    for home in tree.find_all("ol"):
        start = str(home.get("start") or "1")
        first = int(start) if start.isdecimal() and len(start) < 6 else 1
        for number, item in enumerate(home.find_all("li", recursive=False), first):
            item["value"] = str(number)


def _make_items(home: Tag) -> None:
    item: Tag | None = None
    for child in list(home.children):
        if isinstance(child, Tag) and child.name == "li":
            item = child
        elif item is not None:
            item.append(child.extract())
        elif _has_words(child):
            item = _wrapped(child, "li")


def _make_paragraphs(tree: Tag) -> None:
    """Words stand in paragraphs; two line breaks part two of them."""
    homes = [*tree.find_all(_HOMES), tree]
    for tag in reversed(tree.find_all([*_EMPHASIS, *_LINES])):
        if tag.find(list(_BLOCKS)) is not None:
            tag.name = "div"  # it holds whole blocks
            homes.append(tag)
    for home in homes:
        _wrap_loose(home)
    for tag in tree.find_all("p"):
        _split_at_breaks(tag)
    for tag in tree.find_all("div"):
        tag.unwrap()
    for tag in tree.find_all(_LINES):
        _trim(tag)
    _name_rules_and_items(tree)


def _name_rules_and_items(tree: Tag) -> None:
    for tag in tree.find_all("p"):
        if _STARS.fullmatch(tag.get_text().strip()):
            tag.clear()
            tag.name = "hr"
    for item in tree.find_all("li"):
        lines = item.find_all("p", recursive=False)
        if len(lines) == 1:
            lines[0].unwrap()


def _wrap_loose(home: Tag) -> None:
    run: list[PageElement] = []
    for child in [*home.children, None]:
        if child is not None and not _is_block(child):
            run.append(child)
            continue
        if any(map(_has_words, run)):
            paragraph = _wrapped(run[0], "p")
            paragraph.extend(run[1:])
        else:
            for empty in run:
                empty.extract()
        run = []


def _split_at_breaks(paragraph: Tag) -> None:
    """An empty line within a paragraph ends it."""
    parts: list[list[PageElement]] = [[]]
    breaks = 0
    for child in list(paragraph.children):
        if isinstance(child, Tag) and child.name == "br":
            breaks += 1
        elif _has_words(child):
            if breaks > 1:
                parts.append([])
            breaks = 0
        parts[-1].append(child)
    for part in parts[1:]:
        following = _wrapped(part[0], "p")
        following.extend(part[1:])
        paragraph.insert_after(following.extract())
        paragraph = following


def _trim(line: Tag) -> None:
    """No breaks and no spaces at either end of a line."""
    for at in (0, -1):
        while line.contents and not _has_words(line.contents[at]):
            line.contents[at].extract()


def _mend_tables(tree: Tag) -> None:
    """Every row as long as the longest, as Markdown wants it. A table of one column
    only held its paragraphs in place."""
    for table in reversed(tree.find_all("table")):
        rows = [
            list(row.find_all(["td", "th"], recursive=False))
            for row in table.find_all("tr")
        ]
        rows = [row for row in rows if any(_has_words(cell) for cell in row)]
        if not rows or max(map(len, rows)) < 2 or table.find_parent("table"):
            for tag in table.find_all(["thead", "tbody", "tr", "td", "th"]):
                tag.unwrap()
            table.unwrap()
        else:
            _rebuild(table, rows)


def _rebuild(table: Tag, rows: list[list[Tag]]) -> None:
    cells = _grid(rows)
    width = max(map(len, cells))
    maker = BeautifulSoup("", "html.parser")
    table.clear()
    for row in cells:
        line = maker.new_tag("tr")
        for cell in [*row, *[None] * (width - len(row))]:
            td = cell or maker.new_tag("td")
            td.name, td.attrs = "td", {}
            line.append(td)
        table.append(line)


def _grid(rows: Iterable[list[Tag]]) -> list[list[Tag | None]]:
    """The cells at their places; one that spans others leaves those empty."""
    below: dict[int, int] = {}
    grid: list[list[Tag | None]] = []
    for row in rows:
        line: list[Tag | None] = []
        for cell in row:
            _skip(line, below)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for column in range(len(line), len(line) + across):
                if down > 1:
                    below[column] = down - 1
            line += [cell, *[None] * (across - 1)]
        _skip(line, below)
        grid.append(line)
    return grid


def _skip(line: list[Tag | None], below: dict[int, int]) -> None:
    while below.get(len(line), 0) > 0:
        below[len(line)] -= 1
        line.append(None)


def _span(cell: Tag, name: str) -> int:
    said = str(cell.get(name) or "1")
    return min(int(said), _COLUMNS) if said.isdecimal() and len(said) < 6 else 1


def _mend_emphasis(tree: Tag) -> None:
    """One run of emphasis for one run of words, of words only."""
    for tag in tree.find_all(_EMPHASIS):
        if tag.find_parent(tag.name) or not tag.get_text(strip=True):
            tag.unwrap()
    _join_words(tree)
    for tag in tree.find_all(_EMPHASIS):
        if tag.parent is not None:
            _join_following(tag)
    for tag in tree.find_all(_EMPHASIS):
        _hug(tag)
    _join_words(tree)


def _join_following(tag: Tag) -> None:
    while True:
        between = tag.next_sibling
        after = between
        if isinstance(between, NavigableString) and not between.strip():
            after = between.next_sibling
        if not isinstance(after, Tag) or after.name not in _EMPHASIS:
            return
        if after.name != tag.name:
            edges = tag.get_text()[-1:] + after.get_text()[:1]
            if after is not between or " " in edges:
                return
            after.unwrap()  # **so***so* could not be told apart
            continue
        if between is not after and between is not None:
            tag.append(between.extract())
        tag.extend(list(after.contents))
        after.extract()


def _hug(tag: Tag) -> None:
    """Signs at the edge of emphasis, right beside a word, move out of it: Markdown
    would not see where it ends."""
    texts = [t for t in tag.find_all(string=True) if t.strip()]
    if not texts:
        return
    before, after = _char(tag.previous_sibling, -1), _char(tag.next_sibling, 0)
    first, last = str(texts[0]), str(texts[-1])
    if before.isalnum() and _is_sign(first[0]):
        tag.insert_before(first[0])
        texts[0].replace_with(first[1:])
        _hug(tag)
    elif after.isalnum() and _is_sign(last[-1]):
        tag.insert_after(last[-1])
        texts[-1].replace_with(last[:-1])
        _hug(tag)


def _char(beside: PageElement | None, at: int) -> str:
    text = str(beside) if isinstance(beside, NavigableString) else ""
    return text[at] if text else ""


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _drop_empty(tree: Tag) -> None:
    for tag in reversed(tree.find_all(True)):
        if tag.name in ("br", "hr", "note", "td", "tr") or tag.find(["hr", "note"]):
            continue
        if not tag.get_text(strip=True):
            tag.replace_with(" ") if tag.name in _EMPHASIS else tag.extract()
    for one, other in list(pairwise(tree.find_all("hr"))):
        if one.next_sibling is other:
            other.extract()


def _wrapped(child: PageElement, name: str) -> Tag:
    home: Tag = BeautifulSoup("", "html.parser").new_tag(name)
    child.replace_with(home)
    home.append(child)
    return home


def _is_block(child: PageElement) -> bool:
    return isinstance(child, Tag) and child.name in _BLOCKS


def _has_words(child: PageElement) -> bool:
    if isinstance(child, Tag):
        return child.name == "note" or bool(
            child.get_text(strip=True) or child.find("note")
        )
    return bool(str(child).strip())
