"""What somebody may say of themselves, each answer of their own will."""

from __future__ import annotations

from typing import Any

from django import forms

from authors.models import Age, Gender, Sector
from editorial.forms.fields import LineField

RATHER_NOT = "Rather not say"
UNKNOWN = "Choose one of these, or rather not say."


def _choice(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", RATHER_NOT), *choices.choices],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": UNKNOWN},
    )


class DescribeForm(forms.Form):
    gender = _choice("Gender", Gender)
    age = _choice("Age", Age)
    sector = _choice("What you mostly do", Sector)
    region = LineField(
        label="Where you live",
        max_length=80,
        help_text="A province or a country, for example: Battambang. Empty: rather not "
        "say.",
    )
