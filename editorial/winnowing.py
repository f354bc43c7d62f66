"""Which passages do two texts share? Fingerprints to find them by, and the passages.

Winnowing (Schleimer, Wilkerson, Aiken, 2003): of every few runs of six words in a row
the smallest mark is kept. Wherever two texts share a dozen words in a row, both have
kept the same mark, whatever stands around them. Where words are written without
spaces between them, as in Khmer, characters take their place.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

RUN = 24  # quarters of a word: six words
WINDOW = 8  # runs, of which one is kept
WINDOW_UNSPACED = 24  # the same span where a run begins at every character
LEAST = 40  # quarters of a word: shorter passages are everybody's
CLEAR = 48  # quarters: a match has one passage of this length
GAP = 3  # words by which two passages may be parted and still be one
MOST_QUOTED = 150 * 4  # quarters: nobody hides a column in quotation marks
_PLACES = 8  # of the same run, followed up

_SPACES = r"\s\u0021-\u0026\u0028-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9"
_SIGNS = r"\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u3000-\u3020"
_POINTS = r"\u2000-\u200b\u200e-\u2018\u201a-\u206f\u17d4-\u17db\uff01-\uff0f"
_UNSPACED = r"\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17d3\u17dc-\u17ff"
_IDEOGRAPHS = r"\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNIT = re.compile(
    rf"(?P<letter>[{_UNSPACED}])|(?P<sign>[{_IDEOGRAPHS}])"
    rf"|[^{_SPACES}{_SIGNS}{_POINTS}{_UNSPACED}{_IDEOGRAPHS}]+"
)
_WEIGHTS = {"letter": 1, "sign": 2, None: 4}

# What is written about the words and is none of them.
_ADDRESS = re.compile(
    r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)"
    r"|<https?://[^>\s]*>|\bhttps?://\S+|\[\^[^\]\s]{1,40}\]:?"
)
_QUOTATION = re.compile(
    r"“[^“”\n]*(?:\n(?!\n)[^“”\n]*)*”|«[^«»\n]*(?:\n(?!\n)[^«»\n]*)*»|„[^„“”\n]*[“”]"
    r"|「[^「」\n]*」|(?<!\w)‘(?:[^‘’\n]|’(?=\w))*’(?!\w)"
    r'|(?<!\w)"(?=\S)[^"\n]*(?<=\S)"(?!\w)'
    r"|^[ ]{0,3}>[^\n]*(?:\n[^\n]+)*",
    re.MULTILINE,
)
# What every closing line says, in whose words ever.
_FORMULA = re.compile(
    r"(?:the )?(?:views?|opinions?)(?: and (?:views?|opinions?))? (?:expressed|here|"
    r"stated)[^.\n]{0,60}?(?:are|is) [^.\n]{0,80}own\b"
    r"|(?:^|(?<=[.!?*_]))[^.\n]{1,80}? is an? [^.\n]{0,80}?based in [^.\n]{0,60}",
    re.IGNORECASE | re.MULTILINE,
)
_DROPPED = re.compile("['’\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f]")
_MARKS = re.compile(r"^[ ]{0,3}(?:#{1,6}|>+|[-*+]|\d+\.)\s+|[*_`\[\]\\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text that are its writer's own, and where each of them stands.

    ``weights`` are in quarters of a word. Quotations and addresses are left out."""

    source: str
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    weights: tuple[int, ...]

    @property
    def weight(self) -> int:
        return sum(self.weights)


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage two texts share: where it stands in each, how it reads there, and
    its length in words (of four letters, where no spaces part them)."""

    start: int
    ours: str
    theirs: str
    words: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What two texts share. ``share`` is that of the first one's own words, 0 to 1;
    ``reckoned`` the number of words where there are no passages to count."""

    passages: tuple[Passage, ...]
    share: float
    reckoned: int = 0

    @property
    def words(self) -> int:
        return self.reckoned or sum(each.words for each in self.passages)


NOTHING = Shared((), 0.0)


def read(source: str) -> Text:
    """The writer's own words of a Markdown text, in order."""
    bare = _ADDRESS.sub(_blank, source)
    found = _units(_FORMULA.sub(_blank, _without_quotations(bare)))
    return Text(source, *found)


def marks(text: Text) -> dict[int, int]:
    """Its fingerprints: each mark with the word its run begins at, in order. About
    one for every four or five words."""
    starts = list(_runs(text))
    hashed = [_mark(text.words[start:end]) for start, end in starts]
    is_spaced = len(text.words) * 4 < 2 * text.weight
    window = WINDOW if is_spaced else WINDOW_UNSPACED
    kept: dict[int, int] = {}
    for place in _smallest(hashed, window):
        kept.setdefault(hashed[place], starts[place][0])
    return kept


def shared(one: Text, other: Text) -> Shared:
    """The passages of ``one`` that stand in ``other`` too, in the order of ``one``.

    Nothing, unless one of them is of twelve words."""
    spans = _joined(_matching(one, other))
    sums = _sums(one)
    long = [s for s in spans if sums[s[1]] - sums[s[0]] >= LEAST]
    if not any(sums[s[1]] - sums[s[0]] >= CLEAR for s in long):
        return NOTHING
    covered = sum(sums[s[1]] - sums[s[0]] for s in long)
    passages = tuple(
        Passage(
            start=one.places[a][0],
            ours=_said(one, a, b),
            theirs=_said(other, c, d),
            words=(sums[b] - sums[a]) // 4,
        )
        for a, b, c, d in long
    )
    return Shared(passages, covered / sums[-1])


def _without_quotations(source: str) -> str:
    """Blanks in place of each quotation. One of a column's length is no quotation, nor
    is anything one when most of the text stands in quotation marks."""
    without = _QUOTATION.sub(_blank_if_short, source)
    if without == source or _weight(without) * 2 >= _weight(source):
        return without
    return source


def _blank_if_short(found: re.Match[str]) -> str:
    return found[0] if _weight(found[0]) > MOST_QUOTED else _blank(found)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _weight(source: str) -> int:
    return sum(_WEIGHTS[found.lastgroup] for found in _UNIT.finditer(source))


def _units(
    source: str,
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...], tuple[int, ...]]:
    words, places, weights = [], [], []
    for found in _UNIT.finditer(source):
        word = _plain(found[0])
        if word:
            words.append(word)
            places.append(found.span())
            weights.append(_WEIGHTS[found.lastgroup])
    return tuple(words), tuple(places), tuple(weights)


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    """Without case, accents and hidden characters; the same for all its spellings."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return unicodedata.normalize("NFC", _DROPPED.sub("", split))


def _runs(text: Text) -> Iterator[tuple[int, int]]:
    """Each run of six words: the first word, and the one behind the last."""
    end = weight = 0
    for start, first in enumerate(text.weights):
        while weight < RUN and end < len(text.weights):
            weight += text.weights[end]
            end += 1
        if weight < RUN:
            return
        yield start, end
        weight -= first


def _mark(words: Sequence[str]) -> int:
    said = hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(said, "big", signed=True)


def _smallest(numbers: Sequence[int], window: int) -> Iterator[int]:
    """The place of the smallest number in every window, the last of equals."""
    if len(numbers) < window:
        window = max(1, len(numbers))
    waiting: deque[int] = deque()
    last = -1
    for place, number in enumerate(numbers):
        while waiting and numbers[waiting[-1]] >= number:
            waiting.pop()
        waiting.append(place)
        if waiting[0] <= place - window:
            waiting.popleft()
        if place >= window - 1 and waiting[0] != last:
            last = waiting[0]
            yield last


Span = tuple[int, int, int, int]  # from, to in the one text; from, to in the other


def _matching(one: Text, other: Text) -> Iterator[Span]:
    """The longest runs of equal words, from left to right."""
    known: dict[tuple[str, ...], list[int]] = {}
    for start, end in _runs(other):
        places = known.setdefault(other.words[start:end], [])
        if len(places) < _PLACES:
            places.append(start)
    done = 0
    for start, end in _runs(one):
        if start < done:
            continue
        places = known.get(one.words[start:end], [])
        if places:
            length, at = max((_equal(one, other, start, p), -p) for p in places)
            done = start + length
            yield start, done, -at, -at + length


def _equal(one: Text, other: Text, at: int, place: int) -> int:
    most = min(len(one.words) - at, len(other.words) - place)
    for length in range(most):
        if one.words[at + length] != other.words[place + length]:
            return length
    return most


def _joined(spans: Iterator[Span]) -> list[Span]:
    """Passages parted by a word or two are one passage with a word changed."""
    joined: list[Span] = []
    for span in spans:
        if joined:
            a, b, c, d = joined[-1]
            if span[0] - b <= GAP and 0 <= span[2] - d <= GAP:
                joined[-1] = (a, span[1], c, span[3])
                continue
        joined.append(span)
    return joined


def _sums(text: Text) -> list[int]:
    sums = [0]
    for weight in text.weights:
        sums.append(sums[-1] + weight)
    return sums


def _said(text: Text, start: int, end: int) -> str:
    """How a passage reads, without the marks of its Markdown."""
    said = text.source[text.places[start][0] : text.places[end - 1][1]]
    return " ".join(_MARKS.sub("", _ADDRESS.sub("", said)).split())
