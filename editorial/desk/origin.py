"""Where it came from: what file and clipboard say, and what they differ from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from articles.models import join_names
from authors.http import SignedInRequest
from editorial import access, echoes, origins, survey
from editorial.desk import piece as desk
from editorial.models import Private, Submission
from editorial.origins import Facts
from editorial.word.inside import Inside, day_of
from editorial.word.traces import Traces

_NAMED = {
    "author": "Author",
    "last_modified_by": "Last saved by",
    "company": "Company",
    "manager": "Manager",
    "created": "Begun",
    "modified": "Last saved",
    "printed": "Last printed",
    "revision": "Times saved",
    "minutes": "Minutes of editing",
    "application": "Program",
    "version": "Version of the program",
    "template": "Template",
    "template_at": "Template lies at",
    "base": "Base of its links",
    "language": "Language",
    "title": "Title",
    "subject": "Subject",
    "keywords": "Keywords",
    "description": "Description",
    "category": "Category",
    "status": "Status",
    "words": "Words, as it counts",
}
STRIP = {
    origins.FLAG: "File by another hand",
    echoes.FLAG: "The same words stand in another text",
}
_DATES = {"created", "modified", "printed"}


@dataclass(frozen=True, slots=True)
class Card:
    """One file, or one paste, as the page shows it."""

    facts: Facts
    rows: tuple[tuple[str, str], ...]

    @property
    def comments(self) -> list[dict[str, str]]:
        inside = self.facts.inside
        return [
            {"who": c.who or "Nobody named", "when": _when(c.when), "text": c.text}
            for c in (inside.comments if inside else [])
        ]

    @property
    def more_comments(self) -> int:
        inside = self.facts.inside
        return inside.comments_in_all - len(inside.comments) if inside else 0

    @property
    def changes(self) -> list[dict[str, Any]]:
        inside = self.facts.inside
        return [
            {
                "who": hand.who or "Nobody named",
                "number": hand.number,
                "first": _when(hand.first),
                "last": _when(hand.last),
            }
            for hand in (inside.changes if inside else [])
        ]


@require_safe
def origin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything kept of where it came from. Each look is on record."""
    piece = desk.fetch(request, pk)
    access.look(request.user, Private.ORIGINS, submission=piece)
    origins.note_missing(piece)
    context = {
        "signals": origins.signals(piece),
        "cards": [_card(each) for each in origins.facts(piece)],
    }
    return desk.page(request, piece, "origin", context)


def strip(piece: Submission) -> list[str]:
    """What stands above the text: that there is something to look at, not what. As it
    was seen last, unless something was done to the piece since."""
    if survey.is_current(piece):
        keys = piece.flags
    else:
        keys = [*origins.flags(piece), *echoes.flags(piece)]
    return [said for key, said in STRIP.items() if key in keys]


def _card(each: Facts) -> Card:
    rows: Iterator[tuple[str, str]] = iter(())
    if each.inside:
        rows = _of_file(each.inside)
    elif each.traces:
        rows = _of_paste(each.traces)
    return Card(each, tuple((name, said) for name, said in rows if said))


def _of_file(inside: Inside) -> Iterator[tuple[str, str]]:
    for key, name in _NAMED.items():
        said = inside.properties.get(key)
        if said:
            yield name, _when(said) if key in _DATES else said
    for name, said in inside.custom.items():
        yield f"“{name}”", said
    yield "Names kept in it", join_names(inside.people)
    yield "Sessions of editing", str(inside.sessions or "")
    yield "Tracked changes", str(inside.changes_in_all or "")
    yield "Hidden words", inside.hidden
    yield "Could not be read", join_names(inside.unread)


def _of_paste(traces: Traces) -> Iterator[tuple[str, str]]:
    yield "Begins", traces.opening
    yield "Words", str(traces.words)
    yield "Marks of", join_names(list(traces.programs))
    yield "Address of its page", traces.address
    yield "Folder of", traces.user
    yield "Written by the program", traces.generator


def _when(said: str) -> str:
    """A date of the file in the newsroom's zone; as it stands where it is none."""
    found = day_of(said)
    if found is None:
        return said
    try:
        local = timezone.localtime(found, timezone.get_default_timezone())
    except OverflowError:  # the first and the last day there is
        return said
    return date_format(local, "j F Y, H:i")
