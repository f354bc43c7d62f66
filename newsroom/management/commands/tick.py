"""One round, for a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from newsroom import rounds


class Command(BaseCommand):
    help = (
        "Make one round: let go what nobody answered in time, write reminders, "
        "deliver the letters that are due, count who was heard in a month that has "
        "closed, delete the drafts that visitors left without signing in and the "
        "words that are kept no longer. Safe to repeat, and beside a worker."
    )

    def handle(self, **options: Any) -> None:
        done = rounds.make()
        self.stdout.write(
            f"Columns let go unanswered: {done.released}. "
            f"Reminders: {done.reminded}. "
            f"Letters sent: {done.letters_sent}. "
            f"Abandoned drafts deleted: {done.drafts_cleared}. "
            f"Pieces whose words were deleted: {done.pieces_purged}."
        )
