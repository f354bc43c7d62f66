"""Figures of the desk in a real browser: by phone and at the desk, day and night."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.utils import timezone

from editorial.models import Status, Submission
from tests.factories import make_section, make_submission
from tests.journeys.browser import axe, no_sideways_scroll

pytestmark = pytest.mark.django_db(transaction=True)
FILL = "e => getComputedStyle(e).fill"


def test_figures_can_be_read_by_everybody_everywhere(
    page, sign_in, publisher, transactional_db
):
    river = make_section(name="River and the climate of the whole of the delta")
    for _ in range(6):
        make_submission(section=river)
    Submission.objects.update(submitted_at=timezone.now() - dt.timedelta(days=40))
    make_submission(Status.DECLINED, section=make_section(name="City"))
    sign_in(page, publisher)
    fills = {}

    for name, figure in (("statistics", "What we took"), ("heard", "By section")):
        page.goto(f"/admin/desk/{name}/")
        chart = page.get_by_role("img", name=figure)
        for scheme, width in itertools.product(("light", "dark"), (390, 1280)):
            page.emulate_media(color_scheme=scheme)
            no_sideways_scroll(page, width)
            axe(page)
            fills[scheme] = chart.locator(".bar-1").first.evaluate(FILL)

    assert fills["light"] != fills["dark"]
