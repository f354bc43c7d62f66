"""A decision waits, can be undone, and is carried out once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from authors.models import Role
from editorial import decisions, log, reminders
from editorial.decisions import AlreadyDecided, decide, undo
from editorial.models import Action, Decision, House, Letter, Status
from editorial.notices import Wording
from editorial.terms import Offer
from editorial.workflow import Details, TransitionNotAllowed, perform
from tests.editorial.test_together import together
from tests.factories import make_overdue, make_submission

LATER = dt.timedelta(minutes=11)


@pytest.fixture
def ten_minutes(settings) -> None:
    settings.UNDO_MINUTES = 10


def said(body="Not for us, Ines.") -> Details:
    return Details(wording=Wording("Your column", body))


def told(submission) -> list[str]:
    kinds = submission.letters.exclude(kind="receipt")
    return list(kinds.values_list("kind", flat=True))


def test_a_decision_waits_and_the_contributor_sees_nothing(ten_minutes, omar):
    submission = make_submission()

    decision = decide(submission, Action.DECLINE, by=omar, details=said())

    submission.refresh_from_db()
    assert isinstance(decision, Decision)
    assert decision.due_at - decision.decided_at == dt.timedelta(minutes=10)
    assert submission.status == Status.SUBMITTED
    assert told(submission) == []
    assert decisions.carry_out_due() == 0


def test_when_its_window_closes_it_is_made_as_the_same_person(ten_minutes, omar):
    submission = make_submission()
    decision = decide(
        submission,
        Action.ACCEPT,
        by=omar,
        note="Strong.",
        reason="strong",
        details=Details(
            wording=Wording("Yes", "We take it."),
            offers={submission.authors[0].pk: Offer(Decimal("80.00"), None, "USD")},
        ),
    )

    with time_machine.travel(timezone.now() + LATER):
        assert decisions.carry_out_due() == 1
        assert decisions.carry_out_due() == 0

    submission.refresh_from_db()
    act = submission.acts.get(action=Action.ACCEPT)
    assert submission.status == Status.ACCEPTED
    assert (act.by, act.note, act.data["reason"]) == (omar, "Strong.", "strong")
    assert submission.letters.get(kind="accepted").body == "We take it.\n"
    assert submission.agreements.get().fee == Decimal("80.00")
    assert submission.promises.get().answered_at == decision.decided_at
    assert not Decision.objects.exists()
    assert log.problems(submission) == []


def test_undone_in_time_nothing_has_happened_and_the_record_tells_both(
    ten_minutes, omar, edith
):
    submission = make_submission()
    decision = decide(submission, Action.DECLINE, by=omar, details=said())

    assert undo(decision, by=edith) is True
    assert undo(decision, by=edith) is False

    with time_machine.travel(timezone.now() + LATER):
        assert decisions.carry_out_due() == 0
    submission.refresh_from_db()
    assert submission.status == Status.SUBMITTED
    assert told(submission) == []
    acts = submission.acts.filter(action__in=[Action.DECIDE, Action.UNDO])
    assert [(act.by, act.data["decided"]) for act in acts] == [
        (omar, "decline"),
        (edith, "decline"),
    ]


def test_who_may_not_decide_cannot_undo_or_send(ten_minutes, omar, copy_editor):
    decision = decide(make_submission(), Action.DECLINE, by=omar, details=said())

    with pytest.raises(PermissionDenied):
        undo(decision, by=copy_editor)
    with pytest.raises(PermissionDenied):
        decisions.send_now(decision, by=copy_editor)
    with pytest.raises(PermissionDenied):
        decisions.change_letter(decision, Wording("x", "y"), by=copy_editor)
    assert Decision.objects.count() == 1


def test_the_letter_can_be_changed_and_sent_before_its_time(ten_minutes, omar):
    submission = make_submission()
    decision = decide(submission, Action.DECLINE, by=omar, details=said())

    decisions.change_letter(decision, Wording("Dear Ines", "Kinder."), by=omar)
    act = decisions.send_now(decision, by=omar)

    assert act.action == Action.DECLINE
    letter = submission.letters.get(kind="declined")
    assert (letter.subject, letter.body) == ("Dear Ines", "Kinder.\n")
    assert decisions.send_now(decision, by=omar) is None


def test_a_second_editor_meets_the_first_ones_decision(ten_minutes, omar, edith):
    submission = make_submission()
    decide(submission, Action.DECLINE, by=omar, details=said())

    with pytest.raises(AlreadyDecided) as met:
        decide(submission, Action.ACCEPT, by=edith)

    assert (met.value.decision.by, met.value.decision.action) == (omar, "decline")


def test_it_leaves_just_before_a_promised_hour_that_comes_sooner(ten_minutes, omar):
    submission = make_submission()
    hour = timezone.now() + dt.timedelta(minutes=4)
    type(submission).objects.filter(pk=submission.pk).update(answer_by=hour)

    decision = decide(submission, Action.DECLINE, by=omar, details=said())

    assert decision.due_at == hour - decisions.JUST_BEFORE


def test_the_clock_lets_nothing_go_and_reminds_of_nothing_that_is_decided(
    ten_minutes, omar
):
    decided, silent = make_submission(), make_submission()
    decision = decide(decided, Action.DECLINE, by=omar, details=said())
    make_overdue(decided)
    make_overdue(silent)

    with pytest.raises(TransitionNotAllowed):
        perform(decided, Action.RELEASE, by=None)
    reminders.send_due()
    assert reminders.release_silent() == 1
    assert not decided.letters.filter(kind="desk-answer-due").exists()

    with time_machine.travel(timezone.now() + LATER):
        decisions.carry_out_due()
    decided.refresh_from_db()
    promise = decided.promises.get()
    assert decided.status == Status.DECLINED
    assert (promise.answered_at, promise.was_silent) == (decision.decided_at, False)


def test_a_reminder_for_a_decided_piece_does_not_go(ten_minutes, omar):
    submission = make_submission()
    soon = submission.answer_by - dt.timedelta(hours=1)

    with time_machine.travel(soon):
        decide(submission, Action.DECLINE, by=omar, details=said())
        reminded = reminders.send_due()

    assert reminded == 0
    assert not Letter.objects.filter(kind="desk-answer-due").exists()


def test_a_piece_withdrawn_meanwhile_makes_the_decision_fall(ten_minutes, omar):
    submission = make_submission()
    decision = decide(submission, Action.DECLINE, by=omar, details=said())

    perform(submission, Action.WITHDRAW, by=submission.contributor)

    with time_machine.travel(timezone.now() + LATER):
        assert decisions.carry_out_due() == 0
    assert decisions.pending(submission) is None
    assert "withdrawn" in decisions.fallen().get().problem
    assert told(submission) == ["withdrawn"]
    assert undo(decision, by=omar) is True  # seen: it goes out of sight


def test_a_new_text_meanwhile_makes_the_decision_fall(ten_minutes, omar):
    submission = make_submission(Status.REVISING)
    decide(submission, Action.DECLINE, by=omar, details=said())

    perform(submission, Action.SEND_BACK, by=submission.contributor)

    with time_machine.travel(timezone.now() + LATER):
        assert decisions.carry_out_due() == 0
        second = decide(submission, Action.ACCEPT, by=omar)
    assert isinstance(second, Decision)
    assert submission.letters.filter(kind="declined").count() == 0


def test_who_lost_the_right_meanwhile_has_decided_nothing(ten_minutes, omar):
    submission = make_submission()
    decide(submission, Action.DECLINE, by=omar, details=said())
    omar.groups.set([Group.objects.get_or_create(name=Role.COPY_EDITOR)[0]])

    with time_machine.travel(timezone.now() + LATER):
        assert decisions.carry_out_due() == 0

    submission.refresh_from_db()
    assert submission.status == Status.SUBMITTED
    assert decisions.fallen().get().problem.startswith("Omar may no longer decide")


def test_where_the_house_wants_no_window_it_is_done_at_once(ten_minutes, omar):
    House.objects.create(pk=1, undo_minutes=0)
    submission = make_submission()

    act = decide(submission, Action.DECLINE, by=omar, details=said())

    assert act.action == Action.DECLINE
    assert submission.status == Status.DECLINED
    assert told(submission) == ["declined"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_carry_one_decision_out_once(settings, omar):
    settings.UNDO_MINUTES = 10
    submission = make_submission()
    decide(submission, Action.DECLINE, by=omar, details=said())
    Decision.objects.update(due_at=timezone.now())

    made = together(*[decisions.carry_out_due] * 3)

    assert sorted(made) == [0, 0, 1]
    assert submission.letters.filter(kind="declined").count() == 1
    assert log.problems(submission) == []


@pytest.mark.django_db(transaction=True)
def test_undone_at_the_instant_it_leaves_exactly_one_of_both_happens(settings, omar):
    settings.UNDO_MINUTES = 10
    for _turn in range(4):
        submission = make_submission()
        decision = decide(submission, Action.DECLINE, by=omar, details=said())
        Decision.objects.update(due_at=timezone.now())

        undone, made = together(
            lambda d=decision: undo(d, by=omar), decisions.carry_out_due
        )

        submission.refresh_from_db()
        assert (undone, made) in [(True, 0), (False, 1)]
        assert (submission.status == Status.DECLINED) is (made == 1)
        assert submission.letters.filter(kind="declined").count() == made


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_decide_at_once_one_is_told_of_the_other(
    settings, omar, edith
):
    settings.UNDO_MINUTES = 10
    submission = make_submission()

    results = together(
        lambda: decide(submission, Action.ACCEPT, by=omar),
        lambda: decide(submission, Action.DECLINE, by=edith, details=said()),
    )

    kinds = sorted(type(each).__name__ for each in results)
    assert kinds == ["AlreadyDecided", "Decision"]
    assert submission.acts.filter(action=Action.DECIDE).count() == 1
