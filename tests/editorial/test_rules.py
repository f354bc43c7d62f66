"""Who may see and do what, asked of the rule in hand and of the queryset alike."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from authors.models import User
from editorial import drafts, holds, rules
from editorial.models import Status, Submission
from tests.factories import make_author, make_submission

DESK = ["omar", "edith", "copy_editor", "checker", "counsel", "publisher"]


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("who", [*DESK, "stranger", "ines"])
def test_the_desk_sees_what_was_sent_and_nobody_else_does(status, who, request):
    submission = make_submission(status)
    user = request.getfixturevalue(who)

    sees = submission in rules.desk_submissions(user)

    assert sees == (who in DESK and status != Status.DRAFT)


@pytest.mark.django_db
def test_a_draft_withdrawn_before_it_was_sent_is_nobody_s_business_here(omar, ines):
    submission = drafts.begin(ines)
    Submission.objects.filter(pk=submission.pk).update(status=Status.WITHDRAWN)

    assert submission not in rules.desk_submissions(omar)
    assert submission in rules.own_submissions(ines)


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_a_contributor_sees_their_own_and_only_their_own(status, stranger):
    submission = make_submission(status)

    assert submission in rules.own_submissions(submission.contributor)
    assert submission not in rules.own_submissions(stranger)
    assert submission not in rules.own_submissions(AnonymousUser())


@pytest.mark.django_db
def test_a_co_author_sees_it_once(stranger):
    submission = make_submission()
    author = make_author("Sam Stranger", user=stranger)
    submission.bylines.create(author=author, position=1)

    assert list(rules.own_submissions(stranger)) == [submission]
    assert list(rules.own_submissions(submission.contributor)) == [submission]


@pytest.mark.django_db
def test_an_editor_does_not_find_their_own_piece_at_the_desk(omar, edith):
    make_author("Omar", user=omar)
    own, co_written, other = (
        make_submission(contributor=omar),
        make_submission(),
        make_submission(),
    )
    co_written.bylines.create(author=omar.author, position=1)

    assert set(rules.desk_submissions(omar)) == {other}
    assert set(rules.desk_submissions(edith)) == {own, co_written, other}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "decides", "edits", "reads"),
    [
        ("omar", True, True, True),
        ("publisher", True, True, True),
        ("copy_editor", False, True, True),
        ("checker", False, False, True),
        ("counsel", False, False, True),
        ("stranger", False, False, False),
        ("author", False, False, False),
    ],
)
def test_what_each_role_may_do(who, decides, edits, reads, request):
    submission = make_submission()
    user = submission.contributor if who == "author" else request.getfixturevalue(who)

    assert rules.is_editor(user, submission) == decides
    assert rules.may_edit(user, submission) == edits
    assert rules.may_read(user, submission) == reads


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_a_closed_account_opens_nothing(omar, change):
    submission = make_submission()
    User.objects.filter(pk=omar.pk).update(**change)
    user = User.objects.get(pk=omar.pk)

    assert not rules.is_desk(user)
    assert submission not in rules.desk_submissions(user)
    assert not rules.is_editor(user, submission)


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_overdue_means_the_promised_hour_has_come(seconds):
    submission = make_submission()
    at = submission.answer_by + dt.timedelta(seconds=seconds)

    assert (submission in Submission.objects.overdue(at)) == (seconds >= 0)
    assert submission.answered_in_time(at) == (seconds < 0)


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_set_for_an_hour_ends_when_the_hour_comes(seconds):
    hour = timezone.now().replace(microsecond=0) + dt.timedelta(days=1)
    submission = make_submission(Status.CLEARED, hour=hour)

    with time_machine.travel(hour + dt.timedelta(seconds=seconds), tick=False):
        waiting = submission in Submission.objects.set_for_an_hour()
        on_board = submission in Submission.objects.on_the_desk()
        submission.refresh_from_db()

        assert waiting == on_board == (seconds < 0)
        assert submission.is_live == (seconds >= 0)


@pytest.mark.django_db
def test_the_board_runs_by_peg_then_by_the_answer_clock():
    now = timezone.now()
    late_peg = make_submission(peg_until=now + dt.timedelta(days=5))
    no_peg = make_submission()
    early_peg = make_submission(peg_until=now + dt.timedelta(hours=2))
    sooner = make_submission()
    Submission.objects.filter(pk=sooner.pk).update(answer_by=now)

    assert list(Submission.objects.on_the_desk().most_urgent_first()) == [
        early_peg,
        late_peg,
        sooner,
        no_peg,
    ]


@pytest.mark.django_db
def test_mine_are_those_i_hold(omar, edith):
    mine, hers = make_submission(), make_submission()
    holds.take(mine, by=omar)
    holds.take(hers, by=edith)

    assert list(Submission.objects.held_by(omar)) == [mine]
    assert not Submission.objects.unclaimed().exists()
