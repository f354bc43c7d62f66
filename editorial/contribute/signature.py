"""Where the author's consent stands: each change with what was said of it, the open
points with the desk's answers, and what has changed since the signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from authors.models import User
from editorial import changes, notices
from editorial.changes import Changed, Since
from editorial.gates import not_signed
from editorial.models import (
    Override,
    Remark,
    SignOff,
    Status,
    Submission,
    Verdict,
)
from editorial.proof import Proof, proof_of, signers_of
from editorial.remarks import title_key

STATES = {
    Verdict.ACCEPT: ("yes", "accepted"),
    Verdict.COMMENT: ("said", "you commented"),
    Verdict.OBJECT: ("no", "you object"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One change on the proof, and what has been said of it."""

    change: Changed
    of: int
    own: Remark | None
    others: Sequence[Remark]

    @property
    def kind(self) -> str:
        return STATES[Verdict(self.own.verdict)][0] if self.own else ""

    @property
    def said(self) -> str:
        return STATES[Verdict(self.own.verdict)][1] if self.own else "not answered"

    @property
    def before(self) -> int:
        return self.change.number - 1

    @property
    def after(self) -> int:
        return self.change.number + 1 if self.change.number < self.of else 0


@dataclass(frozen=True, slots=True)
class Title:
    """A title as readers meet it, and whether this author says it misstates them."""

    field: str
    name: str
    text: str
    own: Remark | None


@dataclass(frozen=True, slots=True)
class Consent:
    """All that one author's proof shows beside the page itself."""

    since: Since
    cards: list[Card]
    titles: list[Title]
    points: list[Remark]
    overrides: list[Override]
    signed: list[SignOff]
    waiting: list[str]
    own: SignOff | None
    is_asked: bool
    has_untold: bool
    fixed: Sequence[Changed] = field(default=())

    @property
    def has_lapsed(self) -> bool:
        """This reader signed an earlier page and not this one."""
        return self.since.signature is not None and self.own is None

    @property
    def left(self) -> list[Card]:
        return [card for card in self.cards if card.own is None]

    @property
    def answered(self) -> int:
        return len(self.cards) - len(self.left)

    @property
    def open_points(self) -> list[Remark]:
        return [each for each in self.points if each.is_open]


def consent(piece: Submission, proof: Proof, reader: User) -> Consent:
    """Seven queries."""
    signed = list(
        SignOff.objects.filter(
            submission=piece, fingerprint=proof.fingerprint
        ).select_related("author", "carried_from")
    )
    own = next((each for each in signed if each.by_id == reader.pk), None)
    since = changes.since_last_seen(piece, proof, reader)
    remarks = list(piece.remarks.select_related("by", "answered_by"))
    signers = signers_of(piece)
    have = {each.author_id for each in signed}
    shown = () if own else since.changes
    return Consent(
        since=since,
        cards=[_card(each, len(shown), remarks, reader) for each in shown],
        titles=[_title(proof, name, remarks, reader) for name in changes.TITLES],
        points=[each for each in remarks if _is_point(each, reader)],
        overrides=list(
            Override.objects.filter(
                submission=piece, fingerprint=proof.fingerprint
            ).select_related("author", "by")
        ),
        signed=signed,
        waiting=[author.name for author in signers if author.pk not in have],
        own=own,
        is_asked=piece.status == Status.ACCEPTED
        and piece.is_at_proof
        and reader.pk in {author.user_id for author in signers},
        has_untold=bool(notices.untold_remarks(piece)),
        fixed=since.changes if own else (),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status page says of the signature and the open points."""

    reader: int
    changed: str
    changes: Sequence[Changed]
    points: list[Remark]


def standing(piece: Submission, reader: User) -> Standing | None:
    """For an accepted piece, when there is something to say."""
    if piece.status != Status.ACCEPTED:
        return None
    points = [
        each
        for each in piece.remarks.said().select_related("by", "answered_by")
        if _is_point(each, reader)
    ]
    signature = changes.last_signature(piece, reader)
    lapsed: Sequence[Changed] = ()
    changed = ""
    if signature:
        proof = proof_of(piece)
        if reader.pk in {author.user_id for author in not_signed(piece, proof)}:
            since = changes.since_last_seen(piece, proof, reader)
            lapsed, changed = since.changes, since.summary
    if not points and not changed:
        return None
    return Standing(reader.pk, changed, lapsed, points)


def _card(change: Changed, of: int, remarks: Sequence[Remark], reader: User) -> Card:
    said = [each for each in remarks if each.change == change.key]
    own = [each for each in said if each.by_id == reader.pk]
    others = [
        each
        for each in said
        if each.by_id != reader.pk and each.verdict != Verdict.ACCEPT
    ]
    return Card(change, of, own[-1] if own else None, others)


def _title(proof: Proof, name: str, remarks: Sequence[Remark], reader: User) -> Title:
    text = proof.words[name] or proof.headline
    key = title_key(name, text)
    own = [e for e in remarks if e.change == key and e.by_id == reader.pk]
    return Title(name, changes.NAMES[name], text, own[-1] if own else None)


def _is_point(remark: Remark, reader: User) -> bool:
    """An open point of anybody; of the answered, this reader's own."""
    if remark.verdict == Verdict.ACCEPT:
        return False
    return remark.is_open or (remark.by_id == reader.pk and bool(remark.answer))
