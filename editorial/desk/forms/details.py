"""Where a column stands, who wrote it, and what its picture is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from articles import markup
from articles.models import WHY_LENGTH, Picture, Section, SourceType
from articles.pictures.card import names_nobody
from authors.models import Author, Pronoun
from editorial.desk.forms.hours import in_newsroom, wall_clock
from editorial.forms.fields import LineField, WordsField
from editorial.models import Format

FURTHEST_PEG = dt.timedelta(days=731)
FIRST_PEG_YEAR = 2000
PEG_TOO_FAR = (
    "That is more than two years ahead. Leave it empty if the column can wait."
)
PEG_TOO_OLD = f"That is before {FIRST_PEG_YEAR}. Look at the year again."


class NewAuthorForm(forms.Form):
    """A person to be named in the byline who has no profile yet."""

    name = LineField(
        label="Name",
        needed="Write the name as it will be printed.",
        max_length=120,
        help_text="In Latin letters, as printed.",
    )
    role = LineField(
        label="Role",
        needed="Say what they are: the closing line does.",
        max_length=120,
        help_text="What they are.",
    )
    place = LineField(
        label="Place",
        needed="Say where they are based: the closing line does.",
        max_length=80,
        help_text="Where they are based.",
    )
    pronoun = forms.ChoiceField(
        choices=Pronoun,
        initial=Pronoun.THE_AUTHORS,
        widget=forms.Select(attrs={"class": "input"}),
        help_text="In “The views and opinions expressed are … own.”",
    )

    def author(self) -> Author:
        """A profile with this name, not yet saved."""
        return Author(**self.cleaned_data)


class DetailsForm(forms.Form):
    """Where it will stand, what it hangs on, and what readers are told of that."""

    section = forms.ModelChoiceField(
        Section.objects.all(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "input"}),
    )
    format = forms.ModelChoiceField(
        Format.objects.all(),
        required=False,
        empty_label="None",
        widget=forms.Select(attrs={"class": "input"}),
        help_text="It says how long the column is wanted.",
    )
    peg = LineField(
        label="News peg",
        max_length=120,
        help_text="The event it hangs on. Empty: none.",
    )
    peg_until = forms.CharField(
        label="The peg passes",
        required=False,
        max_length=40,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}),
    )

    why_we_ran = WordsField(
        label="Why we ran it",
        max_length=WHY_LENGTH,
        rows=2,
        help_text="Readers get these very words, in the box about the column: what it "
        "adds, and why now. They are the desk’s own, so they reopen no signature. "
        "Empty: readers are told nothing.",
    )

    def clean_why_we_ran(self) -> str:
        """One paragraph, as it is printed."""
        return markup.clean_line(self.cleaned_data["why_we_ran"])

    def clean_peg_until(self) -> dt.datetime | None:
        text = self.cleaned_data["peg_until"]
        if not text:
            return None
        typed = wall_clock(text)
        if typed is None:
            raise forms.ValidationError("Give the date and the hour.")
        if typed.year < FIRST_PEG_YEAR:
            raise forms.ValidationError(PEG_TOO_OLD)
        if typed > timezone.localtime().replace(tzinfo=None) + FURTHEST_PEG:
            raise forms.ValidationError(PEG_TOO_FAR)
        return in_newsroom(typed)


class CardForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript
    """What a picture is, who made it, who answers for it."""

    class Meta:
        model = Picture
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
        ]
        widgets = {
            "caption": forms.Textarea({"rows": 2}),
            "alt": forms.Textarea({"rows": 3}),
            "licence_ends_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("maxlength", None)  # a paste is told, never cut
            if name != "is_decorative":
                field.widget.attrs["class"] = "input"
        kinds: Any = self.fields["source_type"]
        kinds.choices = [("", "Choose"), *SourceType.choices]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        return {
            name: markup.clean_line(value) if isinstance(value, str) else value
            for name, value in said.items()
        }

    def clean_credit(self) -> str:
        """ "AI" alone, or a tool's name, credits nobody."""
        credit: str = self.cleaned_data["credit"]
        if credit and names_nobody(credit, self.data.get("ai_tool", "")):
            raise forms.ValidationError(
                f"“{credit}” is not a credit. Write who made it and with what, for "
                "example: Illustration: generated with Atelier 3, prompt by Dara "
                f"Lim, for {settings.PAPER_NAME}."
            )
        return credit
