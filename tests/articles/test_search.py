"""The readers' search, the same on both databases."""

import datetime as dt

import pytest
from django.core import checks
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import search
from articles.models import Article
from tests.factories import make_article, make_author

pytestmark = pytest.mark.django_db


def column(headline="A headline", *, text="The text.", **fields):
    article = make_article(headline, body=text, **fields)
    search.index(article)
    return article


def headlines(query, **asked):
    return [hit.article.edition.headline for hit in search.find(query, **asked).hits]


@pytest.fixture
def archive(db):
    """A small paper with the letters, marks and endings that make search hard."""
    column(
        "Why the councils are running out of time",
        text="The mayor’s office didn't answer. Cafés closed; naïve planning.",
        authors=[make_author("José Alvarez")],
    )
    column(
        "A note on housing",
        text="The council runs a housing scheme. US-Cambodia trade rose 1.5 per cent.",
        standfirst="What the mayor forgets.",
        authors=[make_author("Lê Đình Khôi")],
    )


COUNCILS, HOUSING = "Why the councils are running out of time", "A note on housing"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("council", {COUNCILS, HOUSING}),
        ("COUNCILS", {COUNCILS, HOUSING}),
        ("running", {COUNCILS, HOUSING}),
        ("cafes", {COUNCILS}),
        ("café", {COUNCILS}),
        ("jose alvarez", {COUNCILS}),
        ("Le Dinh", {HOUSING}),
        ("Đình", {HOUSING}),
        ("mayor's office", {COUNCILS}),
        ("mayor’s office", {COUNCILS}),
        ("didn’t", {COUNCILS}),
        ('"housing scheme"', {HOUSING}),
        ('"scheme housing"', set()),
        ("“housing scheme”", {HOUSING}),
        ("mayor -housing", {COUNCILS}),
        ('council -"housing scheme"', {COUNCILS}),
        ("cafés OR scheme", {COUNCILS, HOUSING}),
        ("council cafés OR scheme", {COUNCILS, HOUSING}),
        ("office cafés OR scheme", {COUNCILS}),
        ("US-Cambodia", {HOUSING}),
        ("Cambodia", {HOUSING}),
        ("1.5", {HOUSING}),
        ("out of", {COUNCILS}),
        ("forgets", {HOUSING}),
        ("river", set()),
    ],
)
def test_a_reader_finds_columns_by_word_ending_accent_phrase_and_sign(
    archive, query, found
):
    assert set(headlines(query)) == found


HOSTILE = [
    "", " ", "*", "-", "--", '"', '""', '"unbalanced', "NEAR(", "NEAR(a b, 2)", "a*",
    "^a", "title:council", "headline:council", "foo AND bar", "council OR",
    "OR council", "OR", "NOT", "AND", "-housing", "o'brien",
    "'; drop table articles_search;--", '"; drop table articles_search;--',
    "{headline} : x", "+", "\x00council", "\x02\x03", "%s %(x)s %", "\\", "a\\b",
    "(((((", ")))))", "a:*b & !c | d <-> e", "🦈🦈", "\u202e", "\u200b", "\ud800", "²",
    "_", "__init__", "٣", "ប្រាក់", "ﷺ", "ß", "a" * 10_000, "a " * 5_000,
    '"a" ' * 3_000, "-a " * 3_000, "OR " * 3_000, "\t\r\n", "&amp;",
    "<script>alert(1)</script>", "javascript:alert(1)", "../../etc/passwd", "1e999",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_question_breaks_the_search(archive, query):
    found = search.find(query)

    assert found.total == len(found.hits)
    assert len(found.query) <= search.LONGEST_QUERY


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=80))
def test_no_line_of_any_letters_breaks_the_search(archive, query):
    search.find(query)


def test_a_question_of_nothing_but_refusals_finds_nothing(archive):
    assert search.find("-housing").total == 0


def test_a_headline_weighs_more_than_the_text():
    column("Rivers", text="A word about fish.")
    column("Fish", text="A word about rivers.")

    assert headlines("fish") == ["Fish", "Rivers"]


def test_of_equals_the_newest_comes_first():
    column("Older fish", hours_ago=9)
    column("Newer fish", hours_ago=1)

    assert headlines("fish") == ["Newer fish", "Older fish"]


def test_the_passage_shows_where_the_words_stand():
    column("A headline", text="Nothing here. Then came the fish. Nothing there.")

    [hit] = search.find("fish").hits

    assert [part.text for part in hit.passage if part.is_hit] == ["fish"]
    assert "Then came the " in hit.passage[0].text
    assert [(part.text, part.is_hit) for part in hit.headline] == [
        ("A headline", False)
    ]


def test_a_word_of_the_headline_is_marked_there():
    column("The fish of the lake", text="Nothing.")

    [hit] = search.find("lakes").hits

    assert [(p.text, p.is_hit) for p in hit.headline] == [
        ("The fish of the ", False),
        ("lake", True),
    ]
    assert hit.passage == []


def test_what_looks_like_markup_stays_text():
    column("Fish <b>bold</b>", text="Then a <script> tag in *every* fish & chip")

    [hit] = search.find("fish").hits

    assert "".join(p.text for p in hit.headline) == "Fish <b>bold</b>"
    assert "a <script> tag in every fish & chip" in "".join(
        part.text for part in hit.passage
    )


def test_a_column_is_found_from_its_hour_on():
    article = column("Tomorrow’s fish", hours_ago=-24)
    second = dt.timedelta(seconds=1)

    assert search.find("fish").total == 0
    assert search.find("fish", at=article.publish_at - second).total == 0
    assert search.find("fish", at=article.publish_at).total == 1


def test_a_column_read_in_twice_is_found_once_and_by_its_present_words():
    article = column("Fish")

    search.index(article)

    assert search.find("fish").total == 1


def test_a_forgotten_column_is_not_found_and_may_be_forgotten_twice():
    article = column("Fish")

    search.forget(article)
    search.forget(article)

    assert search.find("fish").total == 0


def test_a_column_without_an_edition_has_nothing_to_find():
    article = make_article()
    article.edition = None

    with pytest.raises(ValueError, match="without an edition"):
        search.index(article)


def test_reindex_reads_every_column_in_and_drops_what_is_gone():
    make_article("Fish of the lake")
    make_article("Fish to come", hours_ago=-1)
    gone = column("Fish that was")
    Article.objects.filter(pk=gone.pk).update(edition=None)
    heard = []

    done = search.reindex(lambda *steps: heard.append(steps))

    assert (done, heard) == (2, [(1, 2), (2, 2)])
    assert headlines("fish") == ["Fish of the lake"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM articles_search")
        assert cursor.fetchone() == (2,)


def test_pages_are_cut_and_a_page_out_of_range_is_the_nearest():
    for n in range(search.PER_PAGE + 1):
        column(f"Fish {n}")

    first, last = search.find("fish"), search.find("fish", page=10**12)

    assert (first.total, first.pages, first.page, len(first.hits)) == (11, 2, 1, 10)
    assert (first.earlier, first.later) == (None, 2)
    assert (last.page, len(last.hits), last.earlier, last.later) == (2, 1, 1, None)
    assert search.find("fish", page=-3).page == 1


@pytest.mark.parametrize("count", [1, 3, 10])
def test_an_answer_costs_the_same_however_many_columns(
    count, django_assert_num_queries
):
    for n in range(count):
        column(f"Fish {n}", authors=[make_author(), make_author("B")])

    with django_assert_num_queries(4):
        for hit in search.find("fish").hits:
            _ = (hit.article.edition.byline, hit.article.section.name)


def test_an_author_is_found_by_a_name_in_its_own_script():
    author = make_author("Prak Sereyvuth", name_own_script="ប្រាក់ សិរីវុឌ្ឍ")

    column("Fish", authors=[author])

    assert headlines("Sereyvuth") == headlines("សិរីវុឌ្ឍ") == ["Fish"]
    assert headlines("ភ្នំពេញ") == []


def test_a_server_that_can_keep_the_search_passes_its_check():
    asked = checks.run_checks(tags=[checks.Tags.database], databases=["default"])

    assert asked == []
    assert search.check_server in checks.registry.registry.get_checks()


def test_a_postgresql_without_its_contrib_package_is_told_so_in_a_sentence():
    def without(execute, sql, params, many, context):
        name = params and ["no such extension"]
        return execute(sql, name, many, context)

    with connection.execute_wrapper(without):
        said = [error.msg for error in search.check_server(databases=["default"])]

    lacks = ["PostgreSQL here has no extension unaccent, which the search needs."]
    assert said == (lacks if connection.vendor == "postgresql" else [])
