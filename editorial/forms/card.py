"""A picture from its author: the file, and the card that says what it is."""

from __future__ import annotations

from typing import Any

from django import forms

from articles.markup import clean_line
from articles.models import Picture, SourceType
from articles.pictures import card_problems

NO_FILE = "Choose a picture first."


class UploadForm(forms.Form):
    """One file, whatever it calls itself: it is looked into, never believed."""

    image = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG, WebP or AVIF, up to 12 MB.",
        error_messages={
            "required": NO_FILE,
            "invalid": NO_FILE,
            "missing": NO_FILE,
            "empty": "This file is empty.",
        },
        widget=forms.FileInput(
            attrs={"class": "input", "accept": ".jpg,.jpeg,.png,.webp,.avif"}
        ),
    )


class CardForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript
    """What the picture is, who made it, who answers for it. All of it, or it is not
    kept: a picture nobody can account for stands over no column."""

    class Meta:
        model = Picture
        fields = (
            *("source_type", "credit", "caption", "alt", "is_decorative"),
            *("ai_tool", "ai_prompter", "responsible"),
        )
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 2}),
            "alt": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["source_type"] = forms.ChoiceField(
            label="What it is",
            choices=[("", "Choose"), *SourceType.choices],
            required=False,
            error_messages={"invalid_choice": "Choose what the picture is."},
        )
        for name, field in self.fields.items():
            field.widget.attrs.pop("maxlength", None)  # a paste is told, never cut
            if name != "is_decorative":
                field.widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        return {
            name: clean_line(value) if isinstance(value, str) else value
            for name, value in said.items()
        }

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # what ModelForm itself extends
        for problem in () if self.errors else card_problems(self.instance):
            self.add_error(None, problem)
