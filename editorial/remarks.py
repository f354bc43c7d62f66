"""What authors say of each change, and what the desk answers.

An objection, and "this headline misstates me", are open points: the column is not
cleared before the desk has answered them. A comment asks nothing of anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.markup import clean_text
from authors.models import User
from editorial import changes, log, notices, outbox, rules
from editorial.models import Action, Remark, Status, Submission, Verdict
from editorial.proof import proof_of

MOST_CHARACTERS = 10_000
TAKEN_BACK = "Taken back by the author."


class NotAtProof(Exception):
    """The piece is not accepted, or no longer: there is nothing to remark on."""


class NoSuchChange(Exception):
    """What was remarked on is not on the page any more. Nothing was written."""


class AnsweredAlready(Exception):
    """A colleague has answered it; ``remark`` holds their words."""

    def __init__(self, remark: Remark) -> None:
        super().__init__("This was answered in the meantime.")
        self.remark = remark


@dataclass(frozen=True, slots=True)
class Subject:
    """What is remarked on: a change, or a title as it stands."""

    field: str
    key: str
    before: str
    after: str


def say(
    submission: Submission, key: str, verdict: Verdict, text: str = "", *, by: User
) -> Remark:
    """Accept, comment on or object to the change that bears ``key``. The same words
    twice are one remark; a yes takes an earlier objection back.

    Raises ``NotAtProof``, ``NoSuchChange`` when it is not among the changes this
    author is asked about, or ``PermissionDenied``.
    """
    if verdict is Verdict.MISSTATES:
        raise ValueError("A headline is not a change: see misstates().")
    with transaction.atomic():
        current = _at_proof(submission, by)
        found = changes.since_last_seen(current, proof_of(current), by).changes
        subject = next((each for each in found if each.key == key), None)
        if subject is None:
            raise NoSuchChange
        about = Subject(subject.field, key, subject.before, subject.after)
        return _keep(current, about, verdict, text, by=by)


def accept_rest(submission: Submission, keys: Collection[str], *, by: User) -> int:
    """A yes to every change among ``keys`` that has no answer yet; how many."""
    with transaction.atomic():
        current = _at_proof(submission, by)
        found = changes.since_last_seen(current, proof_of(current), by).changes
        answered = set(_said_by(current, by))
        rest = {
            each.key: each
            for each in found
            if each.key in keys and each.key not in answered
        }
        Remark.objects.bulk_create(
            Remark(
                submission=current,
                revision=current.latest,
                by=by,
                verdict=Verdict.ACCEPT,
                field=each.field,
                change=each.key,
                before=each.before,
                after=each.after,
            )
            for each in rest.values()
        )
        if rest:
            log.write(
                current,
                Action.REMARK,
                by=by,
                note=f"Accepted {len(rest)} changes",
                changes=list(rest),
            )
    return len(rest)


def misstates(
    submission: Submission, field: str, title: str, text: str = "", *, by: User
) -> Remark:
    """“This headline misstates me”, of the headline or another title as shown.

    Raises ``NoSuchChange`` when it reads differently by now.
    """
    with transaction.atomic():
        current = _at_proof(submission, by)
        if field not in changes.TITLES or _title(current, field) != title:
            raise NoSuchChange
        about = Subject(field, title_key(field, title), "", title)
        return _keep(current, about, Verdict.MISSTATES, text, by=by)


def title_key(field: str, title: str) -> str:
    said = "\0".join((Verdict.MISSTATES.value, field, title))
    return hashlib.sha256(said.encode()).hexdigest()


def take_back(submission: Submission, pk: int, *, by: User) -> None:
    """The author's own open point is none any more."""
    with transaction.atomic():
        current = _at_proof(submission, by)
        for point in current.remarks.open_points().filter(pk=pk, by=by):
            _close(current, point, TAKEN_BACK, by=by)


def done(submission: Submission, *, by: User) -> bool:
    """The author has left the changes: one letter to the holder says all that was
    said since the last. Whether one was written."""
    if not rules.is_author(by, submission):
        raise PermissionDenied
    with transaction.atomic():
        return notices.tell_remarks(Submission.objects.lock(submission.pk))


def answer(submission: Submission, pk: int, text: str, *, by: User) -> Remark:
    """What the desk did about it or why not, to the author by mail and on the proof.

    Raises ``NotAtProof``, ``PermissionDenied``, ``AnsweredAlready`` (other words; the
    same twice are one answer) or ``Remark.DoesNotExist``.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        point = current.remarks.said().select_related("by").get(pk=pk)
        text = clean_text(text)[:MOST_CHARACTERS]
        if point.answered_at and (point.answer, point.answered_by) == (text, by):
            return point
        if point.answered_at:
            raise AnsweredAlready(point)
        if current.status != Status.ACCEPTED:
            raise NotAtProof
        _close(current, point, text, by=by)
        wording = notices.worded(
            current,
            "objection-answered",
            by=by,
            name=_name(current, point.by),
            note=text,
            remark=point,
        )
        notices.send(
            current,
            wording,
            to=point.by,
            kind="objection-answered",
            by=by,
            leaves_at=outbox.end_of_window(),
        )
    return point


def _at_proof(submission: Submission, by: User) -> Submission:
    current = Submission.objects.lock(submission.pk)
    if not rules.is_author(by, current):
        raise PermissionDenied
    if current.status != Status.ACCEPTED or current.latest is None:
        raise NotAtProof
    return current


def _title(submission: Submission, field: str) -> str:
    """As readers see it: without a title of its own, a share or a search result
    bears the headline."""
    words = submission.latest.fields() if submission.latest else {}
    return words.get(field, "") or words.get("headline", "")


def _said_by(submission: Submission, by: User) -> dict[str, Remark]:
    """The newest remark of this person on each change."""
    return {each.change: each for each in submission.remarks.filter(by=by)}


def _keep(
    submission: Submission, about: Subject, verdict: Verdict, text: str, *, by: User
) -> Remark:
    if submission.latest is None:
        raise NoSuchChange
    text = clean_text(text)[:MOST_CHARACTERS]
    last = _said_by(submission, by).get(about.key)
    if last and (last.verdict, last.text) == (verdict, text) and _counts(last):
        return last
    if last and last.is_open:
        _close(submission, last, TAKEN_BACK, by=by, is_told=False)
    remark = Remark.objects.create(
        submission=submission,
        revision=submission.latest,
        by=by,
        verdict=verdict,
        field=about.field,
        change=about.key,
        before=about.before,
        after=about.after,
        text=text,
    )
    log.write(
        submission,
        Action.REMARK,
        by=by,
        note=f"{verdict.label}: {changes.NAMES[about.field].lower()}",
        remark=remark.pk,
        change=about.key,
    )
    return remark


def _counts(remark: Remark) -> bool:
    """A point that was answered may be made again."""
    return remark.answered_at is None


def _close(
    submission: Submission, point: Remark, text: str, *, by: User, is_told: bool = True
) -> None:
    point.answer, point.answered_by, point.answered_at = text, by, timezone.now()
    point.save(update_fields=["answer", "answered_by", "answered_at"])
    if is_told:
        log.write(
            submission,
            Action.ANSWER,
            by=by,
            note=text,
            remark=point.pk,
            change=point.change,
        )


def _name(submission: Submission, user: User) -> str:
    names = (each.name for each in submission.authors if each.user_id == user.pk)
    return next(names, str(user))
