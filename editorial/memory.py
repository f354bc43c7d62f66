"""What was read of a piece once, while nothing of it is written: one page, one check.

A page of the desk asks a dozen rooms about the same piece, and most of them ask for its
proof, its declarations and its signatures. Within ``at_rest`` the first answer serves
them all; outside of it every question is asked of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from editorial.models import Submission

Read = TypeVar("Read")
# By the question and the piece in hand, which is kept so that no other takes its id.
_ANSWERS: ContextVar[dict[tuple[Any, int], tuple[Submission, Any]] | None] = ContextVar(
    "what was read of a piece", default=None
)


@contextmanager
def at_rest() -> Iterator[None]:
    """Nobody writes to a piece in here, so that what was read of it stays true. Only
    around code that reads; one within another shares what is known."""
    if _ANSWERS.get() is not None:
        yield
        return
    token = _ANSWERS.set({})
    try:
        yield
    finally:
        _ANSWERS.reset(token)


def is_at_rest() -> bool:
    """Whether what is read of a piece now is known to stay true for a while."""
    return _ANSWERS.get() is not None


def once_at_rest(read: Callable[[Submission], Read]) -> Callable[[Submission], Read]:
    """Asked once a piece within ``at_rest``. Nobody may change what it answers."""

    @wraps(read)
    def remembered(submission: Submission) -> Read:
        answers = _ANSWERS.get()
        if answers is None:
            return read(submission)
        key = (read, id(submission))
        if key not in answers:
            answers[key] = (submission, read(submission))
        answer: Read = answers[key][1]
        return answer

    return remembered
