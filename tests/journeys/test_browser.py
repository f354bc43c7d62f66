"""The watch itself: a page that misbehaves must fail its test."""

import pytest

from tests.journeys.browser import axe, no_sideways_scroll
from tests.journeys.gate import COOKIE


@pytest.fixture
def bad(page, watch):
    """Takes what the watch has seen so far, so that the test may look at it."""

    def look(script):
        page.goto("/healthz")
        page.evaluate(script)
        page.wait_for_timeout(300)
        seen, watch.troubles = watch.troubles, []
        return seen

    return look


def test_a_script_error_is_seen(bad):
    seen = bad("setTimeout(() => { throw new Error('broken') })")

    assert any("broken" in trouble for trouble in seen)


def test_a_console_error_is_seen(bad):
    seen = bad("console.error('amiss')")

    assert any("amiss" in trouble for trouble in seen)


def test_what_the_content_policy_refuses_is_seen(bad):
    seen = bad(
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">')"
    )

    assert any("Content Security Policy" in trouble for trouble in seen)


def test_a_request_to_another_host_is_seen_and_never_made(bad):
    seen = bad("location = 'http://elsewhere.example/'")

    assert any("elsewhere.example" in trouble for trouble in seen)


def test_a_missing_file_is_seen(bad):
    seen = bad("new Image().src = '/static/missing.png'")

    assert any("404" in trouble for trouble in seen)


def test_a_page_that_sticks_out_is_told_from_one_that_fits(page):
    page.set_content("<!doctype html><main><h1>Fits</h1></main>")
    no_sideways_scroll(page, width=320)

    page.set_content("<!doctype html><main><pre>" + "x" * 400 + "</pre></main>")

    with pytest.raises(AssertionError, match="pre"):
        no_sideways_scroll(page, width=320)


def test_axe_names_the_rule_and_the_element(page):
    page.goto("/healthz")
    page.set_content(
        "<html lang=en><title>T</title><main><h1>H</h1><input id=q></main>"
    )

    with pytest.raises(AssertionError, match=r"label: .*\n +#q"):
        axe(page)


def test_what_a_window_of_an_earlier_test_sends_is_refused(window, live_server):
    page = window()
    page.goto("/contribute/")

    page.context.add_cookies(
        [{"name": COOKIE, "value": "the test before", "url": live_server.url}]
    )

    assert page.reload().status == 410
