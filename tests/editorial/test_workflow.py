"""The table of moves: every edge walked, every other pair refused."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Article, Edition
from editorial import log
from editorial.models import ENDED, Act, Action, Letter, Status
from editorial.workflow import (
    TRANSITIONS,
    Details,
    NotReady,
    TransitionNotAllowed,
    available,
    last_move,
    perform,
)
from tests.factories import (
    check_headline,
    make_author,
    make_editor,
    make_overdue,
    make_submission,
    settle_risk,
    sign_as_author,
)

MOVES = sorted({row.action for row in TRANSITIONS})
LISTED = {(row.source, row.action) for row in TRANSITIONS}
UNLISTED = [pair for pair in itertools.product(Status, MOVES) if pair not in LISTED]
TOMORROW = dt.timedelta(days=1)


def actor(submission, row):
    by_author = {Action.SUBMIT, Action.SEND_BACK, Action.WITHDRAW}
    return submission.contributor if row.action in by_author else make_editor()


def at_the_door_of(row):
    """A piece where ``row`` begins, with nothing missing."""
    hour = timezone.now() + TOMORROW
    is_pitch = row.action is Action.COMMISSION
    submission = make_submission(row.source, hour=hour, is_pitch=is_pitch)
    if row.action is Action.CLEAR:
        sign_as_author(submission)
    if row.action is Action.RELEASE:
        make_overdue(submission)
    return submission


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row",
    [row for row in TRANSITIONS if row.action is not Action.SUBMIT],
    ids=lambda row: f"{row.source}-{row.action}",
)
def test_every_listed_move_can_be_made_and_is_recorded(row):
    submission = at_the_door_of(row)
    by = actor(submission, row)

    act = perform(submission, row.action, by=by, note="Because.")

    submission.refresh_from_db()
    assert submission.status == row.target
    assert (act.from_status, act.to_status) == (row.source, row.target)
    assert (act.by, act.note) == (by, "Because.")
    assert log.problems(submission) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "action"), UNLISTED, ids=lambda value: str(value).replace(" ", "-")
)
def test_a_move_that_is_not_listed_changes_nothing(status, action):
    submission = make_submission(status, hour=timezone.now() + TOMORROW)
    before = submission.acts.count(), Letter.objects.count()

    with pytest.raises(TransitionNotAllowed):
        perform(submission, action, by=make_editor())

    submission.refresh_from_db()
    assert submission.status == status
    assert (submission.acts.count(), Letter.objects.count()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda r: f"{r.source}-{r.action}")
@pytest.mark.parametrize(
    "who",
    ["author", "omar", "publisher", "copy_editor", "checker", "counsel", "stranger"],
)
def test_only_the_right_person_makes_each_move(row, who, request):
    submission = at_the_door_of(row) if row.source != Status.DRAFT else None
    if submission is None:
        submission = make_submission(Status.DRAFT)
    by = submission.contributor if who == "author" else request.getfixturevalue(who)
    is_authors = row.action in {Action.SUBMIT, Action.SEND_BACK, Action.WITHDRAW}
    right = {"author"} if is_authors else {"omar", "publisher"}
    acts = submission.acts.count()

    offered = row.action in {each.action for each in available(submission, by)}

    assert offered == (who in right)
    if who not in right:
        with pytest.raises(PermissionDenied):
            perform(submission, row.action, by=by)
        submission.refresh_from_db()
        assert submission.status == row.source
        assert submission.acts.count() == acts


@pytest.mark.django_db
@pytest.mark.parametrize("action", [Action.ACCEPT, Action.REQUEST_CHANGES])
def test_a_pitch_is_asked_for_its_column_and_nothing_else_is_said_yes_to(action, omar):
    pitch = make_submission(is_pitch=True)

    with pytest.raises(NotReady) as shut:
        perform(pitch, action, by=omar)

    pitch.refresh_from_db()
    assert [each.words for each in shut.value.blockers] == [
        "It is a pitch: ask for the column first"
    ]
    assert pitch.status == Status.SUBMITTED
    assert {row.action for row in available(pitch, omar)} == {
        Action.COMMISSION,
        Action.DECLINE,
    }


@pytest.mark.django_db
def test_a_column_is_not_asked_for_what_it_is_already(omar):
    column = make_submission()

    with pytest.raises(NotReady):
        perform(column, Action.COMMISSION, by=omar)

    assert Action.COMMISSION not in {row.action for row in available(column, omar)}


@pytest.mark.django_db
def test_the_day_a_column_is_hoped_for_stays_with_it(omar):
    pitch = make_submission(is_pitch=True)
    by_day = timezone.now() + TOMORROW

    act = perform(pitch, Action.COMMISSION, by=omar, details=Details(revise_by=by_day))

    assert (pitch.status, pitch.revise_by) == (Status.REVISING, by_day)
    assert pitch.answer_by is None
    assert act.data["revise_by"] == by_day.isoformat()
    assert Letter.objects.get(kind="commissioned").to == pitch.contributor.email


@pytest.mark.django_db
def test_nobody_is_an_editor_of_their_own_byline(omar):
    make_author("Omar", user=omar)
    submission = make_submission(contributor=omar)

    with pytest.raises(PermissionDenied):
        perform(submission, Action.ACCEPT, by=omar)


@pytest.mark.django_db
def test_a_co_author_who_is_an_editor_may_not_decide_either(omar):
    submission = make_submission()
    submission.bylines.create(author=make_author("Omar", user=omar), position=1)

    with pytest.raises(PermissionDenied):
        perform(submission, Action.ACCEPT, by=omar)


@pytest.mark.django_db
def test_an_unsigned_text_is_not_cleared_and_nothing_is_written(omar):
    submission = make_submission(Status.ACCEPTED)
    check_headline(submission)
    settle_risk(submission)
    acts = submission.acts.count()

    with pytest.raises(NotReady) as shut:
        perform(submission, Action.CLEAR, by=omar)

    assert [blocker.words for blocker in shut.value.blockers] == [
        "Ines Duarte has not accepted the terms",
        "Ines Duarte has not signed this text",
    ]
    assert submission.acts.count() == acts
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_clearing_gives_readers_the_text_at_its_hour_and_not_before(omar):
    submission = make_submission(Status.ACCEPTED)
    sign_as_author(submission)
    hour = timezone.now() + TOMORROW

    perform(submission, Action.CLEAR, by=omar, details=Details(hour=hour))

    article = submission.article
    assert not article.is_published(hour - dt.timedelta(seconds=1))
    assert article.is_published(hour)
    assert list(Article.objects.published(hour)) == [article]
    assert list(Article.objects.published(hour - dt.timedelta(seconds=1))) == []


@pytest.mark.django_db
def test_taking_back_before_the_hour_leaves_nothing_with_the_readers(omar):
    submission = make_submission(Status.CLEARED, hour=timezone.now() + TOMORROW)

    perform(submission, Action.PULL, by=omar)

    assert not Article.objects.exists()
    assert not Edition.objects.exists()
    assert submission.article is None


@pytest.mark.django_db
@pytest.mark.parametrize("action", [Action.PULL, Action.WITHDRAW])
def test_what_readers_have_cannot_be_taken_back(action, omar):
    submission = make_submission(Status.CLEARED)
    by = submission.contributor if action is Action.WITHDRAW else omar

    with pytest.raises(NotReady):
        perform(submission, action, by=by)

    assert Article.objects.published().count() == 1


@pytest.mark.django_db
def test_a_piece_is_not_let_go_unanswered_while_there_is_time(omar):
    submission = make_submission()
    acts, letters = submission.acts.count(), Letter.objects.count()

    offered = {row.action for row in available(submission, omar)}
    with pytest.raises(NotReady, match="There is still time to answer this column"):
        perform(submission, Action.RELEASE, by=omar)

    submission.refresh_from_db()
    assert Action.RELEASE not in offered
    assert submission.status == Status.SUBMITTED
    assert (submission.acts.count(), Letter.objects.count()) == (acts, letters)


@pytest.mark.django_db
def test_it_may_be_let_go_unanswered_from_the_very_hour_it_was_promised(
    omar, time_machine
):
    submission = make_submission()
    offered = []

    for early in (dt.timedelta(seconds=1), dt.timedelta(0)):
        time_machine.move_to(submission.answer_by - early, tick=False)
        offered.append({row.action for row in available(submission, omar)})

    assert [Action.RELEASE in each for each in offered] == [False, True]
    assert perform(submission, Action.RELEASE, by=omar).to_status == Status.RELEASED


@pytest.mark.django_db
@pytest.mark.parametrize("action", [Action.PULL, Action.WITHDRAW])
def test_what_readers_have_is_not_offered_to_be_taken_back(action, omar):
    offered = []

    for hour in (timezone.now() + TOMORROW, None):
        submission = make_submission(Status.CLEARED, hour=hour)
        by = submission.contributor if action is Action.WITHDRAW else omar
        offered.append([row.action for row in available(submission, by)])

    assert offered == [[action], []]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ENDED)
def test_an_ended_piece_is_held_by_nobody_and_its_clock_has_stopped(status):
    submission = make_submission(status)

    submission.refresh_from_db()
    assert (submission.holder, submission.answer_by) == (None, None)


@pytest.mark.django_db
def test_a_letter_is_written_with_the_move_and_not_without_it(omar):
    submission = make_submission()
    Letter.objects.all().delete()

    perform(submission, Action.ACCEPT, by=omar, note="A fine argument.")

    letter = Letter.objects.get(kind="accepted")
    assert letter.to == submission.contributor.email
    assert letter.kind == "accepted"
    assert "A fine argument." in letter.body


@pytest.mark.django_db
def test_conditions_are_kept_as_a_list_in_rounds(omar):
    submission = make_submission()

    for round_ in (1, 2):
        perform(
            submission,
            Action.REQUEST_CHANGES,
            by=omar,
            details=Details(conditions=("Name the source.", "Cut the end.")),
        )
        if round_ == 1:
            perform(submission, Action.SEND_BACK, by=submission.contributor)

    said = submission.conditions.values_list("round", "position", "text")
    assert list(said) == [
        (1, 0, "Name the source."),
        (1, 1, "Cut the end."),
        (2, 0, "Name the source."),
        (2, 1, "Cut the end."),
    ]


@pytest.mark.django_db
def test_the_record_cannot_be_rewritten():
    submission = make_submission()

    acts = Act.objects.filter(submission=submission)

    assert acts.count() == 1
    with pytest.raises(Exception, match="never changed"):
        acts.update(note="I was never here")


@pytest.mark.django_db
def test_a_decision_on_a_page_that_is_out_of_date_is_not_made(omar, edith):
    submission = make_submission()
    seen = last_move(submission)
    perform(submission, Action.REQUEST_CHANGES, by=omar)

    with pytest.raises(TransitionNotAllowed):
        perform(submission, Action.DECLINE, by=edith, seen=seen)

    submission.refresh_from_db()
    assert submission.status == Status.REVISING
    perform(submission, Action.DECLINE, by=edith, seen=last_move(submission))


@pytest.mark.django_db
def test_there_and_back_again_is_another_text_to_decide_on(omar, edith):
    submission = make_submission()
    seen = last_move(submission)
    perform(submission, Action.REQUEST_CHANGES, by=omar)
    perform(submission, Action.SEND_BACK, by=submission.contributor)

    with pytest.raises(TransitionNotAllowed):
        perform(submission, Action.ACCEPT, by=edith, seen=seen)
