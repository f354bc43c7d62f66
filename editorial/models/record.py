"""The record: every act on a piece, chained; and who signed which words."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from authors.models import Author
from editorial.models.submission import Status, Submission
from editorial.models.text import Revision


class Action(models.TextChoices):
    """What people do to a piece, in the desk's verbs."""

    # moves: rows of editorial.workflow.TRANSITIONS
    SUBMIT = "submit", "Sent to the desk"
    SEND_BACK = "send back", "Sent back to the desk"
    REQUEST_CHANGES = "request changes", "Changes requested"
    ACCEPT = "accept", "Accepted"
    DECLINE = "decline", "Declined"
    RELEASE = "release", "Released"
    SPIKE = "spike", "Spiked"
    WITHDRAW = "withdraw", "Withdrawn"
    CLEAR = "clear", "Cleared"
    PULL = "pull", "Taken back"
    COMMISSION = "commission", "Pitch accepted"
    # acts that move nothing
    TAKE = "take", "Taken"
    HAND_BACK = "hand back", "Handed back"
    HAND_OVER = "hand over", "Handed over"
    EDIT = "edit", "Text saved"
    RESTORE = "restore", "Earlier text restored"
    PROOF = "proof", "Proof sent"
    SIGN = "sign", "Signed"
    OBJECT = "object", "Objection"
    PICTURE = "picture", "Picture changed"
    BYLINE = "byline", "Byline changed"
    DETAILS = "details", "Details changed"
    MESSAGE = "message", "Message"
    NOTE = "note", "Desk note"
    PAUSE = "pause", "Clock paused"
    RESUME = "resume", "Clock runs again"
    DEADLINE = "deadline", "Deadline changed"
    SOURCE = "source", "Sources changed"
    DECLARE = "declare", "Declarations changed"
    REMARK = "remark", "Change answered"
    ANSWER = "answer", "Objection answered"
    CARRY = "carry", "Signature kept after a typographical fix"
    OVERRIDE = "override", "Printed past a signature"
    INVITE = "invite", "Co-author invited"
    JOIN = "join", "Agreed to the byline"
    STAND_ASIDE = "stand aside", "Declined the byline"
    OFFER = "offer", "Terms offered"
    AGREE = "agree", "Terms accepted"
    PAY = "pay", "Payment"
    REPORT = "report", "Error reported"
    HOLD = "hold", "Legal hold"
    PURGE = "purge", "Words deleted"
    DECIDE = "decide", "Decided, not yet carried out"
    UNDO = "undo", "Taken back in time"
    LAPSE = "lapse", "Returned to the queue"
    ASSIGN = "assign", "Work asked for"
    DONE = "done", "Work ended"
    COMMENT = "comment", "Comment"
    CLAIM = "claim", "Claims changed"
    FINDING = "finding", "Claim checked"
    INTEREST = "interest", "Interests looked at"
    IDENTITY = "identity", "Identity checked"
    TIER = "tier", "Risk tier confirmed"
    READ = "read", "Read in full"
    LEGAL = "legal", "Legal read"
    NAMED = "named", "Person named"
    RESPONSIBLE = "responsible", "Responsible editor"
    HEADLINE = "headline", "Headline checked"
    INQUIRY = "inquiry", "Question about AI"
    PLAN = "plan", "Planned"
    PREVIEW = "preview", "Preview link"
    EVIDENCE = "evidence", "Evidence file made"
    REVEAL = "reveal", "Names shown"
    LETTER = "letter", "Letter"
    PROPOSE = "propose", "Correction proposed"
    CORRECT = "correct", "Corrected"
    DROP = "drop", "Correction dropped"


class Act(models.Model):
    """One act on one piece. Rows are added and never changed.

    ``digest`` covers the row and the digest before it, so that a changed, lost or
    added row breaks the chain; ``editorial.log`` writes and verifies it.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="acts"
    )
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="acts",
        help_text="Empty when the newsroom's own clock acted.",
    )
    by_name = models.CharField(max_length=254, help_text="As it stood that day.")
    action = models.CharField(max_length=20, choices=Action)
    from_status = models.CharField(max_length=12, choices=Status, blank=True)
    to_status = models.CharField(max_length=12, choices=Status, blank=True)
    note = models.TextField(blank=True)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, encoder=DjangoJSONEncoder
    )
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="act_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(action__in=Action.values), name="act_is_known"
            ),
        ]
        indexes = [
            # the statistics: all decisions of some weeks, whatever else was done
            models.Index(fields=["action", "at"], name="act_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} by {self.by_name}"


class LogHead(models.Model):
    """How long the record of a piece is and the digest it ends with, so that a lost
    last act is missed. Rises with every act."""

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="log_head"
    )
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}: {self.digest[:12]}"


class SignOff(models.Model):
    """An author's consent to exactly what readers will see, and to nothing else.

    ``fingerprint`` is that of ``editorial.proof.Proof``; when one letter, the
    picture or the byline changes, it matches no longer and the gate shuts.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="sign_offs"
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="sign_offs"
    )
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="sign_offs"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs"
    )
    fingerprint = models.CharField(max_length=64)
    beside: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict,
        help_text="What stood around the words of the revision on the signed page.",
    )
    allows_fixes = models.BooleanField(
        default=False,
        help_text="The desk may mend typographical slips without asking again.",
    )
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The signature this one goes on from, after such a fix.",
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "author", "fingerprint"], name="signed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.author} signed {self.fingerprint[:12]}"
