"""The short forms: a message, a withdrawal, a signature, an objection."""

from __future__ import annotations

from typing import Any

from django import forms

from editorial import fixes
from editorial.forms.fields import Choices, FilesField, WordsField
from editorial.models import Verdict
from editorial.talk import MOST_CHARACTERS, MOST_FILES

NO_VERDICT = "Accept the change, comment on it or object to it."
FILES_TAKEN = (
    f"Word, PDF, text or photographs, up to {MOST_FILES}, 12 MB each. Only the desk "
    "sees them."
)
CHOOSE_AGAIN = "Nothing has been sent. Choose the files again, without this."
ABOUT = {
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
    enclosed = FilesField(label="Files", help_text=FILES_TAKEN)


class WithdrawForm(forms.Form):
    reason = WordsField(
        label="Why, in a sentence",
        needed="Say why in a sentence. “It runs elsewhere” is enough.",
        max_length=1_000,
    )

    def __init__(self, *args: Any, needs_reason: bool = True, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["reason"].required = needs_reason


class DeleteForm(forms.Form):
    is_sure = forms.BooleanField(
        label="Delete the words of this column for good. I have what I want to keep.",
        error_messages={"required": "Tick that you are sure, then press the button."},
    )


class SignForm(forms.Form):
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField(
        label="I have read the column, its headline and its picture, and agree that "
        "they run as shown.",
        error_messages={"required": "Tick that you have read it, then sign."},
    )
    allows_fixes = forms.BooleanField(required=False, label=fixes.PROMISE)
    opened = forms.IntegerField(
        required=False, min_value=0, max_value=10**6, widget=forms.HiddenInput
    )


class RemarkForm(forms.Form):
    """A word on one change, or on a title as shown."""

    change = forms.RegexField(r"^[0-9a-f]{64}$", required=False)
    verdict = forms.ChoiceField(
        choices=[(each.value, each.label) for each in Verdict],
        error_messages={"required": NO_VERDICT, "invalid_choice": NO_VERDICT},
    )
    text = WordsField(label="Your words", max_length=MOST_CHARACTERS)
    field = forms.CharField(required=False, max_length=24)
    title = forms.CharField(required=False, max_length=1_000, strip=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("verdict") == Verdict.COMMENT and not said.get("text"):
            self.add_error("text", "Write your comment first, then send it.")
        return said


class ErrorForm(forms.Form):
    """“I found an error”, in a column that readers have."""

    quote = WordsField(
        label="The words that are wrong",
        rows=2,
        max_length=2_000,
        help_text="Copy them from the column, if it is about certain words.",
    )
    what = WordsField(
        label="What is wrong, and what is right",
        needed="Say what is wrong, so that the desk can look into it.",
        max_length=5_000,
        rows=4,
    )
    where = WordsField(
        label="How you know",
        rows=2,
        max_length=2_000,
        help_text="An address, a document, a person who can say so.",
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
