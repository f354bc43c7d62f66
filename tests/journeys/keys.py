"""A person without a mouse: what they press, and whether they see where they are."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.journeys.browser import settled

MOST_TABS = 40  # to whatever a page is opened for
# A mark around it, or what a text field has; and its middle under no other thing.
_UNSEEN = """async it => {
  const unseen = () => {
    const style = getComputedStyle(it), box = it.getBoundingClientRect();
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    if (!ring && style.boxShadow === "none") return "no mark is around it";
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const there = document.elementFromPoint(x, y);
    if (!there) return "it is out of view";
    const seen = it.contains(there) || there.contains(it);
    return seen || it.labels?.[0]?.contains(there)
      ? "" : `${there.outerHTML.slice(0, 80)} lies over it`;
  };
  for (let frame = 0; unseen() && frame < 60; frame++)  // the page scrolls there first
    await new Promise(requestAnimationFrame);
  return unseen();
}"""


@dataclass
class Keys:
    """A page by its keyboard alone: nothing is clicked, filled or focused by hand."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def to(self, place: Locator) -> None:
        """To a place on the page, by Tab; it must be near, and be seen when there."""
        self._tab(place, "it => it === document.activeElement")
        unseen = place.evaluate(_UNSEEN)
        assert not unseen, f"{place} has the focus, but {unseen}"

    def choose(self, radio: Locator) -> None:
        """One answer of several: to the question by Tab, to the answer by arrow."""
        self._tab(radio, "it => it.name === document.activeElement.name")
        self.press("Space")
        answers = radio.evaluate("it => it.form.elements[it.name].length")
        for _ in range(answers):
            if radio.is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"The arrows do not lead to {radio}.")

    def _tab(self, place: Locator, is_there: str) -> None:
        place.wait_for()
        for _ in range(MOST_TABS):
            self.press("Tab")
            if place.evaluate(is_there):
                return
        raise AssertionError(f"{MOST_TABS} tabs do not lead to {place}.")

    def walk(self, tabs: int) -> set[str]:
        """What one comes by in so many tabs."""
        found = set()
        for _ in range(tabs):
            self.press("Tab")
            found.add(self.page.evaluate("document.activeElement.textContent.trim()"))
        return found

    def past_the_head(self) -> None:
        """On a page that has just come: over its head and its lists."""
        settled(self.page)
        self.to(self.page.get_by_role("link", name="Skip to main content"))
        self.press("Enter")

    def reach(self, place: Locator) -> None:
        """On a page that has just come: to a place of its own part."""
        self.past_the_head()
        self.to(place)

    def skip(self, name: str) -> None:
        """By a link that leads on within the page."""
        self.to(self.page.get_by_role("link", name=name))
        self.press("Enter")

    def follow(self, place: Locator) -> None:
        """From the top of a page by one of its links or buttons to another page."""
        self.reach(place)
        self.enter()

    def enter(self) -> None:
        """Enter, and the page that it leads to."""
        with self.page.expect_navigation():
            self.press("Enter")
