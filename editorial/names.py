"""Where does a name stand in a text? Whole words, whatever their case and accents.

A text is read as readers get it: as HTML, or a plain line. It is cut into words once
and every name is looked for at the same time, so that fifty names cost as much as one.
Khmer, Thai and the like write no space between words: there each written syllable
counts as a word, and a name may be found within a longer one.
"""

from __future__ import annotations

import html
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from articles import markup

LONGEST = 60  # words of a name; nothing longer is one
_END = ""  # in the tree of names: whose it is. No word is empty


def _marks() -> str:
    """Every sign that is written onto a letter, as the inside of a character class."""
    signs = (chr(code) for code in range(0x300, min(sys.maxunicode, 0xFFFF)))
    return "".join(s for s in signs if unicodedata.category(s)[0] == "M")


_M = _marks()
_JOINS = "\u00ad\u200c\u200d\u2060\ufeff"  # unseen within a word
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(
    r"(?P<plain>[A-Za-z0-9]{2,}(?![A-Za-z0-9]|[^\x00-\x7f]))"
    r"|(?P<tag><(?:[^<>\"]|\"[^\"]*\")*>)"
    r"|(?P<and>&amp;|&(?![a-z#]))"
    r"|(?P<entity>&(?:[a-z]+|#[0-9]+|#x[0-9a-f]+);)"
    r"|(?P<short>(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?)"
    rf"|(?P<syllable>[{_SPACELESS}](?:\u17d2[\u1780-\u17b3]|[{_M}])*)"
    rf"|(?P<word>[^\W_{_SPACELESS}](?:[^\W_{_SPACELESS}]|[{_M}{_JOINS}])*)"
)
_INLINE = re.compile(r"</?(?:a|b|em|i|s|span|strong|sup|code|mark)\b")
_UNHEARD = re.compile(r"[\s*_“”‘’\"'«»\u00a0\u200b\u2060]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_SHORT_WORDS = """
st mr mrs ms dr prof gen inc ltd co corp jr sr
"""
_SHORT = frozenset(_SHORT_WORDS.split())
_BLOCK = "\n"


class Word(NamedTuple):
    """One word with its place, and what stood between it and the one before."""

    key: str
    raw: str
    start: int
    end: int
    gap: str


@dataclass(frozen=True, slots=True)
class Match:
    """A name was found from ``start`` to ``end``; ``whose`` it is the caller said."""

    whose: Any
    start: int
    end: int


def fold(word: str) -> str:
    """Case and accents away; the vowels of Khmer, which are no accents, stay."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word).casefold()
    return "".join(
        each
        for each in parts
        if not 0x300 <= ord(each) <= 0x36F and unicodedata.category(each) != "Cf"
    )


def words(text: str) -> Iterator[Word]:
    """The words of an HTML text in reading order. A plain line is escaped first."""
    gap_from, gap = 0, ""
    for found in _WORD.finditer(text):
        gap += text[gap_from : found.start()]
        gap_from = found.end()
        kind = found.lastgroup
        if kind == "plain":
            yield Word(found[0].lower(), found[0], found.start(), gap_from, gap)
            gap = ""
        elif kind == "tag":
            gap += "" if _INLINE.match(found[0]) else _BLOCK
        elif kind == "entity":
            gap += html.unescape(found[0])
        elif key := _key(found[0], kind):
            yield Word(key, found[0], found.start(), found.end(), gap)
            gap = ""


def _key(raw: str, kind: str | None) -> str:
    if kind == "and":
        return "and"
    return fold(raw.replace(".", "") if kind == "short" else raw)


class Names:
    """Names to be looked for, each with whose it is. Built once, asked often."""

    def __init__(self, names: Iterable[tuple[str, Any]]) -> None:
        self._tree: dict[str, Any] = {}
        for name, whose in names:
            self._add(name, whose)

    def _add(self, name: str, whose: Any) -> None:
        said = list(words(html.escape(name, quote=False)))
        if not said or len(said) > LONGEST:
            return
        letters = "".join(word.raw for word in said).replace(".", "")
        exact = letters if _is_acronym(said) else ""
        for last in _with_plural(said[-1].key, is_acronym=bool(exact)):
            at = self._tree
            for word in said[:-1]:
                at = at.setdefault(word.key, {})
            at = at.setdefault(last, {})
            at.setdefault(_END, []).append((whose, exact, [w.gap for w in said[1:]]))

    def find(self, text: str) -> list[Match]:
        """Every place of every name, in reading order; where several names of one
        ``whose`` overlap, the first and longest."""
        if not self._tree:
            return []
        found: list[Match] = []
        ends: dict[Any, int] = {}
        read = list(words(text))
        for place, word in enumerate(read):
            if word.key in self._tree:
                for match in self._at(read, place, ends):
                    ends[match.whose] = match.end
                    found.append(match)
        return found

    def _at(
        self, read: Sequence[Word], place: int, ends: Mapping[Any, int]
    ) -> Iterable[Match]:
        at, found = self._tree, {}
        start = read[place].start
        for end in range(place, min(place + LONGEST, len(read))):
            at = at.get(read[end].key, {})
            if not at:
                break
            if _END not in at:
                continue
            here = read[place : end + 1]
            for whose, exact, gaps in at[_END]:
                if start >= ends.get(whose, 0) and _fits(here, exact, gaps):
                    found[whose] = Match(whose, start, here[-1].end)
        return found.values()


def _fits(here: Sequence[Word], exact: str, gaps: Sequence[str]) -> bool:
    """The same letters where capitals tell it apart, and one run of words."""
    if exact and "".join(w.raw for w in here).replace(".", "") not in (
        exact,
        f"{exact}s",
    ):
        return False
    return all(
        _is_one_run(before.key, word.gap, wanted)
        for before, word, wanted in zip(here, here[1:], gaps, strict=False)
    )


def _is_one_run(before: str, gap: str, wanted: str) -> bool:
    if _BLOCK in gap:
        return False
    has, wants = _heard(gap), _heard(wanted)
    return has in ("", "-", wants) or (has == "." and before in _SHORT)


def _heard(gap: str) -> str:
    return _UNHEARD.sub("", gap.translate(_DASHES))


def _is_acronym(said: Sequence[Word]) -> bool:
    """WHO, US, IT: one short word in capitals, which in small letters is another."""
    raw = said[0].raw.replace(".", "")
    return len(said) == 1 and raw.isupper() and 1 < len(raw) <= 6


def _with_plural(key: str, *, is_acronym: bool) -> set[str]:
    if not key[-1].isascii() or is_acronym:
        return {key, f"{key}s"} if key[-1].isascii() else {key}
    ends_in_y = {f"{key[:-1]}ies"} if key.endswith("y") and len(key) > 2 else set()
    return {key, f"{key}s", f"{key}es"} | ends_in_y


def line(text: str) -> str:
    """A plain line as ``Names.find`` reads it."""
    return html.escape(text, quote=False)


def mark(text: str, places: Iterable[tuple[int, int]], css: str) -> SafeString:
    """The same sanitised HTML with these places wrapped, around every tag in them."""
    made, at = [], 0
    for start, end in sorted(places):
        if start < at:
            continue
        made.append(text[at:start])
        made.append(_wrapped(text[start:end], css))
        at = end
    return markup.trusted("".join([*made, text[at:]]))


_TAG = re.compile(r"(<(?:[^<>\"]|\"[^\"]*\")*>)")


def _wrapped(piece: str, css: str) -> str:
    return "".join(
        part
        if part.startswith("<") or not part
        else f'<span class="{css}">{part}</span>'
        for part in _TAG.split(piece)
    )


_BEGINS = re.compile(r"(?<=[.!?…])[”’\")\]]*\s+(?=[“‘\"(]?[^\W\d_a-zà-ÿ])|(?<=[។៕])\s*")
_SHOWN = 300


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around a place of an HTML text, as read, cut when it is long."""
    first = max((m.end() for m in _BLOCKS.finditer(text, 0, start)), default=0)
    after = _BLOCKS.search(text, end)
    last = after.start() if after else len(text)
    before, name, rest = (
        html.unescape(_TAG.sub("", part))
        for part in (text[first:start], text[start:end], text[end:last])
    )
    if cuts := [m.end() for m in _BEGINS.finditer(before)]:
        before = before[cuts[-1] :]
    if cut := _BEGINS.search(rest):
        rest = rest[: cut.start()]
    if len(before) > _SHOWN:
        before = f"… {before[-_SHOWN:]}"
    if len(rest) > _SHOWN:
        rest = f"{rest[:_SHOWN]} …"
    return " ".join(f"{before}{name}{rest}".split())


def whole_sentences(text: str, places: Iterable[Match]) -> Iterator[str]:
    """The sentence around each of these places, however long, in order. ``places``
    as ``Names.find`` has them; each block of the text is read once."""
    edges = list(_BLOCKS.finditer(text))
    begins, ends = [0, *(m.end() for m in edges)], [m.start() for m in edges]
    ends.append(len(text))
    block, read, cuts, at, seen = -1, "", [0], 0, 0
    for place in sorted(places, key=lambda each: each.start):
        here = bisect_right(begins, place.start) - 1
        if here != block:
            block, at, seen = here, begins[here], 0
            read = _read(text[at : ends[here]])
            cuts = [0, *(m.end() for m in _BEGINS.finditer(read)), len(read)]
        seen, at = seen + len(_read(text[at : place.start])), place.start
        last = seen + len(_read(text[at : min(place.end, ends[here])]))
        first = bisect_right(cuts, seen) - 1
        after = max(first + 1, bisect_left(cuts, last))
        yield " ".join(read[cuts[first] : cuts[min(after, len(cuts) - 1)]].split())


def _read(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


_BLOCKS = re.compile(
    r"</?(?:p|h[2-4]|li|ul|ol|blockquote|pre|t[a-z]+|div|aside|hr|br|fig[a-z]+)\b[^>]*>"
)


# What somebody declared, and the names in it.

_RUN = re.compile(
    r"\b[A-Z][\w’'.&-]*(?:\s+(?:(?:of|for|and|de|du|la|the|&)\s+){0,2}[A-Z][\w’'.&-]*)*"
)
_QUOTED = re.compile(r"[“\"«]([^“”\"«»\n]{2,80})[”\"»]")
_KHMER = re.compile(r"[\u1780-\u17ff\u200b]{3,80}")
_NO_NAME_WORDS = """
i a an the my our we he she it they you in on at of for from to by as no yes none
since until when while after before during between with and but or if both one two
three this that these those there also now still not nobody some all his her their
its what who whom where mr mrs ms dr please january february march april may june
july august september october november december monday tuesday wednesday thursday
friday saturday sunday
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
MOST_NAMES = 12


def names_in(said: str) -> list[str]:
    """The names in a sentence, as far as capitals, quotation marks and Khmer spaces
    show them, each once, at most ``MOST_NAMES``. A person says which of them are."""
    found = [each[1] for each in _QUOTED.finditer(said)]
    found += [_trimmed(each[0]) for each in _RUN.finditer(said)]
    found += [each[0].strip("\u200b") for each in _KHMER.finditer(said)]
    once = {fold(each): each for each in reversed(found) if len(each) > 1}
    kept = [each for each in dict.fromkeys(found) if once.get(fold(each)) == each]
    return kept[:MOST_NAMES]


def _trimmed(run: str) -> str:
    """Without the small word a sentence begins with, and the mark it ends with."""
    said = run.split()
    while said and said[0].strip(".,’'").lower() in _NO_NAME:
        said = said[1:]
    while said and said[-1].strip(".,’'").lower() in _NO_NAME:
        said = said[:-1]
    name = " ".join(said).rstrip(".,’'-")
    return re.sub(r"[’']s$", "", name)
