"""The lawyer's way through a risky piece, and what an editor cannot see of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from authors.models import Role
from editorial import survey, tiers
from editorial.models import Look, Status, Tier
from tests.conftest import staff
from tests.editorial.test_tiers import TAYLOR
from tests.factories import make_submission
from tests.journeys.browser import axe, no_sideways_scroll
from tests.journeys.keys import Keys

RYVKA = re.compile(r"Put on the list ?: Ryvka Barnard")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def omar(transactional_db):
    return staff("Omar", Role.EDITOR)


@pytest.fixture
def piece(omar):
    piece = make_submission(
        Status.ACCEPTED, editor=omar, headline="Two professors", body=TAYLOR
    )
    until = timezone.now() + dt.timedelta(hours=5)
    make_submission(headline="More urgent", peg="A vote", peg_until=until)
    seen = tiers.proposed(piece).mark
    tiers.confirm(piece, Tier.TWO, by=omar, seen=seen)
    survey.look(piece)
    return piece


def test_the_lawyer_works_by_keyboard_alone_and_an_editor_sees_no_advice(
    page, phone, sign_in, piece
):
    edith, lea = staff("Edith", Role.EDITOR), staff("Lea", Role.LEGAL)
    sign_in(page, lea)
    keys = Keys(page)

    # what waits for a lawyer
    page.goto("/admin/")
    keys.past_the_head()
    keys.to(page.locator("summary", has_text="Filter"))
    keys.press("Enter")
    keys.to(page.get_by_label("Noticed"))
    keys.type("Lawyer")
    keys.to(page.get_by_role("button", name="Show", exact=True))
    keys.enter()
    expect(page.locator("[data-row]")).to_have_count(1)
    keys.press("j", "o")
    page.wait_for_url(f"**/admin/desk/{piece.pk}/")
    keys.past_the_head()
    keys.skip("State and moves")
    keys.to(page.locator(".gates").get_by_role("link", name="needs a legal read"))
    keys.enter()

    # who is named
    keys.past_the_head()
    keys.skip("Skip the parts")
    keys.to(page.get_by_role("button", name=RYVKA))
    keys.enter()
    expect(page.get_by_role("heading", name="Ryvka Barnard")).to_be_visible()
    axe(page)

    # advice for few eyes
    page.goto(page.url.partition("#")[0])
    keys.past_the_head()
    keys.skip("Skip the parts")
    keys.to(page.get_by_role("link", name="Counsel’s notes"))
    keys.enter()
    keys.past_the_head()
    keys.skip("Skip the parts")
    keys.to(page.get_by_label("Counsel’s note", exact=True))
    keys.type("They sued in 2019, and won.")
    keys.to(page.get_by_role("button", name="Keep the note"))
    keys.enter()
    expect(page.get_by_text("They sued in 2019, and won.")).to_be_visible()
    keys.past_the_head()
    keys.skip("Skip the parts")
    keys.to(page.get_by_role("link", name="Back to the legal read"))
    keys.enter()

    # the text, and whether it may run
    keys.past_the_head()
    keys.skip("Skip the parts")
    keys.choose(page.get_by_label("Only with changes"))
    expect(page.get_by_text("are known terrorist").last).to_be_in_viewport()
    keys.to(page.get_by_label("What the desk must know"))
    keys.type("Say who calls them that.")
    keys.to(page.get_by_role("button", name="Keep it under your name"))
    keys.enter()
    expect(page.get_by_role("heading", name="Only with changes")).to_be_visible()

    sign_in(phone, edith)
    phone.goto(f"/admin/desk/{piece.pk}/legal/")
    expect(phone.get_by_text("Say who calls them that.")).to_be_visible()
    expect(phone.get_by_role("link", name="Counsel’s notes")).to_have_count(0)
    no_sideways_scroll(phone, 390)
    phone.goto(f"/admin/desk/{piece.pk}/risk/")
    axe(phone)
    no_sideways_scroll(phone, 390)
    phone.get_by_role("link", name="Read it to its end").click()
    phone.get_by_role("button", name="I have read all of this").click()
    expect(phone.get_by_text("On record: you have read all of it.")).to_be_visible()
    looks = Look.objects.filter(what="counsel").values_list("by_name", flat=True)
    assert set(looks) == {"Lea"}
    assert piece.full_reads.get().by == edith
