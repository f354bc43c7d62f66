"""What the interests watch shows on the pages of a piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from authors.models import User
from editorial import access, interests, register, rules
from editorial.desk.answers import TellForm, WaiverForm
from editorial.desk.forms import typed_in
from editorial.interests import Hit
from editorial.models import IN_HAND, Private, Status, Submission
from editorial.waivers import Naming, named_in

THE_WATCH = "Interests watch"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One that names it; ``is_new`` to whoever waived it, or was about to."""

    naming: Naming
    is_new: bool


@dataclass(frozen=True, slots=True)
class Waiving:
    """The form in which an editor lets it go unsaid, with every sentence it is for."""

    form: WaiverForm
    sentences: tuple[Sentence, ...]
    is_tried: bool
    are_above: bool  # all of them, whole, and known: the form need not repeat them


@dataclass(frozen=True, slots=True)
class Watching:
    """One interest the piece names, with what this person may do about it."""

    hit: Hit
    tell: TellForm | None
    waiving: Waiving | None


def strip(
    piece: Submission, user: User, tried: WaiverForm | None = None
) -> dict[str, Any]:
    """Every interest its authors have that the piece names; for the head of a page.
    ``tried`` is a waiver that was not kept. Whoever prints what was declared, and not
    only that it is named, puts that on record first."""
    hits = interests.found(piece)
    may_tell = piece.status == Status.ACCEPTED and rules.may_edit(user, piece)
    may_waive = piece.status in IN_HAND and rules.is_editor(user, piece)
    base = piece.latest.number if piece.latest else 0
    return {
        "watching": [
            Watching(
                hit,
                _tell(hit, base) if may_tell and hit.is_open else None,
                _waiving(piece, hit, tried) if may_waive and hit.is_open else None,
            )
            for hit in hits
        ],
        "watch_open": sum(hit.is_open for hit in hits),
    }


def on_record(
    piece: Submission, user: User, tried: WaiverForm | None = None
) -> dict[str, Any]:
    """The same for a page that says what was declared: a look, where anything is. What
    was typed of a waiver stands in its own place, or above where that is gone."""
    shown = strip(piece, user, tried)
    if shown["watching"]:
        access.look(user, Private.DECLARATIONS, submission=piece, said=THE_WATCH)
    forms = [each.waiving for each in shown["watching"] if each.waiving]
    if tried is not None and not any(each.is_tried for each in forms):
        shown["typed"] = typed_in(tried)
    return shown


def _tell(hit: Hit, base: int) -> TellForm:
    interest = hit.watched.interest
    said = register.sentence_for(interest) if interest else ""
    return TellForm(
        initial={"base": base, "sentence": said}, auto_id=f"tell_{_key(hit)}_%s"
    )


def _waiving(piece: Submission, hit: Hit, tried: WaiverForm | None) -> Waiving:
    namings = named_in(piece.latest, hit.watched.names)
    said = hit.said_in_text
    reason = f"The text says so itself: “{said}”" if said else ""
    known = hit.lapsed.sentences if hit.lapsed else None
    typed = {
        "interest": str(_key(hit)),
        "seen": " ".join(each.digest for each in namings),
        "reason": reason,
    }
    form = WaiverForm(initial=typed, auto_id=f"waiver_{_key(hit)}_%s")
    is_tried = tried is not None and tried["interest"].value() == typed["interest"]
    if tried is not None and is_tried:
        typed["reason"] = tried["reason"].value() or ""
        known = (tried["seen"].value() or "").split()
        form = WaiverForm(typed, auto_id=f"waiver_{_key(hit)}_%s")
    sentences = tuple(
        Sentence(each, known is not None and each.digest not in known)
        for each in namings
    )
    above = {place.sentence for place in hit.shown}
    are_above = all(
        each.naming.sentence in above and not each.is_new for each in sentences
    )
    return Waiving(form, sentences, is_tried, are_above)


def _key(hit: Hit) -> int:
    return hit.watched.interest.pk if hit.watched.interest else 0


def lit(watching: Iterable[Watching], body: SafeString) -> SafeString:
    """The text as readers will get it, every interest it names in straw."""
    return interests.marks(body, [each.hit for each in watching])
