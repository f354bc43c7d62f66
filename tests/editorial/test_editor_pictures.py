"""Pictures before readers have them: who sees which, and where."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from editorial import revisions
from editorial.editor import shown_privately
from editorial.furniture import set_picture
from editorial.models import Status
from tests.factories import make_picture, make_submission

BODY = "The first paragraph.\n\n![]({})\n\nThe second."

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(autouse=True)
def _nothing_counted_yet(db):
    cache.clear()


def preview(client, person, picture):
    client.force_login(person)
    text = BODY.format(picture.address)
    return client.post("/markdownx/preview/", {"content": text}).text


def test_a_preview_shows_ones_own_picture_where_one_may_see_it(client, ines):
    picture = make_picture(uploaded_by=ines, alt="A raised barrier.")

    html = preview(client, ines, picture)

    assert f'src="/contribute/picture/{picture.uuid}/"' in html
    assert "A raised barrier." in html


def test_a_strangers_picture_in_a_text_is_not_shown(client, ines, stranger):
    picture = make_picture(uploaded_by=stranger)

    html = preview(client, ines, picture)

    assert "/contribute/picture/" not in html
    assert f'src="{picture.address}"' in html  # which shows nobody anything


def address_of(picture):
    return reverse("own_picture", args=[picture.uuid])


def test_a_picture_is_seen_by_who_sent_it_and_by_the_desk(client, ines, omar, stranger):
    picture = make_picture(uploaded_by=ines)
    seen = {}

    for person in (ines, omar, stranger):
        client.force_login(person)
        answer = client.get(address_of(picture))
        seen[person] = answer.getvalue()[:4]

    assert (seen[ines], seen[omar]) == (b"RIFF", b"RIFF")
    assert client.get(address_of(picture)).status_code == 404  # the stranger, last


def test_a_picture_is_kept_from_caches_and_from_being_more_than_a_picture(client, ines):
    picture = make_picture(uploaded_by=ines)
    client.force_login(ines)

    answer = client.get(address_of(picture))

    with picture.file.open() as file:
        assert answer.getvalue() == file.read()
    assert answer.headers["Content-Type"] == "image/webp"
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_nobody_signed_in_is_sent_to_sign_in(client):
    answer = client.get(address_of(make_picture()))

    assert answer.status_code == 302
    assert "/media/" not in answer.url


def test_a_picture_that_does_not_exist_or_has_lost_its_file_is_not_found(client, omar):
    picture = make_picture()
    lost = address_of(picture)
    picture.file.storage.delete(picture.file.name)
    client.force_login(omar)

    assert client.get(lost).status_code == 404
    assert client.get(lost.replace("0", "1").replace("a", "b")).status_code == 404


def test_an_author_sees_what_the_desk_put_over_and_into_the_column(client, ines, omar):
    over, inside = make_picture(uploaded_by=omar), make_picture(uploaded_by=omar)
    submission = make_submission(Status.SUBMITTED, contributor=ines, editor=omar)
    client.force_login(ines)
    assert client.get(address_of(over)).status_code == 404
    assert client.get(address_of(inside)).status_code == 404

    set_picture(submission, over, by=omar)
    words = submission.latest.fields() | {"body": BODY.format(inside.address)}
    revisions.add(submission, words, by=omar, is_by_author=False)

    for picture in (over, inside):
        assert client.get(address_of(picture)).getvalue().startswith(b"RIFF")


def test_typing_the_address_of_a_strangers_picture_opens_nothing(
    client, ines, stranger
):
    picture = make_picture(uploaded_by=stranger)
    make_submission(
        Status.SUBMITTED, contributor=ines, body=BODY.format(picture.address)
    )
    client.force_login(ines)

    assert client.get(address_of(picture)).status_code == 404


def test_a_page_without_pictures_is_shown_as_it_is_without_a_query(
    ines, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert shown_privately("<p>The text.</p>", to=ines) == "<p>The text.</p>"
