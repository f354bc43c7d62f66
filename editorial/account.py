"""The account a column gives of itself to readers: why it ran, who checked what, what
its authors answered, who wrote its headline and who read it.

``publishing`` freezes it with the edition; the author's proof and a preview show it
before. Nothing private is in here: no name but those of the byline, of the responsible
editor and of whoever checked; no source but public pages.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from articles import account
from articles.account import Citation, Row
from articles.models import join_names
from authors.models import User
from editorial import claims, tiers
from editorial.claims import Summary
from editorial.models import Revision, SignOff, Submission
from editorial.proof import Proof
from editorial.telling import number

A_NAMELESS_CHECKER = "the desk"


@dataclass(frozen=True, slots=True)
class Account:
    """What the box “About this column” would say of a proof if it were cleared now."""

    why_we_ran: str
    checked: str
    citations: list[Citation]
    disclosure: str
    other_interests: str
    help_and_ai: str
    picture_source_type: str
    headline_by: str
    responsible_editor: str
    read_in_full: str

    @property
    def kept(self) -> dict[str, Any]:
        """The fields of an edition that keep it."""
        said = asdict(self)
        return {name: said[name] for name in account.KEPT}


def account_of(
    submission: Submission, proof: Proof, *, responsible: User | None = None
) -> Account:
    """What readers are told of this proof, with ``responsible`` or whoever answers for
    it now. Eight queries."""
    editor = responsible or submission.responsible
    summary = claims.public_summary(submission)
    return Account(
        why_we_ran=submission.why_we_ran,
        checked=_checked(summary),
        citations=[
            Citation(address=address, said=said) for address, said in summary.pages
        ],
        disclosure=proof.disclosure,
        other_interests=proof.other_interests,
        help_and_ai=proof.help_and_ai,
        picture_source_type=proof.picture.source_type if proof.picture else "",
        headline_by=_headline_by(submission, proof),
        responsible_editor=editor.name if editor else "",
        read_in_full=_read_in_full(submission, proof, editor) if editor else "",
    )


def rows(submission: Submission, proof: Proof) -> list[Row]:
    """The same as the rows of the box, for whoever sees the column before readers."""
    told = account_of(submission, proof)
    return account.rows(told, authors=len(proof.bylines))


def _checked(found: Summary) -> str:
    checkers = [name or A_NAMELESS_CHECKER for name in found.checkers]
    by = join_names(sorted(set(checkers), key=checkers.index))
    said = []
    if found.statements:
        said.append(_of_statements(found, by))
    if found.people:
        rest = "rests" if found.people == 1 else "rest"
        of_them = " of them" if found.statements > 1 else ""
        said.append(
            f"{number(found.people).capitalize()}{of_them} {rest} on a person’s word."
        )
    if found.quotations:
        is_first = not found.statements
        said.append(_of_quotations(found, by if is_first else ""))
    return " ".join(said)


def _of_statements(found: Summary, by: str) -> str:
    """ "14 statements of fact, checked by Sokha Em: 13 found in a source, one
    softened." """
    count = found.statements
    ends = [
        (found.found, "found in a source"),
        (found.softened, "softened"),
        (found.opinions, "left as opinion"),
    ]
    ended = [(many, how) for many, how in ends if many]
    if len(ended) == 1:
        each = "" if count == 1 else "each "
        how = f"{each}{ended[0][1]}"
    else:
        how = ", ".join(f"{number(many)} {how}" for many, how in ended)
    noun = "statement" if count == 1 else "statements"
    return f"{number(count).capitalize()} {noun} of fact, checked by {by}: {how}."


def _of_quotations(found: Summary, by: str) -> str:
    """ "Its two quotations were checked by Sokha Em and confirmed, one of them by
    whoever said it." """
    one = found.quotations == 1
    noun = "quotation was" if one else "quotations were"
    checked = f"checked by {by} and " if by else ""
    said = f"Its {number(found.quotations)} {noun} {checked}confirmed"
    if not found.confirmed_by_people:
        return f"{said}."
    if found.confirmed_by_people == found.quotations:
        return f"{said} by {'the person' if one else 'those'} who said {_it(one)}."
    return f"{said}, {number(found.confirmed_by_people)} of them by whoever said it."


def _it(one: bool) -> str:
    return "it" if one else "them"


def _headline_by(submission: Submission, proof: Proof) -> str:
    """Who wrote it, and who of the byline signed it, and when."""
    sent = (
        Revision.objects.filter(submission=submission, is_by_author=True)
        .order_by("-number")
        .values_list("headline", flat=True)
        .first()
    )
    several = len(proof.bylines) > 1
    wrote = "author’s own" if not several else "authors’ own"
    written = f"The {wrote}" if sent == proof.headline else "Written by the desk"
    signed = _signed(submission, proof)
    return f"{written}; {signed}." if signed else f"{written}."


def _signed(submission: Submission, proof: Proof) -> str:
    names = {byline.author_id: byline.name for byline in proof.bylines}
    rows = submission.sign_offs.filter(
        fingerprint=proof.fingerprint, author__in=names
    ).select_related("carried_from")
    days = {row.author_id: _day(row) for row in rows}
    if not days:
        return ""
    said = "seen and signed with the text by"
    if set(days) == set(names) and len(set(days.values())) == 1:
        who = "the author" if len(names) == 1 else "the authors"
        return f"{said} {who} on {_date(next(iter(days.values())))}"
    each = [f"{names[pk]} on {_date(days[pk])}" for pk in names if pk in days]
    return f"{said} {join_names(each)}"


def _day(signed: SignOff) -> dt.date:
    """Of the signature itself: a slip mended since does not move it."""
    at = (signed.carried_from or signed).at
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def _date(day: dt.date) -> str:
    return date_format(day, "j F Y")


def _read_in_full(submission: Submission, proof: Proof, editor: User) -> str:
    """ "who read it in full, as did one other at the desk", or nothing. Nobody beside
    the editor is named."""
    readers = {read.by_id for read in tiers.reads(submission, proof)}
    others = len(readers - {editor.pk})
    if editor.pk not in readers:
        people = "one other" if others == 1 else f"{number(others)} others"
        return f"with {people} at the desk, who read it in full" if others else ""
    people = f"{number(others)} other{'' if others == 1 else 's'}"
    also = f", as did {people} at the desk" if others else ""
    return f"who read it in full{also}"
