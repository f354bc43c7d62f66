"""Where in the Markdown the words stand that a reader reads."""

from __future__ import annotations

import re
import unicodedata

# Stands where marks and addresses stood: neither a letter nor a space.
HIDDEN = "\ufffc"

# What is no prose in Markdown. Each piece has an end of its own line or paragraph, so
# that none of them can run on.
_NO_PROSE = re.compile(
    r"```.*?(?:```|\Z)"  # code
    r"|`[^`\n]{1,500}`"
    r"|!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)"  # pictures
    r"|\]\([^)\n]{0,2000}\)|\]\[[^\]\n]{0,200}\]"  # where a link leads
    r"|^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*"  # the same, at the foot
    r"|\[\^[^\]\n]{1,60}\]"  # marks of notes
    r"|<[^>\n]{1,500}>"
    r"|\bhttps?://\S+|\bwww\.\S+|\b[\w.+-]{1,80}@[\w-]{1,80}\.[\w.]{2,80}"
    r"|^ {0,3}(?:#{1,6}|>|[-+*]|\d{1,9}[.)])(?= )"  # headings, lists
    r"|\\(?=[^\w\s])|[*_~\[\]|]",
    re.DOTALL | re.MULTILINE,
)
_HEADING = re.compile(r"^ {0,3}#{1,6} [^\n]*", re.MULTILINE)
_BEFORE = "“‘«\"'($€£៛"
_AFTER = ".!?…‽”’»\"')%។៕！？"
_FAR = 20_000  # letters; what is not found this far on stands nowhere


def prose(text: str) -> str:
    """A text whose marks and addresses are hidden, with each letter at its place."""
    return _NO_PROSE.sub(_hidden, text)


class Places:
    """Where the sentences of one text stand in it, asked in reading order. Letters and
    figures alone are compared: marks, spaces and quotation marks may differ."""

    def __init__(self, text: str) -> None:
        self._prose = prose(_HEADING.sub(_hidden, text))
        letters: list[str] = []
        self._where: list[int] = []
        for at, letter in enumerate(self._prose):
            folded = _letters(letter)
            letters.append(folded)
            self._where += [at] * len(folded)
        self._letters = "".join(letters)
        self._next = 0

    def find(self, words: str) -> tuple[int, int] | None:
        """From where to where, its quotation marks and its stop included; none where
        the text does not have these words in a row."""
        sought = _letters(words)
        start = self._letters.find(sought, self._next, self._next + _FAR)
        while sought and start >= 0:
            first, last = self._where[start], self._where[start + len(sought) - 1]
            if self._is_whole(first, last):
                self._next = start + len(sought)
                return self._with_marks(first, last + 1)
            start = self._letters.find(sought, start + 1, self._next + _FAR)
        return None

    def _is_whole(self, first: int, last: int) -> bool:
        """Begins and ends with a word, not within one."""
        before, after = self._prose[first - 1 : first], self._prose[last + 1 : last + 2]
        return not _letters(before) and not _letters(after)

    def _with_marks(self, start: int, end: int) -> tuple[int, int]:
        while start and self._prose[start - 1] in _BEFORE:
            start -= 1
        while end < len(self._prose) and self._prose[end] in _AFTER:
            end += 1
        return start, end


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if unicodedata.category(each)[0] in "LNM")


def _hidden(found: re.Match[str]) -> str:
    """The lines stay: a place is counted in them."""
    return "".join("\n" if letter == "\n" else HIDDEN for letter in found.group())
