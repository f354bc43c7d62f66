import pytest
import time_machine

from editorial import drafts
from editorial.models import Status
from tests.factories import (
    make_contributor,
    make_format,
    make_section,
    make_submission,
)
from tests.typed import shown_a_while_ago

pytestmark = pytest.mark.django_db
SUNDAY_NOON = "2026-11-22T05:00:00+00:00"


def page_of(client):
    return client.get("/contribute/").content.decode()


@time_machine.travel(SUNDAY_NOON)
def test_the_guidelines_promise_an_hour_that_the_desk_s_own_data_give(client):
    make_section(name="The river", answer_within_days=2)
    make_section(name="The city", answer_within_days=3)
    make_format(name="Postcard", words_least=500, words_most=1100)
    make_format(name="Novel", is_offered=False)

    page = page_of(client)

    assert "we answer by <em><time" in page
    assert "Wednesday 25 November, 18:00</time></em> <small>our time" in page
    assert "<b>Postcard</b>" in page
    assert "500 to 1,100 words." in page
    assert "Novel" not in page
    assert "Answered within 2 working days." in page
    assert page.count("18:00</time>") == 1


def test_a_paper_without_sections_promises_nothing(client):
    assert "we answer by" not in page_of(client)


def test_a_visitor_sees_no_list(client):
    make_submission(headline="Somebody else’s")

    page = page_of(client)

    assert "Your columns" not in page
    assert "Somebody else’s" not in page


def test_a_visitor_finds_the_draft_begun_in_this_browser(client):
    said = {"headline": "Begun here", "shown": shown_a_while_ago(), "then": "save"}
    client.post("/contribute/new/", said)

    page = page_of(client)

    assert "Begun here" in page
    assert "to keep it for good" in page


def test_a_waiting_draft_stands_before_a_new_one(client, ines):
    waiting = drafts.begin(ines, {"headline": "Half a <head>"})
    client.force_login(ines)

    page = page_of(client)

    go_on = f'href="/contribute/{waiting.pk}/write/">Go on with “Half a &lt;head&gt;”'
    assert page.index(go_on) < page.index("Start writing")


def test_only_what_is_not_sent_waits_before_a_new_one(client, ines):
    make_submission(Status.SUBMITTED, contributor=ines, headline="At the desk")
    client.force_login(ines)

    assert "Go on with" not in page_of(client)


def test_one_s_own_columns_are_listed_with_where_they_are(client, ines, stranger):
    drafts.begin(ines, {"headline": "A draft of mine"})
    make_submission(Status.SUBMITTED, contributor=ines, headline="At the desk")
    make_submission(Status.DECLINED, contributor=ines, headline="Not this one")
    make_submission(contributor=stranger, headline="Somebody else’s")
    client.force_login(ines)

    page = page_of(client)

    assert "A draft of mine" in page
    assert "Not sent yet" in page
    assert "At the desk" in page
    assert "We decided not to run it" in page
    assert "Somebody else’s" not in page


def test_a_co_author_s_columns_are_theirs_too(client):
    piece = make_submission(headline="By two hands")
    friend = make_contributor("Dara Lim")
    piece.bylines.create(author=friend.author, position=1)
    client.force_login(friend)

    assert page_of(client).count("By two hands") == 1


def test_the_list_costs_the_same_for_one_column_and_for_three(
    client, ines, django_assert_num_queries
):
    client.force_login(ines)
    make_submission(contributor=ines)
    with django_assert_num_queries(7):
        page_of(client)

    make_submission(Status.ACCEPTED, contributor=ines)
    drafts.begin(ines, {"headline": "x"})

    with django_assert_num_queries(7):
        page_of(client)


def test_a_visitor_s_page_asks_for_sections_formats_and_days_off_and_nothing_else(
    client, django_assert_num_queries
):
    make_section()
    make_section()

    with django_assert_num_queries(4):
        page_of(client)
