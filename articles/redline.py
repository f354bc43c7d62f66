"""What changed between two texts, word by word, as an editor would mark it."""

from __future__ import annotations

import enum
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from diff_match_patch import diff_match_patch

# Beyond this the comparison stops where it is and both texts are shown side by side.
# Of work done here, not of the clock on the wall: a machine that is busy with others
# shows the same text the same way.
SECONDS_ALLOWED = 0.5
# So is a text of which more than this share of the words is new or gone ...
SHARE_STILL_READABLE = 0.6
# ... unless it is a headline or a standfirst, where marks stay readable.
WORDS_WORTH_TWO_SIDES = 60

# A word keeps its inner apostrophes and hyphens, and the vowel signs that Khmer and
# Thai hang on it; an emoji keeps its parts. All else stands alone, each line end too.
_BREAK_OFF = r"\s!-/:-@\[-`{-~¡-¿\u2010-\u205e\u3000-\u303f"
_TOKEN = re.compile(
    rf"[^\W_](?:['’-]?[^{_BREAK_OFF}])*"
    r"|\n|[^\S\n]+"
    r"|(?:[^\w\s]|_)(?:\u200d[^\w\s]|[\ufe0f\u20e3\U0001f3fb-\U0001f3ff])*"
)
_WORD = re.compile(r"[^\W_]")
_EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*")

# Two of the library's steps obey no time limit and take seconds on repetitions. They
# only make a redline prettier, so texts of more tokens (four columns) do without.
_LONGEST_POLISHED = 12_000


class Kind(enum.Enum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Change:
    """A run of text that both versions share, or that only one of them has."""

    kind: Kind
    text: str

    @property
    def is_break(self) -> bool:
        """Nothing but line ends: a template marks it, or it would not be seen."""
        return "\n" in self.text and not self.text.strip()


@dataclass(frozen=True)
class Redline:
    """Two texts laid over each other.

    ``runs`` holds everything in reading order: the same and the removed together are
    the text before, the same and the added the text after, to the letter.
    ``paragraphs`` holds the same runs cut at empty lines, which stay with the
    paragraph they end. ``changes`` counts the places; a word for a word is one.
    ``too_different`` says that the texts read better side by side.
    """

    runs: tuple[Change, ...]
    paragraphs: tuple[tuple[Change, ...], ...]
    changes: int
    too_different: bool


def compare(before: str, after: str) -> Redline:
    """Lay two texts over each other. A tenth of 1,200 words changed takes some 20 ms;
    the search for the best match stops after ``SECONDS_ALLOWED``."""
    limit = _Limit()
    runs = tuple(_runs(before, after, limit))
    blocks = groupby(runs, key=lambda run: run.kind is Kind.SAME)
    return Redline(
        runs=runs,
        paragraphs=tuple(_cut(runs)),
        changes=sum(1 for is_same, _ in blocks if not is_same),
        too_different=limit.is_over or _is_rewritten(runs),
    )


class _Limit:
    """Stands where the library wants an hour of the clock, and measures work."""

    def __init__(self) -> None:
        self._until = time.thread_time() + SECONDS_ALLOWED

    @property
    def is_over(self) -> bool:
        return time.thread_time() >= self._until

    def __lt__(self, now: float) -> bool:
        """The library asks: has the hour passed?"""
        return self.is_over


class _Differ(diff_match_patch):  # type: ignore[misc]  # the library has no types
    def diff_halfMatch(self, text1: str, text2: str) -> Any:  # noqa: N802 -- its name
        is_long = max(len(text1), len(text2)) > _LONGEST_POLISHED
        return None if is_long else super().diff_halfMatch(text1, text2)

    def diff_cleanupSemantic(self, diffs: Any) -> None:  # noqa: N802 -- its name
        if sum(len(letters) for _, letters in diffs) <= _LONGEST_POLISHED:
            super().diff_cleanupSemantic(diffs)


def _runs(before: str, after: str, limit: _Limit) -> Iterator[Change]:
    try:
        old, new, tokens = _spell(before, after)
    except OverflowError:
        yield from (Change(Kind.REMOVED, before), Change(Kind.ADDED, after))
        return
    differ = _Differ()
    found = differ.diff_main(old, new, False, limit)
    differ.diff_cleanupSemantic(found)
    kinds = {0: Kind.SAME, -1: Kind.REMOVED, 1: Kind.ADDED}
    for sign, letters in found:
        yield Change(kinds[sign], "".join(tokens[letter] for letter in letters))


def _spell(before: str, after: str) -> tuple[str, str, dict[str, str]]:
    """Both texts with one letter for each token, and what each letter stands for.

    Spaces, line ends and punctuation stand for themselves and words become letters,
    so that the library sees where words, sentences and paragraphs end.
    """
    letters = filter(str.isalnum, map(chr, range(0x3400, 0x110000)))
    known: dict[str, str] = {}
    spelled = []
    for text in (before, after):
        found = _TOKEN.findall(text)
        for token in found:
            if token not in known:
                stands = len(token) == 1 and not token.isalnum()
                known[token] = token if stands else next(letters, "")
        spelled.append("".join(map(known.__getitem__, found)))
    if "" in known.values():
        raise OverflowError("more different words than there are letters")
    return spelled[0], spelled[1], {letter: token for token, letter in known.items()}


def _cut(runs: Iterable[Change]) -> Iterator[tuple[Change, ...]]:
    whole = "".join(run.text for run in runs)
    cuts = [found.end() for found in _EMPTY_LINES.finditer(whole)]
    paragraph: list[Change] = []
    at = 0
    for run in runs:
        start, end = at, at + len(run.text)
        while cuts and cuts[0] <= end:
            cut = cuts.pop(0)
            paragraph.append(Change(run.kind, run.text[at - start : cut - start]))
            at = cut
            yield tuple(paragraph)
            paragraph = []
        if at < end:
            paragraph.append(Change(run.kind, run.text[at - start :]))
            at = end
    if paragraph:
        yield tuple(paragraph)


def _is_rewritten(runs: Iterable[Change]) -> bool:
    count = dict.fromkeys(Kind, 0)
    for run in runs:
        count[run.kind] += sum(
            1 for token in _TOKEN.findall(run.text) if _WORD.match(token)
        )
    before = count[Kind.SAME] + count[Kind.REMOVED]
    after = count[Kind.SAME] + count[Kind.ADDED]
    if min(before, after) < WORDS_WORTH_TWO_SIDES:
        return False
    return 1 - 2 * count[Kind.SAME] / (before + after) > SHARE_STILL_READABLE
