"""What is taken out of every text a stranger hands us, whatever it is for."""

from __future__ import annotations

import re

# Word and PDF pages paste vertical tabs, form feeds and Unicode's own separators.
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")

# Controls (both databases and XML feeds choke on some of them), the overrides that
# make a line read backwards, byte-order marks, halves of surrogate pairs, and the two
# non-characters XML forbids. Direction *marks* and joiners stay: scripts need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)

_BLANKS_AT_THE_ENDS = re.compile(r"^[\s\u200b\u2060]+|[\s\u200b\u2060]+$")
# Where a spreadsheet begins to reckon; spaces before it do not stop it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def drop_unwanted(text: str) -> str:
    """The text without the characters that no reader should be sent."""
    return _UNWANTED.sub("", text)


def clean_text(text: str) -> str:
    """Contributor text fit to keep: every line ends in ``\\n``, no NULs, no other
    controls but tab, no bidirectional overrides. Nothing a reader could see is lost,
    and cleaning twice changes nothing."""
    return drop_unwanted(_LINE_ENDS.sub("\n", text))


def inert(text: str) -> str:
    """For a cell of a table: what a spreadsheet would reckon with is text, with an
    apostrophe before it."""
    bare = text.lstrip(" \u00a0\ufeff")
    return f"'{text}" if bare.startswith(_FORMULA) else text


def clean_line(text: str) -> str:
    """The same on one line: runs of white space become one space, ends are trimmed.
    A line of nothing but invisible characters comes back empty."""
    line = " ".join(clean_text(text).split())
    return _BLANKS_AT_THE_ENDS.sub("", line)
