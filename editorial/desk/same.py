"""Same piece? The words that other texts of ours share with this one, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from articles.models import join_names
from authors.http import SignedInRequest
from editorial import echoes, rules
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.echoes import Match, Seen
from editorial.models import ENDED, Status, Submission
from editorial.winnowing import Passage

SHOWN = 30  # passages of one text


@dataclass(frozen=True, slots=True)
class Line:
    """One other text as the page shows it. ``why`` says why no passage stands there."""

    match: Match
    name: str
    address: str
    who: str
    outcome: str
    why: str = ""

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.match.shared.passages[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.match.shared.passages) - SHOWN)


@require_safe
def same(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every text with us that shares passages with this one; nothing is decided."""
    piece = desk.fetch(request, pk)
    seen = echoes.seen_by(request.user, echoes.matches(piece))
    context = {
        "others": [_line(match, seen) for match in seen.others],
        "own": [_line(match, seen) for match in seen.own],
        "hidden": seen.hidden,
        "is_alone": not seen,
    }
    return desk.page(request, piece, "same", context)


def _line(match: Match, seen: Seen) -> Line:
    piece = match.submission
    if piece is None:
        return _column(match)
    outcome = _outcome(piece)
    if match.is_deleted:
        why = "Its words have been deleted; their fingerprints are all that is left."
        return Line(match, "A piece that is gone", "", "", outcome, why)
    return Line(
        match,
        name=_headline(piece, seen),
        address=desk.address(piece),
        who="" if piece.pk in seen.blind else _names(piece),
        outcome=outcome,
        why=_why_not(match),
    )


def _headline(piece: Submission, seen: Seen) -> str:
    is_blind = piece.pk in seen.blind
    return rules.without_names(piece, piece.headline) if is_blind else piece.headline


def _names(piece: Submission) -> str:
    return join_names([author.name for author in piece.authors])


def _column(match: Match) -> Line:
    article = match.article
    edition = article.edition if article else None
    if article is None or edition is None:
        return Line(match, "A column that is gone", "", "", "")
    return Line(
        match,
        name=edition.headline,
        address=article.get_absolute_url(),
        who=join_names([byline.name for byline in edition.bylines.all()]),
        outcome=f"published on {_day(words.paper_day(article.publish_at))}",
        why=_why_not(match),
    )


def _why_not(match: Match) -> str:
    if match.shared.passages:
        return ""
    return "Its words have been changed since, so no passage can be shown."


def _outcome(piece: Submission) -> str:
    """What became of it, and when: "declined on 3 May 2025"."""
    if piece.article and piece.is_live:
        return f"published on {_day(words.paper_day(piece.article.publish_at))}"
    day = _day(words.paper_day(piece.stage_since))
    label = Status(piece.status).label.lower()
    return f"{label} on {day}" if piece.status in ENDED else f"{label} since {day}"


def _day(day: object) -> str:
    return date_format(day, "j F Y")  # type: ignore[arg-type]
