"""Beside the text, among the desk: comments on its words, who reads it, who is here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from editorial.models.submission import Submission
from editorial.models.text import Revision


class Comment(models.Model):
    """What somebody at the desk says about some words, or in answer to another.

    ``quote`` with a little of what stands before and after finds its place in a later
    text (``editorial.anchors``), or says that its words are gone. Like a note it never
    leaves the desk: no contributor page, mail or export may read this table.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="comments"
    )
    revision = models.ForeignKey(
        Revision,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The text in which those words were marked.",
    )
    answers = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="replies"
    )
    quote = models.TextField(blank=True, help_text="As read, without marks.")
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="comment_resolved_has_who_and_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%d %b}"


class Mention(models.Model):
    """Somebody at the desk named in a comment or a note, who may open the piece."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, related_name="mentions"
    )
    note = models.ForeignKey(
        "editorial.Note", on_delete=models.CASCADE, null=True, related_name="mentions"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions"
    )
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(comment__isnull=False, note__isnull=True)
                | Q(comment__isnull=True, note__isnull=False),
                name="mention_is_somewhere",
            ),
            models.UniqueConstraint(
                fields=["comment", "user"], name="mention_once_a_comment"
            ),
            models.UniqueConstraint(
                fields=["note", "user"], name="mention_once_a_note"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class LastRead(models.Model):
    """Which text somebody had before them last, so that they can be shown what has
    changed since."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="last_reads"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user"], name="last_read_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.revision}"


class Presence(models.Model):
    """Who has a piece open now, in which window, and whether they are typing in it."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="presences"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    window = models.CharField(max_length=36)
    is_editing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user", "window"], name="presence_once_a_window"
            )
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self) -> str:
        return str(self.user)


class Unsaved(models.Model):
    """What an editor has typed and not yet saved: kept by itself, made from revision
    ``base``, never shown to the author. One a person and piece."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="unsaved"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    base = models.PositiveIntegerField()
    typed: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, help_text="The text form, exactly as typed."
    )
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "user"], name="unsaved_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}, from revision {self.base}"
