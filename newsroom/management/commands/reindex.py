"""Builds the readers' search again."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from articles import search
from newsroom.progress import Progress


class Command(BaseCommand):
    help = (
        "Read every column into the readers' search again, and drop what is none any "
        "more. Readers may search meanwhile."
    )

    def handle(self, **options: Any) -> None:
        count = search.reindex(Progress(sys.stderr, "Columns"))
        self.stdout.write(f"Columns that can be found: {count}.")
