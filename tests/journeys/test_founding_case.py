"""The founding case: from an unknown contributor's first visit to the reader's page.

A column of about 600 words on what the ceasefire means for the United States and
Cambodia, with an AI picture that says so, by a freelance journalist in Phnom Penh.
"""

from __future__ import annotations

import io
import re

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from articles.models import Section
from authors.models import User
from editorial import outbox
from editorial.models import Letter, Status, Submission
from newsroom.demo import content
from tests.journeys.browser import (
    answer_for_titles,
    find_out_who_wrote_it,
    no_sideways_scroll,
    settled,
)

HEADLINE = "The guns are quiet. Now America must stay for the dull part"
STANDFIRST = "The ceasefire gives Phnom Penh and Washington a reason to talk."
CLOSING = (
    "Prak Sereyvuth is a freelance journalist based in Phnom Penh. "
    "The views and opinions expressed are his own."
)
CREDIT = "Illustration: generated with Atelier 3, prompt by Dara Lim"
ALT = "A striped border barrier stands raised before a dark escarpment."
PRAK = "prak@example.org"


@pytest.fixture
def text() -> str:
    column = next(c for c in content.columns() if "guns" in c.slug)
    return column.body.strip()


@pytest.fixture
def desk(transactional_db, omar):
    Section.objects.create(name="Cambodia and the world", slug="world")
    return omar


def code_for(email: str) -> str:
    letter = Letter.objects.filter(to=email, kind=outbox.SIGN_IN).latest("pk")
    return re.search(r"^\s*([A-Z0-9]{3,4}[ -]?[A-Z0-9]{3,4})\s*$", letter.body, re.M)[1]


def a_picture() -> dict[str, object]:
    file = io.BytesIO()
    Image.new("RGB", (1200, 675), "#74204f").save(file, "PNG")
    return {"name": "lead.png", "mimeType": "image/png", "buffer": file.getvalue()}


def writes(phone, text):
    """First visit, on a telephone, without an account."""
    phone.goto("/")
    phone.get_by_role("link", name="Write a column").first.click()
    phone.get_by_role("link", name="Start writing").click()
    phone.get_by_label("Section").select_option(label="Cambodia and the world")
    phone.get_by_label("Working headline").fill("America, the guns are quiet")
    phone.get_by_label("What you argue").fill(STANDFIRST)
    phone.get_by_role("textbox", name="Text").fill(text)
    phone.get_by_label("The news it hangs on").fill("Mandate review")
    phone.get_by_label("Why now?").fill("The mandate is reviewed this month.")
    phone.get_by_label("Why you?").fill("I have reported from Samraong since 2014.")
    phone.get_by_label("Only here").check()
    for question in phone.locator("#interests fieldset").all():
        question.get_by_label("No, none").check()
    for question in ("Who suggested", "Did anyone else", "Who read it"):
        phone.get_by_label(question).fill("Nobody")
    phone.get_by_label("Spelling and grammar").check()
    phone.locator("#help").get_by_label("Yes").check()
    phone.get_by_label("Your name").fill("Prak Sereyvuth")
    phone.get_by_label("What you are").fill("freelance journalist")
    phone.get_by_label("Where you are based").fill("Phnom Penh")
    phone.get_by_label("his", exact=True).check()
    phone.get_by_label("Why this person").fill("He has reported from the border.")
    phone.get_by_label("I wrote this column").check()
    phone.get_by_role("button", name="Check and send").click()


def signs_in(phone):
    phone.get_by_label("E-mail").fill(PRAK)
    phone.wait_for_timeout(1100)  # no robot: nobody types that fast
    phone.get_by_role("button", name="Send me a code").click()
    expect(phone).to_have_url(re.compile("/account/code/"))
    phone.get_by_label("code", exact=False).first.fill(code_for(PRAK))
    phone.keyboard.press("Enter")


def accepts_and_edits(page):
    page.goto("/admin/")
    page.get_by_role("link", name="America, the guns are quiet", exact=True).click()
    page.get_by_role("button", name="Take").click()
    page.get_by_role("link", name="Accept").click()
    page.get_by_role("button", name=re.compile("^Accept")).click()
    page.get_by_role("link", name="Headline").first.click()
    page.get_by_label("Headline", exact=True).fill(HEADLINE)
    page.get_by_role("button", name="Save as the next revision").click()
    expect(page.get_by_role("heading", name=HEADLINE)).to_be_visible()


def gives_it_a_picture(page):
    page.get_by_role("link", name="Picture", exact=True).click()
    page.locator("#id_picture").set_input_files(a_picture())
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("What it is").select_option("trainedAlgorithmicMedia")
    page.get_by_label("Alt text").fill(ALT)
    page.get_by_label("AI tool").fill("Atelier 3")
    page.get_by_label("Prompt written by").fill("Dara Lim")
    page.get_by_label("Who answers for it").fill("Malis Keo")
    page.get_by_label("Credit").fill("AI")
    page.get_by_role("button", name="Keep the card").click()
    expect(page.get_by_text("“AI” is not a credit").first).to_be_visible()
    page.get_by_label("Credit").fill(CREDIT)
    page.get_by_role("button", name="Keep the card").click()
    page.get_by_role("link", name="Send proof").click()
    page.get_by_role("button", name=re.compile("^Send")).first.click()


def accepts_the_terms(phone, piece):
    phone.goto(f"/contribute/{piece.pk}/")
    phone.get_by_role("link", name="Read the terms").click()
    phone.get_by_label("I have read these terms").check()
    phone.get_by_role("button", name="Accept these terms").click()
    expect(phone.get_by_text("You accepted these terms on")).to_be_visible()


def signs(phone, piece):
    phone.goto(f"/contribute/{piece.pk}/proof/")
    for shown in (HEADLINE, STANDFIRST, CREDIT, CLOSING, "AI-generated illustration"):
        expect(phone.locator("section.seen").get_by_text(shown).first).to_be_visible()
    no_sideways_scroll(phone)
    phone.get_by_label("I have read").check()
    phone.get_by_role("button", name="Sign this text").click()
    expect(phone.get_by_text("You signed").first).to_be_visible()


def clears(page, piece):
    page.goto(f"/admin/desk/{piece.pk}/")
    answer_for_titles(page)
    find_out_who_wrote_it(page)
    page.get_by_role("link", name="Clear for readers").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Readers have it now.")).to_be_visible()


def test_a_column_goes_from_a_stranger_s_telephone_to_the_reader_s_page(
    phone, page, window, sign_in, desk, text
):
    writes(phone, text)
    signs_in(phone)
    phone.get_by_role("button", name="Send it to the desk").click()
    expect(phone.get_by_text("You sent it").first).to_be_visible()
    piece = Submission.objects.get()
    assert piece.status == Status.SUBMITTED
    assert piece.contributor == User.objects.get(email=PRAK)
    assert Letter.objects.filter(kind="receipt", to=PRAK).exists()

    sign_in(page, desk)
    accepts_and_edits(page)
    gives_it_a_picture(page)
    accepts_the_terms(phone, piece)
    signs(phone, piece)
    clears(page, piece)

    reader = window()
    reader.goto("/")
    reader.get_by_role("link", name=HEADLINE).first.click()
    expect(reader).to_have_url(re.compile(r"/\d{4}/\d{2}/the-guns-are-quiet"))
    expect(reader).to_have_title(re.compile(r"^Opinion"))
    settled(reader)
    order = [
        reader.get_by_text("Opinion", exact=True).first,
        reader.get_by_role("heading", name=HEADLINE),
        reader.get_by_text(STANDFIRST),
        reader.get_by_role("link", name="Prak Sereyvuth").first,
        reader.get_by_text("AI-generated illustration").first,
        reader.get_by_text(CLOSING),
    ]
    heights = [each.bounding_box()["y"] for each in order]
    assert heights[1:] == sorted(heights[1:])
    picture = reader.get_by_role("img", name=ALT)
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")

    address = reader.url
    year_month = f"{timezone.localtime():%Y/%m}"
    for where in (
        "/feed.rss",
        "/feed.atom",
        "/sitemap.xml",
        "/search/?q=ceasefire+telephone",
        "/author/prak-sereyvuth/",
        "/section/world/",
        f"/{year_month}/",
    ):
        body = reader.request.get(where).text()
        assert address.split("/", 3)[3] in body, where
    rss = reader.request.get("/feed.rss").text()
    assert f"Opinion: {HEADLINE}" in rss
