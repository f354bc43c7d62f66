"""What came with the words: files, and where each fact is from."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.private import private_storage
from editorial.models.conversation import Message
from editorial.models.submission import Submission


def attachment_path(attachment: Attachment, filename: str) -> str:
    """Owes nothing to the name it came under."""
    return f"attachments/{attachment.uuid}"


class Purpose(models.TextChoices):
    ORIGINAL = "original", "The file the text came from"
    SOURCE = "source", "A source"
    MESSAGE = "message", "With a message"
    CHECK = "check", "A checker’s copy of a source"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def seen_by_authors(self) -> AttachmentQuerySet:
        """Not those of a message that has not left the desk yet, nor what a checker
        keeps."""
        return self.exclude(purpose=Purpose.CHECK).filter(
            models.Q(message__isnull=True)
            | models.Q(message__leaves_at__lte=timezone.now())
        )


class Attachment(models.Model):
    """One file as it came, byte for byte, in the store no address leads to."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="attachments"
    )
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, related_name="attachments"
    )
    purpose = models.CharField(max_length=8, choices=Purpose)
    name = models.CharField(max_length=160, help_text="As its sender called it.")
    content_type = models.CharField(
        max_length=100, help_text="As we found it, whatever it called itself."
    )
    size = models.PositiveIntegerField(help_text="Bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes.")
    file = models.FileField(upload_to=attachment_path, storage=private_storage)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.name


class SourceKind(models.TextChoices):
    ADDRESS = "address", "A page or document on the web"
    FILE = "file", "A file"
    PERSON = "person", "A person"
    OWN = "own", "I saw or did it myself"


class Source(models.Model):
    """Where one sentence of a column comes from, as its author says.

    ``sentence`` is the sentence as read, without marks; it finds its place in
    another text by its words, or says that they are gone.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="sources"
    )
    sentence = models.TextField()
    kind = models.CharField(max_length=8, choices=SourceKind)
    where = models.TextField(
        blank=True, help_text="The address, who said it and when, or how you know."
    )
    attachment = models.ForeignKey(
        Attachment, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.where[:60]}"
