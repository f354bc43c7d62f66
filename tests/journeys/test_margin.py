"""The page of a piece by keyboard alone, with a colleague there at the same time."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from authors.models import Role
from editorial import revisions
from editorial.models import Comment, Status, Unsaved
from tests.conftest import staff
from tests.factories import make_submission
from tests.journeys.browser import axe, no_sideways_scroll

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "Sand is not a mineral. It moves.\n\nThe river took it, they said."


@pytest.fixture
def malis(transactional_db):
    return staff("Malis Keo", Role.EDITOR)


def tab_to(page, place):
    for _ in range(80):
        page.keyboard.press("Tab")
        if place.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError("The keyboard does not get there.")


def test_comment_resolve_and_redline_by_keyboard_alone(page, sign_in, malis):
    sokha = staff("Sokha Em", Role.FACT_CHECKER)
    piece = make_submission(Status.ACCEPTED, editor=malis, body=BODY)
    revisions.save(piece, {"body": BODY.replace("not", "never")}, by=malis, base=1)
    sign_in(page, malis)
    page.goto(f"/admin/desk/{piece.pk}/?view=readers")

    # comment on some words, and name somebody
    page.locator("#p0").evaluate("each => each.setAttribute('tabindex', '-1')")
    page.locator("#p0").focus()
    tab_to(page, page.locator("#p1 .said-say"))
    page.keyboard.press("Enter")
    expect(page.locator("#p1 textarea")).to_be_focused()
    page.keyboard.type("Which river? @so")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#p1 textarea")).to_have_value("Which river? @Sokha Em ")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("river")
    axe(page)
    page.keyboard.press("Enter")  # in a line of a form, as everywhere
    note = page.get_by_role("article", name="Comment by Malis Keo")
    expect(note).to_contain_text("Which river? @Sokha Em")
    kept = Comment.objects.get()
    assert (kept.quote, kept.mentions.get().user) == ("river", sokha)
    assert page.locator("mark.said").inner_text() == "river"
    no_sideways_scroll(page)

    # resolve it
    note.focus()
    tab_to(page, note.get_by_role("button", name="Resolve"))
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Resolved.")
    assert page.locator("mark.said").count() == 0

    # and see what the desk has changed
    page.get_by_role("link", name="Skip to main content").focus()
    tab_to(page, page.get_by_role("link", name="Redline", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator(".bench-text ins")).to_contain_text("never")
    axe(page)


def test_words_are_chosen_by_hand_and_a_colleague_is_seen(page, window, sign_in, malis):
    piece = make_submission(Status.ACCEPTED, editor=malis, body=BODY)
    other = window()
    sign_in(other, staff("Jonas Hartvig", Role.EDITOR))
    other.goto(f"/admin/desk/{piece.pk}/?view=edit")
    other.locator("textarea[name=body]").fill("Another text.")
    expect(other.locator("[data-unsaved-told]")).to_contain_text("is kept")
    assert Unsaved.objects.get().typed["body"] == "Another text."

    sign_in(page, malis)
    page.goto(f"/admin/desk/{piece.pk}/?view=readers")
    expect(page.locator("[data-said-here]")).to_have_text(
        "Jonas Hartvig is typing here.",
        timeout=40_000,  # a window says so every fifteen seconds
    )
    page.evaluate(
        """() => {
          const words = document.querySelector("#p0 .said-words p").firstChild;
          const range = document.createRange();
          range.setStart(words, 23);
          range.setEnd(words, 31);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.locator(".said-pick").click()
    expect(page.locator("#p0 [name=quote]")).to_have_value("It moves")
    page.keyboard.type("Where to?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("mark.said")).to_have_text("It moves")
