"""Printers' marks from a keyboard's, in the texts columnists really send."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import render, typeset

LINES = [
    # Double quotes.
    ('He said "no" twice.', "He said “no” twice."),
    ('"No," he said.', "“No,” he said."),
    ('(the "quiet" guns)', "(the “quiet” guns)"),
    ('"Why?" "Because."', "“Why?” “Because.”"),
    ('He stopped. "...and then"', "He stopped. “…and then”"),
    ('"Well..."', "“Well…”"),
    ('a "soft"/"hard" border', "a “soft”/“hard” border"),
    ("“Mixed\" and 'mended'", "“Mixed” and ‘mended’"),
    # Within one another.
    ("\"She said 'go' and I went.\"", "“She said ‘go’ and I went.”"),
    ("\"She said 'go'\"", "“She said ‘go’”"),
    ("'He told me \"no\"'", "‘He told me “no”’"),
    ('"\'Tis the season," she said.', "“’Tis the season,” she said."),
    # A paragraph of a quotation that goes on, and the last one.
    ('"We opened our doors. We stayed', "“We opened our doors. We stayed"),
    ('and we shall stay in 1990."', "and we shall stay in 1990.”"),
    ('It lasted from 1989 to 1990" he said.', "It lasted from 1989 to 1990” he said."),
    # Apostrophes.
    ("don't, o'clock, Sokha's, the workers' plight", None),
    ("the '90s and the 1990's", "the ’90s and the 1990’s"),
    ("the summer of '69 was hot", "the summer of ’69 was hot"),
    ("'Tis said 'twas so", "’Tis said ’twas so"),
    ("rock 'n' roll", "rock ’n’ roll"),
    ("get 'em now, give 'im a hand", "get ’em now, give ’im a hand"),
    ("pre-'90s borders", "pre-’90s borders"),
    # Single quotes that begin with what could be clipped.
    (
        "'Round the table,' he said, 'they lie.'",
        "‘Round the table,’ he said, ‘they lie.’",
    ),
    ("'40 people were killed,' he said.", "‘40 people were killed,’ he said."),
    ("a 'cause' of war", "a ‘cause’ of war"),
    # Feet, inches, minutes.
    ("He is 6'2\" tall", "He is 6′2″ tall"),
    ('"He is 6\' 2" tall," she said', "“He is 6′ 2″ tall,” she said"),
    ("a 12\" shell and a 5' wall", "a 12″ shell and a 5′ wall"),
    ('"It was 1990"', "“It was 1990”"),
    ("'in 1990'", "‘in 1990’"),
    ('"It was 90"', "“It was 90”"),
    ('“It was 90"', "“It was 90”"),
    ("'in 90'", "‘in 90’"),
    # Dashes and dots.
    ("peace -- of a kind", "peace – of a kind"),
    ("1990--95", "1990–95"),
    ("a word---another", "a word—another"),
    ('"I never--" he began', "“I never–” he began"),
    ('he said--"never"', "he said–“never”"),
    ("the --help option", "the --help option"),
    ("a---------b", "a---------b"),
    ("Wait...", "Wait…"),
    ("The end....", "The end…."),
    ("a......b", "a......b"),
    # Addresses stay as they are.
    (
        'See "https://example.org/a--b/o\'clock?q=...x" -- now',
        "See “https://example.org/a--b/o'clock?q=...x” – now",
    ),
    # Other scripts, and nothing.
    ('គាត់និយាយ"បាទ"ហើយ', "គាត់និយាយ“បាទ”ហើយ"),
    ("", ""),
    ('"', "“"),
    ("'", "‘"),
]


@pytest.mark.parametrize(("typed", "printed"), LINES)
def test_a_line_is_set_as_a_printer_would(typed, printed):
    assert typeset(typed) == (printed or typed.replace("'", "’"))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('"*Never*," he said', "<p>“<em>Never</em>,” he said</p>"),
        ('*"Never,"* he said', "<p><em>“Never,”</em> he said</p>"),
        ('**"A *b*"** c', "<p><strong>“A <em>b</em>”</strong> c</p>"),
        (
            "*Sokha*'s and **1990**'s",
            "<p><em>Sokha</em>’s and <strong>1990</strong>’s</p>",
        ),
        ('["Never"](/x/) it', '<p><a href="/x/">“Never”</a> it</p>'),
        ('"one\ntwo"', "<p>“one\ntwo”</p>"),
        ('one\\\n"two"', "<p>one<br>\n“two”</p>"),
        ("she *said*--so", "<p>she <em>said</em>–so</p>"),
    ],
)
def test_marks_are_set_across_emphasis_links_and_lines(typed, printed):
    assert render(typed, doc_id="c") == printed + "\n"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('`a "b" -- c...`', '<p><code>a "b" -- c...</code></p>'),
        ('"`x`"', "<p>“<code>x</code>”</p>"),
        ('```\n"a" -- b\n```', '<pre><code>"a" -- b\n</code></pre>'),
        ('    "a" -- b', '<pre><code>"a" -- b\n</code></pre>'),
        (r"5\" and \'a\' \-- \...", "<p>5\" and 'a' -- ...</p>"),
        ("&quot;a&quot;", '<p>"a"</p>'),
    ],
)
def test_code_and_escaped_marks_stay_as_typed(typed, printed):
    assert render(typed, doc_id="c") == printed + "\n"


def test_the_address_of_a_link_is_never_typeset():
    html = render(
        "[a](https://x.example/a--b'c...) <https://x.example/d--e'f>"
        " <o'brien@x.example>",
        doc_id="c",
    )

    assert 'href="https://x.example/a--b\'c..."' in html
    assert ">https://x.example/d--e'f</a>" in html
    assert ">o'brien@x.example</a>" in html


def test_every_paragraph_of_a_long_quotation_opens_and_only_the_last_closes():
    html = render('She said: "One.\n\n"Two.\n\n"Three."', doc_id="c")

    assert html == "<p>She said: “One.</p>\n<p>“Two.</p>\n<p>“Three.”</p>\n"


@settings(deadline=None)
@given(st.text(alphabet="\"'-.“”’ a1né\n", max_size=60))
def test_typesetting_changes_only_marks(line):
    typed_as = {"″": '"', "′": "'", "–": "--", "—": "---", "…": "..."}
    typed_as |= {"“": '"', "”": '"', "‘": "'", "’": "'"}
    back_to_keys = str.maketrans(typed_as)

    printed = typeset(line)

    assert printed.translate(back_to_keys) == line.translate(back_to_keys)


@pytest.mark.parametrize("unit", ["'", '"', "' ", "'n'", "6'2\"", "www.'", "'90 ", "."])
def test_typesetting_takes_time_in_proportion_to_the_text(unit):
    started = time.perf_counter()

    typeset(unit * (100_000 // len(unit)))

    assert time.perf_counter() - started < 5
