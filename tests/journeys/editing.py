"""What a person does in the editor, and what the test sees there."""

import base64

from articles.models import Picture
from tests.photos import photo

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
