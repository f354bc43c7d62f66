"""Who is here, what was typed and not saved, and what is new since one last read."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from editorial import presence, revisions
from editorial.models import LastRead, Presence, Status, Unsaved
from tests.factories import make_submission

pytestmark = pytest.mark.django_db

WINDOW = "window-of-mine"


@pytest.fixture
def piece(omar):
    return make_submission(Status.ACCEPTED, editor=omar, body="One two three.")


def url(piece, part=""):
    return f"/admin/desk/{piece.pk}/{part}"


def tell(client, piece, **said):
    return client.post(
        url(piece, "here/"), {"window": WINDOW} | said, "application/json"
    )


def type_(client, piece, body, version=0, base=1):
    said = {"typed": {"body": body, "reason": "Why"}, "base": base, "version": version}
    return client.post(url(piece, "unsaved/"), said, "application/json")


def test_who_else_is_here_reads_or_types_until_they_leave_or_fall_silent(
    client, piece, omar, edith, checker
):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.force_login(edith)
        tell(client, piece, editing=True)
        client.force_login(checker)
        tell(client, piece, editing=True)  # whoever may not edit only reads
        client.force_login(omar)

        assert tell(client, piece).json() == {
            "here": "Edith is typing here. Fay is reading."
        }
        assert "Edith is typing here." in client.get(url(piece)).content.decode()

        client.force_login(edith)
        tell(client, piece, gone=True)
        assert presence.others(piece, omar) == "Fay is reading."
    with time_machine.travel(now + dt.timedelta(seconds=41), tick=False):
        assert presence.others(piece, omar) == ""
    with time_machine.travel(now + dt.timedelta(hours=2), tick=False):
        assert presence.forget() == 2
    assert not Presence.objects.exists()


def test_nonsense_from_a_window_is_refused(client, piece, omar):
    client.force_login(omar)

    for said in ("[]", '{"window": 7}', "{", '{"window": "<b>"}'):
        answer = client.post(url(piece, "here/"), said, "application/json")
        assert answer.status_code == 400
    answer = client.post(url(piece, "unsaved/"), {"typed": "x"})
    assert answer.status_code == 400


def test_what_was_typed_is_kept_offered_again_and_never_a_revision(client, piece, omar):
    client.force_login(omar)

    assert type_(client, piece, "One two mine.").json()["version"] == 1
    assert type_(client, piece, "One two mine!", version=1).json()["version"] == 2

    assert piece.revisions.count() == 1
    page = client.get(url(piece)).content.decode()
    assert "You typed this on" in page
    assert "from revision 1" in page
    assert "One two mine!</textarea>" not in page
    again = client.get(url(piece), {"view": "edit", "typed": "again"})
    assert again.context["form"].initial["body"] == "One two mine!"
    client.post(url(piece, "text/"), {"base": 1, "body": "One two mine!"})
    assert not Unsaved.objects.exists()


def test_another_window_or_a_colleagues_save_stops_it_and_loses_nothing(
    client, piece, omar, edith
):
    client.force_login(omar)
    type_(client, piece, "One two mine.")

    second = type_(client, piece, "From an older window.")
    revisions.save(piece, {"body": "One two hers."}, by=edith, base=1)
    third = type_(client, piece, "One two mine, more.", version=1)

    assert (second.status_code, third.status_code) == (409, 409)
    assert "Edith saved revision 2" in third.json()["sentence"]
    assert Unsaved.objects.get().typed["body"] == "One two mine, more."
    again = client.get(url(piece), {"view": "edit", "typed": "again"})
    base = again.context["form"].initial["base"]
    stale = client.post(
        url(piece, "text/"), {"base": base, "body": "One two mine, more."}
    )
    assert stale.status_code == 409
    assert "One two hers." in stale.content.decode()


def test_nobody_else_is_offered_it_and_it_can_be_thrown_away(
    client, piece, omar, edith
):
    client.force_login(omar)
    type_(client, piece, "Mine alone.")
    client.force_login(edith)
    assert "Mine alone." not in client.get(url(piece)).content.decode()

    client.force_login(omar)
    client.post(url(piece, "unsaved/"), {"do": "forget"})

    assert not Unsaved.objects.exists()


def test_a_checker_keeps_nothing_unsaved(client, piece, checker):
    client.force_login(checker)

    assert type_(client, piece, "Not theirs.").status_code == 409
    assert not Unsaved.objects.exists()


def test_what_others_changed_since_one_last_read_stands_until_one_says_so(
    client, piece, omar, edith
):
    client.force_login(omar)
    assert "since you last read it" not in client.get(url(piece)).content.decode()
    revisions.save(piece, {"body": "One two hers."}, by=edith, base=1)

    tell(client, piece)  # a window that is only open reads nothing
    client.head(url(piece))
    client.get(url(piece))
    page = client.get(url(piece)).content.decode()
    odd = client.post(url(piece, "have-read/"), {"revision": "9"})
    revisions.save(piece, {"body": "One two hers, again."}, by=edith, base=2)
    client.post(url(piece, "have-read/"), {"revision": "2"})  # as the page showed it
    newer = client.get(url(piece)).content.decode()
    client.post(url(piece, "have-read/"), {"revision": "3"})
    client.post(url(piece, "have-read/"), {"revision": "1"})
    revisions.save(piece, {"body": "Mine."}, by=omar, base=3)

    assert "The text has changed since you last read it" in page
    assert "?view=redline&amp;against=1" in page
    assert odd.status_code == 404
    assert "?view=redline&amp;against=2" in newer
    assert "since you last read it" not in client.get(url(piece)).content.decode()
    assert LastRead.objects.get(user=omar).revision.number == 4
