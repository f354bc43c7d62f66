"""Who gets heard: in groups, and nothing of one person however one reckons."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib import admin
from hypothesis import given, settings
from hypothesis import strategies as st

from authors.models import SelfDescription
from editorial import statistics
from editorial.models import Action, Promise, Status, Submission
from editorial.statistics.hiding import FEW, gathered, hidden
from tests.factories import make_contributor, make_section

pytestmark = pytest.mark.django_db
PAGE = "/account/profile/"
OWN = f"{PAGE}described/"
OCTOBER = dt.datetime(2026, 10, 14, 10, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
NOVEMBER = OCTOBER + dt.timedelta(days=30)


def others_that_fit(cells, gone):
    """Every table of people that agrees with the sums and with what is shown."""
    sums = [sum(column) for column in zip(*cells, strict=True)]

    def lines(row, line):
        free = [c for c in range(len(row)) if (line, c) in gone]
        room = sum(row[c] for c in free)
        for parts in itertools.product(range(room + 1), repeat=len(free)):
            if sum(parts) == room:
                filled = list(row)
                for c, value in zip(free, parts, strict=True):
                    filled[c] = value
                yield tuple(filled)

    every = (list(lines(row, n)) for n, row in enumerate(cells))
    for table in itertools.product(*every):
        if [sum(column) for column in zip(*table, strict=True)] == sums:
            yield table


tables_of_people = (
    st.integers(2, 3)
    .flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 7), min_size=width, max_size=width),
            min_size=2,
            max_size=3,
        )
    )
    .filter(
        lambda cells: (
            all(sum(row) >= FEW for row in cells)
            and all(sum(column) >= FEW for column in zip(*cells, strict=True))
        )
    )
)


@settings(max_examples=30, deadline=None)
@given(tables_of_people)
def test_no_small_cell_can_be_reckoned_from_the_sums_and_the_cells_shown(cells):
    gone = hidden(cells)

    small = {
        (r, c) for r, row in enumerate(cells) for c, n in enumerate(row) if n < FEW
    }
    assert small <= gone
    undecided = set(small)
    for other in others_that_fit(cells, gone):
        undecided -= {(r, c) for r, c in undecided if other[r][c] != cells[r][c]}
        if not undecided:
            break
    assert not undecided


def test_groups_that_are_too_small_are_joined_until_none_can_be_reckoned():
    assert gathered({"a": [9], "b": [3], "c": [0]}) == ({}, (12,))
    assert gathered({"a": [9], "b": [3], "c": [4]}) == ({"a": (9,)}, (7,))
    assert gathered({"a": [9], "b": [4], "c": [4]}) == ({}, (17,))  # 8 is twice 4
    assert gathered({"a": [9], "b": [5]}) == ({"a": (9,), "b": (5,)}, None)


def wrote(count, section, *, accepted=0, **said):
    """So many people who sent a piece in October; the first of them were accepted."""
    for n in range(count):
        user = make_contributor(f"Person {n}")
        piece = Submission.objects.create(
            contributor=user,
            section=section,
            status=Status.DECLINED,
            submitted_at=OCTOBER,
            purged_at=OCTOBER,
        )
        Promise.objects.create(
            submission=piece,
            made_at=OCTOBER,
            due_at=OCTOBER,
            answered_at=OCTOBER,
            answered_with=Action.ACCEPT if n < accepted else Action.DECLINE,
        )
        if said:
            with time_machine.travel(OCTOBER, tick=False):
                statistics.describe(user.author, said)


def told(at=NOVEMBER):
    return {
        each.key: {row.name: row.cells for row in each.rows}
        for each in statistics.heard(at)
    }


def test_people_are_counted_in_groups_with_the_small_ones_hidden():
    river, city = make_section(name="River"), make_section(name="City")
    wrote(8, river, accepted=6, gender="woman", region="Kep")
    wrote(9, river, accepted=2, gender="man", region=" kep ")
    wrote(2, river, gender="other", region="Takeo")
    wrote(6, city, accepted=1)

    shown = told()

    everybody = {"All of them": (25, 16, 9)}  # nothing of it was published
    assert shown["gender"] == everybody | {
        "Man": (9, None, None),  # 7 and 2
        "Not said": (6, None, None),  # 5 and 1
        "Others, taken together": (10, None, None),  # 4 and 6, two of them others
    }
    assert shown["region"] == everybody | {
        "Not said": (6, None, None),  # 5 and 1
        "Others, taken together": (19, None, None),  # Kep, and two of Takeo
    }
    assert shown["sections"] == {
        "City": (None, 6, None, None, 6),
        "River": (None, 19, None, None, 19),
    }
    assert shown["new"] == {"First time": (25, 16, 9)}


def test_what_the_desk_does_later_changes_no_page_of_a_month():
    river = make_section()
    wrote(6, river, gender="woman")
    wrote(7, river, accepted=6, gender="man")
    before = told()

    late = Promise.objects.filter(answered_with=Action.DECLINE).first()
    Promise.objects.filter(pk=late.pk).update(
        answered_at=NOVEMBER, answered_with=Action.ACCEPT
    )

    assert told() == before
    assert told(NOVEMBER + dt.timedelta(days=30)) != before


def test_what_is_said_today_counts_from_next_month_and_is_gone_at_once(publisher):
    river = make_section()
    wrote(6, river)
    for row in Submission.objects.all():
        statistics.describe(row.contributor.author, {"age": "65+"})
    SelfDescription.objects.update(at=NOVEMBER)

    now, later = told(), told(NOVEMBER + dt.timedelta(days=30))
    assert now["age"] == {"Not said": (6,)}
    assert later["age"] == {"65 or older": (6,)}

    first, second, *_ = Submission.objects.order_by("pk")
    type(publisher).objects.filter(pk=first.contributor_id).update(is_active=False)
    assert told(NOVEMBER + dt.timedelta(days=30))["age"] == {}  # 5 and 1
    type(publisher).objects.filter(pk=second.contributor_id).update(is_active=False)

    assert statistics.forget_closed() == 2
    assert SelfDescription.objects.count() == 4


def test_of_fewer_than_five_nothing_is_shown(client, publisher):
    wrote(4, make_section(), gender="woman")
    client.force_login(publisher)

    assert statistics.heard(NOVEMBER) == []
    with time_machine.travel(NOVEMBER, tick=False):
        page = client.get("/admin/desk/heard/").content.decode()
    assert "Fewer than 5 people" in page
    assert "Woman" not in page


def test_more_people_cost_no_more_queries(db, django_assert_num_queries):
    river = make_section()
    wrote(6, river, sector="press")
    with django_assert_num_queries(4):
        statistics.heard(NOVEMBER)
    wrote(12, river, sector="state")

    with django_assert_num_queries(4):
        statistics.heard(NOVEMBER)


def test_somebody_says_of_themselves_what_they_like_changes_and_empties_it(client):
    user = make_contributor("Ana Author")
    client.force_login(user)

    client.post(OWN, {"gender": "woman", "region": "  Battambang "})
    row = SelfDescription.objects.get()
    assert (row.author, row.gender, row.age, row.region) == (
        *(user.author, "woman", ""),
        "Battambang",
    )
    assert 'value="Battambang"' in client.get(PAGE).content.decode()

    refused = client.post(OWN, {"gender": "tall", "region": "Kep"})
    assert refused.status_code == 422
    assert "Choose one of these" in refused.content.decode()
    assert 'value="Kep"' in refused.content.decode()

    client.post(OWN, {"age": "30-49"})
    assert SelfDescription.objects.values_list("gender", "age").get() == ("", "30-49")
    client.post(OWN, {"age": "30-49", "do": "empty"})
    client.post(OWN, {})
    assert not SelfDescription.objects.exists()


def test_a_visitor_says_nothing_and_a_user_without_a_profile_has_nothing(client, omar):
    assert client.post(OWN, {"gender": "woman"}).status_code == 401
    client.force_login(omar)

    assert client.post(OWN, {"gender": "woman"}).status_code == 404
    assert not SelfDescription.objects.exists()


def test_nobody_at_the_desk_meets_one_persons_answers(client, publisher):
    user = make_contributor("Ana Author")
    statistics.describe(user.author, {"sector": "health", "region": "Ratanakiri"})
    publisher.is_superuser = True
    publisher.save()
    client.force_login(publisher)
    author = user.author.pk

    pages = [
        f"/admin/authors/author/{author}/change/",
        f"/admin/authors/author/{author}/history/",
        "/admin/authors/author/?q=Ratanaki",
        f"/admin/authors/user/{user.pk}/change/",
        "/admin/authors/user/?q=Ratanaki",
        "/admin/admin/logentry/",
        "/admin/desk/heard/",
        "/admin/desk/statistics/",
    ]
    told = [client.get(page).content.decode() for page in pages]

    assert not any("Health or care" in page for page in told)
    assert not any("Ratanakiri" in page for page in told)
    assert SelfDescription not in admin.site._registry
    asked = {"self_description__region": "Ratanakiri"}
    listed = client.get("/admin/authors/author/", asked)
    assert (listed.status_code, "Ana Author" in listed.content.decode()) != (200, True)
