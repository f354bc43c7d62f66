"""What people are told by mail when something happens to a piece.

Texts are in ``templates/email/<event>.txt`` and ``<event>.subject.txt``; the desk
may write its own for a decision. Contributor text in them is inert: plain text,
one-line subjects, no markup.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.markup import clean_line
from articles.models import join_names
from authors import zones
from authors.models import MailPace, User
from editorial import changes, outbox, replies, rules
from editorial.models import (
    ENDED,
    Act,
    Action,
    DigestItem,
    LetterTemplate,
    Message,
    Remark,
    Status,
    Submission,
    Terms,
)
from editorial.proof import proof_of


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
    Action.COMMISSION: "commissioned",
    Action.ACCEPT: "accepted",
    Action.DECLINE: "declined",
    Action.RELEASE: "released",
    Action.SPIKE: "spiked",
    Action.WITHDRAW: "withdrawn",
    Action.CLEAR: "cleared",
    Action.PULL: "pulled",
    Action.PROOF: "proof",
    Action.MESSAGE: "message",
    Action.PAUSE: "paused",
    Action.RESUME: "resumed",
    Action.DEADLINE: "deadline",
}


# The answers of the desk: each has waited to be undone before it was given.
ANSWERS = frozenset(
    {
        *(Action.DECLINE, Action.REQUEST_CHANGES, Action.ACCEPT),
        *(Action.COMMISSION, Action.SPIKE, Action.RELEASE),
    }
)

# What every author who can sign in must hear of, not only the one who sent it.
TOLD_TO_ALL = {Action.PROOF, Action.CLEAR, Action.PULL}

NOBODY_NAMED = "The author"  # to a desk that reads blind until its first decision

# All that authors said of the changes, in one letter to the holder.
REMARKS = "desk-remarks"

# The hour that readers get it has changed, before it has come.
NEW_HOUR = "new-hour"

# Letters to the desk that include email/_to_the_author.txt: whoever answers one by mail
# has been told who will read it.
ANSWERED_TO_THE_AUTHOR = {"desk-message", "desk-revision-in", "desk-signed"}

# What a letter asked for where the piece was, and nobody need do where it goes.
REMINDERS = {"desk-answer-due", "revision-due", "revision-late", "desk-revision-late"}
REQUESTS = {"proof", "changes-requested", "deadline"}


def forget_requests(submission: Submission, target: Status) -> None:
    """It moves to ``target``: what has not left yet and asks for something stays
    here; at the end of a piece nobody is asked for anything."""
    kinds = REMINDERS | REQUESTS if target in ENDED else REMINDERS
    outbox.take_back(submission, kinds)


def tell(
    submission: Submission,
    action: Action,
    *,
    by: User | None,
    note: str = "",
    wording: Wording | None = None,
    message: Message | None = None,
) -> None:
    """Write to the contributor about this act, each letter with its reader's own
    name; the desk's wording wins. What a person at the desk causes waits for the end
    of the undo window; receipts and what was decided earlier leave at once."""
    if action not in TOLD:
        return
    leaves_at = message.leaves_at if message else None
    if leaves_at is None and action not in ANSWERS and _from_the_desk(submission, by):
        leaves_at = outbox.end_of_window()
    event, beside = _event(submission, action)
    for to, name in _readers(submission, action):
        said = (
            _named(wording, submission, name)
            if wording
            else _rendered(
                submission, event, by=by, note=note, name=name, reader=to, **beside
            )
        )
        send(
            submission,
            said,
            to=to,
            kind=event,
            by=by,
            leaves_at=leaves_at,
            message=message,
        )


def _from_the_desk(submission: Submission, by: User | None) -> bool:
    return by is not None and not rules.is_author(by, submission)


def _named(wording: Wording, submission: Submission, name: str) -> Wording:
    """A letter worded while names were hidden gets them now, as it leaves: in the
    headline they stood in, and by themselves where the desk changed its words."""
    headline = submission.headline
    shown = rules.without_names(submission, headline)

    def whole(text: str) -> str:
        text = text.replace(shown, headline) if shown != headline else text
        return text.replace(rules.HIDDEN_NAME, name).replace(rules.MASK, name)

    return Wording(whole(wording.subject), whole(wording.body))


def _as_read(wording: Wording, submission: Submission) -> Wording:
    """The same with the headline as the desk may read it."""
    headline, shown = submission.headline, rules.shown_headline(submission)
    if shown == headline:
        return wording
    return Wording(
        wording.subject.replace(headline, shown), wording.body.replace(headline, shown)
    )


def _salutation(submission: Submission) -> str:
    """The name as whoever words the letter may see it."""
    hidden = rules.is_blind(submission)
    return rules.HIDDEN_NAME if hidden else submission.first_name


def _event(submission: Submission, action: Action) -> tuple[str, dict[str, Any]]:
    """The template that tells of this act, and what only it says. What was cleared
    before and is cleared again tells what is another hour, and which words are new."""
    acts = submission.acts.order_by("-number")
    before = acts.filter(action=Action.CLEAR).first()
    if action is not Action.CLEAR or before is None or submission.article is None:
        return TOLD[action], {}
    moved = acts.filter(action=Action.PLAN, number__gt=before.number)
    told = moved.exclude(data__hour=None).first() or before
    hour = parse_datetime(str(told.data.get("hour", "")))
    is_new = hour is not None and hour != submission.article.publish_at
    return "cleared-again", {
        "hour_was": hour if is_new else None,
        "changed": _since(submission, before),
    }


def _since(submission: Submission, cleared: Act) -> str:
    """What readers will see that was not so when it was cleared then, in words."""
    signature = (
        submission.sign_offs.filter(fingerprint=cleared.data.get("fingerprint", ""))
        .select_related("revision", "carried_from__revision")
        .first()
    )
    if signature:
        was = changes.page_signed(signature)
    else:  # printed past a signature: its words are known, not what stood around them
        number = cleared.data.get("revision", 0)
        was = changes.page_of(submission.revisions.get(number=number).fields(), {})
    found = changes.between(was, changes.page_as(proof_of(submission)))
    return changes.in_words(found) if found else ""


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
    if rules.is_blind(submission):
        name, note = NOBODY_NAMED, rules.without_names(submission, note)
    reader = submission.holder
    wording = _rendered(submission, event, by=None, note=note, name=name, reader=reader)
    post_to_desk(submission, event, reader, wording)


def tell_new_hour(submission: Submission, *, by: User, was: dt.datetime) -> None:
    """Every author was told an hour, and it is another one now. A letter that has not
    left yet and names an hour in between is not sent any more."""
    outbox.take_back(submission, {NEW_HOUR})
    for to, name in all_authors(submission):
        said = worded(submission, NEW_HOUR, by=by, name=name, reader=to, hour_was=was)
        send(submission, said, to=to, kind=NEW_HOUR)


def remind_desk(
    submission: Submission, event: str, *, hour: dt.datetime | None = None
) -> None:
    """Write to whoever must act on it: the holder, or, where nobody holds it or the
    holder has left, everybody who may decide on it."""
    holder = submission.holder
    at_work = [holder] if holder and holder.is_active else None
    hidden = rules.is_blind(submission)
    name = NOBODY_NAMED if hidden else submission.first_name
    for reader in at_work or rules.who_may_decide(submission):
        wording = _rendered(
            submission,
            event,
            by=None,
            note="",
            name=name,
            reader=reader,
            hour=hour,
        )
        post_to_desk(submission, event, reader, wording, hour=hour)


def remind_author(submission: Submission, event: str, *, hour: dt.datetime) -> None:
    """Write to the contributor, whose turn it is."""
    reader = submission.contributor
    if reader is None:
        return
    wording = _rendered(
        submission,
        event,
        by=None,
        note="",
        name=submission.first_name,
        reader=reader,
        hour=hour,
    )
    send(submission, wording, to=reader, kind=event)


def hand_on(submission: Submission, to: User, *, by: User, note: str) -> None:
    """Write to a colleague that the piece is theirs now, with the note that came."""
    wording = _rendered(
        submission,
        "desk-handed-over",
        by=by,
        note=note,
        name=rules.shown_name(submission),
        reader=to,
    )
    post_to_desk(submission, "desk-handed-over", to, wording)


def tell_colleague(
    submission: Submission,
    event: str,
    *,
    to: User,
    by: User | None,
    note: str = "",
    hour: dt.datetime | None = None,
    **beside: Any,
) -> None:
    """Write to one person at the desk of what a colleague asks of them there."""
    wording = _rendered(
        submission,
        event,
        by=by,
        note=note,
        name=rules.shown_name(submission),
        reader=to,
        hour=hour,
        **beside,
    )
    post_to_desk(submission, event, to, wording, hour=hour)


def lapsed(submission: Submission, holder: User, *, since: dt.datetime) -> None:
    """Write to who held it and to all who may take it that it is in the queue again."""
    readers = {holder.pk: holder} if holder.is_active else {}
    readers |= {each.pk: each for each in rules.who_may_decide(submission)}
    for reader in readers.values():
        wording = _rendered(
            submission,
            "desk-lapsed",
            by=None,
            note="",
            name=rules.shown_name(submission),
            reader=reader,
            holder=holder,
            since=since,
        )
        post_to_desk(submission, "desk-lapsed", reader, wording)


URGENT = dt.timedelta(hours=12)  # an answer due within: told at once, to everybody


def post_to_desk(
    submission: Submission,
    event: str,
    reader: User,
    wording: Wording,
    *,
    hour: dt.datetime | None = None,
) -> None:
    """To somebody at the desk: at once, or in the one letter a day they chose."""
    wording = _as_read(wording, submission)
    is_urgent = hour is not None and hour - timezone.now() <= URGENT
    if reader.mail_pace == MailPace.DAILY and not is_urgent:
        gather(reader, event, wording.subject, submission)
        return
    outbox.post(
        to=reader.email,
        subject=wording.subject,
        body=wording.body,
        kind=event,
        submission=submission,
        reply_to=_reply_to_desk(submission, event),
    )


def gather(
    reader: User, event: str, words: str, submission: Submission | None
) -> DigestItem:
    """Keep one thing for the next letter of the day."""
    return DigestItem.objects.create(
        user=reader, submission=submission, kind=event, words=clean_line(words)[:300]
    )


DIGEST = "desk-digest"


def send_digest(reader: User, until: dt.datetime) -> bool:
    """All that was kept for this person until that hour, in one letter; whether there
    was anything. Two workers at once send it once."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=reader.pk)
        items = list(
            DigestItem.objects.filter(user=reader, letter=None, at__lte=until)
            .select_related("submission")
            .order_by("at", "pk")
        )
        if not items:
            return False
        context = {
            "items": items,
            "reader": reader,
            "paper": settings.PAPER_NAME,
            "desk": f"{settings.SITE_URL}/admin/",
            "site_url": settings.SITE_URL,
        }
        letter = outbox.post(
            to=reader.email,
            subject=render_to_string(f"email/{DIGEST}.subject.txt", context).strip(),
            body=render_to_string(f"email/{DIGEST}.txt", context).strip(),
            kind=DIGEST,
        )
        kept = [item.pk for item in items]
        DigestItem.objects.filter(pk__in=kept).update(letter=letter)
    return True


def _reply_to_desk(submission: Submission, event: str) -> str:
    """Only where the letter says that the author will read what is answered."""
    if submission.holder is None or event not in ANSWERED_TO_THE_AUTHOR:
        return ""
    return replies.address_for(submission, submission.holder)


def untold_remarks(submission: Submission) -> list[Remark]:
    """What authors have said of the changes that no letter has told the holder."""
    if submission.holder is None:
        return []
    said = submission.remarks.said().filter(answered_at__isnull=True)
    letters = submission.letters.filter(kind=REMARKS)
    items = DigestItem.objects.filter(submission=submission, kind=REMARKS)
    told = [
        letters.aggregate(at=Max("written_at"))["at"],
        items.aggregate(at=Max("at"))["at"],
    ]
    if last := max(filter(None, told), default=None):
        said = said.filter(at__gt=last)
    return list(said.select_related("by"))


def tell_remarks(submission: Submission) -> bool:
    """One letter to the holder with all that authors said of the changes since the
    last such letter; whether there was anything to write. The caller holds the
    submission's row."""
    remarks = untold_remarks(submission)
    if submission.holder is None or not remarks:
        return False
    names = {author.user_id: author.name for author in submission.authors}
    wording = worded(
        submission,
        REMARKS,
        by=None,
        name=join_names(
            list(dict.fromkeys(names.get(r.by_id) or str(r.by) for r in remarks))
        ),
        remarks=remarks,
    )
    post_to_desk(submission, REMARKS, submission.holder, wording)
    return True


def send(
    submission: Submission,
    wording: Wording,
    *,
    to: User,
    kind: str,
    by: User | None = None,
    leaves_at: dt.datetime | None = None,
    message: Message | None = None,
) -> None:
    """Put one letter to one person in the outbox; an author may answer it by mail.
    ``leaves_at``: until then whoever sends it may take it back."""
    answer_to = replies.address_for(submission, to)
    outbox.post(
        to=to.email,
        subject=wording.subject,
        body=wording.body,
        kind=kind,
        submission=submission,
        reply_to=answer_to,
        by=by,
        leaves_at=leaves_at,
        message=message,
    )


def worded(
    submission: Submission,
    event: str,
    *,
    by: User | None,
    name: str,
    note: str = "",
    **beside: Any,
) -> Wording:
    """The letter of an event that goes to one person, with what only it says."""
    return _rendered(submission, event, by=by, note=note, name=name, **beside)


def write(
    event: str,
    *,
    to: str,
    name: str,
    submission: Submission,
    kind: str = "",
    note: str = "",
    by: User | None = None,
    leaves_at: dt.datetime | None = None,
    **more: object,
) -> None:
    """Write a letter of the house to one address; ``more`` is what its text names
    beside the piece. ``leaves_at``: until then ``by`` may take it back."""
    wording = _rendered(submission, event, by=None, note=note, name=name, **more)
    outbox.post(
        to=to,
        subject=wording.subject,
        body=wording.body,
        kind=kind or event,
        submission=submission,
        by=by,
        leaves_at=leaves_at,
    )


def all_authors(submission: Submission) -> list[tuple[User, str]]:
    """Whoever sent it, and every author who can sign in, by the name they print."""
    to = submission.contributor
    found = [(to, submission.first_name)] if to else []
    found += [
        (author.user, author.name)
        for author in submission.authors
        if author.user and author.user != to
    ]
    return found


def _readers(submission: Submission, action: Action) -> list[tuple[User, str]]:
    return [
        (to, name)
        for to, name in all_authors(submission)
        if action in TOLD_TO_ALL or to == submission.contributor
    ]


def default_wording(
    submission: Submission, action: Action, *, by: User | None, note: str = ""
) -> Wording:
    """The letter as it goes when nobody changes it."""
    name = _salutation(submission)
    reader = submission.contributor
    wording = _rendered(
        submission, TOLD[action], by=by, note=note, name=name, reader=reader
    )
    return _as_read(wording, submission)


def with_day(wording: Wording, submission: Submission, day: dt.datetime) -> Wording:
    """A letter of the desk's own, and by when we hope to have the changed text."""
    return Wording(wording.subject, wording.body.rstrip() + day_line(day, submission))


def day_line(day: dt.datetime, submission: Submission) -> str:
    """The paragraph that says so."""
    by = zones.hour_and_zone(day, submission.contributor)
    return f"\n\nWe hope to have it back by {by}."


# The words in braces that a letter template may hold, and what each becomes.
PLACES = {
    "name": "the author’s name",
    "headline": "the working headline",
    "section": "the section",
    "paper": "the paper",
    "editor": "whoever sends the letter",
}
_PLACE = re.compile(r"\{([^{}\n]{0,60})\}")


def unknown_places(*texts: str) -> list[str]:
    """The words in braces of a template that stand for nothing, each once."""
    found = [word for text in texts for word in _PLACE.findall(text)]
    return [word for word in dict.fromkeys(found) if word not in PLACES]


def about_places(unknown: list[str]) -> str:
    """A sentence that names them and those there are; empty where all are known."""
    if not unknown:
        return ""
    named = join_names([f"{{{word}}}" for word in unknown])
    verb = "stands" if len(unknown) == 1 else "stand"
    known = ", ".join(f"{{{word}}}" for word in PLACES)
    return f"{named} {verb} for nothing here. What can be filled in: {known}."


def left_out_of(template: LetterTemplate | None) -> str:
    """The same, of what a template holds and its letter does not."""
    if template is None:
        return ""
    return about_places(unknown_places(template.subject, template.body))


def from_template(
    template: LetterTemplate, submission: Submission, *, by: User
) -> Wording:
    """A desk template with its places filled. One that stands for nothing is left out:
    ``unknown_places`` tells of it. What comes from a contributor is only text."""
    places = {
        "name": _salutation(submission),
        "headline": rules.shown_headline(submission),
        "section": str(submission.section),
        "paper": settings.PAPER_NAME,
        "editor": str(by),
    }
    places = {word: clean_line(said) for word, said in places.items()}
    return Wording(_fill(template.subject, places), _fill(template.body, places))


def _fill(text: str, places: dict[str, str]) -> str:
    """One pass, so that braces inside a name or a headline are only text."""
    return _PLACE.sub(lambda found: places.get(found[1], ""), text)


def _rendered(
    submission: Submission,
    event: str,
    *,
    by: User | None,
    note: str,
    name: str,
    **beside: Any,
) -> Wording:
    context = {
        "reader": None,  # in whose time its hours are told
        **beside,
        "piece": submission,
        "name": name,
        "editor": str(by) if by else "",
        "note": note,
        "what": "pitch" if submission.is_pitch else "column",
        "paper": settings.PAPER_NAME,
        "address": f"{settings.SITE_URL}/contribute/{submission.pk}/",
        "desk_address": f"{settings.SITE_URL}/admin/desk/{submission.pk}/",
        "site_url": settings.SITE_URL,
        "by_mail": bool(settings.REPLY_ADDRESS) and submission.status not in ENDED,
        "terms": Terms.objects.in_force,  # read by those letters that name them
    }
    return Wording(
        render_to_string(f"email/{event}.subject.txt", context).strip(),
        render_to_string(f"email/{event}.txt", context).strip(),
    )
