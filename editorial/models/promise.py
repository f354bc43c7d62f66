"""The desk's promise of an answer, round by round: what its public record counts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from editorial.models.record import Action
from editorial.models.submission import Submission


class Promise(models.Model):
    """One answer promised to a contributor, and when it was given.

    Made when a piece reaches the desk; ``due_at`` moves only while the clock is
    paused, for a reason the contributor reads.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="promises"
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_with = models.CharField(max_length=20, choices=Action, blank=True)
    was_silent = models.BooleanField(
        default=False, help_text="The hour struck first: the clock let the piece go."
    )

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(answered_at__isnull=True),
                name="promise_one_open_a_piece",
            )
        ]
        indexes = [models.Index(fields=["answered_at"], name="promise_record")]

    def __str__(self) -> str:
        return f"An answer by {self.due_at:%d %b %H:%M}"


class Reminder(models.Model):
    """That somebody was reminded of an hour; so that nobody is reminded twice."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="reminders"
    )
    kind = models.CharField(max_length=24)
    of_hour = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "kind", "of_hour"], name="reminded_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.of_hour:%d %b %H:%M}"
