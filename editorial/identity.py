"""Is this person who they say they are? Six lines before a first column of somebody.

Records of checks that a person made, never copies of papers. The burns that each line
would have prevented are in ``WHY``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from articles.markup import clean_text
from articles.models import Article
from authors.models import DECIDES, Author, Role, User
from editorial import log, rules
from editorial.memory import once_at_rest
from editorial.models import (
    Action,
    IdentityCheck,
    IdentityLine,
    Payment,
    Submission,
)

SHORTEST_HOW = 10  # characters
SHORTEST_REASON = 20
SEES = DECIDES | {Role.FACT_CHECKER, Role.LEGAL}
RECORDS = DECIDES | {Role.FACT_CHECKER}

WHY = {
    IdentityLine.CALL: "A believable address at a free mail service was enough to get "
    "a made-up health worker into a national paper: ring them, with the picture on.",
    IdentityLine.EMPLOYER: "A student nobody at his university had heard of accused "
    "a real couple: ask the switchboard, not the number in the mail.",
    IdentityLine.PORTRAIT: "Nineteen experts with stolen or drawn faces wrote for "
    "forty-six papers: search for the picture, and ask who took it.",
    IdentityLine.BYLINES: "Credentials pointed to sites made for the purpose: open two "
    "earlier columns where they stood, or write down that none is claimed.",
    IdentityLine.PAYEE: "The one thing an invented reporter would not give was a name "
    "to pay: it is the byline, or there is a reason why not.",
    IdentityLine.FOOTPRINT: "Somebody who did not exist before the pitch often does "
    "not exist: find a trace of them that is older.",
}

NUMBER = (
    "This looks like the number of a passport, an identity card or a bank card. Take "
    "it out, and write what you did and what came of it: copies of papers are not kept "
    "here."
)
# A letter or two and figures, or nine figures that are no telephone number.
_PAPER = re.compile(
    r"\b[A-Z]{1,3}[ -]?\d{6,9}\b|(?<![\d+.,/])\b[1-9]\d{8}\b(?![\d.,/])"
)
_CARD = re.compile(r"(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b")


class Outcome(models.TextChoices):
    DONE = "done", "Done, and it holds"
    BAD = "bad", "Looked into, and it does not hold"
    WAIVED = "waived", "Passed over, by name"


class Refused(Exception):
    """It cannot be recorded so; ``sentence`` says why. Nothing was written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: what counts now, and why it is open if it is."""

    line: IdentityLine
    check: IdentityCheck | None
    reopened: str

    @property
    def why(self) -> str:
        return WHY[self.line]

    @property
    def outcome(self) -> Outcome | None:
        if self.check is None:
            return None
        if self.check.is_waived:
            return Outcome.WAIVED
        return Outcome.BAD if self.check.is_bad else Outcome.DONE

    @property
    def is_open(self) -> bool:
        return self.outcome in (None, Outcome.BAD) or bool(self.reopened)


@dataclass(frozen=True, slots=True)
class Card:
    """What was looked into about one author. ``is_asked`` is false for somebody whose
    columns readers have already."""

    author: Author
    lines: tuple[Line, ...]
    is_asked: bool
    payee: str

    @property
    def open(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_open)

    @property
    def is_complete(self) -> bool:
        return not self.open


# Who may


def may_see(user: User, submission: Submission) -> bool:
    """Editors, the publisher, the fact-checker and the lawyer."""
    return _has(user, submission, SEES)


def may_record(user: User, submission: Submission) -> bool:
    """May write down what they looked into: never about themselves."""
    return _has(user, submission, RECORDS)


def may_waive(user: User, submission: Submission) -> bool:
    """May pass over a line, by name: who decides on the piece."""
    return rules.is_editor(user, submission)


def _has(user: User, submission: Submission, roles: frozenset[Role]) -> bool:
    return rules.may_read(user, submission) and (
        user.is_superuser or bool(user.roles & roles)
    )


@dataclass(frozen=True, slots=True)
class Known:
    """One author: whether a column of theirs ``is_out``, how many came out before the
    piece in hand and the last of those, and whom the accounts pay."""

    is_out: bool
    columns: int
    last_out: dt.datetime | None
    payee: str


# The card


def cards(submission: Submission) -> list[Card]:
    """One card for each author of a piece, in byline order. Two queries."""
    authors, on_file = submission.authors, known(submission)
    newest = _newest(authors)
    payees = {pk: each.payee for pk, each in on_file.items() if each.payee}
    return [
        Card(
            author=author,
            lines=tuple(
                _line(author, line, newest.get((author.pk, line)), payees)
                for line in IdentityLine
            ),
            is_asked=not on_file[author.pk].is_out,
            payee=payees.get(author.pk, ""),
        )
        for author in authors
    ]


@once_at_rest
def known(submission: Submission) -> dict[int, Known]:
    """What the house has of each author of a piece. One query."""
    out = Article.objects.published()
    before = out
    if submission.article is not None:  # this one is not before itself
        before = out.filter(publish_at__lt=submission.article.publish_at)
    is_before = Q(bylines__edition__article__in=before.values("pk"))
    told = Payment.objects.filter(agreement__author=OuterRef("pk"))
    told = told.exclude(payee_note="").order_by("-approved_at", "-pk")
    rows = Author.objects.filter(pk__in=[each.pk for each in submission.authors])
    of_each = rows.order_by().annotate(
        is_out=Exists(out.filter(edition__bylines__author=OuterRef("pk"))),
        columns=Count("bylines__edition__article", filter=is_before, distinct=True),
        last_out=Max("bylines__edition__article__publish_at", filter=is_before),
        payee=Coalesce(Subquery(told.values("payee_note")[:1]), Value("")),
    )
    read = of_each.values_list("pk", "is_out", "columns", "last_out", "payee")
    return {pk: Known(*of_them) for pk, *of_them in read}


def _newest(authors: Iterable[Author]) -> dict[tuple[int, str], IdentityCheck]:
    rows = IdentityCheck.objects.filter(author__in=[each.pk for each in authors])
    ordered = rows.select_related("by").order_by("at", "pk")
    return {(row.author_id, row.line): row for row in ordered}


def _line(
    author: Author,
    line: IdentityLine,
    check: IdentityCheck | None,
    payees: dict[int, str],
) -> Line:
    about = about_of(author, line, payees.get(author.pk, ""))
    reopened = ""
    if check and check.about != about:
        reopened = _what_changed(check.about, about)
    return Line(line, check, reopened)


def about_of(author: Author, line: IdentityLine, payee: str) -> dict[str, str]:
    """What a check of this line is about: with another name, portrait or payee it
    says nothing any more."""
    if line == IdentityLine.PORTRAIT:
        return {"portrait": author.portrait.name or ""}
    if line == IdentityLine.PAYEE:
        return {"name": author.name, "payee": payee}
    return {"name": author.name}


def _what_changed(before: dict[str, str], after: dict[str, str]) -> str:
    if before.get("portrait") != after.get("portrait"):
        return "the portrait is another one since"
    if before.get("payee") != after.get("payee"):
        return "the accounts were told of another payee since"
    return f"the name was “{before.get('name', '')}” when it was checked"


def flags(submission: Submission) -> list[str]:
    """For the board: a first column of somebody nobody has looked into yet."""
    left = [card for card in cards(submission) if card.is_asked and card.open]
    return ["identity"] if left else []


# Recording


def record(
    submission: Submission,
    author: Author,
    line: IdentityLine,
    outcome: Outcome,
    how: str,
    *,
    by: User,
) -> IdentityCheck:
    """Write down what was done and what came of it, or why a line is passed over. The
    newest counts; the same twice is once.

    Raises ``Refused`` with the reason, ``PermissionDenied``.
    """
    how = clean_text(how).strip()
    may = may_waive if outcome is Outcome.WAIVED else may_record
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not may(by, current):
            raise PermissionDenied
        card = _card_of(current, author)
        held = next(each for each in card.lines if each.line == line)
        if held.outcome is outcome and not held.reopened and _said(held) == how:
            return held.check  # type: ignore[return-value]
        if why := _why_not(held, outcome, how, by):
            raise Refused(why)
        check = IdentityCheck.objects.create(
            author=author,
            submission=current,
            line=line,
            is_waived=outcome is Outcome.WAIVED,
            is_bad=outcome is Outcome.BAD,
            how=how,
            about=about_of(card.author, line, card.payee),
            by=by,
        )
        log.write(
            current,
            Action.IDENTITY,
            by=by,
            rows=[check],
            author=author.name,
            line=line.value,
            outcome=outcome.value,
        )
    return check


def _card_of(submission: Submission, author: Author) -> Card:
    for card in cards(submission):
        if card.author.pk == author.pk:
            return card
    raise Refused(f"{author.name} does not stand in the byline any more.")


def _said(held: Line) -> str:
    return held.check.how if held.check else ""


def _why_not(held: Line, outcome: Outcome, how: str, by: User) -> str:
    if looks_like_a_number(how):
        return NUMBER
    if outcome is Outcome.WAIVED:
        if len(how) < SHORTEST_REASON:
            return f"A reason has at least {SHORTEST_REASON} characters."
        return "" if by.name else "It is passed over by name, and your account has none"
    if len(how) < SHORTEST_HOW:
        return "Say what was done and what came of it."
    if outcome is Outcome.DONE and held.outcome is Outcome.BAD and not held.reopened:
        return (
            "It did not hold. Only an editor can let that stand, by passing over it "
            "with a reason."
        )
    return ""


def looks_like_a_number(text: str) -> bool:
    """Of a passport, an identity card, a bank card or an account; a telephone number,
    which begins with a nought or a plus, is none."""
    if _PAPER.search(text) or _IBAN.search(text):
        return True
    return any(_is_card(re.sub(r"\D", "", run)) for run in _CARD.findall(text))


def _is_card(figures: str) -> bool:
    """The check figure of a bank card comes out right."""
    total = 0
    for place, figure in enumerate(reversed(figures)):
        doubled = int(figure) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
