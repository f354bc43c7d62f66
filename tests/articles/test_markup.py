"""What a stranger types, and what a reader is shown."""

from __future__ import annotations

import re

import pytest
from django.utils.html import conditional_escape
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import (
    MAX_CHARS,
    Figure,
    clean_line,
    clean_text,
    inert,
    plain,
    preview,
    render,
    trusted,
)

BARRIER = "/media/pictures/0f0f0f0f-0000-4000-8000-000000000001.webp"
DELTA = "/media/pictures/0f0f0f0f-0000-4000-8000-000000000002.webp"
CARD = Figure(
    alt="A raised barrier",
    caption="Not a real crossing",
    credit="Illustration: Atelier 3, prompt by Dara Lim",
    label="AI-generated illustration",
    width=1600,
    height=900,
)


def html(text, **more):
    return render(text, doc_id="c1", **more).rstrip("\n")


# The text of a column


def test_a_column_becomes_paragraphs_with_emphasis_and_links():
    column = "The *guns* are **quiet**.\n\nRead [this](/2026/11/x/)."

    assert html(column) == (
        "<p>The <em>guns</em> are <strong>quiet</strong>.</p>\n"
        '<p>Read <a href="/2026/11/x/">this</a>.</p>'
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# A\n\n## B\n\n### C\n\n#### D", "h2 h3 h4 h4"),
        ("## A\n\n### B", "h2 h3"),
        ("#### A", "h2"),
        ("# A\n\n##### B", "h2 h3"),
        ("A\n===\n\nB\n---", "h2 h3"),
        ("> # A", "h2"),
    ],
)
def test_headings_stand_under_the_headline_and_skip_no_level(typed, shown):
    assert " ".join(re.findall(r"<(h\d)>", html(typed))) == shown


def test_a_cell_that_a_spreadsheet_would_reckon_with_is_text():
    odd = ["=1+1", " \u00a0+1", "\ufeff@x", "-1", "\t=1", "\r=1"]

    assert [inert(each) for each in odd] == [f"'{each}" for each in odd]
    assert inert("1 = 1, ’tis so - or @") == "1 = 1, ’tis so - or @"


def test_struck_words_and_tables_are_read():
    shown = html("~~old~~ new\n\n| a | b | c |\n|:--|--:|---|\n| 1 | 2 | 3 |")

    assert "<s>old</s> new" in shown
    assert '<th class="cell-left">a</th>\n<th class="cell-right">b</th>' in shown
    assert "<td>3</td>" in shown
    assert "style=" not in shown


def test_a_wide_table_can_be_scrolled_by_keyboard():
    shown = html("| a |\n|---|")

    assert shown.startswith(
        '<div class="prose-table" role="group" tabindex="0" aria-label="Table">'
    )


def test_a_text_longer_than_the_limit_is_cut_there():
    shown = html("a" * (MAX_CHARS + 5))

    assert shown == f"<p>{'a' * MAX_CHARS}</p>"


def test_the_editors_preview_shows_what_the_page_will():
    text = "A *word*.[^1]\n\n[^1]: Note."

    assert preview(text) == render(text, doc_id="preview")


def test_html_is_marked_safe_for_templates():
    assert hasattr(render("a", doc_id="c1"), "__html__")


def test_html_that_was_kept_is_shown_as_it_was_rendered():
    kept = str(render("A *word*", doc_id="c1"))

    assert conditional_escape(trusted(kept)) == kept


@pytest.mark.parametrize("doc_id", ["", "a b", 'a"b', "a:1", "é", "a\n"])
def test_an_id_that_could_not_stand_in_an_address_is_refused(doc_id):
    with pytest.raises(ValueError, match="letters, digits and hyphens"):
        render("a", doc_id=doc_id)


# Notes


def test_a_note_stands_beside_the_paragraph_that_calls_it():
    shown = html("One.[^a]\n\nTwo.\n\n[^a]: Joint *statement*.")

    assert shown == (
        '<div class="noted">\n'
        '<p>One.<sup class="note-call"><a href="#fn-c1-1" id="fnref-c1-1"'
        ' aria-label="Note 1">1</a></sup></p>\n'
        '<aside class="note" role="note">\n'
        '<div class="note-item" id="fn-c1-1">\n'
        '<p><b class="num">1</b> Joint <em>statement</em>.'
        ' <a class="note-back" href="#fnref-c1-1"'
        ' aria-label="Back to the text">↩︎</a></p>\n'
        "</div>\n</aside>\n</div>\n"
        "<p>Two.</p>"
    )


def test_notes_are_numbered_as_readers_meet_them():
    shown = html("B[^b] a[^a]\n\nc[^c] b[^b]\n\n[^a]: A\n[^b]: B[^d]\n[^c]: C\n[^d]: D")

    calls = re.findall(r'href="#fn-c1-(\d)" id="fnref-c1-([\d:]+)"', shown)
    notes = re.findall(r'id="fn-c1-(\d)">\n<p><b class="num">\d</b> (\w)', shown)
    assert calls == [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("1", "1:1")]
    assert notes == [("1", "B"), ("2", "A"), ("3", "D"), ("4", "C")]


def test_notes_of_many_shapes_lose_no_words():
    shown = html(
        "a[^1] b[^2] c[^3]\n\n[^1]: one\n\n    - two\n[^2]: - three\n"
        "[^3]: four\n\n    [^4]: five\n\n    six"
    )

    for word in ("one", "two", "three", "four", "five", "six"):
        assert len(re.findall(rf"\b{word}\b", shown)) == 1
    assert shown.count("note-back") == shown.count('class="num"') == 3


def test_a_note_that_nothing_calls_and_a_call_without_a_note():
    assert html("a[^x]\n\n[^y]: never shown") == "<p>a[^x]</p>"


def test_of_two_notes_with_one_label_the_first_is_shown():
    shown = html("a[^1]\n\n[^1]: first\n\n[^1]: second")

    assert "first" in shown
    assert "second" not in shown


def test_two_columns_on_one_page_share_no_id():
    column = "a[^1] b[^1] c[^2]\n\n[^1]: x\n[^2]: y"

    first, second = (
        set(re.findall(r' id="([^"]+)"', render(column, doc_id=doc_id)))
        for doc_id in ("c1", "c1-1")
    )

    assert len(first) == len(second) == 5
    assert first.isdisjoint(second)


# Links


@pytest.mark.parametrize(
    ("address", "attributes"),
    [
        ("https://example.org/a?b=c#d", ' rel="noopener nofollow"'),
        ("HTTP://example.org", ' rel="noopener nofollow"'),
        ("https://[::1]/x", ' rel="noopener nofollow"'),
        ("mailto:ines@example.org", ""),
        ("/2026/11/the-guns-are-quiet/", ""),
        ("/", ""),
    ],
)
def test_web_mail_and_our_own_pages_are_linked(address, attributes):
    assert html(f"[a]({address})") == f'<p><a href="{address}"{attributes}>a</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x73;cript:alert(1)",
        "&#106;avascript&colon;alert(1)",
        "java&Tab;script:alert(1)",
        "&#1;javascript:alert(1)",
        "%6Aavascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "tel:+85512345678",
        "//evil.example/x",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https:///evil.example",
        "https://us.example@evil.example/",
        "https://us.example%5C@evil.example/",
        "www.example.org",
        "page.html",
        "../up",
        "#about",
        "?q=1",
        "mailto:",
        "mailto:?subject=x",
    ],
)
@pytest.mark.parametrize("form", ["[a]({})", "[a](<{}>)", "![a]({})", "[a]\n\n[a]: {}"])
def test_any_other_address_is_plain_text(address, form):
    shown = html(form.format(address))

    assert "<a" not in shown
    assert "<img" not in shown
    assert "a" in shown


@pytest.mark.parametrize(
    "typed", ["<javascript:alert(1)>", "<irc://x>", "<//x.example>"]
)
def test_an_address_in_angle_brackets_obeys_the_same_rule(typed):
    assert "<a" not in html(typed)


def test_a_bare_address_is_not_linked():
    assert html("https://example.org/x") == "<p>https://example.org/x</p>"


# Pictures


def test_a_known_picture_alone_in_its_paragraph_becomes_a_figure():
    shown = html(
        f"Before\n\n![typed]({BARRIER} 'typed')\n\nAfter", pictures={BARRIER: CARD}
    )

    assert shown == (
        "<p>Before</p>\n"
        '<figure class="prose-shot"><div class="shot">'
        f'<img src="{BARRIER}" alt="A raised barrier" width="1600" height="900"'
        ' loading="lazy"><span class="ai-label">AI-generated illustration</span></div>'
        '<figcaption class="shot-caption">Not a real crossing '
        "<b>Illustration: Atelier 3, prompt by Dara Lim</b></figcaption></figure>\n"
        "<p>After</p>"
    )


def test_a_decorative_unlabelled_picture_says_nothing_it_has_not_got():
    card = Figure(alt="", caption="", credit="", label="", width=8, height=6)

    assert html(f"![x]({BARRIER})", pictures={BARRIER: card}) == (
        '<figure class="prose-shot"><div class="shot">'
        f'<img src="{BARRIER}" alt="" width="8" height="6" loading="lazy">'
        "</div></figure>"
    )


def test_pictures_one_below_the_other_become_two_figures():
    shown = html(
        f"![a]({BARRIER})\n![b]({DELTA})", pictures={BARRIER: CARD, DELTA: CARD}
    )

    assert shown.count("<figure") == 2
    assert "<p>" not in shown


def test_the_words_of_a_card_are_only_words():
    evil = "<script>x</script>\"' onload=\u202ex"
    card = Figure(evil, evil, evil, evil, 8, 6)

    shown = html(f"![x]({BARRIER})", pictures={BARRIER: card})

    assert ' alt="&lt;script&gt;x&lt;/script&gt;&quot;\' onload=x" ' in shown
    assert "<b>&lt;script&gt;x&lt;/script&gt;\"' onload=x</b>" in shown
    assert re.findall(r"<(\w+)", shown) == [
        *("figure", "div", "img", "span", "figcaption", "b")
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (f"See ![it]({BARRIER})", f'<p>See <a href="{BARRIER}">it</a></p>'),
        (f"![it]({DELTA})", f'<p><a href="{DELTA}">it</a></p>'),
        (f"![]({DELTA})", f'<p><a href="{DELTA}">{DELTA}</a></p>'),
        (
            '![the "it"](https://example.org/x.png)',
            '<p><a href="https://example.org/x.png" rel="noopener nofollow">'
            "the “it”</a></p>",
        ),
        ("[![it](/a.png)](/b/)", '<p><a href="/b/">it</a></p>'),
        ("![a ![b](/b) *c* `d`](/e)", '<p><a href="/e">a b c d</a></p>'),
    ],
)
def test_any_other_picture_is_linked_to(typed, shown):
    assert html(typed, pictures={BARRIER: CARD}) == shown


@pytest.mark.parametrize(
    "address",
    [
        "/media/pictures/x.webp",
        BARRIER.upper(),
        BARRIER + "?x",
        BARRIER.replace("webp", "svg"),
    ],
)
def test_a_card_under_a_wrong_address_shows_nothing(address):
    assert "<img" not in html(f"![x]({address})", pictures={address: CARD})


# Plain text


def test_plain_text_is_what_a_reader_reads():
    text = (
        "# The *guns*\n\nRead [this](https://example.org)\nnow.[^1]\n\n"
        "- one\n- `two`\n\n"
        f"![alt]({BARRIER})\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode\n```\n\n"
        'He said  \n"x".\n\n[^1]: A *note*.'
    )

    assert plain(text) == (
        "The guns\n\nRead this now.\n\nA note.\n\none\n\ntwo\n\na\n\nb\n\nc\n\nd\n\n"
        "code\n\nHe said\n“x”."
    )


def test_plain_text_of_nothing_is_nothing():
    assert plain(" \n\n***\n") == ""


# Cleaning


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("\u202aa\u202e\u2066b\u2069", "ab"),
        ("\ufeffa\ufffe\uffffb\ud800\udfff", "ab"),
        ("tab\tend ", "tab\tend "),
        ("ខ្មែរ\u200b 👩‍👧 \u200fעברית é", "ខ្មែរ\u200b 👩‍👧 \u200fעברית é"),
    ],
)
def test_cleaning_takes_out_what_no_reader_could_see(text, cleaned):
    assert clean_text(text) == cleaned


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  The guns\r\n are\t quiet ", "The guns are quiet"),
        ("a\x00\u202eb", "ab"),
        ("\u200b \u2060\n", ""),
        ("ខ្មែរ\u200bខ្មែរ", "ខ្មែរ\u200bខ្មែរ"),
    ],
)
def test_a_line_is_one_line(text, line):
    assert clean_line(text) == line


@settings(deadline=None)
@given(st.text(st.characters(codec=None)))
def test_cleaning_twice_changes_nothing(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
