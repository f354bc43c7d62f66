"""One guest column on its way: who sent it, where it is, who holds it."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, When
from django.utils import timezone

from articles.models import WHY_LENGTH, Article, Picture, Section
from authors.models import Author

if TYPE_CHECKING:
    from authors.models import User


class Status(models.TextChoices):
    """Where a piece is. Everything else the desk must know is a gate or a fact."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "With the desk"
    REVISING = "revising", "With the author"
    ACCEPTED = "accepted", "Accepted"
    CLEARED = "cleared", "Cleared"
    DECLINED = "declined", "Declined"
    RELEASED = "released", "Released"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SPIKED = "spiked", "Spiked"


NO_HEADLINE = "Without a headline"
IN_HAND = (Status.SUBMITTED, Status.REVISING, Status.ACCEPTED)
ENDED = (Status.DECLINED, Status.RELEASED, Status.WITHDRAWN, Status.SPIKED)


class Exclusivity(models.TextChoices):
    EXCLUSIVE = "exclusive", "Only here"
    OFFERED = "offered", "Also offered to others"
    PUBLISHED = "published", "An earlier version has been published"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """The questions the desk and its contributors ask about pieces."""

    def lock(self, pk: int) -> Submission:
        """The row as it is now, held until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def on_the_desk(self) -> SubmissionQuerySet:
        """Sent, and not yet ended: what the board shows, cleared pieces included
        until readers have them."""
        to_come = Article.objects.filter(publish_at__gt=timezone.now()).values("pk")
        return self.filter(  # the statuses first: no ended piece is ever read
            status__in=(*IN_HAND, Status.CLEARED)
        ).filter(~Q(status=Status.CLEARED) | Q(article__in=to_come))

    def waiting(self) -> SubmissionQuerySet:
        """Sent in and still without a decision."""
        return self.filter(status=Status.SUBMITTED)

    def unclaimed(self) -> SubmissionQuerySet:
        return self.filter(is_unclaimed())

    def held_by(self, user: User) -> SubmissionQuerySet:
        return self.filter(holder=user, status__in=IN_HAND)

    def overdue(self, at: dt.datetime | None = None) -> SubmissionQuerySet:
        """Past the hour by which the contributor was promised an answer."""
        return self.filter(is_overdue(at))

    def undecided(self) -> SubmissionQuerySet:
        """No editor has decided on it, though the answer may wait to be undone."""
        return self.exclude(decision__problem="")

    def with_an_hour(self) -> SubmissionQuerySet:
        """An answer is due, or a changed text: somebody may have to be reminded."""
        return self.filter(status=Status.SUBMITTED, answer_by__isnull=False) | (
            self.filter(status=Status.REVISING, revise_by__isnull=False)
        )

    def revision_in(self) -> SubmissionQuerySet:
        """Back from the author, who was asked for changes, and not yet answered."""
        return self.filter(is_revision_in())

    def proof_out(self) -> SubmissionQuerySet:
        """The author has the proof, and somebody has not signed that text yet."""
        return self.filter(is_proof_out())

    def with_signatures(self) -> SubmissionQuerySet:
        """``is_signed``: each author who can sign in, and whoever sent it, has signed
        the text in hand. A name or a card changed since is seen on the piece only."""
        is_signed = ExpressionWrapper(_signed(), output_field=models.BooleanField())
        return self.annotate(is_signed=is_signed)

    def ready(self) -> SubmissionQuerySet:
        """Accepted, and nothing was missing when it was last looked at."""
        return self.filter(is_ready())

    def set_for_an_hour(self, at: dt.datetime | None = None) -> SubmissionQuerySet:
        """Cleared, and readers do not have it yet."""
        return self.filter(is_set_for_an_hour(at))

    def most_urgent_first(self, at: dt.datetime | None = None) -> SubmissionQuerySet:
        """By hours left on the news peg, then by the answer clock. A peg that has
        passed urges nobody any more."""
        still_hangs = Case(
            When(peg_until__gt=at or timezone.now(), then=F("peg_until")),
            output_field=models.DateTimeField(),
        )
        return self.order_by(
            still_hangs.asc(nulls_last=True), F("answer_by").asc(nulls_last=True), "pk"
        )

    def for_board(self, *beside: str) -> models.QuerySet[Submission, dict[str, Any]]:
        """All that a line of the board reads but the names over it, with what was
        annotated, in one query. As values: two hundred lines would be a thousand
        objects."""
        fields = (*_ON_THE_BOARD, *beside)
        rows: models.QuerySet[Submission, dict[str, Any]] = self.values(*fields)
        return rows

    def for_calendar(self) -> SubmissionQuerySet:
        """All that a place in the calendar reads, in two queries."""
        return (
            self.select_related("section", "latest", "article")
            .only(*_IN_THE_CALENDAR)
            .prefetch_related(
                models.Prefetch(
                    "bylines",
                    SubmissionByline.objects.select_related("author").only(
                        "submission", "author__name"
                    ),
                )
            )
        )

    def for_piece(self) -> SubmissionQuerySet:
        """All that the head and the side of a desk page read, in three queries."""
        return self.select_related(
            *("section", "format", "holder", "contributor"),
            *("picture", "latest__by", "article", "responsible", "decision__by"),
        ).prefetch_related(_bylines("author__affiliations"))

    def sent_by(self, user: User) -> SubmissionQuerySet:
        """A contributor's own pieces and those they co-wrote."""
        return self.filter(
            Q(contributor=user) | Q(bylines__author__user=user)
        ).distinct()

    def with_the_author(self) -> SubmissionQuerySet:
        """Theirs to change: not yet sent, or sent back for changes."""
        return self.filter(status__in=[Status.DRAFT, Status.REVISING])

    def not_written_by(self, user: User) -> SubmissionQuerySet:
        """Nobody is an editor of a piece under their own byline."""
        written = SubmissionByline.objects.filter(author__user=user)
        return self.exclude(contributor=user).exclude(
            pk__in=written.values("submission")
        )


class Submission(models.Model):
    """One piece. ``status`` is moved only by ``editorial.workflow.perform``."""

    contributor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="submissions",
        help_text="Empty while a visitor writes who has not yet signed in.",
    )
    status = models.CharField(
        max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, related_name="submissions"
    )
    latest = models.OneToOneField(
        "editorial.Revision",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The text the desk works on; empty while it is a draft.",
    )
    format = models.ForeignKey(
        "editorial.Format", on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_pitch = models.BooleanField(
        default=False, help_text="An idea, sent before the column is written."
    )
    answers = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_by",
        help_text="The column this one replies to.",
    )
    why_now = models.TextField(blank=True)
    why_you = models.TextField(blank=True)
    peg = models.CharField("news peg", max_length=120, blank=True)
    peg_until = models.DateTimeField(null=True, blank=True)
    exclusivity = models.CharField(
        max_length=12, choices=Exclusivity, default=Exclusivity.EXCLUSIVE
    )
    exclusivity_detail = models.TextField(blank=True)
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    answer_by = models.DateTimeField(null=True, editable=False)
    paused_since = models.DateTimeField(
        null=True, editable=False, help_text="The answer clock stands still."
    )
    pause_reason = models.TextField(blank=True, help_text="Read by the contributor.")
    revise_by = models.DateTimeField(
        null=True, editable=False, help_text="When the desk hopes to have it back."
    )
    stage_since = models.DateTimeField(default=timezone.now, editable=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="held",
    )
    held_since = models.DateTimeField(null=True, editable=False)
    proof_sent_at = models.DateTimeField(
        null=True, editable=False, help_text="Of the text in hand; an edit empties it."
    )
    article = models.OneToOneField(
        Article, on_delete=models.PROTECT, null=True, related_name="submission"
    )

    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_for",
        help_text="The one editor whom readers are told answers for it.",
    )
    why_we_ran = models.CharField(
        "why we ran it",
        max_length=WHY_LENGTH,
        blank=True,
        help_text="The desk’s own words to readers; empty: they are told nothing.",
    )
    planned_for = models.DateTimeField(
        null=True, blank=True, help_text="The desk’s plan; nothing is promised by it."
    )
    tier = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="As a person confirmed it."
    )
    proposed_tier = models.PositiveSmallIntegerField(default=1, editable=False)
    tier_why = models.CharField(max_length=120, blank=True, editable=False)

    # What was seen when somebody or something changed, so that a board of two hundred
    # lines need not look again; editorial.survey writes them.
    flags: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, editable=False
    )
    lacks = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="How many gates were shut."
    )
    looked_at = models.DateTimeField(null=True, editable=False)

    hold_reason = models.TextField(
        "legal hold", blank=True, help_text="While this says why, nothing is purged."
    )
    purged_at = models.DateTimeField(null=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="submission_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.WITHDRAWN])
                | Q(
                    contributor__isnull=False,
                    section__isnull=False,
                    submitted_at__isnull=False,
                )
                & (Q(latest__isnull=False) | Q(purged_at__isnull=False)),
                name="submission_sent_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True)
                | Q(status__in=ENDED, hold_reason=""),
                name="submission_purged_has_ended",
            ),
            models.CheckConstraint(
                condition=Q(paused_since__isnull=True, pause_reason="")
                | (
                    Q(paused_since__isnull=False, answer_by__isnull=True)
                    & ~Q(pause_reason="")
                ),
                name="submission_pause_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLEARED, article__isnull=False)
                | (~Q(status=Status.CLEARED) & Q(article__isnull=True)),
                name="submission_cleared_has_article",
            ),
        ]
        indexes = [
            # the board: open pieces in the order of their urgency
            models.Index(
                fields=["status", "peg_until", "answer_by"], name="submission_board"
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        """The working headline; reads ``latest``."""
        return (self.latest.headline if self.latest else "") or NO_HEADLINE

    @property
    def is_live(self) -> bool:
        """Readers have it; reads ``article``."""
        return self.article is not None and self.article.is_published()

    @property
    def is_at_proof(self) -> bool:
        """Its authors are asked to sign: the letters that ask are not to be taken back
        any more. Until then ``proof_sent_at`` is the hour they leave."""
        return self.proof_sent_at is not None and self.proof_sent_at <= timezone.now()

    @property
    def authors(self) -> list[Author]:
        """In byline order; reads ``bylines.all()`` with their authors."""
        return [byline.author for byline in self.bylines.all()]

    @property
    def first_name(self) -> str:
        """Whom the desk writes to: the one who sent it, wherever they stand in the
        byline."""
        for author in self.authors:
            if author.user_id == self.contributor_id:
                return author.name
        return str(self.contributor or "")

    def answered_in_time(self, at: dt.datetime | None = None) -> bool:
        return self.answer_by is None or (at or timezone.now()) < self.answer_by


class SubmissionByline(models.Model):
    """Whose names will stand over the piece, in order."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="bylines"
    )
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="submission_bylines"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "author"], name="submission_author_once"
            )
        ]

    def __str__(self) -> str:
        return self.author.name


_ON_THE_BOARD = (
    "pk",
    "status",
    "peg",
    "peg_until",
    "answer_by",
    "paused_since",
    "stage_since",
    "held_since",
    "proof_sent_at",
    "section__name",
    "is_pitch",
    "format__words_least",
    "format__words_most",
    "holder",
    "holder__name",
    "holder__email",
    "latest__headline",
    "latest__number",
    "latest__words",
    "article__publish_at",
    *("tier", "proposed_tier", "tier_why", "flags", "lacks"),
    *("decision__action", "decision__due_at", "decision__decided_at"),
    "decision__problem",
)

_IN_THE_CALENDAR = (
    *("status", "planned_for", "peg", "peg_until", "proof_sent_at", "lacks"),
    *("section__name", "latest__headline", "article__publish_at"),
)


# The same questions as parts of a count, which asks several of them in one query.


def is_unclaimed() -> Q:
    """Nobody has it, and no answer to it is on its way."""
    is_open = Q(decision__isnull=True) | ~Q(decision__problem="")
    return Q(status=Status.SUBMITTED, holder__isnull=True) & is_open


def is_overdue(at: dt.datetime | None = None) -> Q:
    return Q(status=Status.SUBMITTED, answer_by__lte=at or timezone.now())


def is_revision_in() -> Q:
    return Q(status=Status.SUBMITTED, latest__number__gt=1)


def is_proof_out() -> Q:
    return Q(status=Status.ACCEPTED, proof_sent_at__isnull=False) & ~_signed()


def is_ready() -> Q:
    return Q(status=Status.ACCEPTED, lacks=0)


def is_set_for_an_hour(at: dt.datetime | None = None) -> Q:
    return Q(status=Status.CLEARED, article__publish_at__gt=at or timezone.now())


@cache  # the same question at every look; to put it together costs more than to ask
def _signed() -> Q:
    """Somebody has signed the text in hand, and nobody who must has not."""
    in_hand = Q(sign_offs__revision=OuterRef("latest"))
    authors = Author.objects.filter(
        submission_bylines__submission=OuterRef("pk"), user__isnull=False
    )
    senders = Author.objects.filter(user=OuterRef("contributor"))
    return (
        Q(Exists(Author.objects.filter(in_hand)))
        & ~Q(Exists(authors.exclude(in_hand)))
        & ~Q(Exists(senders.exclude(in_hand)))
    )


def _bylines(*beside: str) -> models.Prefetch[str, models.QuerySet[SubmissionByline]]:
    """The names over a piece with their authors, in one query."""
    return models.Prefetch(
        "bylines",
        SubmissionByline.objects.select_related("author__user").prefetch_related(
            *beside
        ),
    )
