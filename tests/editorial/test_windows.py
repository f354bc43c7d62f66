"""Two windows on one draft are told of each other; what each saved is kept."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.utils import timezone

from editorial import drafts, windows
from editorial.contribute import autosave
from editorial.models import Draft, Status, Submission
from tests.factories import make_draft, make_submission

LAPTOP, PHONE = "laptop-0001", "phone-00002"
AT = dt.datetime(2026, 11, 23, 3, 42, tzinfo=dt.UTC)  # 10:42 in Phnom Penh
A_MINUTE = dt.timedelta(minutes=1)


def say(client, piece, what="here", **said):
    address = f"/contribute/{piece.pk}/{what}/"
    return client.post(address, json.dumps(said), content_type="application/json")


def test_a_window_is_told_of_the_other_since_when_it_is_open():
    open_now = windows.heard({}, LAPTOP, AT)
    open_now = windows.heard(open_now, LAPTOP, AT + A_MINUTE)

    assert windows.elsewhere(open_now, LAPTOP, AT + A_MINUTE) is None
    assert windows.elsewhere(open_now, PHONE, AT + A_MINUTE) == AT


@pytest.mark.parametrize(("minutes", "is_open"), [(2.99, True), (3, False)])
def test_a_window_that_says_nothing_is_forgotten(minutes, is_open):
    open_now = windows.heard({}, LAPTOP, AT)

    since = windows.elsewhere(open_now, PHONE, AT + minutes * A_MINUTE)

    assert since == (AT if is_open else None)


def test_a_window_that_is_closed_is_forgotten_at_once():
    open_now = windows.heard(windows.heard({}, LAPTOP, AT), PHONE, AT)

    open_now = windows.left(open_now, LAPTOP, AT)

    assert set(open_now) == {PHONE}


def test_of_many_windows_the_latest_are_remembered():
    open_now = {}
    for number in range(20):
        at = AT + number * dt.timedelta(seconds=1)
        open_now = windows.heard(open_now, f"window-{number:04}", at)

    assert len(open_now) == windows.MOST
    assert "window-0019" in open_now


@pytest.mark.parametrize(
    "odd",
    [None, 7, [], {}, "", "short", "x" * 41, "a b c d e f", "x\n" * 6, "<script>"],
)
def test_what_is_no_name_of_a_window_is_none(odd):
    assert windows.name_in(odd) == ""


@pytest.mark.django_db
def test_the_second_window_hears_of_the_first(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)
    with time_machine.travel(AT, tick=False):
        alone = say(client, piece, window=LAPTOP)
    with time_machine.travel(AT + A_MINUTE, tick=False):
        told = say(client, piece, window=PHONE)
        told_back = say(client, piece, "save", window=LAPTOP, typed={"body": "x"})

    assert alone.json() == {"elsewhere": ""}
    assert told.json()["elsewhere"].startswith(
        "This column is open in another window since 10:42."
    )
    assert told_back.status_code == 409  # it named no version: nothing of it was saved


@pytest.mark.django_db
def test_a_save_says_who_else_has_it_open_and_writes_one_row(
    client, ines, django_assert_num_queries
):
    client.force_login(ines)
    piece = make_draft(ines)
    say(client, piece, window=PHONE)

    with django_assert_num_queries(5) as asked:
        answer = say(client, piece, "save", window=LAPTOP, typed={}, version=0)

    written = [q["sql"] for q in asked if not q["sql"].startswith("SELECT")]
    assert "This column is open in another window" in answer.json()["elsewhere"]
    assert len(written) == 1
    assert set(Draft.objects.get().windows) == {PHONE, LAPTOP}


@pytest.mark.django_db
def test_looking_is_no_save(client, ines):
    client.force_login(ines)
    piece = drafts.begin(ines, {"body": "Mine"})

    say(client, piece, window=PHONE)
    answer = say(client, piece, "save", window=LAPTOP, typed={"body": "On"}, version=0)

    assert answer.status_code == 200
    assert Draft.objects.get().version == 1


@pytest.mark.django_db
def test_a_window_that_goes_takes_its_name_away_with_its_last_words(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)
    say(client, piece, window=LAPTOP)

    last = {"typed": {"body": "Last words"}, "version": 0}
    say(client, piece, "save", window=LAPTOP, gone=True, **last)

    draft = Draft.objects.get()
    assert (draft.windows, draft.typed) == ({}, {"body": "Last words"})


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"[" * 100_000])
def test_what_is_no_word_of_a_window_is_told_so(client, ines, body):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = client.post(
        f"/contribute/{piece.pk}/here/", body, content_type="application/json"
    )

    assert answer.status_code == 400
    assert answer.json() == {"sentence": autosave.NOT_OURS}


@pytest.mark.django_db
def test_nobody_else_may_say_they_have_it_open(client, ines, stranger, omar):
    piece = make_draft(ines)
    signed_out = say(client, piece, window=LAPTOP)
    answers = []
    for person in (stranger, omar):
        client.force_login(person)
        answers.append(say(client, piece, window=LAPTOP).status_code)

    assert signed_out.status_code == 401
    assert answers == [404, 404]
    assert Draft.objects.get().windows == {}


@pytest.mark.django_db
def test_a_window_on_what_was_sent_is_told_the_same(client, ines):
    piece = make_submission(Status.SUBMITTED, contributor=ines)
    client.force_login(ines)

    answer = say(client, piece, window=LAPTOP)

    assert answer.json() == {"elsewhere": ""}
    assert Submission.objects.get().status == Status.SUBMITTED


def test_the_hours_are_kept_as_hours():
    [opened, heard] = windows.heard({}, LAPTOP)[LAPTOP]

    assert opened == heard
    assert dt.datetime.fromisoformat(opened) <= timezone.now()
