"""What a feed reader gets, in both forms, everywhere a feed is offered."""

import datetime as dt
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
import time_machine

from articles import feeds
from tests.factories import make_article, make_author, make_section

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def rss(client, address="/feed.rss"):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).find("channel")


def atom(client, address="/feed.atom"):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


@pytest.fixture
def article(db):
    return make_article(
        "The guns are quiet",
        authors=[make_author("Prak Sereyvuth"), make_author("Tep Vannara")],
        section=make_section(name="The region", slug="region"),
        standfirst="A reason to talk.",
    )


def test_an_rss_item_says_opinion_who_wrote_it_and_when(client, article):
    channel = rss(client)

    item = channel.find("item")
    said = {child.tag: child.text for child in item if child.tag != "category"}
    address = f"http://testserver{article.get_absolute_url()}"
    assert said == {
        "title": "Opinion: The guns are quiet",
        "link": address,
        "guid": address,
        "description": "A reason to talk.",
        "pubDate": said["pubDate"],
        CREATOR: "Prak Sereyvuth and Tep Vannara",
    }
    assert parsedate_to_datetime(said["pubDate"]) == article.publish_at.replace(
        microsecond=0
    )
    assert [c.text for c in item.findall("category")] == ["Opinion", "The region"]
    assert item.find("guid").get("isPermaLink") == "true"


def test_an_interest_travels_with_the_column_into_a_feed_reader(client, article):
    make_article("Sand", standfirst="It is sold.", disclosure="She owns a <quarry>.")

    told = "It is sold. Interest declared. She owns a <quarry>."
    assert told in [item.findtext("description") for item in rss(client).iter("item")]
    entries = atom(client).iter(f"{ATOM}entry")
    assert told in [entry.findtext(f"{ATOM}summary") for entry in entries]


def test_an_atom_entry_says_the_same(client, article):
    [entry] = atom(client).findall(f"{ATOM}entry")

    assert entry.find(f"{ATOM}title").text == "Opinion: The guns are quiet"
    assert entry.find(f"{ATOM}author/{ATOM}name").text == (
        "Prak Sereyvuth and Tep Vannara"
    )
    assert entry.find(f"{ATOM}summary").text == "A reason to talk."
    address = f"http://testserver{article.get_absolute_url()}"
    assert entry.find(f"{ATOM}id").text == address
    published = dt.datetime.fromisoformat(entry.find(f"{ATOM}published").text)
    assert published == article.publish_at


def test_a_feed_says_what_it_is_and_where_it_lives(client, article):
    channel = rss(client, "/section/region/feed.rss")

    assert channel.find("title").text == "The Four Rivers: The region"
    assert channel.find("link").text == "http://testserver/section/region/"
    assert channel.find(f"{ATOM}link").get("href") == (
        "http://testserver/section/region/feed.rss"
    )


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_feed_of_a_section_or_an_author_holds_theirs_alone(client, article, form):
    other = make_article("Elsewhere")
    author = article.edition.bylines.first().author

    for page in (article.section, author):
        words = client.get(f"{page.get_absolute_url()}feed.{form}").content.decode()
        assert article.slug in words
        assert other.slug not in words


def test_a_feed_is_the_newest_and_no_more(client):
    for age in range(feeds.LENGTH + 2):
        make_article(f"{age} h", hours_ago=age + 1)

    titles = [item.find("title").text for item in rss(client).findall("item")]

    assert titles == [f"Opinion: {age} h" for age in range(feeds.LENGTH)]


def test_an_edition_cleared_after_the_hour_is_a_change_to_the_entry(client):
    hour = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    later = hour + dt.timedelta(hours=5)
    with time_machine.travel(hour, tick=False):
        make_article("Early", hours_ago=0, cleared_at=hour - dt.timedelta(hours=5))
        make_article("Late", hours_ago=0, cleared_at=later)

    entries = atom(client).findall(f"{ATOM}entry")

    changed = {
        entry.find(f"{ATOM}title").text: dt.datetime.fromisoformat(
            entry.find(f"{ATOM}updated").text
        )
        for entry in entries
    }
    assert changed == {"Opinion: Early": hour, "Opinion: Late": later}


def test_an_empty_paper_has_an_empty_feed(client, db):
    assert rss(client).findall("item") == []
    assert atom(client).findall(f"{ATOM}entry") == []


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_no_words_break_a_feed(client, form):
    evil = 'Tom & <b>"Jerry"</b> ]]> \x08\x0b\ufffe\u202e'
    make_article(evil, standfirst=evil, authors=[make_author(evil)], label=evil)

    response = client.get(f"/feed.{form}")

    assert response.status_code == 200
    words = "".join(ElementTree.fromstring(response.content).itertext())
    assert 'Tom & <b>"Jerry"</b> ]]>' in words
