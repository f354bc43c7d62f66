"""Who agreed to what, asked for what and answered what, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from articles.models import Correction
from editorial import changes, seals, terms
from editorial.models import (
    Agreement,
    ErrorReport,
    Finding,
    Inquiry,
    Invitation,
    Remark,
    Submission,
)


def approvals(submission: Submission) -> list[dict[str, Any]]:
    """Every yes, and every no to one, in the order in which they were said."""
    found = [
        *_checked(submission),
        *_signed(submission),
        *_joined(submission),
        *_terms_accepted(submission),
    ]
    return sorted(found, key=itemgetter("at"))


def _said(did: str, by: object, at: dt.datetime, why: str = "") -> dict[str, Any]:
    return {"did": did, "by": str(by), "at": at, "why": why}


def _checked(submission: Submission) -> Iterator[dict[str, Any]]:
    for call in submission.tier_calls.select_related("by"):
        yield _said(call.get_tier_display(), call.by, call.at, call.reason)
    for read in submission.full_reads.select_related("by", "revision"):
        did = f"Read revision {read.revision.number} in full"
        yield _said(did, read.by, read.at)
    for check in submission.headline_checks.select_related("by", "revision"):
        did = f"Checked the titles of revision {check.revision.number}"
        yield _said(did, check.by, check.at, check.answers.get("note", ""))
    for waiver in submission.interest_waivers.select_related("by", "interest"):
        did = f"Let an interest go unsaid: {waiver.interest}"
        yield _said(did, waiver.by, waiver.at, waiver.reason)


def _signed(submission: Submission) -> Iterator[dict[str, Any]]:
    for each in submission.sign_offs.select_related("author", "revision"):
        over = ", carried over a typographical slip" if each.carried_from_id else ""
        did = f"Signed revision {each.revision.number}{over}"
        said = _said(did, each.author.name, each.at)
        yield said | {"fingerprint": each.fingerprint}
    rows = submission.overrides.select_related("by", "author", "revision")
    for past in rows:
        did = (
            f"Printed revision {past.revision.number} past the missing signature of "
            f"{past.author.name}"
        )
        yield _said(did, past.by, past.at, past.reason)


def _joined(submission: Submission) -> Iterator[dict[str, Any]]:
    for each in submission.invitations.select_related("by", "author"):
        name = each.author.name if each.author else each.name
        yield _said(f"Asked {name} to stand in the byline", each.by, each.at)
        if each.accepted_at:
            yield _said("Agreed to stand in the byline", name, each.accepted_at)
        if each.declined_at:
            yield _said("Declined to stand in the byline", name, each.declined_at)
        if each.taken_back_at:
            did = f"{name} was taken out, or the question taken back"
            yield _said(did, "The sender or the desk", each.taken_back_at)


def _terms_accepted(submission: Submission) -> Iterator[dict[str, Any]]:
    rows = submission.agreements.select_related("terms", "author", "accepted_by")
    for each in rows:
        if each.accepted_at:
            did = (
                f"Accepted the terms, version {each.terms.version}: {terms.said(each)}"
            )
            yield _said(did, each.accepted_by, each.accepted_at)


def agreements(submission: Submission) -> Iterator[dict[str, Any]]:
    """Each offer with the words it was made in; the newest of an author counts."""
    rows: list[Agreement] = list(
        submission.agreements.select_related(
            "terms", "author", "offered_by", "accepted_by"
        ).order_by("offered_at", "pk")
    )
    for each in rows:
        yield {
            "author": each.author.name,
            "number": each.number,
            "offer": terms.said(each),
            "terms_version": each.terms.version,
            "licence": each.terms.licence,
            "payment": each.terms.payment,
            "offered_by": str(each.offered_by or ""),
            "offered": each.offered_at,
            "accepted_by": str(each.accepted_by or ""),
            "accepted": each.accepted_at,
        }


def invitations(submission: Submission) -> Iterator[dict[str, Any]]:
    """Who was asked to stand in the byline, and what they said."""
    rows: list[Invitation] = list(submission.invitations.select_related("by", "author"))
    for each in rows:
        yield {
            "name": each.author.name if each.author else each.name,
            "email": each.email,
            "by": str(each.by),
            "at": each.at,
            "accepted": each.accepted_at,
            "declined": each.declined_at,
            "taken_back": each.taken_back_at,
        }


def conditions(submission: Submission) -> list[dict[str, Any]]:
    """What the desk asked for in each round, and the author's answers."""
    rows = submission.conditions.values("round", "text", "answer")
    return [dict(row) for row in rows]


def remarks(submission: Submission) -> Iterator[dict[str, Any]]:
    """What authors said of the changes at the proof, and what the desk answered."""
    rows: list[Remark] = list(
        submission.remarks.select_related("by", "answered_by", "revision")
    )
    for each in rows:
        yield {
            "said": each.get_verdict_display(),
            "of": changes.NAMES.get(each.field, each.field),
            "revision": each.revision.number,
            "before": each.before,
            "after": each.after,
            "text": each.text,
            "by": str(each.by),
            "at": each.at,
            **_answered(each),
        }


def errors(submission: Submission) -> Iterator[dict[str, Any]]:
    """Errors that authors reported once readers had it, and what became of them."""
    rows = submission.error_reports.select_related("by", "answered_by")
    for each in rows.order_by("at", "pk"):
        yield {
            "words": each.quote,
            "what": each.what,
            "where": each.where,
            "by": str(each.by),
            "at": each.at,
            **_answered(each),
        }


def editions(submission: Submission) -> Iterator[dict[str, Any]]:
    """Each text that readers were given, whole, with its byline and its digest."""
    article = submission.article
    rows = article.editions.order_by("number") if article else []
    for each in rows:
        yield {
            "number": each.number,
            "cleared": each.cleared_at,
            "responsible": each.responsible_editor,
            "names": each.byline,
            "fingerprint": each.fingerprint,
            "digest": seals.digest(each),
            "headline": each.headline,
            "standfirst": each.standfirst,
            "disclosure": each.disclosure,
            "body": each.body,
            "closing_line": each.closing_line,
        }


def corrections(submission: Submission) -> Iterator[dict[str, Any]]:
    """What was proposed once readers had it, what they were told, and whose were the
    two keys. Why it was done stays at the desk, as its note does."""
    rows = submission.amendments.select_related("by", "ended_by", "revision", "edition")
    made = {
        each.edition.number: each
        for each in Correction.objects.filter(
            edition__article=submission.article_id
        ).select_related("edition")
    }
    for row in rows.order_by("at", "pk"):
        told = made.get(row.edition.number + 1) if row.revision else None
        yield {
            "kind": row.get_kind_display(),
            "of_edition": row.edition.number,
            "edition": told.edition.number if told else None,
            "revision": row.revision.number if row.revision else None,
            "told": told.sentence if told else "",
            "at_the_top": row.is_serious,
            "proposed_by": str(row.by),
            "proposed": row.at,
            "approved_by": str(row.ended_by) if told else "",
            "approved": told.at if told else None,
            "dropped_by": str(row.ended_by) if row.reason else "",
            "dropped": row.ended_at if row.reason else None,
        }


def _answered(row: Remark | ErrorReport) -> dict[str, Any]:
    return {
        "answer": row.answer,
        "answered_by": str(row.answered_by or ""),
        "answered": row.answered_at,
    }


def findings(submission: Submission) -> Iterator[dict[str, Any]]:
    """All that was found of any claim, also of words it has no more, the first one
    first."""
    rows = Finding.objects.filter(claim__submission=submission).select_related(
        "claim", "revision", "copy", "by"
    )
    for each in rows.order_by("at", "pk"):
        yield {
            "claim": each.claim.number,
            "sentence": each.sentence,
            "revision": each.revision.number,
            "found": each.get_found_display(),
            "rests_on": each.get_proven_by_display(),
            "where": each.where,
            "copy": each.copy.name if each.copy else "",
            "note": each.note,
            "by": str(each.by),
            "at": each.at,
        }


def inquiries(submission: Submission) -> Iterator[dict[str, Any]]:
    """Each question about a machine's part in it: why, what was asked, how it ended."""
    rows: list[Inquiry] = list(
        submission.inquiries.select_related("by", "ended_by").prefetch_related(
            "steps__by"
        )
    )
    for each in rows:
        yield {
            "why": each.why,
            "score": each.score,
            "by": str(each.by),
            "at": each.at,
            "steps": [
                {
                    "asked": step.get_asked_display(),
                    "what_came": step.what_came,
                    "by": str(step.by),
                    "at": step.at,
                }
                for step in each.steps.all()
            ],
            "outcome": each.get_outcome_display() or "Still open",
            "words": each.outcome_words,
            "ended_by": str(each.ended_by or ""),
            "ended": each.ended_at,
        }
