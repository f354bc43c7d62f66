"""A text comes from Word: pasted on a phone, and brought as a file without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from editorial import drafts
from editorial.models import Attachment, Draft, Status
from tests.factories import make_contributor, make_draft, make_submission
from tests.journeys.browser import axe, no_sideways_scroll
from tests.papers import WORD_PASTE, run, tracked, written

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """(area, [html, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  data.setData("text/html", html);
  area.focus();
  area.dispatchEvent(new ClipboardEvent("paste", {
    clipboardData: data, bubbles: true, cancelable: true,
  }));
}"""
PLAIN = "The heading\nThe mayor said “we can’t wait” in Paris.[1]\nFirst"


def paste(page, html=WORD_PASTE, text=PLAIN):
    body_of(page).evaluate(PASTE, [html, text])


def body_of(page):
    return page.locator("textarea[name=body]")


def test_a_visitor_pastes_from_word_on_a_phone(phone):
    phone.goto("/contribute/new/")
    body_of(phone).fill("Before.[^3]\n\n")

    paste(phone)

    expect(body_of(phone)).to_have_value(re.compile(r"^Before.*## The heading", re.S))
    value = body_of(phone).input_value()
    assert value.startswith(
        "Before.[^3]\n\n## The heading\n\nThe mayor said “we can’t **wait**” in "
        "Paris.[^4]\n\n- First\n  - Inner *one*\n- Second"
    )
    assert value.endswith("[^4]: See *the report*.")
    expect(phone.locator("[data-paste-said]")).to_contain_text("1 insertion")
    expect(phone.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    assert Draft.objects.get().typed["body"].replace("\r\n", "\n") == value
    phone.keyboard.press("Control+Z")
    expect(body_of(phone)).to_have_value("Before.[^3]\n\n" + PLAIN)
    no_sideways_scroll(phone)


def test_words_typed_on_while_the_server_reads_stay(page, sign_in):
    ines = make_contributor()
    sign_in(page, ines)
    piece = make_draft(ines)
    page.goto(f"/contribute/{piece.pk}/write/")
    paused = []
    page.route("**/contribute/paste/**", lambda route: paused.append(route))

    paste(page)
    page.keyboard.type(" and on")
    page.wait_for_timeout(200)
    paused[0].continue_()

    expect(body_of(page)).to_have_value(re.compile("^## The heading"))
    expect(body_of(page)).to_have_value(re.compile("and on$"))


def test_when_the_rest_cannot_be_read_the_plain_words_stand(page, watch):
    page.goto("/contribute/new/")
    page.route("**/contribute/paste/**", lambda route: route.abort())

    paste(page)

    expect(page.locator("[data-paste-said]")).to_contain_text("as plain text")
    expect(body_of(page)).to_have_value(PLAIN)
    watch.troubles[:] = [t for t in watch.troubles if "ERR_FAILED" not in t]


def test_an_editor_pastes_at_the_desk(page, sign_in, omar):
    piece = make_submission(Status.ACCEPTED, editor=omar)
    sign_in(page, omar)
    page.goto(f"/admin/desk/{piece.pk}/?view=edit")
    area = page.locator("textarea[name=body]")
    area.fill("")

    area.evaluate(PASTE, [WORD_PASTE, PLAIN])

    expect(area).to_have_value(re.compile("^## The heading\n\nThe mayor"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_file_is_brought_without_scripts(window, sign_in, scheme):
    page = window(390, 844, java_script_enabled=False, color_scheme=scheme)
    ines = make_contributor()
    sign_in(page, ines)
    piece = make_draft(ines)
    drafts.save(piece, {"headline": "Mine"}, version=0)
    page.goto(f"/contribute/{piece.pk}/write/")
    body_of(page).fill("My own words.")
    inner = run("From the ") + tracked("ins", "file") + tracked("del", "gone")

    page.get_by_role("button", name="Save and bring a Word file").click()
    page.get_by_label("Word file").set_input_files(
        {
            "name": "My column.docx",
            "mimeType": "application/octet-stream",
            "buffer": written(f"<w:p>{inner}</w:p>"),
        }
    )
    no_sideways_scroll(page)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("3 words", exact=True)).to_be_visible()
    expect(page.get_by_text("1 insertion and 1 deletion were")).to_be_visible()
    no_sideways_scroll(page)
    page.get_by_role("button", name="Take this text").click()

    expect(body_of(page)).to_have_value("From the file")
    page.get_by_text("Your earlier text, before the file").click()
    expect(page.get_by_label("Your earlier text")).to_have_value("My own words.")
    page.get_by_role("button", name="Save and put it back").click()
    expect(body_of(page)).to_have_value("My own words.")
    page.goto(f"/contribute/{piece.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="My column.docx").click()
    assert download.value.suggested_filename == "My column.docx"
    assert Attachment.objects.count() == 1


def test_the_pages_can_be_used_by_everybody(page, sign_in):
    ines = make_contributor()
    sign_in(page, ines)
    piece = make_draft(ines)
    page.goto(f"/contribute/{piece.pk}/bring/")
    axe(page)
    page.get_by_label("Word file").set_input_files(
        {
            "name": "a.docx",
            "mimeType": "application/octet-stream",
            "buffer": written(f"<w:p>{run('Words.')}</w:p>"),
        }
    )

    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("button", name="Take this text")).to_be_visible()

    axe(page)
