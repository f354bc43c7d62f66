from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from articles.models import Byline, Edition
from editorial import log, seals
from editorial.models import (
    Act,
    Action,
    Declaration,
    Finding,
    FullRead,
    HeadlineCheck,
    IdentityCheck,
    LegalRead,
    LogHead,
    Revision,
    SignOff,
    Status,
    TierCall,
)
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


def test_a_lost_last_act_is_missed(piece):
    frozen.thaw()

    Act.objects.filter(submission=piece, number=4).delete()

    assert log.problems(piece) == ["The record ended with act 4, and that act is gone."]


def test_an_act_added_past_the_record_is_found(piece):
    last = Act.objects.get(submission=piece, number=4)
    forged = Act(submission=piece, number=5, by_name="X", action=Action.NOTE)
    forged.previous = last.digest
    forged.digest = log.digest(forged)

    forged.save()

    assert log.problems(piece) == [
        "The record ended with act 4; act 5 was added to it."
    ]


def test_other_words_under_an_old_act_are_found(piece):
    frozen.thaw()

    Revision.objects.filter(submission=piece).update(body="What he never wrote.")

    assert log.problems(piece) == [
        "Revision 1 has other words than were put on record."
    ]


WRITTEN_ONCE = {
    SignOff: {"allows_fixes": True},
    Declaration: {"answer": "yes"},
    IdentityCheck: {"how": "Rung, and it was she."},
    TierCall: {"tier": 1},
    FullRead: {"fingerprint": "f" * 64},
    LegalRead: {"words": "All of it may run."},
    HeadlineCheck: {"titles": "0" * 64},
    Finding: {"found": "opinion"},
    Edition: {"body": "What nobody signed."},
    Byline: {"name": "Somebody Else"},
    Revision: {"body_html": "<p>What he never wrote.</p>"},
}
FRAUD = "Minister Tan is a fraud. “I saw the money go,” said his own clerk."


def test_no_row_that_was_written_once_is_changed_or_lost_unseen(db):
    piece = make_submission(Status.CLEARED, body=FRAUD)
    frozen.thaw()
    unseen = []

    for model, forged in WRITTEN_ONCE.items():
        one = model.objects.order_by("pk")[:1].values("pk")
        for did in ("update", "delete"):
            with transaction.atomic():
                rows = model.objects.filter(
                    pk__in=list(one.values_list("pk", flat=True))
                )
                assert rows, model
                if did == "update":
                    rows.update(**forged)
                else:
                    rows._raw_delete(rows.db)
                if not log.problems(piece):
                    unseen.append((model.__name__, did))
                transaction.set_rollback(True)

    assert unseen == []
    assert log.problems(piece) == []


def test_a_column_that_says_nothing_yet_is_in_no_digest(piece):
    [answer, *_] = Declaration.objects.filter(detail="")
    before = seals.digest(answer)

    answer.detail = None
    same = seals.digest(answer)
    answer.detail = "A forged word."

    assert same == before != seals.digest(answer)


def test_a_row_that_no_act_wrote_is_found(piece, omar):
    forged = FullRead(submission=piece, by=omar, fingerprint="0" * 64)
    forged.revision = piece.latest

    forged.save()

    assert log.problems(piece) == [f"The full read {forged.pk} was written by no act."]


def test_the_command_names_the_piece_and_ends_with_an_error(piece, capsys):
    whole = make_submission(Status.SUBMITTED)
    call_command("verify_log")
    frozen.thaw()
    LogHead.objects.filter(submission=piece).update(digest="0" * 64)

    with pytest.raises(CommandError, match="1 of the rows"):
        call_command("verify_log")
    call_command("verify_log", piece=whole.pk)
    with pytest.raises(CommandError, match="no piece 0"):
        call_command("verify_log", piece=0)

    said = capsys.readouterr()
    assert f"Piece {piece.pk}: The record ended with act 4" in said.err
    assert said.out.count("Every row on record is as it was written.") == 2


def test_the_database_refuses_to_forget_an_act(piece):
    with pytest.raises(Exception, match="never changed"), connection.cursor() as c:
        c.execute("DELETE FROM editorial_act")
