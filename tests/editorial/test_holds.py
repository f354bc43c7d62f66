from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from editorial import holds
from editorial.models import ENDED, Action, Status
from tests.factories import make_author, make_submission


@pytest.mark.django_db
def test_one_editor_takes_it_and_the_second_is_told_who_has_it(omar, edith):
    submission = make_submission()

    holds.take(submission, by=omar)
    with pytest.raises(holds.AlreadyHeld) as held:
        holds.take(submission, by=edith)

    assert held.value.holder == omar
    assert submission.holder == omar
    assert submission.acts.filter(action=Action.TAKE).count() == 1


@pytest.mark.django_db
def test_taking_it_twice_is_taking_it_once(omar):
    submission = make_submission()

    assert holds.take(submission, by=omar)
    assert not holds.take(submission, by=omar)

    assert submission.acts.filter(action=Action.TAKE).count() == 1


@pytest.mark.django_db
def test_handing_back_puts_it_in_the_queue_again(omar):
    submission = make_submission()
    holds.take(submission, by=omar)

    holds.hand_back(submission, by=omar, note="On leave")

    assert (submission.holder, submission.held_since) == (None, None)


@pytest.mark.django_db
def test_it_is_handed_over_to_somebody_who_may_decide(omar, edith, checker):
    submission = make_submission()
    holds.take(submission, by=omar)

    with pytest.raises(PermissionDenied):
        holds.hand_over(submission, by=omar, to=checker)
    holds.hand_over(submission, by=omar, to=edith)

    assert submission.holder == edith


@pytest.mark.django_db
def test_nobody_is_handed_a_piece_of_their_own(omar, edith):
    make_author("Edith", user=edith)
    submission = make_submission(contributor=edith)

    with pytest.raises(PermissionDenied):
        holds.hand_over(submission, by=omar, to=edith)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["copy_editor", "checker", "counsel", "stranger"])
def test_only_those_who_decide_hold(who, request):
    submission = make_submission()

    with pytest.raises(PermissionDenied):
        holds.take(submission, by=request.getfixturevalue(who))


@pytest.mark.django_db
@pytest.mark.parametrize("status", [*ENDED, Status.CLEARED])
def test_there_is_nothing_to_hold_when_it_is_over(status, omar):
    submission = make_submission(status)

    with pytest.raises(holds.NothingToHold):
        holds.take(submission, by=omar)
