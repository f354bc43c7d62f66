import datetime as dt
import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.contrib.staticfiles import finders

from articles.account import rows
from tests.articles.pages import column, page
from tests.factories import make_author, make_picture

pytestmark = pytest.mark.django_db
HOSTILE = '</script><script>alert(1)</script><!-- & "quoted" \u2028 ’'


def data_on(html):
    """The page's one data block, as a machine reads it."""
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL
    )
    assert not set(block) & set("<>&\u2028\u2029")
    return json.loads(block)


def entry_in(feed):
    """The only column in an Atom feed: its elements by their names."""
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = ET.fromstring(feed).iter(f"{atom}entry")
    said = {each.tag.removeprefix(atom): each.text for each in entry}
    return said | {"link": entry.find(f"{atom}link").get("href")}


def at(said):
    return dt.datetime.fromisoformat(said).replace(microsecond=0)


def test_page_feed_and_structured_data_tell_the_same_column(client, settings):
    kep, ana = make_author("Kep Sothy", name_own_script="កែប"), make_author("Ana Lima")
    picture = make_picture(width=1600, height=900)
    article = column(
        "The barrier is up",
        authors=[kep, ana],
        standfirst="Nobody opened it.",
        disclosure="Kep Sothy sits on the dam's board.",
        why_we_ran="The mandate ends this month.",
        checked="Two statements of fact by the desk: both found in a source.",
        citations=[{"address": "https://www.mrc.example/report", "said": "It rose."}],
        headline_by="Written by the desk.",
        picture=picture,
        picture_source_type="trainedAlgorithmicMedia",
        picture_label="AI-generated illustration",
        picture_credit="Made with Atelier 3",
    )

    html = page(client, article.get_absolute_url())
    said = data_on(html)
    item = entry_in(client.get("/feed.atom").content)

    site = settings.SITE_URL
    assert said["@type"] == "OpinionNewsArticle"
    assert said["headline"] in html
    assert item["title"] == f"{said['genre']}: {said['headline']}"
    assert said["url"] == item["link"] == site + article.get_absolute_url()
    assert f'<link rel="canonical" href="{said["url"]}">' in html
    assert at(said["datePublished"]) == at(item["published"])
    assert said["datePublished"].endswith("+07:00")
    assert at(said["dateModified"]) == at(item["updated"])
    assert [each["name"] for each in said["author"]] == ["Kep Sothy", "Ana Lima"]
    assert said["author"][0]["url"] == site + kep.get_absolute_url()
    assert said["author"][0]["alternateName"] == "កែប"
    assert said["description"] in item["summary"]
    assert said["articleSection"] == article.section.name
    assert said["isAccessibleForFree"] is True
    assert "correction" not in said
    assert said["image"] == {
        "@type": "ImageObject",
        "url": site + picture.address,
        "width": 1600,
        "height": 900,
        "creditText": "Made with Atelier 3",
        "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    }
    assert said["citation"] == [
        {"@type": "CreativeWork", "url": "https://www.mrc.example/report"}
    ]
    for words in (
        "It argues its authors’ case",
        "Why we ran it: The mandate ends this month.",
        "Interests: Kep Sothy sits on the dam's board.",
        "Help and AI: The picture was made with an AI image generator.",
        "Responsible editor: Omar.",
    ):
        assert words in said["backstory"]
    logo = said["publisher"]["logo"]["url"].removeprefix(f"{site}/static/")
    assert finders.find(logo)


def test_hostile_words_end_neither_the_data_nor_the_box(client):
    article = column(
        HOSTILE,
        standfirst=HOSTILE,
        why_we_ran=HOSTILE,
        checked=HOSTILE,
        help_and_ai=HOSTILE,
        citations=[{"address": "https://a.example/?a=1&b=2", "said": HOSTILE}],
        authors=[make_author(HOSTILE)],
    )

    html = page(client, article.get_absolute_url())
    said = data_on(html)

    assert said["headline"] == said["description"] == HOSTILE
    assert said["author"][0]["name"] == HOSTILE
    assert said["citation"][0]["url"] == "https://a.example/?a=1&b=2"
    assert HOSTILE in said["backstory"]
    assert "<script>alert" not in html


def test_of_an_edition_from_before_the_box_only_what_is_known_is_told(client):
    article = column()

    html = page(client, article.get_absolute_url())

    told = [row.name for row in rows(article.edition, authors=1)]
    assert told == ["Whose views", "Responsible editor"]
    box = html.partition('id="about"')[2].partition("</section>")[0]
    assert re.findall(r"<dt>(.*?)</dt>", box) == [*told, "This text", "Answer back"]
    assert "image" not in data_on(html)
    assert "citation" not in data_on(html)
