"""The fact-checker's ledger in a browser, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from editorial import claims
from editorial.models import Finding, Status
from tests.factories import make_submission
from tests.journeys.browser import axe, no_sideways_scroll
from tests.journeys.keys import Keys

pytestmark = pytest.mark.django_db(transaction=True)

FACT = "The dam took forty villages in 2019."


def test_a_checker_clears_the_ledger_without_a_mouse(
    page, phone, omar, checker, sign_in
):
    body = f"{FACT} “Nobody ever asked us,” said Sok Dara, who fishes there."
    piece = make_submission(Status.ACCEPTED, editor=omar, body=body)
    claims.mark(piece, FACT, by=omar)
    sign_in(page, checker)
    page.goto(f"/admin/desk/{piece.pk}/claims/?show=open")

    keys = Keys(page)
    keys.past_the_head()
    keys.skip("Skip the parts")
    keys.to(page.get_by_role("link", name="Check claim 1"))
    keys.enter()
    form = page.get_by_role("form", name="Claim 1")
    keys.choose(form.get_by_label("Verified"))
    keys.choose(form.get_by_label("A recording"))
    keys.to(form.get_by_label("Where", exact=False).first)
    keys.type("Her voice, third minute")
    keys.to(form.get_by_role("button", name="Keep the finding"))
    keys.enter()
    form = page.get_by_role("form", name="Claim 2")
    expect(form).to_be_visible()
    axe(page)
    page.reload()
    keys.choose(form.get_by_label("Soften it"))
    keys.to(form.get_by_role("button", name="Keep the finding"))
    keys.enter()

    expect(page.get_by_text("Claim 2: Soften it. 1 to go.")).to_be_visible()
    quote = Finding.objects.get(claim__number=1)
    assert (quote.proven_by, quote.where) == ("recording", "Her voice, third minute")
    sign_in(phone, checker)
    phone.goto(f"/admin/desk/{piece.pk}/claims/?claim=2")
    no_sideways_scroll(phone)
    axe(phone)
