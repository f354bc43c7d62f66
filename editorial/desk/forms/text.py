"""The words of a column, typed at the desk: its text, and all that stands over it."""

from __future__ import annotations

from typing import Any

from django import forms

from articles import markup
from articles.models import HEADLINE_LENGTH, STANDFIRST_LENGTH
from editorial import headlines
from editorial.desk.forms.typed import NOT_WHOLE, box
from editorial.editor import ColumnEditor
from editorial.forms.fields import LineField, PastedField, WordsField

SOCIAL_ROOM, SEARCH_ROOM = 70, 60  # characters shown; more is cut off there, not here
NO_TEXT = "The text is empty. Nothing was saved."
TYPED_LABEL = (
    "“{label}” was typed before it and is taken off: readers see the label by itself. "
    "Save again if this is right."
)


class TextForm(forms.Form):
    """A desk edit of the text, made from revision ``base``."""

    base = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    body = PastedField(
        label="Text",
        max_length=markup.MAX_CHARS,
        strip=False,
        widget=ColumnEditor,
        error_messages={
            "required": NO_TEXT,
            "max_length": f"More than {markup.MAX_CHARS:,} characters. Shorten it.",
        },
    )
    reason = LineField(label="What you changed, for the record", max_length=200)
    is_slip = forms.BooleanField(
        required=False, label="Each letter I changed was only mistyped"
    )

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if not markup.word_count(body):
            raise forms.ValidationError(NO_TEXT)
        return body

    def words(self) -> dict[str, str]:
        return {"body": self.cleaned_data["body"]}


class ParagraphForm(forms.Form):
    """One paragraph of revision ``base``, in Markdown."""

    base = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    paragraph = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, error_messages=NOT_WHOLE
    )
    words = PastedField(
        label="Paragraph, in Markdown",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "input"}),
    )
    reason = LineField(label="What you changed, for the record", max_length=200)
    is_slip = forms.BooleanField(
        required=False, label="Each letter I changed was only mistyped"
    )


class HeadlineForm(forms.Form):
    """Everything that stands over the column, and what it is called elsewhere."""

    base = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    headline = LineField(
        label="Headline",
        needed="A column needs a headline.",
        max_length=HEADLINE_LENGTH,
        widget=forms.Textarea(box(rows=2, **{"data-count": HEADLINE_LENGTH})),
        help_text="No stronger than the text, and every fact in it is in the text.",
    )
    standfirst = LineField(
        label="Standfirst",
        max_length=STANDFIRST_LENGTH,
        widget=forms.Textarea(box(rows=3, **{"data-count": STANDFIRST_LENGTH})),
        help_text="The desk’s line under the headline.",
    )
    social_title = LineField(
        label="Title on social media",
        max_length=HEADLINE_LENGTH,
        widget=forms.TextInput(box(**{"data-count": SOCIAL_ROOM})),
        help_text="Empty: the headline. “Opinion” is set before it by itself.",
    )
    search_title = LineField(
        label="Title for search engines",
        max_length=HEADLINE_LENGTH,
        widget=forms.TextInput(box(**{"data-count": SEARCH_ROOM})),
        help_text=f"Empty: the headline. About {SEARCH_ROOM} characters are shown.",
    )
    disclosure = WordsField(
        label="Disclosure",
        help_text="What readers must know of the author’s interests. It stands above "
        "the picture and in the closing line; the disclaimer never replaces it.",
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """A label typed before a title is taken off, and the page says so: readers
        would see it twice."""
        unlabelled, self.labels = _without_labels(data) if data else (data, {})
        super().__init__(unlabelled, **kwargs)

    def clean(self) -> dict[str, Any]:
        for name, label in self.labels.items():
            self.add_error(name, TYPED_LABEL.format(label=label))
        return super().clean() or self.cleaned_data

    def words(self) -> dict[str, str]:
        names = set(self.fields) - {"base"}
        return {name: self.cleaned_data[name] for name in sorted(names)}


def _without_labels(data: Any) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed, its titles without a label; and each label that was there."""
    typed = {name: data.get(name, "") for name in data}
    labels = {
        name: label
        for name in headlines.TITLES
        if (label := headlines.label_in(typed.get(name, "")))
    }
    titles = {name: headlines.without_label(typed[name]) for name in labels}
    return typed | titles, labels
