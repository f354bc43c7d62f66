"""What is typed at the desk about interests and headlines."""

from __future__ import annotations

from typing import Any

from django import forms

from editorial import headlines, waivers
from editorial.desk.forms import LONGEST_NOTE, NOT_WHOLE
from editorial.forms.fields import LineField, WordsField


class InterestForm(forms.Form):
    """A declared name, as it shall stand in the register."""

    author = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    name = LineField(
        label="Name", needed="Give the name as a text would.", max_length=160
    )
    relation = LineField(
        label="What it is to the author",
        needed="Say what it is to the author, for example: guest of.",
        max_length=160,
    )


class TellForm(forms.Form):
    """One sentence of disclosure, onto revision ``base``."""

    base = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    sentence = WordsField(
        label="What readers are told",
        needed="The sentence is empty.",
        max_length=600,
        rows=2,
    )


class WaiverForm(forms.Form):
    """Why readers need not be told of an interest, by somebody who has ``seen`` the
    sentences that name it: their digests, with spaces between."""

    interest = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = WordsField(
        label="Why readers need not be told, on record under your name",
        needed="Say why, in a sentence.",
        max_length=LONGEST_NOTE,
        rows=2,
    )

    def clean_reason(self) -> str:
        said: str = self.cleaned_data["reason"]
        if len(said.strip()) < waivers.SHORTEST_REASON:
            raise forms.ValidationError(
                f"Say why, in at least {waivers.SHORTEST_REASON} characters."
            )
        return said

    def clean_seen(self) -> list[str]:
        return str(self.cleaned_data["seen"]).split()


class ChecksForm(forms.Form):
    """What a person answers for the titles of revision ``base``."""

    base = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    note = WordsField(
        label="A word on it, for the record", max_length=LONGEST_NOTE, rows=2
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for key, said in headlines.QUESTIONS.items():
            self.fields[key] = forms.ChoiceField(
                label=said,
                choices=[(headlines.YES, "Yes"), (headlines.NO, "No")],
                widget=forms.RadioSelect,
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), "Answer yes or no."
                ),
            )

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[key] for key in headlines.QUESTIONS]

    def answers(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in headlines.QUESTIONS}
