"""How the desk says when, who and what: the words on its pages."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from editorial import clock
from editorial.models import Act, Action, Status, Submission

# What a person did, after their name: "Edith passed on it".
DID = {
    Action.SUBMIT: "sent it to the desk",
    Action.SEND_BACK: "sent it back to the desk",
    Action.REQUEST_CHANGES: "asked for changes",
    Action.COMMISSION: "asked for the column",
    Action.ACCEPT: "accepted it",
    Action.DECLINE: "passed on it",
    Action.RELEASE: "released it",
    Action.SPIKE: "spiked it",
    Action.WITHDRAW: "withdrew it",
    Action.CLEAR: "cleared it",
    Action.PULL: "took it back",
    Action.TAKE: "took it",
    Action.HAND_BACK: "handed it back",
    Action.HAND_OVER: "handed it over",
    Action.EDIT: "saved the text",
    Action.RESTORE: "restored an earlier text",
    Action.PROOF: "sent the proof",
    Action.SIGN: "signed",
    Action.OBJECT: "objected",
    Action.PICTURE: "changed the picture",
    Action.BYLINE: "changed the byline",
    Action.DETAILS: "changed the details",
    Action.SOURCE: "changed the sources",
    Action.DECLARE: "changed the declarations",
    Action.MESSAGE: "wrote a message",
    Action.NOTE: "wrote a desk note",
    Action.HOLD: "changed the legal hold",
    Action.PURGE: "deleted the words",
    Action.REMARK: "spoke on a change",
    Action.ANSWER: "answered the author",
    Action.REPORT: "reported an error",
    Action.CARRY: "mended a slip under a standing signature",
    Action.OVERRIDE: "printed past a signature",
    Action.PAUSE: "stopped the answer clock",
    Action.RESUME: "let the answer clock run again",
    Action.DEADLINE: "set the day for the changes",
    Action.INVITE: "invited a co-author",
    Action.JOIN: "agreed to stand in the byline",
    Action.STAND_ASIDE: "stood aside from the byline",
    Action.OFFER: "offered terms",
    Action.AGREE: "accepted the terms",
    Action.PAY: "moved a payment on",
    Action.IDENTITY: "looked into who wrote it",
    Action.TIER: "said how risky it is",
    Action.READ: "read all of it",
    Action.LEGAL: "read it for the law",
    Action.NAMED: "changed who is named",
    Action.RESPONSIBLE: "named who answers for it",
    Action.DECIDE: "decided on it",
    Action.UNDO: "took it back in time",
    Action.LAPSE: "returned it to the queue",
    Action.LETTER: "changed a letter",
    Action.PLAN: "moved it in the calendar",
    Action.PREVIEW: "made a preview link",
    Action.HEADLINE: "checked the headline",
    Action.INTEREST: "looked at the interests",
    Action.COMMENT: "commented",
    Action.ASSIGN: "asked for work",
    Action.DONE: "ended a piece of work",
    Action.CLAIM: "changed the claims",
    Action.FINDING: "checked a claim",
    Action.INQUIRY: "went on with the question who wrote it",
    Action.EVIDENCE: "made the evidence file",
    Action.REVEAL: "had the names shown",
    Action.PROPOSE: "proposed a correction",
    Action.CORRECT: "approved the correction",
    Action.DROP: "dropped the correction",
}

# What was decided and has not left yet.
DECIDED = {
    Action.DECLINE: "Passed",
    Action.REQUEST_CHANGES: "Changes asked for",
    Action.COMMISSION: "Column asked for",
    Action.ACCEPT: "Accepted",
    Action.SPIKE: "Spiked",
    Action.RELEASE: "Released",
}

# The button that makes a move, and what the page after it says.
BUTTONS = {
    Action.REQUEST_CHANGES: "Ask for changes",
    Action.COMMISSION: "Ask for the column",
    Action.ACCEPT: "Accept",
    Action.DECLINE: "Pass",
    Action.RELEASE: "Let it go unanswered",
    Action.SPIKE: "Spike",
    Action.CLEAR: "Clear for readers",
    Action.PULL: "Take back",
}

# Why its words cannot be changed here, by where it is.
NOT_EDITED = {
    Status.SUBMITTED: "The words are the author’s until you accept the column.",
    Status.REVISING: "The author is changing the text. It comes back to the board.",
    Status.CLEARED: "It is cleared. Take it back before its hour to change a word.",
    Status.DECLINED: "We passed on it. Its text stays as it was.",
    Status.RELEASED: "It was released. Its text stays as it was.",
    Status.WITHDRAWN: "The author has withdrawn it. Its text stays as it was.",
    Status.SPIKED: "It was spiked. Its text stays as it was.",
}
READERS_HAVE_IT = "Readers have it. From now on it can only be corrected."

PEG_HOT, PEG_WARM = dt.timedelta(hours=12), dt.timedelta(hours=48)


def decided(action: str) -> str:
    """A decision that waits, in a word or two: "Passed"."""
    return DECIDED.get(Action(action), "Decided")


def hour(at: dt.datetime) -> str:
    """A date and hour with its zone: "20 November 2026, 06:00 ICT"."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return f"{date_format(local, 'j F Y, H:i')} {settings.PAPER_ZONE_NAME}"


def day_and_hour(at: dt.datetime) -> str:
    """The same with its day of the week: "Monday 23 November 2026, 10:00 ICT"."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return f"{local:%A} {hour(at)}"


def near_hour(at: dt.datetime, now: dt.datetime | None = None) -> str:
    """The hour as short as it stays plain: "16:55", "Mon 14:40", "3 Dec 09:00"."""
    zone = timezone.get_default_timezone()
    local, today = timezone.localtime(at, zone), timezone.localtime(now, zone)
    days = (local.date() - today.date()).days
    if days == 0:
        return f"today {local:%H:%M}"
    if -7 < days < 7:
        return f"{local:%a %H:%M}"
    return date_format(local, "j M H:i" if local.year == today.year else "j M Y")


def since(at: dt.datetime, now: dt.datetime | None = None) -> str:
    """How long ago that was: "6 h", "2 days", "just now"."""
    now = now or timezone.now()
    return "just now" if now - at < dt.timedelta(minutes=1) else clock.left(now, at=at)


def moved_on(piece: Submission) -> str:
    """What to tell a person who acts on a page that is no longer true."""
    last = piece.acts.exclude(to_status="").order_by("-number").first()
    if last is None:
        return "This column has moved on since you opened it."
    return f"This column has moved on since you opened it: {sentence(last)}."


def did(act: Act) -> str:
    """What a person did, after their name."""
    if "confirmed" in act.data:
        return "confirmed that the disclosure says what was declared"
    if act.action == Action.PREVIEW and act.data.get("ended"):
        return "ended a preview link"
    if act.action == Action.PLAN and act.data.get("planned_for", "") is None:
        return "took it off the calendar"
    if act.action == Action.COMMENT and act.data.get("did") != "said":
        return f"{act.data.get('did', 'changed')} a comment"
    if act.action == Action.UNDO and act.data.get("page") == "other":
        return "took the proof back before it left: its page is another by now"
    return DID[Action(act.action)]


def sentence(act: Act) -> str:
    """One act as a sentence, with its hour: "Edith passed on it at 10:41 ICT"."""
    return f"{act.by_name} {did(act)} ({near_hour(act.at)} {settings.PAPER_ZONE_NAME})"


def why_not_edited(piece: Submission) -> str:
    """Why nobody can change the words now; empty while they can be."""
    if piece.is_live:
        return READERS_HAVE_IT
    return NOT_EDITED.get(Status(piece.status), "")


def why_not_furnished(piece: Submission, *, may_edit: bool) -> str:
    """Why the picture, the byline and the like cannot be changed here and now."""
    if not may_edit:
        return "Editors and copy editors change this. You may read and note."
    if piece.status in (Status.SUBMITTED, Status.ACCEPTED):
        return ""
    return why_not_edited(piece)


def heat(left: dt.timedelta) -> str:
    """How the time left on a news peg presses: "hot", "warm", or not yet."""
    return "hot" if left < PEG_HOT else "warm" if left < PEG_WARM else ""


def words_against_range(piece: Submission) -> str:
    """ "812 words", "1,102 words, 202 over", "410 words, 190 short"."""
    if piece.latest is None:
        return ""
    wanted = piece.format
    least, most = (wanted.words_least, wanted.words_most) if wanted else (None, None)
    return against_range(piece.latest.words, least, most)


def against_range(count: int, least: int | None, most: int | None) -> str:
    """The same of so many words, where so many are wanted."""
    said = f"{count:,} words"
    if most is not None and count > most:
        return f"{said}, {count - most:,} over"
    if least is not None and count < least:
        return f"{said}, {least - count:,} short"
    return said


def paper_day(at: dt.datetime) -> dt.date:
    """The day of the newsroom's own calendar on which that was."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()
