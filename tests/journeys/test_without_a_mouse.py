"""An editor's and the publisher's ways through a piece without a mouse. The board is in
``test_pile``, the margin in ``test_margin``, claims in ``test_claims``, the lawyer's
way in ``test_law``."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from authors.models import Role
from editorial import log, tiers
from editorial.models import Status, Tier, TierCall
from newsroom import frozen
from tests.conftest import staff
from tests.editorial.test_tiers import TAYLOR
from tests.factories import make_editor, make_submission, sign_as_author
from tests.journeys.browser import axe
from tests.journeys.keys import Keys

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_editor_takes_accepts_and_edits_by_keyboard_alone(
    page, sign_in, transactional_db
):
    malis = staff("Malis", Role.EDITOR)
    sign_in(page, malis)
    piece, keys = make_submission(headline="Let the courts publish"), Keys(page)
    page.goto("/admin/")
    keys.press("j", "t")
    expect(page.locator(".messagelist")).to_contain_text("You took")
    expect(page.locator(".queue-on")).to_contain_text("Let the courts")  # found again
    keys.press("o")
    page.wait_for_url(f"**/admin/desk/{piece.pk}/")

    # every button beside the text
    keys.past_the_head()
    keys.skip("State and moves")
    reached = keys.walk(40)
    wanted = {"Accept", "Pass", "Ask for changes", "Hand back", "Hand over"}
    assert wanted | {"Preview letter", "Keep note", "Evidence file"} <= reached

    page.reload()
    keys.past_the_head()
    keys.skip("State and moves")
    keys.to(page.get_by_role("link", name="Accept"))
    keys.enter()
    keys.reach(page.get_by_role("button", name="Accept, and send this letter"))
    keys.enter()
    expect(page.locator(".messagelist")).to_contain_text("Accepted.")

    keys.past_the_head()
    keys.skip("Skip the parts")
    keys.to(page.get_by_label("Text, in Markdown"))
    keys.press("Control+Home")
    keys.type("Now. ")
    keys.to(page.get_by_role("button", name="Save as the next revision"))
    keys.enter()
    expect(page.locator(".messagelist")).to_contain_text("Saved as revision 2.")
    keys.past_the_head()
    keys.skip("Skip the parts")
    keys.to(page.get_by_role("link", name="Redline", exact=True))
    keys.enter()
    expect(page.locator(".bench-text ins")).to_contain_text("Now.")

    piece.refresh_from_db()
    assert (piece.status, piece.holder) == (Status.ACCEPTED, malis)


@pytest.fixture
def piece(transactional_db):
    """Signed, read and checked; only how risky it is, nobody has said."""
    make_submission(headline="Another")
    piece = make_submission(
        Status.ACCEPTED,
        editor=make_editor("Omar"),
        headline="Two professors",
        body=TAYLOR,
        peg="A vote",
        peg_until=timezone.now() + dt.timedelta(hours=5),
    )
    sign_as_author(piece)
    frozen.thaw()
    TierCall.objects.all().delete()
    frozen.freeze()
    tiers.keep(piece)
    return piece


def test_a_publisher_says_how_risky_it_is_and_when_it_runs_by_keyboard_alone(
    page, sign_in, piece
):
    sign_in(page, staff("Pia", Role.PUBLISHER))
    keys = Keys(page)

    page.goto("/admin/")
    keys.press("j", "o")
    page.wait_for_url(f"**/admin/desk/{piece.pk}/")
    shut = page.get_by_role("button", name="Clear for readers")
    expect(shut).to_have_attribute("aria-disabled", "true")
    keys.past_the_head()
    keys.skip("State and moves")
    keys.to(page.locator(".gates a"))
    keys.enter()

    # how risky it is
    keys.past_the_head()
    keys.skip("Skip the parts")
    keys.to(page.get_by_role("radio", name="Tier 2"))
    keys.to(page.get_by_role("button", name="Confirm the tier"))
    keys.enter()
    expect(page.locator(".messagelist")).to_contain_text("Confirmed. Tier 2")
    expect(page.locator("#rd")).to_contain_text("Ready")

    # at which hour, and not yet
    keys.past_the_head()
    keys.skip("State and moves")
    keys.to(page.get_by_role("link", name="Clear for readers"))
    keys.enter()
    hour = page.get_by_label("Hour")
    keys.reach(hour)
    before = hour.input_value()
    keys.press("ArrowUp")
    after = hour.input_value()
    assert after != before
    keys.to(page.get_by_role("button", name="Set this hour"))
    keys.enter()
    expect(page.locator(".messagelist")).to_contain_text(after[-5:])
    piece.refresh_from_db()
    assert piece.article
    assert not piece.is_live
    keys.past_the_head()
    keys.skip("State and moves")
    keys.to(page.get_by_role("link", name="Take back"))
    keys.enter()
    keys.reach(page.get_by_role("button", name="Take back, and send this letter"))
    keys.enter()
    expect(page.locator(".messagelist")).to_contain_text("Readers have not seen it.")

    # what was done, and who has looked at what is private
    keys.follow(page.get_by_role("link", name="History"))
    expect(page.get_by_role("main")).to_contain_text("Pia")
    page.goto("/admin/")
    keys.to(page.get_by_label("Go to a list"))
    keys.type("access")
    keys.to(page.get_by_role("link", name="Access log"))
    keys.enter()
    expect(page).to_have_url(re.compile("/admin/editorial/look/$"))
    axe(page)

    piece.refresh_from_db()
    assert (piece.status, piece.article, piece.tier) == (
        Status.ACCEPTED,
        None,
        Tier.TWO,
    )
    [only] = log.problems(piece)
    assert only.startswith("The tier call")  # which was taken out before all this
