"""Where words came from: inside the file they arrived in, and elsewhere with us."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models import Article
from editorial.models.papers import Attachment
from editorial.models.submission import Submission


class Origin(models.Model):
    """What a file, or the clipboard, says about where the words in it come from. Facts
    as found; what they mean is for a person to say."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="origins"
    )
    attachment = models.OneToOneField(
        Attachment,
        on_delete=models.CASCADE,
        null=True,
        related_name="origin",
        help_text="Empty for words that were pasted.",
    )
    said: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, help_text="As editorial.origins.Facts."
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.attachment or "Pasted")


class KnownText(models.Model):
    """A text we have had, as fingerprints of its passages: of a piece, or of a column
    that never came through the desk. They outlive the words when those are purged."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, null=True, related_name="known_text"
    )
    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, null=True, related_name="known_text"
    )
    count = models.PositiveIntegerField(help_text="Of its fingerprints.")
    digest = models.CharField(
        max_length=64, help_text="Of the words, so that the same are not read twice."
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(submission__isnull=False, article__isnull=True)
                | Q(submission__isnull=True, article__isnull=False),
                name="known_text_is_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.submission or self.article)


class Shingle(models.Model):
    """One fingerprint of a known text: of six words in a row."""

    known = models.ForeignKey(
        KnownText, on_delete=models.CASCADE, related_name="shingles", db_index=False
    )
    mark = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark", "known"], name="shingle_once")
        ]
        indexes = [models.Index(fields=["known"], name="shingle_of_a_text")]

    def __str__(self) -> str:
        return str(self.mark)
