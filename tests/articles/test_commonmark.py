"""The CommonMark specification, example by example, and every place we leave it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import nh3
from markdown_it.common.normalize_url import validateLink

from articles import markup
from articles.markup.parser import CommonMarkParser, HouseParser

SPECIFICATION = Path(__file__).with_name("commonmark-0.31.2.json")
EXAMPLES = {
    example["example"]: example
    for example in json.loads(SPECIFICATION.read_text("utf-8"))["examples"]
}

# The parser leaves out the line end inside an empty quotation. Nobody can see it.
EMPTY_QUOTATION = {218, 239, 240}

HTML = "raw HTML is shown as it was typed, never run"
TYPE = "quotes, dashes and dots become printers' marks"
HEADINGS = (
    "a column's highest heading is h2, under the page's headline; h4 is the least"
)
ADDRESSES = "only web, mail and our own absolute addresses make a link"
OUTSIDE = "a link that leaves us carries rel=noopener nofollow"
PICTURES = "only our own known pictures are shown, any other is linked to"
LANGUAGE = "a code block does not carry the name of its language"
EMPTY = "an empty quotation holds no line end"


def numbers(listed: str) -> set[int]:
    """The numbers of a list that writes 148 to 191 as 148-191."""
    ranges = (part.partition("-") for part in listed.split())
    return {
        n
        for first, _, last in ranges
        for n in range(int(first), int(last or first) + 1)
    }


# Which example leaves the specification, and by which rules: lifting exactly these
# brings it back to the letter. An example may stand under two.
DEVIATIONS = {
    HTML: numbers(
        "21 31 148-191 201 308 309 344 475-477 491 494 524 536 613-617 623 "
        "625-631 642 643"
    ),
    TYPE: numbers(
        "14 46 55 87 91 197 209 210 343 352 359 363 380 385 395 508 590 619 "
        "620 622 624 632 650"
    ),
    HEADINGS: numbers(
        "10 62 66-68 72-76 78-84 115 141 214 215 227-230 232 300 646 647"
    ),
    ADDRESSES: numbers(
        "194 195 200 203 204 484 486 492 495 496 498-504 517 520 522 531 573 "
        "576-578 580 596 598 599 601"
    ),
    OUTSIDE: numbers("20 346 480 481 501 526 538 594 595 600 603"),
    PICTURES: numbers("517 520 531 572-589 591"),
    LANGUAGE: numbers("24 34 142-144 146"),
    EMPTY: EMPTY_QUOTATION,
}


@cache
def house_without(lifted: frozenset[str]):
    """Our parser and our sieve with some of the house's rules lifted."""
    parser = HouseParser()
    parser.options["html"] = HTML in lifted
    if ADDRESSES in lifted:
        parser.validateLink = validateLink
    for reason, rule in (
        (TYPE, "set_type"),
        (HEADINGS, "_shift_headings"),
        (PICTURES, "mark_links"),
    ):
        if reason in lifted:
            parser.core.ruler.disable(rule)
    attributes = {"a": {"href", "title", "rel"}, "ol": {"start"}}
    attributes["img"] = {"src", "alt", "title"}
    if OUTSIDE in lifted:
        attributes["a"].remove("rel")
    if LANGUAGE in lifted:
        attributes["code"] = {"class"}
    return parser, sieve(attributes)


def sieve(attributes):
    tags = "p h1 h2 h3 h4 h5 h6 em strong a blockquote ul ol li hr br pre code img"
    tags += " table thead tbody tr th td"
    schemes = {"http", "https", "mailto", "irc", "made-up-scheme", "localhost", "a+b+c"}
    return nh3.Cleaner(
        tags=set(tags.split()),
        attributes=attributes,
        url_schemes=schemes,
        link_rel=None,
    )


def ours(example, lifted):
    if not lifted:
        return markup.render(example["markdown"], doc_id="spec")
    parser, cleaner = house_without(lifted)
    html = parser.render(example["markdown"], {"docId": "spec", "pictures": {}})
    if EMPTY in lifted:
        html = html.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")
    return cleaner.clean(html)


def specified(example):
    """The specification's HTML as a sanitiser writes it: <hr>, not <hr />."""
    attributes = {"a": {"href", "title"}, "ol": {"start"}, "code": {"class"}}
    attributes["img"] = {"src", "alt", "title"}
    return sieve(attributes).clean(example["html"])


def declared(number):
    return frozenset(r for r, numbers in DEVIATIONS.items() if number in numbers)


def test_the_bare_parser_reads_every_example_as_the_specification_does():
    parser = CommonMarkParser(html=True)
    parser.options["xhtmlOut"] = True

    wrong = {
        number
        for number, example in EXAMPLES.items()
        if parser.render(example["markdown"]) != example["html"]
    }

    assert len(EXAMPLES) == 652
    assert wrong == EMPTY_QUOTATION


def test_no_column_leaves_the_specification_unless_it_is_declared():
    leaving = {
        number
        for number, example in EXAMPLES.items()
        if ours(example, frozenset()) != specified(example)
    }

    assert leaving == set().union(*DEVIATIONS.values())


def test_the_declared_reasons_explain_each_deviation_completely():
    unexplained = [
        number
        for number, example in EXAMPLES.items()
        if ours(example, declared(number)) != specified(example)
    ]

    assert unexplained == []


def test_no_deviation_is_declared_for_a_reason_that_does_not_apply():
    needless = [
        (number, reason)
        for number, example in EXAMPLES.items()
        for reason in declared(number)
        if ours(example, declared(number) - {reason}) == specified(example)
    ]

    assert needless == []
