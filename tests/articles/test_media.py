"""Files that readers may fetch: those a published column shows, and no others."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.files.base import ContentFile

from articles.models import Article
from tests.factories import PIXEL, make_article, make_author, make_picture

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


def portrayed():
    author = make_author()
    author.portrait.save("x", ContentFile(PIXEL))
    return author


def test_a_published_picture_is_served_as_ours_and_kept_for_good(client):
    picture = make_picture()
    make_article(picture=picture)

    response = client.get(picture.address)

    assert response.status_code == 200
    assert response.content == PIXEL
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_picture_in_the_text_is_served_too(client):
    picture = make_picture()
    make_article().edition.text_pictures.add(picture)

    assert client.get(picture.address).status_code == 200


@pytest.mark.parametrize("place", ["above", "in the text", "beside the name"])
def test_a_file_is_served_from_the_very_hour_of_its_column(client, place):
    picture, author = make_picture(), portrayed()
    above = picture if place == "above" else None
    article = make_article(hours_ago=-24, authors=[author], picture=above)
    if place == "in the text":
        article.edition.text_pictures.add(picture)
    by_name = place == "beside the name"
    address = author.portrait.url if by_name else picture.address

    with time_machine.travel(article.publish_at - SECOND, tick=False):
        before = client.get(address)
    with time_machine.travel(article.publish_at, tick=False):
        at_its_hour = client.get(address)

    assert (before.status_code, at_its_hour.status_code) == (404, 200)
    assert "immutable" not in before.headers.get("Cache-Control", "")


def test_a_picture_no_column_shows_is_not_there(client):
    assert client.get(make_picture().address).status_code == 404
    assert client.get(f"/media/pictures/{uuid.uuid4()}.webp").status_code == 404


def test_a_picture_of_a_column_taken_back_is_not_there(client):
    picture = make_picture()
    article = make_article(picture=picture)

    Article.objects.filter(pk=article.pk).update(edition=None)

    assert client.get(picture.address).status_code == 404


def test_the_upload_itself_has_no_address(client):
    picture = make_picture()
    make_article(picture=picture)

    for address in (
        f"/media/{picture.original.name}",
        f"/media/originals/{picture.uuid}.webp",
        f"/private/{picture.original.name}",
        f"/media/pictures/../private/{picture.original.name}",
    ):
        assert client.get(address).status_code == 404


def test_the_portrait_of_a_published_author_is_served(client):
    author = portrayed()
    make_article(authors=[author])

    response = client.get(author.portrait.url)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_portrait_of_an_author_with_nothing_out_is_not_there(client):
    assert client.get(portrayed().portrait.url).status_code == 404


def test_a_file_that_is_lost_is_not_there_and_no_fault(client):
    picture, author = make_picture(), portrayed()
    make_article(picture=picture, authors=[author])
    for file in (picture.file, author.portrait):
        file.storage.delete(file.name)

    assert client.get(picture.address).status_code == 404
    assert client.get(author.portrait.url).status_code == 404


def test_a_picture_is_only_read(client):
    picture = make_picture()
    make_article(picture=picture)

    assert client.head(picture.address).status_code == 200
    assert client.post(picture.address).status_code == 405


@pytest.mark.parametrize("others", [0, 3, 20])
def test_a_file_costs_the_same_however_many_there_are(
    client, django_assert_num_queries, others
):
    picture, author = make_picture(), portrayed()
    for _ in range(others + 1):
        article = make_article(picture=picture, authors=[author])
        article.edition.text_pictures.add(make_picture())

    with django_assert_num_queries(1):
        assert client.get(picture.address).status_code == 200
    with django_assert_num_queries(1):
        assert client.get(author.portrait.url).status_code == 200
