"""Spelling and grammar by harper, where it is installed (the extra ``grammar``).

The one place that knows it. English only; it runs in this process, needs no network
and keeps no text.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Collection, Iterator
from typing import Any

from articles.markup import HIDDEN
from editorial.style.finding import Finding
from editorial.style.reading import Reading

MOST_CHARS = 30_000  # it slows down steeply beyond
LONGEST_WORD = 40  # junk without spaces takes it seconds
_KINDS = frozenset(
    {
        *("Spelling", "Typo", "Agreement", "Grammar", "WordChoice", "Usage"),
        *("Malapropism", "Eggcorn", "Nonstandard"),
    }
)
_NOISE = "is a mass noun"  # "a finding", "each crossing": wrong too often
_MOST_SUGGESTED = 3
_REPLACES = 0

# Loading takes half a second and some 130 MB: once a process, and a linter must not be
# called by two threads at once.
_lock = threading.Lock()
_linter: Any = None


def is_here() -> bool:
    return importlib.util.find_spec("harper") is not None


def mistakes(reading: Reading, known: Collection[str]) -> Iterator[Finding]:
    """What it finds in one field, but for words in ``known`` (folded to lower case).
    Names that it does not know are asked about, never mended."""
    prose = reading.prose.replace(HIDDEN, " ")
    is_junk = any(len(word) > LONGEST_WORD for word in prose.split())
    if len(prose) > MOST_CHARS or is_junk or not is_here():
        return
    for lint in _lint(prose):
        start, end = lint.span.start, lint.span.end
        words = reading.text[start:end]
        if lint.lint_kind not in _KINDS or _NOISE in lint.message:
            continue
        if not reading.is_plain(start, end):
            continue
        is_spelling = lint.lint_kind == "Spelling"
        if is_spelling and _is_known(words, known):
            continue
        yield Finding(
            field=reading.field,
            start=start,
            end=end,
            words=words,
            rule="unknown" if is_spelling and words[:1].isupper() else "grammar",
            why=_why(lint, words, is_spelling=is_spelling),
            instead=_instead(lint, words, is_spelling=is_spelling),
            in_quotation=reading.is_quoted(start, end),
        )


def _lint(prose: str) -> list[Any]:
    global _linter
    import harper  # noqa: PLC0415 -- an extra, and slow to load

    with _lock:
        if _linter is None:
            _linter = harper.Linter(harper.Dialect.BRITISH)
        found: list[Any] = _linter.lint(prose, language=harper.Language.PLAINTEXT)
    return found


def _is_known(words: str, known: Collection[str]) -> bool:
    plain = words.casefold().replace("’", "'").removesuffix("'s")
    return plain in known or all(part in known for part in plain.split("-"))


def _why(lint: Any, words: str, *, is_spelling: bool) -> str:
    if is_spelling:
        return (
            "Not a name we know. Is it spelt right?"
            if words[:1].isupper()
            else "Not in the dictionary."
        )
    said = str(lint.message).replace("`", "“", 1).replace("`", "” ", 1)
    return " ".join(said.replace("`", "").split()).replace(" .", ".")


def _instead(lint: Any, words: str, *, is_spelling: bool) -> tuple[str, ...]:
    if is_spelling and words[:1].isupper():
        return ()
    found = [
        each.replacement_text.replace("'", "’")
        for each in lint.suggestions
        if each.kind == _REPLACES
    ]
    return tuple(dict.fromkeys(each for each in found if each))[:_MOST_SUGGESTED]
