"""Whose the words are: everything about a piece to take home, and what may be deleted.

A piece that ended without running loses its words after a time its section sets, or
when its author asks. What stays is the record: that it came, who decided, and when.
Signed texts stay, because a signature on nothing would prove nothing; money agreed
on stays for the accounts; and nothing goes while a legal hold says why.
"""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models import Article, Edition, Picture, Section
from authors.models import Author, User
from editorial import files, log, rules
from editorial.models import (
    ENDED,
    Action,
    Agreement,
    Declaration,
    Incoming,
    Override,
    Purge,
    Remark,
    SignOff,
    Status,
    Submission,
    SubmissionQuerySet,
)

IN_MEMORY = 4 * 1024 * 1024  # bytes of a package before it goes to disk
MAIL_KEPT = dt.timedelta(days=180)
ROUND = 50  # pieces purged in one round
ASKED = "The author asked for it"
OF_AGE = "The time set for its section was over"

READ_ME = """\
{headline}
Everything {paper} keeps about this column that is yours to see, as of {day}.

text/          each version of the text, in Markdown; the newest has the highest number
files/         the files that came with it, byte for byte
pictures/      the pictures, as they were uploaded
column.json    the same and the rest as data: your declarations with the questions as
               they were asked, sources, conditions and answers, messages, remarks on
               the proof, signatures, terms and payments
"""


class Kept(Exception):
    """It may not be deleted; ``sentence`` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def package(submission: Submission, *, reader: User) -> IO[bytes]:
    """A zip of all that ``reader``, one of its authors, may have of a piece. Nothing
    of the desk's own: no notes, no reasons, no other author's declarations.

    Raises ``PermissionDenied`` to anybody else.
    """
    if not rules.is_author(reader, submission):
        raise PermissionDenied
    bundle: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # its reader's
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as into:
        day = f"{timezone.localtime():%d %B %Y, %H:%M} {settings.PAPER_ZONE_NAME}"
        into.writestr(
            "READ ME.txt",
            READ_ME.format(
                headline=submission.headline, paper=settings.PAPER_NAME, day=day
            ),
        )
        said = json.dumps(
            _as_data(submission, reader), indent=2, ensure_ascii=False, default=str
        )
        into.writestr("column.json", said)
        for revision in submission.revisions.order_by("number"):
            into.writestr(f"text/{revision.number:03}.md", _as_markdown(revision))
        for number, each in enumerate(submission.attachments.seen_by_authors(), 1):
            _copy(each.file, f"files/{number:02} {each.name}", into)
        for picture in _pictures(submission):
            _copy(picture.original, f"pictures/{picture.uuid}", into)
    bundle.seek(0)
    return bundle


def why_kept(submission: Submission) -> str:
    """Why the words of a piece may not be deleted now; empty when they may."""
    if submission.purged_at:
        return "Its words have been deleted already."
    if submission.hold_reason:
        return "The paper must keep it for a legal reason. Write to the desk."
    if submission.status == Status.DRAFT:
        return "You have not sent it yet. Throw it away first."
    if submission.status == Status.CLEARED:
        return "Readers have it, or will at its hour. It can be corrected, not deleted."
    if submission.status not in ENDED:
        return "The desk works on it. Withdraw it first."
    if _signed().filter(pk=submission.pk).exists():
        return "You signed this text. A signature stays with the words it was given to."
    return ""


def purge(submission: Submission, *, by: User | None, reason: str = ASKED) -> Purge:
    """Delete the words of an ended piece and all that was said about them. The record
    of what was done stays. ``by`` is one of its authors, or nobody: the clock.

    Raises ``Kept`` with the reason when it may not be, ``PermissionDenied``.
    """
    with files.together():
        current = Submission.objects.lock(submission.pk)
        if by is not None and not rules.sent(by, current):
            raise PermissionDenied
        if why := why_kept(current):
            raise Kept(why)
        gone = _delete(current)
        purged = Purge.objects.create(
            submission=current, by=by, reason=reason, rows=gone
        )
        log.write(current, Action.PURGE, by=by, note=reason, gone=gone, rows=[purged])
    submission.refresh_from_db()
    return purged


def purge_due(at: dt.datetime | None = None) -> int:
    """Purge the pieces whose time is over; returns how many. Safe to repeat."""
    due = list(due_for_purge(at)[:ROUND])
    for piece in due:
        try:
            purge(piece, by=None, reason=OF_AGE)
        except Kept:  # held, or purged by another worker, a moment ago
            continue
    return len(due)


def forget_mail(at: dt.datetime | None = None) -> int:
    """Delete what is noted of mails that came in long ago: strangers' addresses."""
    old = (at or timezone.now()) - MAIL_KEPT
    gone, _ = Incoming.objects.filter(at__lt=old).delete()
    return gone


def due_for_purge(at: dt.datetime | None = None) -> SubmissionQuerySet:
    """The ended pieces that their section keeps no longer."""
    now = at or timezone.now()
    over = Q(pk__in=())
    for section in Section.objects.exclude(purge_after_days=0):
        ended_before = now - dt.timedelta(days=section.purge_after_days)
        over |= Q(section=section, stage_since__lt=ended_before)
    return (
        Submission.objects.filter(
            over, status__in=ENDED, purged_at=None, hold_reason=""
        )
        .exclude(pk__in=_signed().values("pk"))
        .order_by("stage_since")
    )


def purge_day(submission: Submission) -> dt.datetime | None:
    """When the words of an ended piece go by themselves; none when they stay."""
    days = submission.section.purge_after_days if submission.section else 0
    if not days or why_kept(submission):
        return None
    return submission.stage_since + dt.timedelta(days=days)


def hold(submission: Submission, reason: str, *, by: User) -> None:
    """Keep everything of a piece for a legal reason; an empty one ends the hold.

    Raises ``Kept`` when its words are gone already, ``PermissionDenied`` to whoever
    may not hold.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.may_hold(by, current):
            raise PermissionDenied
        if current.purged_at:
            raise Kept("Its words have been deleted already.")
        if current.hold_reason == reason:
            return
        current.hold_reason = reason
        current.save(update_fields=["hold_reason"])
        log.write(current, Action.HOLD, by=by, note=reason or "The hold has ended")
    submission.refresh_from_db()


def _signed() -> SubmissionQuerySet:
    """Pieces with a signature, or printed past one."""
    here = {"submission": OuterRef("pk")}
    return Submission.objects.filter(
        Exists(SignOff.objects.filter(**here)) | Exists(Override.objects.filter(**here))
    )


def _delete(submission: Submission) -> dict[str, int]:
    """Everything but the record, counted by kind."""
    attachments = list(submission.attachments.all())
    pictures = _pictures(submission)
    revisions = list(submission.revisions.values_list("pk", flat=True))
    submission.latest = None
    submission.picture = None
    submission.purged_at = timezone.now()
    for name in ("why_now", "why_you", "peg", "why_we_ran", "exclusivity_detail"):
        setattr(submission, name, "")
    submission.peg_until = None
    submission.save()
    gone = {"file": len(attachments)}
    files.forget(*attachments)
    for rows in (
        *(submission.sources, submission.messages, submission.notes),
        *(submission.conditions, submission.letters, submission.invitations),
        *(submission.reminders, submission.remarks, submission.error_reports),
        *(submission.comments, submission.assignments, submission.unsaved),
        submission.origins,  # of what was pasted; a file's went with the file
        *(submission.claims, submission.comments, submission.named_people),
        *(submission.counsel_notes, submission.inquiries, submission.left_as_is),
        *(submission.preview_links, submission.assignments, submission.last_reads),
        submission.unsaved,
    ):
        count, _ = rows.all().delete()
        gone[str(rows.model._meta.verbose_name)] = count
    gone["declaration"] = Declaration.objects.filter(revision__in=revisions).count()
    gone["revision"] = len(revisions)
    submission.revisions.all().delete()
    _delete_draft(submission)
    gone["picture"] = _drop(pictures)
    return {kind: count for kind, count in gone.items() if count}


def _delete_draft(submission: Submission) -> None:
    draft = getattr(submission, "draft", None)
    if draft:
        draft.delete()


def _pictures(submission: Submission) -> list[Picture]:
    """The picture over a piece, and those its texts ever showed."""
    found = {submission.picture.pk: submission.picture} if submission.picture else {}
    for body in submission.revisions.values_list("body", flat=True):
        found |= {each.pk: each for each in Picture.objects.shown_in(body)}
    return list(found.values())


def _drop(pictures: list[Picture]) -> int:
    """Delete the pictures that nothing else shows; returns how many."""
    dropped = 0
    for each in pictures:
        is_printed = Edition.objects.filter(Q(picture=each) | Q(text_pictures=each))
        if is_printed.exists() or Submission.objects.filter(picture=each).exists():
            continue
        names = [(f.storage, f.name) for f in (each.file, each.original) if f]
        each.delete()
        for storage, name in names:
            transaction.on_commit(lambda s=storage, n=name: s.delete(n))  # type: ignore[misc]
        dropped += 1
    return dropped


def _copy(file: Any, name: str, into: zipfile.ZipFile) -> None:
    try:
        with file.open("rb") as source, into.open(name, "w") as target:
            while chunk := source.read(1 << 16):
                target.write(chunk)
    except FileNotFoundError:  # lost from the store: the rest is still theirs
        into.writestr(f"{name} is missing.txt", "This file could not be found.")


def _as_markdown(revision: Any) -> str:
    head = f"# {revision.headline}\n\n" if revision.headline else ""
    under = f"*{revision.standfirst}*\n\n" if revision.standfirst else ""
    return f"{head}{under}{revision.body}\n"


def _as_data(submission: Submission, reader: User) -> dict[str, Any]:
    article: Article | None = submission.article
    return {
        "headline": submission.headline,
        "status": submission.get_status_display(),
        "section": str(submission.section or ""),
        "begun": submission.created_at,
        "sent": submission.submitted_at,
        "address": f"{settings.SITE_URL}{article.get_absolute_url()}"
        if article and submission.is_live
        else "",
        "why_now": submission.why_now,
        "why_you": submission.why_you,
        "exclusivity": submission.get_exclusivity_display(),
        "exclusivity_detail": submission.exclusivity_detail,
        "authors": [author.name for author in submission.authors],
        "as_typed": getattr(getattr(submission, "draft", None), "typed", {}),
        "versions": [
            {"number": each.number, "saved": each.saved_at, **each.fields()}
            for each in submission.revisions.order_by("number")
        ],
        "declarations": list(_declared(submission, reader)),
        "sources": list(submission.sources.values("sentence", "kind", "where", "at")),
        "conditions": list(submission.conditions.values("round", "text", "answer")),
        "messages": [
            {
                "from": "The desk" if each.is_from_desk else str(each.by),
                "at": each.at,
                "text": each.text,
            }
            for each in submission.messages.seen_by_authors().select_related("by")
        ],
        "remarks": list(
            Remark.objects.filter(submission=submission, by=reader).values(
                "at", "verdict", "field", "before", "after", "text", "answer"
            )
        ),
        "signatures": list(
            submission.sign_offs.filter(by=reader).values("at", "fingerprint")
        ),
        "terms": list(_terms(submission, reader)),
        "files": list(
            submission.attachments.seen_by_authors().values(
                "name", "size", "digest", "at"
            )
        ),
    }


def _declared(submission: Submission, reader: User) -> Iterator[dict[str, Any]]:
    """Their own answers only."""
    mine = Q(author__user=reader)
    if submission.contributor_id == reader.pk:
        mine |= Q(author__isnull=True)
    given = Declaration.objects.filter(mine, revision__submission=submission)
    for each in given.order_by("revision__number", "position"):
        yield {
            "version": each.revision.number,
            "question": each.wording,
            "answer": each.answer,
            "detail": each.detail,
        }


def _terms(submission: Submission, reader: User) -> Iterator[dict[str, Any]]:
    authors = Author.objects.filter(user=reader)
    own = Agreement.objects.filter(submission=submission, author__in=authors)
    for each in own.select_related("terms", "payment"):
        payment = getattr(each, "payment", None)
        yield {
            "terms": str(each.terms),
            "licence": each.terms.licence,
            "fee": each.fee,
            "kill_fee": each.kill_fee,
            "currency": each.currency,
            "offered": each.offered_at,
            "accepted": each.accepted_at,
            "payment": payment.get_state_display() if payment else "",
        }
