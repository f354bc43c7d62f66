"""Which edits may stand under a signature that allows typographical fixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial import fixes

IN_CLASS = [
    ("One  space too many.", "One space too many."),
    ("A space at the end. ", "A space at the end."),
    ('She said "no" twice.', "She said “no” twice."),
    ("The boys' school isn't far.", "The boys’ school isn’t far."),
    ("It came -- late.", "It came – late."),
    ("It came – late.", "It came—late."),
    ("It came - late.", "It came — late."),
    ("And then...", "And then…"),
    ("In the the end.", "In the end."),
    ("The the end.", "The end."),
    ("Rice,, fish and salt.", "Rice, fish and salt."),
    ("The end..", "The end."),
    ("Rice ,fish", "Rice ,fish "),
    ("Rice , fish.", "Rice, fish."),
    ("Rice,fish and salt.", "Rice, fish and salt."),
    ("A soft\u00a0space.", "A soft space."),
]
LETTERS = [
    ("The goverment fell.", "The government fell."),
    ("The governmment fell.", "The government fell."),
    ("The govenrment fell.", "The government fell."),
]
NEVER = [
    # digits, and what hangs on them
    ("In 2025 it fell.", "In 2026 it fell."),
    ("It cost 1,000 riel.", "It cost 1, 000 riel."),
    ("From 10 10 to 12.", "From 10 to 12."),
    ("It is -5 outside.", "It is 5 outside."),
    ("1. First", "2. First"),
    # negations and what turns a sentence round
    ("It is not true.", "It is true."),
    ("It is not not true.", "It is not true."),
    ("She can not go.", "She cannot go."),
    ("It is moral.", "It is amoral."),
    ("It is political.", "It is apolitical."),
    ("They went through it.", "They went though it."),
    ("A public school.", "A pubic school."),
    ("A casual link.", "A causal link."),
    ("The united states.", "The untied states."),
    ("He had had enough.", "He had enough."),
    ("A very very long road.", "A very long road."),
    # names, numbers of things, tenses, short words
    ("President Trumpp spoke.", "President Trump spoke."),
    ("The Goverment fell.", "The Government fell."),
    ("The soldiers came.", "The soldier came."),
    ("They increase it.", "They increased it."),
    ("A form to fill.", "A from to fill."),
    ("The cat sat.", "The cart sat."),
    # words, cases, whole sentences
    ("The end.", "The end is near."),
    ("The end.", "The End."),
    ("every day life", "everyday life"),
    ("no body came", "nobody came"),
    ("its house", "it's house"),
    ("a well-known man", "a well – known man"),
    ("Stop!!", "Stop!"),
    ("He came “home”.", "He came home."),
    ("He came home.", "He came “home”."),
    ("Really?", "Really."),
    ("First.\n\nSecond.", "First.\nSecond."),
    ("First. Second.", "First.\n\nSecond."),
    ("A line  \nbreak", "A line\nbreak"),
    # what is read by its marks
    ("See [it](https://a.example/x).", "See [it](https://a.example/y)."),
    ("See https://a.example/x--y now.", "See https://a.example/x–y now."),
    ("`a  b` code", "`a b` code"),
    ("    a  b", "    a b"),
    ("```\na  b\n```", "```\na b\n```"),
    ("| a  | b |", "| a | b |"),
    ("- a point", "– a point"),
    ("---", "–"),
    ("*so*", "so"),
    ("It is so.[^1]", "It is so.[^2]"),
    ("![A map](/media/a.webp)", "![A map](/media/b.webp)"),
]


@pytest.mark.parametrize(("before", "after"), IN_CLASS)
def test_a_typographical_edit_is_one(before, after):
    found = fixes.between(before, after)

    assert found is not None
    assert not any(fix.is_letter for fix in found)


@pytest.mark.parametrize(("before", "after"), LETTERS)
def test_one_letter_within_a_long_word_wants_the_desk_s_word(before, after):
    [fix] = fixes.between(before, after)

    assert fix.is_letter
    assert fix.after == "government"


@pytest.mark.parametrize(("before", "after"), NEVER)
def test_whatever_may_change_a_meaning_is_none(before, after):
    assert fixes.between(before, after) is None
    assert fixes.between(after, before) is None


def test_several_fixes_in_one_text_are_each_named():
    before = "In the the old goverment they sat , all.\n\nThe end.."
    after = "In the old government they sat, all.\n\nThe end."

    said = [(fix.before, fix.after) for fix in fixes.between(before, after)]

    assert said == [
        ("the the", "the"),
        ("goverment", "government"),
        ("sat ,", "sat,"),
        ("..", "."),
    ]


PIECES = """
the not never government 12 Sokha , . “ ” ' - – -- no cannot is of a
"""
WORDS = st.lists(
    st.sampled_from(PIECES.split()),
    max_size=12,
).map(" ".join)


def said(text):
    """What a text says, less every mark and the small words: an oracle that shares
    nothing with the rule."""
    letters = "".join(c if c.isalnum() or c.isspace() else " " for c in text)
    small = {"the", "is", "of", "a"}
    return [word for word in letters.split() if word.lower() not in small]


@given(WORDS, WORDS)
def test_no_fix_adds_loses_or_moves_a_word_that_means_something(before, after):
    found = fixes.between(before, after)

    if found is not None and not any(fix.is_letter for fix in found):
        assert said(before) == said(after)
