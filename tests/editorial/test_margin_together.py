"""Ten editors at once on one piece: one save wins, no text and no comment is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections
from django.test import Client

from authors.models import Role
from editorial.models import Comment, Status, Unsaved
from tests.conftest import staff
from tests.factories import make_submission

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time"
    ),
]
TEN = range(10)


def test_ten_editors_save_and_comment_at_once(transactional_db):
    piece = make_submission(Status.ACCEPTED, body="One two three.\n\nFour five six.")
    people = [staff(f"Editor{n}", Role.EDITOR) for n in TEN]
    browsers = [Client() for _ in TEN]
    for browser, person in zip(browsers, people, strict=True):
        browser.force_login(person)
    start, answers = threading.Barrier(len(people)), {}

    def work(n):
        browser, url = browsers[n], f"/admin/desk/{piece.pk}/"
        mine = f"One two three, said editor {n}.\n\nFour five six."
        start.wait(20)
        typed = {"typed": {"body": mine, "reason": ""}, "base": 1, "version": 0}
        browser.post(f"{url}unsaved/", typed, "application/json")
        said = {"paragraph": 1, "revision": 1, "quote": "five", "text": f"Why, {n}?"}
        told = browser.post(f"{url}comments/", said)
        saved = browser.post(f"{url}text/", {"base": 1, "body": mine})
        answers[n] = (told.status_code, saved.status_code, saved.content.decode())
        connections.close_all()

    threads = [threading.Thread(target=work, args=(n,)) for n in TEN]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert [answers[n][0] for n in TEN] == [302] * 10
    assert sorted(answers[n][1] for n in TEN) == [302] + [409] * 9
    piece.refresh_from_db()
    assert piece.revisions.count() == 2
    for n in TEN:
        if answers[n][1] == 409:
            page = answers[n][2]
            assert f"said editor {n}." in page
            assert piece.latest.body.split("\n")[0] in page
    assert {each.text for each in Comment.objects.all()} == {f"Why, {n}?" for n in TEN}
    assert Unsaved.objects.count() == 9  # nobody's who lost the race is thrown away
    assert piece.acts.count() == len(set(piece.acts.values_list("number", flat=True)))
