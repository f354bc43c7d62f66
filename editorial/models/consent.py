"""What authors agree to: standing in a byline, the terms, each change, a fix."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from authors.models import Author
from editorial.models.house import Terms
from editorial.models.submission import Submission
from editorial.models.text import Revision


class Invitation(models.Model):
    """Somebody asked by mail to stand in the byline. Whoever holds the letter may
    answer it; only the SHA-256 of its key is kept."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    name = models.CharField(max_length=120)
    author = models.ForeignKey(
        Author,
        on_delete=models.PROTECT,
        null=True,
        related_name="invitations",
        help_text="The profile it claims, or the one made when it was accepted.",
    )
    key_digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    answers: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = (
        models.JSONField(
            default=list,
            help_text="What they answered while it is a draft, until it is sent.",
        )
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "email"],
                condition=Q(
                    accepted_at__isnull=True,
                    declined_at__isnull=True,
                    taken_back_at__isnull=True,
                ),
                name="invited_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.declined_at or self.taken_back_at)

    @property
    def stands(self) -> bool:
        """Agreed to, and neither of them has gone back on it since."""
        return bool(
            self.accepted_at and not self.declined_at and not self.taken_back_at
        )


class Agreement(models.Model):
    """The terms of one author for one piece: as offered, and as accepted.

    A changed offer is a new row; the newest row counts.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="agreements"
    )
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="agreements"
    )
    number = models.PositiveSmallIntegerField(default=1)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    fee = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, help_text="Empty for unpaid."
    )
    kill_fee = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    offered_at = models.DateTimeField(default=timezone.now)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["submission", "author", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "author", "number"], name="agreement_number_once"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="agreement_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author}, {self.terms}"


class PayState(models.TextChoices):
    DUE = "due", "Due"
    APPROVED = "approved", "Approved"
    PAID = "paid", "Paid"


class Payment(models.Model):
    """What is owed under an agreement, and how far it has come. No bank data: the
    accounts office has those, we only say whom we checked."""

    agreement = models.OneToOneField(
        Agreement, on_delete=models.PROTECT, related_name="payment"
    )
    is_kill_fee = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=PayState, default=PayState.DUE)
    due_on = models.DateField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    payee_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    payee_note = models.CharField(
        max_length=200,
        blank=True,
        help_text="The payee is the byline, or why not. Never an account number.",
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PayState.PAID, paid_on__isnull=False)
                | (~Q(state=PayState.PAID) & Q(paid_on__isnull=True)),
                name="payment_paid_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}, {self.get_state_display().lower()}"


class Verdict(models.TextChoices):
    ACCEPT = "accept", "Accepted"
    COMMENT = "comment", "Comment"
    OBJECT = "object", "Objection"
    MISSTATES = "misstates", "“This headline misstates me”"


# What the desk must answer before the piece can go.
OPEN_POINTS = (Verdict.OBJECT, Verdict.MISSTATES)


class RemarkQuerySet(models.QuerySet["Remark"]):
    def open_points(self) -> RemarkQuerySet:
        """Objections that the desk has not answered."""
        return self.filter(verdict__in=OPEN_POINTS, answered_at__isnull=True)

    def said(self) -> RemarkQuerySet:
        """Whatever is more than a yes."""
        return self.exclude(verdict=Verdict.ACCEPT)


class Remark(models.Model):
    """What an author says of one change, or of the headline, at the proof.

    An objection is an open point until the desk has answered it.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="remarks"
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="remarks"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=10, choices=Verdict)
    field = models.CharField(max_length=24, help_text="One of editorial.changes.NAMES.")
    change = models.CharField(
        max_length=64,
        help_text="SHA-256 of the field and both wordings: the same change later.",
    )
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    text = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["submission"],
                condition=Q(
                    verdict__in=["object", "misstates"], answered_at__isnull=True
                ),
                name="remark_open_point",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.by}"

    @property
    def is_open(self) -> bool:
        return self.verdict in OPEN_POINTS and self.answered_at is None


class Override(models.Model):
    """A named editor prints past one missing signature, for a reason the author is
    told. It holds for one fingerprint, as a signature does; written once."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="overrides"
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "author", "fingerprint"], name="overridden_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="override_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} for {self.author}"
