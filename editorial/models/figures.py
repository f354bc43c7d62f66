"""What was counted once, and stands."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class HeardMonth(models.Model):
    """Who gets heard, as it was shown for the twelve months that ended with this one:
    its tables with their small numbers already taken out, and nothing else. Nobody's
    answers can be read from it, so it stays when they are taken back."""

    month = models.DateField(unique=True, help_text="Its first day.")
    tables: models.JSONField[list[dict[str, object]], list[dict[str, object]]] = (
        models.JSONField()
    )
    said_month = models.DateField(
        null=True, help_text="Until the end of which the answers in it were counted."
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"
