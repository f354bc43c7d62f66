"""Who may do what, and who may see what.

Every view, mail and export fetches a piece through one of the two querysets
here, so a stranger gets 404; a person of the wrong role gets 403 from the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from authors.models import DECIDES, DESK, EDITS, Role, User
from editorial.models import (
    Act,
    Action,
    House,
    Incoming,
    IncomingQuerySet,
    Letter,
    LetterQuerySet,
    Status,
    Submission,
    SubmissionQuerySet,
)

Rule = Callable[[User, Submission], bool]

# Whose a page is, as its refusal names them.
DECIDERS, EDITORS = DECIDES, EDITS
CHECKS = EDITS | {Role.FACT_CHECKER}
HOLDS = frozenset({Role.PUBLISHER, Role.LEGAL})
_CALLED = {
    Role.EDITOR: "editors",
    Role.COPY_EDITOR: "copy editors",
    Role.FACT_CHECKER: "fact-checkers",
    Role.LEGAL: "the paper’s lawyers",
    Role.PUBLISHER: "the publisher",
}
NOT_YOURS = "Your role at the paper does not include this. It is for {}. " + (
    "Nothing was changed."
)


class Closed(Exception):
    """The desk may not change this piece now; ``status`` says where it is."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"{status.label} texts are not edited.")
        self.status = status


def only_for(roles: Collection[Role]) -> PermissionDenied:
    """The refusal of a page to all but these, which says whose it is."""
    named = [called for role, called in _CALLED.items() if role in roles]
    *others, last = named
    whose = f"{', '.join(others)} and {last}" if others else last
    return PermissionDenied(NOT_YOURS.format(whose))


def is_desk(user: User | AnonymousUser) -> bool:
    """Works here: may open the desk."""
    return (
        isinstance(user, User)
        and user.is_active
        and user.is_staff
        and (user.is_superuser or bool(user.roles & DESK))
    )


def decides(user: User | AnonymousUser) -> bool:
    """An opinion editor or the publisher, whatever the piece."""
    return _has(user, DECIDES)


def edits(user: User | AnonymousUser) -> bool:
    """May change words and profiles, whatever the piece."""
    return _has(user, EDITS)


def is_publisher(user: User | AnonymousUser) -> bool:
    return _has(user, frozenset({Role.PUBLISHER}))


def is_author(user: User, submission: Submission) -> bool:
    """Sent it, or stands in its byline. No query where ``is_no_author`` said not."""
    if getattr(submission, _NO_AUTHOR, None) == user.pk:
        return False
    return user.is_active and (
        submission.contributor_id == user.pk
        or submission.bylines.filter(author__user=user).exists()
    )


_NO_AUTHOR = "_is_no_work_of"


def is_no_author(user: User, submission: Submission) -> None:
    """It came through ``desk_submissions``, which leaves out what this person wrote:
    a page of it need not ask again. A row that is locked is asked anew."""
    setattr(submission, _NO_AUTHOR, user.pk)


def sent(user: User, submission: Submission) -> bool:
    """Whose piece it is: the one who sent it, or began it."""
    return user.is_active and submission.contributor_id == user.pk


def may_hold(user: User, submission: Submission) -> bool:
    """May keep a piece from being purged: the publisher and the lawyer."""
    return _has(user, HOLDS) and not is_author(user, submission)


def is_editor(user: User, submission: Submission) -> bool:
    """May decide on this piece. Nobody is an editor of their own byline."""
    return decides(user) and not is_author(user, submission)


def may_edit(user: User, submission: Submission) -> bool:
    """May change its words: an editor or a copy editor, never its author."""
    return _has(user, EDITS) and not is_author(user, submission)


def may_check(user: User, submission: Submission) -> bool:
    """May mark claims and say what was found: the fact-checker and whoever edits,
    never its author. The lawyer reads them."""
    return _has(user, CHECKS) and not is_author(user, submission)


def may_read(user: User, submission: Submission) -> bool:
    """Anybody at the desk may read and note on what is not their own."""
    return is_desk(user) and not is_author(user, submission)


def who_may_decide(submission: Submission) -> QuerySet[User]:
    """Everybody who may decide on this piece: never one of its authors."""
    return _at_work(submission, Q(groups__name__in=DECIDES) | Q(is_superuser=True))


def lawyers_of(submission: Submission) -> QuerySet[User]:
    """Everybody who reads this piece for the law: by their role, never by being a
    superuser."""
    return _at_work(submission, Q(groups__name=Role.LEGAL))


def _at_work(submission: Submission, who: Q) -> QuerySet[User]:
    return (
        User.objects.filter(who, is_active=True, is_staff=True)
        .exclude(pk=submission.contributor_id or 0)
        .exclude(author__submission_bylines__submission=submission)
        .order_by("name", "email")
        .distinct()
    )


def desk_submissions(user: User | AnonymousUser) -> SubmissionQuerySet:
    """The pieces this person may open at the desk: all that were sent, but never
    their own, what a contributor has only begun to type, or a piece whose words have
    been deleted."""
    if not isinstance(user, User) or not is_desk(user):
        return Submission.objects.none()
    return (
        Submission.objects.filter(submitted_at__isnull=False, purged_at__isnull=True)
        .exclude(status=Status.DRAFT)
        .not_written_by(user)
    )


def of_an_opened_piece(user: User | AnonymousUser) -> Q:
    """Rows about a piece that this person may open, asked row by row: there are few of
    them, and thousands of pieces."""
    return Q(Exists(desk_submissions(user).filter(pk=OuterRef("submission"))))


def desk_letters(user: User | AnonymousUser) -> LetterQuerySet:
    """The letters this person may see in the outbox: none about their own pieces."""
    if not isinstance(user, User) or not is_desk(user):
        return Letter.objects.none()
    return (
        Letter.objects.exclude(submission__contributor=user)
        .exclude(submission__bylines__author__user=user)
        .exclude(submission__in=blind_pieces())
    )


def desk_incoming(user: User | AnonymousUser) -> IncomingQuerySet:
    """The mail that came in, for those who decide: none about their own pieces, and
    none of their own."""
    if not isinstance(user, User) or not decides(user):
        return Incoming.objects.none()
    own = own_submissions(user).values("pk")
    return Incoming.objects.exclude(sender__iexact=user.email).filter(
        Q(submission__isnull=True)
        | ~Q(submission__in=own) & ~Q(submission__in=blind_pieces())
    )


def desk_acts(user: User | AnonymousUser) -> QuerySet[Act]:
    """The record as the publisher may read it: nothing of their own pieces."""
    if not isinstance(user, User) or not is_publisher(user):
        return Act.objects.none()
    return (
        Act.objects.exclude(submission__contributor=user)
        .exclude(submission__bylines__author__user=user)
        .exclude(submission__in=blind_pieces())
    )


def answering_for(submission: Submission) -> list[User]:
    """Who at the desk is written to about a column that is out: whoever holds it, else
    whoever cleared it; where neither works here any more, all who may decide. Two
    queries."""
    found = {user.pk: user for user in who_may_decide(submission)}
    cleared = submission.acts.filter(action=Action.CLEAR).order_by("-number")
    for pk in (submission.holder_id, cleared.values_list("by", flat=True).first()):
        if pk in found:
            return [found[pk]]
    return list(found.values())


def own_submissions(user: User | AnonymousUser) -> SubmissionQuerySet:
    """The pieces this person wrote or sent."""
    if not isinstance(user, User):
        return Submission.objects.none()
    return Submission.objects.sent_by(user)


# What ends a blind first read: the first decision, or somebody's reason to look.
OPENS_NAMES = (
    *(Action.REQUEST_CHANGES, Action.COMMISSION, Action.ACCEPT),
    *(Action.DECLINE, Action.RELEASE, Action.REVEAL),
)
HIDDEN_NAME = "[the author’s name]"  # stands in a letter until it leaves
MASK = "[name hidden]"


@cache  # the question, not its answer
def read_blind() -> Q:
    """Pieces whose names the desk may not see yet: nobody has decided on them."""
    is_on = House.objects.filter(blind_first_read=True)
    is_open = Act.objects.filter(submission=OuterRef("pk"), action__in=OPENS_NAMES)
    return Q(Exists(is_on), ~Exists(is_open), status=Status.SUBMITTED)


def blind_pieces() -> QuerySet[Submission, Any]:
    """Their keys, for lists that would give a name away."""
    return Submission.objects.filter(read_blind()).values("pk")


def with_blindness(pieces: SubmissionQuerySet) -> SubmissionQuerySet:
    """What ``is_blind`` would otherwise ask the database for, piece by piece."""
    blind = models.ExpressionWrapper(read_blind(), models.BooleanField())
    return pieces.annotate(names_are_hidden=blind)


def is_blind(submission: Submission) -> bool:
    """The names of its authors are hidden from the desk. No query where the piece came
    through ``with_blindness`` or waits for no answer; else one."""
    if submission.status != Status.SUBMITTED:
        return False
    known: bool | None = getattr(submission, "names_are_hidden", None)
    if known is None:
        pieces = Submission.objects.filter(pk=submission.pk)
        return pieces.filter(read_blind()).exists()
    return known


def shown_name(submission: Submission) -> str:
    """Whom a piece is from, as the desk may read it now."""
    return "the author" if is_blind(submission) else submission.first_name


def shown_headline(submission: Submission) -> str:
    """Its headline, as the desk may read it now."""
    headline: str = submission.headline
    return without_names(submission, headline) if is_blind(submission) else headline


def without_names(submission: Submission, text: str) -> str:
    """A text by its authors, without their names and addresses where they sign it."""
    return masked(text, _named_in(submission))


def masked(text: str, names: Sequence[str]) -> str:
    """A text without these names, the longest first, and without any word of three
    letters or more of them that stands in it as a name does: “I, Bounmy, …”."""
    for name in names:
        # where a script has no capitals it may have no spaces either
        edges = r"(?<!\w){}(?!\w)" if name.lower() != name.upper() else "{}"
        said = edges.format(re.escape(name))
        text = re.sub(said, MASK, text, flags=re.IGNORECASE)
    parts = {part for name in names for part in re.findall(r"\w{3,}", name)}
    if not parts:
        return text
    named = "|".join(map(re.escape, sorted(parts, key=len, reverse=True)))
    return re.sub(rf"\b(?:{named})\b", _if_capital, text, flags=re.IGNORECASE)


def _if_capital(found: re.Match[str]) -> str:
    return found[0] if found[0][0].islower() else MASK


def shown_headlines(pieces: Iterable[Submission]) -> dict[int, str]:
    """The same for many, by their keys. One query."""
    headlines = {piece.pk: piece.headline for piece in pieces}
    names = hidden_names(headlines)
    return {
        pk: masked(headline, names[pk]) if pk in names else headline
        for pk, headline in headlines.items()
    }


def hidden_names(keys: Iterable[int]) -> dict[int, list[str]]:
    """What tells who wrote those of them that are read blind. One query."""
    found = list(keys)
    pieces = Submission.objects.filter(read_blind(), pk__in=found)
    return _names_of(pieces) if found else {}


def _named_in(submission: Submission) -> list[str]:
    pieces = Submission.objects.filter(pk=submission.pk)
    return _names_of(pieces).get(submission.pk, [])


def _names_of(pieces: QuerySet[Submission, Any]) -> dict[int, list[str]]:
    """What tells who wrote each, the longest first: names and the sender’s address."""
    told: dict[int, set[str]] = {}
    for pk, *names in pieces.order_by().values_list("pk", *_TELLING):
        told.setdefault(pk, set()).update(filter(None, names))
    return {pk: sorted(names, key=len, reverse=True) for pk, names in told.items()}


_TELLING = (
    *("contributor__name", "contributor__email"),
    *("contributor__author__name", "contributor__author__name_own_script"),
    *("bylines__author__name", "bylines__author__name_own_script"),
)


def _has(user: User | AnonymousUser, roles: frozenset[Role]) -> bool:
    if not isinstance(user, User) or not is_desk(user):
        return False
    return user.is_superuser or bool(user.roles & roles)
