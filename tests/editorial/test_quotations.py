"""Which words of a column are listed as quotations."""

from __future__ import annotations

import pytest

from editorial.quotations import quotations, reading

ASKED = "We were never asked"


def listed(text, *titles):
    found = quotations(reading(text, titles))
    return [each.words for each in found if not each.is_short and not each.is_title]


@pytest.mark.parametrize(
    "text",
    [
        f"## “{ASKED}”\n\nThe dam came.",
        f"The dam came.[^1]\n\n[^1]: “{ASKED},” said Sok Dara.",
        f"It came. ``{ASKED}'' they said, ``at least''.",
        f"It came. ``{ASKED}’’ they said.",
    ],
)
def test_a_quotation_is_listed_wherever_it_stands_and_however_it_is_typed(text):
    assert [words.rstrip(",") for words in listed(text)] == [ASKED]


def test_quotations_in_the_titles_are_listed_and_those_of_the_text_once():
    text = f"“{ASKED},” said Sok Dara."

    found = listed(text, f"“{ASKED}”: a dam", "“Nobody came to us”, they say")

    assert found == [ASKED, "Nobody came to us"]


def test_words_quoted_in_a_quotation_are_listed_too():
    text = f"“He said ‘{ASKED}’ and ‘go away’ that day,” she wrote."

    assert listed(text) == [f"He said ‘{ASKED}’ and ‘go away’ that day", ASKED]


def test_a_quotation_of_several_paragraphs_set_as_a_block_is_one():
    text = "> One river is gone.\n>\n> So is another one.\n\n> And this is mine alone."

    assert listed(f"They wrote:\n\n{text}\n\nThe end.") == [
        "One river is gone. So is another one.",
        "And this is mine alone.",
    ]


@pytest.mark.parametrize(
    ("words", "is_title"),
    [
        ("Let It Be", True),
        ("The Old Man and the Sea", True),
        ("2001 A Space Odyssey", True),
        (ASKED, False),
        ("STOP THE WAR", False),
        ("Mr Sok Lied.", False),
    ],
)
def test_a_title_is_told_from_what_somebody_said(words, is_title):
    found = quotations(reading(f"I heard “{words}” in the north."))

    assert [(each.words, each.is_title) for each in found] == [(words, is_title)]


def test_a_quotation_that_differs_by_a_sign_is_another():
    text = "“It fell by -5 per cent,” he said. “It fell by 5 per cent,” she said."

    assert len(listed(text)) == 2
