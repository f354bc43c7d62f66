"""What the newsroom does by itself: takes letters to the post, clears what was left.

Three ways to the same round: a thread inside the server (the embedded default),
``manage.py worker`` beside it, ``manage.py tick`` from a timer. They may run at once.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import NamedTuple

from django.db import close_old_connections

from editorial import drafts, outbox

logger = logging.getLogger(__name__)

EVERY = 5.0  # seconds between rounds
CLEAR_EVERY = 720  # rounds: once an hour


class Round(NamedTuple):
    """What one round did."""

    letters_sent: int
    drafts_cleared: int


def make(*, clear: bool = True) -> Round:
    """Deliver the letters that are due; ``clear`` deletes abandoned drafts as well."""
    sent = outbox.deliver_due()
    return Round(sent, drafts.purge_abandoned() if clear else 0)


def keep_making(stop: threading.Event, *, every: float = EVERY) -> None:
    """Make rounds until ``stop`` is set. One that fails is logged; the next is made."""
    number = 0
    while not stop.is_set():
        close_old_connections()
        try:
            make(clear=number % CLEAR_EVERY == 0)
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
