"""The headline desk in a browser: counts and previews follow what is typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from authors.models import Interest
from editorial.models import Status
from tests.factories import make_submission
from tests.journeys.browser import answer_for_titles, axe, no_sideways_scroll

pytestmark = pytest.mark.django_db(transaction=True)


def test_titles_are_counted_and_seen_everywhere_while_they_are_typed(
    page, phone, omar, sign_in
):
    piece = make_submission(
        Status.ACCEPTED,
        editor=omar,
        headline="Radar for 3 rivers",
        body="I was a guest of the *Pacific* Basin Centre. It watches the river.",
    )
    Interest.objects.create(
        author=piece.authors[0], name="Pacific Basin Centre", relation="guest of"
    )
    for each in (page, phone):
        sign_in(each, omar)
        each.goto(f"/admin/desk/{piece.pk}/headline/")
    shown = page.locator("[data-previews]")

    page.get_by_label("Title for search engines").fill("S" * 70)
    page.get_by_label("Headline", exact=True).fill("<b>Rivers</b> & radar")

    expect(page.get_by_text("70 of 60, 10 over")).to_be_visible()
    expect(shown.locator("[data-shows=headline]").first).to_have_text(
        "<b>Rivers</b> & radar"
    )
    expect(shown.locator("[data-shows=search]")).to_have_text(f"Opinion: {'S' * 50}…")
    expect(shown.locator("[data-shows=social]")).to_have_text(
        "Opinion: <b>Rivers</b> & radar"
    )
    expect(page.get_by_role("button", name="Show how it looks")).to_have_count(0)
    axe(page)

    phone.get_by_role("button", name="Write the disclosure").click()
    expect(phone.get_by_text("Told near the top")).to_be_visible()
    answer_for_titles(phone)
    expect(phone.get_by_text("Omar answered for these titles")).to_be_visible()
    no_sideways_scroll(phone)
    axe(phone)
