"""After readers have it, and after a piece has ended: errors, corrections, purges."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models import SAY_WHAT_WAS, CorrectionKind, Edition
from editorial.models.submission import Submission
from editorial.models.text import Revision


class ErrorReport(models.Model):
    """“I found an error”, from an author: what is wrong, and how one knows."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="error_reports"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    quote = models.TextField(blank=True, help_text="The words that are wrong.")
    what = models.TextField(help_text="What is wrong, and what is right.")
    where = models.TextField(blank=True, help_text="How you know.")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["at"],
                condition=models.Q(answered_at__isnull=True),
                name="error_report_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%d %b}"


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def waiting(self) -> AmendmentQuerySet:
        """Proposed, and neither made nor dropped."""
        return self.filter(ended_at__isnull=True)


class Amendment(models.Model):
    """A change to a column that readers have, as one person proposes it. A second one
    makes it, which writes the revision and the next edition, or drops it with a reason.

    ``words`` holds what differs from ``edition``, by the names of a revision's fields;
    nothing, where only a note is added.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="amendments"
    )
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What readers had when it was proposed.",
    )
    kind = models.CharField(max_length=16, choices=CorrectionKind)
    is_serious = models.BooleanField(default=False)
    was = models.TextField(blank=True)
    right = models.TextField(blank=True)
    said = models.TextField(blank=True)
    words: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        default=dict
    )
    why = models.TextField(help_text="For the record; it stays at the desk.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was dropped.")
    revision = models.OneToOneField(
        Revision,
        on_delete=models.PROTECT,
        null=True,
        related_name="amendment",
        help_text="The text it made, once a second person said yes.",
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(ended_at__isnull=True),
                name="amendment_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SAY_WHAT_WAS, said="") & ~Q(was="") & ~Q(right="")
                | Q(was="", right="", kind__in=["note", "update"]) & ~Q(said=""),
                name="amendment_says_it_in_its_form",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, revision__isnull=True, reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, reason="")
                & Q(revision__isnull=False)
                | Q(ended_at__isnull=False, ended_by__isnull=False)
                & Q(revision__isnull=True)
                & ~Q(reason=""),
                name="amendment_waits_or_made_or_dropped",
            ),
            models.CheckConstraint(
                condition=Q(revision__isnull=True) | ~Q(ended_by=models.F("by")),
                name="amendment_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} proposed by {self.by}, {self.at:%d %b}"


class IncomingState(models.TextChoices):
    PLACED = "placed", "In its thread"
    REFUSED = "refused", "Could not be placed"
    IGNORED = "ignored", "Not for us"


class IncomingQuerySet(models.QuerySet["Incoming"]):
    def not_placed(self, since: dt.datetime) -> IncomingQuerySet:
        """Written by a person to a piece, and not in its thread."""
        return self.filter(state=IncomingState.REFUSED, at__gte=since)


class Incoming(models.Model):
    """A mail that reached us, by its Message-ID: delivered twice, it is taken once.
    None of its words are kept here."""

    message_id = models.CharField(max_length=255, unique=True)
    sender = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="+"
    )
    state = models.CharField(
        max_length=8, choices=IncomingState, default=IncomingState.IGNORED
    )
    outcome = models.CharField(max_length=200, help_text="What became of it.")

    objects = IncomingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "incoming mail"
        indexes = [
            models.Index(
                fields=["at"],
                condition=models.Q(state="refused"),
                name="incoming_not_placed",  # the line on the board
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.outcome}"


class Purge(models.Model):
    """That the words of an ended piece were deleted, when, why, and how much."""

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="purge"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty when the newsroom's own clock did it.",
    )
    reason = models.CharField(max_length=200)
    rows: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(
        default=dict, help_text="How many of each kind went."
    )

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.reason}, {self.at:%d %b %Y}"
