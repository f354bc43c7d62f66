"""What the desk decides once for everybody: formats, days off, terms."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Section


def _undo_minutes() -> int:
    return int(settings.UNDO_MINUTES)


class FormatQuerySet(models.QuerySet["Format"]):
    def offered(self) -> FormatQuerySet:
        """Those a contributor may choose for a new piece; the first is the usual."""
        return self.filter(is_offered=True)


class Format(models.Model):
    """A kind of column the desk takes, and how long it wants it."""

    name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    about = models.CharField(
        max_length=200, blank=True, help_text="For contributors, in a sentence."
    )
    words_least = models.PositiveSmallIntegerField(default=600)
    words_most = models.PositiveSmallIntegerField(default=900)
    answers_a_column = models.BooleanField(
        default=False, help_text="It answers a column that we have published."
    )
    is_offered = models.BooleanField(
        default=True, help_text="Contributors may choose it for a new piece."
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = FormatQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(words_most__gte=F("words_least")),
                name="format_word_range_runs_upwards",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def length(self) -> str:
        """ "600 to 900", of words."""
        return f"{self.words_least:,} to {self.words_most:,}"

    def over(self, words: int) -> int:
        """By how many words so long a text is too long."""
        return max(0, words - self.words_most)

    def short(self, words: int) -> int:
        """By how many words so short a text is too short."""
        return max(0, self.words_least - words)


class Holiday(models.Model):
    """A day on which a desk does not answer: one section's, or everybody's."""

    day = models.DateField()
    name = models.CharField(max_length=80)
    section = models.ForeignKey(
        Section,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="holidays",
        help_text="Empty for the whole paper.",
    )

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "section"], name="holiday_once_a_section"
            ),
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(section__isnull=True),
                name="holiday_once_for_the_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.day:%d %b %Y}"


class TermsQuerySet(models.QuerySet["Terms"]):
    def in_force(self, at: dt.datetime | None = None) -> Terms:
        """The newest version whose hour has come; of a paper's first, whenever."""
        begun = self.filter(in_force_from__lte=at or timezone.now())
        return begun.order_by("-version").first() or self.order_by("version")[:1].get()


class Terms(models.Model):
    """What we promise and ask, in plain words. A new version is a new row; what was
    accepted keeps the words it was accepted in."""

    version = models.PositiveSmallIntegerField(unique=True)
    licence = models.TextField(
        help_text="What we may do with the column and what stays the author’s, in "
        "plain words."
    )
    payment = models.TextField(
        blank=True, help_text="When and how we pay, and whom to ask."
    )
    fee = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="What we usually offer; empty for unpaid.",
    )
    kill_fee = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="For an accepted column that does not run; empty for none.",
    )
    currency = models.CharField(max_length=3, default="USD")
    in_force_from = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "terms"

    def __str__(self) -> str:
        return f"Terms, version {self.version}"


class House(models.Model):
    """How this desk works, as its publisher sets it. One row; until there is one, the
    defaults hold."""

    undo_minutes = models.PositiveSmallIntegerField(
        default=_undo_minutes,
        help_text="A decision or a letter can be taken back for so long; 0 for none.",
    )
    idle_hours = models.PositiveSmallIntegerField(
        default=48,
        help_text="A column whose holder does nothing with it for so long goes back to "
        "the queue; 0 for never.",
    )
    blind_first_read = models.BooleanField(
        default=False, help_text="Names stay hidden until the first decision."
    )
    author_spacing_days = models.PositiveSmallIntegerField(
        default=14, help_text="Between two columns of one author; sooner is warned of."
    )
    section_spacing_days = models.PositiveSmallIntegerField(
        default=1, help_text="Between two columns of one section."
    )
    digest_at = models.TimeField(
        default=dt.time(7, 30),
        help_text="When the day’s digest is sent, in each person’s own time zone.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "how the desk works"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="house_is_one")]

    def __str__(self) -> str:
        return "How the desk works"

    @classmethod
    def rules(cls) -> House:
        """The row, or the defaults."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
