"""What people are told by mail when something happens to a piece.

Texts are in ``templates/email/<event>.txt`` and ``<event>.subject.txt``; the desk
may write its own for a decision. Contributor text in them is inert: plain text,
one-line subjects, no markup.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string

from authors.models import User
from editorial import outbox
from editorial.models import Action, Letter, LetterTemplate, Submission


@dataclass(frozen=True, slots=True)
class Wording:
    """A letter's text as the desk edited it."""

    subject: str
    body: str


# The acts that are told to the contributor, and the template that tells them.
TOLD = {
    Action.SUBMIT: "receipt",
    Action.SEND_BACK: "received-again",
    Action.REQUEST_CHANGES: "changes-requested",
    Action.ACCEPT: "accepted",
    Action.DECLINE: "declined",
    Action.RELEASE: "released",
    Action.SPIKE: "spiked",
    Action.WITHDRAW: "withdrawn",
    Action.CLEAR: "cleared",
    Action.PULL: "pulled",
    Action.PROOF: "proof",
    Action.MESSAGE: "message",
}


def tell(
    submission: Submission,
    action: Action,
    *,
    by: User | None,
    note: str = "",
    wording: Wording | None = None,
) -> Letter | None:
    """Write to the contributor about this act. The desk's own wording wins."""
    to = submission.contributor
    if to is None or action not in TOLD:
        return None
    if wording is None:
        wording = default_wording(submission, action, by=by, note=note)
    return outbox.post(
        to=to.email,
        subject=wording.subject,
        body=wording.body,
        kind=TOLD[action],
        submission=submission,
    )


def tell_desk(submission: Submission, event: str, *, note: str = "") -> Letter | None:
    """Write to whoever holds the piece; nobody holds it, nobody is written to."""
    if submission.holder is None:
        return None
    wording = _rendered(submission, event, by=None, note=note)
    return outbox.post(
        to=submission.holder.email,
        subject=wording.subject,
        body=wording.body,
        kind=event,
        submission=submission,
    )


def default_wording(
    submission: Submission, action: Action, *, by: User | None, note: str = ""
) -> Wording:
    """The letter as it goes when nobody changes it."""
    return _rendered(submission, TOLD[action], by=by, note=note)


def from_template(
    template: LetterTemplate, submission: Submission, *, by: User
) -> Wording:
    """A desk template with its places filled. A word in braces that is none of
    ours, or comes from a contributor, stays as it is."""
    places = {
        "name": submission.first_name,
        "headline": submission.headline,
        "section": str(submission.section),
        "paper": settings.PAPER_NAME,
        "editor": str(by),
    }
    return Wording(_fill(template.subject, places), _fill(template.body, places))


def _fill(text: str, places: dict[str, str]) -> str:
    """One pass, so that braces inside a name or a headline are only text."""
    parts = text.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        word, brace, rest = part.partition("}")
        known = bool(brace) and word in places
        filled.append(places[word] + rest if known else "{" + part)
    return "".join(filled)


def _rendered(
    submission: Submission, event: str, *, by: User | None, note: str
) -> Wording:
    context = {
        "piece": submission,
        "editor": str(by) if by else "",
        "note": note,
        "paper": settings.PAPER_NAME,
        "zone": settings.PAPER_ZONE_NAME,
        "address": f"{settings.SITE_URL}/contribute/{submission.pk}/",
        "desk_address": f"{settings.SITE_URL}/admin/desk/{submission.pk}/",
        "site_url": settings.SITE_URL,
    }
    return Wording(
        render_to_string(f"email/{event}.subject.txt", context).strip(),
        render_to_string(f"email/{event}.txt", context).strip(),
    )
