"""A decision in a real browser: it waits, is undone, is made anew and sent now."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import expect

from authors.models import Role
from editorial import holds, outbox, talk
from editorial.models import Delivery, Letter, LetterState, Status, Submission
from tests.conftest import staff
from tests.factories import make_submission
from tests.journeys.browser import axe, no_sideways_scroll

pytestmark = pytest.mark.django_db(transaction=True)
LOOKED_AT = os.environ.get("SCREENSHOTS")  # a folder, for whoever wants to see them


@pytest.fixture
def desk(page, sign_in, transactional_db, settings):
    settings.UNDO_MINUTES = 10
    malis = staff("Malis", Role.EDITOR)
    sign_in(page, malis)
    page.malis = malis
    return page


def looked_at(page, name):
    if not LOOKED_AT:
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(
                path=Path(LOOKED_AT) / f"{name}-{width}-{scheme}.png", full_page=True
            )
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_decide_see_it_wait_undo_decide_again_and_send_now(desk):
    piece = make_submission()
    outbox.deliver_due()
    mail.outbox.clear()

    desk.goto(f"/admin/desk/{piece.pk}/decline/")
    desk.get_by_label("Letter", exact=True).fill("Dear Ines,\n\nNot this time.")
    desk.get_by_role("button", name=re.compile("Pass, and send")).click()
    waits = desk.locator(".waits")
    expect(waits).to_contain_text("Passing")
    expect(waits).to_contain_text("in 10 min")
    no_sideways_scroll(desk)
    looked_at(desk, "piece")
    axe(desk)

    waits.get_by_role("button", name="Undo").click()
    expect(desk.locator(".messagelist")).to_contain_text("Nothing was sent")
    piece.refresh_from_db()
    assert piece.status == Status.SUBMITTED

    desk.goto(f"/admin/desk/{piece.pk}/decline/")
    letter = desk.get_by_label("Letter", exact=True)
    expect(letter).to_have_value("Dear Ines,\n\nNot this time.")
    letter.fill("Dear Ines,\n\nWe took long over it, and it is no.")
    desk.get_by_role("button", name=re.compile("Pass, and send")).click()
    desk.goto("/admin/editorial/letter/")
    desk.get_by_role("button", name="Send now").click()
    expect(desk.locator(".messagelist")).to_contain_text("The letter leaves now")

    outbox.deliver_due()
    assert [each.body for each in mail.outbox] == [
        "Dear Ines,\n\nWe took long over it, and it is no.\n"
    ]


def test_the_outbox_shows_what_waits_what_failed_and_what_came_back(desk):
    waiting, declined = make_submission(), make_submission(Status.DECLINED)
    holds.take(waiting, by=desk.malis)
    talk.write_to_author(waiting, "Who said so?", by=desk.malis)
    Letter.objects.filter(submission=declined, kind="declined").update(
        state=LetterState.SENT,
        sent_at=declined.stage_since,
        delivery=Delivery.BOUNCED,
        delivery_note="No such mailbox",
    )
    Letter.objects.filter(submission=declined, kind="receipt").update(
        state=LetterState.UNSURE, problem="SMTPServerDisconnected: the line broke"
    )

    desk.goto("/admin/")
    expect(desk.locator("#content")).to_contain_text("does not know")
    looked_at(desk, "board")
    desk.goto("/admin/editorial/letter/")
    no_sideways_scroll(desk)
    looked_at(desk, "outbox")
    axe(desk)
    desk.get_by_role("button", name="Dealt with").click()
    desk.get_by_role("button", name="It arrived").click()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("#message-text")).to_have_value("Who said so?")
    desk.goto("/admin/you/")
    looked_at(desk, "you")

    assert not Letter.objects.in_trouble().exists()
    assert not Submission.objects.get(pk=waiting.pk).messages.exists()
    desk.goto("/admin/")
    expect(desk.locator("#content")).not_to_contain_text("does not know")
