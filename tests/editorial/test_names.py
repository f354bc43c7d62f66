"""Names in texts: whole words, wherever they stand, and never within another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import markup
from editorial import names

LETTERS = st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F)
WORD = st.text(LETTERS, min_size=1, max_size=10)
NAME = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
SIGNS = st.sampled_from(["", "*", "(", ", ", "“", "<", "&", " – ", "; ", ".*", "[x]"])


def said(name: str, text: str) -> list[str]:
    """What is found of a name in a plain line."""
    line = names.line(text)
    return [line[m.start : m.end] for m in names.Names([(name, "it")]).find(line)]


@given(name=NAME, before=SIGNS, after=SIGNS, around=st.lists(WORD, max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_name_is_found_wherever_it_stands_as_whole_words(name, before, after, around):
    text = " ".join([*around, before, name, after, *around])

    assert said(name, text)


@given(name=WORD, more=st.text(st.sampled_from("abkxyz"), min_size=3, max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_name_is_never_found_within_another_word(name, more):
    assert said(name, f"of {name}{more} and {more}{name} in it") == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Raytheon", "Raytheon’s, RAYTHEON-made, Raytheonic", ["Raytheon", "RAYTHEON"]),
        ("WHO", "who runs the WHO’s W.H.O. desk", ["WHO", "W.H.O."]),
        ("Société Générale", "the Societe Generale", ["Societe Generale"]),
        ("Pacific Basin Centre", "in the Pacific. Basin Centre is", []),
        ("St. Jude", "At St Jude today", ["St Jude"]),
        ("AT&T", "paid by AT&T.", ["AT&amp;T"]),
        ("Party", "two parties", ["parties"]),
        ("អង្គការ", "នៅក្នុងអង្គការមួយ", ["អង្គការ"]),
    ],
)
def test_how_a_name_may_be_written(name, text, found):
    assert said(name, text) == found


@pytest.mark.parametrize(
    "name", ["(a+)+$", "[", "\\", "<b>x</b>", "“”", "a" * 10_000, "a " * 5_000, "\0"]
)
def test_a_hostile_name_finds_itself_or_nothing_and_breaks_nothing(name):
    html = markup.render(f"Before {name} after. <script>", doc_id="t")

    marked = names.mark(
        html, [(m.start, m.end) for m in names.Names([(name, 1)]).find(html)], "watch"
    )

    assert marked.replace('<span class="watch">', "").replace("</span>", "") == html


def test_a_name_is_marked_through_a_link_and_the_page_stays_whole():
    html = markup.render(
        "By the *Pacific* [Basin](https://x.example) Centre.", doc_id="t"
    )
    found = names.Names([("Pacific Basin Centre", 1)]).find(html)

    marked = names.mark(html, [(m.start, m.end) for m in found], "watch")

    assert '<em><span class="watch">Pacific</span></em>' in marked
    assert '<span class="watch">Basin</span></a>' in marked
    assert names.sentence_at(html, found[0].start, found[0].end) == (
        "By the Pacific Basin Centre."
    )


def test_the_names_in_an_answer_are_offered():
    answer = (
        "In June 2025 the Pacific Basin Centre, which the US funds, paid for it. I "
        "advise “the mekong fund”. ខ្ញុំធ្វើការ នៅ អង្គការ"
    )

    assert names.names_in(answer)[:3] == [
        "the mekong fund",
        "Pacific Basin Centre",
        "US",
    ]
    assert "អង្គការ" in names.names_in(answer)
