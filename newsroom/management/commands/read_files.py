"""Reads in the Word files we have where they came from."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from editorial import origins
from newsroom.progress import Progress


class Command(BaseCommand):
    help = (
        "Keep what every Word file that came in says of itself, where that is not kept "
        "yet. The page “Where it came from” does the same for its piece."
    )

    def handle(self, **options: Any) -> None:
        tell, count = Progress(sys.stderr, "Files"), 0
        for count, total in origins.note_all():
            tell(count, total)
        self.stdout.write(f"Files that were read: {count}.")
