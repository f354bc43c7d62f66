from __future__ import annotations

import pytest
from django.db import connection

from editorial import log
from editorial.models import Act, Action, Status
from editorial.workflow import perform
from newsroom import frozen
from tests.factories import make_editor, make_submission


@pytest.fixture
def piece(db):
    submission = make_submission(Status.ACCEPTED)
    perform(submission, Action.SPIKE, by=make_editor(), note="Overtaken by events")
    return submission


def test_a_whole_chain_has_no_problems(piece):
    assert log.problems(piece) == []
    assert [act.number for act in piece.acts.all()] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"note": "A kinder reason"}, "Act 2 has been changed."),
        ({"by_name": "Somebody else"}, "Act 2 has been changed."),
        ({"data": {"revision": 9}}, "Act 2 has been changed."),
    ],
)
def test_one_changed_row_is_found(piece, change, said):
    frozen.thaw()  # as somebody with the database password could

    Act.objects.filter(submission=piece, number=2).update(**change)

    assert log.problems(piece) == [said]


def test_a_lost_row_is_found(piece):
    frozen.thaw()

    Act.objects.filter(submission=piece, number=2).delete()

    assert "Act 2 is missing." in log.problems(piece)


def test_a_changed_row_with_a_recomputed_digest_still_breaks_the_chain(piece):
    frozen.thaw()
    act = Act.objects.get(submission=piece, number=2)
    act.note = "Forged"
    act.digest = log.digest(act)

    act.save()

    assert log.problems(piece) == ["Act 3 does not follow the one before it."]


def test_the_database_refuses_to_forget_an_act(piece):
    with pytest.raises(Exception, match="never changed"), connection.cursor() as c:
        c.execute("DELETE FROM editorial_act")
