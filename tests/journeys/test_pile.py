"""The pile by keyboard alone, in a real browser."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from authors.models import Role, User
from editorial.models import Decision, House, Letter, LetterTemplate
from tests.conftest import staff
from tests.factories import make_submission
from tests.journeys.browser import axe, no_sideways_scroll, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def malis(transactional_db):
    return staff("Malis", Role.EDITOR)


@pytest.fixture
def pile(malis):
    """Three to be answered, in the order of their pegs, and one letter to pass by."""
    House.objects.create(pk=1, undo_minutes=10)
    LetterTemplate.objects.create(
        kind="decline",
        name="No room",
        reason="no room",
        subject="Your column",
        body="Dear {name},\n\nNot this time.",
    )
    now = timezone.now()
    return [
        make_submission(
            headline=name, peg="A vote", peg_until=now + dt.timedelta(hours=h)
        )
        for name, h in (("First", 5), ("Second", 6), ("Third", 80))
    ]


def on(page):
    return page.locator(".queue-on")


def test_the_pile_is_worked_through_by_keyboard_alone(page, sign_in, malis, pile):
    second = pile[1]
    sign_in(page, malis)
    page.goto("/admin/")

    # up and down, and take
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(on(page)).to_contain_text("First")
    page.keyboard.press("t")
    expect(page.locator(".messagelist")).to_contain_text("You took “First”")
    expect(on(page)).to_contain_text("First")

    # the first p shows; any other key sends nothing
    page.keyboard.press("j")
    page.keyboard.press("p")
    room = page.get_by_role("dialog", name="Pass on this column")
    expect(room).to_contain_text(f"Goes to Ines Duarte, {second.contributor.email}")
    expect(room).to_contain_text("Dear Ines Duarte,")
    axe(page)
    page.keyboard.press("x")
    expect(room).to_have_count(0)
    expect(page.locator("[data-pile] > [role=status]")).to_have_text(
        "Nothing was sent."
    )
    assert not Decision.objects.exists()

    # p p passes, the one behind it comes up, u takes it back
    page.keyboard.press("p")
    expect(room).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator(".messagelist")).to_contain_text("Passed “Second”.")
    expect(on(page)).to_contain_text("Third")
    assert Decision.objects.get().submission == second
    page.keyboard.press("u")
    expect(page.locator(".messagelist")).to_contain_text("Taken back.")
    expect(on(page)).to_contain_text("Third")  # found again: its script is there
    assert not Decision.objects.exists()
    assert not Letter.objects.filter(kind="declined").exists()

    # mark, and the help that lists every key and turns them off
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-mark]:checked")).to_have_count(1)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys of the board")
    expect(keys).to_be_visible()
    axe(page)
    page.keyboard.press("j")  # nothing behind an open dialog
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()

    # nothing while one types
    page.get_by_role("searchbox").or_(page.get_by_label("Go to a list")).first.focus()
    page.keyboard.type("tpp")
    assert not Decision.objects.exists()


def test_reading_through_the_pile_without_a_page_between(page, sign_in, malis, pile):
    first, _, third = pile
    sign_in(page, malis)
    page.goto(f"/admin/desk/{first.pk}/read/?view=unclaimed")
    page.evaluate("window.isSamePage = true")

    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("link", name="Next").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Third")
    third_page = rf"/admin/desk/{third.pk}/read/\?view=unclaimed$"
    expect(page).to_have_url(re.compile(third_page))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second")
    expect(on(page)).to_contain_text("Second")
    assert page.evaluate("window.isSamePage") is True
    axe(page)

    page.keyboard.press("p")
    expect(page.get_by_role("dialog")).to_contain_text("Not this time.")
    page.keyboard.press("p")
    page.wait_for_url(f"**/admin/desk/{third.pk}/read/?view=unclaimed")
    expect(page.locator(".waits")).to_contain_text("Second")


def test_the_pile_is_for_every_eye_and_a_phone_in_the_dark(
    window, sign_in, malis, pile
):
    page = window(390, 844, color_scheme="dark")
    sign_in(page, malis)
    keys = "&".join(f"piece={piece.pk}" for piece in pile)

    for address in (
        "/admin/",
        "/admin/?form=table&q=i",
        "/admin/desk/filters/",
        f"/admin/desk/{pile[0].pk}/read/",
        f"/admin/desk/{pile[0].pk}/pass/",
        f"/admin/desk/pass/?{keys}",
    ):
        page.goto(address)
        axe(page)
        no_sideways_scroll(page)


def test_the_pile_needs_no_script(window, sign_in, malis, pile):
    page = window(java_script_enabled=False)
    sign_in(page, malis)
    page.goto("/admin/")

    page.get_by_role("link", name="Read", exact=True).click()
    page.get_by_role("link", name="Next").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second")
    page.get_by_role("link", name="Pass “Second”").click()
    page.get_by_role("button", name="Pass, and send this letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Third")
    page.get_by_role("link", name="All keys").click()
    page.get_by_label("Single keys act for me").uncheck()
    page.get_by_role("button", name="Keep this choice").click()

    until(lambda: not User.objects.get(pk=malis.pk).uses_keys)
    assert Decision.objects.get().submission == pile[1]
