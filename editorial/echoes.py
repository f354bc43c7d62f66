"""The same text once more: by the same person, or from another account.

Compared are the words alone, whatever their case, marks and signs. Two texts are
nearly the same when most runs of a few words in the shorter one stand in the other.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from authors.models import User
from editorial.models import IN_HAND, Status, Submission, SubmissionQuerySet

LEAST = 25  # words; of anything shorter nobody can say whose it is
RUN = 4  # words
NEARLY = 0.6  # of the runs
LATEST = 20  # of somebody's live pieces are compared
_WORD = re.compile(r"\w+")


def digest_of(body: str) -> str:
    """The same for texts of the same words; empty for a text of a few."""
    words = _words(body)
    if len(words) < LEAST:
        return ""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


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


def from_others(submission: Submission) -> SubmissionQuerySet:
    """The pieces of other accounts that came with the very same words."""
    same = Submission.objects.exclude(contributor=submission.contributor_id)
    return same.filter(text_digest=submission.text_digest).exclude(text_digest="")


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
