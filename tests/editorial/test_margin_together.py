"""Ten editors at once on one piece: one save wins, no text and no comment is lost."""

from __future__ import annotations

from functools import partial

import pytest
from django.test import Client

from authors.models import Role
from editorial.models import Comment, Status, Unsaved
from tests.conftest import staff
from tests.editorial.test_together import together
from tests.factories import make_submission

pytestmark = pytest.mark.django_db(transaction=True)
TEN = range(10)


def test_ten_editors_save_and_comment_at_once(transactional_db):
    piece = make_submission(Status.ACCEPTED, body="One two three.\n\nFour five six.")
    people = [staff(f"Ten{n}", Role.EDITOR) for n in TEN]
    browsers = [Client() for _ in TEN]
    for browser, person in zip(browsers, people, strict=True):
        browser.force_login(person)

    def work(n):
        browser, url = browsers[n], f"/admin/desk/{piece.pk}/"
        mine = f"One two three, said editor {n}.\n\nFour five six."
        typed = {"typed": {"body": mine, "reason": ""}, "base": 1, "version": 0}
        browser.post(f"{url}unsaved/", typed, "application/json")
        said = {"paragraph": 1, "revision": 1, "quote": "five", "text": f"Why, {n}?"}
        told = browser.post(f"{url}comments/", said)
        saved = browser.post(f"{url}text/", {"base": 1, "body": mine})
        return told.status_code, saved.status_code, saved.content.decode()

    answers = together(*[partial(work, n) for n in TEN])

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
