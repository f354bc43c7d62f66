"""The readers' pages: what stands on them, in what order, from which second on."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.files.base import ContentFile

from articles import markup, search, views
from articles.models import Section
from authors.models import Affiliation
from tests.articles.pages import (
    HOUR,
    PLACES,
    SECOND,
    column,
    next_edition,
    out_of_order,
    page,
)
from tests.factories import PIXEL, make_author, make_picture, make_section

pytestmark = pytest.mark.django_db

# The hour -----------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
def test_a_scheduled_column_stands_everywhere_from_its_very_hour(client, place):
    with time_machine.travel(HOUR, tick=False):
        article = column("The barrier", hours_ago=0)
    address = place.format(
        section=article.section.get_absolute_url(),
        author=article.edition.bylines.get().author.get_absolute_url(),
        column=article.get_absolute_url(),
    )

    with time_machine.travel(HOUR - SECOND, tick=False):
        before = client.get(address)
    with time_machine.travel(HOUR, tick=False):
        at_its_hour = page(client, address)

    assert before.status_code == PLACES[place]
    assert article.slug not in before.content.decode()
    assert article.slug in at_its_hour


def test_a_scheduled_column_is_not_named_under_another_before_its_hour(client):
    section = make_section()
    with time_machine.travel(HOUR, tick=False):
        out = column("Out", hours_ago=5, section=section)
        coming = column("Coming", hours_ago=0, section=section)

    with time_machine.travel(HOUR - SECOND, tick=False):
        before = page(client, out.get_absolute_url())
    with time_machine.travel(HOUR, tick=False):
        at_its_hour = page(client, out.get_absolute_url())

    assert coming.slug not in before
    assert coming.slug in at_its_hour


# The column ---------------------------------------------------------------------


@pytest.fixture
def prak(db):
    author = make_author(
        "Prak Sereyvuth",
        name_own_script="ប្រាក់ សិរីវុឌ្ឍ",
        own_script_lang="km",
        bio_line="He has reported from the border since 2014.",
    )
    author.portrait.save("x", ContentFile(PIXEL))
    return author


@pytest.fixture
def whole(prak):
    """A column with everything a column can have."""
    with time_machine.travel(HOUR, tick=False):
        return column(
            "The guns are quiet",
            hours_ago=0,
            section=make_section(name="The region", slug="region"),
            authors=[prak],
            standfirst="A reason to talk.",
            body_html=markup.render("First.[^1]\n\n[^1]: A source.", doc_id="a1"),
            words=640,
            disclosure="A centre paid for the author’s travel.",
            closing_line="Prak Sereyvuth is a freelance journalist.",
            picture=make_picture(width=1600, height=900),
            picture_label="AI-generated illustration",
            picture_credit="Illustration: made with Atelier 3",
            picture_caption="Not a real crossing.",
            picture_alt="A barrier.",
            responsible_editor="Malis Keo",
        )


def test_a_column_is_read_in_the_order_of_the_house(client, whole):
    html = page(client, whole.get_absolute_url())

    missing = out_of_order(
        html,
        '<p class="column-label"><b>Opinion</b>',
        "The region</a>",
        "The guns are quiet</h1>",
        '<p class="column-standfirst">A reason to talk.',
        "/media/portraits/",
        "Prak Sereyvuth</a>",
        '<span class="column-script" lang="km">ប្រាក់ សិរីវុឌ្ឍ</span>',
        "He has reported from the border since 2014.",
        "<b>Interest declared.</b> A centre paid",
        "Published <time",
        "3 minutes to read",
        f"{whole.edition.picture.uuid}.webp",
        '<span class="ai-label">',
        "AI-generated illustration</span>",
        "Not a real crossing. <b>Illustration: made with Atelier 3</b>",
        "<p>First.",
        'class="note"',
        '<p class="closing">Prak Sereyvuth is a freelance journalist. <b>',
        "About this column</h2>",
        "<dd>Malis Keo</dd>",
        "Cleared for readers",
    )
    assert missing is None


def test_a_column_says_opinion_wherever_its_title_travels(client, whole):
    html = page(client, whole.get_absolute_url())

    assert "<title>Opinion: The guns are quiet | The Four Rivers</title>" in html
    assert 'property="og:title" content="Opinion: The guns are quiet"' in html


def test_the_label_is_the_editions_own(client):
    article = column("Dear editor", label="Letter")

    html = page(client, article.get_absolute_url())

    assert "<b>Letter</b>" in html
    assert "<title>Letter: Dear editor |" in html


def test_titles_for_search_and_for_sharing_are_used_where_they_belong(client):
    article = column("On the page", search_title="In search", social_title="Shared")

    html = page(client, article.get_absolute_url())

    assert "<title>Opinion: In search |" in html
    assert 'content="Opinion: Shared"' in html
    assert "On the page</h1>" in html


def test_a_column_gives_its_one_address_and_its_description(client, whole):
    html = page(client, whole.get_absolute_url())
    address = f"http://testserver{whole.get_absolute_url()}"

    assert f'<link rel="canonical" href="{address}">' in html
    assert f'property="og:url" content="{address}"' in html
    assert '<meta name="description" content="A reason to talk.">' in html


def test_hours_are_said_in_the_papers_zone_and_for_machines(client, whole):
    html = page(client, whole.get_absolute_url())

    assert (
        '<time datetime="2026-11-20T06:00:00+07:00">20 November 2026, 06:00 ICT</time>'
    ) in html


def test_a_made_picture_is_not_shared_without_its_label_on_it(client, whole):
    photo = column("Photo", picture=make_picture(), picture_alt="A road.")

    assert "og:image" not in page(client, whole.get_absolute_url())
    shared = page(client, photo.get_absolute_url())
    assert f'content="http://testserver{photo.edition.picture.address}"' in shared


def test_several_authors_stand_in_order_each_with_a_line(client):
    authors = [make_author(name, bio_line=f"{name}’s line.") for name in ("Bo", "Ana")]
    article = column("Together", authors=authors)

    html = page(client, article.get_absolute_url())

    assert out_of_order(html, "Bo</a>", "Bo’s line.", "Ana</a>", "Ana’s line.") is None
    assert "its authors’ case" in html


def test_what_is_not_known_is_left_out(client):
    article = column("Bare", standfirst="", authors=[make_author("Ana", bio_line="")])

    html = page(client, article.get_absolute_url())

    for left_out in (
        "Interest declared",
        "<figure",
        "portrait",
        "standfirst",
        "Changed",
    ):
        assert left_out not in html


def test_a_later_edition_says_that_and_when_it_changed(client, whole):
    cleared = HOUR + dt.timedelta(hours=10)
    next_edition(whole, headline="The guns were quiet", cleared_at=cleared)

    html = page(client, whole.get_absolute_url())

    assert "The guns were quiet</h1>" in html
    assert "Changed <time" in html
    assert "16:00 ICT</time>, edition 2." in html


def test_hostile_words_in_any_field_stay_words(client):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    author = make_author(evil[:100], bio_line=evil, name_own_script=evil)
    fields = dict.fromkeys(
        ["standfirst", "disclosure", "closing_line", "picture_caption", "picture_alt",
         "picture_credit", "responsible_editor", "social_title", "search_title"],
        evil,
    )  # fmt: skip
    article = column(evil, authors=[author], picture=make_picture(), **fields)

    for address in (article.get_absolute_url(), "/", author.get_absolute_url()):
        html = page(client, address)
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_a_column_has_one_address(client):
    article = column()

    assert client.get(f"/2001/01/{article.slug}/").status_code == 404
    assert client.get(article.get_absolute_url().rstrip("/")).status_code == 301


# Lists --------------------------------------------------------------------------


def headlines(html):
    found = re.findall(r'class="card-headline"><a href="[^"]+">([^<]+)</a>', html)
    return [headline.strip() for headline in found]


def test_the_front_leads_with_the_newest_then_goes_by_section(client):
    first, second = (make_section(name=f"S{n}", position=n) for n in (1, 2))
    make_section(name="Empty", position=0)
    for age in range(1, 8):
        column(f"Second, {age} h", hours_ago=age, section=second)
    column("First, 9 h", hours_ago=9, section=first)

    html = page(client, "/")

    assert headlines(html) == [
        "Second, 1 h",
        "First, 9 h",
        "Second, 2 h",
        "Second, 3 h",
        "Second, 4 h",
        "Second, 5 h",
    ]
    assert 'id="s-section' in html
    assert "All columns of" in html


def test_the_leading_picture_says_who_made_it(client, whole):
    with time_machine.travel(HOUR, tick=False):
        html = page(client, "/")

    shot = re.search(r'<figure class="lead-shot">.*?</figure>', html, re.DOTALL)[0]
    assert "Illustration: made with Atelier 3</figcaption>" in shot


def test_a_front_without_a_column_is_kind(client):
    html = page(client, "/")

    assert "No column has come out in The Four Rivers yet." in html
    assert 'href="/contribute/"' in html


@pytest.mark.parametrize("where", ["/", "{section}"])
def test_a_made_picture_says_so_on_every_card(client, where):
    section = make_section()
    made = {"picture": make_picture(), "picture_label": "AI-generated illustration"}
    for hours_ago in (1, 2):
        column(hours_ago=hours_ago, section=section, **made)

    html = page(client, where.format(section=section.get_absolute_url()))

    assert html.count(made["picture"].address) == html.count('class="ai-label"') > 0


def test_a_section_shows_its_own_newest_first_and_leads_to_older_months(client):
    section = make_section(name="The region", standfirst="Between river and sea.")
    column("Elsewhere")
    with time_machine.travel(HOUR, tick=False):
        for age in range(views.IN_A_LIST):
            column(f"{age} h", hours_ago=age, section=section)
        column("Older", hours_ago=24 * 60, section=section)

    html = page(client, section.get_absolute_url())

    assert headlines(html) == [f"{age} h" for age in range(views.IN_A_LIST)]
    assert "Between river and sea." in html
    assert '<a href="/2026/09/">September 2026</a>' in html


def test_a_section_without_a_column_is_kind(client):
    section = make_section(name="The region")

    assert "No column has come out in The region yet." in page(
        client, section.get_absolute_url()
    )


def test_an_authors_page_says_who_they_are_and_what_they_declared(client, whole, prak):
    Affiliation.objects.create(
        author=prak, organisation="The Centre", role="Fellow", since=dt.date(2024, 1, 1)
    )

    html = page(client, prak.get_absolute_url())

    missing = out_of_order(
        html,
        "Prak Sereyvuth</h1>",
        '<p class="who-km" lang="km">ប្រាក់ សិរីវុឌ្ឍ</p>',
        "One since 2026",
        "The guns are quiet",
        "A centre paid for the author’s travel.",
        "2024 to today",
        "Fellow, The Centre",
    )
    assert missing is None


def test_an_author_without_a_published_column_has_no_page(client):
    waiting = make_author()
    column(hours_ago=-1, authors=[waiting])

    assert client.get(waiting.get_absolute_url()).status_code == 404
    assert client.get(make_author().get_absolute_url()).status_code == 404


def test_a_month_lists_all_its_columns_by_the_papers_own_calendar(client):
    midnight = dt.datetime(2026, 11, 1, tzinfo=HOUR.tzinfo)
    for headline, hour in {
        "Last of October": midnight - SECOND,
        "First of November": midnight,
        "In January": dt.datetime(2027, 1, 9, tzinfo=HOUR.tzinfo),
    }.items():
        with time_machine.travel(hour, tick=False):
            column(headline, hours_ago=0)

    with time_machine.travel(dt.datetime(2027, 2, 1, tzinfo=HOUR.tzinfo)):
        november = page(client, "/2026/11/")
        december = client.get("/2026/12/")

    assert headlines(november) == ["First of November"]
    assert 'href="/2026/10/"' in november
    assert 'href="/2027/01/"' in november
    assert december.status_code == 404


def test_sections_stand_in_the_nameplate_and_say_where_one_is(client):
    section = make_section(name="The region")
    article = column(section=section)
    link = f'<a href="{section.get_absolute_url()}"'

    assert f"{link}>" in page(client, "/")
    assert f'{link} aria-current="page">' in page(client, section.get_absolute_url())
    assert f'{link} aria-current="true">' in page(client, article.get_absolute_url())


# Search -------------------------------------------------------------------------


def test_a_search_marks_the_words_and_keeps_the_question(client):
    column("The fish of the lake", body="Once there was a fish & a <b>net</b>.")

    html = page(client, "/search/?q=fish")

    assert "The <mark>fish</mark> of the lake" in html
    assert "Once there was a <mark>fish</mark> &amp; a" in html
    assert 'value="fish"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_search_that_finds_nothing_says_so_and_what_to_try(client):
    html = page(client, "/search/?q=fish")

    assert "Nothing we have published holds “fish”." in html
    assert "Try fewer words" in html


def test_further_answers_are_a_page_away(client):
    for n in range(search.PER_PAGE + 1):
        column(f"Fish {n}")

    first = page(client, "/search/?q=fish")
    second = page(client, "/search/?q=fish&page=2")

    assert 'href="/search/?q=fish&amp;page=2"' in first
    assert second.count("<mark>Fish</mark>") == 1
    assert 'href="/search/?q=fish&amp;page=1"' in second


QUESTIONS = [
    "q=" + "a" * 10_000,
    "q=" + "a+" * 10_000,
    "q=%22%27%3B+drop+table+articles_search",
    "q=%E2%80%AEevil%E2%81%A6",
    "q=%F0%9F%A6%88",
    "q=%FF%FE",
    "q=%3Cscript%3Ealert(1)%3C/script%3E",
    "q=fish&q=more",
    "q=fish&page=0",
    "q=fish&page=-1",
    "q=fish&page=99999999999999999999",
    "q=fish&page=%D9%A3",
    "q=fish&page=%C2%B2",
    "q=fish&page=one",
    "page=2",
    "",
]


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_any_question_gets_a_page(client, question):
    column("Fish")

    html = page(client, f"/search/?{question}")

    assert "\u202e" not in html
    assert "<script>alert" not in html
    assert len(html) < 20_000


def test_a_nul_in_a_question_is_refused_in_words(client):
    response = client.get("/search/?q=a%00b")

    assert response.status_code == 400
    assert "a character no address may" in response.content.decode()


# Cost ---------------------------------------------------------------------------

COSTS = {
    "/": 3,
    "{section}": 5,
    "{author}": 6,
    "/2026/11/": 5,
    "{column}": 5,
    "/search/?q=fish": 5,
    "/feed.rss": 2,
    "{section}feed.atom": 3,
    "{author}feed.rss": 4,
    "/sitemap.xml": 1,
    "/robots.txt": 0,
}


@pytest.mark.parametrize("place", COSTS)
@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_page_costs_the_same_however_much_is_on_it(
    client, django_assert_num_queries, place, count
):
    section, author = make_section(), make_author()
    with time_machine.travel(HOUR, tick=False):
        for n in range(count + 1):
            article = column(
                f"Fish {n}",
                hours_ago=n / 10,
                section=section,
                authors=[author, make_author()],
                picture=make_picture(),
            )
            Section.objects.create(name=f"Further {n}", slug=f"further-{n}")
    address = place.format(
        section=section.get_absolute_url(),
        author=author.get_absolute_url(),
        column=article.get_absolute_url(),
    )

    with django_assert_num_queries(COSTS[place]):
        page(client, address)
