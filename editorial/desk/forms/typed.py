"""What was typed into any form of the desk, said again; what they have in common."""

from __future__ import annotations

from typing import Any

from django import forms

LONGEST_NOTE = 1_000
NOT_WHOLE = dict.fromkeys(
    ("required", "invalid"),
    "This page came incomplete. Copy your words and open the column again.",
)


def box(**attrs: Any) -> dict[str, Any]:
    return {"class": "input", **attrs}


def typed_in(form: forms.BaseForm) -> list[tuple[str, str]]:
    """What was typed into a form that cannot be kept, by the name of each field."""
    return [
        (str(field.label), said)
        for field in form.visible_fields()
        if (said := _said(field))
    ]


def _said(field: forms.BoundField) -> str:
    """As a person reads it: of a choice its name, of a tick that it is there."""
    typed = field.value()
    if typed in (None, False, ""):
        return ""
    if typed is True:
        return "Yes"
    offered: Any = getattr(field.field, "choices", ())
    named = {str(value): str(name) for value, name in offered}
    return named.get(str(typed), str(typed))
