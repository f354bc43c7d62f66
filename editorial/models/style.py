"""The desk's own rules of style, as it writes them in the admin."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from editorial.models.submission import Submission


class RuleKind(models.TextChoices):
    BANNED = "banned", "A word or phrase we do not print"
    NAME = "name", "A name and how it is spelt"
    TITLE = "title", "A title and how we write it"
    PATTERN = "pattern", "A pattern of letters"
    KNOWN = "known", "A word that is right"
    CHECK = "check", "A check made on every text"


class StyleRule(models.Model):
    """One rule: what to look for, what to write instead, and why."""

    kind = models.CharField(max_length=8, choices=RuleKind)
    find = models.CharField(
        max_length=120,
        help_text="The words as they would stand in a text; for a name or a word that "
        "is right, how it is spelt. In a pattern * stands for letters, # for a digit.",
    )
    write = models.CharField(
        max_length=120,
        blank=True,
        help_text="Instead; empty where a person decides. Of long sentences: how many "
        "words are too many.",
    )
    also = models.TextField(
        blank=True, help_text="Other spellings found in texts, one a line."
    )
    why = models.CharField(max_length=200, blank=True, help_text="Shown to the editor.")
    is_on = models.BooleanField("in force", default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        ordering = ["kind", "find"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "find"], name="style_rule_once"),
            models.CheckConstraint(
                condition=Q(kind__in=RuleKind.values), name="style_rule_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.find


class LeftAsIs(models.Model):
    """A finding of the style report that an editor looked at and let stand."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="left_as_is"
    )
    rule = models.CharField(max_length=60)
    words = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "rule", "words"], name="left_as_is_once"
            )
        ]

    def __str__(self) -> str:
        return self.words
