"""On a phone: where two facts come from, and an interest that came up later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from editorial import drafts
from editorial.declarations import INTERESTS
from editorial.models import Letter, Source, Status, Submission
from tests.factories import make_draft, make_submission
from tests.journeys.browser import axe, no_sideways_scroll
from tests.typed import typed_column

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = "Of the 312 children, 190 came."
TEXT = f"{COUNT} A boat is a road. It cost half a car."


@pytest.fixture
def draft(ines):
    draft = make_draft(ines)
    drafts.save(draft, typed_column(body=TEXT), version=0)
    return draft


def sourced():
    return list(Source.objects.order_by("pk").values_list("sentence", "kind", "where"))


def test_two_sentences_get_their_sources(phone, sign_in, ines, draft):
    sign_in(phone, ines)
    phone.goto(f"/contribute/{draft.pk}/write/")
    editor = phone.get_by_role("textbox", name="Text")
    offer = phone.get_by_role("button", name="Add a source of these words")
    expect(offer).to_be_hidden()

    # words are marked in the text, after one more was typed
    editor.fill(f"{TEXT} It took nine years.")
    editor.evaluate(
        "e => e.setSelectionRange(e.value.indexOf('took'), e.value.length - 1)"
    )
    expect(offer).to_be_visible()
    no_sideways_scroll(phone)
    offer.click()

    expect(phone.locator(".source-sentence")).to_have_text("It took nine years.")
    axe(phone)
    no_sideways_scroll(phone)
    expect(phone.get_by_label("How do you know it?")).to_be_hidden()
    phone.get_by_label("I saw or did it myself").check()
    phone.get_by_label("How do you know it?").fill("I ran the school.")
    phone.get_by_role("button", name="Keep this source").click()
    expect(phone.get_by_text("1 of 3 factual sentences has a source.")).to_be_visible()

    # the next one from the list; a slip is told beside its box
    phone.get_by_role("link", name=re.compile("^Add its source ?: Of the 312")).click()
    phone.get_by_label("A page or document on the web").check()
    phone.get_by_label("Its address").fill("the register")
    phone.get_by_role("button", name="Keep this source").click()
    expect(phone.get_by_text("This is no address of a page.")).to_be_visible()
    phone.get_by_label("Its address").fill("example.org/register")
    phone.get_by_role("button", name="Keep this source").click()

    expect(phone.get_by_text("2 of 3 factual sentences have a source.")).to_be_visible()
    axe(phone)
    assert sourced() == [
        ("It took nine years.", "own", "I ran the school."),
        (COUNT, "address", "https://example.org/register"),
    ]


def test_a_source_is_added_at_320_px_without_scripts(window, sign_in, ines, draft):
    page = window(320, 640, java_script_enabled=False)
    sign_in(page, ines)
    page.goto(f"/contribute/{draft.pk}/write/")
    page.get_by_role("button", name="Save and add sources").click()
    page.get_by_role("link", name=re.compile("^Add its source ?: Of the 312")).click()

    page.get_by_label("A person").check()
    page.get_by_label("Who told you, and when?").fill("Sok Dara, 3 June")
    no_sideways_scroll(page, 320)
    page.get_by_role("button", name="Keep this source").click()

    expect(page.get_by_text("1 of 2 factual sentences has a source.")).to_be_visible()
    no_sideways_scroll(page, 320)
    assert sourced() == [(COUNT, "person", "Sok Dara, 3 June")]


def test_an_interest_that_came_up_later_reaches_the_desk(
    phone, window, sign_in, ines, omar
):
    piece = make_submission(Status.ACCEPTED, contributor=ines, editor=omar)
    Submission.objects.filter(pk=piece.pk).update(holder=omar)
    sign_in(phone, ines)
    phone.goto(f"/contribute/{piece.pk}/")
    phone.get_by_role("link", name="Change what you declared").click()
    axe(phone)
    no_sideways_scroll(phone)
    for question in INTERESTS:
        expect(phone.locator(f"#id_interest_{question.key}_1")).to_be_checked()

    phone.locator("#id_interest_boards_0").check()
    phone.locator("#id_interest_boards_detail").fill("I joined the board of the mill.")
    for question in ("Who suggested", "Did anyone else", "Who read it"):
        phone.get_by_label(question).fill("Nobody")
    phone.get_by_label("Nothing at all").check()
    phone.locator("#id_notes_0").check()
    phone.get_by_role("button", name="Declare this").click()
    expect(phone.get_by_role("alert")).to_contain_text("Read the nine answers again")
    phone.get_by_label("I have read these nine answers again").check()
    phone.get_by_label("This is still all the help I had").check()
    phone.get_by_role("button", name="Declare this").click()
    expect(phone.get_by_text("You changed what was declared")).to_be_visible()

    assert Letter.objects.filter(kind="desk-declared", to=omar.email).count() == 1
    desk = window()
    sign_in(desk, omar)
    desk.goto(f"/admin/desk/{piece.pk}/")
    lack = desk.get_by_role(
        "link", name="An interest is declared but readers are not told of it"
    )
    expect(lack).to_be_visible()
    desk.get_by_role("link", name="interest declared").click()
    expect(desk.get_by_text("I joined the board of the mill.")).to_be_visible()
    expect(desk.get_by_text("after acceptance")).to_be_visible()
    axe(desk)


def test_none_of_the_nine_is_one_touch_and_a_yes_takes_it_back(phone):
    phone.goto("/contribute/new/")

    phone.get_by_label("None of the nine applies to me").check()

    for question in INTERESTS:
        expect(phone.locator(f"#id_interest_{question.key}_1")).to_be_checked()
    phone.locator("#id_interest_party_0").check()
    expect(phone.get_by_label("None of the nine applies to me")).not_to_be_checked()
