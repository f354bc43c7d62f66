"""One paragraph of the text, edited where it is read. What is saved is the whole text
with that paragraph in it, by the way that every edit goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from articles import markup
from editorial.anchors import key
from editorial.blocks import Block
from editorial.claims import Line
from editorial.claims.lines import State
from editorial.desk.forms import ParagraphForm
from editorial.models import Submission

_LETTERS_A_LINE = 62  # of the box, so that all of a paragraph can be seen


@dataclass(frozen=True, slots=True)
class Edited:
    """The box over one paragraph, and the claims whose finding a change reopens."""

    form: ParagraphForm
    reopens: tuple[int, ...]


def editable(body: str, blocks: Iterable[Block]) -> frozenset[int]:
    """The numbers of the blocks whose Markdown is known: all of them or, should the
    page and its source not agree, none. A picture is changed in the whole text."""
    shown = list(blocks)
    if len(markup.sources(body)) != len(shown):
        return frozenset()
    return frozenset(
        number
        for number, block in enumerate(shown)
        if key(block.text) and not block.html.startswith("<figure")
    )


def box(
    piece: Submission, number: int, block: Block, ledger: Iterable[Line]
) -> Edited | None:
    """The form for that paragraph as it stands in the newest revision."""
    if piece.latest is None:
        return None
    words = _words(piece.latest.body, *markup.sources(piece.latest.body)[number])
    form = ParagraphForm(
        initial={"base": piece.latest.number, "paragraph": number, "words": words},
        auto_id="edited_%s",
    )
    lines = sum(1 + len(each) // _LETTERS_A_LINE for each in words.split("\n"))
    form.fields["words"].widget.attrs["rows"] = max(lines + 1, 3)
    said = key(block.text)
    checked = (State.VERIFIED, State.SOFTEN, State.CUT, State.OPINION)
    return Edited(
        form,
        tuple(
            each.number
            for each in ledger
            if each.state in checked and key(each.sentence) in said
        ),
    )


def put(body: str, number: int, words: str) -> str | None:
    """The whole text with other words for that paragraph, without it where they are
    empty; nothing when there is no such paragraph."""
    places = markup.sources(body)
    if number >= len(places):
        return None
    first, last = places[number]
    lines = body.split("\n")
    new = markup.clean_text(words).strip("\n").rstrip()
    after = lines[last:]
    if not new:
        while after and not after[0].strip():
            after = after[1:]
    return "\n".join([*lines[:first], *([new] if new else []), *after])


def _words(body: str, first: int, last: int) -> str:
    return "\n".join(body.split("\n")[first:last])
