"""Which changes of a sentence are changes of what it says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.wording import wording


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("-5", "5"),
        ("−5", "5"),
        ("–5", "5"),
        ("1.5", "1/5"),
        ("1.5", "1–5"),
        ("1.5", "1,5"),
        ("1.5", "1 5"),
        ("10:30", "10.30"),
        (">40", "<40"),
        ("> 40", "< 40"),
        ("+5", "5"),
        ("5‰", "5"),
        ("5‰", "5%"),
        ("10²", "102"),
        ("10⁻²", "10²"),
        ("CO₂", "CO³"),
        ("1½", "11/2"),
        (".5", "5"),
        ("1 – 5", "1 5"),
        ("5°", "5"),
        ("5M", "5m"),
        ("US", "us"),
        ("NATO", "Nato"),
    ],
)
def test_another_figure_or_another_name_is_another_wording(was, now):
    assert wording(f"It is {was} in all.") != wording(f"It is {now} in all.")


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Of the 312 children, 190 came.", "of the 312 children 190 came"),
        ("It was 40, and “it” rose in 2019.", 'It was 40 and "it" rose in 2019'),
        ("They don’t, at ’t Hooft’s", "They don't at 't Hooft's."),
        ("The US left.", "the  US\u00a0left…"),
        ("It fell by −5.", "It fell by -5."),
        ("1–5", "1-5"),
        ("1—5", "1 – 5"),
        (">40", "> 40"),
        ("10²", "10^2"),
        ("A ½ share", "a 1/2 share"),
        ("ទឹក\u200bឡើង ៥", "ទឹកឡើង ៥។"),
        ("It was over—nobody came.", "It was over, nobody came."),
    ],
)
def test_how_it_is_set_is_no_other_wording(was, now):
    assert wording(was) == wording(now)


SIGNS = ["", "-", "+", "<", ">", "/", "."]
AFTER = ["", "‰", "%", "²", "₂", "½", ".5", ",5", "/5", "–5", ":5"]
figures = st.tuples(
    st.sampled_from(SIGNS), st.integers(0, 999), st.sampled_from(AFTER)
).map(lambda parts: f"{parts[0]}{parts[1]}{parts[2]}")


@settings(max_examples=30, deadline=None)
@given(
    one=figures, other=figures, marks=st.sampled_from(["“{}”", '"{}"', " {} ", "({})"])
)
def test_a_figure_is_itself_in_any_marks_and_no_other(one, other, marks):
    said = f"about {one} boats"

    assert wording(marks.format(said)) == wording(said)
    assert (wording(said) == wording(f"about {other} boats")) == (one == other)
