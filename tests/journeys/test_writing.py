"""A pitch that becomes the draft of its column, and two devices on one draft."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from editorial.declarations import HELP, INTERESTS
from editorial.models import Action, Draft, Format, Status, Submission
from editorial.workflow import Details, perform
from tests.factories import (
    make_article,
    make_contributor,
    make_draft,
    make_editor,
    make_format,
    make_section,
)
from tests.journeys.browser import axe, no_sideways_scroll, until

pytestmark = pytest.mark.django_db(transaction=True)
IDEA = "The ferry pays for itself. The ministry says it does not. I have the books."
COLUMN = f"{IDEA}\n\nWhat they show is simple: the fares cover the fuel."


def text_of(page):
    return page.get_by_role("textbox", name="Text", exact=True)


def is_saved(answer):
    return answer.url.endswith("/save/") and answer.status == 200


@pytest.fixture
def formats(db):
    """A column, and a reply to one of ours."""
    Format.objects.all().delete()
    how = {"words_least": 5, "words_most": 900}
    make_format(name="Column", position=0, **how)
    make_format(name="Reply", position=1, answers_a_column=True, **how)


def test_a_pitch_that_is_accepted_becomes_the_draft(phone, sign_in, formats):
    ines, malis = make_contributor("Sokha Tep"), make_editor("Malis Keo")
    make_section(name="The city")
    make_section(name="The river", takes_pitches=True)
    sign_in(phone, ines)
    phone.goto("/contribute/new/")

    # the section says that an idea comes first, and the page asks for less
    expect(phone.get_by_text("This section wants a pitch first")).to_be_hidden()
    expect(phone.locator("#interests")).to_be_visible()
    expect(phone.get_by_label("Which column of ours")).to_be_hidden()
    phone.get_by_label("Section").select_option("The river")
    expect(phone.get_by_text("This section wants a pitch first")).to_be_visible()
    for part in ("#interests", "#help", "#id_format", "#id_agreement"):
        expect(phone.locator(part)).to_be_hidden()
    expect(phone.locator("[data-words-range]")).to_have_text("of 0 to 300")
    axe(phone)
    no_sideways_scroll(phone)
    phone.get_by_label("Working headline").fill("The ferry pays")
    text_of(phone).fill(IDEA)
    phone.get_by_label("Why now?").fill("The licence ends in May.")
    phone.get_by_label("Why you?").fill("I kept the books.")
    phone.get_by_label("Only here").check()
    phone.get_by_role("button", name="Check and send").click()
    phone.get_by_role("button", name="Send the pitch").click()
    expect(phone.get_by_text("Your pitch", exact=True)).to_be_visible()
    piece = Submission.objects.get()
    assert (piece.is_pitch, piece.latest.body) == (True, IDEA)

    # the desk says yes
    perform(piece, Action.COMMISSION, by=malis, details=Details())
    phone.reload()
    expect(phone.get_by_text("Yes to your pitch")).to_be_visible()
    phone.get_by_role("link", name="Write the column").click()

    # and the pitch stands in the whole form
    expect(phone.get_by_text("The desk wants the column.")).to_be_visible()
    expect(text_of(phone)).to_have_value(IDEA)
    expect(phone.get_by_label("Why now?")).to_have_value("The licence ends in May.")
    expect(phone.locator("#interests")).to_be_visible()
    axe(phone)
    no_sideways_scroll(phone)
    text_of(phone).fill(COLUMN)
    for question in INTERESTS:
        phone.locator(f"#id_interest_{question.key}_1").check()
    for question in HELP:
        phone.locator(f"#id_help_{question.key}").fill("Nobody")
    phone.get_by_label("Nothing at all").check()
    phone.locator("#id_notes_0").check()
    phone.get_by_label("I wrote this column").check()
    phone.get_by_role("button", name="Check and send").click()
    phone.get_by_role("button", name="Send it to the desk").click()

    expect(phone.get_by_text("Your column", exact=True)).to_be_visible()
    piece.refresh_from_db()
    assert (piece.status, piece.is_pitch) == (Status.SUBMITTED, False)
    assert piece.latest.body == COLUMN
    assert piece.format.name == "Column"


def test_a_reply_asks_for_the_column_it_answers(page, sign_in, formats):
    make_article("What the river costs")
    make_section()
    sign_in(page, make_contributor())
    page.goto("/contribute/new/")
    box = page.get_by_label("Which column of ours does it answer?")
    expect(box).to_be_hidden()

    page.get_by_label("What kind of column").select_option(index=1)

    expect(box).to_be_visible()
    options = page.locator("#answerable option")
    assert options.first.text_content() == "What the river costs"
    axe(page)


def test_two_devices_on_one_draft_know_of_each_other(page, window, watch, sign_in):
    watch.expected.add(409)
    ines = make_contributor()
    piece = make_draft(ines)
    telephone = window(390, 844)
    sign_in(page, ines)
    sign_in(telephone, ines)
    address = f"/contribute/{piece.pk}/write/"
    told = re.compile(r"This column is open in another window since \d\d:\d\d")
    page.goto(address)
    with page.expect_response(is_saved):
        text_of(page).fill("From the laptop")
    expect(page.locator("[data-elsewhere]")).to_be_hidden()

    telephone.goto(address)

    expect(telephone.locator("[data-elsewhere]")).to_have_text(told)
    expect(text_of(telephone)).to_have_value("From the laptop")
    no_sideways_scroll(telephone)
    axe(telephone)
    with page.expect_response(is_saved):
        text_of(page).fill("From the laptop, longer")
    expect(page.locator("[data-elsewhere]")).to_have_text(told)
    text_of(telephone).fill("From the telephone")
    expect(telephone.get_by_role("alert")).to_contain_text("saved in another window")
    with telephone.expect_response(is_saved):
        telephone.get_by_role("button", name="Keep this text").click()
    assert Draft.objects.get().typed["body"] == "From the telephone"

    # the laptop's words are on the laptop still, and it is asked as well
    page.bring_to_front()
    text_of(page).press("End")
    text_of(page).press_sequentially("!")
    expect(page.get_by_role("alert")).to_contain_text("saved in another window")
    expect(text_of(page)).to_have_value("From the laptop, longer!")
    telephone.close()


def test_a_window_that_is_closed_is_open_no_more(page, sign_in):
    ines = make_contributor()
    piece = make_draft(ines)
    sign_in(page, ines)
    address = f"/contribute/{piece.pk}/write/"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    line = other.locator("[data-elsewhere]")
    expect(line).to_be_visible()

    page.goto("/contribute/")
    other.bring_to_front()

    def shows_one_window_at_a_glance():
        other.evaluate("dispatchEvent(new Event('focus'))")
        other.wait_for_timeout(200)
        return line.is_hidden()

    # its goodbye is on the way
    until(shows_one_window_at_a_glance)
