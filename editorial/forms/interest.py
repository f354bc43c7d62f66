"""What an author is bound to, as they type it on their own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from authors.models import Interest
from editorial.forms.fields import LineField

NO_DAY = "Write the day like this: 2026-11-27."


def _day(label: str, **how: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(
            attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"
        ),
        **how,
    )


class InterestForm(forms.Form):
    """A new entry of one's own."""

    name = LineField(
        label="What or whom",
        needed="Name the company, body or person.",
        max_length=160,
        help_text="As it would stand in a text, for example: Pacific Basin Centre.",
    )
    relation = LineField(
        label="What it is to you",
        needed="Say what it is to you, for example: guest of.",
        max_length=160,
        help_text="For example: guest of; member of its board, unpaid; shareholder of.",
    )
    since = _day("Since")
    until = _day("Until", help_text="Empty while it lasts.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", "It ends before it begins.")
        return said


class EndForm(forms.Form):
    """The last day of one entry."""

    until = _day("Its last day", help_text="Empty: today.")

    def __init__(self, data: Any = None, *, interest: Interest, **how: Any) -> None:
        super().__init__(data, **how)
        self.interest = interest

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"] or timezone.localdate()
        if self.interest.since and until < self.interest.since:
            raise forms.ValidationError("It ends before it begins.")
        return until
