"""How long is a column? One rule, short enough to be mirrored in the browser."""

from __future__ import annotations

import re

from articles.markup.cleaning import clean_text

# What stands in the Markdown but is not read as a word, in this order: a picture's
# words and address; a link's address and title; a link's reference; a note's label;
# a reference's definition; the number of a list item.
NOT_WORDS = re.compile(
    r"!\[[^\[\]\n]*\]\([^()\s]*\)"
    r"|\]\([^()\s]*(?:[ ]+\"[^\"\n]*\")?"
    r"|\]\[[^\[\]\n]*"
    r"|\[\^[^\[\]\s]+\]:?"
    r"|^[ ]{0,3}\[[^\[\]\n]+\]:[^\n]*"
    r"|^[ >]*[0-9]{1,9}[.)](?=[ ])",
    re.MULTILINE,
)

# White space alike in both languages, zero-width space (how Khmer parts its words),
# the bar of a table, and the dashes and dots that join two words without a space.
_GAP = r"\t-\r \u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000|\u2014\u2026"
WORD = re.compile(rf"[^\W_](?:(?!--|\.\.\.)[^{_GAP}])*")


def word_count(text: str) -> int:
    """The words of a Markdown text as a reader counts them.

    The rule: take away ``NOT_WORDS``; a word then begins at a letter or digit and
    runs to the next white space, table bar, dash that joins (``--`` or an em dash)
    or ellipsis (``...`` or one letter). "don't", "well-known", "6,000" and "and/or"
    are one word each. A bare address is one word. Text of scripts that do not part
    their words counts by the phrase.

    The browser's copy, given the text of the field, must say the same number::

        const NOT_WORDS = /!\\[[^\\[\\]\\n]*\\]\\([^()\\s]*\\)|\\]\\([^()\\s]*(?:[ ]+"[^"\\n]*")?|\\]\\[[^\\[\\]\\n]*|\\[\\^[^\\[\\]\\s]+\\]:?|^[ ]{0,3}\\[[^\\[\\]\\n]+\\]:[^\\n]*|^[ >]*[0-9]{1,9}[.)](?=[ ])/gm;
        const WORD = /[\\p{L}\\p{N}](?:(?!--|\\.\\.\\.)[^\\t-\\r \\u00a0\\u1680\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000|\\u2014\\u2026])*/gu;
        const words = text => (text.replaceAll("\\ufeff", "").replace(NOT_WORDS, "").match(WORD) || []).length;
    """  # noqa: E501 -- the two expressions are copied whole
    return sum(1 for _ in WORD.finditer(NOT_WORDS.sub("", clean_text(text))))
