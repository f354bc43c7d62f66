"""Filters of the queue: said by the address, kept by each person under a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from articles import markup
from articles.models import Byline, Section
from authors.models import User
from editorial import rules
from editorial.desk.queue import FLAGS
from editorial.desk.standing import BY_KEY
from editorial.models import (
    Format,
    Status,
    SubmissionByline,
    SubmissionQuerySet,
)

MOST_LETTERS, MOST_WORDS = 80, 6
NOBODY, ME = "nobody", "me"

# The columns by which the table can be ordered, each as the database reads it.
SORTS: dict[str, Any] = {
    "peg": "peg_until",
    "answer": "answer_by",
    "section": "section__name",
    "words": "latest__words",
    "stage": Case(
        *(
            When(status=status, then=Value(place))
            for place, status in enumerate(
                (Status.SUBMITTED, Status.REVISING, Status.ACCEPTED, Status.CLEARED)
            )
        ),
        default=Value(9),
    ),
    "holder": Coalesce("holder__name", Value("")),
    "tier": Coalesce("tier", "proposed_tier"),
}
_NUMBER = r"[0-9]{1,9}"
_SAID = {
    "section": _NUMBER,
    "holder": rf"{NOBODY}|{ME}|{_NUMBER}",
    "tier": "[123]",
    "format": _NUMBER,
    "noticed": "|".join(FLAGS),
    "first": "yes",
    "sort": f"-?({'|'.join(SORTS)})",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one look at the queue asks for, as its address says it; all empty asks for
    everything that is open."""

    view: str = ""
    section: str = ""
    holder: str = ""
    tier: str = ""
    format: str = ""
    noticed: str = ""
    first: str = ""
    q: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        """What is not empty, as a filter keeps it."""
        return {name: value for name in _FIELDS if (value := getattr(self, name))}

    @property
    def is_narrowed(self) -> bool:
        """Something is asked beside a standing view and an order."""
        return bool(self.said.keys() - {"view", "sort"})

    @property
    def query(self) -> str:
        """With its question mark; empty when nothing is asked."""
        return f"?{urlencode(self.said)}" if self.said else ""

    @property
    def address(self) -> str:
        """The board that shows it."""
        return f"{reverse('admin:index')}{self.query}"

    def sorted_by(self, column: str) -> Asked:
        """The same the other way round, when it is ordered by this column already."""
        return replace(self, sort=f"-{column}" if self.sort == column else column)

    def pick(self, pieces: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
        return pieces.filter(self.wanted(user))

    def wanted(self, user: User) -> Q:
        """All that is asked, the standing view and what narrows it."""
        return BY_KEY[self.view].wanted(user) & self.narrows(user)

    def narrows(self, user: User) -> Q:
        """What is asked beside the standing view."""
        wanted = Q()
        if self.section:
            wanted &= Q(section=int(self.section))
        if self.holder:
            wanted &= Q(holder=self._holder(user))
        if self.tier:
            tier = int(self.tier)
            wanted &= Q(tier=tier) | Q(tier=None, proposed_tier=tier)
        if self.format:
            wanted &= Q(format=int(self.format))
        if self.noticed:  # a list of keys, read as the text that it is kept as
            wanted &= Q(flags__icontains=f'"{self.noticed}"')
        if self.first:
            wanted &= ~Q(Exists(_published()))
        if words := self.q.split()[:MOST_WORDS]:
            wanted &= _said_in(words)
        return wanted

    def _holder(self, user: User) -> int | None:
        if self.holder == NOBODY:
            return None
        return user.pk if self.holder == ME else int(self.holder)

    def order(self, pieces: SubmissionQuerySet) -> SubmissionQuerySet:
        """By the column asked for, else by urgency."""
        if not self.sort:
            return pieces.most_urgent_first()
        column = SORTS[self.sort.lstrip("-")]
        by = F(column) if isinstance(column, str) else column
        way = by.desc if self.sort.startswith("-") else by.asc
        return pieces.order_by(way(nulls_last=True), "pk")


_FIELDS = tuple(field.name for field in fields(Asked))


def read(data: Mapping[str, Any]) -> Asked:
    """What is asked; whatever nobody knows is not."""
    said = {
        name: value
        for name, pattern in _SAID.items()
        if re.fullmatch(pattern, value := str(data.get(name, "")))
    }
    view = str(data.get("view", ""))
    return Asked(
        view=view if view in BY_KEY else "",
        q=markup.clean_line(str(data.get("q", "")))[:MOST_LETTERS],
        **said,
    )


def choices(pieces: SubmissionQuerySet) -> dict[str, list[tuple[str, str]]]:
    """What each field of the filter offers; of people those who hold something.
    Three queries."""
    holding = User.objects.filter(Exists(pieces.filter(holder=OuterRef("pk"))))
    return {
        "section": _offered(Section.objects.only("name").order_by("name")),
        "holder": [
            (NOBODY, "Nobody"),
            (ME, "Me"),
            *_offered(holding.only("name", "email").order_by("name", "email")),
        ],
        "tier": [(str(tier), f"Tier {tier}") for tier in (1, 2, 3)],
        "format": _offered(Format.objects.only("name")),
        "noticed": [(key, tag["words"]) for key, tag in FLAGS.items()],
    }


def _offered(rows: Any) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in rows]


def _published() -> Any:
    """A column of one of its authors that readers have had before."""
    return Byline.objects.filter(
        author__submission_bylines__submission=OuterRef("pk"),
        edition__article__publish_at__lte=timezone.now(),
    )


def _said_in(words: list[str]) -> Q:
    """Each word in the headline, or in the name of an author that may be seen: by words
    of a hidden name nothing is found, though they stand in its headline."""
    in_headline, in_either, named = Q(), Q(), Q()
    for word in words:
        by = SubmissionByline.objects.filter(submission=OuterRef("pk")).filter(
            Q(author__name__icontains=word) | Q(author__name_own_script__icontains=word)
        )
        said = Q(latest__headline__icontains=word)
        in_headline &= said
        named |= Q(Exists(by))
        in_either &= said | Q(Exists(by))
    return (in_headline & ~(named & rules.read_blind())) | (
        in_either & ~rules.read_blind()
    )
