"""What readers are told of a change after publication, wherever they meet it."""

from __future__ import annotations

import datetime as dt
import json
from xml.etree import ElementTree

import pytest
import time_machine

from articles.corrections import marked
from articles.models import Correction, CorrectionKind
from tests.articles.pages import HOUR, column, next_edition, out_of_order, page
from tests.factories import make_author

pytestmark = pytest.mark.django_db
KIND = CorrectionKind
DAY = dt.timedelta(days=1)
WAS, RIGHT = "that it was suspended in 2018.", "it was suspended in January 2017."
SENTENCE = (
    "An earlier version of this column said that it was suspended in 2018. In fact it "
    "was suspended in January 2017."
)


def corrected(article, at, **told):
    told = told or {"kind": KIND.CORRECTION, "was": WAS, "right": RIGHT}
    next_edition(article, cleared_at=at, body_html="<p>January 2017.</p>")
    article.refresh_from_db()
    return Correction.objects.create(edition=article.edition, at=at, **told)


@pytest.fixture
def article(db):
    with time_machine.travel(HOUR, tick=False):
        return column("The guns are quiet", hours_ago=0)


def said_of(client, article):
    """What the feeds and the sitemap say of one column."""
    where = article.get_absolute_url()
    rss = ElementTree.fromstring(client.get("/feed.rss").content).find(".//item")
    atom = ElementTree.fromstring(client.get("/feed.atom").content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    entry = atom.find("a:entry", names)
    listed = client.get("/sitemap.xml").content.decode()
    return {
        "guid": rss.find("guid").text,
        "published": rss.find("pubDate").text,
        "atom published": entry.find("a:published", names).text,
        "id": entry.find("a:id", names).text,
    }, {
        "rss": rss.find("description").text,
        "atom": entry.find("a:summary", names).text,
        "updated": entry.find("a:updated", names).text,
        "lastmod": listed.split(f"{where}</loc><lastmod>")[1][:19],
    }


def test_page_feeds_and_sitemap_change_together_and_the_address_stays(client, article):
    with time_machine.travel(HOUR + 2 * DAY, tick=False):
        stays, was = said_of(client, article)
        corrected(article, HOUR + DAY)
        still, now = said_of(client, article)
        shown = page(client, article.get_absolute_url())

    day = (HOUR + DAY).astimezone(dt.UTC)
    assert still == stays
    assert was["rss"] == was["atom"] == "A standfirst."
    assert (
        now["rss"]
        == now["atom"]
        == (f"A standfirst. Correction, 21 November 2026, 06:00 ICT. {SENTENCE}")
    )
    assert dt.datetime.fromisoformat(now["updated"]) == day
    assert now["lastmod"] == f"{day:%Y-%m-%dT%H:%M:%S}"
    head, text = shown.split("</head>")[1].split("January 2017.</p>", 1)
    assert "Corrected <a href=" in head
    assert SENTENCE not in head
    assert SENTENCE in text.split("print-only")[0]
    assert 'id="correction-2"><b>Correction, <time' in text
    assert ">21 November 2026, 06:00 ICT</time>.</b>" in text


def test_search_engines_are_told_the_same_words_and_hours(client, article):
    with time_machine.travel(HOUR + 2 * DAY, tick=False):
        before = described(client, article)
        corrected(article, HOUR + DAY)
        after = described(client, article)

    assert "correction" not in before
    assert before["dateModified"] == before["datePublished"]
    assert after["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": f"Correction: {SENTENCE}",
            "datePublished": "2026-11-21T06:00:00+07:00",
        }
    ]
    assert after["dateModified"] == "2026-11-21T06:00:00+07:00"
    assert after["datePublished"] == before["datePublished"]


def described(client, article):
    shown = page(client, article.get_absolute_url())
    return json.loads(shown.split('ld+json">')[1].split("</script>")[0])


def test_a_serious_one_stands_above_the_text_and_every_earlier_one_stays(
    client, article
):
    corrected(article, HOUR + DAY)
    note = {"kind": KIND.NOTE, "said": "He advises <b>a mill</b>.", "is_serious": True}
    corrected(article, HOUR + 2 * DAY, **note)

    with time_machine.travel(HOUR + 3 * DAY, tick=False):
        shown = page(client, article.get_absolute_url())

    before, after = shown.split("January 2017.</p>", 1)
    assert "Note added <a href=" in before
    assert "He advises &lt;b&gt;a mill&lt;/b&gt;." in before
    assert 'id="correction-3"><b>Editor’s note' in before
    assert SENTENCE in after
    assert before.count("fix-note") + after.count("fix-note") == 2


def test_the_public_log_goes_by_month_newest_first(client, article):
    with time_machine.travel(HOUR, tick=False):
        other = column("The delta’s salt", hours_ago=-24, authors=[make_author("Minh")])
    corrected(article, HOUR - 20 * DAY)
    corrected(article, HOUR + DAY)
    clear = {"kind": KIND.CLARIFICATION, "was": "that “half” is lost", "right": "half"}
    corrected(other, HOUR + DAY / 2, **clear)
    with time_machine.travel(HOUR, tick=False):
        to_come = page(client, "/corrections/")

    with time_machine.travel(HOUR + 2 * DAY, tick=False):
        shown = page(client, "/corrections/")
        listed = client.get("/sitemap.xml").content.decode()

    assert "The delta’s salt" not in to_come  # a reader does not have it yet
    november, october = shown.split("October 2026")
    assert "November 2026 <small>One correction and one clarification<" in november
    assert november.index("The guns are quiet") < november.index("The delta’s salt")
    assert "<del>2018</del>" in november
    assert "in January <ins>2017</ins>." in november
    assert "corrected <time" in november
    assert ">21 November, 06:00 ICT</time>" in november
    assert f'href="{article.get_absolute_url()}#correction-3"' in november
    assert "To be clear" in november
    assert "<small>One correction<" in october
    assert "http://testserver/corrections/</loc>" in listed
    assert 'href="/corrections/"' in page(client, "/")


def test_a_paper_that_never_erred_says_so(client, article):
    with time_machine.travel(HOUR, tick=False):
        assert "Nothing has been changed" in page(client, "/corrections/")
        assert "/corrections/" not in client.get("/sitemap.xml").content.decode()


def test_every_edition_stays_readable_laid_over_the_one_before(client, article):
    where = article.get_absolute_url()
    with time_machine.travel(HOUR + 3 * DAY, tick=False):
        once = client.get(f"{where}editions/")
        corrected(article, HOUR + DAY)
        next_edition(article, cleared_at=HOUR + 2 * DAY, body="The <i>text</i> is new.")
        column_shown = page(client, where)
        listed = page(client, f"{where}editions/")
        first = page(client, f"{where}editions/1/")
        missing = client.get(f"{where}editions/99999999999999999999/")

    assert (once.status_code, missing.status_code) == (404, 404)
    assert f'href="{where}editions/"' in column_shown
    assert (
        out_of_order(
            listed, "Edition 3", "</span>&lt;i&gt;", "Edition 2", SENTENCE, "Edition 1"
        )
        is None
    )
    assert f'href="{where}editions/1/"' in listed
    assert "<p>The text.</p>" in first
    assert "until <time" in first
    for each in (listed, first):
        assert '<meta name="robots" content="noindex">' in each


def test_no_edition_is_shown_before_its_column_is_out(client):
    with time_machine.travel(HOUR, tick=False):
        later = column("To come", hours_ago=-2)
        corrected(later, HOUR)

        for last in ("editions/", "editions/1/"):
            assert client.get(later.get_absolute_url() + last).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "cost"),
    [("/corrections/", 3), ("column", 6), ("/feed.rss", 3), ("editions/", 3)],
)
def test_it_costs_the_same_however_much_was_changed(
    client, article, django_assert_num_queries, address, cost, count
):
    columns = [article, *(column(f"Other {n}") for n in range(count))]
    for each in columns:
        for n in range(count):
            corrected(each, HOUR + n * DAY)
    where = article.get_absolute_url()
    where = {"column": where, "editions/": f"{where}editions/"}.get(address, address)

    with (
        time_machine.travel(HOUR + 9 * DAY, tick=False),
        django_assert_num_queries(cost),
    ):
        assert client.get(where).status_code == 200


def test_only_figures_that_differ_are_marked():
    parts = marked("In 2018 it cost 1,200.50 in 3 places.", "It was 2017, in 3 places.")

    assert [(part.text, part.is_marked) for part in parts] == [
        ("In ", False),
        ("2018", True),
        (" it cost ", False),
        ("1,200.50", True),
        (" in 3 places.", False),
    ]
