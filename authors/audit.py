"""What a change in the admin changed: each field with its words before and after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

LONGEST = 400  # characters kept of one value
_SECRET = ("password", "key", "token")


def with_values(
    message: list[dict[str, Any]], form: Any, formsets: Iterable[Any]
) -> list[dict[str, Any]]:
    """Django's own message of a change, and beside each field's name what it said
    before and says now. The message keeps its shape, so that Django reads it too."""
    rows = iter(_changed_rows(formsets))
    for entry in message:
        said = entry.get("changed")
        if said is None:
            continue
        changed = next(rows, None) if "name" in said else form
        if changed is not None:
            said["values"] = _values(changed)
    return message


def lines(message: Any) -> list[tuple[str, str, str]]:
    """(field, before, after) of a kept message; of an older one without values none."""
    if not isinstance(message, list):
        return []
    return [
        (name, before, after)
        for entry in message
        if isinstance(entry, dict)
        for name, (before, after) in entry.get("changed", {}).get("values", {}).items()
    ]


def _changed_rows(formsets: Iterable[Any]) -> list[Any]:
    """The forms of the rows beneath that were changed, in Django's own order."""
    found = []
    for formset in formsets:
        by_row = {form.instance: form for form in formset.initial_forms}
        found += [by_row[row] for row, _ in formset.changed_objects if row in by_row]
    return found


def _values(form: Any) -> dict[str, list[str]]:
    """A form keeps a chosen row as its number before and as itself after."""
    return {
        name: [
            _in_words(name, form.initial.get(name)),
            _in_words(name, form.cleaned_data.get(name)),
        ]
        for name in form.changed_data
    }


def _in_words(name: str, value: Any) -> str:
    if any(word in name for word in _SECRET):
        return "(not kept)"
    if isinstance(value, Model):
        return _of_row(value)
    if isinstance(value, QuerySet | list | tuple | set):
        return ", ".join(_in_words(name, each) for each in value)[:LONGEST]
    return "" if value is None else str(value)[:LONGEST]


def _of_row(row: Model) -> str:
    return f"{row} ({row.pk})"[:LONGEST]
