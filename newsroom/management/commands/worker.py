"""Takes letters to the post for as long as it runs."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from newsroom import rounds


class Command(BaseCommand):
    help = (
        "Deliver letters every few seconds until stopped (SIGTERM or Ctrl-C). "
        "Several may run at once. Set EMBEDDED_WORKER=0 for the server beside it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="make one round and stop"
        )
        parser.add_argument(
            "--every",
            type=float,
            default=rounds.EVERY,
            metavar="SECONDS",
            help="between two rounds (default: %(default)s)",
        )

    def handle(self, *, once: bool, every: float, **options: Any) -> None:
        if once:
            self.stdout.write(f"Letters sent: {rounds.make().letters_sent}.")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("The worker is making its rounds.")
        rounds.keep_making(stop, every=every)
        self.stdout.write("The worker has stopped.")
