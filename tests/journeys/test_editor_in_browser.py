"""Defects 7 to 11 and 13 of django-markdownx, which only a browser shows, and what
our own scripts add. The numbers are those of ``docs/dependencies.md``."""

import base64
import json
import re

import pytest

from articles.markup import word_count
from articles.models import Picture
from editorial.models import Status
from tests.factories import make_draft, make_editor, make_submission
from tests.journeys.browser import axe, no_sideways_scroll
from tests.photos import photo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.journeys.editor_page"),
    pytest.mark.usefixtures("stores"),
]

TEXT = ".markdownx-editor"
SAID = "[data-editor-status]"
PREVIEW = "**/markdownx/preview/"
UPLOAD = "**/markdownx/upload/"
HAND_OVER = """([selector, kind, files, text]) => {
    const target = document.querySelector(selector);
    const data = new DataTransfer();
    for (const [name, type, bytes] of files) {
        const content = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0));
        data.items.add(new File([content], name, { type }));
    }
    if (text) data.setData("text/plain", text);
    const how = { bubbles: true, cancelable: true };
    return target.dispatchEvent(
        kind === "paste" ? new ClipboardEvent(kind, { ...how, clipboardData: data })
        : new DragEvent(kind, { ...how, dataTransfer: data }));
}"""


@pytest.fixture
def desk(page, ines, sign_in):
    """Ines's browser, with a draft in hand and the editor open."""
    make_draft(ines)
    sign_in(page, ines)
    page.goto("/try/ours/")
    return page


@pytest.fixture
def stock(page, ines, sign_in):
    """The same with the package's own widget and script."""
    make_draft(ines)
    sign_in(page, ines)
    page.goto("/try/theirs/")
    page.wait_for_selector("[data-markdownx-init]")
    return page


def write(page, text, caret=None):
    page.fill(TEXT, text)
    page.focus(TEXT)
    at = len(text) if caret is None else caret
    page.eval_on_selector(TEXT, "(e, at) => e.setSelectionRange(at, at)", at)


def written(page):
    return page.input_value(TEXT)


def open_preview(page):
    page.click("[data-editor-preview] > summary")


def seen(page):
    return page.inner_text(".markdownx-preview")


def says(page, words):
    page.wait_for_function(
        "([selector, words]) =>"
        " document.querySelector(selector).textContent.includes(words)",
        arg=[SAID, words],
    )


def shows(page, words):
    page.wait_for_function(
        "words => document.querySelector('.markdownx-preview').innerText"
        ".includes(words)",
        arg=words,
    )


def hand_over(page, selector, kind, *files, text=""):
    """Drop on or paste into an element; says whether the browser would go on."""
    return page.evaluate(HAND_OVER, [selector, kind, list(files), text])


def given(answer):
    return lambda route: route.fulfill(**answer)


def jpeg(name="photo.jpg"):
    return [name, "image/jpeg", base64.b64encode(photo()).decode()]


def picture_code():
    return f"![]({Picture.objects.get().address})"


# The package alone: as long as this holds, ours is needed.


def test_the_package_alone_still_has_these_defects(stock):
    stock.context.clear_cookies()
    stock.route(PREVIEW, lambda route: route.fulfill(status=403, body="Log in here"))
    stock.wait_for_timeout(100)

    write(stock, "one two")
    stock.keyboard.press("Tab")
    assert stock.evaluate("document.activeElement.className") == "markdownx-editor"
    assert written(stock) == "one two\t"
    assert not hand_over(stock, "#id_file", "drop", jpeg())
    assert not hand_over(stock, TEXT, "drop", text="moved")


def test_the_package_alone_pastes_any_answer_and_writes_in_the_text(stock, watch):
    watch.expected |= {403, 400}
    stock.route(
        PREVIEW,
        lambda route: route.fulfill(status=403, body="<b>Log in here</b>"),
    )
    write(stock, "Before. ")
    shows(stock, "Log in here")
    hand_over(stock, TEXT, "drop", ["a.txt", "text/plain", "eA=="])
    stock.wait_for_function(
        "() => document.querySelector('.markdownx-editor').value.includes('Invalid')"
    )
    watch.troubles.clear()  # it also complains to the console


# 7. Any answer is pasted into the preview.


def test_defect_7_a_refusal_is_said_and_never_shown(desk, watch):
    watch.expected |= {403, 429, 500}
    open_preview(desk)
    write(desk, "The *true* text")
    shows(desk, "The true text")
    refusals = [
        (403, "text/html", "<h1>Log in</h1>", "The preview could not be made."),
        (429, "text/plain", "Wait a minute.", "Wait a minute."),
        (500, "text/html", "<h1>Server error</h1>", "The preview could not be made."),
    ]

    for status, kind, body, words in refusals:
        answer = {"status": status, "content_type": kind, "body": body}
        desk.route(PREVIEW, given(answer))
        write(desk, f"The text of {status}")
        says(desk, words)

        assert seen(desk).strip() == "The true text"
    watch.troubles.remove(
        f"500 from {desk.url.replace('try/ours', 'markdownx/preview')}"
    )


def test_defect_7_a_session_that_ended_is_said_and_nothing_is_lost(desk, watch):
    watch.expected.add(403)
    open_preview(desk)
    write(desk, "The first text")
    shows(desk, "The first text")

    desk.context.clear_cookies()
    write(desk, "The second text")
    says(desk, "open too long")
    assert seen(desk).strip() == "The first text"
    assert written(desk) == "The second text"


def test_defect_7_a_log_in_page_behind_a_redirect_is_not_shown(desk):
    open_preview(desk)
    write(desk, "The true text")
    shows(desk, "The true text")
    desk.evaluate(
        "document.querySelector('.markdownx-editor')"
        ".setAttribute('data-markdownx-urls-path', '/healthz?')"
    )
    desk.route(
        "**/healthz?",
        lambda route: route.fulfill(status=200, body="<h1>Log in</h1>"),
    )

    write(desk, "The next text")
    says(desk, "The preview could not be made.")

    assert seen(desk).strip() == "The true text"


def test_defect_7_without_a_connection_the_old_preview_stays(desk, watch):
    open_preview(desk)
    write(desk, "The true text")
    shows(desk, "The true text")
    desk.route(PREVIEW, lambda route: route.abort())

    write(desk, "The next text")
    says(desk, "There is no connection.")
    assert seen(desk).strip() == "The true text"

    watch.troubles.clear()  # Chromium says that the line is down
    desk.unroute(PREVIEW)
    write(desk, "The last text")
    shows(desk, "The last text")
    assert desk.inner_text(SAID) == ""


# 8. A failed upload dims the editor and writes "Invalid response" into the column.


FAILED = "The picture could not be sent. Your text stays here."


def test_defect_8_a_failed_upload_leaves_text_and_editor_alone(desk, watch):
    watch.expected |= {400, 403, 500}
    write(desk, "Before. ")
    answers = [
        ({"status": 400, "json": {"error": "This is a GIF."}}, "This is a GIF."),
        ({"status": 200, "content_type": "text/html", "body": "<h1>Log in"}, FAILED),
        ({"status": 403, "content_type": "text/plain", "body": "Reload."}, "Reload."),
        ({"status": 200, "json": {"surprise": 1}}, FAILED),
        ({"status": 403, "content_type": "text/plain", "body": "Again."}, "Again."),
        ({"status": 500, "content_type": "text/html", "body": "<h1>Error"}, FAILED),
    ]

    for answer, words in answers:
        desk.route(UPLOAD, given(answer))
        hand_over(desk, TEXT, "drop", jpeg())
        says(desk, words)

        assert written(desk) == "Before. "
        assert desk.eval_on_selector(TEXT, "e => e.style.opacity") in ("", "1")
        assert desk.is_hidden("[data-editor-progress]")
    watch.troubles.remove(
        f"500 from {desk.url.replace('try/ours', 'markdownx/upload')}"
    )


def test_defect_8_a_picture_we_do_not_take_is_refused_in_the_servers_words(desk, watch):
    watch.expected.add(400)
    write(desk, "Before. ")

    hand_over(desk, TEXT, "drop", ["a.txt", "text/plain", "eA=="])
    says(desk, "This file is not a picture we can open.")

    assert written(desk) == "Before. "
    assert Picture.objects.count() == 0


def test_defect_8_a_picture_that_weighs_too_much_is_not_even_sent(desk):
    asked = []
    desk.on("request", lambda request: asked.append(request.url))

    desk.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(13 * 2 ** 20)], "big.jpg"));
            document.querySelector(".markdownx-editor").dispatchEvent(new DragEvent(
                "drop", { bubbles: true, cancelable: true, dataTransfer: data }));
        }"""
    )
    says(desk, "big.jpg is 13.0 MB. The most we can take is 12 MB")

    assert [address for address in asked if "upload" in address] == []


# 9. Tab is trapped and wipes the undo; Ctrl+D and Ctrl+[ ] change the wrong lines.


def test_defect_9_tab_leads_out_of_the_text_both_ways(desk):
    write(desk, "one two")

    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.tagName") == "SUMMARY"
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.press("Shift+Tab")
    assert desk.evaluate("document.activeElement.getAttribute('aria-label')") == "Bold"
    assert written(desk) == "one two"


def test_defect_9_what_was_typed_can_still_be_undone(desk):
    desk.focus(TEXT)
    desk.keyboard.type("hello")

    desk.keyboard.press("Tab")
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.press("Control+z")

    assert written(desk) == ""


def test_defect_9_the_browsers_own_keys_change_no_text(desk):
    lines = "\n".join(f"line {n:02d} It cost $& and $1" for n in range(30))
    write(desk, lines)

    for key in ("d", "[", "]"):
        is_left_alone = desk.evaluate(
            "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
            " { key, ctrlKey: true, bubbles: true, cancelable: true }))",
            key,
        )

        assert is_left_alone, key
        assert written(desk) == lines


def test_defect_9_a_bracket_typed_with_altgr_is_a_bracket(desk):
    write(desk, "see ")

    is_left_alone = desk.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '[',"
        " ctrlKey: true, altKey: true, bubbles: true, cancelable: true }))"
    )

    assert is_left_alone


# 10. The whole page refuses what is dropped.


def test_defect_10_a_file_can_be_dropped_elsewhere_on_the_page(desk):
    for kind in ("dragenter", "dragover", "drop"):
        assert hand_over(desk, "#id_file", kind, jpeg())


def test_defect_10_text_can_be_dragged_within_the_text(desk):
    for kind in ("dragenter", "dragover", "drop"):
        assert hand_over(desk, TEXT, kind, text="moved")


def test_defect_10_a_file_dragged_over_the_text_is_awaited(desk):
    assert not hand_over(desk, TEXT, "dragover", jpeg())


# 11. An editor in a closed part of the page never gets its height.


def test_defect_11_the_text_grows_with_what_is_written_wherever_it_stood(desk):
    desk.evaluate(
        "document.querySelector('form').hidden = true;"
        "document.querySelector('.markdownx-editor').value = 'line\\n'.repeat(200);"
        "document.querySelector('form').hidden = false"
    )

    assert desk.eval_on_selector(TEXT, "e => e.scrollHeight - e.clientHeight") <= 1
    assert desk.eval_on_selector(TEXT, "e => e.offsetHeight") > 3000


# 13. Previews arrive in any order, and are asked for when nobody looks.


def test_defect_13_an_answer_that_comes_late_is_dropped(desk):
    open_preview(desk)
    write(desk, "")
    desk.wait_for_timeout(900)
    held = []

    def answer(route):
        text = route.request.post_data
        if "slow" in text:
            held.append(route)
        else:
            route.fulfill(body="<p>the newer text</p>", content_type="text/html")

    desk.route(PREVIEW, answer)
    write(desk, "slow")
    desk.wait_for_timeout(900)
    write(desk, "quick")
    shows(desk, "the newer text")
    assert held
    for route in held:
        route.fulfill(body="<p>the older text</p>", content_type="text/html")
    desk.wait_for_timeout(300)

    assert seen(desk).strip() == "the newer text"


def test_defect_13_nothing_is_asked_while_the_preview_is_closed(desk):
    asked = []
    desk.on("request", lambda request: asked.append(request.url))

    write(desk, "A text nobody looks at")
    desk.wait_for_timeout(900)
    assert [address for address in asked if "preview" in address] == []

    open_preview(desk)
    shows(desk, "A text nobody looks at")


# What ours adds.


def test_a_preview_is_what_readers_will_see_and_nothing_runs_in_it(desk):
    open_preview(desk)

    write(desk, '## Head\n\nSome *text*. <img src=x onerror="window.harm = 1">')
    shows(desk, "Head")

    assert desk.inner_html(".markdownx-preview em") == "text"
    assert desk.evaluate("window.harm") is None


def test_a_link_in_the_preview_does_not_take_the_text_away(desk):
    open_preview(desk)
    write(desk, "See [the page](/healthz).")
    shows(desk, "the page")

    with desk.context.expect_page() as opened:
        desk.click(".markdownx-preview a")

    assert opened.value.url.endswith("/healthz")
    assert written(desk) == "See [the page](/healthz)."


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_dropped_or_pasted_stands_after_its_paragraph(desk, kind):
    write(desk, "First paragraph.\n\nSecond.", caret=5)

    hand_over(desk, TEXT, kind, jpeg())
    says(desk, "The picture stands after this paragraph.")

    assert written(desk) == f"First paragraph.\n\n{picture_code()}\n\nSecond."
    assert desk.eval_on_selector(TEXT, "e => e.selectionStart") == 5
    desk.keyboard.press("Control+z")
    assert written(desk) == "First paragraph.\n\nSecond."


def test_a_picture_is_chosen_with_a_real_file_field(desk):
    write(desk, "")

    desk.set_input_files(
        "[data-editor-file]",
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()},
    )
    says(desk, "The picture stands")

    assert written(desk) == f"{picture_code()}\n"


def test_two_pictures_come_one_after_the_other(desk):
    waiting = []
    desk.route(UPLOAD, lambda route: waiting.append(route))
    write(desk, "Text.")

    hand_over(desk, TEXT, "drop", jpeg("a.jpg"), jpeg("b.jpg"))
    says(desk, "a.jpg is on its way.")
    desk.wait_for_timeout(300)
    assert len(waiting) == 1
    waiting[0].fulfill(json={"image_code": "![](/media/a.webp)"})
    says(desk, "b.jpg is on its way.")
    desk.wait_for_timeout(300)
    waiting[1].fulfill(json={"image_code": "![](/media/b.webp)"})
    says(desk, "The picture stands")

    assert written(desk).split() == [
        "Text.",
        "![](/media/a.webp)",
        "![](/media/b.webp)",
    ]


def test_who_writes_on_while_a_picture_travels_is_not_disturbed(desk):
    waiting = []
    desk.route(UPLOAD, lambda route: waiting.append(route))
    write(desk, "One.")
    hand_over(desk, TEXT, "drop", jpeg("slow.jpg"))
    says(desk, "slow.jpg is on its way.")
    assert desk.is_visible("[data-editor-progress]")

    desk.keyboard.type(" Two")
    desk.focus("#id_section")
    waiting[0].fulfill(json={"image_code": "![](/media/x.webp)"})
    says(desk, "The picture stands")

    assert written(desk) == "One. Two\n\n![](/media/x.webp)\n"
    assert desk.evaluate("document.activeElement.id") == "id_section"


def test_text_pasted_with_a_picture_of_itself_is_text(desk):
    """As word processors put it on the clipboard."""
    write(desk, "")

    goes_on = hand_over(desk, TEXT, "paste", jpeg(), text="From a word processor")

    assert goes_on
    desk.wait_for_timeout(300)
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


def test_each_key_does_what_its_marks_would_and_can_be_undone(desk):
    for key, text, start, end, becomes, selected in KEYS:
        write(desk, text)
        choose(desk, start, end)

        desk.get_by_role("button", name=key, exact=True).click()

        assert (key, written(desk), chosen(desk)) == (key, becomes, selected)
        desk.keyboard.press("Control+z")
        assert written(desk) == text


def test_bold_and_italic_have_the_usual_shortcuts(desk):
    write(desk, "a word here")
    choose(desk, 2, 6)

    desk.keyboard.press("Control+b")
    desk.keyboard.press("Control+i")

    assert written(desk) == "a ***word*** here"


def test_the_keys_are_one_stop_and_arrows_go_between_them(desk):
    focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"  # noqa: E501 -- one expression
    desk.focus("#id_section")
    desk.keyboard.press("Tab")
    first = desk.evaluate(focused)
    desk.keyboard.press("ArrowRight")
    second = desk.evaluate(focused)
    desk.keyboard.press("End")
    last = desk.evaluate("document.activeElement.type")
    desk.keyboard.press("Tab")

    assert (first, second, last) == ("Bold", "Italic", "file")
    assert desk.evaluate("document.activeElement.id") == "id_body"
    desk.keyboard.press("Shift+Tab")
    assert desk.evaluate("document.activeElement.type") == "file"


SAMPLES = [
    "",
    "one",
    "don't, well-known, 6,000 and/or",
    "a -- b—c…d... e",
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


def test_the_count_in_the_browser_is_the_servers_count(desk):
    counted = []
    for text in SAMPLES:
        write(desk, text)
        desk.dispatch_event("#id_section", "change")  # which counts at once
        said = desk.inner_text("[data-words-said]")
        counted.append(int(re.match(r"[\d,]+", said)[0].replace(",", "")))

    assert dict(zip(SAMPLES, counted, strict=True)) == {
        text: word_count(text.replace("\ufeff", "")) for text in SAMPLES
    }


def test_the_counter_says_how_far_off_and_never_blocks(desk):
    for text, said in [
        ("one", "1 word, 2 short"),
        ("one two three", "3 words"),
        ("one two three four five", "5 words"),
        ("one two three four five six", "6 words, 1 too many"),
        ("", "0 words"),
        ("word " * 1200, "1,200 words, 1,195 too many"),
    ]:
        write(desk, text)
        desk.wait_for_function(
            "said => document.querySelector('[data-words-said]').textContent === said",
            arg=said,
        )

    desk.click("[name=send]")

    assert len(desk.inner_text("output").split()) == 1200


def test_the_counter_goes_by_the_section_chosen(desk):
    write(desk, "one two three four five six")

    desk.select_option("#id_section", "Opinion")
    opinion = (
        desk.inner_text("[data-words-said]"),
        desk.inner_text("[data-words-range]"),
    )
    desk.select_option("#id_section", "Letters")

    assert opinion == ("6 words, 594 short", "of 600 to 900")
    assert desk.inner_text("[data-words-said]") == "6 words, 2 too many"
    assert desk.inner_text("[data-words-range]") == "of 2 to 4"


def test_without_scripts_the_text_is_a_plain_text_area(window, ines, sign_in):
    plain = window(java_script_enabled=False)
    sign_in(plain, ines)
    plain.goto("/try/ours/")

    assert plain.is_hidden("[data-editor-keys]")
    assert plain.is_hidden("[data-editor-preview]")
    plain.fill(TEXT, "Typed by hand")
    plain.click("[name=send]")

    assert plain.inner_text("output") == "Typed by hand"


def test_the_editor_is_open_to_all_and_fits_small_screens(desk):
    open_preview(desk)
    write(desk, "## Head\n\nText with a long word " + "x" * 120 + "\n\n> Quote")
    shows(desk, "Quote")

    axe(desk)
    no_sideways_scroll(desk, width=320)


def test_the_desk_edits_in_it_too(page, sign_in, transactional_db):
    nora = make_editor()
    piece = make_submission(Status.ACCEPTED, editor=nora, body="One *two*.\n\n> Three")
    sign_in(page, nora)
    page.goto(f"/admin/desk/{piece.pk}/?view=edit")

    open_preview(page)
    shows(page, "Three")

    axe(page)
    no_sideways_scroll(page, width=320)


def test_the_preview_shows_a_picture_nobody_else_can_see_yet(desk):
    open_preview(desk)
    write(desk, "Text.")
    hand_over(desk, TEXT, "drop", jpeg())
    shows(desk, "Text.")

    desk.wait_for_function(
        "() => document.querySelector('.markdownx-preview img')?.naturalWidth === 120"
    )

    source = desk.get_attribute(".markdownx-preview img", "src")
    assert source == f"/contribute/picture/{Picture.objects.get().uuid}/"
    assert json.dumps(written(desk)).count("/media/pictures/") == 1
