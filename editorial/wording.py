"""Do two sentences say the same? Stricter than their words alone: what makes another
figure or another name of the same letters counts, and what only sets them does not."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from editorial.sentences import words_of

# Characters that NFKC would melt into the digits beside them.
_SET_APART = {"<super>": "^", "<sub>": "_", "<fraction>": " ", "<circle>": " "}
_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–−﹣－", "-"),
        **{"⁄": "/", "∕": "/", "∶": ":", "٫": ".", "٬": ","},
    }
)
_MARK = re.compile(
    r"(?P<within>(?<=\d)[.,:](?=\d))"
    r"|(?P<before>(?<!\w)[.,](?=\d))"  # .5
    r"|(?P<range>(?<=\d)\s*[-—](?=\d)|(?<=\d)\s+-\s+(?=\d))"
    r"|(?P<beside>[-/](?=\d)|(?<=\d)[-/])"
)
_ALWAYS = "‰‱°^_"
_NAMES = {",": " comma ", ".": " point ", ":": " to ", "/": " by ", "-": " dash "}


@lru_cache(maxsize=4096)
def wording(text: str) -> str:
    """Two texts with the same say the same, figure for figure. Quotation marks,
    apostrophes, spaces, stops and a capital where a sentence begins change nothing; a
    sign, a point or a dash at a digit does, a power, and US put for us."""
    if text.isascii():
        plain = text
    else:
        kept = (each for each in text if unicodedata.category(each) != "Cf")
        plain = "".join(map(_apart, kept)).translate(_SAME)
        plain = unicodedata.normalize("NFKC", plain)
    marked = _MARK.sub(lambda found: _NAMES[found[0].strip().replace("—", "-")], plain)
    return " ".join(_folded(word) for word in _parted(marked).split())


def _apart(letter: str) -> str:
    """A power, an index or a fraction keeps its distance from the digit before it."""
    how = unicodedata.decomposition(letter).partition(" ")[0]
    if how not in _SET_APART:
        return letter
    return _SET_APART[how] + unicodedata.normalize("NFKC", letter)


def _parted(text: str) -> str:
    """Signs stand by themselves, whatever spaces are set around them."""
    return "".join(f" {each} " if _is_sign(each) else _kept(each) for each in text)


def _is_sign(letter: str) -> bool:
    return letter in _ALWAYS or unicodedata.category(letter) == "Sm"


def _kept(letter: str) -> str:
    return letter if words_of(letter) or unicodedata.category(letter)[0] == "M" else " "


def _folded(word: str) -> str:
    """In small letters; but US, or 5M, is not us or 5m."""
    letters = sum(each.isalpha() for each in word)
    has_figure = any(each.isdigit() for each in word)
    if word.upper() == word and (letters > 1 or has_figure):
        return word
    return word.casefold() if not has_figure else word
