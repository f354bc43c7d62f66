"""The way of a column: one table of moves and the one function that makes them.

Buttons, the readiness panel, enforcement, tests and ``docs/workflow.md`` read the
same rows. There is no ``force``: an exception the desk truly needs is a new row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from articles.models import join_names
from authors.models import User
from editorial import log, notices, promises, publishing, rules, terms
from editorial.gates import (
    READY,
    Blocker,
    Gate,
    Readiness,
    picture_at,
    readiness,
    unsigned,
)
from editorial.models import (
    IN_HAND,
    Act,
    Action,
    Condition,
    Decision,
    Declaration,
    Status,
    Submission,
)
from editorial.proof import proof_of


class TransitionNotAllowed(Exception):
    """The piece is not where this move begins; ``status`` says where it is."""

    def __init__(self, action: Action, status: Status) -> None:
        super().__init__(f"cannot {action.value} what is {status.value}")
        self.status = status


class NotReady(Exception):
    """A gate is shut; ``blockers`` says what is missing."""

    def __init__(self, blockers: tuple[Blocker, ...]) -> None:
        super().__init__("; ".join(blocker.words for blocker in blockers))
        self.blockers = blockers


@dataclass(frozen=True, slots=True)
class Details:
    """What a move needs beside who and why."""

    hour: dt.datetime | None = None
    conditions: tuple[str, ...] = ()
    revise_by: dt.datetime | None = None
    wording: notices.Wording | None = None
    offers: Mapping[int, terms.Offer] = field(default_factory=dict)  # by author
    reason: str = ""  # its code, as the letter's template has it
    decided_at: dt.datetime | None = None  # when it waited before it was made


# Sets what the move changes on the piece, and writes the rows it brings; ``perform``
# saves the piece itself, once, with the new status.
# Without a person it is the newsroom's own clock that moves it.
Effect = Callable[[Submission, User | None, Details], None]


@dataclass(frozen=True, slots=True)
class Transition:
    source: Status
    action: Action
    target: Status
    allowed: rules.Rule
    gates: tuple[Gate, ...] = ()
    effect: Effect | None = None
    by_clock: bool = False  # the newsroom's clock may make it, without a person


def _not_out(submission: Submission) -> Blocker | None:
    return _OUT if submission.is_live else None


def _overdue(submission: Submission) -> Blocker | None:
    """Its letter says that we did not answer in time: never before that is so."""
    return _IN_TIME if submission.answered_in_time() else None


def _sendable(submission: Submission) -> Blocker | None:
    if submission.latest and submission.latest.words and submission.authors:
        return None
    return Blocker("It has no text or no author yet", submission.first_name, "text")


def _is_a_pitch(submission: Submission) -> Blocker | None:
    return _PITCH if submission.is_pitch else None


def _is_a_column(submission: Submission) -> Blocker | None:
    return None if submission.is_pitch else _COLUMN


_PITCH = Blocker("It is a pitch: ask for the column first", "The desk", "text")
_COLUMN = Blocker("It is a column already, not a pitch", "The desk", "text")
_OUT = Blocker("Readers already have it: it can be corrected", "The desk", "hour")
_IN_TIME = Blocker("There is still time to answer this column", "The desk", "text")
_NAMELESS = Blocker(
    "Readers are told who answers for a column, and your account has no name",
    "You",
    "people",
)
NOT_OUT = (Gate("Not yet out", _not_out, can_be_opened=False),)
OVERDUE = (Gate("Answer overdue", _overdue, can_be_opened=False),)
NOT_A_PITCH = (Gate("Not a pitch", _is_a_pitch, can_be_opened=False),)
A_PITCH = (Gate("A pitch", _is_a_column, can_be_opened=False),)
SENDABLE = (Gate("Whole", _sendable),)


def _start_clock(submission: Submission, by: User | None, details: Details) -> None:
    submission.submitted_at = submission.submitted_at or timezone.now()
    promises.make(submission)


def _accept(submission: Submission, by: User | None, details: Details) -> None:
    """Yes, and what for: each author is told the terms with it. Who says it answers
    for the column before readers, until the desk names somebody else."""
    if by:
        submission.responsible = by
        terms.offer_to_all(submission, dict(details.offers), by=by)


def _commission(submission: Submission, by: User | None, details: Details) -> None:
    """Yes to the idea, and the terms before the work begins."""
    _ask(submission, by, details)
    _accept(submission, by, details)


def _ask(submission: Submission, by: User | None, details: Details) -> None:
    last = submission.conditions.order_by("-round").first()
    Condition.objects.bulk_create(
        Condition(
            submission=submission,
            round=last.round + 1 if last else 1,
            position=position,
            text=text,
        )
        for position, text in enumerate(details.conditions)
    )
    submission.revise_by = details.revise_by


def _publish(submission: Submission, by: User | None, details: Details) -> None:
    """The proof is read once, here: what is printed is what these signatures cover,
    whatever else changes at this instant."""
    publishing.hold_profiles(submission)
    proof = proof_of(submission)
    if waiting := unsigned(submission, proof):
        names = join_names(waiting)
        raise NotReady((Blocker(f"Not signed by {names}", names, "proof"),))
    answers = submission.responsible or by
    if answers is None or not answers.name:
        raise NotReady((_NAMELESS,))
    hour = details.hour or timezone.now()
    if blocker := picture_at(submission, hour):
        raise NotReady((blocker,))
    submission.article = publishing.publish(
        submission, proof, hour=hour, responsible=answers
    )
    terms.owe_fees(submission, hour)


def _take_back(submission: Submission, by: User | None, details: Details) -> None:
    submission.article = None
    terms.owe_nothing(submission)


def _let_go(submission: Submission, by: User | None, details: Details) -> None:
    """An ended piece asks nothing of anybody any more."""
    submission.article = None
    terms.owe_nothing(submission)
    submission.holder = submission.held_since = None


def _drop(submission: Submission, by: User | None, details: Details) -> None:
    """The desk ends it: who was promised something for that case gets it."""
    _let_go(submission, by, details)
    terms.owe_kill_fees(submission)


_S, _A = Status, Action
_author, _editor = rules.sent, rules.is_editor

TRANSITIONS = (
    Transition(_S.DRAFT, _A.SUBMIT, _S.SUBMITTED, _author, SENDABLE, _start_clock),
    Transition(
        _S.REVISING, _A.SEND_BACK, _S.SUBMITTED, _author, SENDABLE, _start_clock
    ),
    Transition(
        _S.SUBMITTED, _A.REQUEST_CHANGES, _S.REVISING, _editor, NOT_A_PITCH, _ask
    ),
    Transition(_S.SUBMITTED, _A.COMMISSION, _S.REVISING, _editor, A_PITCH, _commission),
    Transition(_S.SUBMITTED, _A.ACCEPT, _S.ACCEPTED, _editor, NOT_A_PITCH, _accept),
    Transition(_S.SUBMITTED, _A.DECLINE, _S.DECLINED, _editor, (), _drop),
    Transition(_S.REVISING, _A.DECLINE, _S.DECLINED, _editor, (), _drop),
    Transition(
        _S.SUBMITTED, _A.RELEASE, _S.RELEASED, _editor, OVERDUE, _drop, by_clock=True
    ),
    Transition(_S.ACCEPTED, _A.CLEAR, _S.CLEARED, _editor, READY, _publish),
    Transition(_S.CLEARED, _A.PULL, _S.ACCEPTED, _editor, NOT_OUT, _take_back),
    Transition(_S.ACCEPTED, _A.SPIKE, _S.SPIKED, _editor, (), _drop),
    *(
        Transition(status, _A.WITHDRAW, _S.WITHDRAWN, _author, (), _let_go)
        for status in (_S.DRAFT, *IN_HAND)
    ),
    Transition(_S.CLEARED, _A.WITHDRAW, _S.WITHDRAWN, _author, NOT_OUT, _let_go),
)
_BY_EDGE = {(row.source, row.action): row for row in TRANSITIONS}


def perform(
    submission: Submission,
    action: Action,
    *,
    by: User | None,
    note: str = "",
    details: Details | None = None,
    seen: int | None = None,
) -> Act:
    """Make the move and record who made it and why, together or not at all.

    ``seen`` is the ``last_move`` of the page it was decided on: when the piece has
    moved since, be it there and back, the decision was about another text. Without
    ``by`` it is the newsroom's own clock that acts: it may only let go what nobody
    answered.

    The row is locked and read again first, so of two editors deciding at once
    the second meets the status the first one left. The letter that tells of it
    is written in the same transaction and leaves after it.

    Raises ``TransitionNotAllowed`` (wrong status), ``PermissionDenied`` (wrong
    person) or ``NotReady`` (a gate is shut); nothing is then written.
    """
    details = details or Details()
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        step = permitted(current, action, by=by, seen=seen)
        act = _move(current, step, by=by, note=note, details=details)
    submission.refresh_from_db()
    return act


def permitted(
    current: Submission, action: Action, *, by: User | None, seen: int | None = None
) -> Transition:
    """The row of a move that may be made now. The caller holds the submission's row;
    raises as ``perform`` does. The clock lets nothing go that an editor has answered,
    though the answer waits yet."""
    step = step_of(current, action)
    if step is None or seen not in (None, last_move(current)):
        raise TransitionNotAllowed(action, Status(current.status))
    if by is None and _waiting(current).exists():
        raise TransitionNotAllowed(action, Status(current.status))
    if not (step.allowed(by, current) if by else step.by_clock):
        raise PermissionDenied
    state = readiness(current, step.gates)
    if not state.is_ready:
        raise NotReady(state.blockers)
    return step


def _waiting(submission: Submission) -> QuerySet[Decision]:
    """What an editor decided that is not carried out yet."""
    return Decision.objects.filter(submission=submission, problem="")


OVERTAKEN = "{who} moved the column first: {what}. Nothing was sent for this decision."


def _overtake(submission: Submission, action: Action, by: User | None) -> None:
    """It goes another way than an editor decided: that decision falls, and says so."""
    who, what = str(by) if by else log.CLOCK, action.label.lower()
    _waiting(submission).update(problem=OVERTAKEN.format(who=who, what=what)[:300])


def _move(
    submission: Submission,
    step: Transition,
    *,
    by: User | None,
    note: str,
    details: Details,
) -> Act:
    if step.action is Action.WITHDRAW:
        notices.tell_desk(submission, "desk-withdrawn", by=by, note=note)
    if by is None:
        notices.remind_desk(submission, "desk-released")
    _overtake(submission, step.action, by)
    promises.close(submission, step.action, at=details.decided_at)
    notices.forget_requests(submission, step.target)
    article = submission.article
    if step.effect:
        step.effect(submission, by, details)
    submission.status = step.target
    submission.stage_since = timezone.now()
    submission.save()
    if article and submission.article is None:
        try:
            publishing.take_back(article)
        except publishing.AlreadyOut:  # its hour struck a moment ago
            raise NotReady((_OUT,)) from None
    if step.action is Action.SEND_BACK:
        notices.tell_desk(submission, "desk-revision-in", by=by, note=note)
    notices.tell(submission, step.action, by=by, note=note, wording=details.wording)
    return log.write(
        submission,
        step.action,
        by=by,
        note=note,
        moved=(step.source, step.target),
        rows=_written(submission, step.action),
        **_recorded(submission, details),
    )


def _written(submission: Submission, action: Action) -> list[Model]:
    """What a move wrote once: what its authors declared, what readers will be given."""
    if action in (Action.SUBMIT, Action.SEND_BACK):
        return list(Declaration.objects.filter(revision=submission.latest))
    if action is Action.CLEAR and submission.article and submission.article.edition:
        edition = submission.article.edition
        return [edition, *edition.bylines.all()]
    return []


def _recorded(submission: Submission, details: Details) -> dict[str, Any]:
    """What the log keeps of a move beside its note."""
    said: dict[str, Any] = {}
    if submission.latest:
        said["revision"] = submission.latest.number
    if submission.article and submission.article.edition:
        said["hour"] = submission.article.publish_at.isoformat()
        said["fingerprint"] = submission.article.edition.fingerprint
    if details.conditions:
        said["conditions"] = list(details.conditions)
    if details.revise_by:
        said["revise_by"] = details.revise_by.isoformat()
    if details.reason:
        said["reason"] = details.reason
    if details.decided_at:
        said["decided_at"] = details.decided_at.isoformat()
    return said


def last_move(submission: Submission) -> int:
    """The number of the act that brought it where it is; 0 before the first."""
    moves = submission.acts.exclude(to_status="").order_by("-number")
    return moves.values_list("number", flat=True).first() or 0


def available(submission: Submission, by: User) -> list[Transition]:
    """The moves this person may try now, also behind gates that somebody can open
    yet. What buttons read."""
    return [
        row
        for row in TRANSITIONS
        if row.source == submission.status
        and row.allowed(by, submission)
        and past(row, submission) is None
    ]


def past(step: Transition, submission: Submission) -> Blocker | None:
    """Why this move cannot be made here and now, whatever anybody does first."""
    for gate in step.gates:
        if not gate.can_be_opened and (blocker := gate.check(submission)):
            return blocker
    return None


def step_of(submission: Submission, action: Action) -> Transition | None:
    """The row of this move from where the piece is; none when it is not listed."""
    return _BY_EDGE.get((Status(submission.status), action))


def state_of(submission: Submission) -> Readiness:
    """What is still missing before this piece can be cleared."""
    return readiness(submission, READY)
