"""Look-ups of what readers may see, and the profiles of those who write it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse

from articles.models import Article, Byline, Edition, Picture, Section
from articles.picture_desk import let_go_of_portrait
from articles.pictures import PORTRAIT, PictureRefused, intake
from authors import changes, zones
from authors.admin import AffiliationInline, ByRole, InterestInline, OnRecord
from authors.forms import portrait_lacks
from authors.models import DECIDES, EDITS, Author, Interest, Role
from authors.slugs import free_slug

if TYPE_CHECKING:
    _AuthorForm = forms.ModelForm[Author]
    _SectionForm = forms.ModelForm[Section]
    _Inline = admin.TabularInline[Byline, Edition]
else:
    _AuthorForm = _SectionForm = forms.ModelForm
    _Inline = admin.TabularInline


WEEK = (
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
)
LONGEST_PROMISE = 60  # working days
LONGEST_KEPT = 3_650  # days


class SectionForm(_SectionForm):
    """A section, with the calendar in which its desk promises answers."""

    answer_within_days = forms.IntegerField(
        label="Answers within",
        min_value=1,
        max_value=LONGEST_PROMISE,
        initial=3,
        help_text="Working days in which this desk promises an answer. A promise that "
        "has been given stays as it was given.",
    )
    working_days = forms.MultipleChoiceField(
        label="Works on",
        choices=WEEK,
        initial=list("12345"),
        widget=forms.CheckboxSelectMultiple,
        help_text="Days off of the year are in their own list.",
        error_messages={"required": "Choose at least one day."},
    )
    time_zone = forms.ChoiceField(
        label="Keeps its hours in",
        required=False,
        choices=lambda: [("", f"The paper’s: {settings.TIME_ZONE}"), *zones.choices()],
        help_text="The desk opens at 9:00 and closes at 18:00 there.",
    )

    purge_after_days = forms.IntegerField(
        label="Forgets after",
        min_value=0,
        max_value=LONGEST_KEPT,
        initial=180,
        help_text="Days after which the words of a piece that ended without running "
        "are deleted; 0 keeps them. A legal hold keeps a piece in any case.",
    )

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        if self.instance.pk:
            self.initial["working_days"] = list(self.instance.working_days)

    def clean_working_days(self) -> str:
        return "".join(sorted(self.cleaned_data["working_days"]))

    class Meta:
        model = Section
        fields = [
            "name",
            "slug",
            "standfirst",
            "position",
            "answer_within_days",
            "working_days",
            "time_zone",
            "takes_pitches",
            "purge_after_days",
        ]
        labels = {
            "slug": "Its part of the address",
            "standfirst": "What it is for, in a line",
            "position": "Place in the order",
            "takes_pitches": "A pitch comes first",
        }


@admin.register(Section)
class Sections(ByRole):
    """The parts of the paper, and the promise each makes to contributors."""

    list_name = "Sections"
    changed_by = DECIDES
    row_name = "section"
    form = SectionForm
    list_display = ["name", "answers_within"]
    prepopulated_fields = {"slug": ["name"]}
    fields = tuple(SectionForm.Meta.fields)

    @admin.display(description="answers within", ordering="answer_within_days")
    def answers_within(self, section: Section) -> str:
        days = section.answer_within_days
        return "1 working day" if days == 1 else f"{days} working days"

    def get_readonly_fields(
        self, request: HttpRequest, obj: Section | None = None
    ) -> list[str]:
        return ["slug"] if obj else []  # an address, once given, is not changed

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Section | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ["name"]}


class ProfileForm(_AuthorForm):
    """A profile; its portrait is taken in as every picture is."""

    slug = forms.SlugField(
        max_length=80,
        label="Their part of the address",
        required=False,
        help_text="In the address of the author’s page. Empty: made from the name.",
    )
    new_portrait = forms.FileField(
        label="Portrait",
        required=False,
        help_text="JPEG, PNG, WebP or AVIF. Say below where it comes from.",
    )
    drop_portrait = forms.BooleanField(label="Remove the portrait", required=False)

    class Meta:
        model = Author
        fields = [
            "user",
            "name",
            "name_own_script",
            "own_script_lang",
            "slug",
            "pronoun",
            "role",
            "place",
            "bio_line",
            "bio",
            "portrait_origin",
            "portrait_credit",
        ]
        labels = {
            "user": "Signs in as",
            "bio_line": "Line under the name",
            "slug": "Their part of the address",
        }
        help_texts = {
            "slug": "Their page is at this address and links lead to it: it stays.",
            "role": "For example: freelance journalist.",
            "place": "Where they are based, for example: Phnom Penh.",
            "bio_line": "Why this person, on this subject.",
            "bio": "For the author’s own page.",
        }
        error_messages = {
            "own_script_lang": {
                "invalid": "Write the two or three letters of the language, "
                "for example km."
            }
        }

    def clean_slug(self) -> str:
        """Asked once, of a new profile."""
        slug: str = self.cleaned_data["slug"]
        if not slug:
            name = self.cleaned_data.get("name", "")
            return free_slug(name, fallback="author", among=Author)
        if Author.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Another author has this address.")
        return slug

    def clean_new_portrait(self) -> ContentFile[bytes] | None:
        upload = self.cleaned_data["new_portrait"]
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return ContentFile(intake(upload, longest=PORTRAIT).webp)
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        shows_one = said.get("new_portrait") or (
            self.instance.portrait and not said.get("drop_portrait")
        )
        for name, words in portrait_lacks(said).items() if shows_one else ():
            if name not in self.errors:
                self.add_error(name, words)
        return said


class Contributors(ByRole):
    """Everybody whose name has stood, or may stand, over a column. In the desk through
    ``editorial.admin``, where each reading of their interests goes on record."""

    list_name = "Contributors"
    row_name = "contributor"
    changed_by = EDITS
    form = ProfileForm
    inlines = [AffiliationInline, InterestInline]
    list_display = ["name", "name_own_script", "role", "place"]
    search_fields = ["name", "name_own_script"]
    list_filter = ["pronoun"]
    raw_id_fields = ["user"]  # select2 has no name for a screen reader
    fieldsets = [
        ("Names", {"fields": ["name", "name_own_script", "own_script_lang", "slug"]}),
        (
            "In the closing line",
            {
                "fields": ["role", "place", "pronoun"],
                "description": "An affiliation that holds today comes before these.",
            },
        ),
        ("For readers", {"fields": ["bio_line", "bio"]}),
        (
            "Portrait",
            {
                "fields": [
                    *("new_portrait", "drop_portrait"),
                    *("portrait_origin", "portrait_credit"),
                ]
            },
        ),
        ("Account", {"fields": ["user"]}),
    ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Author | None = None
    ) -> list[str]:
        """Who signs for a name is the publisher’s to say: a signature hangs on it. An
        address, once given, is nobody’s to change."""
        is_publisher = self._may(request, frozenset({Role.PUBLISHER}))
        return (["slug"] if obj else []) + ([] if is_publisher else ["user"])

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A portrait whose profile could not be kept is not kept either."""
        written: list[FieldFile] = []
        request.written = written  # type: ignore[attr-defined]  # for save_model
        request.before = {}  # type: ignore[attr-defined]  # for save_related
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except BaseException:
            for portrait in written:
                portrait.delete(save=False)
            raise

    def save_model(self, request: Any, obj: Author, form: Any, change: bool) -> None:
        Author.objects.select_for_update().filter(pk=obj.pk).first()
        request.before = changes.as_it_stands(obj)
        portrait = form.cleaned_data.get("new_portrait")
        before = request.before.get("portrait", "")
        if portrait:
            obj.portrait.save("portrait.webp", portrait, save=False)
            request.written.append(obj.portrait)
        elif form.cleaned_data.get("drop_portrait"):
            obj.portrait = ""
        super().save_model(request, obj, form, change)
        if before and obj.portrait.name != before:
            let_go_of_portrait(before)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        """Who entered an interest stands beside it."""
        for row in formset.save(commit=False):
            if isinstance(row, Interest) and row.pk is None:
                row.by = request.user
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()

    def save_related(
        self, request: Any, form: Any, formsets: Any, change: bool
    ) -> None:
        """With where they work or sit, the profile is whole: what readers know already
        does not change unseen."""
        super().save_related(request, form, formsets, change)
        if Article.objects.published().by(form.instance).exists():
            changes.note(form.instance, request.before, by=request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        return super().get_queryset(request).select_related("user")


@admin.register(Article)
class Columns(OnRecord):
    """Every column readers have, or will have at its hour."""

    list_name = "Columns"
    list_display = ["headline", "section", "publish_at", "is_out"]
    list_filter = ["section", "publish_at"]
    date_hierarchy = "publish_at"
    search_fields = ["edition__headline", "slug"]
    fields = ["headline", "section", "publish_at", "is_out", "slug", "edition"]
    list_select_related = ["section", "edition"]

    @admin.display(description="headline", ordering="edition__headline")
    def headline(self, article: Article) -> str:
        return str(article)

    @admin.display(description="readers have it")
    def is_out(self, article: Article) -> str:
        return "Yes" if article.is_published() else "Not yet"


class BylineInline(_Inline):
    """The names printed over an edition, as they stood that day."""

    model = Byline
    extra = 0
    can_delete = False
    fields = ["position", "name", "pronoun", "bio_line"]
    readonly_fields = ["position", "name", "pronoun", "bio_line"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition)
class Editions(OnRecord):
    """Every text readers have been given, whole and frozen."""

    list_name = "Editions"
    inlines = [BylineInline]
    list_display = ["headline", "number", "cleared_at", "responsible_editor", "words"]
    search_fields = ["headline", "body"]
    date_hierarchy = "cleared_at"
    fields = [
        "label",
        "headline",
        "standfirst",
        "social_title",
        "search_title",
        "body",
        "disclosure",
        "closing_line",
        "picture",
        "picture_label",
        "picture_credit",
        "picture_caption",
        "picture_alt",
        "responsible_editor",
        "cleared_at",
        "fingerprint",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).defer("body_html")


@admin.register(Picture)
class Pictures(OnRecord):
    """Every picture in our keeping, with its card. A card is mended on the page of
    the column it stands in, where the change is recorded and the proof lapses."""

    list_name = "Pictures"
    list_display = ["shown", "source_type", "credit", "uploaded_by", "uploaded_at"]
    list_filter = ["source_type"]
    search_fields = ["caption", "alt", "credit"]
    list_select_related = ["uploaded_by"]
    fields = [
        "source_type",
        "credit",
        "caption",
        "alt",
        "is_decorative",
        "ai_tool",
        "ai_prompter",
        "responsible",
        "licence",
        "licence_ends_on",
        "width",
        "height",
        "uploaded_by",
        "uploaded_at",
    ]

    @admin.display(description="picture", ordering="caption")
    def shown(self, picture: Picture) -> str:
        return str(picture)
