"""The number under the editor and the number at the desk are one number."""

from __future__ import annotations

import time

import pytest

from articles.markup import plain, word_count
from articles.markup.words import NOT_WORDS, WORD


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n\t", 0),
        ("*** --- 😀 …", 0),
        ("One two, three.", 3),
        ("don't well-known 6,000 and/or U.S. 50%", 6),
        ("go -- now—or never...perhaps", 5),
        ("a--b", 2),
        ("# Head\n\n* * *\n\n> **bold** _words_", 3),
        ("1. One\n2. Two\n> 3) Three", 3),
        ("In 1990. Then", 3),
        ("[Read the report](https://example.com/a-b?c=d) now", 4),
        ('[Read](https://example.com/r "The title of it") now', 2),
        ("[Read][the ref] now\n\n[the ref]: https://example.com 'T'", 2),
        ("<https://example.com/long/path> now", 2),
        ("![A raised barrier](/media/pictures/x.webp)\n\nText", 1),
        ("Said.[^1] Done.\n\n[^1]: Source: City Hall.", 5),
        ("| a | b |\n|---|---|\n|c|d|", 4),
        ("សួស្តី\u200bពិភពលោក", 2),
        ("cafe\u0301 naïve", 2),
        ("line\r\nend", 2),
        ("a\x00b \u202ec\u202c", 2),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text, words):
    assert word_count(text) == words


def test_a_column_without_oddities_counts_like_its_plain_text():
    column = (
        "# The guns are quiet\n\nIn the market at *Samraong*, an hour's drive from "
        "the Thai border, the [woman](https://example.org/w) who sells me coffee has "
        "her **own** test for peace.[^1]\n\n> A summit is a photograph; a receipt is "
        "a policy.\n\n- one\n- two\n\n[^1]: Joint statement, 28 July 2025."
    )

    assert word_count(column) == len(plain(column).split()) == 45


def test_the_rule_written_for_the_browser_is_the_rule_applied_here():
    rule = word_count.__doc__

    assert f"/{NOT_WORDS.pattern}/gm".replace('\\"', '"') in rule
    assert "/" + WORD.pattern.replace(r"[^\W_]", r"[\p{L}\p{N}]") + "/gu" in rule


@pytest.mark.parametrize(
    "unit", ["](", "![", "[^a", "[", "](a ", '](a "', "> ", "1.", " ", "a", "*"]
)
def test_counting_takes_time_in_proportion_to_the_text(unit):
    started = time.perf_counter()

    word_count(unit * (200_000 // len(unit)))

    assert time.perf_counter() - started < 5
