"""Working through the pile: the table, filters, kept filters, reading."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from editorial import holds
from editorial.desk import filters, kept, queue
from editorial.models import SavedFilter, Status, Submission
from tests.factories import (
    make_article,
    make_contributor,
    make_format,
    make_section,
    make_submission,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


def shown(response):
    return [row["headline"] for row in response.context["rows"]]


def change(piece, **fields):
    Submission.objects.filter(pk=piece.pk).update(**fields)
    return piece


def test_the_queue_as_a_table_is_chosen_once_and_kept(desk):
    make_submission(headline="One")

    first = desk.get("/admin/?form=table").content.decode()
    again = desk.get("/admin/").content.decode()
    back = desk.get("/admin/?form=board").content.decode()

    assert "queue-table" in first
    assert "queue-table" in again
    assert "queue-table" not in back


def test_the_table_is_ordered_by_any_of_its_columns_both_ways(desk, omar):
    soon = timezone.now() + dt.timedelta(hours=5)
    make_submission(
        headline="A", section=make_section(name="Alpha"), peg_until=soon, body="one two"
    )
    b = make_submission(headline="B", section=make_section(name="Beta"), body="one")
    holds.take(b, by=omar)
    change(b, answer_by=soon, tier=3)
    c = make_submission(Status.ACCEPTED, headline="C", body="one two three")
    change(c, section=make_section(name="Zeta"), answer_by=None, proposed_tier=2)
    orders = {}

    for sort in filters.SORTS:
        up = shown(desk.get("/admin/", {"sort": sort}))
        down = shown(desk.get("/admin/", {"sort": f"-{sort}"}))
        orders[sort] = ("".join(up), "".join(down))

    assert orders == {
        "peg": ("ABC", "ABC"),  # what has no peg stands last either way
        "answer": ("BAC", "ABC"),
        "section": ("ABC", "CBA"),
        "words": ("BAC", "CAB"),
        "stage": ("ABC", "CAB"),
        "holder": ("ACB", "BAC"),
        "tier": ("ACB", "BCA"),
    }


def test_what_others_saw_stands_on_the_line_in_words(desk):
    piece = make_submission(Status.ACCEPTED)
    change(
        piece,
        flags=["lawyer", "mentions-you", "other-hand"],
        tier=3,
        proposed_tier=1,
        tier_why="Candidate",
        lacks=0,
    )

    page = desk.get("/admin/?view=ready")

    [row] = page.context["rows"]
    assert [tag["words"] for tag in row["tags"]] == [
        "Lawyer to read",
        "File by another hand",
        "Ready",
    ]
    assert (row["tier"], row["tier_why"], row["stage"]) == (3, "Candidate", "Ready")
    assert "Tier 3" in page.content.decode()


def test_each_field_of_the_filter_narrows_the_queue(desk, omar, edith):
    river, column = make_section(name="River"), make_format(name="Long")
    regular = make_contributor("Ann Regular")
    make_article(authors=[regular.author])
    make_submission(headline="Floods", section=river, contributor=regular)
    held = make_submission(headline="Held", format=column)
    holds.take(held, by=edith)
    mine = change(make_submission(headline="Mine"), proposed_tier=1, tier=2)
    holds.take(mine, by=omar)
    change(held, flags=["claims", "lawyer"])

    def found(**asked):
        return set(shown(desk.get("/admin/", asked)))

    assert found(section=river.pk) == {"Floods"}
    assert found(holder="nobody") == {"Floods"}
    assert found(holder="me") == {"Mine"}
    assert found(holder=edith.pk) == {"Held"}
    assert found(tier=2) == {"Mine"}
    assert found(format=column.pk) == {"Held"}
    assert found(first="yes") == {"Held", "Mine"}
    assert found(noticed="lawyer") == {"Held"}
    assert found(noticed="law") == found()
    assert found(q="regular FLOO") == {"Floods"}
    assert found(q="ann mine") == set()
    assert found(view="mine", q="held") == set()


@pytest.mark.parametrize("nonsense", ["x' OR 1=1 --", "9" * 30, "-1", "<script>", "٣"])
def test_what_nobody_knows_is_not_asked(desk, nonsense):
    make_submission(headline="One")

    names = {"section", "holder", "tier", "format", "noticed", "first", "sort"}
    page = desk.get("/admin/", dict.fromkeys(names | {"view", "form"}, nonsense))

    assert shown(page) == ["One"]
    assert not page.context["asked"].is_narrowed


def test_a_filter_is_kept_under_a_name_with_its_count(desk, omar, edith):
    make_submission(headline="Held")
    holds.take(Submission.objects.get(), by=omar)
    make_submission(headline="Free")

    answer = desk.post("/admin/desk/filters/", {"name": " Mine, now ", "holder": "me"})
    desk.post("/admin/desk/filters/", {"name": "Mine, now", "holder": "me"})  # twice
    page = desk.get(answer["Location"])

    [(row, _, count, is_current)] = page.context["kept"]
    assert (row.name, row.asks, count, is_current) == (
        "Mine, now",
        {"holder": "me"},
        1,
        True,
    )
    assert shown(page) == ["Held"]
    desk.force_login(edith)
    assert desk.get("/admin/").context["kept"] == []


def test_kept_filters_are_renamed_moved_and_deleted_by_their_owner_only(desk, edith):
    for name in ("One", "Two"):
        desk.post("/admin/desk/filters/", {"name": name, "q": name})
    one, two = SavedFilter.objects.all()

    desk.post(f"/admin/desk/filters/{two.pk}/", {"do": "up"})
    desk.post(f"/admin/desk/filters/{one.pk}/", {"do": "rename", "name": "First"})
    taken = desk.post(f"/admin/desk/filters/{one.pk}/", {"do": "rename", "name": "Two"})
    names = [row.name for row in SavedFilter.objects.all()]
    desk.post(f"/admin/desk/filters/{two.pk}/", {"do": "delete"})
    desk.force_login(edith)
    other = desk.post(f"/admin/desk/filters/{one.pk}/", {"do": "delete"})

    assert names == ["Two", "First"]
    assert (taken.status_code, other.status_code) == (422, 404)
    assert kept.TAKEN in taken.content.decode()
    assert [row.name for row in SavedFilter.objects.all()] == ["First"]


@pytest.mark.parametrize(
    ("typed", "why"), [("", kept.NO_NAME), ("x" * 41, kept.TOO_LONG)]
)
def test_a_filter_without_a_fit_name_is_not_kept_and_nothing_is_lost(desk, typed, why):
    answer = desk.post("/admin/desk/filters/", {"name": typed, "q": "river"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert 'name="q" value="river"' in page
    assert not SavedFilter.objects.exists()


def test_so_many_are_kept_and_no_more(desk):
    for number in range(kept.MOST):
        desk.post("/admin/desk/filters/", {"name": f"F{number}", "tier": "2"})

    full = desk.post("/admin/desk/filters/", {"name": "One more", "tier": "2"})

    assert kept.FULL in full.content.decode()
    assert SavedFilter.objects.count() == kept.MOST


def test_the_board_asks_the_same_with_eight_filters_as_with_none(
    desk, omar, django_assert_num_queries
):
    def cost():
        for address in ("/admin/?q=a", "/admin/?form=table&q=a&sort=words"):
            with django_assert_num_queries(16):
                desk.get(address)

    desk.get("/admin/?form=table")
    make_submission()
    cost()
    for number in range(kept.MOST):
        asks = {"q": f"a{number}", "first": "yes", "holder": "me"}
        SavedFilter.objects.create(user=omar, name=str(number), asks=asks)
    for _ in range(2):
        holds.take(make_submission(), by=omar)
    cost()


def test_the_whole_text_is_read_beside_the_list(desk):
    first = make_submission(headline="First", body="Some **strong** words.")
    second = make_submission(headline="Second")

    page = desk.get(f"/admin/desk/{first.pk}/read/?holder=nobody")

    assert shown(page) == ["First", "Second"]
    assert "<strong>strong</strong>" in page.content.decode()
    assert page.context["before"] == ""
    assert page.context["after"] == f"/admin/desk/{second.pk}/read/?holder=nobody"


def test_only_the_pane_comes_for_a_script(desk):
    make_submission(headline="First")
    second = make_submission(headline="Second")

    pane = desk.get(f"/admin/desk/{second.pk}/read/?part=pane").content.decode()

    assert "<html" not in pane
    assert "Second" in pane
    assert "2 of 2" in pane


def test_the_pane_costs_the_same_whatever_waits(desk, django_assert_num_queries):
    piece = make_submission()

    def cost():
        with django_assert_num_queries(9):
            desk.get(f"/admin/desk/{piece.pk}/read/?part=pane")
        with django_assert_num_queries(13):
            desk.get(f"/admin/desk/{piece.pk}/read/")

    cost()
    for _ in range(2):
        make_submission()
    cost()


def test_a_hostile_text_is_only_text_in_the_list_and_the_pane(desk):
    nasty = '"><img src=x onerror="alert(1)">'
    piece = make_submission(headline=nasty, body=f"{nasty}\n\n<script>1</script>")

    for address in (
        f"/admin/desk/{piece.pk}/read/",
        f"/admin/desk/{piece.pk}/read/?part=pane",
        f"/admin/desk/{piece.pk}/pass/?part=letter",
        "/admin/?form=table",
    ):
        page = desk.get(address).content.decode()
        assert "<img src=x" not in page
        assert "<script>1" not in page


def test_nobody_reads_their_own_piece_or_a_draft_here(desk, omar):
    own = make_submission(contributor=omar)
    draft = make_submission(Status.DRAFT)

    answers = [desk.get(f"/admin/desk/{each.pk}/read/") for each in (own, draft)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_single_keys_are_turned_off_by_each_for_themselves(desk, omar):
    desk.post("/admin/desk/keys/", {"next": "/admin/?view=mine"})
    omar.refresh_from_db()
    off = omar.uses_keys
    page = desk.get("/admin/").content.decode()

    answer = desk.post(
        "/admin/desk/keys/", {"uses_keys": "yes", "next": "https://evil.example/"}
    )

    omar.refresh_from_db()
    assert (off, omar.uses_keys) == (False, True)
    assert "data-keys=off" in page.replace('"', "") or "Single keys are off" in page
    assert answer["Location"] == "/admin/"


def test_the_days_in_a_stage_are_on_the_line(desk):
    piece = make_submission()
    change(piece, stage_since=timezone.now() - dt.timedelta(days=3, hours=1))

    [row] = desk.get("/admin/").context["rows"]

    assert row["stage_since"] == "3 days"
    assert queue.MOST_ROWS == 200
