"""The same text once more: told kindly to its sender, noted for the desk."""

from __future__ import annotations

import html

import pytest
from django.utils import timezone

from editorial import drafts, echoes
from editorial.models import Status
from tests.factories import make_submission
from tests.typed import typed_column

ESSAY = (
    "The ferry at Koh Kaek carries nine hundred people a day. It pays for itself, and "
    "the ministry says that it does not. I have kept its books for eleven years. What "
    "they show is simple: the fares cover the fuel, the crew and the boat. What they "
    "do not cover is the fee for a licence that nobody can explain."
)
CHANGED = ESSAY.replace("nine hundred", "about a thousand") + " Let it be explained."
OTHER = " ".join(f"word{number}" for number in range(80))


def look(client, piece):
    return html.unescape(client.get(f"/contribute/{piece.pk}/check/").content.decode())


def send(client, piece, **said):
    return client.post(f"/contribute/{piece.pk}/check/", {"version": 0} | said)


def begun(by, body):
    return drafts.begin(by, typed_column(body=body, interests_confirmed="on"))


@pytest.mark.django_db
@pytest.mark.parametrize("body", [ESSAY, CHANGED, ESSAY[:200]])
def test_a_column_that_is_with_us_is_told_with_a_link(client, ines, body):
    first = make_submission(contributor=ines, body=ESSAY, headline="The ferry")
    again = begun(ines, body)
    client.force_login(ines)

    page = look(client, again)

    sent = timezone.localtime(first.submitted_at)
    assert "This seems to be the column you sent on" in page
    assert f"{sent.day} {sent:%B}" in page
    assert f'href="/contribute/{first.pk}/"' in page
    assert "Go to “The ferry”" in page


@pytest.mark.django_db
def test_one_that_waits_for_changes_may_take_it_as_its_new_version(client, ines):
    first = make_submission(Status.REVISING, contributor=ines, body=ESSAY)
    client.force_login(ines)

    page = look(client, begun(ines, CHANGED))

    assert "send it as a new version of that one instead" in page
    assert f'href="/contribute/{first.pk}/write/"' in page


@pytest.mark.django_db
def test_it_is_sent_when_the_sender_says_that_it_is_another(client, ines):
    first = make_submission(contributor=ines, body=ESSAY)
    again = begun(ines, CHANGED)
    client.force_login(ines)

    unread = send(client, again)
    read = send(client, again, another=first.pk)

    again.refresh_from_db()
    assert unread.status_code == 409
    assert "It is another column: send it" in unread.content.decode()
    assert read.status_code == 302
    assert again.status == Status.SUBMITTED


@pytest.mark.django_db
@pytest.mark.parametrize(
    "status", [Status.DECLINED, Status.WITHDRAWN, Status.SPIKED, Status.RELEASED]
)
def test_what_has_ended_is_in_nobody_s_way(client, ines, status):
    make_submission(status, contributor=ines, body=ESSAY)
    client.force_login(ines)

    assert send(client, begun(ines, ESSAY)).status_code == 302


@pytest.mark.django_db
def test_another_text_is_sent_without_a_word(client, ines):
    make_submission(contributor=ines, body=ESSAY)
    client.force_login(ines)
    piece = begun(ines, OTHER)

    page = look(client, piece)

    assert "This seems to be" not in page
    assert send(client, piece).status_code == 302


@pytest.mark.django_db
def test_a_new_version_is_not_compared_with_its_own_piece(client, ines):
    piece = make_submission(Status.REVISING, contributor=ines, body=ESSAY)
    client.force_login(ines)

    assert "This seems to be" not in look(client, piece)


@pytest.mark.django_db
def test_of_another_s_text_the_sender_learns_nothing_and_the_desk_all(
    client, ines, omar
):
    sent = [make_submission(body=ESSAY, headline="Not mine") for _ in range(3)]
    mine = begun(ines, ESSAY)
    client.force_login(ines)

    page = look(client, mine)
    answer = send(client, mine)

    assert "seems to be" not in page
    assert "Not mine" not in page
    assert answer.status_code == 302
    client.force_login(omar)
    desk = client.get(f"/admin/desk/{mine.pk}/").content.decode()
    assert "The same words stand in another text" in desk
    same = client.get(f"/admin/desk/{mine.pk}/same/").content.decode()
    assert all(f'href="/admin/desk/{each.pk}/"' in same for each in sent)
    client.force_login(ines)
    assert "another text" not in client.get(f"/contribute/{mine.pk}/").content.decode()


@pytest.mark.django_db
def test_looking_for_it_costs_one_query(ines, django_assert_num_queries):
    for _ in range(3):
        make_submission(contributor=ines, body=OTHER)
    piece = begun(ines, ESSAY)

    with django_assert_num_queries(1):
        assert echoes.already_with_us(piece, ESSAY, ines) is None
    with django_assert_num_queries(0):
        assert echoes.already_with_us(piece, "A few words.", ines) is None
