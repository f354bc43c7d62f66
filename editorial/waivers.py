"""What readers need not be told of: a named editor's reason, and the very sentences for
which it holds."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from authors.models import Interest, User
from editorial import log, names, rules
from editorial.models import (
    IN_HAND,
    Action,
    InterestWaiver,
    Revision,
    Status,
    Submission,
)
from editorial.revisions import Closed

SHORTEST_REASON = 20  # characters

# Where a name may stand, as the desk calls it.
PARTS = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "social_title": "Title on social media",
    "search_title": "Title for search engines",
    "text": "Text",
    "disclosure": "Disclosure",
}


class NotWaived(Exception):
    """The reason is too short to be one."""


class Unseen(Exception):
    """It is named in a sentence that the editor had not before them."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One sentence of the copy that names an interest, whole."""

    part: str
    sentence: str

    @property
    def part_name(self) -> str:
        return PARTS[self.part]

    @property
    def digest(self) -> str:
        """Of the sentence and the part it is in: what a waiver keeps of it."""
        kept = unicodedata.normalize("NFC", f"{self.part}\n{self.sentence}")
        return hashlib.sha256(kept.encode()).hexdigest()


def names_of(interest: Interest) -> tuple[str, ...]:
    """As it would stand in a text, and its other names."""
    also = (line.strip() for line in interest.also.splitlines())
    return (interest.name, *(each for each in also if each))


def said_in(latest: Revision, part: str) -> str:
    """One part of a revision, as names are looked for in it."""
    said: str = latest.body_html if part == "text" else getattr(latest, part)
    return said if part == "text" else names.line(said)


def named_in(latest: Revision | None, known_as: Sequence[str]) -> list[Naming]:
    """Every sentence of the copy that names it, each once, as readers meet them. The
    disclosure is no copy."""
    if latest is None:
        return []
    look_for = names.Names((name, 0) for name in known_as)
    found: dict[str, Naming] = {}
    for part in PARTS:
        if part == "disclosure":
            continue
        text = said_in(latest, part)
        for said in names.whole_sentences(text, look_for.find(text)):
            naming = Naming(part, said)
            found.setdefault(naming.digest, naming)
    return list(found.values())


def standing(
    latest: Revision | None, known_as: Sequence[str], given: Sequence[InterestWaiver]
) -> tuple[InterestWaiver | None, InterestWaiver | None]:
    """The waiver that covers every sentence naming it now; else the newest of them."""
    if not given or latest is None:
        return None, None
    now = {each.digest for each in named_in(latest, known_as)}
    stands = next((each for each in given if now <= set(each.sentences)), None)
    return stands, None if stands else given[-1]


def waive(
    submission: Submission,
    interest: Interest,
    reason: str,
    *,
    by: User,
    seen: Collection[str],
) -> InterestWaiver:
    """An editor lets it go unsaid in this piece, in the sentences that name it now, and
    says why; ``seen`` are the digests of those they had before them. Of two the first
    stands.

    Raises ``PermissionDenied`` to anybody who does not decide here, ``Closed`` when
    the piece is no longer in hand, ``NotWaived`` without a reason, ``Unseen`` when a
    colleague's edit has named it in another sentence since.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.is_editor(by, current):
            raise PermissionDenied
        if current.status not in IN_HAND:
            raise Closed(Status(current.status))
        if len(reason.strip()) < SHORTEST_REASON:
            raise NotWaived
        known_as = names_of(Interest.objects.get(pk=interest.pk))
        given = list(current.interest_waivers.filter(interest=interest))
        kept, _ = standing(current.latest, known_as, given)
        if kept is None:
            now = sorted(each.digest for each in named_in(current.latest, known_as))
            if not set(now) <= set(seen):
                raise Unseen
            kept = current.interest_waivers.create(
                interest=interest, reason=reason.strip(), by=by, sentences=now
            )
            log.write(
                current,
                Action.INTEREST,
                by=by,
                note=kept.reason,
                rows=[kept],
                interest=interest.pk,
                name=interest.name,
                did="waived",
            )
    return kept
