"""Turns the marks of a keyboard into the marks of a printer: quotes, apostrophes,
primes, dashes and the ellipsis, as English newspapers set them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# A run of text and whether we may touch it. Code, addresses and characters the
# writer escaped (\") are not ours; they still tell what stands beside a quote.
Piece = tuple[str, bool]

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]*[^\s<>\"'.,;:!?)\]]", re.IGNORECASE
)
_QUOTES = re.compile("[\"']+|[“”]")
_FEET_AND_INCHES = re.compile(
    r"(?<![\w'’.])[0-9]{1,3}(')(?:[ ](?=[0-9.]+\"))?[0-9]{1,2}(?:\.[0-9]+)?(\")?"
)
_MEASURED = re.compile(r"(?<![\w'’.,])(?:[0-9]{1,3}|[0-9]{1,2}\.[0-9]{1,2})$")

# Words that have lost their beginning. After these an apostrophe stands even though
# it looks like an opening quote ...
_CLIPPED = re.compile(
    r"(?:tis|tisn't|twas|twasn't|twere|twill|twould|twixt|em|til|n|cos|cuz|nuff|neath"
    r"|gainst|[0-9]{2}s)(?![\w'’])|n'(?!\w)",
    re.IGNORECASE,
)
# ... and after these unless a single quotation plainly ends further on.
_PERHAPS_CLIPPED = re.compile(
    r"(?:cause|round|bout|fore|cept|[0-9]{2})(?![\w'’])", re.IGNORECASE
)
_MAY_CLOSE = re.compile(r"(?<=[^\s(\[{'])'(?!\w)")
_SURELY_CLOSES = re.compile(r"[.,;?!…]\"?'(?!\w)")

_OPENS = frozenset("([{<|=/¿¡“‘„«-–—")
_ENDS = frozenset(".,;:!?)]}>|/”’»…-–—")

_DASHES_AND_DOTS = re.compile(
    r"(?<!\.)\.{3}(?=\.?(?!\.))"  # three dots, or three and a full stop
    r"|(?<!-)---(?!-)"
    r"|(?<=[^\s-])--(?!-)|(?<!\S)--(?=\s|$)"  # never the two of " --option"
)
_SET = {"...": "…", "---": "—", "--": "–"}


def typeset(line: str) -> str:
    """One plain line (a headline, a standfirst, a caption) with printers' marks."""
    return typeset_pieces([(line, True)])[0]


def typeset_pieces(pieces: Sequence[Piece]) -> list[str]:
    """One paragraph, given in pieces because its emphasis and links cut it up, each
    piece typeset with its neighbours in view. A quotation may span pieces."""
    text = "".join(piece for piece, _ in pieces)
    seen = "".join(
        piece if ours else _QUOTES.sub(_veil, piece) for piece, ours in pieces
    )
    seen = _ADDRESS.sub(_veil, seen)
    curled = _curl(seen)
    text = "".join(
        curled[at] if seen[at] in "\"'" else letter for at, letter in enumerate(text)
    )
    finished, start = [], 0
    for piece, ours in pieces:
        end = start + len(piece)
        finished.append(_join_marks(text, seen, start, end) if ours else piece)
        start = end
    return finished


def _veil(found: re.Match[str]) -> str:
    return "x" * len(found[0])


def set_type(state: StateCore) -> None:
    """The parser's rule: every block of words is typeset by itself, so that a long
    quotation whose every paragraph opens anew opens with the right mark."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            tokens = [t for t in block.children if t.content or t.type in _STAND_INS]
            pieces = list(_pieces(tokens, block.children))
            for token, content in zip(tokens, typeset_pieces(pieces), strict=True):
                if token.type == "text":
                    token.content = content


_STAND_INS = {"softbreak": "\n", "hardbreak": "\n", "image": "x"}


def _pieces(tokens: Sequence[Token], whole: Sequence[Token]) -> Iterable[Piece]:
    verbatim = {
        id(whole[at + 1])
        for at, token in enumerate(whole)
        if token.type == "link_open" and token.info == "auto"
    }
    for token in tokens:
        if token.type in _STAND_INS:
            # Blanks must be seen as blanks, yet hold nothing to change.
            yield _STAND_INS[token.type], True
        else:
            yield token.content, token.type == "text" and id(token) not in verbatim


def _join_marks(text: str, seen: str, start: int, end: int) -> str:
    parts: list[str] = []
    done = start
    for found in _DASHES_AND_DOTS.finditer(seen, start, end):
        parts += text[done : found.start()], _SET[found[0]]
        done = found.end()
    parts.append(text[done:end])
    return "".join(parts)


def _curl(text: str) -> str:
    """The same text, letter for letter, with its quotes, primes and apostrophes."""
    out = list(text)
    for found in _FEET_AND_INCHES.finditer(text):
        out[found.start(1)] = "′"
        if found[2]:
            out[found.start(2)] = "″"
    paragraph = _Quotations(text, out)
    for run in _QUOTES.finditer(text):
        after = text[run.end() : run.end() + 1]
        for at in range(run.start(), run.end()):
            paragraph.set(at, after)
    return "".join(out)


class _Quotations:
    """Reads one paragraph from left to right and remembers what is open."""

    def __init__(self, text: str, out: list[str]) -> None:
        self.text, self.out = text, out
        self.open = {'"': 0, "'": 0}
        self.last_may_close = _last(_MAY_CLOSE, text)
        self.last_surely_closes = _last(_SURELY_CLOSES, text)

    def set(self, at: int, after: str) -> None:
        """Set the quote at a place; ``after`` is what follows its run of quotes."""
        mark = self.out[at]
        before = self.out[at - 1] if at else ""
        if mark == '"':
            self.out[at] = self._double(at, before, after)
        elif mark == "'":
            self.out[at] = self._single(at, before, after)
        elif mark in "“”":
            self._note('"', opens=mark == "“")

    def _double(self, at: int, before: str, after: str) -> str:
        if not self.open['"'] and self._is_measure(at):
            return "″"
        opens = self._opens('"', before, after)
        self._note('"', opens=opens)
        return "“" if opens else "”"

    def _single(self, at: int, before: str, after: str) -> str:
        beside = self.text[at + 1 : at + 2]
        if before.isalnum() and beside.isalnum():
            return "’"
        if not self.open["'"] and self._is_measure(at):
            return "′"
        opens = self._opens("'", before, after)
        if opens and self._is_clipped(at, before):
            return "’"
        self._note("'", opens=opens)
        return "‘" if opens else "’"

    def _opens(self, mark: str, before: str, after: str) -> bool:
        blank_before, blank_after = not before.strip(), not after.strip()
        may_open = blank_before or before in _OPENS
        may_close = blank_after or after in _ENDS
        if may_open != may_close:
            return may_open
        if blank_before != blank_after:
            return blank_before
        return not self.open[mark]

    def _is_measure(self, at: int) -> bool:
        """A short number stands right before: feet, inches, minutes, seconds."""
        return bool(_MEASURED.search(self.text[max(0, at - 6) : at]))

    def _is_clipped(self, at: int, before: str) -> bool:
        if _CLIPPED.match(self.text, at + 1):
            return True
        if _PERHAPS_CLIPPED.match(self.text, at + 1):
            return at > self.last_surely_closes
        # In the middle of a sentence, and nothing to close it: "give 'im a hand".
        amid_words = before.isspace() and self.text[at - 2 : at - 1].isalnum()
        return amid_words and at >= self.last_may_close

    def _note(self, mark: str, *, opens: bool) -> None:
        self.open[mark] = max(0, self.open[mark] + (1 if opens else -1))


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() - 1 for found in pattern.finditer(text)), default=-1)
