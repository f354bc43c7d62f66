import datetime as dt
import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from authors import views
from authors.models import User
from editorial import outbox
from editorial.models import Letter
from tests.typed import shown_a_while_ago

pytestmark = pytest.mark.django_db
DOWN = "tests.editorial.mailers.Down"


def ask(client, email="ines@example.org", **fields):
    return client.post(
        "/account/login/", {"email": email, "shown": shown_a_while_ago()} | fields
    )


def code_in_the_letter(email="ines@example.org"):
    letter = Letter.objects.filter(to=email).latest("pk")
    return re.search(r"\d{4} \d{4}", letter.body)[0]


def wrong(code):
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_mailed_code_opens_the_door(client, ines):
    ask(client, next="/contribute/new/")

    answer = client.post(
        "/account/code/", {"code": code_in_the_letter(), "next": "/contribute/new/"}
    )

    assert answer.status_code == 302
    assert answer.url == "/contribute/new/"
    assert client.session["_auth_user_id"] == str(ines.pk)


def test_somebody_new_comes_in_by_the_same_door(client):
    ask(client, "new@example.org")

    answer = client.post(
        "/account/code/", {"code": code_in_the_letter("new@example.org")}
    )

    assert answer.url == "/contribute/"
    assert User.objects.get().email == "new@example.org"
    assert is_signed_in(client)


def test_asking_for_a_code_makes_nobody_known(client):
    ask(client, "new@example.org")

    assert not User.objects.exists()


def test_a_known_and_an_unknown_address_get_the_same_answer(client, ines):
    answers, letters = [], []

    for email in ("ines@example.org", "nobody@example.org"):
        visitor = Client()
        asked = ask(visitor, email)
        page = visitor.get(asked.url).content.decode().replace(email, "…")
        page = re.sub(r'value="[^"]+"', "", page)
        answers.append((asked.status_code, asked.url, page))
        letters.append(re.sub(r"\d{4} \d{4}", "…", Letter.objects.latest("pk").body))

    assert answers[0] == answers[1]
    assert letters[0] == letters[1]


def test_asking_for_a_code_looks_nobody_up(client, ines):
    with CaptureQueriesContext(connection) as queries:
        ask(client)

    assert queries.captured_queries
    assert not [q for q in queries.captured_queries if "authors_user" in q["sql"]]


def test_the_letter_says_the_code_and_nothing_of_the_person(client, ines):
    ask(client)

    letter = Letter.objects.get()
    assert letter.kind == outbox.SIGN_IN
    assert letter.subject == "Your code for The Four Rivers"
    assert "It works once, for 10 minutes." in letter.body
    assert "Ines" not in letter.body


def test_the_code_is_erased_once_its_letter_has_left(client, ines):
    ask(client)

    outbox.deliver_due()

    assert re.search(r"\d{4} \d{4}", mail.outbox[0].body)
    assert not re.search(r"\d{4}", Letter.objects.get().body)


def test_a_mail_server_that_is_down_stops_nobodys_page(client, settings):
    settings.EMAIL_BACKEND = DOWN

    answer = ask(client)

    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200
    assert Letter.objects.count() == 1


def test_a_wrong_code_is_told_with_the_tries_left(client):
    ask(client)

    answer = client.post("/account/code/", {"code": wrong(code_in_the_letter())})

    assert answer.status_code == 422
    assert "This is not the code we sent. 4 tries left." in answer.content.decode()
    assert not is_signed_in(client)
    assert not User.objects.exists()


def test_the_fifth_wrong_code_asks_for_a_new_one(client):
    ask(client)
    code = code_in_the_letter()
    for _ in range(4):
        client.post("/account/code/", {"code": wrong(code)})

    fifth = client.post("/account/code/", {"code": wrong(code)})
    right = client.post("/account/code/", {"code": code})

    assert views.GONE in fifth.content.decode()
    assert views.GONE in right.content.decode()
    assert right.status_code == 422
    assert not is_signed_in(client)


def test_an_expired_code_is_told_so(client):
    ask(client)
    code = code_in_the_letter()

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        answer = client.post("/account/code/", {"code": code})

    assert answer.status_code == 422
    assert views.GONE in answer.content.decode()


def test_a_used_code_opens_nothing_more(client):
    ask(client)
    code = code_in_the_letter()
    held = client.session["sign_in"]
    client.post("/account/code/", {"code": code})
    thief = Client()
    ask(thief, "thief@example.org")
    session = thief.session
    session["sign_in"] = held
    session.save()

    answer = thief.post("/account/code/", {"code": code})

    assert answer.status_code == 422
    assert views.GONE in answer.content.decode()
    assert not is_signed_in(thief)


def test_a_code_read_over_a_shoulder_is_of_no_use_elsewhere(client):
    ask(client)
    thief = Client()
    ask(thief, "thief@example.org")

    answer = thief.post("/account/code/", {"code": code_in_the_letter()})

    assert answer.status_code == 422
    assert not is_signed_in(thief)


def test_a_new_code_takes_the_place_of_the_old_one(client):
    ask(client)
    old = code_in_the_letter()
    ask(client)

    answer = client.post("/account/code/", {"code": old})

    assert answer.status_code == 422
    assert client.post("/account/code/", {"code": code_in_the_letter()}).url


def test_signing_in_changes_the_name_of_the_session(client):
    ask(client)
    before = client.session.session_key

    client.post("/account/code/", {"code": code_in_the_letter()})

    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_sent_to_another_house(client, elsewhere):
    ask(client, next=elsewhere)

    answer = client.post(
        "/account/code/", {"code": code_in_the_letter(), "next": elsewhere}
    )

    assert answer.url == "/contribute/"


def test_where_somebody_wanted_to_go_survives_the_way_through_the_door(client):
    page = client.get("/account/login/?next=/contribute/7/check/").content.decode()

    answer = ask(client, next="/contribute/7/check/")

    assert 'name="next" value="/contribute/7/check/"' in page
    assert answer.url == "/account/code/?next=%2Fcontribute%2F7%2Fcheck%2F"
    assert 'name="next" value="/contribute/7/check/"' in (
        client.get(answer.url).content.decode()
    )


def test_the_desk_comes_in_by_the_same_door(client, omar):
    door = client.get("/admin/", follow=True)
    ask(client, omar.email, next="/admin/")

    answer = client.post(
        "/account/code/", {"code": code_in_the_letter(omar.email), "next": "/admin/"}
    )

    assert door.redirect_chain[-1][0].startswith("/account/login/?next=")
    assert answer.url == "/admin/"


def test_a_closed_address_is_told_so_only_after_its_code(client, ines):
    User.objects.update(is_active=False)
    asked = ask(client)

    answer = client.post("/account/code/", {"code": code_in_the_letter()})

    assert asked.status_code == 302
    assert answer.status_code == 403
    assert views.CLOSED in answer.content.decode()
    assert not is_signed_in(client)


def test_the_seventh_code_to_one_address_in_an_hour_is_refused(client):
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, 5, tzinfo=dt.UTC)):
        answers = [ask(Client()).status_code for _ in range(views.LETTERS_TO_ONE)]

        refused = ask(client)

    assert answers == [302] * views.LETTERS_TO_ONE
    assert refused.status_code == 429
    assert views.ENOUGH in refused.content.decode()
    assert 'value="ines@example.org"' in refused.content.decode()
    assert Letter.objects.count() == views.LETTERS_TO_ONE


def test_a_stranger_who_asks_for_somebodys_codes_locks_nobody_out(client):
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, 5, tzinfo=dt.UTC)):
        for _ in range(views.LETTERS_TO_ONE + 1):
            ask(elsewhere)

        answer = ask(client)

    assert answer.status_code == 302
    assert Letter.objects.count() == views.LETTERS_TO_ONE + 1


def test_many_connections_together_flood_no_letter_box(client, monkeypatch):
    monkeypatch.setattr(views, "LETTERS_TO_ADDRESS", 3)
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, 5, tzinfo=dt.UTC)):
        for number in range(3):
            ask(Client(REMOTE_ADDR=f"203.0.113.{number}"))

        refused = ask(client)

    assert refused.status_code == 429
    assert Letter.objects.count() == 3


def test_one_connection_asks_for_so_many_codes_an_hour(client):
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, 5, tzinfo=dt.UTC)):
        for number in range(views.LETTERS_FROM_ONE):
            ask(client, f"person{number}@example.org")

        refused = ask(client, "another@example.org")

    assert refused.status_code == 429
    assert not Letter.objects.filter(to="another@example.org").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": ""}, "Type your e-mail address."),
        ({"email": "not an address"}, "This is not an e-mail address."),
        ({"email": "a\x00b@example.org"}, "Null characters"),
        ({"email": "x" * 300 + "@example.org"}, "Ensure this value has at most 254"),
        ({"website": "https://spam.example"}, "a trap for robots"),
        ({"shown": ""}, "open for more than a day"),
        ({"shown": "forged:1:signature"}, "open for more than a day"),
        ({"shown": shown_a_while_ago(25 * 60 * 60)}, "open for more than a day"),
        ({"shown": shown_a_while_ago(0)}, "quicker than anybody types"),
    ],
)
def test_what_is_refused_at_the_door_is_said_and_leaves_nothing(
    client, fields, sentence
):
    with time_machine.travel(timezone.now(), tick=False):
        if "quicker" in sentence:
            fields = {"shown": shown_a_while_ago(0)}
        answer = ask(client, **fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert not Letter.objects.exists()


def test_a_page_that_was_open_too_long_may_be_sent_again_at_once(client):
    refused = ask(client, shown="").content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', refused)[1]

    with time_machine.travel(timezone.now() + dt.timedelta(seconds=5)):
        answer = ask(client, shown=shown)

    assert answer.status_code == 302


def test_the_code_page_without_a_letter_leads_back_to_the_door(client):
    answer = client.get("/account/code/")

    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")


def test_somebody_signed_in_is_not_sent_in_circles(client, ines):
    client.force_login(ines)

    page = client.get("/account/login/?next=/admin/").content.decode()

    assert "You are signed in as ines@example.org." in page
    assert 'href="/admin/"' in page


def test_signing_out_takes_a_button(client, ines):
    client.force_login(ines)

    asked = client.get("/account/logout/")
    still_in = is_signed_in(client)
    client.post("/account/logout/")

    assert "Sign out?" in asked.content.decode()
    assert still_in
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "address",
    ["signup/", "password/reset/", "password/change/", "email/", "login/code/", "2fa/"],
)
def test_pages_of_allauth_that_we_do_not_use_do_not_exist(client, ines, address):
    client.force_login(ines)

    assert client.get(f"/account/{address}").status_code == 404


@pytest.mark.parametrize("address", ["/account/login/", "/account/code/"])
def test_what_stands_at_the_door_is_kept_by_nobody(client, address):
    ask(client)

    answer = client.get(address)

    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_looking_at_the_door_writes_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/account/login/")

    assert not Session.objects.exists()
