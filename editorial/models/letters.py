"""The post: every mail to a person is a row first, and the row outlives a crash."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from editorial.models.submission import Submission


class LetterKind(models.TextChoices):
    """The decisions a desk may word in its own templates."""

    DECLINE = "decline", "Decline"
    REQUEST_CHANGES = "request changes", "Request changes"
    ACCEPT = "accept", "Accept"
    COMMISSION = "commission", "Accept a pitch"
    SPIKE = "spike", "Spike"
    RELEASE = "release", "Release"


class LetterTemplate(models.Model):
    """A letter the desk starts from; each one sent is edited and kept by itself."""

    kind = models.CharField(max_length=20, choices=LetterKind)
    name = models.CharField(max_length=80, help_text="As the desk calls it.")
    reason = models.CharField(
        max_length=60, blank=True, help_text="For the record, for example: too late."
    )
    subject = models.CharField(max_length=140)
    body = models.TextField(
        help_text="May hold {name}, {headline}, {section}, {paper} and {editor}."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="template_name_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class LetterState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"
    UNSURE = "unsure", "May have been sent"


class Delivery(models.TextChoices):
    """What the mail service told us after it had taken a letter."""

    DELIVERED = "delivered", "Delivered"
    DELAYED = "delayed", "Delayed"
    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Marked as spam"


NOT_ARRIVED = (Delivery.BOUNCED, Delivery.COMPLAINED)


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, at: dt.datetime | None = None) -> LetterQuerySet:
        """Waiting, and its next try has come."""
        return self.filter(
            state=LetterState.WAITING, try_at__lte=at or timezone.now()
        ).order_by("try_at", "pk")

    def unsent(self) -> LetterQuerySet:
        """Still in the outbox: waiting, or given up on."""
        return self.filter(is_unsent())

    def held(self, at: dt.datetime | None = None) -> LetterQuerySet:
        """Waiting for the end of the undo window; no worker has begun with it."""
        return self.filter(
            state=LetterState.WAITING,
            is_held=True,
            tries=0,
            try_at__gt=at or timezone.now(),
        )

    def in_trouble(self) -> LetterQuerySet:
        """Did not arrive, or nobody knows, and nobody has dealt with it."""
        return self.filter(is_in_trouble())


def is_unsent() -> Q:
    """The same as a part of a count."""
    return Q(state__in=(LetterState.WAITING, LetterState.FAILED))


def is_in_trouble() -> Q:
    """The same as a part of a count."""
    state = Q(state__in=(LetterState.FAILED, LetterState.UNSURE))
    return Q(settled_at__isnull=True) & (state | Q(delivery__in=NOT_ARRIVED))


class Letter(models.Model):
    """One mail to one person. Written in the transaction that caused it."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="letters"
    )
    kind = models.CharField(max_length=24, help_text="The event that caused it.")
    to = models.EmailField()
    reply_to = models.EmailField(
        blank=True, help_text="Where an answer reaches the thread of the piece."
    )
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="So a second try is no second mail."
    )
    written_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=8, choices=LetterState, default=LetterState.WAITING
    )
    try_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who had it sent, and may take it back while it waits.",
    )
    is_held = models.BooleanField(
        default=False, help_text="Waits for the end of its undo window."
    )
    provider_id = models.CharField(
        max_length=200, blank=True, db_index=True, help_text="The mail service’s name."
    )
    delivery = models.CharField(max_length=10, choices=Delivery, blank=True)
    delivery_note = models.CharField(max_length=300, blank=True)
    delivery_at = models.DateTimeField(null=True)
    carries = models.ForeignKey(
        "editorial.Message",
        on_delete=models.SET_NULL,
        null=True,
        related_name="letters",
        help_text="The message in it; taken back together.",
    )
    settled_at = models.DateTimeField(
        null=True, help_text="Somebody has dealt with a letter that did not arrive."
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=LetterState.SENT, sent_at__isnull=False)
                | (~Q(state=LetterState.SENT) & Q(sent_at__isnull=True)),
                name="letter_sent_has_its_hour",
            )
        ]
        indexes = [
            models.Index(
                fields=["try_at"],
                condition=Q(state="waiting"),
                name="letter_due",  # the outbox loop, every few seconds
            ),
            models.Index(
                fields=["state"],
                name="letter_by_state",  # how many are unsent, beside every desk page
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"  # never its subject: it may be a code


class DigestItem(models.Model):
    """One thing told to one person at the desk, who wants them all in one letter."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_items"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="+"
    )
    kind = models.CharField(max_length=24)
    words = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["user"],
                condition=Q(letter__isnull=True),
                name="digest_item_unsent",
            )
        ]

    def __str__(self) -> str:
        return self.words
