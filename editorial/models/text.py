"""The words: a draft as typed, the revisions kept for good, the answers given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models import HEADLINE_LENGTH, STANDFIRST_LENGTH
from authors.models import Author
from editorial.models.submission import Submission


class Draft(models.Model):
    """What a contributor is typing now: the form, exactly as typed, valid or not.

    One row a piece. ``version`` rises with every save, so that a second tab with an
    older text is told about the newer one.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="draft"
    )
    typed: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict
    )
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)
    visitor = models.CharField(
        max_length=64,
        blank=True,
        db_index=True,
        help_text="What the browser it was begun in knows, before anybody signed in.",
    )
    windows: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, help_text="Which have it open; see editorial.windows."
    )
    page = models.UUIDField(
        null=True,
        unique=True,
        help_text="The empty page it was begun on, so that a double click begins one.",
    )

    def __str__(self) -> str:
        return str(self.typed.get("headline", "")) or "Draft"


class Revision(models.Model):
    """One saved text of a piece. Rows are added and never changed.

    The database refuses any change as well. Facts about words (a sign-off, a read)
    point here, so that an edit lets them lapse by itself.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    saved_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="revisions",
    )
    is_by_author = models.BooleanField(help_text="Sent by the contributor.")
    reason = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=HEADLINE_LENGTH, blank=True)
    standfirst = models.CharField(max_length=STANDFIRST_LENGTH, blank=True)
    social_title = models.CharField(max_length=HEADLINE_LENGTH, blank=True)
    search_title = models.CharField(max_length=HEADLINE_LENGTH, blank=True)
    disclosure = models.TextField(blank=True)
    body = models.TextField(help_text="Markdown.")
    body_html = models.TextField(help_text="Rendered once, when saved.")
    words = models.PositiveIntegerField()
    beside: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict,
        help_text="What readers would have seen around these words that moment.",
    )

    class Meta:
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="revision_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"

    def fields(self) -> dict[str, str]:
        """The words that may differ from one revision to the next."""
        return {name: getattr(self, name) for name in REVISED_FIELDS}


REVISED_FIELDS = (
    "headline",
    "standfirst",
    "social_title",
    "search_title",
    "disclosure",
    "body",
)


class Declaration(models.Model):
    """One answer a contributor gave with one revision, and the words it answered.

    The wording is stored because questions change and answers must not.
    """

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="declarations"
    )
    author = models.ForeignKey(
        Author,
        on_delete=models.PROTECT,
        null=True,
        related_name="declarations",
        help_text="A co-author's own; empty for whoever sent the piece.",
    )
    key = models.CharField(max_length=24)
    wording = models.TextField()
    version = models.PositiveSmallIntegerField(
        default=1, help_text="Of all that was asked, as editorial.declarations counts."
    )
    answer = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    is_interest = models.BooleanField(
        default=False, help_text="A “yes” to one of the nine interest questions."
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "key"],
                condition=Q(author__isnull=True),
                name="declaration_once_a_revision",
            ),
            models.UniqueConstraint(
                fields=["revision", "author", "key"],
                name="declaration_once_a_co_author",
            ),
            models.CheckConstraint(
                condition=~Q(wording="") & ~Q(answer=""),
                name="declaration_has_question_and_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.answer}"
