"""Lets through only what the windows of the running test ask.

A page that goes away sends its last words (a save begun, a beacon), and a browser
delivers them after the window is closed: into the next test's rows, if nobody minded
the door. Every window carries its test's name as a cookie; what comes under another
name is refused, and a test does not end while an answer of its own is being made.

``LAG=600`` keeps each answer back by up to so many milliseconds, by chance: a test that
reads what a click has not yet done fails then, and not one day in a hundred.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse

COOKIE = "window-of"
GONE = "This window belongs to a test that has ended."
PATIENCE = 15  # seconds for the answers still being made when a test ends
LAG = int(os.environ.get("LAG", "0")) / 1000  # seconds


class Gate:
    """Whose test it is, and how many answers to its windows are being made."""

    def __init__(self) -> None:
        self.name = ""
        self.inside = 0
        self.changed = threading.Condition()

    def opens_to(self, name: str) -> None:
        with self.changed:
            self.name = name

    def shut(self) -> None:
        """Let nobody in any more, and wait for those who are inside."""
        with self.changed:
            self.name = ""
            assert self.changed.wait_for(lambda: not self.inside, PATIENCE)

    @contextmanager
    def passing(self, name: str) -> Iterator[bool]:
        with self.changed:
            is_let_in = name == self.name
            self.inside += is_let_in
        try:
            yield is_let_in
        finally:
            with self.changed:
                self.inside -= is_let_in
                self.changed.notify_all()


gate = Gate()


def only_this_test(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware of the tests. Who carries no name is Django's own test client."""

    def answer(request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get(COOKIE)
        if name is None:
            return get_response(request)
        time.sleep(random.random() * LAG)
        with gate.passing(name) as is_let_in:
            return (
                get_response(request) if is_let_in else HttpResponse(GONE, status=410)
            )

    return answer
