"""Which edits are typographical, so that a signature may stand over them.

The rule, as the author reads it before ticking it, is ``PROMISE``. It errs on the
side of asking again: a meaning can hang on one letter, and where it might, the edit
is no fix. Only the text is ever mended so; headlines, titles and all else never.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PROMISE = (
    "The desk may mend typographical slips after I sign: spaces, the shape of "
    "quotation marks and dashes, a small word or a comma set twice, one mistyped "
    "letter inside a longer word. You will be told of each."
)
LIMITS = (
    "Never a number, a name, a “not” or the like, the headline, a title, the picture "
    "or your byline: for those we ask you again."
)
SHORTEST = 6  # letters of a word in which one may be mended

# Small words that mean nothing twice: two of them in a row are a slip.
_SMALL = """
the a an of and for from with at we our their its this these
"""
_TWICE = frozenset(_SMALL.split())
# A letter more, less or turned in these reverses a sentence or makes another word.
_TWINS = """
cannot neither nothing nobody nowhere without unless hardly scarcely barely rarely
seldom except against unlike
causal casual united untied martial marital public county country though through
thorough thought trough statue statute desert dessert angles angels adverse averse
allude elicit illicit persecute prosecute proceed precede principal principle
sacred scared friend immoral immortal immorality immortality breathe clothes cloths
conscience conscious contract contact defused diffused deserved reserved severed
served several eminent imminent ingenious ingenuous raised reality realty
revelation revolution evolution relation simulate stimulate simulated stimulated
violation volition warrior worrier border boarder borders boarders bordered boarded
planed planned pinned hoping hopping staring starring baring barring tapped ragged
striped stripped dinning dining latter latent patent patient parent patron pardon
parson person bodily boldly covert convert covered coarse course discreet discrete
stationary stationery complement compliment council counsel
"""
_NEVER = frozenset(_TWINS.split())

# What must not be touched at all comes first: addresses, code, markup of links.
_TOKEN = re.compile(
    r"(?P<kept>\]\([^)\n]*\)|\[\^[^\]\n]*\]|`[^`\n]*`|<[^>\n]*>|(?:https?://|www\.)\S+"
    r"|\S+@\S+)"
    r"|(?P<ellipsis>\.\.\.|…)"
    r"|(?P<dash>[^\S\n]*(?:-{2,3}|[–—―])[^\S\n]*|(?<=\S)[^\S\n]+-[^\S\n]+(?=\S))"
    r"|(?P<space>[^\S\n]+)"
    r"|(?P<double>[“”„‟\"])"
    r"|(?P<word>\w+(?:['’‘]\w+)*)"
    r"|(?P<single>[‘’‚‛'])"
    r"|(?P<other>.)"
)
# How a line begins says what it is: a list, a heading, a quotation, code.
_OPENING = re.compile(r"[^\S\n]*(?:(?:[-*+>]|#{1,6}|\d+[.)])[^\S\n]+)*")
# Tables, rules, underlined headings and definitions are read by their marks.
_DRAWN = re.compile(r"[|\\]|^[\s\-=*_~:+]*$|^\s*\[[^\]]*\]:|^(?: {4}| *\t)")
_FENCED = re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)
_CLOSING = frozenset(",.;:!?)”’…")
_MARKS = frozenset(",.;:")


@dataclass(frozen=True, slots=True)
class Fix:
    """One slip mended; ``is_letter`` wants the desk's own word that it is one."""

    before: str
    after: str
    is_letter: bool = False


def between(before: str, after: str) -> tuple[Fix, ...] | None:
    """The slips mended from one text to the other, or None when more was done. Texts
    that differ only in how marks are drawn give no ``Fix`` but are of the class."""
    old, new = before.split("\n"), after.split("\n")
    if len(old) != len(new) or _FENCED.search(before) or _FENCED.search(after):
        return None
    fixes: list[Fix] = []
    for was, now in zip(old, new, strict=True):
        if was == now:
            continue
        found = _in_line(was, now)
        if found is None:
            return None
        fixes += found
    return tuple(fixes)


def _in_line(before: str, after: str) -> list[Fix] | None:
    if _DRAWN.search(before) or _DRAWN.search(after):
        return None
    opening = _opening(before)
    if opening != _opening(after) or _breaks(before) != _breaks(after):
        return None
    old, new = (_tokens(line[len(opening) :].rstrip()) for line in (before, after))
    fixes = []
    for tag, i1, i2, j1, j2 in _steps(old, new):
        fix = _fix(tag, old, i1, i2, new, j1, j2)
        if fix is None:
            return None
        fixes.append(fix)
    return fixes


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return (step for step in matcher.get_opcodes() if step[0] != "equal")


def _opening(line: str) -> str:
    found = _OPENING.match(line)
    return found[0] if found else ""


def _breaks(line: str) -> bool:
    """Two spaces at its end are a line break that readers see."""
    return line.endswith("  ")


def _tokens(line: str) -> list[str]:
    """The line with every mark in one shape: what is left is what it says."""
    shapes = {"ellipsis": "…", "dash": " – ", "space": " ", "double": '"'}
    shapes["single"] = "'"
    found = []
    for match in _TOKEN.finditer(line):
        kind = str(match.lastgroup)
        text = match[0]
        if kind == "word":
            text = re.sub("[’‘]", "'", text)
        found.append(shapes.get(kind, text))
    return found


def _fix(
    tag: str,
    old: Sequence[str],
    i1: int,
    i2: int,
    new: Sequence[str],
    j1: int,
    j2: int,
) -> Fix | None:
    if tag == "replace" and i2 - i1 == j2 - j1 == 1 and _is_slip(old[i1], new[j1]):
        return Fix(old[i1], new[j1], is_letter=True)
    if tag == "delete":
        return _taken_out(old, i1, i2)
    if tag == "insert" and list(new[j1:j2]) == [" "] and _wants_space(new, j1):
        return Fix("".join(new[j1 - 1 : j2 + 1]).replace(" ", ""), _around(new, j1))
    return None


def _taken_out(old: Sequence[str], start: int, end: int) -> Fix | None:
    gone = list(old[start:end])
    if gone == [" "] and _wants_none(old, start):
        return Fix(_around(old, start), old[start - 1] + old[start + 1])
    if len(gone) == 1 and gone[0] in _MARKS and _is_twin(old, start):
        return Fix(gone[0] * 2, gone[0])
    words = [at for at in range(start, end) if old[at] != " "]
    if len(gone) == 2 and len(words) == 1 and _is_doubled(old, words[0]):
        return Fix(f"{old[words[0]]} {old[words[0]]}", old[words[0]])
    return None


def _around(tokens: Sequence[str], at: int) -> str:
    return "".join(tokens[max(at - 1, 0) : at + 2])


def _at(tokens: Sequence[str], at: int) -> str:
    return tokens[at] if 0 <= at < len(tokens) else ""


def _wants_none(old: Sequence[str], at: int) -> bool:
    """A space before a mark that closes, with no figure behind it."""
    before, after, then = (_at(old, at + step) for step in (-1, 1, 2))
    follows = not then or then == " " or then in _CLOSING or then in "\"'"
    return before.isalpha() and after in _CLOSING and after != "…" and follows


def _wants_space(new: Sequence[str], at: int) -> bool:
    """A comma or the like with a word on both sides; a stop may end an "e.g."."""
    mark, word, after = (_at(new, at + step) for step in (-1, -2, 1))
    return mark in {",", ";"} and word.isalpha() and after.isalpha()


def _is_twin(old: Sequence[str], at: int) -> bool:
    """The same mark stands beside it, once."""
    run = [step for step in (-2, -1, 1, 2) if _at(old, at + step) == old[at]]
    return len(run) == 1 and run[0] in (-1, 1)


def _is_doubled(old: Sequence[str], at: int) -> bool:
    """ "the the": its twin stands before it or after it, a space between."""
    word = old[at]
    before = _at(old, at - 1) == " " and _at(old, at - 2).lower() == word
    after = _at(old, at + 1) == " " and _at(old, at + 2) == word
    return word in _TWICE and (before or after)


def _is_slip(before: str, after: str) -> bool:
    """One letter too many, too few, or two the wrong way round, within a long word
    in lower case; never its first or its last letter, which carry "un-" and "-s"."""
    for word in (before, after):
        if len(word) < SHORTEST or not word.isalpha() or not word.islower():
            return False
        if word in _NEVER:
            return False
    if before[0] != after[0] or before[-1] != after[-1]:
        return False
    if len(before) == len(after):
        return _is_turned(before, after)
    longer, shorter = sorted((before, after), key=len, reverse=True)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def _is_turned(before: str, after: str) -> bool:
    differ = [at for at in range(len(before)) if before[at] != after[at]]
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and before[differ[0]] == after[differ[1]]
        and before[differ[1]] == after[differ[0]]
    )
