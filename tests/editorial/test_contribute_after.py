"""A column that is out, on its author's page: its link, answers, errors."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone

from editorial import reports
from editorial.contribute import after
from editorial.models import ErrorReport, Status, Submission
from tests.editorial.test_reports import with_co_author
from tests.factories import make_article, make_editor, make_picture, make_submission

pytestmark = pytest.mark.django_db
FOUND = {"quote": "1911", "what": "It was 1912.", "where": "The harbour’s book."}


@pytest.fixture
def piece(ines):
    return make_submission(Status.CLEARED, contributor=ines)


@pytest.fixture
def ines_in(client, ines):
    client.force_login(ines)
    return client


def page(client, piece, part=""):
    answer = client.get(f"/contribute/{piece.pk}/{part}")
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, piece, **fields):
    return client.post(f"/contribute/{piece.pk}/error/", FOUND | fields)


def test_the_page_of_a_column_that_is_out_has_its_link_and_how_it_looks_shared(
    ines_in, piece, settings
):
    shown = page(ines_in, piece)

    address = f"{settings.SITE_URL}{piece.article.get_absolute_url()}"
    assert f'value="{address}" readonly' in shown
    assert "Opinion: A headline for the desk" in shown
    assert "What it argues." in shown


def test_a_share_link_is_a_plain_address_that_carries_title_and_link(piece):
    shown = after.of(piece)

    asked = {door.name: urlsplit(door.address) for door in shown.doors}
    mail = parse_qs(asked["Mail"].query)
    assert asked["Mail"].scheme == "mailto"
    assert mail["subject"] == [shown.edition.share_title]
    assert mail["body"] == [f"{shown.edition.share_title}\n{shown.address}"]
    assert parse_qs(asked["Facebook"].query)["u"] == [shown.address]
    assert not any("+" in each.query for each in asked.values())


def test_the_card_has_the_picture_unless_it_travels_only_with_its_label(ines_in, piece):
    photo, made = make_picture(), make_picture(source_type="trainedAlgorithmicMedia")
    with_photo = make_article(picture=photo)
    with_made = make_article(picture=made, picture_label="AI-generated illustration")

    shown = {}
    for article in (with_photo, with_made):
        Submission.objects.filter(pk=piece.pk).update(article=article)
        shown[article] = page(ines_in, piece)

    assert photo.address in shown[with_photo]
    assert made.address not in shown[with_made]
    assert "A made picture travels only with its label on it" in shown[with_made]


def test_nothing_of_it_is_there_before_its_hour(ines_in, ines):
    piece = make_submission(
        Status.CLEARED, contributor=ines, hour=timezone.now() + dt.timedelta(hours=1)
    )

    before = page(ines_in, piece)
    refused = ines_in.get(f"/contribute/{piece.pk}/error/")
    with time_machine.travel(piece.article.publish_at, tick=False):
        at_its_hour = page(ines_in, piece)

    assert "I found an error" not in before
    assert refused.url == f"/contribute/{piece.pk}/#messages"
    assert "I found an error" in at_its_hour


def test_answers_are_linked_both_ways_for_authors_and_readers(client, ines_in, piece):
    reply = make_submission(
        Status.CLEARED, answered=piece.article, headline="No, it was 1912"
    )
    to_come = make_submission(
        Status.CLEARED,
        answered=piece.article,
        headline="Not yet",
        hour=timezone.now() + dt.timedelta(hours=1),
    )

    own = page(ines_in, piece)
    column = client.get(piece.article.get_absolute_url()).content.decode()
    answer = client.get(reply.article.get_absolute_url()).content.decode()
    client.force_login(reply.contributor)
    theirs = page(client, reply)

    for shown in (own, column):
        assert reply.article.get_absolute_url() in shown
        assert to_come.article.get_absolute_url() not in shown
    assert "Answers to this column" in column
    for shown in (answer, theirs):
        assert piece.article.get_absolute_url() in shown
    assert "In answer to" in answer


def test_a_column_nobody_answers_says_nothing_of_answers(client, ines_in, piece):
    column = client.get(piece.article.get_absolute_url()).content.decode()

    assert "Answers to this column" not in column
    assert "In answer to" not in column
    assert ">Answers<" not in page(ines_in, piece)


def test_the_page_costs_the_same_with_one_answer_and_report_and_with_three(
    ines_in, piece, django_assert_num_queries, django_assert_max_num_queries
):
    def one_more(n):
        make_submission(Status.CLEARED, answered=piece.article)
        found = reports.report(
            piece, quote="", what=f"Wrong {n}", where="", by=piece.contributor
        )
        reports.answer(found, "Right.", by=make_editor())

    one_more(0)
    with django_assert_max_num_queries(40) as asked:
        page(ines_in, piece)
    count = len(asked)
    one_more(1)
    one_more(2)

    with django_assert_num_queries(count):
        page(ines_in, piece)


def test_an_error_is_reported_and_its_answer_read_on_the_page(ines_in, piece):
    form = page(ines_in, piece, "error/?quote=1911")
    answer = send(ines_in, piece)
    waiting = page(ines_in, piece)
    reports.answer(ErrorReport.objects.get(), "So it was.", by=make_editor("Edith"))
    answered = page(ines_in, piece)

    assert ">\n1911</textarea>" in form
    assert answer.url == f"/contribute/{piece.pk}/#errors"
    assert "It was 1912." in waiting
    assert "The desk has it and will answer you." in waiting
    assert "So it was." in answered
    assert "Edith" in answered
    assert "The error report was answered" in answered
    assert "An objection was answered" not in answered


def test_a_co_author_has_the_same_page(client, piece):
    client.force_login(with_co_author(piece))

    send(client, piece)

    shown = page(client, piece)
    assert "The link to your column" in shown
    assert "It was 1912." in shown


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"what": ""}, "Say what is wrong"),
        ({"what": "   "}, "Say what is wrong"),
        ({"what": "x" * 5_001}, "At most 5000 characters fit"),
        ({"quote": "x" * 2_001}, "At most 2000 characters fit"),
    ],
)
def test_what_is_wrong_with_a_report_is_said_and_nothing_typed_is_lost(
    ines_in, piece, fields, sentence
):
    answer = send(ines_in, piece, **fields)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in shown
    assert "The harbour’s book." in shown
    assert not ErrorReport.objects.exists()


def test_a_report_for_a_column_taken_back_meanwhile_keeps_the_words(ines_in, ines):
    piece = make_submission(Status.ACCEPTED, contributor=ines)

    answer = send(ines_in, piece)

    assert answer.status_code == 409
    assert "It was 1912." in answer.content.decode()
    assert "write them to the desk as a message" in answer.content.decode()


def test_one_person_reports_so_many_an_hour_and_no_more(ines_in, piece, monkeypatch):
    monkeypatch.setattr(after, "REPORTS", 2)

    with time_machine.travel(timezone.now(), tick=False):  # never across an hour
        statuses = [send(ines_in, piece, what=f"No {n}").status_code for n in range(3)]

    assert statuses == [302, 302, 429]
    assert ErrorReport.objects.count() == 2


def test_a_stranger_finds_nothing_and_a_visitor_signs_in(client, stranger, piece):
    address = f"/contribute/{piece.pk}/error/"
    visitor = client.get(address)
    typed = client.post(address, FOUND)
    client.force_login(stranger)

    assert visitor.url == f"/account/login/?next={address}"
    assert typed.status_code == 401
    assert client.get(address).status_code == 404
    assert client.post(address, FOUND).status_code == 404
    assert not ErrorReport.objects.exists()
