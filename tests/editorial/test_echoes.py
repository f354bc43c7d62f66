"""The same text once more: told kindly to its sender, noted for the desk."""

from __future__ import annotations

import html

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from editorial import drafts, echoes
from editorial.forms import WriteForm
from editorial.models import Status, Submission
from tests.factories import make_contributor, make_piece, make_submission
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


def test_marks_case_and_signs_make_no_other_text():
    shouted = "## " + ESSAY.upper().replace(". ", "!\n\n* ").replace(" ", "  ")

    assert echoes.digest_of(shouted) == echoes.digest_of(ESSAY) != ""
    assert echoes.digest_of(CHANGED) != echoes.digest_of(ESSAY)


def test_of_a_few_words_nobody_can_say_whose_they_are():
    assert echoes.digest_of("The bridge must be built now.") == ""


@given(st.text())
def test_any_text_has_one_digest(text):
    assert echoes.digest_of(text) == echoes.digest_of(text)


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
    make_submission(contributor=sent[0].contributor, body=ESSAY)  # no other account
    mine = begun(ines, ESSAY)
    client.force_login(ines)

    page = look(client, mine)
    answer = send(client, mine)

    assert "seems to be" not in page
    assert "Not mine" not in page
    assert answer.status_code == 302
    client.force_login(omar)
    desk = client.get(f"/admin/desk/{mine.pk}/").content.decode()
    assert "The same text came from 3 other accounts." in desk
    assert f'href="/admin/desk/{sent[0].pk}/"' in desk
    client.force_login(ines)
    assert "same text" not in client.get(f"/contribute/{mine.pk}/").content.decode()


@pytest.mark.django_db
def test_the_same_text_from_ten_accounts_is_counted_at_each(client, omar):
    pieces = [make_submission(body=ESSAY) for _ in range(10)]
    client.force_login(omar)

    for piece in (pieces[0], pieces[9]):
        page = client.get(f"/admin/desk/{piece.pk}/").content.decode()
        assert "The same text came from 9 other accounts." in page


@pytest.mark.django_db
def test_an_editor_s_own_piece_is_counted_and_not_opened(client, omar):
    other = make_submission(body=ESSAY)
    make_submission(contributor=omar, body=ESSAY, headline="The editor’s own")
    client.force_login(omar)

    page = client.get(f"/admin/desk/{other.pk}/").content.decode()

    assert "The same text came from 1 other account." in page
    assert "The editor’s own" not in page


@pytest.mark.django_db
def test_the_note_costs_the_same_for_one_account_and_for_many(
    client, omar, django_assert_num_queries
):
    piece = make_submission(body=ESSAY)
    make_submission(body=ESSAY)
    client.force_login(omar)
    with django_assert_num_queries(2):
        found = echoes.from_others(piece)
        found.values("contributor").distinct().count()
        list(found)
    make_submission(body=ESSAY)
    make_submission(body=ESSAY)

    with django_assert_num_queries(2):
        found.all().values("contributor").distinct().count()
        list(found.all())


@pytest.mark.django_db
def test_looking_for_it_costs_one_query(ines, django_assert_num_queries):
    for _ in range(3):
        make_submission(contributor=ines, body=OTHER)
    piece = begun(ines, ESSAY)

    with django_assert_num_queries(1):
        assert echoes.already_with_us(piece, ESSAY, ines) is None
    with django_assert_num_queries(0):
        assert echoes.already_with_us(piece, "A few words.", ines) is None


@pytest.mark.django_db
def test_the_words_sent_last_are_those_compared():
    ines = make_contributor()
    piece = make_submission(Status.REVISING, contributor=ines, body=ESSAY)

    drafts.send(piece, make_piece(section=piece.section, body=OTHER), by=ines)

    assert Submission.objects.get().text_digest == echoes.digest_of(OTHER)
    assert WriteForm(typed_column(body=OTHER)).is_valid()
