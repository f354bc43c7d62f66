"""What the desk says of a piece: comments, answers, reasons on record."""

from __future__ import annotations

from django import forms

from articles import markup
from authors.models import Author, User
from editorial import margin
from editorial.desk.forms.typed import LONGEST_NOTE
from editorial.forms.fields import PastedField, WordsField
from editorial.signing import SHORTEST_REASON
from editorial.talk import MOST_CHARACTERS


class AnswerCommentForm(forms.Form):
    """What is said in answer to a comment."""

    text = WordsField(
        label="Answer",
        needed="There is nothing here yet.",
        max_length=margin.MOST_CHARACTERS,
        rows=2,
    )


class CommentForm(forms.Form):
    """What is said on some words of one paragraph, or on all of it."""

    paragraph = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    at = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    quote = PastedField(
        label="On which words",
        required=False,
        strip=False,
        max_length=markup.MAX_CHARS,
        widget=forms.TextInput(
            attrs={"class": "input", "placeholder": "All of this paragraph"}
        ),
    )
    text = WordsField(
        label="Comment",
        needed="There is nothing here yet.",
        max_length=margin.MOST_CHARACTERS,
        rows=3,
    )


class AnswerForm(forms.Form):
    """What was done about an objection, or why not."""

    answer = WordsField(
        label="What we did, or why not",
        needed="Say what was done about it, or why not.",
        max_length=MOST_CHARACTERS,
    )


class OverrideForm(forms.Form):
    """Past whose signature, and why: the author reads the reason."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    author = forms.ModelChoiceField(
        Author.objects.none(),
        label="Whose signature is missing",
        empty_label="Choose an author",
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": "Choose whose signature is missing.",
            "invalid_choice": "This author has signed, or need not sign.",
        },
    )
    reason = WordsField(
        label="Why it runs without it",
        needed="Say why, in a sentence or two. The author reads it.",
        help_text="Goes to the author at once, under your name, and stays on record.",
        min_length=SHORTEST_REASON,
    )


class HandOverForm(forms.Form):
    """Which colleague has it from now on."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Hand over to",
        empty_label="Choose a colleague",
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": "Choose who has it from now on.",
            "invalid_choice": "This person cannot decide on this column.",
        },
    )
    note = WordsField(label="What they should know", max_length=LONGEST_NOTE, rows=2)


class HoldForm(forms.Form):
    """Why a piece must be kept, for the record."""

    reason = WordsField(
        label="Why it must be kept",
        needed="Say why in a sentence, for the record.",
        max_length=LONGEST_NOTE,
        rows=2,
        help_text="Only the desk reads this.",
    )
