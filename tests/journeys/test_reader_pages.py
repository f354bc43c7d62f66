"""The readers' pages in a real browser: for every eye, hand and width."""

import re
import time

import pytest
from playwright.sync_api import expect

from articles import markup, search
from articles.models import SourceType
from tests.factories import make_article, make_author, make_picture, make_section
from tests.journeys.browser import for_everybody

TEXT = """\
The wholesaler answers his telephone, [they say](https://example.org/said).[^1] This
month he sent forty sacks, on credit, and nobody counted them twice before supper.

## What the gauges say

- One thing, said at length, so that it must break somewhere on a telephone.
- Another.

| Station | Metres |
|---|--:|
| Kratie | 12.5 |

> Water has no passport.

![The gauge]({picture})

1. First `measure`.
2. Then argue **well**.

https://example.org/an/address/that/is/longer/than/any/telephone/is/wide/and/never/ends

The end comes with a note.[^2]

[^1]: Leaders met in Putrajaya. [Statement](https://example.org/joint).
[^2]: And then they went home.
"""
MADE = "AI-generated illustration"


@pytest.fixture
def column(transactional_db):
    """A small paper whose newest column has everything a column can have."""
    section = make_section(name="River and climate", slug="river", standfirst="Water.")
    make_section(name="Not yet begun", slug="empty")
    author = make_author(
        "Prak Sereyvuth",
        slug="prak",
        name_own_script="ប្រាក់ សិរីវុឌ្ឍ",
        own_script_lang="km",
        bio="A freelance journalist based in Phnom Penh.",
        portrait_credit="Drawing after a photograph.",
    )
    lead = make_picture(source_type=SourceType.AI, width=1600, height=900)
    shown = make_picture(width=720, height=480)
    figure = markup.Figure("A gauge.", "At Kratie.", "Photograph: X", MADE, 720, 480)
    body = TEXT.format(picture=shown.address)
    for n in range(6):
        other = make_section(name=f"A long name of a section {n}", slug=f"s{n}")
        make_article(f"Another column about fish {n}", hours_ago=9 + n, section=other)
        make_article(f"A column beside it {n}", hours_ago=40 + n, section=section)
    article = make_article(
        "The guns are quiet. Now America must stay for the dull part about fish",
        section=section,
        authors=[author, make_author("Tep Vannara")],
        body=body,
        body_html=markup.render(body, doc_id="a1", pictures={shown.address: figure}),
        words=600,
        disclosure="A centre paid for the author’s travel.",
        picture=lead,
        picture_label=MADE,
        picture_alt="A raised barrier.",
        picture_credit="Illustration: made with Atelier 3",
        picture_caption="Not a real crossing.",
    )
    article.edition.text_pictures.add(shown)
    search.reindex()
    return article


PAGES = {
    "front": "/",
    "section": "/section/river/",
    "empty section": "/section/empty/",
    "author": "/author/prak/",
    "month": "{month}",
    "column": "{column}",
    "search": "/search/?q=fish+OR+measure",
    "search without answer": "/search/?q=" + "never" * 30,
    "search without question": "/search/",
    "unknown address": "/nothing/",
    "refusal": "/search/?q=%00",
}


def address(name, article):
    column = article.get_absolute_url()
    return PAGES[name].format(column=column, month=column.rsplit("/", 2)[0] + "/")


def test_every_page_can_be_used_by_everybody(page, column):
    for_everybody(page, *(address(name, column) for name in PAGES))


def test_a_column_reads_whole_without_a_script(window, column):
    page = window(java_script_enabled=False)
    page.goto(column.get_absolute_url())

    assert page.locator("h1").inner_text() == column.edition.headline
    assert page.get_by_text("The end comes with a note.").is_visible()
    assert page.get_by_text("And then they went home.").is_visible()
    assert page.locator(".column-shot .ai-label").inner_text() == MADE
    assert page.locator(".prose-shot .ai-label").inner_text() == MADE
    assert page.locator("button:visible").count() == 0  # none that would do nothing


def test_the_text_grows_at_a_choice_that_is_remembered(page, column):
    def size():
        prose = "getComputedStyle(document.querySelector('.prose')).fontSize"
        return float(page.evaluate(prose).removesuffix("px"))

    page.goto(column.get_absolute_url())
    usual = size()
    page.get_by_text("larger").check(force=True)
    larger = size()
    page.reload()
    page.wait_for_function("document.querySelector('[value=larger]').checked")

    assert usual < larger == size()


def test_the_columns_address_is_copied_at_a_press(window, column, live_server):
    page = window(permissions=["clipboard-read", "clipboard-write"])
    page.goto(column.get_absolute_url())

    page.get_by_role("button", name="Copy link").click()

    page.get_by_role("button", name="Link copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"http://testserver{column.get_absolute_url()}"


def test_print_asks_the_browser_to_print(page, column):
    page.goto(column.get_absolute_url())
    page.evaluate("window.print = () => { window.printed = true }")

    page.get_by_role("button", name="Print").click()

    assert page.evaluate("window.printed")


def test_paper_keeps_what_proves_a_column_and_drops_what_needs_a_screen(page, column):
    page.goto(column.get_absolute_url())
    page.emulate_media(media="print")

    for kept in (".column-label", ".column-dates", ".ai-label", ".note", ".closing"):
        assert page.locator(kept).first.is_visible(), kept
    assert page.get_by_text("http://testserver/20").is_visible()
    for dropped in (".mast-nav", ".tools", ".foot", ".skip"):
        assert not page.locator(dropped).first.is_visible(), dropped


def test_the_keyboard_comes_first_to_the_text(page, column):
    page.goto(column.get_absolute_url())

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert skip == "Skip to the text"
    expect(page).to_have_url(re.compile("#main$"))


def test_a_reader_finds_a_column_by_its_words(page, column):
    page.goto("/")
    page.get_by_role("link", name="Search", exact=True).click()

    page.get_by_label("Search the columns").fill("guns quiet")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="The guns are quiet").click()

    expect(page).to_have_url(re.compile(f"{column.get_absolute_url()}$"))


# As a slow line does it: the text is read in the reader's own face first.
WATCH_FOR_SHIFTS = """
    window.shift = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("name", ["front", "column", "author", "section"])
def test_nothing_moves_when_our_faces_arrive(window, column, name):
    for width in (1280, 390):
        page = window(width=width)
        page.add_init_script(WATCH_FOR_SHIFTS)
        page.route("**/*.woff2", lambda route: (time.sleep(0.3), route.fallback()))

        page.goto(address(name, column))
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(200)

        assert page.evaluate("document.fonts.check('20px Newsreader')")
        assert page.evaluate("window.shift") < 0.02


def test_a_name_in_its_own_script_stays_whole(page, column):
    page.goto(column.get_absolute_url())
    name = page.locator(".column-script")
    longer = "it => { it.textContent = 'Venerable Prak Sereyvuth' }"
    page.locator(".column-name a").first.evaluate(longer)

    for width in range(320, 480, 8):
        page.set_viewport_size({"width": width, "height": 844})
        lines = name.evaluate(
            "it => { const all = document.createRange(); all.selectNodeContents(it);"
            " return new Set([...all.getClientRects()].map((at) => at.top)).size }"
        )
        assert lines == 1, width
