"""What the newsroom does by itself: keeps its promises, takes letters to the post,
clears what was left.

Three ways to the same round: a thread inside the server (the embedded default),
``manage.py worker`` beside it, ``manage.py tick`` from a timer. They may run at once.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import NamedTuple

from django.db import close_old_connections

from editorial import (
    assignments,
    decisions,
    drafts,
    echoes,
    holds,
    keeping,
    outbox,
    presence,
    reminders,
    statistics,
    survey,
    unsent,
)

logger = logging.getLogger(__name__)

EVERY = 5.0  # seconds between rounds
REMIND_EVERY = 12  # rounds: once a minute
CLEAR_EVERY = 720  # once an hour


class Round(NamedTuple):
    """What one round did."""

    letters_sent: int
    carried_out: int
    drafts_cleared: int
    released: int
    reminded: int
    returned: int
    pieces_purged: int


def make(*, remind: bool = True, clear: bool = True) -> Round:
    """Carry out what was decided, let go what nobody answered in time, deliver the
    letters that are due, and look over what was changed; ``remind`` writes reminders
    and the letters of the day first, learns a few old texts and counts who was heard
    when a month has closed, ``clear`` deletes what is kept no longer."""
    carried_out = decisions.carry_out_due()
    released = reminders.release_silent()
    reminded = _reminded() if remind else 0
    returned = holds.return_idle() if remind else 0
    if remind:
        reminders.send_digests()
    unsent.look_over()
    sent = outbox.deliver_due(unless=unsent.is_moot)
    survey.look_at_due()
    if remind:
        echoes.know_more()
        statistics.keep_month()
    if clear:
        keeping.forget_mail()
        presence.forget()
        statistics.forget_closed()
    return Round(
        letters_sent=sent,
        carried_out=carried_out,
        drafts_cleared=drafts.purge_abandoned() if clear else 0,
        released=released,
        reminded=reminded,
        returned=returned,
        pieces_purged=keeping.purge_due() if clear else 0,
    )


def _reminded() -> int:
    """Of pieces that must be answered, and of the work that is asked of people."""
    assignments.end_moot()
    return reminders.send_due() + assignments.send_reminders()


def keep_making(stop: threading.Event, *, every: float = EVERY) -> None:
    """Make rounds until ``stop`` is set. One that fails is logged; the next is made."""
    number = 0
    while not stop.is_set():
        close_old_connections()
        try:
            make(remind=number % REMIND_EVERY == 0, clear=number % CLEAR_EVERY == 0)
        except Exception:  # whatever it was, tomorrow's letters must still leave
            logger.exception("A round failed; the next is made in %s s.", every)
        close_old_connections()
        number += 1
        stop.wait(every)


def start_in_server() -> None:
    """Make rounds in a thread of this process, and of every process it forks."""
    os.register_at_fork(after_in_child=_start_thread)
    _start_thread()


def _start_thread() -> None:
    threading.Thread(
        target=keep_making, args=(threading.Event(),), name="rounds", daemon=True
    ).start()
