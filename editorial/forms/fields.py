"""Fields that keep one line to one line, and the boxes they are typed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms

from articles.markup import clean_line, clean_text
from articles.models import Article, Section
from editorial.models import Format

PITCH_WORDS = 300  # at most: the argument in a few sentences
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


class _FilesBox(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        many = getattr(files, "getlist", None)
        return many(name) if many else list(files.get(name) or ())


class FilesField(forms.Field):
    """Several files, or none. What is in them is asked where they are kept."""

    def __init__(self, *, label: str, **how: Any) -> None:
        box = _FilesBox(attrs={"class": "input"})
        super().__init__(label=label, required=False, widget=box, **how)

    def to_python(self, value: Any) -> list[Any]:
        return [file for file in value or () if getattr(file, "name", "")]


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
    """A list of sections that tells the page which of them want a pitch first, and
    the word counter how long a pitch may be."""

    def create_option(self, name: str, value: Any, *rest: Any, **how: Any) -> Any:
        option = super().create_option(name, value, *rest, **how)
        section = getattr(value, "instance", None)
        if isinstance(section, Section) and section.takes_pitches:
            option["attrs"] |= {"data-pitch": "yes", "data-least": 0}
            option["attrs"]["data-most"] = PITCH_WORDS
        return option


class FormatBox(forms.Select):
    """A list of formats that tells the word counter how long each wants it, and the
    page which of them answer a column of ours."""

    formats: Mapping[str, Format] = {}

    def create_option(self, name: str, value: Any, *rest: Any, **how: Any) -> Any:
        option = super().create_option(name, value, *rest, **how)
        if wanted := self.formats.get(str(value)):
            option["attrs"]["data-least"] = wanted.words_least
            option["attrs"]["data-most"] = wanted.words_most
            if wanted.answers_a_column:
                option["attrs"]["data-answers"] = "yes"
        return option


class FormatField(forms.ChoiceField):
    """One of the formats on offer, the first unless another is chosen. ``offer``
    says which: they are read once for the whole form."""

    widget = FormatBox
    formats: Mapping[str, Format] = {}

    def __init__(self, **how: Any) -> None:
        super().__init__(
            required=False,
            error_messages={"invalid_choice": "Choose one of our formats."},
            **how,
        )

    def offer(self, formats: Iterable[Format]) -> None:
        self.formats = {str(each.pk): each for each in formats}
        self.choices = [
            (key, f"{each.name}, {each.length} words")
            for key, each in self.formats.items()
        ]
        assert isinstance(self.widget, FormatBox)  # noqa: S101 -- for the type checker
        self.widget.formats = self.formats

    def chosen(self, value: object) -> Format | None:
        """None while the desk offers no format at all."""
        usual = next(iter(self.formats.values()), None)
        return self.formats.get(str(value or ""), usual)

    def clean(self, value: Any) -> Format | None:
        return self.chosen(super().clean(value))


class AnsweredField(LineField):
    """A published column of ours, by its address."""

    def clean(self, value: Any) -> Article | None:
        typed: str = super().clean(value)
        if not typed:
            return None
        found = _column_at(typed)
        if found is None:
            raise forms.ValidationError(
                "We find no published column at this address. Copy it from the page "
                "of the column you answer."
            )
        return found


def _column_at(address: str) -> Article | None:
    """As pasted: the whole address, or only what stands after our name."""
    try:
        path = urlsplit(address).path.rstrip("/")
    except ValueError:
        return None
    slug = path.rpartition("/")[2]
    for each in Article.objects.published().filter(slug=slug):
        if each.get_absolute_url().rstrip("/") == path:
            return each
    return None
