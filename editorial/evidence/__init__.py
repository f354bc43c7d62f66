"""The evidence file: one zip that proves how a column came to be.

Everything in it can be read without this program: a page that prints well, the same as
data, the texts and files as they were. The record is a chain: its last digest is
printed on the first page, so a file kept elsewhere shows whether a row was changed or
lost since.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from articles import redline
from articles.models import Picture
from authors.models import User
from editorial import (
    access,
    claims,
    declarations,
    legal,
    log,
    origins,
    rules,
)
from editorial.evidence import consents
from editorial.models import (
    Act,
    Action,
    Delivery,
    IdentityCheck,
    LetterState,
    Private,
    Proven,
    Revision,
    Status,
    Submission,
)

IN_MEMORY = 8 * 1024 * 1024  # bytes of a file before it goes to disk
AMONG_THE_DESK = "desk-"  # so begin the kinds of its letters to itself
_KEYS = re.compile(r"(?<=/)(?:preview|invitation)/[\w-]{43}")  # each opens a door
# Acts whose notes are given: an author's own words, or the why of an approval. The
# form of every other note says that it stays at the desk.
GIVEN = {
    *(Action.SUBMIT, Action.SEND_BACK, Action.WITHDRAW, Action.STAND_ASIDE),
    *(Action.OBJECT, Action.REMARK, Action.ANSWER, Action.SOURCE),
    *(Action.EDIT, Action.RESTORE, Action.PICTURE, Action.BYLINE, Action.DETAILS),
    *(Action.CARRY, Action.OVERRIDE, Action.TIER, Action.HEADLINE),
    *(Action.CLAIM, Action.FINDING, Action.INTEREST, Action.INQUIRY, Action.PURGE),
}
# The page, part by part: what it is called there, and without what it is left out.
PARTS = (
    ("came", "How it came", ""),
    ("declared", "What its authors declared", ""),
    ("identity", "Who its authors are", ""),
    ("claims", "Claims and quotations", ""),
    ("inquiries", "Whether a machine wrote it", "inquiries"),
    ("conditions", "What the desk asked for", "conditions"),
    ("agreements", "The terms", "agreements"),
    ("remarks", "What authors said of the changes", "remarks"),
    ("approvals", "Approvals and signatures", ""),
    ("legal", "The legal read", ""),
    ("pictures", "Pictures", ""),
    ("letters", "Letters and messages", ""),
    ("revisions", "Every revision", ""),
    ("errors", "Errors reported afterwards", "errors"),
    ("corrections", "Corrections", "corrections"),
    ("editions", "What readers were given", "editions"),
    ("record", "The record, act by act", ""),
)
PAGE, DATA, SUMS = "evidence.html", "evidence.json", "SHA256SUMS"
READ_ME = """\
{headline}
Evidence file of {paper}, made {day} for {reader}.

evidence.html   everything, to be read and printed
evidence.json   the same as data
revisions/      each text as it was saved, in Markdown
redlines/       what changed from each to the next, as a page
files/          what came with it, and sources a checker saved, byte for byte
pictures/       the pictures, as they were uploaded
SHA256SUMS      the digest of every file here: sha256sum -c SHA256SUMS

The record has {length} acts and ends with
{head}
"""


def may_have(user: User, submission: Submission) -> bool:
    """Those who may answer for the paper: whoever decides, and the lawyer."""
    may = rules.is_editor(user, submission) or legal.is_lawyer(user, submission)
    return may and not rules.is_blind(submission)


def bundle(submission: Submission, *, by: User) -> IO[bytes]:
    """The zip, open at its beginning; its making is on record, and in it.

    Raises ``PermissionDenied``. It is made to be given out of the house, so advice is
    never in it, whoever makes it: no counsel's note, and of a legal read the outcome,
    not the lawyer's words. Nor is what the desk says among itself: notes, comments,
    letters from one at the desk to another, and the words of acts that stay there.
    """
    if not may_have(by, submission):
        raise PermissionDenied  # also of a piece whose names are hidden from the desk
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        access.look(by, Private.EVIDENCE, submission=current)
        log.write(current, Action.EVIDENCE, by=by)
    said = _as_data(current, by)
    out: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 -- its reader's
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        into = _Summed(target)
        for name, text in _texts(current, said, by):
            into.write(name, text.encode())
        for name, file in _originals(current):
            into.copy(name, file)
        target.writestr(SUMS, into.sums())
    out.seek(0)
    return out


class _Summed:
    """A zip that keeps the digest of all that goes into it."""

    def __init__(self, target: zipfile.ZipFile) -> None:
        self._target = target
        self._sums: dict[str, str] = {}

    def write(self, name: str, said: bytes) -> None:
        self._target.writestr(name, said)
        self._sums[name] = hashlib.sha256(said).hexdigest()

    def copy(self, name: str, file: Any) -> None:
        digest = hashlib.sha256()
        try:
            source = file.open("rb")
        except FileNotFoundError:  # lost from the store: the file says so
            self.write(f"{name} is missing.txt", b"This file could not be found.\n")
            return
        with source, self._target.open(name, "w") as target:
            while chunk := source.read(1 << 16):
                target.write(chunk)
                digest.update(chunk)
        self._sums[name] = digest.hexdigest()

    def sums(self) -> str:
        lines = (f"{digest}  {name}\n" for name, digest in sorted(self._sums.items()))
        return "".join(lines)


def _texts(
    submission: Submission, said: dict[str, Any], by: User
) -> Iterator[tuple[str, str]]:
    record = said["record"]
    yield (
        "READ ME.txt",
        READ_ME.format(
            headline=submission.headline,
            paper=settings.PAPER_NAME,
            day=said["made"],
            reader=by,
            length=len(record["acts"]),
            head=record["head"],
        ),
    )
    yield PAGE, render_to_string("editorial/evidence/page.html", _as_page(said))
    data = json.dumps(said, indent=2, ensure_ascii=False, default=str)
    yield DATA, f"{data}\n"
    revisions = list(submission.revisions.order_by("number"))
    for each in revisions:
        yield f"revisions/{each.number:03}.md", _as_markdown(each)
    for before, after in pairwise(revisions):
        context = {
            "title": f"Changes to revision {after.number}: {submission.headline}",
            "before": before,
            "after": after,
            "lines": _redlines(before, after),
            "paper": said["paper"],
            "zone": said["zone"],
        }
        page = render_to_string("editorial/evidence/redline.html", context)
        yield f"redlines/{before.number:03}-{after.number:03}.html", page


def _as_page(said: dict[str, Any]) -> dict[str, Any]:
    """The same for the eye: the parts there are, and where each text lies."""
    parts = [
        {"id": name, "name": called, "template": f"editorial/evidence/_{name}.html"}
        for name, called, without in PARTS
        if not without or said[without]
    ]
    numbers = [each["number"] for each in said["revisions"]]
    lies = {
        number: {
            "file": f"{number:03}",
            "redline": f"{before:03}-{number:03}" if before else "",
        }
        for before, number in zip([0, *numbers], numbers, strict=False)
    }
    revisions = [each | lies[each["number"]] for each in said["revisions"]]
    return {"said": said | {"revisions": revisions}, "parts": parts}


def _redlines(before: Revision, after: Revision) -> list[tuple[str, redline.Redline]]:
    """The fields that differ, each laid over the other."""
    old, new = before.fields(), after.fields()
    return [
        (_named(name), redline.compare(old[name], new[name]))
        for name in old
        if old[name] != new[name]
    ]


def _originals(submission: Submission) -> Iterator[tuple[str, Any]]:
    """Files with the names they came under, and pictures as they were uploaded."""
    for number, each in enumerate(submission.attachments.all(), 1):
        yield _stands_in(number, each.name), each.file
    for picture in _pictures(submission):
        yield f"pictures/{picture.uuid}", picture.original


def _stands_in(number: int, name: str) -> str:
    return f"files/{number:02} {_safe(name)}"


def _safe(name: str) -> str:
    """The name alone, whatever path it claims."""
    return name.replace("\\", "/").rpartition("/")[2].lstrip(".") or "file"


def _pictures(submission: Submission) -> list[Picture]:
    shown = {submission.picture.pk: submission.picture} if submission.picture else {}
    texts = submission.revisions.order_by("number").values_list("body", flat=True)
    every = "\n\n".join(texts)
    shown |= {each.pk: each for each in Picture.objects.shown_in(every)}
    return list(shown.values())


def _as_markdown(revision: Revision) -> str:
    fields = revision.fields()
    head = "\n".join(
        f"{_named(name)}: {text}" for name, text in fields.items() if name != "body"
    )
    return f"{head}\n\n{fields['body']}\n"


def _named(field: str) -> str:
    return "Text" if field == "body" else field.replace("_", " ").capitalize()


def _as_data(submission: Submission, by: User) -> dict[str, Any]:
    """Everything, section by section, as plain values."""
    zone = settings.PAPER_ZONE_NAME
    return {
        "title": f"Evidence file: {submission.headline}",
        "paper": settings.PAPER_NAME,
        "made": f"{_hour(timezone.now())} {zone}",
        "made_for": str(by),
        "place": settings.PAPER_PLACE,
        "zone": zone,
        "column": _column(submission),
        "record": _record(submission),
        "declarations": list(_declared(submission)),
        "identity": list(_identity(submission)),
        "origins": list(_origins(submission)),
        "claims": list(_claims(submission)),
        "findings": list(consents.findings(submission)),
        "revisions": list(_revisions(submission)),
        "letters": list(_letters(submission)),
        "messages": [
            {
                "from": "The desk" if each.is_from_desk else str(each.by),
                "by": str(each.by),
                "at": each.at,
                "text": each.text,
            }
            for each in submission.messages.select_related("by")
        ],
        "signatures": list(_signatures(submission)),
        "approvals": consents.approvals(submission),
        "agreements": list(consents.agreements(submission)),
        "invitations": list(consents.invitations(submission)),
        "conditions": consents.conditions(submission),
        "remarks": list(consents.remarks(submission)),
        "errors": list(consents.errors(submission)),
        "editions": list(consents.editions(submission)),
        "corrections": list(consents.corrections(submission)),
        "inquiries": list(consents.inquiries(submission)),
        "legal": _legal(submission),
        "pictures": list(_cards(submission)),
        "files": list(_files(submission)),
    }


def _files(submission: Submission) -> Iterator[dict[str, Any]]:
    """What came with it, and where it lies in here."""
    for number, each in enumerate(submission.attachments.all(), 1):
        yield {
            "name": each.name,
            "stands_in": _stands_in(number, each.name),
            "size": each.size,
            "digest": each.digest,
            "purpose": each.get_purpose_display(),
            "at": each.at,
        }


def _letters(submission: Submission) -> Iterator[dict[str, Any]]:
    """All that was written to anybody outside, without the keys of doors."""
    found = submission.letters.exclude(kind__startswith=AMONG_THE_DESK)
    for letter in found.order_by("written_at", "pk").values(
        *("kind", "to", "subject", "body", "written_at", "state", "sent_at"),
        *("delivery", "delivery_note", "delivery_at"),
    ):
        yield letter | {
            "body": _KEYS.sub("[a key that is left out]", letter["body"]),
            "state": LetterState(letter["state"]).label,
            "delivery": Delivery(letter["delivery"]).label
            if letter["delivery"]
            else "",
        }


def _column(submission: Submission) -> dict[str, Any]:
    article = submission.article
    edition = article.edition if article else None
    return {
        "number": submission.pk,
        "headline": submission.headline,
        "status": submission.get_status_display(),
        "where": _where(submission),
        "section": str(submission.section or ""),
        "authors": [author.name for author in submission.authors],
        "sent_by": str(submission.contributor or ""),
        "sent": submission.submitted_at,
        "why_now": submission.why_now,
        "why_you": submission.why_you,
        "exclusivity": submission.get_exclusivity_display(),
        "responsible": str(submission.responsible or ""),
        "tier": submission.tier or submission.proposed_tier,
        "published": article.publish_at if article and submission.is_live else None,
        "address": f"{settings.SITE_URL}{article.get_absolute_url()}"
        if article and submission.is_live
        else "",
        "fingerprint": edition.fingerprint if edition else "",
    }


def _where(submission: Submission) -> str:
    if submission.is_live:
        return "Published"
    article = submission.article
    if submission.status == Status.CLEARED and article and article.publish_at:
        return f"Cleared for {_hour(article.publish_at)}"
    return submission.get_status_display()


def _hour(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i")


def _record(submission: Submission) -> dict[str, Any]:
    acts = list(submission.acts.order_by("number"))
    return {
        "head": acts[-1].digest if acts else "",
        "problems": log.problems(submission),
        "acts": [
            {
                "number": act.number,
                "at": act.at,
                "by": act.by_name,
                "by_number": act.by_id,
                "did": act.get_action_display(),
                "action": act.action,
                "from": act.from_status,
                "to": act.to_status,
                **_words_of(act),
                "previous": act.previous,
                "digest": act.digest,
            }
            for act in acts
        ],
    }


def _words_of(act: Act) -> dict[str, Any]:
    """Its note and what else it says; of a note that stays at the desk the digest, so
    that whoever is shown its words can tell that they are those."""
    if act.action in GIVEN or not act.note:
        return {"note": act.note, "data": act.data, "kept_at_the_desk": ""}
    data = {key: said for key, said in act.data.items() if key != "reason"}
    digest = hashlib.sha256(act.note.encode()).hexdigest()
    return {"note": "", "data": data, "kept_at_the_desk": digest}


def _declared(submission: Submission) -> Iterator[dict[str, Any]]:
    for sets in declarations.given(submission):
        for given in sets:
            yield {
                "author": given.author.name if given.author else submission.first_name,
                "revision": given.revision.number,
                "saved": given.revision.saved_at,
                "answers": [
                    {
                        "question": each.wording,
                        "answer": each.answer,
                        "detail": each.detail,
                        "is_interest": each.is_interest,
                    }
                    for each in given.answers
                ],
            }


def _identity(submission: Submission) -> Iterator[dict[str, Any]]:
    checks = IdentityCheck.objects.filter(author__in=submission.authors)
    for each in checks.select_related("author", "by").order_by("at", "pk"):
        yield {
            "author": each.author.name,
            "line": each.get_line_display(),
            "outcome": "Waived"
            if each.is_waived
            else "Does not hold"
            if each.is_bad
            else "Done",
            "how": each.how,
            "by": str(each.by),
            "at": each.at,
        }


def _origins(submission: Submission) -> Iterator[dict[str, Any]]:
    """What the files say of where they come from, as the desk was shown it."""
    for each in origins.signals(submission):
        yield dataclasses.asdict(each)


def _claims(submission: Submission) -> Iterator[dict[str, Any]]:
    """Each claim and quotation, and what was found of the words it has now."""
    called: dict[str, str] = dict(Proven.choices)
    for each in claims.ledger(submission):
        yield {
            **dataclasses.asdict(each),
            "rests_on": called.get(each.proven_by, ""),
            "now": claims.CALLED[claims.State(each.state)],
        }


def _revisions(submission: Submission) -> Iterator[dict[str, Any]]:
    for each in submission.revisions.select_related("by").order_by("number"):
        yield {
            "number": each.number,
            "saved": each.saved_at,
            "by": str(each.by or ""),
            "is_by_author": each.is_by_author,
            "reason": each.reason,
            "words": each.words,
            "digest": log.digest_of_words(each),
            **each.fields(),
        }


def _signatures(submission: Submission) -> Iterator[dict[str, Any]]:
    for each in submission.sign_offs.select_related("author", "revision"):
        yield {
            "author": each.author.name,
            "revision": each.revision.number,
            "fingerprint": each.fingerprint,
            "at": each.at,
            "carried_over_a_slip": each.carried_from_id is not None,
        }


def _legal(submission: Submission) -> dict[str, Any]:
    """That a lawyer read it, who and with what outcome; and who named was asked. What
    the lawyer said beside it is for the desk, which may show it if it must: the record
    holds its digest."""
    reads = submission.legal_reads.select_related("by", "revision")
    return {
        "reads": [
            {
                "revision": each.revision.number,
                "fingerprint": each.fingerprint,
                "outcome": each.get_outcome_display(),
                "by": str(each.by),
                "at": each.at,
            }
            for each in reads
        ],
        "people_named": [
            {
                "name": each.name,
                "imputation": each.imputation,
                "reply": each.get_reply_display(),
                "reply_note": each.reply_note,
            }
            for each in submission.named_people.all()
        ],
    }


def _cards(submission: Submission) -> Iterator[dict[str, Any]]:
    for each in _pictures(submission):
        yield {
            "uuid": str(each.uuid),
            "what_it_is": each.get_source_type_display(),
            "credit": each.credit,
            "caption": each.caption,
            "alt": "Only decoration" if each.is_decorative else each.alt,
            "ai_tool": each.ai_tool,
            "prompt_by": each.ai_prompter,
            "responsible": each.responsible,
            "licence": each.licence,
            "licence_ends": each.licence_ends_on,
        }
