"""Fills a demo newsroom, once."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from authors.models import Role, User
from editorial import files, statistics
from editorial.models import Submission
from newsroom.demo import cast, content, earlier, history
from newsroom.progress import Progress


class Command(BaseCommand):
    help = (
        "Fill an empty newsroom with the people and columns of the demo, one column at "
        "every stage, and print an account for every role. Safe to repeat: what is "
        "there stays. Refuses outside DEBUG."
    )

    def handle(self, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo is for DEBUG=1 only: strangers may enter it.")
        if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
            raise CommandError("The demo writes letters to nobody: unset EMAIL_URL.")
        if not Submission.objects.exists():
            self._fill()
        self.stdout.write(_accounts())

    def _fill(self) -> None:
        if User.objects.exists():
            raise CommandError(
                "This newsroom has people already; the demo needs its own."
            )
        columns, told = content.columns(), Progress(sys.stderr, "Columns")
        gathered = cast.Cast()
        try:
            with files.together():
                cast.gather(gathered)
                earlier.remember(gathered)
                for done, column in enumerate(columns, 1):
                    history.play(column, gathered)
                    told(done, len(columns))
                history.change_profiles(gathered)
                statistics.keep_month()  # as the clock of a newsroom at work has done
        except BaseException:
            gathered.drop_files()
            raise


def _accounts() -> str:
    """One account for every role, and how to enter with it."""
    lines = []
    for role in Role:
        person = User.objects.filter(groups__name=role).order_by("pk").first()
        if person:
            lines.append(f"  {role.label:<14} {person.name:<18} {person.email}")
    return "\n".join(
        [
            "One account for every role:",
            *lines,
            "",
            f"Sign in:  {settings.SITE_URL}/account/login/  (type the e-mail)",
            f"The code: {settings.SITE_URL}/demo/mail/  (every letter is kept here)",
            f"The desk: {settings.SITE_URL}/admin/",
            f"Write:    {settings.SITE_URL}/contribute/",
        ]
    )
