"""The desk's own rules of style, in the admin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from articles.markup import clean_line
from authors.admin import ByRole
from authors.models import EDITS
from editorial.models import RuleKind, StyleRule
from editorial.style.checks import NAMES
from editorial.style.table import MOST_STARS

if TYPE_CHECKING:
    _StyleRuleForm = forms.ModelForm[StyleRule]
else:
    _StyleRuleForm = forms.ModelForm

LONG = "long"  # the one check with a limit
_PATTERN = re.compile(r"^[\w *#’'.,-]+$")


class StyleRuleForm(_StyleRuleForm):
    class Meta:
        model = StyleRule
        fields = ["kind", "find", "also", "write", "why", "is_on"]
        labels = {
            "kind": "What it is",
            "find": "The words",
            "also": "Other spellings, one a line",
            "write": "Write instead",
            "why": "Why",
            "is_on": "In force",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_check and "write" in self.fields:
            self.fields["write"].label = "Too long from how many words"
        elif "kind" in self.fields:
            own = [each for each in RuleKind.choices if each[0] != RuleKind.CHECK]
            self.fields["kind"] = forms.ChoiceField(label="What it is", choices=own)

    @property
    def is_check(self) -> bool:
        return bool(self.instance.pk) and self.instance.kind == RuleKind.CHECK

    def clean_find(self) -> str:
        said = clean_line(self.cleaned_data["find"])
        if not any(letter.isalnum() for letter in said):
            raise forms.ValidationError("There is no word in it.")
        return said

    def clean_write(self) -> str:
        said = clean_line(self.cleaned_data["write"])
        if self.is_check and not (said.isdecimal() and 10 <= int(said[:4]) <= 200):
            raise forms.ValidationError("A number from 10 to 200.")
        return said

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == RuleKind.PATTERN:
            spelt = said.get("find") or ""
            if spelt and not _PATTERN.match(spelt):
                self.add_error(
                    "find",
                    "A pattern holds letters, spaces, * for any letters of a word and "
                    "# for a digit.",
                )
            if spelt.count("*") > MOST_STARS:
                self.add_error("find", "At most two * in one pattern.")
        return said


class StyleRules(ByRole):
    """What the desk prints otherwise than its contributors write it."""

    list_name = "House style"
    row_name = "rule of house style"
    form = StyleRuleForm
    changed_by = deleted_by = EDITS
    list_display = ["words", "kind", "write", "why", "in_force"]
    list_filter = ["kind", "is_on"]
    search_fields = ["find", "also", "write"]
    ordering = ["kind", "find"]
    list_per_page = 100

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of a check only what can be changed: its limit, and whether it is made."""
        if isinstance(obj, StyleRule) and obj.kind == RuleKind.CHECK:
            return ["write", "is_on"] if obj.find == LONG else ["is_on"]
        return list(StyleRuleForm.Meta.fields)

    @admin.display(description="words", ordering="find")
    def words(self, row: StyleRule) -> str:
        return NAMES.get(row.find, row.find) if row.kind == "check" else row.find

    @admin.display(description="in force", ordering="is_on")
    def in_force(self, row: StyleRule) -> str:
        return "Yes" if row.is_on else "No"

    def save_model(
        self, request: HttpRequest, obj: StyleRule, form: Any, change: bool
    ) -> None:
        if not change:
            obj.made_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A check is switched off, not taken out."""
        if isinstance(obj, StyleRule) and obj.kind == RuleKind.CHECK:
            return False
        return super().has_delete_permission(request, obj)
