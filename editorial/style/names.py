"""Names and how they are spelt: one letter beside a name we know is shown."""

from __future__ import annotations

import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from editorial.style.finding import Finding
from editorial.style.reading import Reading, Word

_ALONE = 6  # letters; a shorter name of one word is too like other words


@dataclass(frozen=True, slots=True)
class Name:
    """A right spelling, and wrong ones that are known. ``key`` names its rule."""

    spelt: str
    key: str
    wrong: tuple[str, ...] = ()
    why: str = ""


class Names:
    """Names made ready to look with: by each of their words and its place."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._right: set[tuple[str, ...]] = set()
        self._wrong: dict[tuple[str, ...], Name] = {}
        self._by_word: dict[tuple[int, int, str], list[tuple[Name, _Words]]] = (
            defaultdict(list)
        )
        self._alone: dict[str, list[tuple[Name, str]]] = defaultdict(list)
        for name in names:
            self._add(name)
        self._lengths = sorted(
            {len(words) for words in (*self._right, *self._wrong)}, reverse=True
        )

    def _add(self, name: Name) -> None:
        words = _folded(name.spelt)
        if not words:
            return
        self._right.add(words)
        for wrong in name.wrong:
            if folded := _folded(wrong):
                self._wrong[folded] = name
        if len(words) == 1:
            self._alone[words[0][0]].append((name, words[0]))
        for place, word in enumerate(words):
            self._by_word[len(words), place, word].append((name, words))

    def misspelt(self, reading: Reading) -> Iterator[Finding]:
        """Each mistaken name once, with the spelling we know. Linear in the text."""
        words = [(word, _fold(_bare(word.text))) for word in reading.words]
        place = 0
        while place < len(words):
            step = 1
            for length in self._lengths:
                run = words[place : place + length]
                if len(run) < length or not _is_one(reading, run):
                    continue
                name = self._meant(run)
                if name is not None:
                    yield _finding(reading, run, name)
                if name is not None or tuple(key for _, key in run) in self._right:
                    step = length
                    break
            place += step

    def _meant(self, run: list[tuple[Word, str]]) -> Name | None:
        keys = tuple(key for _, key in run)
        if keys in self._wrong:
            return self._wrong[keys]
        if keys in self._right or not run[0][0].text[:1].isupper():
            return None
        if len(keys) == 1:
            return self._meant_alone(run[0][0], keys[0])
        for place, key in enumerate(keys):
            for name, spelt in self._by_word.get((len(keys), place, key), ()):
                if _is_slip(keys, spelt):
                    return name
        return None

    def _meant_alone(self, word: Word, key: str) -> Name | None:
        if len(key) < _ALONE:
            return None
        for name, spelt in self._alone.get(key[0], ()):
            is_plural = key in (f"{spelt}s", f"{spelt}n", f"{spelt}an", spelt[:-1])
            if not is_plural and _apart(key, spelt) == 1 and len(spelt) >= _ALONE:
                return name
        return None


_Words = tuple[str, ...]


def _is_one(reading: Reading, run: list[tuple[Word, str]]) -> bool:
    """The words stand in a row, with nothing but a space or a hyphen between."""
    return all(
        reading.prose[one.end : two.start] in (" ", "-", "\u00a0")
        for (one, _), (two, _) in itertools.pairwise(run)
    )


def _is_slip(keys: _Words, spelt: _Words) -> bool:
    """All but one word are the same, and that one differs by a letter or two."""
    off = [(one, two) for one, two in zip(keys, spelt, strict=True) if one != two]
    if len(off) != 1:
        return False
    one, two = off[0]
    if one in (f"{two}s", f"{two}es") or min(len(one), len(two)) < 3:
        return False
    return _apart(one, two) <= (2 if min(len(one), len(two)) >= 8 else 1)


def _finding(reading: Reading, run: list[tuple[Word, str]], name: Name) -> Finding:
    start = run[0][0].start
    end = run[-1][0].start + len(_bare(run[-1][0].text))
    words = reading.text[start:end]
    plain = reading.is_plain(start, end)
    return Finding(
        field=reading.field,
        start=start,
        end=end,
        words=words,
        rule=name.key,
        why=name.why or f"We know a {name.spelt}. Is this the same name?",
        instead=(name.spelt,) if plain else (),
        in_quotation=reading.is_quoted(start, end),
    )


def _bare(word: str) -> str:
    """Without the ending of what is theirs: "Trump’s"."""
    for ending in ("’s", "'s", "’", "'"):
        if word.endswith(ending):
            return word[: -len(ending)]
    return word


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _folded(name: str) -> _Words:
    return tuple(_fold(word) for word in name.replace("-", " ").split())


def _apart(one: str, two: str) -> int:
    """How many letters are changed, added, dropped or swapped; 3 for more than 2."""
    if abs(len(one) - len(two)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(two, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return min(row[-1], 3)
