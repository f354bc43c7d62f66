"""Working through the pile: what each person keeps, decides and is asked to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from editorial.models.record import Action
from editorial.models.submission import Submission


class SavedFilter(models.Model):
    """A view of the board that one person keeps under a name of their own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="filters"
    )
    name = models.CharField(max_length=40)
    asks: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        default=dict, help_text="The fields of the board's filter, as typed."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="filter_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """What an editor decided, while it can still be undone. Nothing has happened yet:
    the move is made, and its letter leaves, when ``due_at`` comes. One a piece.

    Undone or carried out, the row goes; the record keeps both.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="decision"
    )
    action = models.CharField(max_length=20, choices=Action)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True, help_text="For the record.")
    reason = models.CharField(max_length=60, blank=True, help_text="Its code.")
    details: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict,
        encoder=DjangoJSONEncoder,
        help_text="As editorial.workflow.Details: wording, conditions, offers, day.",
    )
    seen = models.PositiveIntegerField(
        help_text="The last move of the page it was decided on."
    )
    decided_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)
    problem = models.CharField(
        max_length=300, blank=True, help_text="Why it could not be carried out."
    )

    class Meta:
        ordering = ["due_at"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} by {self.by}"


class Task(models.TextChoices):
    """What one person asks of another on a piece."""

    READ = "read", "Read it in full"
    EDIT = "edit", "Edit it"
    CHECK = "check", "Check the claims"
    IDENTITY = "identity", "Check who the author is"
    LEGAL = "legal", "Read it for the law"
    HEADLINE = "headline", "Write the headline"
    PICTURE = "picture", "Find a picture"
    OTHER = "other", "Something else"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> AssignmentQuerySet:
        return self.filter(ended_at__isnull=True)

    def late(self, at: dt.datetime | None = None) -> AssignmentQuerySet:
        return self.open().filter(due_at__lte=at or timezone.now())


class Assignment(models.Model):
    """One piece of work asked of one person, by an hour. Ended when done, taken back,
    or when the piece has moved on and nobody need do it any more."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="assignments"
    )
    task = models.CharField(max_length=12, choices=Task)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    is_done = models.BooleanField(default=False, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "task", "to"],
                condition=Q(ended_at__isnull=True),
                name="assigned_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(is_done=False) | Q(ended_at__isnull=False),
                name="assignment_done_has_its_hour",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(ended_at__isnull=True),
                name="assignment_due",  # the rounds, every minute
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_task_display()}: {self.to}"
