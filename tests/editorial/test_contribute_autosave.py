import json
import re

import pytest
from django.test import Client

from editorial import drafts
from editorial.contribute import autosave, write
from editorial.contribute.page import SENT
from editorial.models import Draft, Status, Submission
from tests.factories import make_draft, make_submission
from tests.typed import shown_a_while_ago

pytestmark = pytest.mark.django_db
PAGE = "0c9f6f0e-0f5e-4b57-a1f8-4b7a3f9d2c55"


def send(client, address, said):
    body = said if isinstance(said, bytes) else json.dumps(said)
    return client.post(address, body, content_type="application/json")


def save(client, piece, typed, version=0):
    address = f"/contribute/{piece.pk}/save/"
    return send(client, address, {"typed": typed, "version": str(version)})


def begin(client, typed, **more):
    said = {"typed": typed, "version": "", "page": PAGE, "shown": shown_a_while_ago()}
    return send(client, "/contribute/new/save/", said | more)


def test_a_draft_is_saved_as_it_is_typed(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = save(client, piece, {"body": "Two words", "ai": ["none"]})

    said = answer.json()
    assert answer.status_code == 200
    assert said["version"] == 1
    assert said["words"] == 2
    assert len(said["saved"]) == len("10:42")
    assert Draft.objects.get().typed == {"body": "Two words", "ai": ["none"]}


def test_the_hour_of_saving_is_told_in_the_writer_s_own_time(
    client, ines, time_machine
):
    time_machine.move_to("2026-11-24T11:00Z", tick=False)  # 18:00 in Phnom Penh
    ines.time_zone = "Asia/Tokyo"
    ines.save()
    client.force_login(ines)
    piece = make_draft(ines)

    said = save(client, piece, {"body": "Two words"}).json()

    page = client.get(f"/contribute/{piece.pk}/write/").content.decode()
    assert said["saved"] == "20:00"
    assert re.search(r"Saved <time[^>]*>20:00</time>", page)


def test_the_first_words_of_a_visitor_give_the_column_an_address(client):
    answer = begin(client, {"body": "The first words"})

    piece = Submission.objects.get()
    assert answer.status_code == 200
    assert answer.json()["address"] == f"/contribute/{piece.pk}/write/"
    assert answer.json()["save_address"] == f"/contribute/{piece.pk}/save/"
    assert answer.json()["version"] == 0
    assert client.get(answer.json()["address"]).status_code == 200


def test_the_next_words_of_a_visitor_go_to_the_same_draft(client):
    said = begin(client, {"body": "The first words"}).json()

    answer = send(
        client, said["save_address"], {"typed": {"body": "More"}, "version": 0}
    )

    assert answer.json()["version"] == 1
    assert Draft.objects.get().typed == {"body": "More"}


def test_the_first_save_repeated_begins_one_draft(client):
    first = begin(client, {"body": "The first words"})
    second = begin(client, {"body": "The first words"})

    assert first.json()["address"] == second.json()["address"]
    assert second.status_code == 200
    assert Submission.objects.count() == 1


def test_two_windows_are_told_of_each_other(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)
    save(client, piece, {"body": "From one window"})

    answer = save(client, piece, {"body": "From the other"})

    assert answer.status_code == 409
    assert answer.json() == {
        "sentence": autosave.OTHER_WINDOW,
        "version": 1,
        "typed": {"body": "From one window"},
    }
    assert Draft.objects.get().typed == {"body": "From one window"}


def test_a_save_whose_answer_was_lost_may_be_repeated(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)
    save(client, piece, {"body": "The same"})

    answer = save(client, piece, {"body": "The same"})

    assert answer.status_code == 200
    assert answer.json()["version"] == 1


def test_what_was_sent_meanwhile_is_not_written_over(client, ines):
    client.force_login(ines)
    piece = make_submission(Status.SUBMITTED, contributor=ines)

    answer = save(client, piece, {"body": "Too late"})

    assert answer.status_code == 409
    assert answer.json()["sentence"] == SENT


def test_an_ended_session_is_told_in_a_sentence(client, ines):
    piece = make_draft(ines)

    answer = save(client, piece, {"body": "Still here"})

    assert answer.status_code == 401
    assert answer.json() == {"sentence": autosave.SIGNED_OUT}
    assert Draft.objects.get().typed == {}


def test_a_stranger_is_not_told_that_the_piece_exists(client, ines, stranger):
    client.force_login(stranger)
    piece = make_draft(ines)

    answer = save(client, piece, {"body": "Not mine"})

    assert answer.status_code == 404
    assert Draft.objects.get().typed == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"7",
        b'"text"',
        b"\xff\xfe",
        b'{"typed": 7}',
        b'{"typed": {"body": 7}}',
        b'{"typed": {"body": ["a"]}}',
        b'{"typed": {"ai": "none"}}',
        b"[" * 100_000,
        b"NaN",
    ],
)
@pytest.mark.parametrize("place", ["draft", "new"])
def test_what_is_no_column_is_told_so(client, ines, body, place):
    client.force_login(ines)
    piece = make_draft(ines)
    address = {"draft": f"/contribute/{piece.pk}/save/", "new": "/contribute/new/save/"}

    answer = send(client, address[place], body)

    assert answer.status_code == 400
    assert answer.json() == {"sentence": autosave.NOT_OURS}
    assert Draft.objects.get().typed == {}


def test_characters_no_database_holds_are_left_out(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)

    body = b'{"version": 0, "typed": {"body": "a\\u0000b\\ud800c\\u202ed"}}'
    answer = send(client, f"/contribute/{piece.pk}/save/", body)

    assert answer.status_code == 200
    assert Draft.objects.get().typed == {"body": "abcd"}


def test_two_megabytes_of_paste_are_told_and_not_cut(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = save(client, piece, {"body": "x" * 2_000_000})

    assert answer.status_code == 413
    assert "This is 2,000,000 characters long" in answer.json()["sentence"]
    assert Draft.objects.get().typed == {}


def test_more_than_the_server_takes_is_told(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = save(client, piece, {"body": "x" * 5_000_000})

    assert answer.status_code == 413
    assert answer.json() == {"sentence": autosave.TOO_BIG}


@pytest.mark.parametrize(
    "version", [None, "", "abc", -1, 1.5, True, [], {}, "9" * 40, 2**70]
)
def test_a_version_that_is_none_is_an_old_one(client, ines, version):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = send(
        client,
        f"/contribute/{piece.pk}/save/",
        {"typed": {"body": "x"}, "version": version},
    )

    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"website": "https://spam.example"}, "a trap for robots"),
        ({"shown": None}, "open for more than a day"),
        ({"shown": 7}, "open for more than a day"),
        ({"website": {"a": 1}}, "a trap for robots"),
    ],
)
def test_a_robot_begins_nothing(client, more, sentence):
    answer = begin(client, {"body": "Buy"}, **more)

    assert answer.status_code == 422
    assert sentence in answer.json()["sentence"]
    assert not Submission.objects.exists()


def test_too_many_new_columns_are_told(client, monkeypatch):
    monkeypatch.setattr(write, "NEW_DRAFTS", 0)

    answer = begin(client, {"body": "One more"})

    assert answer.status_code == 429
    assert answer.json() == {"sentence": write.ENOUGH}


def test_a_page_of_no_name_begins_a_draft_all_the_same(client):
    answer = begin(client, {"body": "One"}, page="nonsense")

    assert answer.status_code == 200


def test_a_script_without_proof_of_origin_gets_a_sentence(ines):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ines)
    piece = make_draft(ines)

    answer = strict.post(
        f"/contribute/{piece.pk}/save/",
        json.dumps({"typed": {}, "version": 0}),
        content_type="application/json",
        headers={"x-requested-with": "XMLHttpRequest"},
    )

    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_saving_is_cheap(client, ines, django_assert_num_queries):
    client.force_login(ines)
    piece = make_draft(ines)
    drafts.save(piece, {"body": "x"}, version=0)

    with django_assert_num_queries(5):
        save(client, piece, {"body": "y"}, version=1)


@pytest.mark.parametrize("address", ["/contribute/1/save/", "/contribute/new/save/"])
def test_saving_is_not_a_page(client, address):
    assert client.get(address).status_code == 405


def test_half_a_character_in_the_guard_of_a_new_column_is_refused_in_words(client):
    answer = begin(client, {}, shown="\ud800:a:b")

    assert answer.status_code == 422
    assert "open for more than a day" in answer.json()["sentence"]
    assert not Submission.objects.exists()
