"""The checks made on every text, each of which the desk can switch off."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from articles.markup import HIDDEN
from editorial import sentences
from editorial.style.finding import Finding
from editorial.style.reading import Reading

LONGEST = 40  # words of a sentence, until the desk's own table says otherwise

_DOUBLED = re.compile(
    rf"\b([^\W\d_]+)((?:[^\S\n]|\n(?!\s*\n)|{HIDDEN})+)(\1)\b", re.IGNORECASE
)
_MAY_BE_TWICE = frozenset(["had", "that", "very", "bye"])
_SPACES = re.compile(r"(?<=\S)[^\S\n]{2,}(?=[^\s])")
_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|"
    "December"
)
_DIGIT = re.compile(
    r"(?<![\w.,:/$€£៛#%–−+-])(?<![$€£៛] )([1-9])"
    r"(?![\w:/%–−°-])(?![.,]\d)"
    rf"(?!\s(?:{_MONTH}|per cent|percent|million|billion|trillion|km|kg|cm|mm|m|g|ha|"
    r"tonnes?|hectares?|kilomet\w+|met(?:re|er)s?|degrees|a\.m|p\.m|am|pm|to \d|in \d|"
    r"and \d|of \d)\b)"
)
_NAMES_A_NUMBER = re.compile(
    rf"(?:\b(?:{_MONTH}|No|Nos|Article|Chapter|Section|Part|Page|Act|Tier|Grade|Class|"
    r"Route|Road|National Road|Street|Channel|Group|Type|Phase|Figure|Table|Level|"
    r"Version|to|and|by|than a)\.?)\s$",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![\w.,/$-])[$€£]?(\d{5,15})(?![\w,/-])")
# A check reads one field. ``limit`` is the number beside it in the desk's table.
Check = Callable[[Reading, int], Iterator[Finding]]


def doubled(reading: Reading, limit: int = 0) -> Iterator[Finding]:
    for found in _DOUBLED.finditer(reading.prose):
        if found[1].casefold() in _MAY_BE_TWICE or not found[1].isascii():
            continue  # in scripts that double a word to mean many, twice is right
        start, end = found.end(1), found.end()
        plain = reading.is_plain(start, end)
        yield _finding(
            reading,
            found.start(),
            end,
            "doubled",
            "The same word twice.",
            (reading.text[found.start() : start],) if plain else (),
        )


def spaces(reading: Reading, limit: int = 0) -> Iterator[Finding]:
    for found in _SPACES.finditer(reading.prose):
        yield _finding(reading, *found.span(), "spaces", "More than one space.", (" ",))


def long(reading: Reading, limit: int = 0) -> Iterator[Finding]:
    if reading.field != "body":
        return
    most = limit or LONGEST
    for at, block in reading.paragraphs():
        for start, end in sentences.spans(block):
            if (count := len(block[start:end].split())) > most:
                why = f"{count} words in one sentence; more than {most} read hard."
                yield _finding(reading, at + start, at + end, "long", why)


def numbers(reading: Reading, limit: int = 0) -> Iterator[Finding]:
    if reading.field not in ("body", "standfirst"):
        return
    yield from _in_words(reading)
    for found in _LONG_NUMBER.finditer(reading.prose):
        figure = found[1]
        yield _finding(
            reading,
            *found.span(1),
            "numbers",
            "Thousands are parted by a comma.",
            (f"{int(figure):,}",) if not figure.startswith("0") else (),
        )


def _in_words(reading: Reading) -> Iterator[Finding]:
    for found in _DIGIT.finditer(reading.prose):
        before = reading.prose[max(0, found.start() - 16) : found.start()]
        if _NAMES_A_NUMBER.search(before):
            continue
        why, word = "One to nine in words.", _SMALL[int(found[1]) - 1]
        yield _finding(reading, *found.span(), "numbers", why, (word,))


def unlinked(reading: Reading, backed: Collection[str]) -> Iterator[Finding]:
    """Sentences that state a fact, with neither a link or note in them nor a source of
    their author's. ``backed`` holds the keys of those that have one."""
    if reading.field != "body":
        return
    for sentence in sentences.sentences(reading.text):
        if not sentence.is_factual or sentence.backed_by or sentence.key in backed:
            continue
        if sentence.place is None:
            continue  # better unsaid than beside other words
        why = f"No link and no source: {sentence.why}."
        yield _finding(reading, *sentence.place, "unlinked", why)


ON_EVERY_TEXT: Mapping[str, Check] = {
    "doubled": doubled,
    "spaces": spaces,
    "long": long,
    "numbers": numbers,
}
NAMES = {
    "doubled": "Double words",
    "spaces": "Double spaces",
    "long": "Long sentences",
    "numbers": "Numbers",
    "unlinked": "Claims without a link or source",
    "grammar": "Spelling and grammar",
}


def _finding(
    reading: Reading,
    start: int,
    end: int,
    rule: str,
    why: str,
    instead: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        field=reading.field,
        start=start,
        end=end,
        words=reading.text[start:end],
        rule=rule,
        why=why,
        instead=instead,
        in_quotation=reading.is_quoted(start, end),
    )
