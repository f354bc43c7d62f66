"""How far a long command is, for whoever waits in front of it."""

from __future__ import annotations

from typing import TextIO

WIDTH = 30


class Progress:
    """A bar on a terminal; elsewhere one line at the end, so that logs stay short."""

    def __init__(self, out: TextIO, what: str) -> None:
        self._out, self._what = out, what

    def __call__(self, done: int, total: int) -> None:
        is_last = done >= total
        if self._out.isatty():
            filled = WIDTH * done // max(total, 1)
            bar = "█" * filled + "·" * (WIDTH - filled)
            self._out.write(f"\r{self._what} {bar} {done} of {total}")
            self._out.write("\n" if is_last else "")
        elif is_last:
            self._out.write(f"{self._what}: {done} of {total}\n")
        self._out.flush()
