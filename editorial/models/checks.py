"""What the desk looked into before it said yes. Each finding names who, when and which
words; rows are added, and the newest one counts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from authors.models import Author, Interest
from editorial.models.papers import Attachment, Source
from editorial.models.submission import Submission
from editorial.models.text import Revision


class ClaimOrigin(models.TextChoices):
    SOURCE = "source", "The author gave a source for it"
    DESK = "desk", "Marked at the desk"
    QUOTE = "quote", "A quotation in the text"


class Claim(models.Model):
    """One statement that can be true or false, or one quotation.

    ``sentence`` is as read, without marks. It follows its words through edits; when
    they change, the findings bound to the old words count no more.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="claims"
    )
    number = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=8, choices=ClaimOrigin)
    sentence = models.TextField()
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)
    speaker = models.CharField(
        max_length=160, blank=True, help_text="Of a quotation: who said it."
    )
    source = models.ForeignKey(
        Source, on_delete=models.SET_NULL, null=True, related_name="claims"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(
        null=True, help_text="Marked by mistake: it asks for nothing any more."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="claim_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.sentence[:60]}"


class Found(models.TextChoices):
    VERIFIED = "verified", "Verified"
    SOFTEN = "soften", "Soften it"
    CUT = "cut", "Cut it"
    OPINION = "opinion", "Opinion, not a fact"


class Proven(models.TextChoices):
    """What a quotation, or another claim, rests on."""

    LINK = "link", "A page or document"
    RECORDING = "recording", "A recording or notes"
    CONFIRMED = "confirmed", "Confirmed by whoever said it"
    KNOWN = "known", "Common knowledge, looked up"


class Finding(models.Model):
    """What a checker found about a claim, of exactly these words. Never changed."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="findings")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    sentence = models.TextField(help_text="As it stood when it was checked.")
    found = models.CharField(max_length=8, choices=Found)
    proven_by = models.CharField(max_length=10, choices=Proven, blank=True)
    where = models.TextField(blank=True, help_text="The source: address, page, person.")
    copy = models.ForeignKey(
        Attachment,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The source as it was that day.",
    )
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(found=Found.VERIFIED) | ~Q(proven_by=""),
                name="verified_claim_rests_on_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_found_display()} by {self.by}"


class IdentityLine(models.TextChoices):
    """What the desk looks into before a first column of somebody (domain.md, 6)."""

    CALL = "call", "Spoken to on the number they gave"
    EMPLOYER = "employer", "Confirmed by the institution they name"
    PORTRAIT = "portrait", "Portrait searched for elsewhere, its source known"
    BYLINES = "bylines", "Two earlier bylines opened, or none claimed"
    PAYEE = "payee", "The payee is the byline, or it is explained"
    FOOTPRINT = "footprint", "Known on the web before this pitch"


class IdentityCheck(models.Model):
    """One line of the identity card of one author: done, or waived by name with the
    reason. A record of the check, never a copy of a paper."""

    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="identity_checks"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, related_name="+"
    )
    line = models.CharField(max_length=10, choices=IdentityLine)
    is_waived = models.BooleanField(default=False)
    is_bad = models.BooleanField(
        default=False, help_text="It was looked into, and it does not hold."
    )
    how = models.TextField(help_text="What was done and what came of it; or why not.")
    about: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        default=dict,
        help_text="The name, portrait or payee it was about: with another, it is open.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(how=""), name="identity_check_says_how"
            ),
            models.CheckConstraint(
                condition=Q(is_waived=False) | Q(is_bad=False),
                name="identity_check_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_line_display()}: {self.author}"


class Tier(models.IntegerChoices):
    ONE = 1, "Tier 1: one editor"
    TWO = 2, "Tier 2: two must read in full"
    THREE = 3, "Tier 3: a senior editor and the lawyer"


class TierCall(models.Model):
    """A person said how risky a piece is, having seen what the machine noticed. The
    newest one counts, while it has seen every trigger that is there now."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="tier_calls"
    )
    tier = models.PositiveSmallIntegerField(choices=Tier)
    triggers: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, help_text="The keys of those it was confirmed with."
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tier__in=Tier.values), name="tier_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_tier_display()


class FullRead(models.Model):
    """Somebody has read exactly this page from top to bottom, and says so."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="full_reads"
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "by", "fingerprint"], name="full_read_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.revision}"


class ReplySought(models.TextChoices):
    NOT_NEEDED = "not needed", "Not needed"
    ASKED = "asked", "Asked, no answer yet"
    ANSWERED = "answered", "Answered"
    REFUSED = "refused", "Would not say anything"
    TO_ASK = "to ask", "Still to be asked"


class NamedPerson(models.Model):
    """Somebody a piece says something about, what it says, and whether they were
    asked. For the legal read."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="named_people"
    )
    name = models.CharField(max_length=160)
    imputation = models.TextField(blank=True, help_text="What is said of them.")
    reply = models.CharField(
        max_length=10, choices=ReplySought, default=ReplySought.TO_ASK
    )
    reply_note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "name"], name="named_person_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class LegalOutcome(models.TextChoices):
    CLEAR = "clear", "May run as it is"
    CHANGES = "changes", "Only with changes"
    NO = "no", "Must not run"


class LegalRead(models.Model):
    """The lawyer has read exactly this page, and what came of it. What the desk must
    know stands in ``words``; advice for few eyes is a ``CounselNote``."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="legal_reads"
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8, choices=LegalOutcome)
    words = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.by}"


class CounselNote(models.Model):
    """Legal advice: read by the lawyers and the responsible editor, and by nobody
    else, and every reading of it is on record."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="counsel_notes"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%d %b}"


class HeadlineCheck(models.Model):
    """Who answered the checks of the headline desk, for exactly these titles."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="headline_checks"
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    titles = models.CharField(
        max_length=64, help_text="SHA-256 of the four titles that were checked."
    )
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, help_text="Each check by its key, with what was answered."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%d %b}"


class InterestWaiver(models.Model):
    """A named editor lets a declared interest go unsaid in this piece, and says why.

    It holds for the sentences that named the interest then, and no other. One without
    ``sentences`` holds for none.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="interest_waivers"
    )
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    sentences: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, help_text="A digest of each sentence in which it was named."
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="interest_waiver_has_its_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.interest}: {self.by}"


class Suspected(models.TextChoices):
    """How a question about a machine's part in a text ended."""

    ANSWERED = "answered", "The author showed how it was made"
    DECLARED = "declared", "The author declared what was used"
    NOT_SHOWN = "not shown", "The author could not show it"
    MISTAKEN = "mistaken", "The suspicion was mistaken"


class Inquiry(models.Model):
    """The desk wonders whether a machine wrote this. A detector's score never decides:
    the author is asked, and the outcome is a person's."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="inquiries"
    )
    why = models.TextField(help_text="What made somebody wonder.")
    score = models.CharField(
        max_length=120, blank=True, help_text="Of which detector; it decides nothing."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Suspected, blank=True)
    outcome_words = models.TextField(blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(ended_at__isnull=True),
                name="inquiry_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome="")),
                name="inquiry_ends_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display() or "Open"


class Asked(models.TextChoices):
    NOTES = "notes", "Asked for notes"
    DRAFTS = "drafts", "Asked for earlier drafts"
    CALL = "call", "Spoke with the author"


class InquiryStep(models.Model):
    """One step of such a question, and what came of it."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="steps")
    asked = models.CharField(max_length=8, choices=Asked)
    what_came = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_asked_display()
