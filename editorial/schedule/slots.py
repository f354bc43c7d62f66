"""What stands in the calendar between two hours: out, set, and planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article
from authors.models import User
from editorial import rules
from editorial.models import (
    IN_HAND,
    Holiday,
    House,
    Status,
    Submission,
    SubmissionQuerySet,
)
from editorial.schedule.minding import Minder, Placed, day_of

MOST_SPACING = dt.timedelta(days=92)  # further apart nobody is warned of anything
MOST_ROWS = 500
MOST_IN_DRAWER = 50


class Kind(Enum):
    LIVE = "live"
    SET = "set"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Slot:
    """One column at its hour. ``pk`` is that of its piece; None where it has none or
    it is not this person's to open."""

    kind: Kind
    placed: Placed
    pk: int | None
    address: str  # of the readers' page; empty before it is out
    names: tuple[str, ...]
    section: str
    state: str
    is_ready: bool = False

    @property
    def hour(self) -> dt.datetime:
        return self.placed.hour

    @property
    def headline(self) -> str:
        return self.placed.headline


def slots(user: User, begin: dt.datetime, end: dt.datetime) -> list[Slot]:
    """What stands from ``begin`` until before ``end`` for this person, in order. Four
    queries, however many."""
    now = timezone.now()
    found = [*_published(begin, end, now), *_to_come(user, begin, end, now)]
    return sorted(found, key=lambda slot: (slot.hour, slot.placed.key))


def with_warnings(
    user: User, begin: dt.datetime, end: dt.datetime
) -> list[tuple[Slot, tuple[str, ...]]]:
    """The same, each with what to mind about its hour; what is out needs no warning.
    Six queries, however many."""
    house = House.rules()
    margin = _margin(house)
    around = slots(user, begin - margin, end + margin)
    minder = Minder(
        [slot.placed for slot in around], house, days_off(begin, end + margin)
    )
    return [
        (slot, () if slot.kind is Kind.LIVE else minder.warnings(slot.placed))
        for slot in around
        if begin <= slot.hour < end
    ]


def warnings_at(piece: Submission, hour: dt.datetime, *, user: User) -> tuple[str, ...]:
    """What to mind if this piece ran at ``hour``. Nothing in it forbids anything."""
    house = House.rules()
    margin = _margin(house)
    around = slots(user, hour - margin, hour + margin)
    here = _placed(piece, hour)
    others = [slot.placed for slot in around if slot.placed.key != here.key]
    free = days_off(hour, hour)
    return Minder(others, house, free).warnings(here)


def unscheduled(user: User) -> list[Submission]:
    """Accepted and without a plan, or with one whose hour has passed; ready first.
    Two queries."""
    waiting = (
        rules.desk_submissions(user)
        .filter(status=Status.ACCEPTED)
        .filter(Q(planned_for__isnull=True) | Q(planned_for__lte=timezone.now()))
    )
    rows = _rows(waiting).order_by(
        F("lacks").asc(nulls_last=True), F("is_signed").desc(), "stage_since", "pk"
    )
    return list(rows[:MOST_IN_DRAWER])


def state_of(piece: Submission) -> str:
    """How far it is, in words, from what the last look at its gates left."""
    if piece.status == Status.CLEARED:
        return "set"
    if piece.status == Status.REVISING:
        return "with the author"
    if piece.status == Status.SUBMITTED:
        return "with the desk"
    if piece.lacks is not None:
        things = f"{piece.lacks} thing{'' if piece.lacks == 1 else 's'}"
        return f"not ready, {things}" if piece.lacks else "ready"
    if getattr(piece, "is_signed", False):
        return "signed"
    return "proof out" if piece.proof_sent_at else "in editing"


def days_off(begin: dt.datetime, end: dt.datetime) -> list[Holiday]:
    """The days on which a desk does not work, from one hour to another."""
    days = (day_of(begin), day_of(end))
    return list(Holiday.objects.filter(day__range=days).select_related("section"))


def _margin(house: House) -> dt.timedelta:
    days = max(house.author_spacing_days, house.section_spacing_days, 1)
    return min(MOST_SPACING, dt.timedelta(days=min(days, 999)))


def _published(
    begin: dt.datetime, end: dt.datetime, now: dt.datetime
) -> Iterator[Slot]:
    columns = (
        Article.objects.published(now)
        .filter(publish_at__gte=begin, publish_at__lt=end)
        .select_related("section", "edition")
        .only("slug", "publish_at", "section__name", "edition__headline")
        .annotate(piece_pk=F("submission"), peg=F("submission__peg"))
        .prefetch_related("edition__bylines")
        .newest_first()
    )
    for column in columns[:MOST_ROWS]:
        of: int | None = getattr(column, "piece_pk", None)
        bylines = list(column.edition.bylines.all()) if column.edition else []
        key = f"p{of}" if of else f"c{column.pk}"
        yield Slot(
            kind=Kind.LIVE,
            placed=Placed(
                key=key,
                hour=column.publish_at,
                headline=str(column),
                authors=tuple((each.author_id, each.name) for each in bylines),
                section_pk=column.section_id,
                section=column.section.name,
                peg=getattr(column, "peg", None) or "",
            ),
            pk=None,
            address=column.get_absolute_url(),
            names=tuple(each.name for each in bylines),
            section=column.section.name,
            state="live",
        )


def _to_come(
    user: User, begin: dt.datetime, end: dt.datetime, now: dt.datetime
) -> Iterator[Slot]:
    at = {"gte": begin, "lt": end}
    is_set = {f"article__publish_at__{word}": hour for word, hour in at.items()}
    is_planned = {f"planned_for__{word}": hour for word, hour in at.items()}
    here = Q(status=Status.CLEARED, article__publish_at__gt=now, **is_set)
    here |= Q(status__in=IN_HAND, **is_planned)
    pieces = _rows(rules.desk_submissions(user).filter(here))
    for piece in pieces.order_by("pk")[:MOST_ROWS]:
        hour = piece.article.publish_at if piece.article else piece.planned_for
        if hour is not None:
            yield _slot(piece, hour)


def _slot(piece: Submission, hour: dt.datetime) -> Slot:
    placed = _placed(piece, hour)
    state = state_of(piece)
    return Slot(
        kind=Kind.SET if piece.status == Status.CLEARED else Kind.PLAN,
        placed=placed,
        pk=piece.pk,
        address="",
        names=tuple(name for _, name in placed.authors),
        section=placed.section,
        state=state,
        is_ready=state in ("ready", "set"),
    )


def _placed(piece: Submission, hour: dt.datetime) -> Placed:
    return Placed(
        key=f"p{piece.pk}",
        hour=hour,
        headline=piece.headline,
        authors=tuple(_named(piece)),
        section_pk=piece.section_id,
        section=str(piece.section or ""),
        peg=piece.peg,
        peg_until=piece.peg_until,
    )


def _named(piece: Submission) -> Iterable[tuple[int, str]]:
    return ((author.pk, author.name) for author in piece.authors)


def _rows(pieces: SubmissionQuerySet) -> SubmissionQuerySet:
    """All that a slot reads, in two queries."""
    return pieces.for_calendar().with_signatures()
