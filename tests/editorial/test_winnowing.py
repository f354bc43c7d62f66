"""Which passages do two texts share?"""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial import winnowing

_DICE = random.Random(4)
WORDS = ["".join(_DICE.choices("abdegiklmnoprstu", k=7)) for _ in range(4000)]
KHMER = "ខ្ញុំរស់នៅភ្នំពេញតាំងពីកើតមកហើយខ្ញុំចង់និយាយអំពីសន្តិភាពនៅតាមព្រំដែនរវាងប្រទេសកម្ពុជានិងប្រទេសថៃ"
around = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters='"“”«»„「」‘’>'),
    max_size=80,
)


def text(seed, words):
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def share_a_mark(one, other):
    first, second = winnowing.read(one), winnowing.read(other)
    return winnowing.marks(first).keys() & winnowing.marks(second).keys()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 60), st.tuples(around, around, around))
def test_a_shared_passage_is_found_whatever_stands_around_it(seed, length, noise):
    passage = text(seed, length)
    one = f"{text(seed + 1, 300)} {noise[0]}\n\n{passage}\n\n{text(seed + 2, 90)}"
    shouted = passage.upper().replace(" ", f"{' ' if seed % 2 else ', '}")
    other = f"{noise[1]}\n\n*{shouted}*. {noise[2]} {text(seed + 3, 200)}"

    shared = winnowing.shared(winnowing.read(one), winnowing.read(other))

    assert share_a_mark(one, other)
    assert shared.words >= length
    assert passage in " ".join(each.ours for each in shared.passages)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_two_texts_that_share_nothing_share_nothing(seed):
    one, other = text(seed, 900), text(seed + 1, 900)

    assert not share_a_mark(one, other)
    assert winnowing.shared(winnowing.read(one), winnowing.read(other)).passages == ()


def test_marks_are_about_one_for_four_or_five_words():
    kept = winnowing.marks(winnowing.read(text(1, 9000)))

    assert 3.5 < 9000 / len(kept) < 5.5


@pytest.mark.parametrize(
    "quoted",
    ["“{}”", "«{}»", '"{}"', "> {}", "‘{}’", "「{}」"],
)
def test_what_both_quote_is_nobody_s_own(quoted):
    passage = quoted.format(text(7, 60))
    one, other = (f"{text(n, 200)}\n\n{passage}\n\n{text(n, 99)}" for n in (8, 9))

    assert not share_a_mark(one, other)


def test_nobody_hides_a_column_in_quotation_marks():
    column = text(3, 400)
    hidden = f"“{column[: len(column) // 2]}”\n\n“{column[len(column) // 2 :]}”"

    assert share_a_mark(column, hidden)
    assert winnowing.shared(winnowing.read(hidden), winnowing.read(column)).share > 0.9


def test_a_text_with_every_twentieth_word_changed_is_the_same_in_passages():
    words = text(5, 600).split()
    mended = ["other" if place % 20 == 9 else word for place, word in enumerate(words)]

    shared = winnowing.shared(
        winnowing.read(" ".join(mended)), winnowing.read(" ".join(words))
    )

    assert len(shared.passages) == 1
    assert shared.share > 0.9


def test_khmer_needs_no_spaces_to_be_found():
    one, other = f"បាទ {KHMER} ។ The river.", f"{text(2, 50)} {KHMER}។"

    shared = winnowing.shared(winnowing.read(one), winnowing.read(other))

    assert share_a_mark(one, other)
    assert [passage.ours for passage in shared.passages] == [KHMER]
    assert not share_a_mark(KHMER, "ប្រជាជនត្រូវការទឹកស្អាតនិងផ្លូវល្អសម្រាប់កូនចៅរបស់ពួកគេនៅជនបទ")


def test_our_own_closing_line_is_no_shared_passage():
    said = (
        "{} is a freelance journalist based in Phnom Penh. The views and opinions "
        "expressed in this column are her own and not those of any other body."
    )
    one, other = (f"{text(n, 90)}\n\n{said.format(n)}" for n in (1, 2))

    assert not share_a_mark(one, other)


@pytest.mark.parametrize("odd", ["", "a", "“" * 9000, "> " * 9000, "a" * 100_000])
def test_whatever_comes_is_read(odd):
    found = winnowing.read(odd)

    assert winnowing.shared(found, found).share in (0, 1)
