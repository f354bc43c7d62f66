"""Who gets heard: in groups, and nothing of one person however one reckons."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import itertools
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib import admin
from django.db import IntegrityError, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.models import Article, Section
from authors.models import SelfDescription
from editorial import statistics
from editorial.desk import figures
from editorial.models import Action, HeardMonth, Promise, Status, Submission
from editorial.statistics.heard import Person, answers, by_section, fitting
from editorial.statistics.hiding import FEW, gathered, hidden
from editorial.statistics.kept import apart
from tests.editorial.test_together import together
from tests.factories import make_contributor, make_section, make_submission

pytestmark = pytest.mark.django_db
PAGE = "/account/profile/"
OWN = f"{PAGE}described/"
OCTOBER = dt.datetime(2026, 10, 14, 10, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
NOVEMBER = OCTOBER + dt.timedelta(days=30)
DECEMBER = NOVEMBER + dt.timedelta(days=30)


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
@example([[13, 7], [9, 3], [5, 0]])  # 7 is 20 less 13, and then 3 are all the others
def test_no_cell_that_is_hidden_and_no_small_sum_of_them_can_be_reckoned(cells):
    gone = hidden(cells)

    small = {
        (r, c) for r, row in enumerate(cells) for c, n in enumerate(row) if n < FEW
    }
    assert small <= gone
    for line in (0, 1):  # along the lines, along the columns
        together = Counter()
        for place in gone:
            together[place[line]] += cells[place[0]][place[1]]
        assert all(count >= FEW for count in together.values())
    undecided = set(gone)
    for other in others_that_fit(cells, gone):
        undecided -= {(r, c) for r, c in undecided if other[r][c] != cells[r][c]}
        if not undecided:
            break
    assert not undecided


def shown_in(table):
    """What a reader of the file has: its head, its sums if any, and its lines."""
    answer = figures.as_file(table, "x").content.decode("utf-8-sig")
    head, *lines = csv.reader(answer.splitlines())
    read = [[None if c == "hidden" else int(c) for c in line[1:]] for line in lines]
    sums = read.pop(0) if len(read) > 1 else read[0] if read else []
    return head[1:], sums, read


def may_be(lines, sums):
    """Each hidden cell, with every number that it may be: parts of a line make up its
    people, and those of a column its sum."""
    for n, line in enumerate(lines):
        ways, ends = ({tuple(0 for _ in sums[1:])}, {tuple(sums[1:])})
        for each in lines[:n]:
            ways = {plus(way, part) for way in ways for part in parts_of(each, sums)}
        for each in lines[n + 1 :]:
            ends = {plus(e, p, -1) for e in ends for p in parts_of(each, sums)}
        ends = {end for end in ends if min(end, default=0) >= 0}
        fits = [
            p for p in parts_of(line, sums) if any(plus(w, p) in ends for w in ways)
        ]
        for column, cell in enumerate(line[1:]):
            if cell is None:
                yield {part[column] for part in fits}


def plus(some, others, sign=1):
    return tuple(a + sign * b for a, b in zip(some, others, strict=True))


@functools.cache
def _parts(people, cells, most):
    if not cells:
        return [()] if not people else []
    own = range(min(people, most[0]) + 1) if cells[0] is None else [cells[0]]
    return [
        (n, *rest)
        for n in own
        if n <= people
        for rest in _parts(people - n, cells[1:], most[1:])
    ]


def parts_of(line, sums):
    return _parts(line[0], tuple(line[1:]), tuple(sums[1:]))


GROUPS = ("woman", "man", "other", "")
people_of_a_year = st.lists(
    st.tuples(st.sampled_from(GROUPS), st.integers(0, 2)), min_size=5, max_size=32
)


def nothing_small_follows(table):
    head, sums, lines = shown_in(table)
    width = next((n for n, name in enumerate(head) if "pitch" in name), len(head))
    for own in (range(width), *([0, n] for n in range(max(width, 1), len(head)))):
        cells = [[line[n] for n in own] for line in lines]
        if len(own) == 2 and cells:  # of some it is true, and of the rest not
            cells = [[c[0], c[1], None if c[1] is None else c[0] - c[1]] for c in cells]
            whole = [sums[own[0]], sums[own[1]]]
            if whole[1] is None:
                assert all(c[1] is None for c in cells)
                continue
            whole.append(whole[0] - whole[1])
            if not whole[2]:  # true of everybody
                continue
        else:
            whole = [sums[n] for n in own if n < len(sums)]
        assert not whole or min(whole) >= FEW
        assert all(c is None or c >= FEW for row in cells for c in row)
        for numbers in may_be(cells, whole) if cells else ():
            assert len(numbers) > FEW
            assert max(numbers) >= FEW


@settings(max_examples=30, deadline=None)
@given(people_of_a_year)
def test_whoever_knows_a_page_can_reckon_no_small_number_from_it(who):
    came = {n: stage for n, (_, stage) in enumerate(who)}
    said = {
        n: {"gender": each, "age": "", "sector": "", "region": each}
        for n, (each, _) in enumerate(who)
    }
    outcomes = next(fitting(came.values()))
    people = {
        n: Person(0, (stage, 0, -GROUPS.index(each)), has_pitched=n % 3 > 0)
        for n, (each, stage) in enumerate(who)
    }
    names = dict(enumerate(("River", "City", "Economy", "Books")))

    for table in (
        *answers(came, said, outcomes),
        by_section(people, names, set(range(0, len(who), 4)), outcomes),
    ):
        nothing_small_follows(table)


def test_groups_that_are_too_small_are_joined_until_none_can_be_reckoned():
    assert gathered({"a": [9], "b": [3], "c": [0]}) == ({}, (12,))
    assert gathered({"a": [9], "b": [3], "c": [4]}) == ({"a": (9,)}, (7,))
    assert gathered({"a": [9], "b": [4], "c": [4]}) == ({}, (17,))  # 8 is twice 4
    assert gathered({"a": [9], "b": [5]}) == ({"a": (9,), "b": (5,)}, None)


def wrote(count, section, *, accepted=0, at=OCTOBER, **said):
    """So many people who sent a piece then; the first of them were accepted."""
    for n in range(count):
        user = make_contributor(f"Person {n}")
        piece = Submission.objects.create(
            contributor=user,
            section=section,
            status=Status.DECLINED,
            submitted_at=at,
            purged_at=at,
        )
        Promise.objects.create(
            submission=piece,
            made_at=at,
            due_at=at,
            answered_at=at,
            answered_with=Action.ACCEPT if n < accepted else Action.DECLINE,
        )
        if said:
            with time_machine.travel(at, tick=False):
                statistics.describe(user.author, said)
    type(user).objects.update(date_joined=OCTOBER)


def told(at=NOVEMBER):
    return {
        each.key: {row.name: row.cells for row in each.rows}
        for each in statistics.heard(at).tables
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
        "All of them": (25, 16, 9, None, 25),
        "City": (6, None, None, None, 6),  # 5 and 1
        "River": (19, None, None, None, 19),
    }
    assert shown["new"] == {"First time": (25, 16, 9)}


def test_those_who_could_not_be_asked_are_no_difference_of_two_tables(publisher):
    wrote(12, make_section(), accepted=6, gender="woman")
    closed = Submission.objects.order_by("pk").values("contributor_id")[:2]
    users = type(publisher).objects.filter(pk__in=[c["contributor_id"] for c in closed])
    users.update(is_active=False)

    shown = told()

    assert shown["gender"] == {"Woman": (10,)}
    assert shown["new"] == {"First time": (10,)}


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
    assert told(DECEMBER)["sections"] != before["sections"]


def test_what_is_taken_back_before_a_month_is_over_is_in_no_page(publisher):
    wrote(7, make_section(), age="65+")
    one, other = Submission.objects.all()[:2]
    statistics.forget(one.contributor.author)
    type(publisher).objects.filter(pk=other.contributor_id).update(is_active=False)

    assert statistics.forget_closed() == 1
    assert told()["age"] == {}  # 5 and 1, who did not say; one cannot be asked
    assert SelfDescription.objects.count() == 5


def page_and_files(client, reader, month=""):
    client.force_login(reader)
    page = client.get(f"/admin/desk/heard/{month}")
    files = {
        client.get(address)["Content-Disposition"]: client.get(address).content
        for _, address in page.context_data["figures"]
    }
    return [figure for figure, _ in page.context_data["figures"]], files


def test_a_closed_month_stands_whatever_becomes_of_people_and_pieces(client, publisher):
    river, city = make_section(name="River"), make_section(name="City")
    wrote(8, river, accepted=6, gender="woman", age="65+")
    wrote(9, city, gender="man", age="65+")
    pieces = list(Submission.objects.select_related("contributor__author"))
    out = make_submission(
        Status.CLEARED, contributor=make_contributor("Nita"), section=river
    )
    Submission.objects.filter(pk=out.pk).update(submitted_at=OCTOBER)
    Article.objects.update(publish_at=OCTOBER)
    client.force_login(publisher)
    with time_machine.travel(NOVEMBER, tick=False):
        assert statistics.keep_month()
        before, files = page_and_files(client, publisher)

    statistics.forget(pieces[1].contributor.author)
    type(publisher).objects.filter(pk=pieces[2].contributor_id).update(is_active=False)
    statistics.forget_closed()
    Submission.objects.filter(pk__in=[p.pk for p in pieces[3:7]]).update(section=city)
    Section.objects.filter(pk=river.pk).update(name="Sea")
    Article.objects.update(publish_at=NOVEMBER)
    Promise.objects.all().delete()

    with time_machine.travel(NOVEMBER + dt.timedelta(days=2), tick=False):
        assert not statistics.keep_month()
        assert page_and_files(client, publisher) == (before, files)
    with time_machine.travel(DECEMBER, tick=False):
        now, _ = page_and_files(client, publisher)
        assert page_and_files(client, publisher, "?month=2026-10") == (before, files)
        for unknown in ("2026-09", "2026-13", "x"):
            assert client.get(f"/admin/desk/heard/?month={unknown}").status_code == 404
    assert len(files) == 6
    assert now != before
    with pytest.raises(IntegrityError), transaction.atomic():
        HeardMonth.objects.update(tables=[])


def test_answers_stand_until_five_more_have_come(publisher):
    river = make_section()
    wrote(9, river, gender="woman")
    before = told()
    wrote(4, river, at=NOVEMBER, gender="man")
    late = Submission.objects.order_by("pk").first().contributor
    statistics.forget(late.author)
    type(publisher).objects.filter(pk=late.pk).update(is_active=False)

    four_more = told(DECEMBER)
    wrote(5, river, at=DECEMBER, gender="man")
    one_gone = told(DECEMBER + dt.timedelta(days=30))
    type(publisher).objects.filter(pk=late.pk).update(is_active=True)
    nine_more = told(DECEMBER + dt.timedelta(days=60))

    assert before["gender"] == {"Woman": (9,)}
    assert (four_more["gender"], four_more["new"]) == (
        {"Woman": (9,)},
        {"First time": (13,)},
    )
    [row] = HeardMonth.objects.filter(month="2026-11-01")
    assert row.said_month == dt.date(2026, 10, 1)
    says = {each.key: each.says for each in statistics.heard_in(row.month).tables}
    assert says["gender"].startswith("As counted at the end of October 2026")
    assert "October" not in says["new"] + says["sections"]
    assert one_gone["gender"] == {"Woman": (9,)}
    assert nine_more["gender"] == {
        "All of them": (18,),
        "Man": (9,),
        "Others, taken together": (9,),
    }


stages = st.dictionaries(st.integers(0, 30), st.integers(0, 2), min_size=5)


@settings(max_examples=30, deadline=None)
@given(then=stages, now=stages, joined=st.integers(0, 20), closed=st.integers(0, 30))
def test_no_difference_of_two_counts_of_answers_is_that_of_a_few(
    then, now, joined, closed
):
    now |= {100 + n: n % 3 for n in range(joined)}
    now.pop(closed, None)
    first = next(fitting(then.values()))
    sizes = {of: sum(stage in of for stage in then.values()) for _, of in first}
    still = {pk: stage for pk, stage in then.items() if pk != closed}

    second = apart(now, [(sizes, still)])

    columns = [set(of) for of in (*sizes, *(of for _, of in second))]
    for n in (1, 2, 3) if second else ():
        for read in map(set, itertools.combinations(range(3), n)):
            if all(of <= read or not of & read for of in columns):  # in both
                here = {pk for pk, stage in now.items() if stage in read}
                were = {pk for pk, stage in then.items() if stage in read}
                assert len(here - were) >= FEW
                assert len(were - here) not in range(1, FEW)


@pytest.mark.django_db(transaction=True)
def test_two_who_count_a_month_at_once_keep_it_once_and_read_the_same():
    wrote(6, make_section(), gender="woman")

    pages = together(*[lambda: statistics.heard(NOVEMBER)] * 4)

    assert HeardMonth.objects.count() == 1
    assert [each.tables for each in pages] == [statistics.heard(NOVEMBER).tables] * 4


def test_of_fewer_than_five_nothing_is_shown(client, publisher):
    wrote(4, make_section(), gender="woman")
    client.force_login(publisher)

    assert statistics.heard(NOVEMBER).tables == ()
    with time_machine.travel(NOVEMBER, tick=False):
        page = client.get("/admin/desk/heard/").content.decode()
    assert "Fewer than 5 people" in page
    assert "Woman" not in page


def test_more_people_cost_no_more_queries(db, django_assert_num_queries):
    river = make_section()
    wrote(6, river, sector="press")
    with django_assert_num_queries(8):
        statistics.keep_month(NOVEMBER)
    wrote(12, river, sector="state")

    with django_assert_num_queries(10):  # and two for the month before
        statistics.keep_month(DECEMBER)
    with django_assert_num_queries(1):
        statistics.heard(DECEMBER)


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
