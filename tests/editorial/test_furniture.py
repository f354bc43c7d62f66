from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from editorial import furniture, revisions
from editorial.models import ENDED, Action, Status
from tests.factories import (
    make_author,
    make_draft,
    make_picture,
    make_section,
    make_submission,
)


@pytest.mark.django_db
def test_the_author_puts_a_picture_on_their_draft_and_the_desk_does_not(omar):
    submission, picture = make_draft(), make_picture()

    furniture.set_picture(submission, picture, by=submission.contributor)

    assert submission.picture == picture
    with pytest.raises(PermissionDenied):
        furniture.set_picture(submission, None, by=omar)


@pytest.mark.django_db
def test_once_sent_the_furniture_is_the_desk_s(omar):
    submission = make_submission()

    with pytest.raises(PermissionDenied):
        furniture.set_picture(submission, make_picture(), by=submission.contributor)
    furniture.set_picture(submission, make_picture(), by=omar)

    assert submission.acts.filter(action=Action.PICTURE).count() == 1


@pytest.mark.django_db
def test_the_byline_keeps_the_order_it_is_given(omar):
    submission = make_submission(Status.ACCEPTED)
    first, second = submission.authors[0], make_author("Bo Second")

    furniture.set_byline(submission, [second, first], by=omar)

    assert submission.authors == [second, first]


@pytest.mark.django_db
def test_a_column_without_an_author_is_no_column(omar):
    submission = make_submission(Status.ACCEPTED)

    with pytest.raises(ValueError, match="at least one author"):
        furniture.set_byline(submission, [], by=omar)


@pytest.mark.django_db
def test_another_section_on_an_accepted_piece_is_a_new_revision(omar):
    submission = make_submission(Status.ACCEPTED)
    number = submission.latest.number

    furniture.set_details(
        submission,
        section=make_section(),
        format=None,
        peg="",
        peg_until=None,
        by=omar,
    )

    assert submission.latest.number == number + 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", [*ENDED, Status.CLEARED])
def test_nothing_is_rearranged_on_what_is_over_or_cleared(status, omar):
    submission = make_submission(status)

    with pytest.raises(revisions.Closed):
        furniture.set_picture(submission, make_picture(), by=omar)
