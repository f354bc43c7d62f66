"""One's own interests, on one's own page: added and ended, never deleted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from authors.models import Interest
from tests.factories import make_contributor

pytestmark = pytest.mark.django_db

PAGE = "/account/profile/"
ADD = f"{PAGE}interests/"


@pytest.fixture
def ana(client):
    user = make_contributor("Ana Author")
    client.force_login(user)
    return user.author


def test_an_interest_is_added_seen_and_ended_and_stays(client, ana):
    said = {"name": "Lumen <b>Ltd</b>", "relation": "guest of", "since": "2025-06-01"}
    client.post(ADD, said)
    client.post(ADD, said)
    row = Interest.objects.get()
    assert (row.by, row.is_declared, row.until) == (ana.user, True, None)
    assert "Lumen &lt;b&gt;" in client.get(PAGE).content.decode()

    client.post(f"{ADD}{row.pk}/", {f"end{row.pk}-until": "2026-01-31"})
    client.post(f"{ADD}{row.pk}/", {f"end{row.pk}-until": "2026-02-28"})

    row.refresh_from_db()
    assert row.until == dt.date(2026, 1, 31)
    assert "until 31 January 2026" in client.get(PAGE).content.decode()


def test_what_cannot_be_kept_is_said_and_stays_typed(client, ana):
    refused = client.post(
        ADD, {"name": "Lumen", "since": "2025-06-01", "until": "2024-01-01"}
    )

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Say what it is to you" in page
    assert 'value="Lumen"' in page

    row = Interest.objects.create(
        author=ana, name="Lumen", relation="guest of", since=timezone.localdate()
    )
    early = client.post(f"{ADD}{row.pk}/", {f"end{row.pk}-until": "2020-01-01"})
    assert "It ends before it begins." in early.content.decode()


def test_nobody_touches_anothers_and_what_the_desk_found_stays_at_the_desk(client, ana):
    other = make_contributor("Bo Other").author
    theirs = Interest.objects.create(author=other, name="Boeing", relation="paid by")
    found = Interest.objects.create(
        author=ana, name="Raytheon", relation="paid by", is_declared=False
    )

    answers = [client.post(f"{ADD}{row.pk}/") for row in (theirs, found)]
    page = client.get(PAGE).content.decode()

    assert [each.status_code for each in answers] == [404, 404]
    assert "Raytheon" not in page
    assert "Boeing" not in page
    client.logout()
    assert client.post(ADD, {"name": "X", "relation": "y"}).status_code == 401


def test_the_register_at_the_desk_is_struck_never_deleted_and_not_by_oneself(
    client, omar, ana, checker
):
    mine = make_contributor("Omar’s other name").author
    mine.user = omar
    mine.save()
    own = Interest.objects.create(author=mine, name="Lumen", relation="paid by")
    row = Interest.objects.create(author=ana, name="Raytheon", relation="paid by")
    address = "/admin/authors/interest/"
    strike = {"action": "strike", "_selected_action": [own.pk, row.pk]}

    client.force_login(checker)
    client.post(address, strike)
    assert Interest.objects.filter(struck_at=None).count() == 2
    client.force_login(omar)
    client.post(address, strike)
    page = client.get(address).content.decode()

    row.refresh_from_db()
    own.refresh_from_db()
    assert (row.struck_at is None, own.struck_at is None) == (False, True)
    assert "Struck" in page
    assert client.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{address}{own.pk}/change/").status_code == 200
    assert client.post(f"{address}{own.pk}/change/", {}).status_code == 403


def test_an_interest_entered_beside_a_profile_says_who_entered_it(client, omar, ana):
    client.force_login(omar)
    profile = {
        "name": ana.name,
        "pronoun": "her",
        **{f"affiliations-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")},
        "interests-TOTAL_FORMS": "1",
        "interests-INITIAL_FORMS": "0",
        "interests-0-name": "Lumen",
        "interests-0-relation": "guest of",
        "interests-0-is_declared": "on",
    }

    client.post(f"/admin/authors/author/{ana.pk}/change/", profile)

    assert Interest.objects.get().by == omar
