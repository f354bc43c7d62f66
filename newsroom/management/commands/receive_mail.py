"""Takes one mail from a mail server's pipe, or from a file."""

from __future__ import annotations

import os
import sys
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editorial import inbox
from editorial.inbox.reading import MOST_BYTES

NO_INPUT, TRY_LATER = os.EX_NOINPUT, os.EX_TEMPFAIL


class Command(BaseCommand):
    help = (
        "Put an answer by mail into the thread of its piece. Exits with 0 when the "
        "mail is accounted for, whatever became of it, and with 75 when it cannot be "
        "now, so that the mail server keeps it and tries again."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", default="-", help="a file, or - for standard input"
        )

    def handle(self, *, file: str, **options: Any) -> None:
        raw, size = _read(file)
        if not settings.REPLY_ADDRESS:
            raise CommandError(
                "REPLY_ADDRESS is not set, so no mail can be placed.",
                returncode=TRY_LATER,
            )
        try:
            row = inbox.take(inbox.parse(raw), size=size)
        except Exception as problem:  # whatever it is, the mail must not be lost
            raise CommandError(
                f"Not now: {type(problem).__name__}: {problem}".strip(),
                returncode=TRY_LATER,
            ) from problem
        self.stdout.write(f"{row.get_state_display()}: {row.outcome}")


def _read(file: str) -> tuple[bytes, int]:
    """As much as a mail may be, and how much there was."""
    if file == "-":
        return _up_to_most(sys.stdin.buffer)
    try:
        with open(file, "rb") as opened:
            return _up_to_most(opened)
    except OSError as problem:
        raise CommandError(
            f"{file}: {problem.strerror}", returncode=NO_INPUT
        ) from problem


def _up_to_most(stream: IO[bytes]) -> tuple[bytes, int]:
    raw = stream.read(MOST_BYTES + 1)
    size = len(raw)
    while more := stream.read(1024 * 1024):  # or who writes to us would see it break
        size += len(more)
    return raw, size
