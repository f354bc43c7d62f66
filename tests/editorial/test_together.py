"""Several people at once, with real connections."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection, connections

from articles.models import CorrectionKind
from authors.models import Author
from authors.slugs import save_under_free_slug
from editorial import (
    corrections,
    drafts,
    holds,
    log,
    outbox,
    promises,
    reminders,
    revisions,
    signing,
)
from editorial.models import Action, Letter, Status
from editorial.proof import proof_of
from editorial.workflow import NotReady, TransitionNotAllowed, perform
from tests.factories import (
    make_editor,
    make_overdue,
    make_piece,
    make_submission,
    sign_as_author,
)


def together(*acts) -> list[object]:
    """Run the acts at the same moment, each on its own connection."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            start.wait(10)
            results[place] = act()
        except Exception as problem:
            results[place] = problem
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(place, act))
        for place, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_of_two_editors_deciding_at_once_the_second_is_told(turn, omar, edith):
    submission = make_submission()

    results = together(
        lambda: perform(submission, Action.ACCEPT, by=omar),
        lambda: perform(submission, Action.DECLINE, by=edith),
    )

    lost = [each for each in results if isinstance(each, TransitionNotAllowed)]
    submission.refresh_from_db()
    assert len(lost) == 1
    assert submission.status == lost[0].status
    assert submission.acts.filter(action__in=["accept", "decline"]).count() == 1
    assert Letter.objects.filter(kind__in=["accepted", "declined"]).count() == 1
    assert log.problems(submission) == []


@pytest.mark.django_db(transaction=True)
def test_ten_hands_reach_for_one_piece_and_one_holds_it():
    submission = make_submission()
    editors = [make_editor(f"Editor {n}") for n in range(6)]

    results = together(
        *(lambda e=editor: holds.take(submission, by=e) for editor in editors)
    )

    assert results.count(True) == 1
    assert sum(isinstance(each, holds.AlreadyHeld) for each in results) == 5
    assert log.problems(submission) == []


@pytest.mark.django_db(transaction=True)
def test_two_saves_on_one_text_keep_one_and_refuse_the_other(omar, edith):
    submission = make_submission(Status.ACCEPTED)

    results = together(
        lambda: revisions.save(submission, {"body": "His."}, by=omar, base=1),
        lambda: revisions.save(submission, {"body": "Hers."}, by=edith, base=1),
    )

    assert sum(isinstance(each, revisions.StaleRevision) for each in results) == 1
    assert submission.revisions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_send_is_one_submission(ines):
    submission = drafts.begin(ines)
    piece = make_piece()

    results = together(
        lambda: drafts.send(submission, piece, by=ines),
        lambda: drafts.send(submission, piece, by=ines),
    )

    assert sum(isinstance(each, TransitionNotAllowed) for each in results) == 1
    assert submission.revisions.count() == 1
    assert Letter.objects.filter(kind="receipt").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_no_text_is_cleared_that_its_author_did_not_sign(turn, omar, edith):
    """An edit and a clearing meet: either the edit comes too late or the gate shuts."""
    submission = make_submission(Status.ACCEPTED)
    sign_as_author(submission)
    signed = proof_of(submission).fingerprint

    results = together(
        lambda: revisions.save(submission, {"body": "Other."}, by=edith, base=1),
        lambda: perform(submission, Action.CLEAR, by=omar),
    )

    submission.refresh_from_db()
    if submission.article:
        assert submission.article.edition.fingerprint == signed
    else:
        assert any(isinstance(each, NotReady) for each in results)


@pytest.mark.django_db(transaction=True)
def test_a_signature_and_an_edit_at_once_never_sign_unseen_words(edith):
    submission = make_submission(Status.ACCEPTED)
    author, shown = submission.contributor, proof_of(submission).fingerprint

    together(
        lambda: signing.sign(submission, shown, by=author),
        lambda: revisions.save(submission, {"body": "Other."}, by=edith, base=1),
    )

    assert all(s.fingerprint == shown for s in submission.sign_offs.all())


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_letter_once(settings):
    for n in range(12):
        outbox.post(to=f"a{n}@example.org", subject=str(n), body="x", kind="test")

    sent = together(*(outbox.deliver_due for _ in range(3)))

    assert sum(sent) == 12, sent
    assert not Letter.objects.due().exists()
    assert connection.vendor in {"sqlite", "postgresql"}


@pytest.mark.django_db(transaction=True)
def test_two_people_of_one_name_both_get_an_address():
    authors = [Author(name="Sok Dara"), Author(name="Sok Dara")]

    results = together(
        *(lambda a=a: save_under_free_slug(a, a.name, fallback="x") for a in authors)
    )

    assert results == [None, None]
    assert {author.slug for author in authors} == {"sok-dara", "sok-dara-2"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_several_workers_let_go_of_a_silent_piece_once(turn):
    pieces = [make_submission() for _ in range(4)]
    for piece in pieces:
        make_overdue(piece)

    released = together(*(reminders.release_silent for _ in range(4)))

    assert sum(released) == 4, released
    assert Letter.objects.filter(kind="released").count() == 4
    assert [log.problems(piece) for piece in pieces] == [[]] * 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_an_answer_at_the_very_hour_or_a_release_never_both(turn, omar):
    piece = make_submission()
    make_overdue(piece)

    answer, released = together(
        lambda: perform(piece, Action.ACCEPT, by=omar), reminders.release_silent
    )

    piece.refresh_from_db()
    assert isinstance(answer, TransitionNotAllowed) == bool(released)
    assert piece.status == (Status.RELEASED if released else Status.ACCEPTED)
    assert Letter.objects.filter(kind__in=["released", "accepted"]).count() == 1
    assert piece.promises.get().was_silent == bool(released)


@pytest.mark.django_db(transaction=True)
def test_several_workers_remind_of_an_hour_once():
    piece = make_submission()
    sent_at = piece.answer_by - dt.timedelta(days=30)
    type(piece).objects.update(stage_since=sent_at)

    with time_machine.travel(piece.answer_by - dt.timedelta(hours=1)):
        sent = together(*(reminders.send_due for _ in range(4)))

    assert sum(sent) == 1, sent
    assert Letter.objects.filter(kind="desk-answer-due").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_pause_and_a_release_at_once_are_never_both(omar):
    piece = make_submission()
    make_overdue(piece)

    paused, released = together(
        lambda: promises.pause(piece, "A strike.", by=omar), reminders.release_silent
    )

    assert released == 1
    assert isinstance(paused, promises.ClockRefused)


@pytest.mark.django_db(transaction=True)
def test_two_second_persons_at_once_make_one_edition():
    piece = make_submission(Status.CLEARED)
    wanted = corrections.Proposal(
        kind=CorrectionKind.CORRECTION,
        base=1,
        why="A reader wrote.",
        was="that it was first",
        right="it was second",
        words={"body": "Other words."},
    )
    proposal = corrections.propose(piece, wanted, by=make_editor("Edith"))
    rita, rolf = make_editor("Rita"), make_editor("Rolf")

    results = together(
        lambda: corrections.approve(proposal, by=rita),
        lambda: corrections.approve(proposal, by=rolf),
    )

    assert sorted(type(each).__name__ for each in results) == [
        "Correction",
        "Overtaken",
    ]
    assert list(piece.article.editions.values_list("number", flat=True)) == [1, 2]
    assert piece.revisions.count() == 2
    assert Letter.objects.filter(kind=corrections.MADE).count() == 1
    assert log.problems(piece) == []
