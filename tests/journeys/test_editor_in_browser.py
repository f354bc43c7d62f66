"""Defects 7 to 11 and 13 of django-markdownx, which only a browser shows. The numbers
are those of ``docs/dependencies.md``."""

import pytest

from articles.models import Picture
from tests.factories import make_draft
from tests.journeys.editing import (
    PREVIEW,
    SAID,
    TEXT,
    UPLOAD,
    given,
    hand_over,
    jpeg,
    open_preview,
    says,
    seen,
    shows,
    write,
    written,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.journeys.editor_page"),
    pytest.mark.usefixtures("stores"),
]


@pytest.fixture
def stock(page, ines, sign_in):
    """The same with the package's own widget and script."""
    make_draft(ines)
    sign_in(page, ines)
    page.goto("/try/theirs/")
    page.wait_for_selector("[data-markdownx-init]")
    return page


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


def test_defect_7_a_refusal_is_said_and_never_shown(writing, watch):
    watch.expected |= {403, 429, 500}
    open_preview(writing)
    write(writing, "The *true* text")
    shows(writing, "The true text")
    refusals = [
        (403, "text/html", "<h1>Log in</h1>", "The preview could not be made."),
        (429, "text/plain", "Wait a minute.", "Wait a minute."),
        (500, "text/html", "<h1>Server error</h1>", "The preview could not be made."),
    ]

    for status, kind, body, words in refusals:
        answer = {"status": status, "content_type": kind, "body": body}
        writing.route(PREVIEW, given(answer))
        write(writing, f"The text of {status}")
        says(writing, words)

        assert seen(writing).strip() == "The true text"
    watch.troubles.remove(
        f"500 from {writing.url.replace('try/ours', 'markdownx/preview')}"
    )


def test_defect_7_a_session_that_ended_is_said_and_nothing_is_lost(writing, watch):
    watch.expected.add(403)
    open_preview(writing)
    write(writing, "The first text")
    shows(writing, "The first text")

    writing.context.clear_cookies()
    write(writing, "The second text")
    says(writing, "open too long")
    assert seen(writing).strip() == "The first text"
    assert written(writing) == "The second text"


def test_defect_7_a_log_in_page_behind_a_redirect_is_not_shown(writing):
    open_preview(writing)
    write(writing, "The true text")
    shows(writing, "The true text")
    writing.evaluate(
        "document.querySelector('.markdownx-editor')"
        ".setAttribute('data-markdownx-urls-path', '/healthz?')"
    )
    writing.route(
        "**/healthz?",
        lambda route: route.fulfill(status=200, body="<h1>Log in</h1>"),
    )

    write(writing, "The next text")
    says(writing, "The preview could not be made.")

    assert seen(writing).strip() == "The true text"


def test_defect_7_without_a_connection_the_old_preview_stays(writing, watch):
    open_preview(writing)
    write(writing, "The true text")
    shows(writing, "The true text")
    writing.route(PREVIEW, lambda route: route.abort())

    write(writing, "The next text")
    says(writing, "There is no connection.")
    assert seen(writing).strip() == "The true text"

    watch.troubles.clear()  # Chromium says that the line is down
    writing.unroute(PREVIEW)
    write(writing, "The last text")
    shows(writing, "The last text")
    assert writing.inner_text(SAID) == ""


# 8. A failed upload dims the editor and writes "Invalid response" into the column.


FAILED = "The picture could not be sent. Your text stays here."


def test_defect_8_a_failed_upload_leaves_text_and_editor_alone(writing, watch):
    watch.expected |= {400, 403, 500}
    write(writing, "Before. ")
    answers = [
        ({"status": 400, "json": {"error": "This is a GIF."}}, "This is a GIF."),
        ({"status": 200, "content_type": "text/html", "body": "<h1>Log in"}, FAILED),
        ({"status": 403, "content_type": "text/plain", "body": "Reload."}, "Reload."),
        ({"status": 200, "json": {"surprise": 1}}, FAILED),
        ({"status": 403, "content_type": "text/plain", "body": "Again."}, "Again."),
        ({"status": 500, "content_type": "text/html", "body": "<h1>Error"}, FAILED),
    ]

    for answer, words in answers:
        writing.route(UPLOAD, given(answer))
        hand_over(writing, TEXT, "drop", jpeg())
        says(writing, words)

        assert written(writing) == "Before. "
        assert writing.eval_on_selector(TEXT, "e => e.style.opacity") in ("", "1")
        assert writing.is_hidden("[data-editor-progress]")
    watch.troubles.remove(
        f"500 from {writing.url.replace('try/ours', 'markdownx/upload')}"
    )


def test_defect_8_a_picture_we_do_not_take_is_refused_in_the_servers_words(
    writing, watch
):
    watch.expected.add(400)
    write(writing, "Before. ")

    hand_over(writing, TEXT, "drop", ["a.txt", "text/plain", "eA=="])
    says(writing, "This file is not a picture we can open.")

    assert written(writing) == "Before. "
    assert Picture.objects.count() == 0


def test_defect_8_a_picture_that_weighs_too_much_is_not_even_sent(writing):
    asked = []
    writing.on("request", lambda request: asked.append(request.url))

    writing.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(13 * 2 ** 20)], "big.jpg"));
            document.querySelector(".markdownx-editor").dispatchEvent(new DragEvent(
                "drop", { bubbles: true, cancelable: true, dataTransfer: data }));
        }"""
    )
    says(writing, "big.jpg is 13.0 MB. The most we can take is 12 MB")

    assert [address for address in asked if "upload" in address] == []


# 9. Tab is trapped and wipes the undo; Ctrl+D and Ctrl+[ ] change the wrong lines.


def test_defect_9_tab_leads_out_of_the_text_both_ways(writing):
    write(writing, "one two")

    writing.keyboard.press("Tab")
    assert writing.evaluate("document.activeElement.tagName") == "SUMMARY"
    writing.keyboard.press("Shift+Tab")
    writing.keyboard.press("Shift+Tab")
    assert (
        writing.evaluate("document.activeElement.getAttribute('aria-label')") == "Bold"
    )
    assert written(writing) == "one two"


def test_defect_9_what_was_typed_can_still_be_undone(writing):
    writing.focus(TEXT)
    writing.keyboard.type("hello")

    writing.keyboard.press("Tab")
    writing.keyboard.press("Shift+Tab")
    writing.keyboard.press("Control+z")

    assert written(writing) == ""


def test_defect_9_the_browsers_own_keys_change_no_text(writing):
    lines = "\n".join(f"line {n:02d} It cost $& and $1" for n in range(30))
    write(writing, lines)

    for key in ("d", "[", "]"):
        is_left_alone = writing.evaluate(
            "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
            " { key, ctrlKey: true, bubbles: true, cancelable: true }))",
            key,
        )

        assert is_left_alone, key
        assert written(writing) == lines


def test_defect_9_a_bracket_typed_with_altgr_is_a_bracket(writing):
    write(writing, "see ")

    is_left_alone = writing.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '[',"
        " ctrlKey: true, altKey: true, bubbles: true, cancelable: true }))"
    )

    assert is_left_alone


# 10. The whole page refuses what is dropped.


def test_defect_10_a_file_can_be_dropped_elsewhere_on_the_page(writing):
    for kind in ("dragenter", "dragover", "drop"):
        assert hand_over(writing, "#id_file", kind, jpeg())


def test_defect_10_text_can_be_dragged_within_the_text(writing):
    for kind in ("dragenter", "dragover", "drop"):
        assert hand_over(writing, TEXT, kind, text="moved")


def test_defect_10_a_file_dragged_over_the_text_is_awaited(writing):
    assert not hand_over(writing, TEXT, "dragover", jpeg())


# 11. An editor in a closed part of the page never gets its height.


def test_defect_11_the_text_grows_with_what_is_written_wherever_it_stood(writing):
    writing.evaluate(
        "document.querySelector('form').hidden = true;"
        "document.querySelector('.markdownx-editor').value = 'line\\n'.repeat(200);"
        "document.querySelector('form').hidden = false"
    )

    assert writing.eval_on_selector(TEXT, "e => e.scrollHeight - e.clientHeight") <= 1
    assert writing.eval_on_selector(TEXT, "e => e.offsetHeight") > 3000


# 13. Previews arrive in any order, and are asked for when nobody looks.


def test_defect_13_an_answer_that_comes_late_is_dropped(writing):
    open_preview(writing)
    write(writing, "")
    writing.wait_for_timeout(900)
    held = []

    def answer(route):
        text = route.request.post_data
        if "slow" in text:
            held.append(route)
        else:
            route.fulfill(body="<p>the newer text</p>", content_type="text/html")

    writing.route(PREVIEW, answer)
    write(writing, "slow")
    writing.wait_for_timeout(900)
    write(writing, "quick")
    shows(writing, "the newer text")
    assert held
    for route in held:
        route.fulfill(body="<p>the older text</p>", content_type="text/html")
    writing.wait_for_timeout(300)

    assert seen(writing).strip() == "the newer text"


def test_defect_13_nothing_is_asked_while_the_preview_is_closed(writing):
    asked = []
    writing.on("request", lambda request: asked.append(request.url))

    write(writing, "A text nobody looks at")
    writing.wait_for_timeout(900)
    assert [address for address in asked if "preview" in address] == []

    open_preview(writing)
    shows(writing, "A text nobody looks at")
