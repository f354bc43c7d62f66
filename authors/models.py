"""The people of the newsroom: who signs in, and whose names are printed."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class Role(models.TextChoices):
    """What a person does at the paper; the values are the names of groups."""

    CONTRIBUTOR = "contributor", "Contributor"
    EDITOR = "editor", "Editor"
    COPY_EDITOR = "copy editor", "Copy editor"
    FACT_CHECKER = "fact-checker", "Fact-checker"
    LEGAL = "legal", "Legal"
    PUBLISHER = "publisher", "Publisher"


# Who decides on a column, who may change its words, who works at the desk at all.
DECIDES = frozenset({Role.EDITOR, Role.PUBLISHER})
EDITS = DECIDES | {Role.COPY_EDITOR}
DESK = EDITS | {Role.FACT_CHECKER, Role.LEGAL}


class Pronoun(models.TextChoices):
    """The word in "The views and opinions expressed are … own."."""

    HIS = "his", "his"
    HER = "her", "her"
    THEIR = "their", "their"
    THE_AUTHORS = "the author’s", "the author’s"


class PortraitOrigin(models.TextChoices):
    """What a portrait is: the words of a picture’s own card that suit a person.

    Values are the same IPTC digital source types as ``articles.models.SourceType``.
    """

    PHOTO = "digitalCapture", "Photograph"
    PHONE = "computationalCapture", "Photograph, processed by the phone"
    DRAWING = "digitalCreation", "Drawing or illustration made by a person"
    RETOUCHED = "humanEdits", "Photograph altered by a person"
    SCAN = "print", "Scan of a print"
    AI = "trainedAlgorithmicMedia", "Made with an AI image generator"
    AI_ALTERED = "compositeWithTrainedAlgorithmicMedia", "Photograph altered with AI"


MADE_UP = frozenset({PortraitOrigin.AI, PortraitOrigin.AI_ALTERED})
NO_MADE_UP_FACE = (
    "A portrait shows the person. Send a photograph as it was taken, or a drawing "
    "made by a person."
)
NO_LINK = (
    "A link or an address cannot stand here: readers see these words in the paper. "
    "Write only the words."
)

# What looks like an address, also one that lacks its beginning. A full stop within a
# name is none: J.R.R. Tolkien, Dr.Lim.
_LINK = re.compile(
    r"://|\bwww\.|\]\(|<\s*a\b|\S@\S+\.\w"
    r"|\w\.(?:com|net|org|info|biz|io|xyz|online|site|shop|link|top|club|app|dev)\b"
    r"|\w\.[a-z]{2,6}/",
    re.IGNORECASE,
)


def without_link(said: str) -> None:
    """Raises ``ValidationError`` for a web or mail address among printed words."""
    if _LINK.search(said):
        raise ValidationError(NO_LINK, code="link")


class MailPace(models.TextChoices):
    """When somebody at the desk hears of what happens there."""

    ONCE = "once", "Each thing as it happens"
    DAILY = "daily", "All in one letter a day"


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> User:
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. The e-mail is the name; it is kept in lower case."""

    email = models.EmailField("e-mail", max_length=254, unique=True)
    name = models.CharField(
        max_length=120, blank=True, help_text="As colleagues and contributors see it."
    )
    title = models.CharField(
        max_length=80, blank=True, help_text="At the desk, for example section editor."
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        help_text="In which their hours are told, for example Asia/Phnom_Penh; empty "
        "for the paper's.",
    )
    mail_pace = models.CharField(
        max_length=6,
        choices=MailPace,
        default=MailPace.ONCE,
        help_text="How the desk’s own mail reaches them.",
    )
    uses_keys = models.BooleanField(
        "single keys act for them", default=True, help_text="On the board of the desk."
    )
    is_staff = models.BooleanField("may open the desk", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of this person's groups. One query, once a request."""
        return frozenset(self.groups.values_list("name", flat=True))


def portrait_path(author: Author, filename: str) -> str:
    """A name that cannot be guessed and owes nothing to the uploaded one."""
    return f"portraits/{uuid.uuid4()}.webp"


class Author(models.Model):
    """One name that may stand in a byline, with or without a sign-in."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # a closed account never unsigns what was printed
        null=True,
        blank=True,
        related_name="author",
    )
    name = models.CharField(
        max_length=120,
        validators=[without_link],
        help_text="In Latin letters, as printed.",
    )
    name_own_script = models.CharField(
        "name in own script",
        max_length=120,
        blank=True,
        validators=[without_link],
        help_text="For example: ប្រាក់ សិរីវុឌ្ឍ",
    )
    own_script_lang = models.CharField(
        "language of that script",
        max_length=12,
        blank=True,
        default="",
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")],
        help_text="Two letters, for example km.",
    )
    slug = models.SlugField(max_length=80, unique=True)
    pronoun = models.CharField(
        max_length=12, choices=Pronoun, default=Pronoun.THE_AUTHORS
    )
    role = models.CharField(
        max_length=120,
        blank=True,
        validators=[without_link],
        help_text="What you are, for example freelance journalist.",
    )
    place = models.CharField(
        max_length=80,
        blank=True,
        validators=[without_link],
        help_text="Where you are based, for example Phnom Penh.",
    )
    bio_line = models.CharField(
        "why this person",
        max_length=240,
        blank=True,
        help_text="One line under the name: why you, on this subject.",
    )
    bio = models.TextField(
        "three-line bio", max_length=700, blank=True, help_text="For your own page."
    )
    portrait = models.FileField(upload_to=portrait_path, blank=True)
    portrait_credit = models.CharField(
        "who made the portrait, or where it is from", max_length=160, blank=True
    )
    portrait_origin = models.CharField(
        "what the portrait is", max_length=40, choices=PortraitOrigin, blank=True
    )
    confirmed_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When they last said that all of this is still right.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(portrait_origin__in=["", *PortraitOrigin.values])
                & ~Q(portrait_origin__in=sorted(MADE_UP)),
                name="author_portrait_is_of_a_person",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="author_has_a_name"),
            models.CheckConstraint(
                condition=Q(pronoun__in=Pronoun.values), name="author_pronoun_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/author/{self.slug}/"

    def affiliation_on(self, day: dt.date) -> Affiliation | None:
        """The newest affiliation that held on ``day``; reads ``affiliations.all()``."""
        held = [a for a in self.affiliations.all() if a.holds_on(day)]
        return max(held, key=lambda a: a.since, default=None)


class Gender(models.TextChoices):
    WOMAN = "woman", "Woman"
    MAN = "man", "Man"
    OTHER = "other", "Neither, or in my own words"


class Age(models.TextChoices):
    UNDER_30 = "under 30", "Under 30"
    TO_49 = "30-49", "30 to 49"
    TO_64 = "50-64", "50 to 64"
    OVER_65 = "65+", "65 or older"


class Sector(models.TextChoices):
    ACADEMIC = "academic", "University or research"
    STATE = "state", "Government or public service"
    BUSINESS = "business", "Business"
    CIVIL = "civil", "Charity, union, community"
    PRESS = "press", "Journalism or writing"
    TRADE = "trade", "A craft, farming, a trade"
    HEALTH = "health", "Health or care"
    SCHOOL = "school", "School or student"
    OTHER = "other", "Something else"


class Affiliation(models.Model):
    """Where an author worked or sat, from when, until when."""

    author = models.ForeignKey(
        Author, on_delete=models.CASCADE, related_name="affiliations"
    )
    organisation = models.CharField(max_length=160, validators=[without_link])
    role = models.CharField(max_length=120, blank=True, validators=[without_link])
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="Empty while it lasts.")

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="affiliation_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.organisation}" if self.role else self.organisation

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Interest(models.Model):
    """One standing interest of an author: a company, body or person they are bound to.
    The register is looked through whenever one of their texts is saved."""

    author = models.ForeignKey(
        Author, on_delete=models.CASCADE, related_name="interests"
    )
    name = models.CharField(max_length=160, help_text="As it would stand in a text.")
    also = models.TextField(
        "other names", blank=True, help_text="Short forms, brands, bosses; one a line."
    )
    relation = models.CharField(
        max_length=160, help_text="For example: member of its board, unpaid."
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True, help_text="Empty while it lasts.")
    is_declared = models.BooleanField(
        default=True, help_text="The author said so; else the desk found it."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    struck_at = models.DateTimeField(
        null=True, editable=False, help_text="Entered by mistake; kept, and not used."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "name", "relation"], name="interest_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="interest_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.relation})"


class SelfDescription(models.Model):
    """What an author chose to say of themselves, so that the desk can see whom it
    prints. Any field may stay empty; they are shown in groups only, never guessed."""

    author = models.OneToOneField(
        Author, on_delete=models.CASCADE, related_name="self_description"
    )
    gender = models.CharField(max_length=12, choices=Gender, blank=True)
    age = models.CharField(max_length=8, choices=Age, blank=True)
    sector = models.CharField(max_length=16, choices=Sector, blank=True)
    region = models.CharField(
        max_length=80, blank=True, help_text="Where they live: a province, a country."
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.author)


class ProfileChange(models.Model):
    """What was changed in the profile of somebody readers know already. What is
    printed stays as it was; the change itself does not go by unseen."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    said: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = (
        models.JSONField(help_text="Each field with its words before and after.")
    )
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who at the desk has looked at it.",
    )
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["at"],
                condition=Q(seen_at__isnull=True),
                name="profile_change_open",  # the desk's list, and its count
            )
        ]

    def __str__(self) -> str:
        return f"{self.author}, {self.at:%d %b %Y}"
