"""A real browser: a desk-sized page, a phone, and a watch over both.

Where there is no Chromium the tests that need one are left out and named;
``REQUIRE_BROWSER=1`` makes them fail instead.
"""

from __future__ import annotations

import os
import uuid
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from tests.factories import make_draft
from tests.journeys.browser import CHROMIUM, FLAGS, IS_REQUIRED, NAMES, Watch
from tests.journeys.gate import COOKIE, gate

PATIENCE = 15_000  # milliseconds, for a click and for what it leads to
LEFT_OUT = f"no Chromium found (looked for {', '.join(NAMES)}; or set CHROMIUM)"


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not IS_REQUIRED:
                item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


def pytest_terminal_summary(terminalreporter):
    left = [
        report.nodeid.split("::")[-1]
        for report in terminalreporter.stats.get("skipped", [])
        if LEFT_OUT in str(report.longrepr)
    ]
    if left:
        terminalreporter.write_line(
            f"Left out: {len(left)} browser tests, {LEFT_OUT}: {', '.join(left)}."
        )


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM:
        pytest.fail(f"REQUIRE_BROWSER is set, but {LEFT_OUT}.")
    # Playwright's loop runs in this thread, where Django would refuse a query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # a page saves every three seconds, and a busy machine takes its time as well
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def watch(live_server):
    watch = Watch(host=urlsplit(live_server.url).netloc)
    yield watch
    assert watch.troubles == []


@pytest.fixture
def window(browser, live_server, watch):
    """Opens further windows, each with its own cookies, like another person's browser:
    ``window(width=320)``, ``window(java_script_enabled=False)``."""
    opened = []
    name = uuid.uuid4().hex
    gate.opens_to(name)

    def open_window(width=1280, height=900, **how):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="en-GB",
            **how,
        )
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": COOKIE, "value": name, "url": live_server.url}])
        watch.over(context)
        opened.append(context)
        return context.new_page()

    yield open_window
    so_far = list(watch.troubles)
    for context in opened:
        # a page that goes sends its last words: not into the next test
        context.set_offline(True)
        context.close()
    gate.shut()
    watch.troubles[:] = so_far


@pytest.fixture
def page(window):
    return window()


@pytest.fixture
def phone(window):
    return window(390, 844, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def sign_in(live_server):
    """``sign_in(page, user)``: the page's browser is that person's from now on."""

    def sign_in_as(page, user):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [
                {
                    "name": name,
                    "value": client.cookies[name].value,
                    "url": live_server.url,
                }
            ]
        )

    return sign_in_as


@pytest.fixture
def writing(page, ines, sign_in):
    """Ines's browser, with a draft in hand and the editor open: ``editor_page``."""
    make_draft(ines)
    sign_in(page, ines)
    page.goto("/try/ours/")
    return page
