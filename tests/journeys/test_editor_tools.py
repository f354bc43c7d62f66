"""What our scripts add to the editor: keys, pictures, preview, word count."""

import json
import re

import pytest
from playwright.sync_api import expect

from articles.markup import word_count
from articles.models import Picture
from editorial.models import Status
from tests.factories import make_editor, make_submission
from tests.journeys.browser import axe, no_sideways_scroll
from tests.journeys.editing import (
    TEXT,
    UPLOAD,
    hand_over,
    jpeg,
    open_preview,
    picture_code,
    says,
    shows,
    write,
    written,
)
from tests.photos import photo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.journeys.editor_page"),
    pytest.mark.usefixtures("stores"),
]


def test_a_preview_is_what_readers_will_see_and_nothing_runs_in_it(writing):
    open_preview(writing)

    write(writing, '## Head\n\nSome *text*. <img src=x onerror="window.harm = 1">')
    shows(writing, "Head")

    assert writing.inner_html(".markdownx-preview em") == "text"
    assert writing.evaluate("window.harm") is None


def test_a_link_in_the_preview_does_not_take_the_text_away(writing):
    open_preview(writing)
    write(writing, "See [the page](/healthz).")
    shows(writing, "the page")

    with writing.context.expect_page() as opened:
        writing.click(".markdownx-preview a")

    expect(opened.value).to_have_url(re.compile("/healthz$"))
    assert written(writing) == "See [the page](/healthz)."


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_dropped_or_pasted_stands_after_its_paragraph(writing, kind):
    write(writing, "First paragraph.\n\nSecond.", caret=5)

    hand_over(writing, TEXT, kind, jpeg())
    says(writing, "The picture stands after this paragraph.")

    assert written(writing) == f"First paragraph.\n\n{picture_code()}\n\nSecond."
    assert writing.eval_on_selector(TEXT, "e => e.selectionStart") == 5
    writing.keyboard.press("Control+z")
    assert written(writing) == "First paragraph.\n\nSecond."


def test_a_picture_is_chosen_with_a_real_file_field(writing):
    write(writing, "")

    writing.set_input_files(
        "[data-editor-file]",
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()},
    )
    says(writing, "The picture stands")

    assert written(writing) == f"{picture_code()}\n"


def test_two_pictures_come_one_after_the_other(writing):
    waiting = []
    writing.route(UPLOAD, lambda route: waiting.append(route))
    write(writing, "Text.")

    hand_over(writing, TEXT, "drop", jpeg("a.jpg"), jpeg("b.jpg"))
    says(writing, "a.jpg is on its way.")
    writing.wait_for_timeout(300)
    assert len(waiting) == 1
    waiting[0].fulfill(json={"image_code": "![](/media/a.webp)"})
    says(writing, "b.jpg is on its way.")
    writing.wait_for_timeout(300)
    waiting[1].fulfill(json={"image_code": "![](/media/b.webp)"})
    says(writing, "The picture stands")

    assert written(writing).split() == [
        "Text.",
        "![](/media/a.webp)",
        "![](/media/b.webp)",
    ]


def test_who_writes_on_while_a_picture_travels_is_not_disturbed(writing):
    waiting = []
    writing.route(UPLOAD, lambda route: waiting.append(route))
    write(writing, "One.")
    hand_over(writing, TEXT, "drop", jpeg("slow.jpg"))
    says(writing, "slow.jpg is on its way.")
    assert writing.is_visible("[data-editor-progress]")

    writing.keyboard.type(" Two")
    writing.focus("#id_section")
    waiting[0].fulfill(json={"image_code": "![](/media/x.webp)"})
    says(writing, "The picture stands")

    assert written(writing) == "One. Two\n\n![](/media/x.webp)\n"
    assert writing.evaluate("document.activeElement.id") == "id_section"


def test_text_pasted_with_a_picture_of_itself_is_text(writing):
    """As word processors put it on the clipboard."""
    write(writing, "")

    goes_on = hand_over(writing, TEXT, "paste", jpeg(), text="From a word processor")

    assert goes_on
    writing.wait_for_timeout(300)
    assert Picture.objects.count() == 0


def choose(page, start, end):
    page.focus(TEXT)
    page.eval_on_selector(
        TEXT, "(e, [from, to]) => e.setSelectionRange(from, to)", [start, end]
    )


def chosen(page):
    return page.eval_on_selector(
        TEXT, "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    )


KEYS = [
    ("Bold", "a word here", 2, 6, "a **word** here", "word"),
    ("Bold", "a word here", 2, 7, "a **word** here", "word"),
    ("Bold", "a **word** here", 4, 8, "a word here", "word"),
    ("Bold", "a *word* here", 3, 7, "a ***word*** here", "word"),
    ("Italic", "a word here", 2, 6, "a *word* here", "word"),
    ("Italic", "a **word** here", 4, 8, "a ***word*** here", "word"),
    ("Italic", "a ***word*** here", 5, 9, "a **word** here", "word"),
    ("Italic", "ភាសាខ្មែរ", 0, 4, "*ភាសា*ខ្មែរ", "ភាសា"),
    ("Link", "a word here", 2, 6, "a [word](https://) here", "https://"),
    ("Link", "https://a.example/b", 0, 19, "[](https://a.example/b)", ""),
    ("Heading", "one\ntwo\nthree", 5, 5, "one\n## two\nthree", "## two"),
    ("Heading", "one\n## two\nthree", 8, 8, "one\ntwo\nthree", "two"),
    ("Heading", "# one", 3, 3, "## one", "## one"),
    ("Heading", "", 0, 0, "## ", "## "),
    ("Quote", "one\n\ntwo", 0, 8, "> one\n> \n> two", "> one\n> \n> two"),
    ("Quote", "> one\n> \n> two", 0, 14, "one\n\ntwo", "one\n\ntwo"),
]


def test_each_key_does_what_its_marks_would_and_can_be_undone(writing):
    for key, text, start, end, becomes, selected in KEYS:
        write(writing, text)
        choose(writing, start, end)

        writing.get_by_role("button", name=key, exact=True).click()

        assert (key, written(writing), chosen(writing)) == (key, becomes, selected)
        writing.keyboard.press("Control+z")
        assert written(writing) == text


def test_bold_and_italic_have_the_usual_shortcuts(writing):
    write(writing, "a word here")
    choose(writing, 2, 6)

    writing.keyboard.press("Control+b")
    writing.keyboard.press("Control+i")

    assert written(writing) == "a ***word*** here"


def test_the_keys_are_one_stop_and_arrows_go_between_them(writing):
    focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"  # noqa: E501 -- one expression
    writing.focus("#id_section")
    writing.keyboard.press("Tab")
    first = writing.evaluate(focused)
    writing.keyboard.press("ArrowRight")
    second = writing.evaluate(focused)
    writing.keyboard.press("End")
    last = writing.evaluate("document.activeElement.type")
    writing.keyboard.press("Tab")

    assert (first, second, last) == ("Bold", "Italic", "file")
    assert writing.evaluate("document.activeElement.id") == "id_body"
    writing.keyboard.press("Shift+Tab")
    assert writing.evaluate("document.activeElement.type") == "file"


SAMPLES = [
    "",
    "one",
    "don't, well-known, 6,000 and/or",
    "a -- b—c…d... e...f",
    "half\ufeffway",
    "![a picture](/media/pictures/x.webp)",
    'See [the report](https://a.example/b_(c) "Title here") now.',
    "1. one\n2. two\n\n> 3. three",
    "| a | b |\n|---|---|\n| c d | e |",
    "A note[^1].\n\n[^1]: The note's words.",
    "[ref]: https://a.example/path\n\nSee [this][ref].",
    "ភាសា\u200bខ្មែរ ល្អ",
    "A\u00a0b\u2009c\u3000d\ufeff",
    "**bold** _it_ `code` ~~gone~~ # not",
    "😀 🇰🇭 x",
    "## Heading\n\n- item one\n- item two",
    "x" * 50 + " " + "--" * 30,
]


def test_the_count_in_the_browser_is_the_servers_count(writing):
    counted = []
    for text in SAMPLES:
        write(writing, text)
        writing.dispatch_event("#id_section", "change")  # which counts at once
        said = writing.inner_text("[data-words-said]")
        counted.append(int(re.match(r"[\d,]+", said)[0].replace(",", "")))

    assert dict(zip(SAMPLES, counted, strict=True)) == {
        text: word_count(text) for text in SAMPLES
    }


def test_the_counter_says_how_far_off_and_never_blocks(writing):
    for text, said in [
        ("one", "1 word, 2 short"),
        ("one two three", "3 words"),
        ("one two three four five", "5 words"),
        ("one two three four five six", "6 words, 1 too many"),
        ("", "0 words"),
        ("word " * 1200, "1,200 words, 1,195 too many"),
    ]:
        write(writing, text)
        writing.wait_for_function(
            "said => document.querySelector('[data-words-said]').textContent === said",
            arg=said,
        )

    writing.click("[name=send]")

    expect(writing.locator("output")).to_have_text(" ".join(["word"] * 1200))


def test_the_counter_goes_by_the_section_chosen(writing):
    write(writing, "one two three four five six")

    writing.select_option("#id_section", "Opinion")
    opinion = (
        writing.inner_text("[data-words-said]"),
        writing.inner_text("[data-words-range]"),
    )
    writing.select_option("#id_section", "Letters")

    assert opinion == ("6 words, 594 short", "of 600 to 900")
    assert writing.inner_text("[data-words-said]") == "6 words, 2 too many"
    assert writing.inner_text("[data-words-range]") == "of 2 to 4"


def test_without_scripts_the_text_is_a_plain_text_area(window, ines, sign_in):
    plain = window(java_script_enabled=False)
    sign_in(plain, ines)
    plain.goto("/try/ours/")

    assert plain.is_hidden("[data-editor-keys]")
    assert plain.is_hidden("[data-editor-preview]")
    plain.fill(TEXT, "Typed by hand")
    plain.click("[name=send]")

    expect(plain.locator("output")).to_have_text("Typed by hand")


def test_the_editor_is_open_to_all_and_fits_small_screens(writing):
    open_preview(writing)
    write(writing, "## Head\n\nText with a long word " + "x" * 120 + "\n\n> Quote")
    shows(writing, "Quote")

    axe(writing)
    no_sideways_scroll(writing, width=320)


def test_the_desk_edits_in_it_too(page, sign_in, transactional_db):
    nora = make_editor()
    piece = make_submission(Status.ACCEPTED, editor=nora, body="One *two*.\n\n> Three")
    sign_in(page, nora)
    page.goto(f"/admin/desk/{piece.pk}/?view=edit")

    open_preview(page)
    shows(page, "Three")

    axe(page)
    no_sideways_scroll(page, width=320)


def test_the_preview_shows_a_picture_nobody_else_can_see_yet(writing):
    open_preview(writing)
    write(writing, "Text.")
    hand_over(writing, TEXT, "drop", jpeg())
    shows(writing, "Text.")

    writing.wait_for_function(
        "() => document.querySelector('.markdownx-preview img')?.naturalWidth === 120"
    )

    source = writing.get_attribute(".markdownx-preview img", "src")
    assert source == f"/contribute/picture/{Picture.objects.get().uuid}/"
    assert json.dumps(written(writing)).count("/media/pictures/") == 1
