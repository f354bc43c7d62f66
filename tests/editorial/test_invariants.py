"""Whatever people do to a piece, and in whatever order, these things stay true."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from editorial import drafts, holds, log, promises, reminders, revisions, signing
from editorial.models import Action, Status, Submission
from editorial.proof import proof_of
from editorial.workflow import Details, NotReady, TransitionNotAllowed, perform
from tests.factories import make_editor, make_overdue, make_piece, make_submission

REFUSALS = (
    PermissionDenied,
    TransitionNotAllowed,
    NotReady,
    holds.AlreadyHeld,
    holds.NothingToHold,
    revisions.StaleRevision,
    revisions.Closed,
    signing.NotAtProof,
    signing.TextChanged,
    drafts.StaleDraft,
    promises.ClockRefused,
)


def edit(piece, by):
    words = {"body": f"Text {piece.revisions.count()}."}
    revisions.save(piece, words, by=by, base=piece.latest.number)


def sign(piece, by):
    signing.sign(piece, proof_of(piece).fingerprint, by=by)


def send_back(piece, by):
    drafts.send(piece, make_piece(section=piece.section), by=by)


def run(piece, by, *steps):
    """Several acts in a row, as far as the piece lets them."""
    for step in steps:
        with contextlib.suppress(*REFUSALS):
            step(piece, by)
            piece.refresh_from_db()


def accept(piece, by):
    perform(piece, Action.ACCEPT, by=by)


def clear(piece, by):
    hour = timezone.now() + dt.timedelta(days=1)
    perform(piece, Action.CLEAR, by=by, details=Details(hour=hour))


def author_signs(piece, by):
    sign(piece, piece.contributor)


def all_the_way(piece, by):
    run(piece, by, accept, author_signs, clear)


def in_a_hurry(piece, by):
    run(piece, by, accept, clear)


def changed_after_signing(piece, by):
    run(piece, by, accept, author_signs, edit, clear)


def move(action):
    def make(piece, by):
        details = Details(conditions=("One.",)) if "changes" in action else None
        perform(piece, action, by=by, details=details)

    make.__name__ = str(action)
    return make


def pause(piece, by):
    promises.pause(piece, "A strike.", by=by)


def resume(piece, by):
    promises.resume(piece, by=by)


def the_hour_strikes(piece, by):
    """Whoever was to answer has not, unless somebody has or the clock stands."""
    if piece.answer_by:
        make_overdue(piece)
    reminders.release_silent()
    piece.refresh_from_db()


def remind(piece, by):
    reminders.send_due()


ACTS = [
    pause,
    resume,
    the_hour_strikes,
    remind,
    all_the_way,
    in_a_hurry,
    changed_after_signing,
    edit,
    sign,
    send_back,
    lambda piece, by: holds.take(piece, by=by),
    lambda piece, by: holds.hand_back(piece, by=by),
    *(move(action) for action in Action if action not in {Action.SUBMIT}),
]


def check_promises(piece: Submission) -> None:
    """An answer is owed exactly while somebody waits; the clock runs or stands."""
    owed = [each.due_at for each in piece.promises.filter(answered_at=None)]
    waits = piece.status == Status.SUBMITTED
    assert len(owed) == waits
    assert bool(piece.answer_by) == (waits and piece.paused_since is None)
    assert piece.answer_by is None or owed == [piece.answer_by]
    silent = piece.promises.filter(was_silent=True)
    assert silent.count() == (piece.status == Status.RELEASED)


def check(piece: Submission, printed: int) -> None:
    piece.refresh_from_db()
    acts = list(piece.acts.all())
    moves = [act for act in acts if act.to_status]
    check_promises(piece)
    assert log.problems(piece) == []
    assert piece.status == moves[-1].to_status
    assert all(a.to_status == b.from_status for a, b in itertools.pairwise(moves))
    numbers = list(piece.revisions.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert piece.latest.number == numbers[-1]
    assert Article.objects.count() - printed == (piece.status == Status.CLEARED)
    if piece.article:
        signed = piece.sign_offs.filter(fingerprint=piece.article.edition.fingerprint)
        assert {each.author for each in signed} == set(piece.authors)


@pytest.mark.django_db(transaction=False)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(ACTS), st.sampled_from(["author", "editor", "other"])
        ),
        max_size=14,
    )
)
def test_no_order_of_acts_breaks_the_record_or_prints_unsigned_words(steps):
    printed = Article.objects.count()
    piece = make_submission()
    cast = {
        "author": piece.contributor,
        "editor": make_editor(),
        "other": make_editor("Other"),
    }

    for act, who in steps:
        with contextlib.suppress(*REFUSALS):
            act(piece, cast[who])
        check(piece, printed)
