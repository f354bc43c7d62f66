"""What Word, Google Docs or a web page puts on the clipboard, as Markdown."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from editorial.kinds import FileRefused
from editorial.word.brought import Brought
from editorial.word.markdown import as_markdown
from editorial.word.notes import take_notes
from editorial.word.sanitised import sanitised
from editorial.word.tidy import tidy

_NOT_READ = (
    "What was pasted could not be read. Paste it as plain text (Ctrl, Shift and V)."
)
_IMAGE = re.compile(r"<img\b", re.I)
_LEVEL = re.compile(r"mso-list:\s*l\d+ level(\d)", re.I)
_NUMBER = re.compile(r"\s*\(?(?:\d{1,3}|[a-z]{1,5})[.)]", re.I)
_UNSEEN = re.compile(r"comment-list|display:\s*none|hide:\s*all")
_COMMENT = re.compile(r"mso-?comment", re.I)
_TITLES = {"MsoTitle"}
_QUOTES = {"MsoQuote", "MsoIntenseQuote", "MsoBlockText"}


def from_html(html: str, *, taken: int = 0) -> Brought:
    """The same Markdown a file would give. Notes are numbered from ``taken`` + 1.

    Raises ``FileRefused``, and nothing else, whatever comes.
    """
    try:
        soup = sanitised(html)
        comments, insertions, deletions = _drop_unseen(soup)
        notes = take_notes(soup)
        _make_lists(soup)
        _name_by_style(soup)
        tidy(soup, *notes.values())
        text = as_markdown(soup, notes, taken=taken)
    except FileRefused:
        raise
    except Exception as odd:  # libraries raise whatever hostile input makes them
        raise FileRefused(_NOT_READ) from odd
    return Brought(
        markdown=text,
        insertions=insertions,
        deletions=deletions,
        comments=comments,
        pictures=len(_IMAGE.findall(html)),
    )


def _drop_unseen(soup: BeautifulSoup) -> tuple[int, int, int]:
    """Comments, deleted and hidden words go; how many comments, insertions and
    deletions there were."""
    comments = 0
    for tag in soup.find_all(True):
        if tag.decomposed:
            continue
        style, classes = _style(tag), _classes(tag)
        if any(_COMMENT.match(name) for name in classes):
            comments += "MsoCommentReference" in classes
            tag.decompose()
        elif _UNSEEN.search(style):
            tag.decompose()
    insertions, deletions = soup.find_all("ins"), soup.find_all("del")
    for tag in deletions:
        tag.decompose()
    return comments, len(insertions), len(deletions)


def _name_by_style(soup: BeautifulSoup) -> None:
    """What a style says becomes a tag that says it."""
    for tag in soup.find_all(["p", "div"]):
        names = _classes(tag)
        if names & _TITLES:
            tag.name = "h1"
        elif names & _QUOTES:
            tag.name = "blockquote"
    for tag in soup.find_all(["b", "strong", "span", "i", "em", "font", "u"]):
        style = _style(tag)
        for name in _meant(tag, style):
            _wrap_inside(soup, tag, name)
        tag.unwrap()


def _meant(tag: Tag, style: str) -> list[str]:
    """The tags that stand for the look of this one."""
    is_heading = tag.find_parent(re.compile("^h[1-6]$")) is not None
    weight = re.search(r"font-weight:\s*(\w+)", style)
    bold = (
        weight[1] in ("bold", "bolder") or weight[1] in ("600", "700", "800", "900")
        if weight
        else tag.name in ("b", "strong")
    )
    slant = re.search(r"font-style:\s*(\w+)", style)
    italic = slant[1] in ("italic", "oblique") if slant else tag.name in ("i", "em")
    found = ["strong"] if bold and not is_heading else []
    found += ["em"] if italic else []
    found += ["s"] if "line-through" in style else []
    found += ["sup"] if re.search(r"vertical-align:\s*super", style) else []
    found += ["sub"] if re.search(r"vertical-align:\s*sub", style) else []
    return found


def _wrap_inside(soup: BeautifulSoup, tag: Tag, name: str) -> None:
    if tag.find(["p", "div", "li", "table", "blockquote"]) is not None:
        return  # a wrapper of whole paragraphs says nothing of their words
    inner = soup.new_tag(name)
    inner.extend(list(tag.contents))
    tag.append(inner)


def _make_lists(soup: BeautifulSoup) -> None:
    """Word's list paragraphs, which are only indented, become lists."""
    open_lists: list[Tag] = []
    last: Tag | None = None
    for paragraph in soup.find_all("p"):
        found = _LEVEL.search(_style(paragraph))
        if found is None:
            continue
        mark = _taken_mark(paragraph)
        if last is None or _next_tag(last) is not paragraph:
            open_lists = []
        kind = "ol" if _NUMBER.match(mark) else "ul"
        home = _list_at(soup, open_lists, int(found[1]), kind, paragraph)
        paragraph.name = "li"
        home.append(paragraph.extract())
        last = open_lists[0]


def _list_at(
    soup: BeautifulSoup, open_lists: list[Tag], level: int, kind: str, at: Tag
) -> Tag:
    """The list an item of this level belongs into, opened if need be."""
    level = min(level, len(open_lists) + 1)
    del open_lists[level:]
    if len(open_lists) < level:
        opened = soup.new_tag(kind)
        if open_lists:
            open_lists[-1].find_all("li", recursive=False)[-1].append(opened)
        else:
            at.insert_before(opened)
        open_lists.append(opened)
    return open_lists[-1]


def _taken_mark(paragraph: Tag) -> str:
    """The bullet or number Word has typed before an item, taken away."""
    for span in paragraph.find_all(True):
        if "mso-list" in _style(span):
            mark = span.get_text()
            span.decompose()
            return mark
    return ""


def _next_tag(tag: Tag) -> Tag | None:
    for sibling in tag.next_siblings:
        if isinstance(sibling, Tag):
            return sibling
        if str(sibling).strip():
            return None
    return None


def _style(tag: Tag) -> str:
    return str(tag.get("style") or "").lower()


def _classes(tag: Tag) -> set[str]:
    return {str(name) for name in tag.get_attribute_list("class")}
