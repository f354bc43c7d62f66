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
from editorial import outbox, replies
from editorial.models import ENDED, Action, LetterTemplate, Submission


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


# What every author who can sign in must hear of, not only the one who sent it.
TOLD_TO_ALL = {Action.PROOF, Action.CLEAR}

# Letters to the desk that include email/_to_the_author.txt: whoever answers one by mail
# has been told who will read it.
ANSWERED_TO_THE_AUTHOR = {"desk-message", "desk-revision-in", "desk-signed"}


def tell(
    submission: Submission,
    action: Action,
    *,
    by: User | None,
    note: str = "",
    wording: Wording | None = None,
) -> None:
    """Write to the contributor about this act, each letter with its reader's own
    name; the desk's wording wins."""
    if action not in TOLD:
        return
    for to, name in _readers(submission, action):
        said = wording or _rendered(
            submission, TOLD[action], by=by, note=note, name=name
        )
        outbox.post(
            to=to.email,
            subject=said.subject,
            body=said.body,
            kind=TOLD[action],
            submission=submission,
            reply_to=replies.address_for(submission, to),
        )


def tell_desk(
    submission: Submission, event: str, *, by: User | None, note: str = ""
) -> None:
    """Write to whoever holds the piece of what this author did; nobody holds it,
    nobody is written to."""
    if submission.holder is None:
        return
    name = next(
        (
            author.name
            for author in submission.authors
            if by and author.user_id == by.pk
        ),
        submission.first_name,
    )
    wording = _rendered(submission, event, by=None, note=note, name=name)
    outbox.post(
        to=submission.holder.email,
        subject=wording.subject,
        body=wording.body,
        kind=event,
        submission=submission,
        reply_to=_reply_to_desk(submission, event),
    )


def _reply_to_desk(submission: Submission, event: str) -> str:
    """Only where the letter says that the author will read what is answered."""
    if submission.holder is None or event not in ANSWERED_TO_THE_AUTHOR:
        return ""
    return replies.address_for(submission, submission.holder)


def _readers(submission: Submission, action: Action) -> list[tuple[User, str]]:
    to = submission.contributor
    found = [(to, submission.first_name)] if to else []
    if action in TOLD_TO_ALL:
        found += [
            (author.user, author.name)
            for author in submission.authors
            if author.user and author.user != to
        ]
    return found


def default_wording(
    submission: Submission, action: Action, *, by: User | None, note: str = ""
) -> Wording:
    """The letter as it goes when nobody changes it."""
    name = submission.first_name
    return _rendered(submission, TOLD[action], by=by, note=note, name=name)


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
    submission: Submission, event: str, *, by: User | None, note: str, name: str
) -> Wording:
    context = {
        "piece": submission,
        "name": name,
        "editor": str(by) if by else "",
        "note": note,
        "paper": settings.PAPER_NAME,
        "zone": settings.PAPER_ZONE_NAME,
        "address": f"{settings.SITE_URL}/contribute/{submission.pk}/",
        "desk_address": f"{settings.SITE_URL}/admin/desk/{submission.pk}/",
        "site_url": settings.SITE_URL,
        "by_mail": bool(settings.REPLY_ADDRESS) and submission.status not in ENDED,
    }
    return Wording(
        render_to_string(f"email/{event}.subject.txt", context).strip(),
        render_to_string(f"email/{event}.txt", context).strip(),
    )
