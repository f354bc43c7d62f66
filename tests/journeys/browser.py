"""What a browser test asks of a page, and what a page must never do."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    BrowserContext,
    Page,
    Request,
    Response,
    expect,
)

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, NAMES)), ""
)
IS_REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # no test needs another host; one that asks for it fails by itself
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL_RULES = {"type": "tag", "values": WCAG_2_2_AA}
# Chromium says this of every answer from 400 up; answers are judged by themselves.
SAID_OF_ANY_REFUSAL = "Failed to load resource: the server responded with a status"


@dataclass
class Watch:
    """All that went wrong in the pages of one test. Empty, or the test fails.

    A test that provokes a refusal inside a page (not by going there) says so
    first: ``watch.expected.add(409)``.
    """

    host: str
    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._stays_at_home)
        context.on("page", self._over_page)
        context.on("response", self._answer)

    def _over_page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("crash", lambda _: self.troubles.append("the page crashed"))
        page.on(
            "console",
            lambda said: (
                self.troubles.append(f"console: {said.text} at {said.location}")
                if said.type in {"error", "warning"}
                and not said.text.startswith(SAID_OF_ANY_REFUSAL)
                else None
            ),
        )

    def _stays_at_home(self, request: Request) -> None:
        """Watched and not routed: a routed page keeps no file for the next one."""
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self.host:
            self.troubles.append(f"asked another host: {request.url}")

    def _answer(self, response: Response) -> None:
        status = response.status
        is_page = response.request.is_navigation_request()
        if status >= 500 or (
            status >= 400 and not is_page and status not in self.expected
        ):
            self.troubles.append(f"{status} from {response.url}")


def until(is_so: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for what no page shows: a row that a request on its way will write."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "It did not come to that."
        time.sleep(0.05)


def settled(page: Page) -> None:
    """A click comes back before the next page has its styles and fonts."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")


# The rules whose answer a scheme of colours or a width can change.
BY_SIGHT = ["color-contrast", "link-in-text-block", "target-size"]


def axe(page: Page, rules: Sequence[str] = ()) -> None:
    """Fail with the rule, the element and the reason for each WCAG 2.2 AA violation,
    or for those of these ``rules`` alone."""
    settled(page)
    # a colour half way to the next has a contrast that nobody chose
    page.evaluate(
        "document.getAnimations().forEach(each =>"
        " each.effect.getComputedTiming().endTime < Infinity && each.finish())"
    )
    asked = {"type": "rule", "values": rules} if rules else ALL_RULES
    # preload would put imported sheets into the page as inline ones
    how = {"runOnly": asked, "preload": False}
    found = Axe().run(page, options=how).response["violations"]
    said = [
        f"{rule['id']}: {rule['help']}\n"
        + "\n".join(
            f"    {' '.join(node['target'])}: {node['failureSummary']}"
            for node in rule["nodes"]
        )
        for rule in found
    ]
    assert not said, f"{page.url} at axe:\n" + "\n".join(said)


def for_everybody(page: Page, *addresses: str) -> None:
    """Each of these pages as anybody may meet it: on a desk in the light, on a phone
    in the dark, on the narrowest screen, and with letters of twice the size."""
    for address in addresses:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        axe(page)
        page.emulate_media(color_scheme="dark")
        no_sideways_scroll(page, 390)
        axe(page, BY_SIGHT)
        no_sideways_scroll(page, 320)
        # all our sizes are in rem
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        no_sideways_scroll(page, 640)
        no_sideways_scroll(page, 1280)


def no_sideways_scroll(page: Page, width: int | None = None) -> None:
    """Fail with the elements that stick out, at ``width`` CSS pixels if given."""
    settled(page)
    if width:
        page.set_viewport_size({"width": width, "height": 800})
    wide = page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return [];
            const out = [...document.querySelectorAll("body *")].filter(
                e => e.getBoundingClientRect().left + e.scrollWidth > room + 1);
            return ["the page", ...out.slice(-8).map(
                e => `${e.tagName.toLowerCase()}.${e.className}`)];
        }"""
    )
    assert wide == [], f"{page.url} scrolls sideways: {wide}"


def part_of(page: Page, name: str) -> None:
    """To another part of the piece at the desk that the page shows."""
    tabs = page.get_by_role("navigation", name="Parts of this column")
    tabs.get_by_role("link", name=name, exact=True).click()
    settled(page)


def answer_for_titles(page: Page) -> None:
    """On a page of a piece at the desk: somebody answers the checks of its headline."""
    if not page.url.split("?")[0].endswith("/headline/"):
        part_of(page, "Headline")
    questions = page.locator("#checks fieldset")
    for place in range(4):
        questions.nth(place).get_by_label("Yes").check()
    page.get_by_role("button", name="Keep these answers").click()


def find_out_who_wrote_it(page: Page) -> None:
    """On a page of a piece at the desk: each line of each new author is looked into."""
    part_of(page, "Identity")
    lines = page.locator("ol.checks > li.is-open")
    for left in range(lines.count(), 0, -1):
        line = lines.first
        line.get_by_text("Write down what you did").click()
        line.get_by_label("Done, and it holds").check()
        line.get_by_role("textbox").fill("Rang the newspaper they named: it is them.")
        line.get_by_role("button", name="Keep it under your name").click()
        expect(lines).to_have_count(left - 1)


def confirm_the_tier(page: Page) -> None:
    """On a page of a piece at the desk: somebody says how risky it is, as proposed."""
    part_of(page, "Risk")
    page.get_by_role("button", name="Confirm the tier").click()
    expect(page.locator(".messagelist")).to_be_visible()
