"""What was changed in columns after publication: the public list, month by month."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils import timezone

from articles import redline
from articles.models import (
    Article,
    Correction,
    CorrectionKind,
    Edition,
    join_names,
    read_bylines,
)
from articles.redline import Change

MOST = 200  # further back the columns themselves tell it
_FIGURE = re.compile(r"\d(?:[\d.,:]*\d)?")
_PLURALS = {
    CorrectionKind.CORRECTION: "corrections",
    CorrectionKind.CLARIFICATION: "clarifications",
    CorrectionKind.NOTE: "editor’s notes",
    CorrectionKind.UPDATE: "updates",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence; ``is_marked`` where it is the figure that was wrong,
    or is right now."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One change, with the column as readers have it now."""

    told: Correction
    article: Article
    was: Sequence[Part]
    right: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Month:
    """All changes of one month of the newsroom's calendar, newest first."""

    first_day: dt.date
    summary: str
    lines: list[Line]


def by_month(at: dt.datetime | None = None) -> list[Month]:
    """The newest changes that readers may know of at that instant, newest month
    first. Two queries."""
    found = list(
        Correction.objects.published(at)
        .select_related("edition__article__edition")
        .newest_first()[:MOST]
    )
    read_bylines([each.edition.article for each in found])
    return [
        Month(first_day, _summary(lines), lines)
        for first_day, lines in (
            (day, list(rows)) for day, rows in groupby(map(_line, found), key=_month)
        )
    ]


def _month(line: Line) -> dt.date:
    local = timezone.localtime(line.told.at, timezone.get_default_timezone())
    return local.date().replace(day=1)


def _line(told: Correction) -> Line:
    return Line(
        told=told,
        article=told.edition.article,
        was=marked(told.was, told.right),
        right=marked(told.right, told.was),
    )


def _summary(lines: Iterable[Line]) -> str:
    """ "Two corrections, one editor’s note": how many of what, in words."""
    counts = Counter(CorrectionKind(line.told.kind) for line in lines)
    said = [
        f"{apnumber(count)} {kind.label.lower() if count == 1 else _PLURALS[kind]}"
        for kind in CorrectionKind
        if (count := counts[kind])
    ]
    summary = join_names(said)
    return summary[:1].upper() + summary[1:]


@dataclass(frozen=True, slots=True)
class Field:
    """One field that differs: the paragraphs in which it does, or, where too much does,
    none of them."""

    name: str
    paragraphs: tuple[tuple[Change, ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One edition, and what it says otherwise than the one before it."""

    edition: Edition
    told: Correction | None
    fields: list[Field]


_NAMES = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "disclosure": "Interest declared",
    "body": "Text",
}


def laid_over(editions: Iterable[Edition]) -> list[Step]:
    """The editions of one column, newest first, each against the one before it. Reads
    ``correction``."""
    known = list(editions)
    before: list[Edition | None] = [None, *known]
    steps = [
        Step(
            edition=each,
            told=getattr(each, "correction", None),
            fields=list(_fields(earlier, each)) if earlier else [],
        )
        for earlier, each in zip(before, known, strict=False)
    ]
    return steps[::-1]


def _fields(before: Edition, after: Edition) -> Iterator[Field]:
    for name, called in _NAMES.items():
        was, now = getattr(before, name), getattr(after, name)
        if was == now:
            continue
        line = redline.compare(was, now)
        changed = tuple(
            paragraph
            for paragraph in line.paragraphs
            if any(run.kind is not redline.Kind.SAME for run in paragraph)
        )
        yield Field(called, () if line.too_different else changed)


def marked(text: str, other: str) -> list[Part]:
    """A sentence cut where it holds a figure that the other one does not."""
    known, parts, at = set(_FIGURE.findall(other)), [], 0
    for found in _FIGURE.finditer(text):
        if found[0] not in known:
            parts += [Part(text[at : found.start()], False), Part(found[0], True)]
            at = found.end()
    return [part for part in (*parts, Part(text[at:], False)) if part.text]
