"""What readers may be told of the claims of a column: numbers, and public pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from editorial.claims.following import Standing, follow
from editorial.claims.lines import Line, State, line_of
from editorial.models import Found, Proven, Submission

_HOLDS = (State.VERIFIED, State.OPINION)
_is_web = URLValidator(schemes=["http", "https"])
_NOT_IN_AN_ADDRESS = set("<>\"'`\\^{}|")
# Names that only mean something inside somebody's own network.
_OF_A_HOUSE = (".local", ".internal", ".lan", ".home", ".corp", ".localhost", ".onion")


@dataclass(frozen=True, slots=True)
class Summary:
    """What readers may be told: how many statements and quotations were checked, by
    whom, and the public pages they rest on. People are counted and never named.

    ``found``, ``softened`` and ``opinions`` add up to ``statements``, of which
    ``people`` rest on somebody’s word. Of ``checkers`` one without a name is empty; a
    page comes with what it was given for.
    """

    statements: int
    found: int
    softened: int
    opinions: int
    quotations: int
    people: int
    confirmed_by_people: int
    checkers: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]


def public_summary(submission: Submission) -> Summary:
    """What readers may be told of the claims that hold: how many, and the pages they
    rest on. Nobody who was spoken to is named, and no file. Three queries."""
    held = [
        (each, line_of(each))
        for each in follow(submission)
        if not each.claim.dropped_at
    ]
    done = [(each, line) for each, line in held if line.state in _HOLDS]
    said = [each for each in done if not each[1].is_quote]
    softened = [line for each, line in said if _was_softened(each)]
    opinions = sum(line.state == State.OPINION for _, line in said)
    opinions -= sum(line.state == State.OPINION for line in softened)
    return Summary(
        statements=len(said),
        found=len(said) - len(softened) - opinions,
        softened=len(softened),
        opinions=opinions,
        quotations=len(done) - len(said),
        people=_from_people(line for _, line in said),
        confirmed_by_people=_from_people(line for _, line in done if line.is_quote),
        checkers=tuple(
            dict.fromkeys(
                each.findings[-1].by.name for each, _ in done if each.findings
            )
        ),
        pages=_pages([line for _, line in done]),
    )


def _from_people(lines: Iterable[Line]) -> int:
    return sum(
        line.state == State.VERIFIED and line.proven_by == Proven.CONFIRMED
        for line in lines
    )


def _was_softened(each: Standing) -> bool:
    return any(row.found == Found.SOFTEN for row in each.findings)


def _pages(lines: Iterable[Line]) -> tuple[tuple[str, str], ...]:
    """Each page once, with every sentence it was given for, in their order."""
    found: dict[str, list[str]] = {}
    for line in lines:
        is_page = line.state == State.VERIFIED and line.proven_by == Proven.LINK
        if is_page and (address := public_page(line.where)):
            found.setdefault(address, []).append(line.sentence)
    return tuple((address, " ".join(said)) for address, said in found.items())


def public_page(where: str) -> str:
    """The address of a page that anybody may open, which ``where`` begins with; empty
    without one. What a checker wrote after it stays at the desk."""
    first = (where.split() or [""])[0].rstrip(",;.")
    if _NOT_IN_AN_ADDRESS & set(first):
        return ""
    try:
        _is_web(first)
        parts = urlsplit(first)
        host, has_user = parts.hostname or "", parts.username is not None
    except (ValidationError, ValueError):
        return ""
    if has_user or "." not in host or host.endswith(_OF_A_HOUSE):
        return ""
    try:
        return first if ip_address(host.strip("[]")).is_global else ""
    except ValueError:  # a name
        return first
