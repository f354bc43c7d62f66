"""What readers may see, and nothing else: cleared columns and their editions.

A draft cannot leak from these tables, because it is never written to them.
``editorial.publishing`` copies one signed-off text into an ``Edition`` and points
the ``Article`` at it; an ``Edition`` is never changed afterwards.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable, Sequence
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from articles.account import Citation
from articles.closing import ended
from articles.markup import PICTURE
from articles.private import private_storage
from authors.models import Author, Pronoun

HEADLINE_LENGTH = 140
STANDFIRST_LENGTH = 320
WHY_LENGTH = 300


def known_zone(name: str) -> None:
    """Raises ``ValidationError`` for what is no time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError("There is no such time zone, for example Asia/Bangkok.")


class Section(models.Model):
    """A part of the paper, with the promise its desk makes to contributors."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    standfirst = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    answer_within_days = models.PositiveSmallIntegerField(
        default=3, help_text="Working days in which this desk promises an answer."
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[known_zone],
        help_text="In which this desk keeps its hours, for example Asia/Phnom_Penh; "
        "empty for the paper's.",
    )
    working_days = models.CharField(
        max_length=7,
        default="12345",
        validators=[RegexValidator(r"^1?2?3?4?5?6?7?$")],
        help_text="On which this desk answers: 1 is Monday, 7 is Sunday.",
    )
    takes_pitches = models.BooleanField(
        "a pitch comes first",
        default=False,
        help_text="Contributors send an idea first and write when it is accepted.",
    )
    purge_after_days = models.PositiveSmallIntegerField(
        default=180,
        help_text="After so many days the words of a piece that ended without running "
        "are deleted; 0 keeps them.",
    )

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(working_days=""), name="section_works_some_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/section/{self.slug}/"


class SourceType(models.TextChoices):
    """How a picture came about: the IPTC digital source types a desk meets.

    Values are the last word of ``http://cv.iptc.org/newscodes/digitalsourcetype/…``.
    """

    PHOTO = "digitalCapture", "Photograph"
    PHONE = "computationalCapture", "Photograph, processed by the phone"
    DRAWING = "digitalCreation", "Drawing or illustration made by a person"
    RETOUCHED = "humanEdits", "Photograph altered by a person"
    COMPOSITE = "composite", "Several pictures put together"
    CHART = "dataDrivenMedia", "Chart or map drawn from data"
    SCAN = "print", "Scan of a print"
    AI = "trainedAlgorithmicMedia", "Made with an AI image generator"
    AI_ALTERED = (
        "compositeWithTrainedAlgorithmicMedia",
        "Photograph altered with AI",
    )


AI_LABELS = {
    SourceType.AI: "AI-generated illustration",
    SourceType.AI_ALTERED: "Photo altered with AI",
}


def picture_address(uuid: str) -> str:
    """What ``articles.markup.PICTURE`` finds in a text."""
    return f"/media/pictures/{uuid}.webp"


def picture_path(picture: Picture, filename: str) -> str:
    """Owes nothing to the uploaded name; cannot be guessed."""
    return f"pictures/{picture.uuid}.webp"


def original_path(picture: Picture, filename: str) -> str:
    return f"originals/{picture.uuid}"


class PictureQuerySet(models.QuerySet["Picture"]):
    def shown_in(self, body: str) -> PictureQuerySet:
        """The pictures a column's Markdown names, in a steady order."""
        return self.filter(uuid__in=set(PICTURE.findall(body))).order_by("pk")

    def published(self, at: dt.datetime | None = None) -> PictureQuerySet:
        """Pictures a reader may see at the instant ``at``: those a published column
        shows above or in its text."""
        columns = Article.objects.published(at)
        return self.filter(
            Exists(columns.filter(edition__picture=OuterRef("pk")))
            | Exists(columns.filter(edition__text_pictures=OuterRef("pk")))
        )


class Picture(models.Model):
    """A picture and its card: what it is, who made it, who answers for it.

    ``file`` is always our own re-encoding; ``original`` is the upload, byte for
    byte, in the private store. An edition freezes the card it was printed with.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=picture_path, editable=False)
    original = models.FileField(
        upload_to=original_path, storage=private_storage, editable=False
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    source_type = models.CharField(
        "what it is", max_length=40, choices=SourceType, blank=True
    )
    credit = models.CharField(
        max_length=200, blank=True, help_text="For example: Photograph: Dara Lim."
    )
    caption = models.CharField(max_length=300, blank=True)
    alt = models.CharField(
        "alt text",
        max_length=400,
        blank=True,
        help_text="What the picture shows, for those who cannot see it.",
    )
    is_decorative = models.BooleanField(
        "only decoration: nothing is lost without it", default=False
    )
    ai_tool = models.CharField("AI tool", max_length=80, blank=True)
    ai_prompter = models.CharField("prompt written by", max_length=120, blank=True)
    responsible = models.CharField("who answers for it", max_length=120, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    licence_ends_on = models.DateField(null=True, blank=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source_type__in=["", *SourceType.values]),
                name="picture_source_type_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or f"Picture {self.uuid}"

    @property
    def address(self) -> str:
        """Where readers find it once a column with it is out."""
        return picture_address(str(self.uuid))

    @property
    def is_ai(self) -> bool:
        return self.source_type in AI_LABELS

    @property
    def label(self) -> str:
        """The words that must stand on the picture, or nothing."""
        return AI_LABELS.get(SourceType(self.source_type), "") if self.is_ai else ""


class ArticleQuerySet(models.QuerySet["Article"]):
    """The questions readers' pages ask about columns."""

    def published(self, at: dt.datetime | None = None) -> ArticleQuerySet:
        """Columns a reader may see at the instant ``at`` (aware; default now)."""
        return self.filter(publish_at__lte=at or timezone.now(), edition__isnull=False)

    def newest_first(self) -> ArticleQuerySet:
        return self.order_by("-publish_at", "-pk")

    def leading(self, count: int) -> ArticleQuerySet:
        """The newest ``count`` of these in every section."""
        place = Window(
            RowNumber(),
            partition_by="section",
            order_by=[F("publish_at").desc(), F("pk").desc()],
        )
        leading = self.order_by().annotate(place=place).filter(place__lte=count)
        return self.filter(pk__in=leading.values("pk"))

    def for_listing(self) -> ArticleQuerySet:
        """All that ``articles/_card.html`` and the feeds read, in two queries."""
        return (
            self.select_related("section", "edition__picture")
            .only(*_ON_A_CARD)
            .prefetch_related(_bylines())
            .newest_first()
        )

    def for_page(self) -> ArticleQuerySet:
        """All that ``articles/column.html`` reads, in two queries."""
        return self.select_related(
            "section", "edition__picture", "answers__edition"
        ).prefetch_related(_bylines())

    def by(self, author: Author) -> ArticleQuerySet:
        return self.filter(edition__bylines__author=author)

    def answering(self, article: Article) -> ArticleQuerySet:
        """Columns written in answer to this one."""
        return self.filter(answers=article.pk)

    def in_month(self, year: int, month: int) -> ArticleQuerySet:
        """First published in that month of the newsroom's own calendar."""
        return self.filter(publish_at__year=year, publish_at__month=month)


class Article(models.Model):
    """One guest column as the public knows it: an address and an hour.

    Live is derived: it is out once ``publish_at`` has come. No job flips a flag.
    """

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="articles"
    )
    slug = models.SlugField(
        max_length=80, unique=True, help_text="Frozen at clearing; never reused."
    )
    publish_at = models.DateTimeField(db_index=True)
    edition = models.OneToOneField(
        "Edition",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The text readers get now.",
    )
    answers = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="replies",
        help_text="The column this one answers.",
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-publish_at"]

    def __str__(self) -> str:
        return self.edition.headline if self.edition else self.slug

    def get_absolute_url(self) -> str:
        return f"/{self.published_on:%Y/%m}/{self.slug}/"

    @property
    def published_on(self) -> dt.date:
        """The day of first publication in the newsroom's time zone."""
        return timezone.localtime(
            self.publish_at, timezone.get_default_timezone()
        ).date()

    @cached_property
    def corrections(self) -> list[Correction]:
        """What readers are told of changes after publication, newest first. A query,
        unless ``read_corrections`` has asked; none for a first edition."""
        if self.edition is None or self.edition.number == 1:
            return []
        told = Correction.objects.filter(edition__article=self.pk)
        return list(told.select_related("edition").newest_first())

    @property
    def corrections_above(self) -> list[Correction]:
        """Those that stand at the top, before the text."""
        return [each for each in self.corrections if each.is_serious]

    @property
    def corrections_below(self) -> list[Correction]:
        return [each for each in self.corrections if not each.is_serious]

    @property
    def changed_at(self) -> dt.datetime:
        """When readers last got other words: a first edition is cleared before its
        hour, a later one after. Reads ``edition``."""
        cleared = self.edition.cleared_at if self.edition else self.publish_at
        return max(self.publish_at, cleared)

    def is_published(self, at: dt.datetime | None = None) -> bool:
        """The same rule as ``ArticleQuerySet.published``, for a row in hand."""
        return self.edition_id is not None and self.publish_at <= (at or timezone.now())


class Edition(models.Model):
    """One published text, whole and frozen: what readers see, and only that.

    Rows are written once by ``editorial.publishing`` and refused any change by
    the database itself. A correction is the next edition.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="editions"
    )
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40)
    headline = models.CharField(max_length=HEADLINE_LENGTH)
    standfirst = models.CharField(max_length=STANDFIRST_LENGTH)
    social_title = models.CharField(max_length=HEADLINE_LENGTH, blank=True)
    search_title = models.CharField(max_length=HEADLINE_LENGTH, blank=True)
    body = models.TextField(help_text="Markdown.")
    body_html = models.TextField(help_text="Rendered and sanitised once, at clearing.")
    words = models.PositiveIntegerField()
    disclosure = models.TextField(blank=True)
    closing_line = models.TextField()
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, related_name="editions"
    )
    text_pictures = models.ManyToManyField(Picture, related_name="text_editions")
    picture_source_type = models.CharField(max_length=40, blank=True)
    picture_label = models.CharField(max_length=60, blank=True)
    picture_credit = models.CharField(max_length=200, blank=True)
    picture_caption = models.CharField(max_length=300, blank=True)
    picture_alt = models.CharField(max_length=400, blank=True)
    responsible_editor = models.CharField(max_length=120)

    # What the box “About this column” says, as it stood at clearing: sentences ready to
    # print, of articles.account. Empty in editions from before there was one.
    why_we_ran = models.CharField(max_length=WHY_LENGTH, blank=True)
    checked = models.TextField(blank=True, help_text="How many claims, and by whom.")
    citations: models.JSONField[list[Citation], list[Citation]] = models.JSONField(
        default=list, help_text="The public pages that its claims rest on."
    )
    other_interests = models.TextField(
        blank=True, help_text="What they answered to the rest of our questions."
    )
    help_and_ai = models.TextField(blank=True)
    headline_by = models.TextField(blank=True)
    read_in_full = models.TextField(
        blank=True, help_text="Of the responsible editor and others at the desk."
    )

    cleared_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="edition_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(headline="") & ~Q(body_html=""),
                name="edition_has_headline_and_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.headline} (edition {self.number})"

    @property
    def minutes(self) -> int:
        """Reading time at 200 words a minute: most of our readers read in English
        as a second language (domain.md, section 4)."""
        return max(1, round(self.words / 200))

    @cached_property
    def byline(self) -> str:
        """The names in order: "A", "A and B", "A, B and C". Reads ``bylines.all()``."""
        return join_names([byline.name for byline in self.bylines.all()])

    @property
    def share_title(self) -> str:
        """The label travels with the title wherever the page's own look cannot."""
        return f"{self.label}: {self.social_title or self.headline}"


class Byline(models.Model):
    """One name printed over one edition, with the bio and portrait of that day. Their
    files are let go only by ``articles.picture_desk.let_go_of_portrait``."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="bylines"
    )
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    name_own_script = models.CharField(max_length=120, blank=True)
    own_script_lang = models.CharField(max_length=12, blank=True)
    pronoun = models.CharField(max_length=12, choices=Pronoun)
    bio_line = models.CharField(max_length=240, blank=True)
    portrait = models.FileField(blank=True)
    portrait_credit = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"], name="byline_position_once"
            ),
            models.UniqueConstraint(
                fields=["edition", "author"], name="byline_author_once"
            ),
        ]
        indexes = [
            # whose file is it? asked before it is shown, and before it is let go
            models.Index(
                fields=["portrait"], condition=~Q(portrait=""), name="byline_portrait"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CorrectionKind(models.TextChoices):
    """What a change after publication is; each is told in its own form."""

    CORRECTION = "correction", "Correction"
    CLARIFICATION = "clarification", "Clarification"
    NOTE = "note", "Editor’s note"
    UPDATE = "update", "Update"


# Those that say what stood there and what is so; the others are told in one text.
SAY_WHAT_WAS = (CorrectionKind.CORRECTION, CorrectionKind.CLARIFICATION)

_SAID = {
    CorrectionKind.CORRECTION: "An earlier version of this column said {was} "
    "In fact {right}",
    CorrectionKind.CLARIFICATION: "The column said {was} To be clear, {right}",
}
_DONE = {
    CorrectionKind.CORRECTION: "Corrected",
    CorrectionKind.CLARIFICATION: "Clarified",
    CorrectionKind.NOTE: "Note added",
    CorrectionKind.UPDATE: "Updated",
}


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def published(self, at: dt.datetime | None = None) -> CorrectionQuerySet:
        """Those of columns that a reader may see at the instant ``at``."""
        return self.filter(edition__article__in=Article.objects.published(at))

    def newest_first(self) -> CorrectionQuerySet:
        return self.order_by("-at", "-pk")


class Correction(models.Model):
    """What readers are told of one change after publication, for good.

    It stands with every later edition too: a column keeps all that was ever said of
    it. Written once, with the edition that it made.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="correction"
    )
    kind = models.CharField(max_length=16, choices=CorrectionKind)
    is_serious = models.BooleanField(
        default=False, help_text="It stands above the text, else at its foot."
    )
    was = models.TextField(blank=True, help_text="“An earlier version said …”")
    right = models.TextField(blank=True, help_text="“In fact …”")
    said = models.TextField(blank=True, help_text="Of a note or an update, all of it.")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CorrectionKind.values),
                name="correction_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SAY_WHAT_WAS, said="") & ~Q(was="") & ~Q(right="")
                | Q(was="", right="") & ~Q(kind__in=SAY_WHAT_WAS) & ~Q(said=""),
                name="correction_says_it_in_its_form",
            ),
            models.CheckConstraint(
                condition=~Q(kind=CorrectionKind.NOTE) | Q(is_serious=True),
                name="correction_note_stands_at_the_top",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """All that readers are told, in full sentences."""
        form = _SAID.get(CorrectionKind(self.kind))
        if form is None:
            return self.said
        return form.format(was=ended(self.was), right=ended(self.right))

    @property
    def done(self) -> str:
        """What was done to the column, in a word before its hour: "Corrected"."""
        return _DONE[CorrectionKind(self.kind)]

    @property
    def says_what_was(self) -> bool:
        return self.kind in SAY_WHAT_WAS


def read_corrections(columns: Iterable[Article]) -> None:
    """Fetch what readers are told of changes to these columns, newest first. One query
    where one of them has been changed, else none."""
    changed = {
        each.pk: each for each in columns if each.edition and each.edition.number > 1
    }
    found: dict[int, list[Correction]] = {}
    if changed:
        told = Correction.objects.filter(edition__article__in=changed)
        for each in told.select_related("edition").newest_first():
            found.setdefault(each.edition.article_id, []).append(each)
    for column in columns:
        column.corrections = found.get(column.pk, [])


_OF_A_PICTURE = ["uuid", "width", "height"]
_ON_A_CARD = [
    *("slug", "publish_at"),
    *(f"section__{name}" for name in ["name", "slug", "position", "standfirst"]),
    *(f"edition__picture__{name}" for name in _OF_A_PICTURE),
    *(
        f"edition__{name}"
        for name in [
            "label",
            "headline",
            "standfirst",
            "disclosure",
            "picture_label",
            "picture_credit",
            "cleared_at",
            "number",
        ]
    ),
]
_IN_A_BYLINE = [
    *("edition", "name", "name_own_script", "own_script_lang", "bio_line"),
    *("portrait", "portrait_credit"),
]


def _bylines() -> models.Prefetch[str, models.QuerySet[Byline]]:
    """The names over the present editions, with their authors, in one query."""
    bylines = Byline.objects.select_related("author").only(
        *_IN_A_BYLINE, "author__slug"
    )
    return models.Prefetch("edition__bylines", bylines)


def read_bylines(columns: Sequence[Article]) -> None:
    """Fetch the names over columns that were read without them, in one query."""
    models.prefetch_related_objects(columns, _bylines())


def join_names(names: list[str]) -> str:
    """Names as a sentence has them: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def picture_url(name: str) -> str:
    """The address of a stored picture or portrait."""
    return default_storage.url(name)
