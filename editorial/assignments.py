"""Work that one person at the desk asks of another, by an hour, on one piece.

It ends when it is done, when it is taken back, or by itself when the piece has moved
on so far that nobody need do it any more.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.markup import clean_text
from authors.models import DESK, EDITS, Role, User
from editorial import log, mentions, notices, rules
from editorial.models import (
    IN_HAND,
    Action,
    Assignment,
    Status,
    Submission,
    SubmissionByline,
    Task,
)

MOST_CHARACTERS = 1_000
BEFORE = dt.timedelta(hours=2)  # the first reminder; the second when it is late

# Whose work each task is. Who edits may do what readers do, and never the reverse.
_CHECKS = EDITS | {Role.FACT_CHECKER}
DONE_BY = {
    Task.READ: DESK,
    Task.EDIT: EDITS,
    Task.CHECK: _CHECKS,
    Task.IDENTITY: _CHECKS,
    Task.LEGAL: frozenset({Role.LEGAL}),
    Task.HEADLINE: EDITS,
    Task.PICTURE: EDITS,
    Task.OTHER: DESK,
}


class NotTheirs(Exception):
    """Their role does not do this work, or they may not open the piece."""


class TooLate(Exception):
    """The piece has moved on, or the hour has passed. The sentence says which."""


def who_may_do(submission: Submission, task: Task) -> QuerySet[User]:
    """Whose role does this work, of those who may open the piece."""
    may = Q(groups__name__in=DONE_BY[task]) | Q(is_superuser=True)
    return mentions.people(submission).filter(may).distinct()


def ask(
    submission: Submission,
    task: Task,
    *,
    of: User,
    by: User,
    due_at: dt.datetime,
    note: str = "",
) -> tuple[Assignment, bool]:
    """Ask somebody to do this by then, and write to them; whether it is new. The same
    work is asked of one person once: what stands already stays as it is.

    Raises ``PermissionDenied``, ``NotTheirs`` or ``TooLate``: nothing was written.
    """
    if not rules.may_read(by, submission):
        raise PermissionDenied
    note = clean_text(note).strip()[:MOST_CHARACTERS]
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not _is_open(current):
            raise TooLate("The column has moved on: there is nothing to ask for here.")
        if due_at <= timezone.now():
            raise TooLate("That hour has passed. Choose a later one.")
        if not who_may_do(current, task).filter(pk=of.pk).exists():
            raise NotTheirs
        kept, is_new = Assignment.objects.get_or_create(
            submission=current,
            task=task,
            to=of,
            ended_at=None,
            defaults={"by": by, "note": note, "due_at": due_at},
        )
        if is_new:
            _tell(kept, "desk-asked")
            log.write(
                *(current, Action.ASSIGN),
                by=by,
                assignment=kept.pk,
                task=task.value,
                of=str(of),
                due=due_at.isoformat(),
            )
    return kept, is_new


def done(assignment: Assignment, *, by: User) -> Assignment:
    """Whoever was asked says so, or whoever asked. Twice is once."""
    if by.pk not in (assignment.to_id, assignment.by_id):
        raise PermissionDenied
    return _end(assignment, by=by, is_done=True)


def take_back(assignment: Assignment, *, by: User) -> Assignment:
    """Whoever asked, or an editor of the piece: it need not be done."""
    if by.pk != assignment.by_id and not rules.is_editor(by, assignment.submission):
        raise PermissionDenied
    return _end(assignment, by=by, is_done=False)


def of(user: User) -> QuerySet[Assignment]:
    """What is asked of them now, the soonest first, on pieces they may open."""
    mine = rules.desk_submissions(user).on_the_desk().values("pk")
    return (
        Assignment.objects.open()
        .filter(to=user, submission__in=mine)
        .exclude(_moot())
        .select_related("submission__latest", "by")
        .only(*_OF_ONE)
    )


# What a list of one's own work reads.
_OF_ONE = (
    *("task", "to", "due_at", "by__name", "by__email"),
    "submission__latest__headline",
)


def on(submission: Submission) -> QuerySet[Assignment]:
    """What is asked of anybody here, the soonest first."""
    if not _is_open(submission):
        return Assignment.objects.none()
    return (
        submission.assignments.open()
        .exclude(_moot())
        .select_related("to", "by")
        .order_by("due_at", "pk")
    )


def end_moot() -> int:
    """End what nobody need do any more; how many. Without a word to anybody."""
    moot = Assignment.objects.open().filter(_is_over()).order_by("pk")
    rows = list(moot.values_list("pk", "submission")[:100])
    return sum(_lapse(pk, submission) for pk, submission in rows)


def send_reminders() -> int:
    """Remind of what is due soon, and once more of what is late; how many letters. Of
    a piece that an editor has decided, be it undone yet, nobody is reminded."""
    now = timezone.now()
    due = list(_due(now).values_list("pk", "submission")[:100])
    return sum(_remind(pk, submission, now) for pk, submission in due)


def _due(now: dt.datetime) -> QuerySet[Assignment]:
    """Whom to remind now, the most urgent first."""
    undecided = Submission.objects.undecided().values("pk")
    return (
        Assignment.objects.open()
        .filter(submission__in=undecided)
        .exclude(_is_over())
        .filter(
            Q(
                reminded_at=None,
                due_at__lte=now + BEFORE,
                asked_at__lt=F("due_at") - BEFORE,
            )
            | Q(due_at__lte=now, reminded_at=None)
            | Q(due_at__lte=now, reminded_at__lt=F("due_at"))
        )
        .select_related("submission", "to", "by")
    )


def _remind(pk: int, submission: int, now: dt.datetime) -> int:
    """Once, however many workers ask: the piece is held, and all is read again."""
    with transaction.atomic():
        Submission.objects.lock(submission)
        row = _due(now).filter(pk=pk).first()
        if row is None:
            return 0  # done, decided or reminded of a moment ago
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        _tell(row, "desk-asked-late" if row.due_at <= now else "desk-asked-soon")
    return 1


def _lapse(pk: int, submission: int) -> int:
    with transaction.atomic():
        current = Submission.objects.lock(submission)
        row = Assignment.objects.open().filter(_is_over(), pk=pk).first()
        if row is None:
            return 0
        _mark_ended(row, current, by=None, is_done=False)
    return 1


def _end(assignment: Assignment, *, by: User, is_done: bool) -> Assignment:
    with transaction.atomic():
        current = Submission.objects.lock(assignment.submission_id)
        row = current.assignments.select_related("to", "by").get(pk=assignment.pk)
        if row.ended_at:
            return row
        _mark_ended(row, current, by=by, is_done=is_done)
        if is_done and by != row.by:
            notices.tell_colleague(
                *(current, "desk-asked-done"),
                to=row.by,
                by=by,
                task=row.get_task_display(),
            )
        elif not is_done and by != row.to:
            notices.tell_colleague(
                *(current, "desk-asked-no-more"),
                to=row.to,
                by=by,
                task=row.get_task_display(),
            )
    return row


def _mark_ended(
    row: Assignment, submission: Submission, *, by: User | None, is_done: bool
) -> None:
    """The caller holds the submission's row."""
    row.ended_at, row.is_done = timezone.now(), is_done
    row.save(update_fields=["ended_at", "is_done"])
    log.write(
        *(submission, Action.DONE),
        by=by,
        assignment=row.pk,
        task=row.task,
        done=is_done,
    )


def _tell(row: Assignment, event: str) -> None:
    if row.to == row.by and event == "desk-asked":
        return
    notices.tell_colleague(
        row.submission,
        event,
        to=row.to,
        by=row.by,
        note=row.note,
        hour=row.due_at,
        task=row.get_task_display(),
    )


def _is_open(submission: Submission) -> bool:
    """On the desk still, as ``SubmissionQuerySet.on_the_desk`` has it."""
    is_to_come = submission.status == Status.CLEARED and not submission.is_live
    return submission.status in IN_HAND or is_to_come


def _moot() -> Q:
    """Asked for before it was cleared, which needed all of it done."""
    return Q(
        submission__status=Status.CLEARED, asked_at__lte=F("submission__stage_since")
    )


def _is_over() -> Q:
    """Nobody need do it any more, or whoever was asked may not open the piece now."""
    on_the_desk = Submission.objects.on_the_desk().values("pk")
    wrote = SubmissionByline.objects.filter(
        submission=OuterRef("submission"), author__user=OuterRef("to")
    )
    return (
        _moot()
        | ~Q(submission__in=on_the_desk)
        | ~Q(to__in=mentions.desk().values("pk"))
        | Q(submission__contributor=F("to"))
        | Q(Exists(wrote))
    )
