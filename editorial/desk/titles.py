"""The titles of a piece wherever somebody will meet them, and whether they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.text import Truncator

from articles import markup
from articles.models import join_names
from editorial import headlines
from editorial.desk.answers import ChecksForm
from editorial.desk.forms import SEARCH_ROOM, SOCIAL_ROOM, HeadlineForm
from editorial.models import Submission
from editorial.proof import Proof, proof_of


@dataclass(frozen=True, slots=True)
class Preview:
    """The four titles as typed or kept, cut where they are cut elsewhere."""

    headline: str
    standfirst: str
    search: str
    social: str
    feed: str
    host: str


def shown(piece: Submission, form: HeadlineForm) -> dict[str, Any]:
    """What the headline tab shows beside its fields."""
    proof, newest = proof_of(piece), piece.latest
    return {
        "proof": proof,
        "preview": _preview(proof, form),
        "by": join_names([byline.name for byline in proof.bylines]),
        "standing": headlines.standing(piece),
        "is_seen": headlines.is_seen(piece),
        "checks": ChecksForm(initial={"base": newest.number if newest else 0}),
        "search_room": SEARCH_ROOM,
        "social_room": SOCIAL_ROOM,
    }


def _preview(proof: Proof, form: HeadlineForm) -> Preview:
    typed = form.data if form.is_bound else {}
    said = {
        name: markup.typeset(markup.clean_line(typed.get(name, getattr(proof, name))))
        for name in headlines.TITLES
    }
    title = said["headline"]
    return Preview(
        headline=title,
        standfirst=said["standfirst"],
        search=_cut(f"{proof.label}: {said['search_title'] or title}", SEARCH_ROOM),
        social=_cut(f"{proof.label}: {said['social_title'] or title}", SOCIAL_ROOM),
        feed=f"{proof.label}: {title}",
        host=settings.SITE_URL.partition("://")[2],
    )


def _cut(said: str, room: int) -> str:
    return Truncator(said).chars(room)
