"""Letters and messages, and what a move asks for with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from articles import markup
from articles.models import Section
from editorial.desk.forms.hours import DAY_HINT, NO_DAY, _closing
from editorial.desk.forms.typed import LONGEST_NOTE, box
from editorial.forms.fields import FilesField, LineField, WordsField
from editorial.models import LetterTemplate
from editorial.talk import MOST_CHARACTERS, MOST_FILES

MOST_CONDITIONS = 20
LONGEST_CONDITION = 500
SUBJECT_LENGTH = 200
NO_CONDITION = "Say what should change, one thing a line."


class WordingForm(forms.Form):
    """A letter that waits, to be changed before it leaves."""

    subject = LineField(
        label="Subject",
        needed="The letter has no subject.",
        max_length=SUBJECT_LENGTH,
    )
    body = WordsField(
        label="Letter",
        needed="The letter is empty.",
        max_length=MOST_CHARACTERS,
        rows=14,
    )


class LetterForm(WordingForm):
    """A move, with the letter that tells of it exactly as it will be sent."""

    field_order = ["conditions", "revise_by", "subject", "body", "note"]
    conditions = WordsField(
        label="What you ask for, one thing a line",
        needed=NO_CONDITION,
        max_length=MOST_CHARACTERS,
        rows=5,
        help_text="The author answers each of them on their page.",
    )
    revise_by = forms.DateField(
        label="The day you hope to have it",
        required=False,
        error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(box(type="date"), format="%Y-%m-%d"),
        help_text=DAY_HINT,
    )
    note = WordsField(
        label="Why, for the record",
        max_length=LONGEST_NOTE,
        rows=2,
        help_text="Stays at the desk.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        asks_conditions: bool = False,
        section: Section | None,
        gives_a_day: bool = False,
        needs_reason: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.section = section
        if not asks_conditions:
            del self.fields["conditions"]
        if not gives_a_day:
            del self.fields["revise_by"]
        if needs_reason:
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = (
                "Say why, for the record. It stays at the desk."
            )

    def clean_revise_by(self) -> dt.datetime | None:
        return _closing(self.cleaned_data["revise_by"], self.section)

    def clean_conditions(self) -> tuple[str, ...]:
        lines = self.cleaned_data["conditions"].splitlines()
        asked = tuple(line for raw in lines if (line := markup.clean_line(raw)))
        if not asked:
            raise forms.ValidationError(NO_CONDITION)
        if len(asked) > MOST_CONDITIONS:
            raise forms.ValidationError(
                f"These are {len(asked)} things. Ask for {MOST_CONDITIONS} at most."
            )
        if max(map(len, asked)) > LONGEST_CONDITION:
            raise forms.ValidationError(
                f"One line has more than {LONGEST_CONDITION} characters. Shorten it."
            )
        return asked


class TemplateForm(forms.Form):
    """Which of the desk's letters to start from."""

    template = forms.ModelChoiceField(
        LetterTemplate.objects.none(),
        required=False,
        empty_label="The house letter",
        widget=forms.Select(attrs={"class": "input"}),
    )


class MessageForm(forms.Form):
    """A few words to the author, or to the desk."""

    text = WordsField(
        label="Words",
        needed="There is nothing here yet.",
        max_length=MOST_CHARACTERS,
    )


class ToAuthorForm(MessageForm):
    """The same with files: they go to the author, and never with a note."""

    enclosed = FilesField(
        label="Files for the author",
        help_text=f"Word, PDF, text or photographs, up to {MOST_FILES}, 12 MB each. "
        "The letter names them, and they are fetched from the page.",
    )
