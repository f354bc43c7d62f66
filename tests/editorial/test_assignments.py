"""Work asked of one person by an hour: told, reminded of, ended."""

from __future__ import annotations

import datetime as dt
import time

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from authors.models import User
from editorial import assignments, decisions, log
from editorial.models import Action, Assignment, Letter, Status, Submission, Task
from editorial.notices import Wording
from editorial.workflow import Details, perform
from tests.editorial.test_together import together
from tests.factories import make_author, make_editor, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece(omar):
    return make_submission(Status.ACCEPTED, editor=omar)


def ask(piece, of, by, task=Task.CHECK, hours=24, note=""):
    due = timezone.now() + dt.timedelta(hours=hours)
    return assignments.ask(piece, task, of=of, by=by, due_at=due, note=note)


def kinds(user):
    return list(
        Letter.objects.filter(to=user.email)
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_the_same_work_is_asked_of_one_person_once(piece, omar, checker):
    first, is_new = ask(piece, checker, omar, note="The second paragraph.")
    again, is_new_again = ask(piece, checker, omar, hours=48)

    assert (is_new, is_new_again, first) == (True, False, again)
    assert kinds(checker) == ["desk-asked"]
    assert "The second paragraph." in Letter.objects.get(kind="desk-asked").body
    assert piece.acts.filter(action=Action.ASSIGN).count() == 1


def test_it_is_asked_of_nobody_whose_work_it_is_not(piece, omar, checker, ines):
    writing = make_editor("Wanda Writes")
    piece.bylines.create(author=make_author("Wanda Writes", user=writing), position=1)

    for of, task in (
        (checker, Task.EDIT),
        (checker, Task.LEGAL),
        (omar, Task.LEGAL),
        (writing, Task.CHECK),
        (ines, Task.OTHER),
        (piece.contributor, Task.READ),
    ):
        with pytest.raises(assignments.NotTheirs):
            ask(piece, of, omar, task)
    with pytest.raises(PermissionDenied):
        ask(piece, checker, writing)
    with pytest.raises(assignments.TooLate):
        ask(piece, checker, omar, hours=-1)
    assert not Assignment.objects.exists()


def test_it_is_reminded_of_before_and_after_once_each(piece, omar, checker):
    kept, _ = ask(piece, checker, omar)

    for hours in (1, 22.5, 23, 24.5, 30):
        with time_machine.travel(kept.asked_at + dt.timedelta(hours=hours), tick=False):
            assignments.send_reminders()
            assignments.send_reminders()

    assert kinds(checker) == ["desk-asked", "desk-asked-soon", "desk-asked-late"]


def test_nobody_is_reminded_of_what_is_done_taken_back_or_moot(piece, omar, checker):
    other = make_submission(Status.ACCEPTED, editor=omar)
    done, _ = ask(piece, checker, omar)
    back, _ = ask(piece, checker, omar, Task.READ)
    moot, _ = ask(other, checker, omar)
    assignments.done(done, by=checker)
    assignments.done(done, by=checker)
    assignments.take_back(back, by=omar)
    perform(other, Action.SPIKE, by=omar)

    with time_machine.travel(moot.due_at + dt.timedelta(hours=1), tick=False):
        assert assignments.send_reminders() == 0
        assert list(assignments.of(checker)) == []
        assert assignments.end_moot() == 1

    assert kinds(omar).count("desk-asked-done") == 1
    assert "desk-asked-no-more" in kinds(checker)
    assert "desk-asked-late" not in kinds(checker)
    assert not Assignment.objects.open().exists()


def test_nobody_is_reminded_of_a_piece_whose_decision_can_still_be_undone(
    omar, checker, settings
):
    settings.UNDO_MINUTES = 10
    piece = make_submission(editor=omar)
    kept, _ = ask(piece, checker, omar)

    with time_machine.travel(kept.due_at + dt.timedelta(hours=1), tick=False):
        said = Details(wording=Wording("Dear Ines", "It does not fit our pages."))
        decision = decisions.decide(piece, Action.DECLINE, by=omar, details=said)
        assert assignments.send_reminders() == 0
        decisions.undo(decision, by=omar)
        assert assignments.send_reminders() == 1


def test_work_of_somebody_who_may_not_open_the_piece_any_more_ends_on_record(
    piece, omar, edith, checker, counsel, copy_editor
):
    wrote = make_editor("Wanda Writes")
    rows = [ask(piece, of, omar)[0] for of in (wrote, edith, checker, copy_editor)]
    stays = rows[-1]
    piece.bylines.create(author=make_author("Wanda Writes", user=wrote), position=1)
    edith.groups.clear()
    User.objects.filter(pk=checker.pk).update(is_active=False)

    with time_machine.travel(stays.due_at + dt.timedelta(hours=1), tick=False):
        assert assignments.send_reminders() == 1
        assert (assignments.end_moot(), assignments.end_moot()) == (3, 0)

    assert Assignment.objects.open().get() == stays
    ended = piece.acts.filter(action=Action.DONE, by=None)
    assert {act.data["assignment"] for act in ended} == {row.pk for row in rows[:-1]}
    assert log.problems(piece) == []


@pytest.mark.django_db(transaction=True)
def test_work_that_is_being_ended_is_not_reminded_of_and_nobody_stands_in_the_way(
    piece, omar, checker
):
    kept, _ = ask(piece, checker, omar, hours=1)
    Assignment.objects.update(due_at=timezone.now() - dt.timedelta(minutes=1))

    def end():
        with transaction.atomic():
            Submission.objects.lock(piece.pk)
            time.sleep(0.6)  # the reminder has begun, and waits
            return assignments.done(kept, by=checker)

    def remind():
        time.sleep(0.2)
        return assignments.send_reminders()

    ended, reminded = together(end, remind)

    assert (ended, reminded) == (kept, 0)
    assert Assignment.objects.get().is_done
    assert "desk-asked-late" not in kinds(checker)
    assert log.problems(piece) == []


def test_only_those_concerned_end_it(piece, omar, edith, checker, counsel):
    kept, _ = ask(piece, checker, omar)

    with pytest.raises(PermissionDenied):
        assignments.done(kept, by=counsel)
    with pytest.raises(PermissionDenied):
        assignments.take_back(kept, by=counsel)
    assignments.take_back(kept, by=edith)  # an editor of the piece


def test_it_stands_on_the_board_on_the_piece_and_with_what_is_missing(
    client, piece, omar, checker
):
    client.force_login(omar)
    due = timezone.localtime() + dt.timedelta(hours=5)
    typed = {"task": "headline", "of": make_editor("Jonas Hartvig").pk}
    client.post(
        f"/admin/desk/{piece.pk}/assign/", typed | {"due": f"{due:%Y-%m-%dT%H:%M}"}
    )
    kept = Assignment.objects.get()

    page = client.get(f"/admin/desk/{piece.pk}/").content.decode()
    assert "Jonas Hartvig, asked today" in page
    client.force_login(kept.to)
    board = client.get("/admin/").content.decode()
    assert "Asked of you" in board
    address = f"/admin/desk/{piece.pk}/assign/{kept.pk}/"
    assert client.post(address, {"from": "board"})["Location"] == "/admin/"
    assert "Asked of you" not in client.get("/admin/").content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stands(client, piece, omar, checker):
    client.force_login(omar)
    typed = {"task": "legal", "of": checker.pk, "due": "2036-01-01 10:00"}

    answer = client.post(
        f"/admin/desk/{piece.pk}/assign/", typed | {"note": "Rare <b>"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "That is more than half a year away." in page
    assert "Rare &lt;b&gt;</textarea>" in page


def test_the_board_costs_the_same_with_one_and_with_three(client, omar, checker):
    client.force_login(checker)
    costs = []

    for _ in range(3):
        ask(make_submission(Status.ACCEPTED, editor=omar), checker, omar)
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/")
        costs.append(len(asked))

    assert len(set(costs)) == 1
