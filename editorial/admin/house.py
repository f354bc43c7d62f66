"""What the desk sets for itself: letters to start from, days off, formats, its ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from authors.admin import ByRole
from authors.models import DECIDES, Role
from editorial import notices
from editorial.models import (
    Format,
    Holiday,
    House,
    LetterTemplate,
    Submission,
)
from editorial.notices import PLACES

if TYPE_CHECKING:
    _FormatForm = forms.ModelForm[Format]
    _HouseForm = forms.ModelForm[House]
    _TemplateForm = forms.ModelForm[LetterTemplate]
    _HolidayForm = forms.ModelForm[Holiday]
else:
    _FormatForm = _HolidayForm = _HouseForm = _TemplateForm = forms.ModelForm


class LetterTemplateForm(_TemplateForm):
    """A word in braces stands for something, or is refused."""

    class Meta:
        model = LetterTemplate
        fields = ["kind", "name", "reason", "subject", "body", "position"]
        help_texts = {
            "body": "May hold "
            + ", ".join(f"{{{word}}} ({said})" for word, said in PLACES.items())
            + ". The subject may, too."
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for field in ("subject", "body"):
            unknown = notices.unknown_places(said.get(field) or "")
            if unknown:
                self.add_error(field, notices.about_places(unknown))
        return said


@admin.register(LetterTemplate)
class LetterTemplates(ByRole):
    """The letters the desk starts from. Those sent are kept by themselves."""

    list_name = "Letter templates"
    row_name = "letter template"
    form = LetterTemplateForm
    changed_by = deleted_by = DECIDES
    list_display = ["name", "kind", "reason", "position"]
    list_filter = ["kind"]
    search_fields = ["name", "subject", "body"]
    ordering = ["kind", "position", "name"]
    fields = ["kind", "name", "reason", "subject", "body", "position"]


class HolidayForm(_HolidayForm):
    class Meta:
        model = Holiday
        fields = ["day", "name", "section"]
        labels = {"name": "What it is", "section": "Off for"}
        help_texts = {
            "day": "No answer falls due on this day, and it is not counted as a "
            "working day. A promise that has been given stays as it was given."
        }
        widgets = {"day": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        section: Any = self.fields.get("section")
        if section:  # not there for who may only look
            section.empty_label, section.help_text = "The whole paper", ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        day, section = said.get("day"), said.get("section")
        same = Holiday.objects.filter(section=section).exclude(pk=self.instance.pk)
        if day and same.filter(day=day).exists():
            self.add_error("day", "This day is off already.")
        return said


@admin.register(Holiday)
class Holidays(ByRole):
    """The days on which a desk does not answer."""

    list_name = "Days off"
    row_name = "day off"
    form = HolidayForm
    changed_by = deleted_by = DECIDES
    list_display = ["day", "name", "off_for"]
    list_display_links = ["day", "name"]
    list_filter = ["section"]
    list_select_related = ["section"]
    search_fields = ["name"]
    ordering = ["-day", "section"]
    fields = ["day", "name", "section"]

    @admin.display(description="off for", ordering="section")
    def off_for(self, row: Holiday) -> str:
        return str(row.section or "The whole paper")


class FormatForm(_FormatForm):
    class Meta:
        model = Format
        fields = [
            *("name", "slug", "about", "words_least", "words_most"),
            *("answers_a_column", "is_offered", "position"),
        ]
        labels = {
            "slug": "Its short name",
            "about": "What it is, in a sentence",
            "words_least": "Fewest words",
            "words_most": "Most words",
            "answers_a_column": "Answers a column of ours",
            "is_offered": "Offered",
            "position": "Place in the order",
        }
        help_texts = {
            "about": "Contributors read it when they choose.",
            "answers_a_column": "Its author says which.",
            "position": "The first that is offered is the usual one.",
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        least, most = said.get("words_least"), said.get("words_most")
        if least is not None and most is not None and most < least:
            self.add_error("words_most", "That is less than the fewest words.")
        return said


@admin.register(Format)
class Formats(ByRole):
    """The kinds of column the desk takes. One that a column has is kept."""

    list_name = "Formats"
    row_name = "format"
    form = FormatForm
    changed_by = deleted_by = DECIDES
    list_display = ["name", "length", "answers_a_column", "is_offered", "position"]
    ordering = ["position", "name"]
    fields = [
        *("name", "slug", "about", ("words_least", "words_most")),
        *("answers_a_column", "is_offered", "position"),
    ]
    prepopulated_fields = {"slug": ["name"]}

    @admin.display(description="words", ordering="words_most")
    def length(self, row: Format) -> str:
        return row.length

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj and Submission.objects.filter(format=obj).exists():
            return False
        return super().has_delete_permission(request, obj)


class HouseForm(_HouseForm):
    class Meta:
        model = House
        fields = [
            *("undo_minutes", "idle_hours", "blind_first_read"),
            *("author_spacing_days", "section_spacing_days", "digest_at"),
        ]
        labels = {
            "undo_minutes": "Minutes to undo",
            "idle_hours": "Hours a claim lasts",
            "author_spacing_days": "Days between columns of one author",
            "section_spacing_days": "Days between columns of one section",
            "digest_at": "Hour of the daily digest",
        }
        widgets = {"digest_at": forms.TimeInput({"type": "time"}, format="%H:%M")}

    def clean_undo_minutes(self) -> int:
        minutes: int = self.cleaned_data["undo_minutes"]
        if minutes > MOST_UNDO:
            raise forms.ValidationError(
                "That is more than a day. Authors wait for every letter so long."
            )
        return minutes


MOST_UNDO = 24 * 60


@admin.register(House)
class HowTheDeskWorks(ByRole):
    """One row: until there is one, the defaults hold."""

    list_name = "How the desk works"
    row_name = list_name.lower()
    form = HouseForm
    seen_by = changed_by = frozenset({Role.PUBLISHER})
    list_display = ["__str__", "undo_minutes", "idle_hours", "blind_first_read"]
    fields = [
        *("undo_minutes", "idle_hours", "blind_first_read"),
        *("author_spacing_days", "section_spacing_days", "digest_at"),
    ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One row needs no list: straight to it, or to the defaults to begin with."""
        if not self.has_change_permission(request):
            return super().changelist_view(request, extra_context)
        row = House.objects.first()
        if row is None:
            return redirect("admin:editorial_house_add")
        return redirect("admin:editorial_house_change", row.pk)

    def render_change_form(
        self, request: Any, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"heading": self.list_name, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request) and not House.objects.exists()

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)
