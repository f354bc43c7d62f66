"""Reads every record through and says whether a row was changed, lost or added."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editorial import access, log
from editorial.models import Submission
from newsroom.progress import Progress


class Command(BaseCommand):
    help = (
        "Check the record of every piece, the access log, and every row an act writes "
        "once (texts, signatures, declarations, checks, editions) against their "
        "chains. Changes nothing. Ends with an error when one was tampered with."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--piece", type=int, metavar="NUMBER", help="Only the record of this piece."
        )

    def handle(self, *, piece: int | None = None, **options: Any) -> None:
        if piece is None:
            found = log.verify(Progress(sys.stderr, "Records"))
            looks = access.problems()
        else:
            found, looks = self._of_one(piece), []
        for number, wrong in found.items():
            for each in wrong:
                self.stderr.write(f"Piece {number}: {each}")
        for each in looks:
            self.stderr.write(each)
        count = sum(map(len, found.values())) + len(looks)
        if count:
            raise CommandError(f"{count} of the rows are not as they were written.")
        self.stdout.write("Every row on record is as it was written.")

    def _of_one(self, number: int) -> dict[int, list[str]]:
        submission = Submission.objects.filter(pk=number).first()
        if submission is None:
            raise CommandError(f"There is no piece {number}.")
        wrong = log.problems(submission)
        return {number: wrong} if wrong else {}
