"""The lawyer's way through a risky piece, and what an editor cannot see of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from authors.models import Role
from editorial import tiers
from editorial.models import Look, Status, Tier
from tests.conftest import staff
from tests.editorial.test_tiers import TAYLOR
from tests.factories import make_submission
from tests.journeys.browser import axe, no_sideways_scroll

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
    seen = tiers.proposed(piece).mark
    tiers.confirm(piece, Tier.TWO, by=omar, seen=seen)
    return piece


def test_the_lawyer_reads_names_advises_and_decides_and_an_editor_sees_no_advice(
    page, phone, sign_in, piece
):
    edith, lea = staff("Edith", Role.EDITOR), staff("Lea", Role.LEGAL)
    sign_in(page, lea)
    page.goto(f"/admin/desk/{piece.pk}/legal/")

    page.get_by_role("button", name=RYVKA).click()
    expect(page.get_by_role("heading", name="Ryvka Barnard")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Counsel’s notes").click()
    page.get_by_label("Counsel’s note", exact=True).fill("They sued in 2019, and won.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("They sued in 2019, and won.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Back to the legal read").click()
    page.get_by_label("Only with changes").check()
    page.get_by_label("What the desk must know").fill("Say who calls them that.")
    page.get_by_role("button", name="Keep it under your name").click()
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
    phone.goto(f"/admin/desk/{piece.pk}/identity/")
    axe(phone)
    no_sideways_scroll(phone, 390)
    looks = Look.objects.filter(what="counsel").values_list("by_name", flat=True)
    assert set(looks) == {"Lea"}
    assert piece.full_reads.get().by == edith
