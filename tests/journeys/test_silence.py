"""From silence to release, on a phone; and whose hours a browser is told."""

from __future__ import annotations

import pytest
from django.core import mail
from playwright.sync_api import expect

from authors.models import User
from editorial import holds
from editorial.models import Status
from newsroom import rounds
from tests.factories import make_author, make_editor, make_overdue, make_submission
from tests.journeys.browser import axe, no_sideways_scroll, until

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_nobody_answers_is_let_go_with_a_kind_letter(phone, ines, sign_in):
    ines.time_zone = "America/Argentina/Buenos_Aires"
    ines.save()
    make_author("Ines Duarte", user=ines)
    piece = make_submission(contributor=ines, headline="A boat is a road")
    holds.take(piece, by=make_editor("Malis Keo"))
    sign_in(phone, ines)

    # before the hour
    phone.goto(f"/contribute/{piece.pk}/")
    where = phone.get_by_role("region", name="Where it is")
    expect(where).to_contain_text("Malis Keo is reading it. You will hear by")
    expect(where).to_contain_text("your time (Buenos Aires)")
    expect(where).to_contain_text("If we are silent by then, it is released by itself")
    axe(phone)
    no_sideways_scroll(phone)

    # the hour strikes, and nobody has answered
    make_overdue(piece)
    done = rounds.make()
    assert done.released == 1

    # the letter
    [letter] = [each for each in mail.outbox if each.to == [ines.email]][-1:]
    assert letter.subject.startswith("You are free to offer your column elsewhere")
    assert "That is our fault, not yours." in letter.body
    assert "/contribute/record/" in letter.body

    # the page, reloaded
    phone.reload()
    expect(where).to_contain_text("We did not answer you in time. That is our fault.")
    expect(where).to_contain_text("It is yours to offer elsewhere.")
    expect(phone.get_by_text("We released it", exact=True)).to_be_visible()
    expect(phone.get_by_role("region", name="Our letter to you")).to_contain_text(
        "You are free to offer the column elsewhere from this moment."
    )
    expect(phone.get_by_role("link", name="Withdraw it")).to_have_count(0)
    axe(phone)
    no_sideways_scroll(phone)

    # and the record that it counts in
    phone.get_by_role("link", name="How often we answer in time").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("How we keep our word")
    expect(phone.get_by_text("Once the hour struck first")).to_be_visible()
    axe(phone)
    no_sideways_scroll(phone)
    piece.refresh_from_db()
    assert piece.status == Status.RELEASED


def test_the_browser_s_own_zone_is_chosen_beforehand_and_kept(window, ines, sign_in):
    page = window(390, 844, timezone_id="Europe/Lisbon")
    make_author("Ines Duarte", user=ines)
    sign_in(page, ines)

    page.goto("/account/profile/")
    expect(page.get_by_label("Your time zone")).to_have_value("Europe/Lisbon")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_label("Your time zone")).to_have_value("Europe/Lisbon")

    ines.refresh_from_db()
    assert ines.time_zone == "Europe/Lisbon"


def test_without_scripts_a_zone_is_chosen_by_hand(window, ines, sign_in):
    page = window(java_script_enabled=False, timezone_id="Europe/Lisbon")
    make_author("Ines Duarte", user=ines)
    sign_in(page, ines)

    page.goto("/account/profile/")
    expect(page.get_by_label("Your time zone")).to_have_value("")
    page.get_by_label("Your time zone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Keep it", exact=True).click()

    until(lambda: User.objects.get(pk=ines.pk).time_zone == "Asia/Tokyo")
