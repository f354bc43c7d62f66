"""The short forms: a message, a withdrawal, a signature, an objection."""

from __future__ import annotations

from typing import Any

from django import forms

from editorial.forms.fields import Choices, WordsField
from editorial.talk import MOST_CHARACTERS

ABOUT = {
    "headline": "The headline misstates me",
    "text": "Something in the text is wrong",
    "picture": "The picture or its words are wrong",
    "else": "Something else",
}


class MessageForm(forms.Form):
    text = WordsField(
        label="Write to the desk",
        needed="There is nothing to send yet.",
        max_length=MOST_CHARACTERS,
        rows=4,
    )


class WithdrawForm(forms.Form):
    reason = WordsField(
        label="Why, in a sentence",
        needed="Say why in a sentence. “It runs elsewhere” is enough.",
        max_length=1_000,
    )

    def __init__(self, *args: Any, needs_reason: bool = True, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["reason"].required = needs_reason


class SignForm(forms.Form):
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField(
        label="I have read the column, its headline and its picture, and agree that "
        "they run as shown.",
        error_messages={"required": "Tick that you have read it, then sign."},
    )


class ObjectionForm(forms.Form):
    about = Choices(
        label="What is wrong?",
        needed="Say what it is about.",
        choices=list(ABOUT.items()),
    )
    text = WordsField(
        label="Say what, and what should stand there",
        needed="Say what is wrong, so that the desk can mend it.",
        max_length=MOST_CHARACTERS - 100,
        rows=4,
    )

    def message(self) -> str:
        """As the desk reads it in the thread."""
        about = ABOUT[self.cleaned_data["about"]]
        return f"{about}.\n\n{self.cleaned_data['text']}"
