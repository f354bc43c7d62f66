"""One claim as the ledger shows it and the evidence file keeps it: plain values."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from editorial.claims.following import Standing
from editorial.models import ClaimOrigin, Found, Proven, Source, SourceKind
from editorial.wording import wording


class State(enum.StrEnum):
    OPEN = "open"
    REOPENED = "reopened"  # what was found is about other words
    SOFTEN = "soften"
    CUT = "cut"
    VERIFIED = "verified"
    OPINION = "opinion"
    GONE = "gone"  # its words are out of the text


# As the desk says it.
CALLED = {
    State.OPEN: "Open",
    State.REOPENED: "Reopened by edit",
    State.SOFTEN: "Soften it",
    State.CUT: "Cut it",
    State.VERIFIED: "Verified",
    State.OPINION: "Opinion",
    State.GONE: "Out of the text",
}
# These keep a column from being ready.
ASKS = (State.OPEN, State.REOPENED, State.SOFTEN, State.CUT)
# What shows that somebody did say it.
PROVES = (Proven.LINK, Proven.RECORDING, Proven.CONFIRMED)
_STATES = {
    Found.VERIFIED: State.VERIFIED,
    Found.SOFTEN: State.SOFTEN,
    Found.CUT: State.CUT,
    Found.OPINION: State.OPINION,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One claim, its words as they stand, and the newest finding that counts; for a
    reopened or a gone one the newest there is. ``was`` holds the words that it is
    about where they are others. ``given`` is what the author said of the source."""

    number: int
    origin: str
    sentence: str
    speaker: str
    state: str
    found: str
    proven_by: str
    where: str
    note: str
    checker: str
    at: dt.datetime | None
    was: str
    revision: int | None
    copy_name: str
    copy_uuid: str
    given: tuple[str, ...]
    made_by: str
    pk: int | None  # none while nothing was saved since it came

    @property
    def is_quote(self) -> bool:
        return self.origin == ClaimOrigin.QUOTE

    @property
    def is_there(self) -> bool:
        return self.state != State.GONE

    @property
    def asks(self) -> bool:
        """Somebody has to do something about it."""
        return self.state in ASKS


def line_of(each: Standing) -> Line:
    claim, now = each.claim, each.wording
    of_these = [row for row in each.findings if wording(row.sentence) == now]
    finding = next(reversed(of_these or each.findings), None)
    if not now:
        state = State.GONE
    elif of_these and finding:
        state = _STATES[Found(finding.found)]
    else:
        state = State.REOPENED if finding else State.OPEN
    is_other = finding is not None and wording(finding.sentence) != now
    return Line(
        number=claim.number,
        origin=claim.origin,
        sentence=each.place.words or claim.sentence,
        speaker=claim.speaker,
        state=state.value,
        found=finding.found if finding else "",
        proven_by=finding.proven_by if finding else "",
        where=finding.where if finding else "",
        note=finding.note if finding else "",
        checker=str(finding.by) if finding else "",
        at=finding.at if finding else None,
        was=finding.sentence if finding and is_other else "",
        revision=finding.revision.number if finding else None,
        copy_name=finding.copy.name if finding and finding.copy else "",
        copy_uuid=str(finding.copy.uuid) if finding and finding.copy else "",
        given=tuple(map(_said, each.sources)),
        made_by=str(claim.made_by) if claim.made_by_id else "",
        pk=claim.pk,
    )


def prefilled(line: Line) -> dict[str, str]:
    """What a checker need not type: the last finding’s answers, or else the author’s
    own source."""
    where = line.where or (line.given[0] if line.given else "")
    proven = line.proven_by
    if not proven and where.startswith(("https://", "http://")):
        proven = Proven.LINK
    return {"where": where, "proven_by": proven, "speaker": line.speaker}


def _said(source: Source) -> str:
    if source.where:
        return source.where
    if source.attachment:
        return source.attachment.name
    return SourceKind(source.kind).label
