"""After readers have it: the link, an error found on a phone, and its answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from authors.models import Author
from editorial import outbox
from editorial.models import Letter, Status
from tests.factories import make_author, make_submission
from tests.journeys.browser import axe, no_sideways_scroll
from tests.photos import photo

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = "The lake froze in 1912, not in 1911."


@pytest.fixture
def column(ines, omar):
    make_author("Ines Duarte", user=ines)
    return make_submission(
        Status.CLEARED,
        contributor=ines,
        editor=omar,
        headline="The lake remembers what the ministry forgets",
        standfirst="A village school was promised a boat in 1911, and again last year.",
    )


def test_an_author_reports_an_error_from_a_phone_and_reads_the_answer(
    phone, page, sign_in, ines, omar, column
):
    sign_in(phone, ines)
    sign_in(page, omar)

    phone.goto(f"/contribute/{column.pk}/")
    link = phone.get_by_label("The link to your column")
    assert link.input_value().endswith(column.article.get_absolute_url())
    expect(phone.get_by_text("Opinion: The lake remembers")).to_be_visible()
    axe(phone)
    no_sideways_scroll(phone, 320)
    phone.get_by_role("link", name="I found an error").click()
    phone.get_by_role("button", name="Send it to the desk").click()
    expect(phone.get_by_role("alert")).to_contain_text("Say what is wrong")
    phone.get_by_label("What is wrong, and what is right").fill(RIGHT)
    axe(phone)
    phone.get_by_role("button", name="Send it to the desk").click()
    expect(phone.get_by_text("The desk has it and will answer you.")).to_be_visible()

    page.goto("/admin/")
    page.get_by_role("link", name="Errors reported").click()
    expect(page.get_by_text(RIGHT)).to_be_visible()
    axe(page)
    no_sideways_scroll(page, 390)
    page.get_by_label("Your answer to").fill("You are right. We thank you.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("No author waits for an answer")).to_be_visible()

    outbox.deliver_due()
    letter = Letter.objects.get(kind="error-answered")
    assert letter.to == ines.email
    phone.reload()
    expect(phone.get_by_text("You are right. We thank you.")).to_be_visible()
    no_sideways_scroll(phone, 320)


def test_a_profile_is_kept_and_confirmed_on_a_phone_without_scripts(
    window, sign_in, ines
):
    phone = window(390, 844, java_script_enabled=False)
    sign_in(phone, ines)

    phone.goto("/account/profile/")
    phone.get_by_label("Your name, in Latin letters").fill("Ines www.casino.example")
    phone.get_by_text("her", exact=True).click()
    phone.get_by_label("What you are").fill("teacher")
    phone.get_by_label("Where you are based").fill("Battambang")
    phone.get_by_label(re.compile("^Portrait")).set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo(size=(900, 900))}
    )
    phone.get_by_label("What the portrait is").select_option(
        "Made with an AI image generator"
    )
    phone.get_by_label("Who made it").fill("Photograph: Dara Lim")
    phone.get_by_role("button", name="Keep it").click()
    said = phone.get_by_role("alert")
    expect(said).to_contain_text("A link or an address cannot stand here")
    expect(said).to_contain_text("A portrait shows the person.")
    phone.get_by_label("Your name, in Latin letters").fill("Ines Duarte")
    phone.get_by_label(re.compile("^Portrait")).set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo(size=(900, 900))}
    )
    phone.get_by_label("What the portrait is").select_option("Photograph")
    phone.get_by_role("button", name="Keep it").click()

    seen = phone.get_by_role("region", name="As readers see you")
    expect(seen).to_contain_text(
        "Ines Duarte is a teacher based in Battambang. The views and opinions "
        "expressed are her own."
    )
    expect(seen.get_by_alt_text("Portrait of Ines Duarte")).to_be_visible()
    expect(seen).to_contain_text("You last confirmed this on")
    assert Author.objects.get().portrait_origin == "digitalCapture"
    phone.get_by_role("button", name="It is all still right").click()
    expect(seen).to_contain_text("You last confirmed this on")
