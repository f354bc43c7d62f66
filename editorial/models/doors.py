"""Doors to the desk's pages without an account, and who looked at what is private."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from authors.models import Author
from editorial.models.submission import Submission


class CalendarFeed(models.Model):
    """A secret address at which somebody's own calendar reads ours. Only the digest of
    its key is kept; a new address ends the one before."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendars"
    )
    key_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user}, {self.made_at:%d %b %Y}"


class PreviewLink(models.Model):
    """Lets one person without an account read a piece for a while, as readers will."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="preview_links"
    )
    recipient = models.CharField(max_length=160, help_text="For whom it is.")
    why = models.CharField(max_length=200, blank=True)
    key_digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.recipient}, until {self.expires_at:%d %b %Y}"


class PreviewView(models.Model):
    """One time such a link was opened."""

    link = models.ForeignKey(
        PreviewLink, on_delete=models.CASCADE, related_name="views"
    )
    revision_number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    with_what = models.CharField(
        max_length=200, blank=True, help_text="The browser, as it calls itself."
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%d %b %Y %H:%M}"


class Private(models.TextChoices):
    """What is private, and whose every reading is on record."""

    IDENTITY = "identity", "Identity card"
    COUNSEL = "counsel", "Counsel’s notes"
    DECLARATIONS = "declarations", "Declarations"
    CONTACT = "contact", "Contact"
    FILE = "file", "A file"
    ORIGINS = "origins", "Where a file came from"
    EVIDENCE = "evidence", "Evidence file"
    NAME = "name", "Names shown in a blind read"
    LOG = "log", "The access log"


class Look(models.Model):
    """One reading of something private. Added, chained to the one before, and never
    changed; only the publisher reads them."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(max_length=254, help_text="As it stood that day.")
    what = models.CharField(max_length=12, choices=Private)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, related_name="looks"
    )
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, null=True, related_name="+"
    )
    said = models.CharField(max_length=200, blank=True, help_text="Which part of it.")
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="look_newest_first")]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.get_what_display()}"


class LookHead(models.Model):
    """How many looks there are and the digest they end with; one row. Whoever adds a
    look holds it, so that looks follow one another; a lost last one is missed."""

    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number}: {self.digest[:12]}"
