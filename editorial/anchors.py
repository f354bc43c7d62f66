"""Where do these words stand in another text? An anchor is some words as they are read,
without marks, and a little of what stands on both sides. It finds them unchanged, at
another place, or put in other words; or says that they are gone.

Only words count: other marks, spaces or capitals are no change. Reading a text takes
as long as it is, and each anchor in it far less: look for many in one ``Reading``.
"""

from __future__ import annotations

import bisect
import enum
import itertools
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from articles import markup
from editorial.sentences import spans, words_of

LIKE_ENOUGH = 0.6
BESIDE = 80  # characters kept of what stands before, and after
_MOST_PLACES = 300  # of the same words in one text that are looked at
_MOST_ALIKE = 8  # sentences that are compared word by word
_FEW = 12  # letters that are too few to know a place by
_LONG = 400  # words beyond which order is not compared


class How(enum.StrEnum):
    """What became of the words."""

    EXACT = "exact"  # where they were
    MOVED = "moved"  # among others
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Some words as read, and up to 80 characters on each side of them."""

    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor stands now: its words as they read there, and from which
    character to which of which paragraph (``Reading.passages``)."""

    how: How
    words: str = ""
    passage: int = 0
    start: int = 0
    end: int = 0

    @property
    def stands(self) -> bool:
        return self.how in (How.EXACT, How.MOVED)


GONE = Place(How.GONE)


def key(text: str) -> str:
    """The words alone; two texts with the same say the same. Invisible characters,
    which part words in Khmer for the eye of a machine only, part nothing here."""
    if not text.isascii():
        text = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return words_of(text)


class Reading:
    """A Markdown text, read once, in which anchors are looked for."""

    def __init__(self, text: str) -> None:
        found = markup.passages(text)
        self.is_quoted = tuple(passage.is_quoted for passage in found)
        self._read(passage.text for passage in found)

    @classmethod
    def of(cls, passages: Iterable[str], quoted: Collection[int] = ()) -> Reading:
        """The same for a text that is in plain paragraphs already; those with a number
        among the ``quoted`` are set as quotations."""
        reading = cls("")
        reading._read(passages)
        reading.is_quoted = tuple(
            number in quoted for number in range(len(reading.passages))
        )
        return reading

    def _read(self, passages: Iterable[str]) -> None:
        self.passages = tuple(passages)
        words: list[str] = []
        self._from: list[int] = []  # of each word: where it begins in the folded text
        self._raw: list[tuple[int, int, int]] = []  # and its passage, start and end
        length = 0
        for number, passage in enumerate(self.passages):
            for start, end in _runs(passage):
                folded = key(passage[start:end])
                if folded:
                    words.append(folded)
                    self._from.append(length)
                    self._raw.append((number, start, end))
                    length += len(folded) + 1
        self._folded = " ".join(words)

    @cached_property
    def sentences(self) -> tuple[Place, ...]:
        """Each sentence of the text at its place."""
        return tuple(
            Place(How.EXACT, passage[start:end], number, start, end)
            for number, passage in enumerate(self.passages)
            for start, end in spans(passage)
            if key(passage[start:end])
        )

    def anchor(self, place: Place) -> Anchor:
        """These words of this text, to be found again in another."""
        passage = self.passages[place.passage]
        before = " ".join(
            (*self.passages[max(place.passage - 1, 0) : place.passage], "")
        )
        after = " ".join(("", *self.passages[place.passage + 1 : place.passage + 2]))
        return Anchor(
            passage[place.start : place.end],
            (before + passage[: place.start])[-BESIDE:].strip(),
            (passage[place.end :] + after)[:BESIDE].strip(),
        )

    def mark(self, words: str, nth: int = 0) -> Anchor | None:
        """The anchor of words that somebody chose in this text; of the same words at
        several places those of the ``nth``, or the first."""
        found = list(self._all(key(words)))
        if not found:
            return None
        chosen = found[nth if nth < len(found) else 0]
        return self.anchor(self._place(*chosen, How.EXACT))

    def sentence_with(self, words: str) -> Place | None:
        """The sentence that is these words, or else the first they stand in."""
        sought = key(words)
        if not sought:
            return None
        if whole := self._sentences_by_key.get(sought):
            return whole[0]
        for span in itertools.islice(self._all(sought), 1):
            place = self._place(*span, How.EXACT)
            for each in self.sentences:
                if each.passage == place.passage and place.start < each.end:
                    return each
        return None

    def find(self, anchor: Anchor) -> Place:
        """Where any words stand now: part of a sentence, or several of them."""
        found = list(self._all(key(anchor.quote)))
        if not found:
            return self._changed(anchor, ())
        best, how = self._standing(anchor, found)
        return self._place(*found[best], how)

    def find_sentence(self, anchor: Anchor, taken: Collection[str] = ()) -> Place:
        """The same for one whole sentence: with a word more it is changed. A sentence
        whose key is among the ``taken`` is not what this one became."""
        found = self._sentences_by_key.get(key(anchor.quote))
        if not found:
            return self._changed(anchor, taken)
        best, how = self._standing(anchor, [self._folded_span(each) for each in found])
        return replace(found[best], how=how)

    # Words that stand

    def _standing(
        self, anchor: Anchor, found: Sequence[tuple[int, int]]
    ) -> tuple[int, How]:
        """Which of these places has most of the same neighbours."""
        before, after = key(anchor.before), key(anchor.after)
        if not before and not after:
            return 0, How.EXACT  # nobody knows what stood beside it
        best, most, how = 0, -1, How.MOVED
        for number, (start, end) in enumerate(found):
            left = self._folded[max(start - len(before) - 1, 0) : start]
            right = self._folded[end : end + len(after) + 1]
            ahead, behind = _alike(left[::-1], before[::-1]), _alike(right, after)
            if ahead + behind <= most:
                continue
            is_here = _is_beside(ahead, before, is_end=start == 0) or _is_beside(
                behind, after, is_end=end == len(self._folded)
            )
            best, most = number, ahead + behind
            how = How.EXACT if is_here else How.MOVED
        return best, how

    def _all(self, sought: str) -> Iterator[tuple[int, int]]:
        """Where these folded words stand, as whole words."""
        if not sought:
            return
        at, seen = self._folded.find(sought), 0
        while at >= 0 and seen < _MOST_PLACES:
            end = at + len(sought)
            if _is_edge(self._folded, at) and _is_edge(self._folded, end):
                yield at, end
            seen += 1
            at = self._folded.find(sought, at + 1)

    def _place(self, start: int, end: int, how: How) -> Place:
        """The place of a stretch of the folded text; where it crosses paragraphs, as
        much of it as stands in the first."""
        passage, begin = self._raw_of(start, is_end=False)
        last, stop = self._raw_of(end - 1, is_end=True)
        if last != passage:
            stop = len(self.passages[passage])
        text = self.passages[passage]
        return Place(how, text[begin:stop], passage, begin, stop)

    def _raw_of(self, at: int, *, is_end: bool) -> tuple[int, int]:
        word = bisect.bisect_right(self._from, at) - 1
        passage, start, end = self._raw[word]
        # within a word of a script without spaces; a letter may fold into two
        length = self._end_of(word) - self._from[word]
        into = at - self._from[word] + (1 if is_end else 0)
        return passage, start + -(-into * (end - start) // length)

    # Words that were changed

    @cached_property
    def _sentences_by_key(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for each in self.sentences:
            found[key(each.words)].append(each)
        return dict(found)

    @cached_property
    def _units(self) -> list[list[str]]:
        return [units(key(each.words)) for each in self.sentences]

    @cached_property
    def _having(self) -> dict[str, list[int]]:
        """The sentences that have each word."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, having in enumerate(self._units):
            for unit in set(having):
                found[unit].append(number)
        return dict(found)

    def _folded_span(self, place: Place) -> tuple[int, int]:
        first = bisect.bisect_left(self._raw, (place.passage, place.start, 0))
        after = bisect.bisect_left(self._raw, (place.passage, place.end, 0))
        return self._from[first], self._end_of(after - 1)

    def _end_of(self, word: int) -> int:
        is_last = word + 1 == len(self._from)
        return len(self._folded) if is_last else self._from[word + 1] - 1

    def _changed(self, anchor: Anchor, taken: Collection[str]) -> Place:
        return self._nearest(anchor, taken) or self._between(anchor, taken) or GONE

    def _nearest(self, anchor: Anchor, taken: Collection[str]) -> Place | None:
        """The sentence most like it, if any is like it: those with its rarest words
        are compared."""
        sought = units(key(anchor.quote))
        having = sorted(
            (self._having[unit] for unit in set(sought) if unit in self._having),
            key=len,
        )
        shared: Counter[int] = Counter()
        for numbers in having:
            if sum(shared.values()) > _MOST_PLACES:
                break
            shared.update(numbers[:_MOST_PLACES])
        best, ratio = None, 0.0
        for number, _ in shared.most_common(_MOST_ALIKE):
            like = likeness(sought, self._units[number])
            if like > ratio and key(self.sentences[number].words) not in taken:
                best, ratio = number, like
        if best is None or ratio < LIKE_ENOUGH:
            return None
        return replace(self.sentences[best], how=How.CHANGED)

    def _between(self, anchor: Anchor, taken: Collection[str]) -> Place | None:
        """What stands now between the words that stood on both sides: a sentence that
        was rewritten whole is no sentence that was taken out."""
        before, after = key(anchor.before), key(anchor.after)
        if len(before) < _FEW and len(after) < _FEW:
            return None
        start = self._folded.find(before) + len(before) if before else 0
        if start < len(before) or (before and len(before) < _FEW):
            return None
        end = self._folded.find(after, start) if after else len(self._folded)
        if end < 0 or (after and len(after) < _FEW):
            return None
        most = 3 * len(anchor.quote) + 200
        if not self._folded[start:end].strip() or end - start > most:
            return None
        start += self._folded[start:end].startswith(" ")
        end -= self._folded[start:end].endswith(" ")
        found = self._place(start, end, How.CHANGED)
        return None if key(found.words) in taken else found


@lru_cache(maxsize=4096)
def _is_kept(letter: str) -> bool:
    """Part of a word, or invisible within one."""
    return bool(words_of(letter)) or unicodedata.category(letter) == "Cf"


def _runs(passage: str) -> Iterator[tuple[int, int]]:
    """Where each word begins and ends; one without spaces is one word."""
    start = -1
    for at, letter in enumerate(passage):
        if _is_kept(letter):
            start = at if start < 0 else start
        elif start >= 0:
            yield start, at
            start = -1
    if start >= 0:
        yield start, len(passage)


def has_no_spaces(letter: str) -> bool:
    """Of a script that sets no space between words: Thai, Lao, Myanmar, Khmer, and
    the scripts of China and Japan."""
    return (
        "\u0e00" <= letter <= "\u0eff"
        or "\u1000" <= letter <= "\u109f"
        or "\u1780" <= letter <= "\u17ff"
        or "\u2e80" <= letter <= "\u9fff"
    )


def _is_edge(folded: str, at: int) -> bool:
    """A word may begin or end here."""
    if at in (0, len(folded)) or " " in folded[at - 1 : at + 1]:
        return True
    return has_no_spaces(folded[at - 1]) or has_no_spaces(folded[at])


def units(folded: str) -> list[str]:
    """The words of a key; of a script without spaces its letters with their marks."""
    found: list[str] = []
    for word in folded.split():
        if not has_no_spaces(word[0]):
            found.append(word)
            continue
        for letter in word:
            if found and unicodedata.category(letter)[0] == "M":
                found[-1] += letter
            else:
                found.append(letter)
    return found


def likeness(one: list[str], other: list[str]) -> float:
    """How much of one the other has, in the same order: from 0 to 1."""
    if max(len(one), len(other)) > _LONG:
        both = (Counter(one) & Counter(other)).total()
        return 2 * both / (len(one) + len(other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _alike(text: str, sought: str) -> int:
    """How many characters agree from the start."""
    pairs = zip(text.lstrip(), sought, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _is_beside(agreeing: int, sought: str, *, is_end: bool) -> bool:
    """Enough of what stood beside it stands there still."""
    return agreeing >= min(len(sought), _FEW) if sought else is_end
