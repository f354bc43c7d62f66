"""A double click is two requests at the same moment, each with its own connection."""

from __future__ import annotations

import pytest
from django.test import Client

from authors import codes
from authors.models import Author, User
from editorial import drafts, holds, signing
from editorial.models import (
    Act,
    Action,
    Draft,
    Letter,
    Message,
    SignOff,
    Status,
    Submission,
)
from editorial.proof import proof_of
from editorial.workflow import perform
from tests.editorial.test_together import together
from tests.factories import make_contributor, make_editor, make_submission
from tests.typed import shown_a_while_ago, typed_column

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "7c1f6a52-2f2a-4d3e-8a55-94a1f6c0d5aa"


def windows(user):
    """Two windows of one browser: the same session, two requests."""
    first, second = Client(), Client()
    first.force_login(user)
    second.cookies = first.cookies
    return first, second


def twice(user, address, said):
    first, second = windows(user)
    return together(
        lambda: first.post(address, said), lambda: second.post(address, said)
    )


@pytest.mark.parametrize("turn", range(3))
def test_a_new_column_saved_twice_is_one(turn):
    said = typed_column() | {"page": PAGE, "shown": shown_a_while_ago(), "then": "save"}

    answers = twice(make_contributor(), "/contribute/new/", said)

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_two_windows_that_save_at_once_are_told_and_one_text_is_kept(turn):
    ines = make_contributor()
    piece = drafts.begin(ines, {"body": "Before"})
    address = f"/contribute/{piece.pk}/save/"
    first, second = windows(ines)

    def save(client, name):
        said = {"typed": {"body": name}, "version": 0, "window": name}
        return client.post(address, said, content_type="application/json")

    answers = together(
        lambda: save(first, "laptop-0001"), lambda: save(second, "phone-00002")
    )

    [won] = [each for each in answers if each.status_code == 200]
    [told] = [each for each in answers if each.status_code == 409]
    kept = Draft.objects.get()
    assert kept.version == won.json()["version"] == told.json()["version"] == 1
    assert told.json()["typed"] == kept.typed
    assert kept.typed["body"] in ("laptop-0001", "phone-00002")


@pytest.mark.parametrize("turn", range(3))
def test_a_column_sent_twice_comes_once(turn):
    ines = make_contributor()
    piece = drafts.begin(ines, typed_column())

    answers = twice(ines, f"/contribute/{piece.pk}/check/", {"version": 0})

    assert [answer.url for answer in answers] == [f"/contribute/{piece.pk}/"] * 2
    assert Act.objects.filter(action=Action.SUBMIT).count() == 1
    assert Letter.objects.filter(kind="receipt").count() == 1
    assert piece.revisions.count() == 1


def test_a_message_sent_twice_is_one():
    piece = make_submission()
    address = f"/contribute/{piece.pk}/message/"

    twice(piece.contributor, address, {"text": "Once."})

    assert Message.objects.count() == 1


def test_a_column_withdrawn_twice_is_withdrawn_once():
    piece = make_submission()
    address = f"/contribute/{piece.pk}/withdraw/"

    answers = twice(piece.contributor, address, {"reason": "It runs elsewhere."})

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Act.objects.filter(action=Action.WITHDRAW).count() == 1


def test_who_withdraws_while_the_desk_decides_learns_which_was_first(omar):
    piece = make_submission()
    holds.take(piece, by=omar)
    client, _ = windows(piece.contributor)
    address = f"/contribute/{piece.pk}/withdraw/"

    answer, _ = together(
        lambda: client.post(address, {"reason": "It runs elsewhere."}),
        lambda: perform(piece, Action.DECLINE, by=omar),
    )

    piece.refresh_from_db()
    assert (answer.status_code, piece.status) in [
        (302, Status.WITHDRAWN),
        (409, Status.DECLINED),
    ]


def test_a_proof_signed_twice_is_signed_once():
    piece = make_submission(Status.ACCEPTED)
    signing.send_proof(piece, by=make_editor())
    said = {"fingerprint": proof_of(piece).fingerprint, "read": "on"}

    answers = twice(piece.contributor, f"/contribute/{piece.pk}/proof/sign/", said)

    assert [answer.status_code for answer in answers] == [302, 302]
    assert SignOff.objects.count() == 1


def test_a_profile_kept_twice_is_one():
    user = User.objects.create_user("new@example.org")
    said = {
        "name": "Dara Lim",
        "pronoun": "their",
        "affiliations-TOTAL_FORMS": "0",
        "affiliations-INITIAL_FORMS": "0",
    }

    answers = twice(user, "/account/profile/", said)

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Author.objects.get().name == "Dara Lim"


@pytest.mark.parametrize("turn", range(3))
def test_a_code_typed_twice_opens_once(turn):
    ticket, code = codes.issue("ines@example.org")

    results = together(*[lambda: codes.redeem(ticket, code)] * 2)

    assert sorted(map(type, results), key=str) == sorted([str, codes.CodeGone], key=str)


def test_of_many_guesses_at_once_five_are_looked_at():
    ticket, _ = codes.issue("ines@example.org")

    results = together(*[lambda: codes.redeem(ticket, "x")] * 8)

    assert sum(isinstance(each, codes.WrongCode) for each in results) <= 4
    assert all(isinstance(each, codes.WrongCode | codes.CodeGone) for each in results)


def test_one_address_proved_twice_at_once_is_one_person():
    people = together(*[lambda: codes.person_at("new@example.org")] * 3)

    assert {person.pk for person in people} == {User.objects.get().pk}
