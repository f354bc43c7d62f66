"""Every quotation of a text, whichever marks it is set in, and who is said to have
said it. The marks decide: what stands between two of them is somebody's words until a
person at the desk says that it is a title or a turn of phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from articles import markup
from editorial.anchors import How, Place, Reading, has_no_spaces, key, units
from editorial.wording import wording

MOST = 2_000  # of one text
FEW_WORDS = 2  # quoted for their sound: listed apart, and nobody is asked
_LETTERS_A_WORD = 3  # of a script without spaces

# Curly, German, guillemets both ways (Khmer and French use them), straight, and those
# of China and Japan; single ones where they open a word.
_OPENING = re.compile(r"[“„‟«「『]|(?<!\w)(?:[\"‚‹]|‘(?!\d\ds?\b))|(?<![\w»])»(?=\w)")
_CLOSING = {
    "“": re.compile("[”‟]"),
    "‟": re.compile("[”“]"),
    "„": re.compile("[“”]"),
    "«": re.compile("»"),
    "»": re.compile("«"),
    '"': re.compile('"'),
    "‹": re.compile("›"),
    "‘": re.compile(r"(?<=\S)’(?!\w)"),
    "‚": re.compile(r"(?<=\S)[‘’](?!\w)"),
    "「": re.compile("」"),
    "『": re.compile("』"),
}
# Set without an end, they run to the end of the paragraph, as speeches do.
_RUNS_ON = frozenset('“„‟«「『"')

_SAYS = (
    "said|says|told|tells|wrote|writes|asked|asks|added|adds|warned|warns|argued|"
    "argues|explained|explains|insisted|insists|recalled|recalls|replied|replies|"
    "answered|shouted|cried|claimed|claims|noted|notes|called|calls|admitted|admits"
)
_NAME = (
    r"(?P<name>(?!(?:He|She|They|It|I|We|You|The|This|That|But|And|As|One|When|Then|"
    r"Who|What|In|My|His|Her|Our|Their)\b)"
    r"[A-Z][\w’.-]*(?: (?:(?:de|van|von|der|al|bin|da) )?[A-Z][\w’-]+){0,3})"
)
_AFTER = (
    re.compile(rf"[\s,.;:”»\"—–-]*(?:{_SAYS}) {_NAME}"),
    re.compile(rf"[\s,;”»\"—–-]*{_NAME}(?:, [^,.“”]{{1,60}},)? (?:{_SAYS})\b"),
    re.compile(rf"[.!?…”»\"\s]*[—–] ?{_NAME}"),
)
_BEFORE = (
    re.compile(
        rf"{_NAME}(?:, [^,.“”]{{1,60}})?,? (?:has |had )?(?:{_SAYS})\b[^.“”]{{0,40}}$"
    ),
    re.compile(rf"[Aa]ccording to {_NAME}[,:]? ?$"),
    re.compile(rf"{_NAME}: ?$"),
)
# Marks of LaTeX, which Markdown would take for code.
_TYPED = re.compile(r"(?<!`)``(?=[^\s`])([^`\n]*?[^\s`])(?:\'\'|’’)")
# In small letters also within a title.
_SMALL_WORDS = (
    "a an and as at but by de del der des du el en for from in la le les of on or the "
    "to und upon van von with y"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_LONGEST_TITLE = 12  # words
_SIGNED = re.compile(rf"\s*[—–] ?{_NAME}\.?$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between the marks, their place, and who said them if the text says."""

    place: Place
    speaker: str = ""

    @property
    def words(self) -> str:
        return self.place.words

    @property
    def is_short(self) -> bool:
        """Of one or two words."""
        found = units(key(self.words))
        letters = sum(1 for unit in found if has_no_spaces(unit[0]))
        return len(found) - letters + -(-letters // _LETTERS_A_WORD) <= FEW_WORDS

    @property
    def is_title(self) -> bool:
        """Probably that of a book, a song or a film: “Let It Be”, each word with its
        capital, and no sentence."""
        words = self.words.rstrip(",;: ").split()
        if len(words) > _LONGEST_TITLE or self.words.isupper():
            return False
        if words[-1].endswith((".", "!", "?", "…")):
            return False
        named = [word for word in words if word not in _SMALL]
        capital = [word for word in named if word.lstrip("‘’“”('\"")[:1].isupper()]
        return len(capital) >= FEW_WORDS and all(
            word in capital or word[:1].isdigit() for word in named
        )


def reading(text: str, titles: Iterable[str] = ()) -> Reading:
    """All that readers read of a column, to look for quotations in: its paragraphs, a
    quotation set in a block as one, then its headings, notes and ``titles``."""
    text = _TYPED.sub(r"“\1”", text)
    found: list[str] = []
    quoted: set[int] = set()
    for block, inside in groupby(markup.passages(text), key=lambda each: each.block):
        if block:
            quoted.add(len(found))
            found.append(" ".join(each.text for each in inside))
        else:
            found += [each.text for each in inside]
    found += [each.text for each in markup.beside(text)]
    found += [title for title in titles if title]
    return Reading.of(found, quoted)


def quotations(reading: Reading) -> list[Quotation]:
    """All of them in reading order, those within others too; words quoted twice once.
    A comma before the closing mark belongs to the sentence around it. A block set as
    a quotation is one, whatever marks it has."""
    found: dict[str, Quotation] = {}
    for number, passage in enumerate(reading.passages):
        for start, end in _marked(passage, is_block=reading.is_quoted[number]):
            words = passage[start:end].strip().rstrip(",;").rstrip()
            if not key(words) or (said := wording(words)) in found:
                continue
            start = passage.index(words, start)
            end = start + len(words)
            place = Place(How.EXACT, words, number, start, end)
            found[said] = Quotation(place, _speaker(passage, start, end))
            if len(found) == MOST:
                return list(found.values())
    return list(found.values())


def _marked(passage: str, *, is_block: bool) -> Iterator[tuple[int, int]]:
    """From where to where somebody speaks, without the marks; and who is quoted in
    what they say, if that is more than a word or two."""
    for start, end in _outermost(passage, is_block=is_block):
        yield start, end
        said = passage[start:end]
        for inner, stop in _outermost(said):
            if len(said[inner:stop].split()) > FEW_WORDS:
                yield start + inner, start + stop


def _outermost(passage: str, *, is_block: bool = False) -> Iterator[tuple[int, int]]:
    if is_block:
        signed = _SIGNED.search(passage)
        yield 0, signed.start() if signed and signed.start() else len(passage)
        return
    at, unclosed = 0, ""  # looked for once, or a page of them takes for ever
    while opening := _OPENING.search(passage, at):
        closing = None
        if opening[0] not in unclosed:
            closing = _CLOSING[opening[0]].search(passage, opening.end())
        if closing:
            yield opening.end(), closing.start()
            at = closing.end()
        elif opening[0] in _RUNS_ON:
            yield opening.end(), len(passage)
            return
        else:
            unclosed += opening[0]
            at = opening.end()


def _speaker(passage: str, start: int, end: int) -> str:
    """Who is said to have said it, where the sentence around it says so plainly."""
    after, before = passage[end : end + 120], passage[max(start - 120, 0) : start]
    before = before.rstrip('“„«"‘ ')
    found = next(filter(None, (each.match(after) for each in _AFTER)), None) or next(
        filter(None, (each.search(before) for each in _BEFORE)), None
    )
    return found["name"] if found else ""
