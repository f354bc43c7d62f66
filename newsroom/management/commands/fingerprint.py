"""Learns the texts that were with us before “Same piece?” was kept."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from editorial import echoes
from newsroom.progress import Progress


class Command(BaseCommand):
    help = (
        "Keep the fingerprints of every piece and column that has none yet, so that "
        "later texts are compared with them. The rounds of the newsroom do the same, "
        "a few at a time; the desk may work meanwhile."
    )

    def handle(self, **options: Any) -> None:
        count = echoes.know_all(Progress(sys.stderr, "Texts"))
        self.stdout.write(f"Texts that were learnt: {count}.")
