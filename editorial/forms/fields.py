"""Fields that keep one line to one line, and the boxes they are typed in."""

from __future__ import annotations

from typing import Any

from django import forms

from articles.markup import clean_line, clean_text
from articles.models import Section

_LONG = "At most %(limit_value)d characters fit; these are %(show_value)d."


class PastedField(forms.CharField):
    """A text whose box cuts nothing off: too long a paste is told, not swallowed."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class LineField(PastedField):
    """One line of text. White space and invisible characters alone are no answer."""

    def __init__(self, *, label: str, needed: str = "", **how: Any) -> None:
        errors = {"required": needed, "max_length": _LONG}
        how.setdefault("widget", forms.TextInput(attrs={"class": "input"}))
        super().__init__(
            label=label, required=bool(needed), error_messages=errors, **how
        )

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class WordsField(PastedField):
    """A few sentences."""

    def __init__(
        self, *, label: str, needed: str = "", rows: int = 3, **how: Any
    ) -> None:
        box = forms.Textarea(attrs={"class": "input", "rows": rows})
        errors = {"required": needed, "max_length": _LONG}
        how.setdefault("max_length", 2_000)
        super().__init__(
            label=label,
            required=bool(needed),
            error_messages=errors,
            widget=box,
            **how,
        )

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class Choices(forms.ChoiceField):
    """One of a few, all of them in sight; none is chosen beforehand."""

    def __init__(self, *, label: str, needed: str, choices: Any, **how: Any) -> None:
        errors = {"required": needed, "invalid_choice": needed}
        super().__init__(
            label=label,
            choices=choices,
            error_messages=errors,
            widget=forms.RadioSelect,
            **how,
        )


class SectionBox(forms.Select):
    """A list of sections that tells the word counter how long each wants it."""

    def create_option(self, name: str, value: Any, *rest: Any, **how: Any) -> Any:
        option = super().create_option(name, value, *rest, **how)
        section = getattr(value, "instance", None)
        if isinstance(section, Section):
            option["attrs"]["data-least"] = section.words_least
            option["attrs"]["data-most"] = section.words_most
        return option
