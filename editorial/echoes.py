"""The same words once more: from another account, in the archive, among past declines,
or by the same person.

Every text that is sent or printed leaves its fingerprints (``editorial.winnowing``);
they stay when the words themselves are deleted. What two texts share is shown as
passages, and nothing is decided by it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count

from articles.models import Article
from authors.models import User
from editorial import rules, winnowing
from editorial.models import (
    IN_HAND,
    KnownText,
    Shingle,
    Status,
    Submission,
)
from editorial.winnowing import Shared, Text

LEAST = 25  # words; of anything shorter nobody can say whose it is
RUN = 4  # words
NEARLY = 0.6  # of the runs
LATEST = 20  # of somebody's live pieces are compared
_WORD = re.compile(r"\w+")

COMMON = 20  # texts that have a mark: it may be a formula of the desk's
FORMULA = 40  # words: no formula is longer, and a form letter is no formula
MOST = 60  # texts that share most with one are looked at
COMPARED = 24  # of them word by word
TELLING = 20  # words shared with somebody else: the board is told
WORDS_A_MARK = 4.5
FEWEST_MARKS = 2  # shared with a text whose words are gone
AT_ONCE = 800  # numbers in one question to the database
ROUND = 50  # texts learnt in one round of the clock
FLAG = "same-text"


@dataclass(frozen=True, slots=True)
class Match:
    """Another text that shares words with a piece: ``submission``, or ``article`` for
    a column that never came through the desk. ``shared`` has no passages where its
    words are deleted or rewritten; its share is then reckoned from fingerprints."""

    known: KnownText
    shared: Shared
    is_own: bool

    @property
    def submission(self) -> Submission | None:
        return self.known.submission

    @property
    def article(self) -> Article | None:
        piece = self.known.submission
        return piece.article if piece else self.known.article

    @property
    def is_deleted(self) -> bool:
        return self.submission is not None and self.submission.purged_at is not None

    @property
    def percent(self) -> int:
        return max(1, min(100, round(100 * self.shared.share)))

    @property
    def words(self) -> int:
        return self.shared.words


@dataclass(frozen=True, slots=True)
class Seen:
    """The matches one reader may know of by name; ``hidden`` are the others."""

    others: tuple[Match, ...]
    own: tuple[Match, ...]
    hidden: int
    blind: frozenset[int]  # pieces whose authors' names the desk may not see yet

    def __bool__(self) -> bool:
        return bool(self.others or self.own or self.hidden)


# -- learning --------------------------------------------------------------------------


def know(submission: Submission, body: str) -> None:
    """Keep the fingerprints of a piece as it was sent or printed, in place of those it
    left before."""
    _keep({"submission": submission}, body)


def know_column(article: Article) -> None:
    """The same for a column that never came through the desk; reads ``edition``."""
    if article.edition:
        _keep({"article": article}, article.edition.body)


def know_more(most: int = ROUND) -> int:
    """Read texts that were with us before fingerprints were kept; returns how many.
    Safe to repeat, and for two at once."""
    learnt = 0
    for piece in _unknown_pieces().select_related("latest", "article__edition")[:most]:
        know(piece, _body(piece))
        learnt += 1
    columns = _unknown_columns().select_related("edition")
    for column in columns[: max(0, most - learnt)]:
        know_column(column)
        learnt += 1
    return learnt


def know_all(each: Callable[[int, int], None]) -> int:
    """The same for all of them; ``each`` is told how far it is."""
    total = _unknown_pieces().count() + _unknown_columns().count()
    done = 0
    while learnt := know_more():
        done += learnt
        each(done, max(total, done))
    return done


def _keep(whose: Mapping[str, Any], body: str) -> None:
    text = winnowing.read(body)
    digest = _digest(text)
    with transaction.atomic():
        known, is_new = KnownText.objects.get_or_create(
            **whose, defaults={"count": 0, "digest": digest}
        )
        if not is_new and known.digest == digest:
            return
        marks = winnowing.marks(text)
        known.shingles.all().delete()
        Shingle.objects.bulk_create(
            (Shingle(known=known, mark=mark) for mark in marks),
            batch_size=AT_ONCE // 2,
            ignore_conflicts=True,  # two at once
        )
        known.count, known.digest = len(marks), digest
        known.save(update_fields=["count", "digest"])


def _unknown_pieces() -> Any:
    return Submission.objects.filter(
        submitted_at__isnull=False, latest__isnull=False, known_text__isnull=True
    ).order_by("pk")


def _unknown_columns() -> Any:
    return Article.objects.filter(
        submission__isnull=True, edition__isnull=False, known_text__isnull=True
    ).order_by("pk")


# -- finding ---------------------------------------------------------------------------


def matches(submission: Submission) -> list[Match]:
    """The texts that share passages with this one, most first: pieces in the queue,
    the archive and past declines, of whatever byline. Its author's own earlier work
    too (``is_own``). Quotations and formulas of the desk are left out.

    Reads ``latest``; a handful of queries, however many texts we have.
    """
    if submission.latest is None:
        return []
    text = winnowing.read(submission.latest.body)
    marks = winnowing.marks(text)
    telling = marks.keys() - _formulas(text, marks)
    counted = _texts_with(telling)
    if not counted:
        return []
    found = list(_compared(submission, text, counted, len(marks)))
    return sorted(found, key=lambda match: -match.shared.share)


def seen_by(reader: User, found: Sequence[Match]) -> Seen:
    """The same matches for one reader at the desk: by name only what they may open; of
    deleted words only when they came and what was decided. Three queries."""
    pieces = [match.submission.pk for match in found if match.submission]
    open_to = rules.desk_submissions(reader).filter(pk__in=pieces)
    deleted = Submission.objects.filter(pk__in=pieces, purged_at__isnull=False)
    allowed = {
        *open_to.values_list("pk", flat=True),
        *deleted.not_written_by(reader).values_list("pk", flat=True),
    }
    # whose it is, is not yet to be known: that it is the same author's would tell
    blind = set(rules.blind_pieces().filter(pk__in=pieces).values_list("pk", flat=True))
    seen = [
        match
        for match in found
        if _may_see(match, allowed)
        and not (match.is_own and match.submission and match.submission.pk in blind)
    ]
    return Seen(
        others=tuple(match for match in seen if not match.is_own),
        own=tuple(match for match in seen if match.is_own),
        hidden=len(found) - len(seen),
        blind=frozenset(blind),
    )


def flags(submission: Submission) -> list[str]:
    """For the board: more than a sentence of it stands in somebody else's text."""
    others = (match for match in matches(submission) if not match.is_own)
    return [FLAG] if any(match.words >= TELLING for match in others) else []


def _may_see(match: Match, allowed: set[int]) -> bool:
    if match.submission:
        return match.submission.pk in allowed
    return match.article is not None and match.article.is_published()


def _formulas(text: Text, marks: Mapping[int, int]) -> set[int]:
    """The marks that many texts have, where they make up no more than a formula. A
    form letter under forty names is common too, and long."""
    common = {
        mark
        for some in _some(marks)
        for mark in Shingle.objects.filter(mark__in=some)
        .values("mark")
        .annotate(texts=Count("known"))
        .filter(texts__gte=COMMON)
        .values_list("mark", flat=True)
    }
    formulas: set[int] = set()
    for stretch in _stretches(marks, common):
        begins, ends = marks[stretch[0]], marks[stretch[-1]]
        if sum(text.weights[begins:ends]) < FORMULA * 4:
            formulas |= set(stretch)
    return formulas


def _stretches(marks: Mapping[int, int], common: set[int]) -> Iterator[list[int]]:
    """The common marks that follow each other in the text."""
    stretch: list[int] = []
    for mark in sorted(marks, key=marks.__getitem__):
        if mark in common:
            stretch.append(mark)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _texts_with(marks: set[int]) -> Counter[int]:
    """How many of these marks each text has: those that have most."""
    counted: Counter[int] = Counter()
    for some in _some(marks):
        found = Shingle.objects.filter(mark__in=some).values("known")
        most = found.annotate(number=Count("mark")).order_by("-number", "-known")
        counted.update(dict(most.values_list("known", "number")[: MOST + 1]))
    return Counter(dict(counted.most_common(MOST + 1)))


def _compared(
    submission: Submission, text: Text, counted: Counter[int], of: int
) -> Iterator[Match]:
    known = (
        KnownText.objects.filter(pk__in=counted)
        .exclude(submission=submission)
        .exclude(article__isnull=False, article=submission.article_id)
        .select_related(
            *("submission__latest", "submission__contributor"),
            *("submission__article__edition", "article__edition"),
        )
        .defer(
            *("submission__latest__body_html", "article__edition__body_html"),
            "submission__article__edition__body_html",
        )
        .prefetch_related("submission__bylines__author", "article__edition__bylines")
    )
    writers = _writers(submission)
    by_number = sorted(known, key=lambda each: (-counted[each.pk], -each.pk))
    for place, each in enumerate(by_number):
        number = counted[each.pk]
        shared = _shared(text, each, number, of, is_compared=place < COMPARED)
        if shared is not None:
            yield Match(each, shared, is_own=_is_own(submission, writers, each))


def _shared(
    text: Text, known: KnownText, number: int, of: int, *, is_compared: bool
) -> Shared | None:
    """Word by word where we have the words; from the fingerprints where they are gone
    or others now."""
    body = _body(known.submission) if known.submission else _printed(known.article)
    if body and is_compared:
        other = winnowing.read(body)
        shared = winnowing.shared(text, other)
        if shared.passages:
            return shared
        if _digest(other) == known.digest:
            return None  # a turn of phrase
    if number < FEWEST_MARKS:
        return None
    return Shared((), number / max(1, of), reckoned=round(number * WORDS_A_MARK))


def _writers(submission: Submission) -> set[int]:
    return {byline.author_id for byline in submission.bylines.all()}


def _is_own(submission: Submission, writers: set[int], known: KnownText) -> bool:
    """Of the same sender, or with one of its authors in the byline."""
    if known.submission:
        if known.submission.contributor_id == submission.contributor_id:
            return True
        bylines = known.submission.bylines.all()
        return any(byline.author_id in writers for byline in bylines)
    edition = known.article.edition if known.article else None
    return bool(edition) and any(
        byline.author_id in writers
        for byline in edition.bylines.all()  # type: ignore[union-attr]
    )


def _body(submission: Submission) -> str:
    """As readers have it, or as the desk has it now; empty when it is deleted."""
    if submission.article and submission.article.edition:
        return submission.article.edition.body
    return submission.latest.body if submission.latest else ""


def _printed(article: Article | None) -> str:
    return article.edition.body if article and article.edition else ""


def _digest(text: Text) -> str:
    return hashlib.sha256(" ".join(text.words).encode()).hexdigest()


def _some(marks: Any) -> Iterator[list[int]]:
    """A few hundred at a time: no database takes more in one question."""
    every = list(marks)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


# -- told to the sender ----------------------------------------------------------------


def already_with_us(submission: Submission, body: str, by: User) -> Submission | None:
    """A live piece of the same person that has nearly this text, the latest of them.
    One query."""
    wanted = _runs(body)
    if not wanted:
        return None
    sent = Submission.objects.sent_by(by).exclude(pk=submission.pk)
    live = sent.filter(status__in=(*IN_HAND, Status.CLEARED), latest__isnull=False)
    for each in live.select_related("latest").order_by("-submitted_at")[:LATEST]:
        if each.latest and _share(wanted, _runs(each.latest.body)) >= NEARLY:
            return each
    return None


def _words(body: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", body).casefold())


def _runs(body: str) -> set[tuple[str, ...]]:
    words = _words(body)
    if len(words) < LEAST:
        return set()
    return set(zip(*(words[start:] for start in range(RUN)), strict=False))


def _share(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0
