"""The calendar in a real browser: by keyboard alone, and by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from authors.models import Role
from editorial import schedule
from editorial.models import Status
from tests.conftest import staff
from tests.factories import make_submission
from tests.journeys.browser import axe, no_sideways_scroll

pytestmark = pytest.mark.django_db(transaction=True)
ONE_DAY = dt.timedelta(days=1)


def test_a_piece_goes_a_day_later_by_keyboard_and_another_by_hand(
    page, sign_in, transactional_db
):
    malis = staff("Malis", Role.EDITOR)
    today = timezone.localtime().replace(hour=6, minute=0, second=0, microsecond=0)
    day = today + (8 - today.weekday()) * ONE_DAY  # Tuesday of the week after this
    planned = make_submission(Status.ACCEPTED, headline="Count the fish")
    waiting = make_submission(Status.ACCEPTED, headline="Plant the shade")
    schedule.move(planned, day, by=malis)
    sign_in(page, malis)

    page.goto("/admin/desk/calendar/")
    axe(page)
    page.get_by_role("link", name="Move “Count the fish”").focus()
    page.keyboard.press("ArrowRight")
    said = page.locator("[data-cal-said]")
    expect(said).to_contain_text("Wednesday")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("stays where it was")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")

    later = day + ONE_DAY + dt.timedelta(hours=1)
    expect(page.locator(".messagelist")).to_contain_text(f"{later:%A} {later.day}")
    expect(page.get_by_role("link", name="Move “Count the fish”")).to_be_focused()
    planned.refresh_from_db()
    assert planned.planned_for == later

    card = page.locator("[data-slot]", has_text="Plant the shade")
    card.drag_to(page.locator(f'[data-drop="{day:%Y-%m-%d}"]'))
    expect(page.locator(".messagelist")).to_contain_text("Plant the shade")
    waiting.refresh_from_db()
    assert waiting.planned_for == day
    no_sideways_scroll(page, 390)
