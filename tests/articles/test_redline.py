"""Two texts laid over each other, word by word."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.redline import SECONDS_ALLOWED, Change, Kind, compare

MARKS = {Kind.SAME: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "[+{}+]"}
COLUMN = "\n\n".join(
    " ".join(f"word{paragraph}x{word}" for word in range(100))
    for paragraph in range(12)
)


def marked(runs):
    return "".join(MARKS[run.kind].format(run.text) for run in runs)


def text_of(redline, *kinds):
    return "".join(run.text for run in redline.runs if run.kind in kinds)


def edited(text, every):
    """The text with every so-many-th word changed."""
    words = text.split(" ")
    return " ".join(
        "changed" if at % every == every - 1 else word for at, word in enumerate(words)
    )


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("The same.", "The same.", "The same."),
        ("", "New.", "[+New.+]"),
        ("Old.", "", "[-Old.-]"),
        (
            "What is needed now is not another big signing.",
            "What is wanted now is not another signing.",
            "What is [-needed-][+wanted+] now is not another [-big -]signing.",
        ),
        ("Suspended in 2018.", "Suspended in 2017.", "Suspended in [-2018-][+2017+]."),
        ("One. Two.", "One. New one. Two.", "One.[+ New one.+] Two."),
        ("A b", "A new b", "A [+new +]b"),
        ("A\n\nB c\n\nC", "A\n\nC", "A\n\n[-B c\n\n-]C"),
        ("The plan.", "The plan, again.", "The plan[+, again+]."),
        ("don't go", "do go", "[-don't-][+do+] go"),
        ("a well-known man", "a well known man", "a [-well-known-][+well known+] man"),
        ("ក្រុមហ៊ុន នេះ ល្អ", "ក្រុមហ៊ុន នោះ ល្អ", "ក្រុមហ៊ុន [-នេះ-][+នោះ+] ល្អ"),
        ("a 👩‍👧 b", "a 👩‍👦 b", "a [-👩‍👧-][+👩‍👦+] b"),
        ("*word*", "*world*", "*[-word-][+world+]*"),
        ("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.", "One.\n\n[+New.\n\n+]Two."),
    ],
)
def test_whole_words_are_marked(before, after, shown):
    assert marked(compare(before, after).runs) == shown


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("a b c d e", "a b c d e", 0),
        ("a b c d e", "a x c y e", 2),
        ("a b c d e", "a c d e", 1),
        ("", "a", 1),
    ],
)
def test_a_word_for_a_word_counts_as_one_change(before, after, changes):
    assert compare(before, after).changes == changes


def test_the_redline_is_cut_where_paragraphs_end():
    redline = compare("One.\n\nTwo old.\n \nThree.", "One.\n\nTwo new.\n \nThree.")

    assert [marked(paragraph) for paragraph in redline.paragraphs] == [
        "One.\n\n",
        "Two [-old-][+new+].\n \n",
        "Three.",
    ]


def test_a_paragraph_that_was_split_shows_the_new_break():
    redline = compare("One. Two.", "One.\n\nTwo.")

    assert [marked(paragraph) for paragraph in redline.paragraphs] == [
        "One.[- -][+\n\n+]",
        "Two.",
    ]
    assert redline.paragraphs[0][-1].is_break


@pytest.mark.parametrize(
    ("text", "is_break"), [("\n\n", True), (" \n", True), (" ", False), ("a\n", False)]
)
def test_a_run_of_line_ends_is_known_as_a_break(text, is_break):
    assert Change(Kind.ADDED, text).is_break is is_break


# Too different


def test_an_edited_column_is_marked_in_place():
    redline = compare(COLUMN, edited(COLUMN, every=10))

    assert not redline.too_different


@pytest.mark.parametrize(("every", "too_different"), [(2, False), (1, True)])
def test_a_column_rewritten_beyond_reading_is_shown_side_by_side(every, too_different):
    passage = COLUMN[:1000]

    assert compare(passage, edited(passage, every)).too_different is too_different


def test_a_rewritten_headline_is_marked_in_place():
    assert not compare("The guns are quiet", "Now stay").too_different


def test_a_first_text_after_none_is_marked_in_place():
    assert not compare("", COLUMN).too_different


def test_a_machine_busy_with_other_work_marks_the_same(monkeypatch):
    alone = compare(COLUMN, edited(COLUMN, every=10))
    for name in ("time", "monotonic"):  # seconds go by between any two looks
        monkeypatch.setattr(time, name, itertools.count(time.time()).__next__)

    redline = compare(COLUMN, edited(COLUMN, every=10))

    assert redline == alone
    assert not redline.too_different


def test_a_comparison_out_of_time_is_shown_side_by_side_and_loses_nothing():
    first_half = " ".join(f"v{number}" for number in range(20_000))
    before = first_half + " ".join(f"w{number}" for number in range(15_000))
    after = first_half + " ".join(
        f"w{number}" for number in range(15_000) if number % 3
    )

    redline = compare(before, after)

    assert redline.too_different
    assert text_of(redline, Kind.SAME, Kind.REMOVED) == before
    assert text_of(redline, Kind.SAME, Kind.ADDED) == after


# To the letter


def test_more_different_words_than_there_are_short_letters():
    before = " ".join(f"w{number}" for number in range(70_000))
    after = f"{before} end"

    redline = compare(before, after)

    assert marked(redline.runs) == f"{before}[+ end+]"


def test_more_different_words_than_there_are_letters():
    before = " ".join(map(str, range(200_000)))

    redline = compare(before, "0 end")

    assert redline.runs == (Change(Kind.REMOVED, before), Change(Kind.ADDED, "0 end"))


WORDS = st.sampled_from(
    ["the", "guns", "don't", ".", "—", "_x_", "’", "-", "\n", "\n\n"]
)
ODD = st.sampled_from(
    ["\x00", "\r\n", "\ud800", "\udfff", "\u2028", "\u200b", "e\u0301"]
)
LONG = st.sampled_from(["👩‍👧", "🇰🇭", "𝔘", "ខ្មែរ"])
TEXTS = st.lists(WORDS | ODD | LONG | st.just(" "), max_size=60).map("".join) | st.text(
    st.characters(codec=None)
)


@settings(deadline=None)
@given(TEXTS, TEXTS)
@example("\ud83d", "\ude00")
@example("Ā ā", "ā Ā")
def test_both_texts_can_be_read_back_to_the_letter(before, after):
    redline = compare(before, after)

    assert text_of(redline, Kind.SAME, Kind.REMOVED) == before
    assert text_of(redline, Kind.SAME, Kind.ADDED) == after


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_the_paragraphs_together_are_the_whole_redline(before, after):
    redline = compare(before, after)

    pieces = itertools.chain.from_iterable(redline.paragraphs)
    whole = [(run.kind, letter) for run in redline.runs for letter in run.text]
    assert [(run.kind, letter) for run in pieces for letter in run.text] == whole
    assert all(run.text for paragraph in redline.paragraphs for run in paragraph)


@settings(deadline=None)
@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    redline = compare(text, text)

    assert redline.changes == 0
    assert text_of(redline, Kind.SAME) == text
    assert not redline.too_different


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 25_000 + "b " * 25_000, "b " * 25_000 + "a " * 24_999),
        ("\n" * 50_000 + "x", "y" + "\n" * 49_000 + "z"),
        ("." * 100_000, "," * 50_000 + "." * 50_000),
        ("\n  " * 30_000, "  \n" * 30_000),
    ],
    ids=["words", "blank lines", "full stops", "indents"],
)
def test_repetitions_take_little_longer_than_the_time_allowed(before, after):
    started = time.perf_counter()

    compare(before, after)

    assert time.perf_counter() - started < 5 * SECONDS_ALLOWED
