"""Who at the desk is named with an @, and who may be.

A name is looked for among the people who may open the piece, the longest first. Who
may not open it cannot be named: nothing is kept then, and the sentence says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from authors.models import DESK, User
from editorial import notices, rules
from editorial.models import Comment, Mention, Note, Submission

_AT = re.compile(r"(?<![\w@./])@(?=\w)")
_WORDS = re.compile(r"[^\W_][\w’'.-]*(?: [^\W_][\w’'.-]*){0,3}")
_ENDS = ".,’'-"

SHUT = (
    "@{name} cannot open this column, so nothing was kept and nobody was told. Name "
    "somebody at the desk, or take the @ away."
)
SEVERAL = "Several people here are called {name}. Write the whole name after the @."


class NotMentioned(Exception):
    """A name that cannot be told: why stands in the sentence. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a text names, and the names after an @ that nobody here bears."""

    people: tuple[User, ...]
    unknown: tuple[str, ...]


def desk() -> QuerySet[User]:
    """Everybody who works at the desk, by name."""
    return (
        User.objects.filter(is_active=True, is_staff=True)
        .filter(Q(groups__name__in=DESK) | Q(is_superuser=True))
        .order_by("name", "email")
        .distinct()
    )


def people(submission: Submission) -> QuerySet[User]:
    """Those of them who may open this piece: never its authors."""
    return (
        desk()
        .exclude(pk=submission.contributor_id or 0)
        .exclude(author__submission_bylines__submission=submission)
    )


def find(submission: Submission, text: str) -> Found:
    """Whom these words name. No query where nobody is; raises ``NotMentioned`` for
    somebody who may not open the piece, and for a name that several bear.

    While a piece is read blind the answer is the same whoever wrote it: an author who
    works here is not told and not refused, any other is a name that nobody here bears.
    """
    said = [_words_at(text, each.end()) for each in _AT.finditer(text)]
    if not said:
        return Found((), ())
    is_blind = rules.is_blind(submission)
    may = list(desk() if is_blind else people(submission))
    named: dict[int, User] = {}
    unknown = []
    for words in said:
        found = _called(words, may)
        if not found:
            if not is_blind:
                _refuse_outsiders(submission, words)
            unknown.append(words[0])
        named |= {user.pk: user for user in found}
    if is_blind:
        named = {user.pk: user for user in people(submission) if user.pk in named}
    return Found(tuple(named.values()), tuple(dict.fromkeys(unknown)))


def keep(
    found: Iterable[User],
    *,
    by: User,
    comment: Comment | None = None,
    note: Note | None = None,
) -> None:
    """Tell each of them, once; nobody is told of their own words. The caller holds the
    submission's row."""
    place = comment or note
    if place is None:
        raise ValueError("A mention stands in a comment or in a note.")
    for user in found:
        if user == by:
            continue
        _, is_new = Mention.objects.get_or_create(comment=comment, note=note, user=user)
        if is_new:
            notices.tell_colleague(
                place.submission,
                "desk-mentioned",
                to=user,
                by=by,
                where="a comment" if comment else "a desk note",
            )


def unseen(user: User) -> QuerySet[Mention]:
    """Where they were named and have not been since, the newest first."""
    return Mention.objects.filter(user=user, seen_at=None).order_by("-at", "-pk")


def see(submission: Submission, user: User, *, is_read: bool = True) -> set[int]:
    """The keys of the comments on a piece that name them since they last looked. With
    ``is_read`` they have it before them, and what names them there is seen. One query,
    two where there was any."""
    there = unseen(user).filter(
        Q(comment__submission=submission) | Q(note__submission=submission)
    )
    fresh = dict(there.values_list("pk", "comment"))
    if fresh and is_read:
        Mention.objects.filter(pk__in=fresh).update(seen_at=timezone.now())
    return {comment for comment in fresh.values() if comment}


def _words_at(text: str, at: int) -> list[str]:
    """What could be the name there, the most words first, without what ends a line."""
    run = _WORDS.match(text, at)
    words = run[0].split(" ") if run else [text[at : at + 1]]
    tries = (" ".join(words[:n]) for n in range(len(words), 0, -1))
    return list(dict.fromkeys(n for name in tries for n in (name, name.rstrip(_ENDS))))


def _called(words: Sequence[str], among: Iterable[User]) -> list[User]:
    """Those of that name; or, where only a first name stands, the one who bears it."""
    by_name: dict[str, list[User]] = {}
    by_first: dict[str, list[User]] = {}
    for user in among:
        by_name.setdefault(_key(str(user)), []).append(user)
        by_first.setdefault(_key(str(user).split(" ", 1)[0]), []).append(user)
    for name in words:
        if found := by_name.get(_key(name)):
            return found
    for name in words:
        if found := by_first.get(_key(name)):
            if len(found) > 1:
                raise NotMentioned(SEVERAL.format(name=name))
            return found
    return []


def _refuse_outsiders(submission: Submission, words: Sequence[str]) -> None:
    """Somebody with an account, or an author of this very piece, who may not open it
    here."""
    users = list(User.objects.filter(is_active=True).filter(_named(words)))
    own = list(User.objects.filter(pk=submission.contributor_id or 0))
    own += [author.user for author in submission.authors if author.user]
    if shut := _called(words, [*users, *own]):
        raise NotMentioned(SHUT.format(name=shut[0]))
    names = {_key(author.name): author.name for author in submission.authors}
    for name in words:
        if _key(name) in names:
            raise NotMentioned(SHUT.format(name=names[_key(name)]))


def _named(words: Iterable[str]) -> Q:
    asked = Q(pk__in=[])
    for name in words:
        asked |= Q(name__iexact=name)
    return asked


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
