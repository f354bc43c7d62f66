"""A column's notes stand in the margin, beside the paragraph that calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def


def read_notes(parser: MarkdownIt) -> None:
    """Teach the parser ``[^1]`` in the text and ``[^1]: the note`` below it."""
    footnote_plugin(parser, inline=False, move_to_end=False)
    ends: RuleOptionsType = {"alt": ["paragraph", "reference"]}
    parser.block.ruler.at("footnote_def", _definition, ends)


def place_notes(state: StateCore) -> None:
    """The parser's rule: each note follows the block that first calls it. A note
    that nothing calls is left out."""
    called = state.env.get("footnotes", {}).get("list", {})
    body, written = _part(state.tokens)
    margin = _Margin(
        state.env["docId"],
        {key: written[note["label"]] for key, note in called.items()},
    )
    state.tokens = [
        token for block in outermost(body) for token in margin.beside(block)
    ]


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A note inside a note is text: the plugin would lose the outer one's words."""
    if state.env.get("in_note") and state.sCount[start] >= state.blkIndent:
        return False
    before = state.env.get("in_note", False)
    state.env["in_note"] = True
    try:
        return bool(footnote_def(state, start, end, silent))
    finally:
        state.env["in_note"] = before


def _part(tokens: Iterable[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The running text, and the notes by label (of two alike, the first)."""
    body: list[Token] = []
    written: dict[str, list[Token]] = {}
    into = body
    for token in tokens:
        if token.type == "footnote_reference_open":
            note: list[Token] = []
            written.setdefault(token.meta["label"], note)
            into = note
        elif token.type == "footnote_reference_close":
            into = body
        else:
            into.append(token)
    return body, written


def outermost(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The outermost blocks: paragraphs, lists, quotations, tables."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


class _Margin:
    """Numbers the notes of one column in the order readers meet them."""

    def __init__(self, doc_id: str, notes: dict[int, list[Token]]) -> None:
        self.doc_id, self.notes = doc_id, notes
        self.numbers: dict[int, int] = {}
        self.waiting: list[int] = []

    def beside(self, block: list[Token]) -> Iterator[Token]:
        """The block, with the notes it is the first to call."""
        self._number(block)
        if not self.waiting:
            yield from block
            return
        yield _open("div", {"class": "noted"})
        yield from block
        yield _open("aside", {"class": "note", "role": "note"})
        while self.waiting:
            yield from self._note(self.waiting.pop(0))
        yield _close("aside")
        yield _close("div")

    def _note(self, key: int) -> Iterator[Token]:
        tokens, name = self.notes[key], f"{self.doc_id}-{self.numbers[key]}"
        self._number(tokens)  # a note may call another
        number = _html(f'<b class="num">{self.numbers[key]}</b> ')
        back = _html(
            f' <a class="note-back" href="#fnref-{name}"'
            ' aria-label="Back to the text">↩︎</a>'
        )
        if not tokens or tokens[0].type != "paragraph_open":
            tokens = [*_paragraph(), *tokens]
        if tokens[-1].type != "paragraph_close":
            tokens = [*tokens, *_paragraph()]
        tokens[1].children = [number, *(tokens[1].children or [])]
        tokens[-2].children = [*(tokens[-2].children or []), back]
        yield _open("div", {"class": "note-item", "id": f"fn-{name}"})
        yield from tokens
        yield _close("div")

    def _number(self, block: list[Token]) -> None:
        for token in block:
            if token.type == "inline":
                token.children = [
                    self._call(child) if child.type == "footnote_ref" else child
                    for child in token.children or []
                ]

    def _call(self, token: Token) -> Token:
        key, again = token.meta["id"], token.meta["subId"]
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers) + 1
            self.waiting.append(key)
        number = self.numbers[key]
        name = f"{self.doc_id}-{number}"
        place = f"{name}:{again}" if again else name
        return _html(
            f'<sup class="note-call"><a href="#fn-{name}" id="fnref-{place}"'
            f' aria-label="Note {number}">{number}</a></sup>'
        )


def _open(tag: str, attributes: Mapping[str, str]) -> Token:
    return Token(f"{tag}_open", tag, 1, block=True, attrs=dict(attributes))


def _close(tag: str) -> Token:
    return Token(f"{tag}_close", tag, -1, block=True)


def _html(content: str) -> Token:
    """Our own few marks, built from numbers and the column's id, never from words."""
    return Token("html_inline", "", 0, content=content)


def _paragraph() -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, block=True),
        Token("inline", "", 0, children=[], block=True),
        Token("paragraph_close", "p", -1, block=True),
    ]
