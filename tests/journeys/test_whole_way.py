"""The contributor's whole way on a phone, from a text in Word to an error reported.

The desk's side of it is played at a wide screen only where it is a page of its own;
single pages have their own journeys beside this one.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from editorial import outbox, signing
from editorial.models import Letter, Source, Status, Submission
from tests.factories import check_claims, make_section
from tests.journeys.browser import (
    answer_for_titles,
    find_out_who_wrote_it,
    no_sideways_scroll,
    settled,
)
from tests.journeys.test_bring import paste

pytestmark = pytest.mark.django_db(transaction=True)
SOKHA = "sokha.tep@example.org"
FROM_WORD = """<html><body>
<p class=MsoTitle style='mso-style-name:Title'>The school that lost its bell</p>
<p class=MsoNormal>At six in the morning you can <b>hear</b> the school.<o:p></o:p></p>
<p class=MsoNormal>Of the 312 children, 190 came back in June.</p>
<p class=MsoNormal>The money was cut off in 2025; nobody has rung the bell since.</p>
</body></html>"""
AS_TEXT = "At six in the morning you can hear the school."
COUNT = "Of the 312 children, 190 came back in June."


@pytest.fixture
def malis(omar):
    omar.name = "Malis Keo"
    omar.save()
    make_section(name="River and field")
    return omar


def code():
    letter = Letter.objects.filter(to=SOKHA, kind=outbox.SIGN_IN).latest("pk")
    return re.search(r"\d{4} \d{4}", letter.body)[0]


def brings_the_text(phone):
    """First visit: the text is pasted from Word before anybody has signed in."""
    phone.goto("/contribute/")
    phone.get_by_role("link", name="Start writing").click()
    phone.get_by_label("Working headline").fill("A bell")
    settled(phone)  # a paste before its script is the browser's own
    paste(phone, FROM_WORD, AS_TEXT)
    text = phone.get_by_role("textbox", name="Text")
    expect(text).to_have_value(re.compile(re.escape("**hear** the school")))
    expect(phone.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    no_sideways_scroll(phone)


def signs_in(phone):
    """In the middle of it, because sources are kept for people we know."""
    phone.get_by_role("button", name="Save and add sources").click()
    phone.get_by_label("E-mail").fill(SOKHA)
    phone.wait_for_timeout(1_100)  # no robot: nobody types that fast
    phone.get_by_role("button", name="Send me a code").click()
    phone.get_by_label("Code", exact=True).fill(code())
    phone.get_by_role("button", name="Come in").click()


def names_a_source(phone):
    phone.get_by_role(
        "link", name=re.compile(f"^Add its source ?: {COUNT[:12]}")
    ).click()
    phone.get_by_label("A person").check()
    phone.get_by_label("Who told you, and when?").fill("The head teacher, 3 June")
    phone.get_by_role("button", name="Keep this source").click()
    expect(phone.get_by_text(re.compile("factual sentences? ha"))).to_be_visible()
    no_sideways_scroll(phone)


def declares(phone):
    phone.get_by_label("Section").select_option(label="River and field")
    phone.get_by_label("What you argue").fill("A boat is a road.")
    phone.get_by_label("Why now?").fill("The register closes this month.")
    phone.get_by_label("Why you?").fill("I taught there for nine years.")
    phone.get_by_label("Only here").check()
    for question in phone.locator("#interests fieldset").all():
        question.get_by_label("No, none").check()
    for question in ("Who suggested", "Did anyone else", "Who read it"):
        phone.get_by_label(question).fill("Nobody")
    phone.get_by_label("Nothing at all").check()
    phone.locator("#help").get_by_label("Yes").check()
    phone.get_by_label("Your name").fill("Sokha Tep")
    phone.get_by_label("What you are").fill("teacher")
    phone.get_by_label("Where you are based").fill("Kampong Chhnang")
    phone.get_by_label("her", exact=True).check()
    phone.get_by_label("I wrote this column").check()
    phone.get_by_role("button", name="Check and send").click()


def sends(phone):
    phone.get_by_role("button", name="Send it to the desk").click()
    expect(phone.get_by_text("You will hear by")).to_be_visible()


def asks_for_a_change(page, piece):
    page.goto(f"/admin/desk/{piece.pk}/")
    page.get_by_role("button", name="Take").click()
    page.get_by_role("link", name="Ask for changes").click()
    page.get_by_label("What you ask for").fill("Say who counted the children.")
    page.get_by_role("button", name="Ask for changes").click()


def revises(phone, piece):
    phone.goto(f"/contribute/{piece.pk}/")
    expect(phone.get_by_text("Say who counted the children.").first).to_be_visible()
    phone.get_by_role("link", name="Answer and change the text").click()
    text = phone.get_by_role("textbox", name="Text")
    text.fill(text.input_value().replace("came back", "came back, by my count,"))
    phone.get_by_label("Your answer").fill("I did. It says so now.")
    phone.get_by_label("I have read these nine answers again").check()
    phone.get_by_label("This is still all the help I had").check()
    phone.get_by_label("I wrote this column").check()
    phone.get_by_role("button", name="Check and send").click()
    phone.get_by_role("button", name="Send it back to the desk").click()
    expect(phone.get_by_text("You will hear by")).to_be_visible()


def accepts_edits_and_sends_the_proof(page, piece):
    page.goto(f"/admin/desk/{piece.pk}/")
    page.get_by_role("link", name="Accept").click()
    page.get_by_role("button", name=re.compile("^Accept")).click()
    page.get_by_role("link", name="Headline").first.click()
    page.get_by_label("Headline", exact=True).fill("The school that lost its bell")
    page.get_by_role("button", name="Save as the next revision").click()
    page.get_by_role("link", name="Send proof").click()
    page.get_by_role("button", name="Send proof").click()
    expect(page.get_by_text("The proof is on its way")).to_be_visible()


def agrees_to_the_terms(phone, piece):
    phone.goto(f"/contribute/{piece.pk}/terms/")
    phone.get_by_label("I have read these terms").check()
    phone.get_by_role("button", name="Accept these terms").click()
    expect(phone.get_by_text("You accepted these terms on")).to_be_visible()


def objects_once(phone, page, piece):
    phone.goto(f"/contribute/{piece.pk}/proof/")
    card = phone.locator("[data-card]").first
    card.get_by_role("button", name="Object").click()
    card.get_by_label("Your words to the desk").fill("It was taken, not lost.")
    card.get_by_role("button", name="Object").click()
    phone.get_by_role("button", name="I am done with the changes").click()
    page.goto(f"/admin/desk/{piece.pk}/")
    page.get_by_label("What we did, or why not").fill("You say lost yourself, below.")
    page.get_by_role("button", name="Answer by mail and on the proof").click()


def signs(phone, piece):
    phone.goto(f"/contribute/{piece.pk}/proof/")
    no_sideways_scroll(phone)
    phone.get_by_label("I have read the column").check()
    phone.get_by_role("button", name="Sign this text").click()
    expect(phone.get_by_text("You signed this very page on")).to_be_visible()


def changes_one_word(page, piece, malis):
    piece.refresh_from_db()
    body = piece.latest.body.replace("nobody has", "no one has")
    signing.save(piece, {"body": body}, by=malis, base=piece.latest.number)
    page.goto(f"/admin/desk/{piece.pk}/")
    expect(page.get_by_text("signature lapsed")).to_be_visible()
    page.get_by_role("link", name="Send proof").click()
    page.get_by_role("button", name="Send proof").click()


def publishes(page, piece):
    page.goto(f"/admin/desk/{piece.pk}/")
    answer_for_titles(page)
    find_out_who_wrote_it(page)
    check_claims(piece)  # tests/journeys/test_claims.py does it by hand
    page.reload()
    page.get_by_role("link", name="Clear for readers").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Readers have it now.")).to_be_visible()


def reports_an_error(phone, piece):
    phone.goto(f"/contribute/{piece.pk}/")
    phone.get_by_role("link", name="I found an error").click()
    phone.get_by_label("What is wrong, and what is right").fill("191 came, not 190.")
    phone.get_by_role("button", name="Send it to the desk").click()
    expect(phone.get_by_text("The desk has it and will answer you.")).to_be_visible()


def test_from_word_to_an_error_reported_on_a_phone(phone, page, sign_in, malis):
    brings_the_text(phone)
    signs_in(phone)
    names_a_source(phone)
    piece = Submission.objects.get()
    phone.goto(f"/contribute/{piece.pk}/write/")
    declares(phone)
    sends(phone)
    assert list(Source.objects.values_list("sentence", flat=True)) == [COUNT]

    sign_in(page, malis)
    asks_for_a_change(page, piece)
    revises(phone, piece)
    accepts_edits_and_sends_the_proof(page, piece)
    agrees_to_the_terms(phone, piece)
    objects_once(phone, page, piece)
    signs(phone, piece)
    changes_one_word(page, piece, malis)
    phone.goto(f"/contribute/{piece.pk}/proof/")
    expect(phone.get_by_text("the desk changed", exact=False).first).to_be_visible()
    signs(phone, piece)
    publishes(page, piece)
    reports_an_error(phone, piece)

    piece.refresh_from_db()
    assert piece.status == Status.CLEARED
    assert Letter.objects.filter(kind="slip-mended").count() == 0
