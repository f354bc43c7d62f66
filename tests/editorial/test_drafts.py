from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from authors.models import Author
from editorial import drafts
from editorial.models import (
    Action,
    Declaration,
    Draft,
    Letter,
    Revision,
    Status,
    Submission,
)
from editorial.workflow import Details, TransitionNotAllowed, perform
from tests.editorial.test_together import together
from tests.factories import make_draft, make_editor, make_piece, make_submission


@pytest.mark.django_db
def test_a_draft_keeps_the_form_exactly_as_typed():
    submission = make_draft()
    typed = {"headline": "  half a head", "peg_on": "not a date", "ai": ["none"]}

    version = drafts.save(submission, typed, version=0)

    assert version == 1
    assert Draft.objects.get().typed == typed


@pytest.mark.django_db
def test_what_no_database_can_hold_is_left_out_of_a_draft():
    submission = make_draft()

    drafts.save(submission, {"body": "a\x00b\ud800c"}, version=0)

    assert "\x00" not in Draft.objects.get().typed["body"]


@pytest.mark.django_db
def test_an_older_window_never_overwrites_a_newer_one():
    submission = make_draft()
    drafts.save(submission, {"body": "from the telephone"}, version=0)

    with pytest.raises(drafts.StaleDraft) as stale:
        drafts.save(submission, {"body": "from the laptop"}, version=0)

    assert stale.value.draft.typed == {"body": "from the telephone"}
    assert Draft.objects.get().typed == {"body": "from the telephone"}


@pytest.mark.django_db
def test_saving_a_draft_writes_one_row(django_assert_num_queries):
    submission = make_draft()

    with django_assert_num_queries(1):
        drafts.save(submission, {"body": "text"}, version=0)


@pytest.mark.django_db
def test_what_the_desk_has_is_not_typed_over():
    submission = make_submission()

    with pytest.raises(drafts.StaleDraft):
        drafts.save(submission, {"body": "too late"}, version=0)


@pytest.mark.django_db
def test_sending_keeps_text_answers_profile_and_receipt_together():
    submission = make_draft()

    drafts.send(submission, make_piece(), by=submission.contributor)

    assert submission.status == Status.SUBMITTED
    assert submission.latest.number == 1
    assert submission.latest.is_by_author
    assert submission.authors == [Author.objects.get(user=submission.contributor)]
    assert Declaration.objects.filter(revision=submission.latest).count() == 9
    assert [letter.kind for letter in Letter.objects.all()] == ["receipt"]


@pytest.mark.django_db
def test_sending_twice_is_one_submission():
    submission = make_draft()
    drafts.send(submission, make_piece(), by=submission.contributor)

    with pytest.raises(TransitionNotAllowed):
        drafts.send(submission, make_piece(), by=submission.contributor)

    assert Revision.objects.count() == 1
    assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_a_stranger_sends_nothing_and_leaves_nothing(stranger):
    submission = make_draft()

    with pytest.raises(PermissionDenied):
        drafts.send(submission, make_piece(), by=stranger)

    assert not Revision.objects.exists()
    assert not Author.objects.filter(user=stranger).exists()


@pytest.mark.django_db
def test_a_visitor_s_draft_becomes_theirs_once_and_nobody_else_s(ines, stranger):
    submission = drafts.begin(None)

    drafts.adopt(submission, ines)
    drafts.adopt(submission, stranger)

    assert submission.contributor == ines


@pytest.mark.django_db
def test_a_revised_piece_goes_back_with_its_answers(omar):
    submission = make_submission()
    perform(
        submission,
        Action.REQUEST_CHANGES,
        by=omar,
        details=Details(conditions=("Name the source.",)),
    )
    condition = submission.conditions.get()

    drafts.send(
        submission,
        make_piece(body="Better.", condition_answers={condition.pk: "Done."}),
        by=submission.contributor,
    )

    condition.refresh_from_db()
    assert submission.status == Status.SUBMITTED
    assert submission.latest.body == "Better."
    assert condition.answer == "Done."


@pytest.mark.django_db
def test_abandoned_drafts_of_visitors_go_and_those_of_people_stay(ines):
    long_ago = timezone.now() - dt.timedelta(days=60)
    visitors, recent, hers = drafts.begin(None), drafts.begin(None), drafts.begin(ines)
    Draft.objects.exclude(submission=recent).update(saved_at=long_ago)

    drafts.purge_abandoned()

    assert set(Submission.objects.all()) == {recent, hers}
    assert visitors not in Submission.objects.all()


@pytest.mark.django_db
def test_the_answer_clock_starts_when_it_is_sent():
    submission = make_submission()

    assert submission.answer_by > timezone.now()
    perform(submission, Action.ACCEPT, by=make_editor())
    assert submission.answer_by is None


@pytest.mark.django_db
def test_what_was_saved_since_it_was_read_is_never_left_out_of_what_is_sent():
    submission = make_draft()
    drafts.save(submission, {"body": "newer"}, version=0)

    with pytest.raises(drafts.StaleDraft) as stale:
        drafts.send(submission, make_piece(), by=submission.contributor, version=0)

    assert stale.value.draft.version == 1
    assert Submission.objects.get().status == Status.DRAFT
    assert not Revision.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_of_two_windows_that_save_at_once_one_is_told(turn):
    submission = make_draft()

    results = together(
        *(lambda n=n: drafts.save(submission, {"body": n}, version=0) for n in "abcd")
    )

    told = [each for each in results if isinstance(each, drafts.StaleDraft)]
    assert sorted(each for each in results if each not in told) == [1]
    assert len(told) == 3
    assert Draft.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_a_save_while_it_is_sent_is_in_it_or_is_refused(turn):
    submission = make_draft()

    saved, sent = together(
        lambda: drafts.save(submission, {"body": "newer"}, version=0),
        lambda: drafts.send(
            Submission.objects.get(), make_piece(), by=submission.contributor, version=0
        ),
    )

    refused = [isinstance(each, drafts.StaleDraft) for each in (saved, sent)]
    assert sorted(refused) == [False, True], (saved, sent)
