"""CommonMark as the newsroom reads it: the parser, and how its blocks are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from articles.markup.cleaning import clean_line
from articles.markup.links import Figure, is_allowed, mark_links, place_pictures
from articles.markup.notes import place_notes, read_notes
from articles.markup.typography import set_type, typeset


class CommonMarkParser(MarkdownIt):
    """CommonMark with tables and struck-out words, and no way in for HTML."""

    def __init__(self, *, html: bool = False) -> None:
        super().__init__("commonmark", {"html": html, "xhtmlOut": False})
        self.enable(["table", "strikethrough"])


class HouseParser(CommonMarkParser):
    """The same with the house's rules of links, pictures, notes and type."""

    def __init__(self) -> None:
        super().__init__()
        read_notes(self)
        rules = self.core.ruler
        rules.before("text_join", "set_type", set_type)
        for rule in (
            place_pictures,
            mark_links,
            place_notes,
            _shift_headings,
            _align_cells,
        ):
            rules.push(rule.__name__, rule)
        self.add_render_rule("figure", _draw_figure)
        self.add_render_rule("table_open", _draw_table_open)
        self.add_render_rule("table_close", _draw_table_close)

    def validateLink(self, url: str) -> bool:  # noqa: N802 -- the library's name
        return is_allowed(url)


def _shift_headings(state: StateCore) -> None:
    """The page's headline is its h1: the highest heading a column uses becomes h2,
    the next h3, all others h4, and no level is skipped."""
    headings = [t for t in state.tokens if t.type in ("heading_open", "heading_close")]
    used = sorted({heading.tag for heading in headings})
    for heading in headings:
        heading.tag = f"h{min(2 + used.index(heading.tag), 4)}"


def _align_cells(state: StateCore) -> None:
    """A cell's alignment is a class: style attributes are refused on our pages."""
    for cell in state.tokens:
        if cell.type in ("th_open", "td_open") and "style" in cell.attrs:
            side = str(cell.attrs.pop("style")).removeprefix("text-align:")
            cell.attrs["class"] = f"cell-{side}"


def _draw_table_open(*_: Any) -> str:
    # Wide tables scroll by themselves; the keyboard must be able to reach them.
    return (
        '<div class="prose-table" role="group" tabindex="0" aria-label="Table">\n'
        "<table>\n"
    )


def _draw_table_close(*_: Any) -> str:
    return "</table>\n</div>\n"


def _draw_figure(_: Any, tokens: list[Token], at: int, *__: Any) -> str:
    return "".join(_figure(**tokens[at].meta))


def _figure(source: str, figure: Figure) -> Iterator[str]:
    caption = escape(typeset(clean_line(figure.caption)))
    alt, credit, label = (
        escape(clean_line(words)) for words in (figure.alt, figure.credit, figure.label)
    )
    yield '<figure class="prose-shot"><div class="shot">'
    yield f'<img src="{source}" alt="{alt}" width="{figure.width:d}"'
    yield f' height="{figure.height:d}" loading="lazy">'
    if label:
        yield f'<span class="ai-label">{label}</span>'
    yield "</div>"
    if caption or credit:
        said = " ".join(filter(None, (caption, credit and f"<b>{credit}</b>")))
        yield f'<figcaption class="shot-caption">{said}</figcaption>'
    yield "</figure>\n"
