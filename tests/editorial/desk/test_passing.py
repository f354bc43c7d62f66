"""Passing on a column: its letter shown, sent once, many at a time."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from editorial import decisions, holds
from editorial.desk import passing
from editorial.models import Action, Decision, House, Letter, LetterTemplate, Status
from editorial.workflow import perform
from tests.editorial.test_together import together
from tests.factories import make_contributor, make_editor, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


@pytest.fixture
def template(db):
    return LetterTemplate.objects.create(
        kind="decline",
        name="Not for us",
        reason="no room",
        subject="About “{headline}”",
        body="Dear {name},\n\nNot this time.\n\n{editor}",
    )


def sent(page, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', page.content.decode())


def shown_and_sent(desk, piece, **beside):
    """Two keystrokes: the letter is asked for, then sent as it came."""
    letter = desk.get(f"/admin/desk/{piece.pk}/pass/?part=letter&next=/admin/")
    form = {name: sent(letter, name)[0] for name in ("seen", "shown", "template")}
    return desk.post(f"/admin/desk/{piece.pk}/pass/", form | beside)


def test_the_first_keystroke_shows_the_letter_and_whom_it_goes_to(desk, template):
    piece = make_submission(headline="Rice")

    page = desk.get(f"/admin/desk/{piece.pk}/pass/?part=letter").content.decode()

    assert f"Goes to Ines Duarte, {piece.contributor.email}" in page
    assert "About “Rice”" in page
    assert "Dear Ines Duarte,\n\nNot this time.\n\nOmar" in page
    assert not Letter.objects.filter(kind="declined").exists()


def test_the_second_sends_it_once_with_its_reason_on_record(desk, template, omar):
    piece = make_submission(headline="Rice")

    answer = shown_and_sent(desk, piece, next="/admin/?view=unclaimed")

    piece.refresh_from_db()
    act = piece.acts.get(action=Action.DECLINE)
    letter = Letter.objects.get(kind="declined")
    assert piece.status == Status.DECLINED
    assert (act.by, act.note) == (omar, "no room")
    assert act.data["reason"] == "no room"
    assert letter.body.strip() == "Dear Ines Duarte,\n\nNot this time.\n\nOmar"
    assert answer["Location"] == "/admin/?view=unclaimed"


def test_inside_the_undo_window_it_waits_and_the_board_says_so(desk, template):
    House.objects.create(pk=1, undo_minutes=10)
    piece = make_submission(headline="Rice")

    page = desk.get(shown_and_sent(desk, piece, next="/admin/")["Location"])
    undone = desk.post(f"/admin/desk/{piece.pk}/decision/", {"do": "undo"})

    [row] = page.context["rows"]
    assert row["stage"].startswith("Passed, leaves today")
    assert (row["may_take"], row["may_pass"]) == (False, False)
    assert "Passed “Rice”. Your letter leaves today" in page.content.decode()
    assert undone.status_code == 302
    assert not Decision.objects.exists()
    assert not Letter.objects.filter(kind="declined").exists()


def test_undoing_on_the_board_leads_back_to_its_filter_and_nowhere_else(desk, template):
    House.objects.create(pk=1, undo_minutes=10)
    piece, other = make_submission(), make_submission()
    for each in (piece, other):
        shown_and_sent(desk, each)
    board = desk.get("/admin/?q=headline&sort=words")
    asked = board.context["asked"].address
    undo = {"do": "undo", "from": "board", "next": asked}
    elsewhere = undo | {"do": "send", "next": "https://evil.example/admin/"}

    back = desk.post(f"/admin/desk/{piece.pk}/decision/", undo)
    home = desk.post(f"/admin/desk/{other.pk}/decision/", elsewhere)

    assert "q=headline" in asked
    assert set(sent(board, "next")) == {asked, asked.replace("&", "&amp;")} - {
        asked if "&" in asked else ""
    }
    assert back["Location"] == asked
    assert home["Location"] == "/admin/"


def test_what_a_template_cannot_fill_in_is_said_before_its_letter_goes(desk, template):
    first = LetterTemplate.objects.create(
        kind="decline", name="Later", subject="No", body="Dear {naem}, no.", position=9
    )
    piece = make_submission()
    why = "{naem} stands for nothing here."
    ask = f"?template={first.pk}"

    one = desk.get(f"/admin/desk/{piece.pk}/pass/{ask}").content.decode()
    pane = desk.get(f"/admin/desk/{piece.pk}/pass/{ask}&part=letter").content.decode()
    many = desk.get(f"/admin/desk/pass/{ask}&piece={piece.pk}").content.decode()
    plain = desk.get(f"/admin/desk/{piece.pk}/pass/").content.decode()
    words = desk.get(f"/admin/desk/{piece.pk}/decline/{ask}").content.decode()

    assert [why in page for page in (one, pane, many, words)] == [True] * 4
    assert f"/decline/{ask}" in one
    assert "Dear , no." in words
    assert why not in plain


def test_the_same_button_twice_sends_once(desk, template):
    piece = make_submission()
    page = desk.get(f"/admin/desk/{piece.pk}/pass/")
    form = {name: sent(page, name)[0] for name in ("seen", "shown", "template")}

    for _ in range(2):
        answer = desk.post(f"/admin/desk/{piece.pk}/pass/", form)

    told = desk.get(answer["Location"]).content.decode()
    assert Letter.objects.filter(kind="declined").count() == 1
    assert "moved on" not in told


def test_a_letter_that_reads_otherwise_by_now_is_shown_again(desk, template):
    piece = make_submission()
    page = desk.get(f"/admin/desk/{piece.pk}/pass/")
    form = {name: sent(page, name)[0] for name in ("seen", "shown", "template")}
    LetterTemplate.objects.update(body="Dear {name},\n\nGo away.")

    answer = desk.post(f"/admin/desk/{piece.pk}/pass/", form)

    assert answer.status_code == 409
    assert passing.CHANGED in answer.content.decode()
    assert not Letter.objects.filter(kind="declined").exists()


def test_what_moved_meanwhile_is_not_passed_and_the_editor_is_told(
    desk, template, edith
):
    piece = make_submission()
    page = desk.get(f"/admin/desk/{piece.pk}/pass/")
    form = {name: sent(page, name)[0] for name in ("seen", "shown", "template")}
    perform(piece, Action.ACCEPT, by=edith)

    told = desk.post(f"/admin/desk/{piece.pk}/pass/", form, follow=True)
    part = desk.get(f"/admin/desk/{piece.pk}/pass/?part=letter")

    piece.refresh_from_db()
    assert piece.status == Status.ACCEPTED
    assert "Edith accepted it" in told.content.decode()
    assert part.status_code == 409


def test_without_a_template_the_house_letter_goes(desk):
    piece = make_submission()

    shown_and_sent(desk, piece)

    assert "Ines Duarte" in Letter.objects.get(kind="declined").body


def test_those_who_only_look_see_no_way_to_pass(
    client, template, copy_editor, checker, counsel
):
    piece = make_submission()
    answers = []

    for person in (copy_editor, checker, counsel):
        client.force_login(person)
        [row] = client.get("/admin/").context["rows"]
        answers.append(
            (
                row["may_pass"],
                client.get(f"/admin/desk/{piece.pk}/pass/").status_code,
                client.post(f"/admin/desk/{piece.pk}/pass/").status_code,
                client.post("/admin/desk/pass/", {"piece": piece.pk}).status_code,
            )
        )

    piece.refresh_from_db()
    assert answers == [(False, 403, 403, 403)] * 3
    assert piece.status == Status.SUBMITTED


def test_several_are_shown_with_their_names_and_those_left_out_with_why(
    desk, omar, edith, template
):
    going = make_submission(contributor=make_contributor("Ann Going"), headline="Go")
    held = make_submission(headline="Held")
    holds.take(held, by=edith)
    done = make_submission(Status.ACCEPTED, headline="Accepted")
    own = make_submission(contributor=omar, headline="Own")

    keys = [going.pk, held.pk, done.pk, own.pk, going.pk, "x", "9" * 30]
    page = desk.get("/admin/desk/pass/", {"piece": keys})

    said = page.content.decode()
    assert [each.piece for each in page.context["going"]] == [going]
    assert "Dear Ann Going," in said
    assert "Pass 1 column<" in said
    assert [each.headline for each in page.context["left_out"]] == [
        "Held",
        "Accepted",
        "A column",
    ]
    assert "“Held”: Edith has it." in said
    assert "Own" not in [each.headline for each in page.context["left_out"]]


def test_several_go_at_one_button_and_twice_is_once(desk, template, edith):
    pieces = [make_submission(headline=f"N{number}") for number in range(3)]
    page = desk.get("/admin/desk/pass/", {"piece": [piece.pk for piece in pieces]})
    form = {"piece": sent(page, "piece"), "template": template.pk}
    perform(pieces[2], Action.ACCEPT, by=edith)

    first = desk.post("/admin/desk/pass/", form, follow=True).content.decode()
    second = desk.post("/admin/desk/pass/", form, follow=True).content.decode()

    assert Letter.objects.filter(kind="declined").count() == 2
    assert "Passed 2 columns." in first
    assert "Left out: “N2”." in first
    assert "Passed" not in second
    assert "N0" not in second


def test_no_more_go_than_a_person_looks_over(desk, template, monkeypatch):
    monkeypatch.setattr(passing, "MOST", 2)
    pieces = [make_submission(headline=f"N{number}") for number in range(3)]

    page = desk.get("/admin/desk/pass/", {"piece": [piece.pk for piece in pieces]})

    assert len(page.context["going"]) == 2
    assert [each.headline for each in page.context["left_out"]] == ["N2"]


def test_a_column_cannot_be_passed_past_its_author(desk, template):
    """Sent back and in again: the page was of another text."""
    piece = make_submission()
    page = desk.get(f"/admin/desk/{piece.pk}/pass/")
    form = {name: sent(page, name)[0] for name in ("seen", "shown", "template")}
    perform(piece, Action.WITHDRAW, by=piece.contributor)

    told = desk.post(f"/admin/desk/{piece.pk}/pass/", form, follow=True)

    assert "withdrew it" in told.content.decode()
    assert not Letter.objects.filter(kind="declined").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("minutes", [0, 10])
def test_of_two_editors_passing_one_piece_at_once_one_letter_goes(minutes):
    House.objects.create(pk=1, undo_minutes=minutes)
    piece, editors = make_submission(), [make_editor(), make_editor()]

    def passes(editor):
        ready = passing.prepared(piece, None, by=editor)
        seen = str(ready.seen)
        return lambda: passing.carry_out(ready, None, by=editor, seen=seen)

    results = together(*map(passes, editors))
    Decision.objects.update(due_at=timezone.now())
    decisions.carry_out_due()

    assert sorted(map(bool, results)) == [False, True]
    assert Letter.objects.filter(kind="declined").count() == 1
    assert piece.acts.filter(action=Action.DECLINE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_editors_take_ten_pieces_and_each_piece_has_one_holder():
    pieces = [make_submission() for _ in range(10)]
    editors = [make_editor() for _ in range(10)]

    def reaches(place, editor):
        def reach():
            taken = 0
            for piece in pieces[place:] + pieces[:place]:
                try:
                    taken += holds.take(piece, by=editor)
                except holds.AlreadyHeld:
                    continue
            return taken

        return reach

    results = together(*(reaches(n, each) for n, each in enumerate(editors)))

    assert all(isinstance(each, int) for each in results), results
    assert sum(results) == 10
    for piece in pieces:
        assert piece.acts.filter(action=Action.TAKE).count() == 1
