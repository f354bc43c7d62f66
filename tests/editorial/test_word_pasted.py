"""What Word, Google Docs and web pages put on the clipboard."""

import re
import unicodedata
from contextlib import suppress

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import plain, render
from editorial.kinds import FileRefused
from editorial.word import from_docx, from_html
from tests.papers import DOCS_PASTE, WORD_PASTE, docx


def test_words_clipboard():
    brought = from_html(WORD_PASTE)

    assert brought.markdown.split("\n\n") == [
        "## The heading",
        "The mayor said “we can’t **wait**” in Paris.[^1]",
        "- First\n  - Inner *one*\n- Second",
        "1. Numbered",
        "> Quoted added",
        "[^1]: See *the report*.",
    ]
    assert (brought.insertions, brought.deletions, brought.comments) == (1, 1, 1)


def test_google_docs_clipboard():
    assert from_html(DOCS_PASTE).markdown.split("\n\n") == [
        "## A heading",
        "Plain and **bold** *italic* end.",
        "- one\n  - inner\n- two",
    ]


def test_notes_go_on_from_those_the_text_has():
    text = from_html(WORD_PASTE, taken=4).markdown

    assert "Paris.[^5]" in text
    assert text.endswith("[^5]: See *the report*.")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>One</div><div>Two</div>", "One\n\nTwo"),
        ("<p>One<br>two<br><br>three</p>", "One\\\ntwo\n\nthree"),
        ("One <b>two</b> three", "One **two** three"),
        ("<b>a</b><b> b</b> <i> </i>c", "**a b** c"),
        ("<p>“<i>Yes,”</i>he said</p>", "“*Yes,*”he said"),
        ("<h1>One <b>two</b></h1><h3>Three</h3>", "## One two\n\n### Three"),
        ("CO<sub>2</sub>, m<sup>2</sup>, 1<sup>st</sup>", "CO₂, m², 1st"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="//evil.example">x</a>', "x"),
        ('<a href="https://a@evil.example/">x</a>', "x"),
        ('<a href="https://x.org">https://x.org</a>', "<https://x.org>"),
        ('<a href="mailto:a@b.c">write</a>', "[write](mailto:a@b.c)"),
        ('Look!<a href="https://x.org">here</a>', "Look\\![here](https://x.org)"),
        ("<script>alert(1)</script><style>p{}</style><p>x", "x"),
        ('<p style="display:none">no</p><p>yes', "yes"),
        ("<s>old</s> new", "~~old~~ new"),
        ("<table><tr><td>One</td></tr><tr><td>Two</td></tr></table>", "One\n\nTwo"),
        (
            "<table><tr><td rowspan=2>a<td>b<tr><td>c</table>",
            "| a | b |\n| --- | --- |\n| | c |",
        ),
        ("<ol start=3><li>c<li>d</ol>", "3. c\n4. d"),
        ("<blockquote>One<p>Two</blockquote>", "> One\n>\n> Two"),
        ("", ""),
    ],
)
def test_what_becomes_what(html, text):
    assert from_html(html).markdown == text


@pytest.mark.parametrize(
    "html",
    [
        "<p>" * 20_000,
        "<div>" * 5_000,
        "x" * 2_000_001,
        "<p>" + "word " * 60_000,
        "".join(f"<b id={n}>" for n in range(3_000)) + "<p>x" * 3_000,
    ],
    ids=["many tags", "deep", "heavy", "long", "reopened"],
)
def test_what_no_writer_typed_is_refused(html):
    with pytest.raises(FileRefused):
        from_html(html)


# A language of pages, whose words must come through whatever they are.

_BITS = [
    *("a", "word", "*", "_", "`", "[x]", "(y)", "#", "1.", "-", ">", "\\", "|", "~~"),
    *("&lt;b", "&amp;", "&lt;script&gt;", "!", "“q”", ".", ",", "[^1]", "[^1]:"),
    *("[a]:", "&lt;http://x.y&gt;", "---", "===", "é", "+", ":", "2)", "&amp;lt;"),
    *("&nbsp;", " ", " "),
]
_WORDS = st.lists(st.sampled_from(_BITS), min_size=1, max_size=5)


def _in(tag, inner):
    return inner.map(lambda said: f"<{tag}>{said}</{tag.split()[0]}>")


def _several(what):
    return st.lists(what, min_size=1, max_size=4).map("".join)


_words = _WORDS.map("".join)
_italic = 'span style="font-style:italic"'
_marked = st.one_of(
    _words, *(_in(t, _words) for t in ("em", "b", "s", _italic)), st.just("<br>")
)
_links = ('a href="https://x.org/y"', 'a href="javascript:alert(1)"')
_inline = _several(
    st.one_of(_marked, *(_in(t, _several(_marked)) for t in ("strong", "i", *_links)))
)
_line = st.one_of(
    *(_in(t, _inline) for t in ("p", "h1", "h3", "div", "p class=MsoQuote"))
)
_item = _in("li", st.one_of(_inline, _line))
_list = st.one_of(_in("ul", _several(_item)), _in("ol", _several(_item)))
_cell = _in("td", st.one_of(_inline, _line))
_table = _in("table", _several(_in("tr", _several(_cell))))
_flat = st.one_of(_line, _list, _table, _in("blockquote", _several(_line)))
PAGES = _several(st.one_of(_flat, _inline, _in("div", _several(_flat))))


def letters(text):
    """Less white space, and the marks our typography sets anew."""
    set_anew = "“”‘’\"'-–—….*"
    return "".join(c for c in text if not c.isspace() and c not in set_anew)


@given(PAGES)
@settings(max_examples=60, deadline=None)
def test_readers_read_the_words_that_were_written(html):
    text = from_html(html).markdown

    written = BeautifulSoup(html, "html.parser").get_text()
    assert letters(plain(text)) == letters(written)
    links = re.findall(r'href="([^"]*)"', render(text, doc_id="x"))
    assert {link for link in links if not link.startswith("#")} <= {
        "https://x.org/y",
        "http://x.y",
    }


@given(st.one_of(PAGES, st.text(max_size=300)), st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_pasted_no_script_comes_through(html, data):
    at = data.draw(st.integers(0, len(html)))
    bits = [
        "<script>x</script>",
        "<a href=javascript:x>",
        "<p",
        "</",
        "<!--",
        '"',
        "\0",
    ]
    html = html[:at] + data.draw(st.sampled_from(bits)) + html[at:]

    with suppress(FileRefused):
        shown = render(from_html(html).markdown, doc_id="x")
        assert "<script" not in shown
        assert not re.search(r'(?:href|src)="(?!https?:|mailto:|#|/)', shown)


_FILE = docx("Some words of a column.", "And some more of them.")


@given(st.binary(max_size=60), st.integers(0, len(_FILE)))
@settings(max_examples=60, deadline=None)
def test_whatever_is_in_a_file_it_is_brought_or_refused(noise, at):
    with suppress(FileRefused):
        text = from_docx(_FILE[:at] + noise + _FILE[at + len(noise) :]).markdown
        assert unicodedata.is_normalized("NFC", text) or text
