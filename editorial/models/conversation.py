"""Two rooms: what goes to the author, and what never leaves the desk."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone

from editorial.models.submission import Submission


class MessageQuerySet(models.QuerySet["Message"]):
    def seen_by_authors(self, at: dt.datetime | None = None) -> MessageQuerySet:
        """What has left the desk, and what authors wrote themselves."""
        return self.filter(leaves_at__lte=at or timezone.now())


class Message(models.Model):
    """Between the contributor and the desk. Both can read it; it goes by mail."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="messages"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    is_from_desk = models.BooleanField()
    came_by_mail = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    leaves_at = models.DateTimeField(
        default=timezone.now,
        help_text="The author sees it from then on; until then it can be taken back.",
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%d %b}"


class Note(models.Model):
    """Among the desk. No contributor page, mail or export may read this table."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="notes"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%d %b}"


class Condition(models.Model):
    """One thing the desk asks for before it can say yes, and the author's answer."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="conditions"
    )
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "round", "position"], name="condition_once"
            )
        ]

    def __str__(self) -> str:
        return self.text
