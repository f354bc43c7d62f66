"""The proof on a phone, from the first objection to the last signature."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from editorial import furniture, holds, revisions, signing
from editorial.models import Letter, Remark, SignOff, Status, Verdict
from editorial.proof import proof_of
from tests.factories import make_contributor, make_editor, make_picture, make_submission
from tests.journeys.browser import axe, no_sideways_scroll, until

pytestmark = pytest.mark.django_db(transaction=True)
BODY = (
    "At six in the morning you can hear the school. It has one bell.\n\n"
    "The money was cut off in early 2025, and teams were stood down.\n\n"
    "Nobody has rung the bell since."
)
EDITED = BODY.replace("cut off", "frozen").replace("one bell", "a bell")
AI = {
    "source_type": "trainedAlgorithmicMedia",
    "credit": "Illustration: generated with Atelier 3, prompt by Dara Lim.",
    "caption": "Not a real school.",
    "alt": "A raised barrier before a school.",
    "ai_tool": "Atelier 3",
    "ai_prompter": "Dara Lim",
    "responsible": "Malis Keo",
}


@pytest.fixture
def malis(transactional_db):
    return make_editor("Malis Keo")


@pytest.fixture
def sokha(transactional_db):
    return make_contributor("Sokha Tep")


@pytest.fixture
def piece(sokha, malis):
    piece = make_submission(
        Status.ACCEPTED, contributor=sokha, editor=malis, body=BODY, headline="A bell"
    )
    holds.take(piece, by=malis)
    furniture.set_picture(piece, make_picture(**AI), by=malis)
    words = {"headline": "The school that lost its bell", "body": EDITED}
    revisions.save(piece, words, by=malis, base=piece.latest.number)
    signing.send_proof(piece, by=malis)
    return piece


def looks_right(page):
    axe(page)
    no_sideways_scroll(page)


def test_one_objection_an_answer_a_signature_one_word_and_again(
    phone, page, sign_in, piece, sokha, malis
):
    sign_in(phone, sokha)
    phone.goto(f"/contribute/{piece.pk}/proof/")

    # change by change: with the keys, a yes, an objection, and yes to the rest
    expect(phone.get_by_text("0 answered, 5 to go")).to_be_visible()
    cards = phone.locator("[data-card]")
    expect(cards.first).to_be_visible()
    expect(cards.nth(1)).to_be_hidden()
    looks_right(phone)
    phone.keyboard.press("ArrowRight")
    expect(cards.nth(1)).to_be_visible()
    expect(cards.nth(1).get_by_role("heading")).to_be_focused()
    phone.keyboard.press("k")
    cards.first.get_by_role("button", name="Accept").click()
    expect(phone.get_by_text("1 answered, 4 to go")).to_be_visible()
    objected = cards.filter(has_text="stood down")
    number = objected.get_attribute("id")
    phone.goto(f"/contribute/{piece.pk}/proof/#{number}")
    phone.reload()
    objected.get_by_role("button", name="Object").click()
    expect(objected.get_by_label("Your words to the desk")).to_be_focused()
    objected.get_by_label("Your words to the desk").fill("It was cut off, not frozen.")
    objected.get_by_role("button", name="Object").click()
    expect(phone.get_by_text("2 answered, 3 to go")).to_be_visible()
    phone.get_by_role("button", name="Accept the rest (3)").click()
    expect(phone.get_by_text("5 answered, 0 to go")).to_be_visible()
    assert not Letter.objects.filter(kind="desk-remarks").exists()
    phone.get_by_role("button", name="I am done with the changes").click()
    expect(phone.locator("#points")).to_contain_text("Waits for the desk’s answer.")
    looks_right(phone)
    assert Letter.objects.filter(kind="desk-remarks", to=malis.email).count() == 1

    # the desk answers
    sign_in(page, malis)
    page.goto(f"/admin/desk/{piece.pk}/")
    expect(page.get_by_role("heading", name="Open points")).to_be_visible()
    looks_right(page)
    page.get_by_label("What we did, or why not").fill("The record says frozen.")
    page.get_by_role("button", name="Answer by mail and on the proof").click()
    expect(page.locator("#points")).not_to_contain_text("Not answered")
    assert not Remark.objects.open_points().exists()

    # signed, with the slips allowed
    phone.reload()
    expect(phone.locator("#points")).to_contain_text("The record says frozen.")
    phone.get_by_label("I have read the column").check()
    phone.get_by_label("The desk may mend typographical slips").check()
    phone.get_by_role("button", name="Sign this text").dblclick()
    expect(phone.get_by_text("You signed this very page on")).to_be_visible()
    assert SignOff.objects.get().allows_fixes

    # one word changed: it reopens, and the word is shown
    piece.refresh_from_db()
    changed = {"body": EDITED.replace("frozen", "paused")}
    signing.save(piece, changed, by=malis, base=piece.latest.number)
    page.goto(f"/admin/desk/{piece.pk}/")
    expect(page.get_by_text("signature lapsed: 1 word changed")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Send proof").click()
    page.get_by_role("button", name="Send proof").click()
    until(Letter.objects.filter(kind="proof-again").exists)
    assert "“The money was paused" in Letter.objects.get(kind="proof-again").body
    phone.goto(f"/contribute/{piece.pk}/")
    expect(
        phone.get_by_role("heading", name="Your signature has lapsed")
    ).to_be_visible()
    looks_right(phone)
    phone.get_by_role("link", name="Read your proof").click()
    expect(phone.get_by_text("the desk changed 1 word.")).to_be_visible()
    expect(phone.locator("[data-card] del")).to_have_text("Removed: frozen")
    looks_right(phone)
    phone.get_by_label("I have read the column").check()
    phone.get_by_role("button", name="Sign this text").click()
    expect(phone.get_by_text("You signed this very page on")).to_be_visible()
    piece.refresh_from_db()
    assert SignOff.objects.filter(fingerprint=proof_of(piece).fingerprint).exists()


def test_reading_answering_and_signing_need_no_script_at_320_pixels(
    window, sign_in, piece, sokha
):
    phone = window(320, 640, java_script_enabled=False)
    sign_in(phone, sokha)
    phone.goto(f"/contribute/{piece.pk}/proof/")

    cards = phone.locator("[data-card]")
    expect(cards.nth(4)).to_be_visible()
    cards.nth(0).get_by_text("Say something about it").click()
    cards.nth(0).get_by_label("Your words to the desk").fill("Good.")
    cards.nth(0).get_by_role("button", name="Comment").click()
    expect(phone.locator("#c-2")).to_be_visible()
    expect(phone).to_have_url(re.compile("/proof/#c-2$"))
    phone.get_by_text("This headline misstates me", exact=True).click()
    phone.get_by_label("What does it get wrong?").first.fill("It is not lost.")
    phone.get_by_role("button", name="Tell the desk").first.click()
    expect(phone.locator("#t-headline")).to_contain_text("It is not lost.")
    assert Remark.objects.filter(verdict=Verdict.MISSTATES).count() == 1
    phone.get_by_label("I have read the column").check()
    phone.get_by_role("button", name="Sign this text").click()

    expect(phone.get_by_text("You signed this very page on")).to_be_visible()
    assert Remark.objects.filter(verdict=Verdict.COMMENT).count() == 1
    assert SignOff.objects.count() == 1


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_proof_keeps_within_any_window(page, sign_in, piece, sokha, width):
    sign_in(page, sokha)
    page.goto(f"/contribute/{piece.pk}/proof/")

    no_sideways_scroll(page, width)


def test_whoever_leaves_has_said_what_they_had_to_say(
    phone, sign_in, piece, sokha, malis
):
    sign_in(phone, sokha)
    phone.goto(f"/contribute/{piece.pk}/proof/")
    card = phone.locator("[data-card]").first
    card.get_by_role("button", name="Object").click()
    card.get_by_label("Your words to the desk").fill("Mine.")
    card.get_by_role("button", name="Object").click()
    expect(phone.get_by_text("1 answered, 4 to go")).to_be_visible()
    assert not Letter.objects.filter(kind="desk-remarks").exists()

    phone.get_by_role("link", name="Back to your column").click()

    expect(phone.get_by_role("heading", name="What was objected to")).to_be_visible()
    for _ in range(50):
        if Letter.objects.filter(kind="desk-remarks", to=malis.email).exists():
            break
        phone.wait_for_timeout(100)
    assert Letter.objects.filter(kind="desk-remarks", to=malis.email).count() == 1


def test_an_editor_prints_past_a_signature_on_a_page_that_reads_well(
    page, sign_in, piece, malis
):
    sign_in(page, malis)
    page.goto(f"/admin/desk/{piece.pk}/")
    page.get_by_role("link", name="Clear without this signature").click()
    looks_right(page)
    no_sideways_scroll(page, 390)
    page.get_by_label("Why it runs without it").fill("Too short.")
    page.get_by_role("button", name="Decide it under my name").click()
    expect(page.locator(".field-error")).to_be_visible()
    page.get_by_label("Why it runs without it").fill(
        "She agreed by telephone from the mountain where she is."
    )
    page.get_by_role("button", name="Decide it under my name").click()

    expect(page.get_by_text("On record under your name.")).to_be_visible()
    assert Letter.objects.filter(kind="overridden").count() == 1
