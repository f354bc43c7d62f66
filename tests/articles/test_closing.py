from __future__ import annotations

import pytest

from articles.closing import Person, article_for, closing_line


def person(name="Prak Sereyvuth", **fields) -> Person:
    return Person(
        **{
            "name": name,
            "role": "freelance journalist",
            "place": "Phnom Penh",
            "organisation": "",
            "pronoun": "his",
        }
        | fields
    )


def test_the_founding_line_writes_itself():
    assert closing_line([person()], "") == (
        "Prak Sereyvuth is a freelance journalist based in Phnom Penh. "
        "The views and opinions expressed are his own."
    )


def test_the_disclosure_stands_before_the_disclaimer_and_never_instead_of_it():
    line = closing_line([person()], "A lobby paid for his travel")

    assert line == (
        "Prak Sereyvuth is a freelance journalist based in Phnom Penh. "
        "A lobby paid for his travel. The views and opinions expressed are his own."
    )


def test_two_authors_share_one_disclaimer():
    line = closing_line([person(), person("Oum Linna", role="engineer")], "")

    assert line == (
        "Prak Sereyvuth is a freelance journalist based in Phnom Penh. "
        "Oum Linna is an engineer based in Phnom Penh. "
        "The views and opinions expressed are their own."
    )


def test_an_organisation_stands_where_there_is_one():
    line = closing_line([person(role="fellow", organisation="the River Institute")], "")

    assert line.startswith("Prak Sereyvuth is a fellow at the River Institute.")


def test_a_person_who_gives_no_pronoun_keeps_the_author_s():
    assert closing_line([person(pronoun="the author’s")], "").endswith(
        "The views and opinions expressed are the author’s own."
    )


@pytest.mark.parametrize(
    ("noun", "article"),
    [
        ("journalist", "a"),
        ("engineer", "an"),
        ("university teacher", "a"),
        ("European envoy", "a"),
        ("hourly worker", "an"),
        ("honorary consul", "an"),
        ("MP", "an"),
        ("UN adviser", "a"),
        ("NGO worker", "an"),
        ("the head of a school", ""),
        ("unpaid carer", "an"),
        ("uncle of two pupils", "an"),
        ("unit manager", "a"),
        ("X-ray nurse", "an"),
    ],
)
def test_the_ear_decides_between_a_and_an(noun, article):
    assert article_for(noun) == article
