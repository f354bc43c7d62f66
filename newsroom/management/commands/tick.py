"""One round, for a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from newsroom import rounds


class Command(BaseCommand):
    help = (
        "Make one round: deliver the letters that are due and delete the drafts that "
        "visitors left without signing in. Safe to repeat, and beside a worker."
    )

    def handle(self, **options: Any) -> None:
        done = rounds.make()
        self.stdout.write(
            f"Letters sent: {done.letters_sent}. "
            f"Abandoned drafts deleted: {done.drafts_cleared}."
        )
