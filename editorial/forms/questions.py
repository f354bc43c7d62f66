"""What a contributor is asked beside the nine questions, field by field."""

from __future__ import annotations

from django import forms

from articles.markup import MAX_CHARS
from articles.models import HEADLINE_LENGTH, STANDFIRST_LENGTH, Section
from authors.models import Pronoun, without_link
from editorial.declarations import AGREEMENT, AI, AI_LADDER, NOTES
from editorial.forms.fields import (
    AnsweredField,
    Choices,
    FormatBox,
    FormatField,
    LineField,
    PastedField,
    SectionBox,
    WordsField,
)
from editorial.models import Exclusivity


class Questions(forms.Form):
    section = forms.ModelChoiceField(
        Section.objects.all(),
        label="Section",
        empty_label="Choose",
        widget=SectionBox(attrs={"class": "input"}),
        error_messages={
            "required": "Choose the section you write for.",
            "invalid_choice": "Choose one of our sections.",
        },
    )
    format = FormatField(
        label="What kind of column", widget=FormatBox(attrs={"class": "input"})
    )
    answers = AnsweredField(
        label="Which column of ours does it answer?",
        max_length=400,
        help_text="Its address, as your browser shows it on the page of that column.",
        widget=forms.TextInput(
            attrs={"class": "input", "list": "answerable", "inputmode": "url"}
        ),
    )
    headline = LineField(
        label="Working headline",
        needed="Give it a working headline.",
        max_length=HEADLINE_LENGTH,
        help_text="The desk writes the final headline. You will see it before readers "
        "do.",
        widget=forms.TextInput(attrs={"class": "input input-serif"}),
    )
    standfirst = LineField(
        label="What you argue, in one sentence",
        max_length=STANDFIRST_LENGTH,
        help_text="The desk may print it under the headline.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )
    body = PastedField(
        label="Text",
        max_length=MAX_CHARS,
        error_messages={
            "required": "There is no text yet.",
            "max_length": "The most we can read is %(limit_value)d characters; this "
            "is %(show_value)d long.",
        },
        widget=forms.Textarea(attrs={"class": "input input-text", "rows": 20}),
    )
    peg = LineField(
        label="The news it hangs on",
        max_length=120,
        help_text="An event, a vote, a report. Leave it empty if the column can wait.",
    )
    peg_on = forms.DateField(
        label="The last day it is news",
        required=False,
        error_messages={"invalid": "Write the day like this: 2026-11-27."},
        widget=forms.DateInput(attrs={"class": "input input-date", "type": "date"}),
    )
    why_now = WordsField(
        label="Why now?", needed="Say in a sentence why it should run now.", rows=2
    )
    why_you = WordsField(
        label="Why you?",
        needed="Say in a sentence how you come to know this.",
        help_text="What you have seen, done or studied.",
        rows=2,
    )
    exclusivity = Choices(
        label="Is it only for us?",
        needed="Say whether it is only for us.",
        choices=Exclusivity.choices,
    )
    exclusivity_detail = WordsField(
        label="To whom is it offered, or where has it been published?",
        max_length=1_000,
        rows=2,
        help_text="With the address, if there is one.",
    )
    ai = forms.MultipleChoiceField(
        label=AI.wording,
        help_text=AI.told,
        choices=list(AI_LADDER.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick what software did. “Nothing at all” is an answer.",
            "invalid_choice": "Tick what software did. “Nothing at all” is an answer.",
        },
    )
    ai_detail = LineField(
        label="Which program, and for what?",
        max_length=400,
        help_text="For example: a translator, from Khmer; I checked every line. "
        "Printed with the column, in your words.",
    )
    notes = Choices(
        label=NOTES.wording,
        needed="Say whether we may see your notes.",
        choices=[("yes", "Yes"), ("no", "No")],
    )
    about_name = LineField(
        label="Your name, in Latin letters, as printed",
        needed="Type the name that shall stand over the column.",
        max_length=120,
        validators=[without_link],
    )
    about_role = LineField(
        label="What you are",
        needed="Say what you are, for example freelance journalist.",
        max_length=120,
        validators=[without_link],
        help_text="For example: freelance journalist, teacher, farmer.",
    )
    about_place = LineField(
        label="Where you are based",
        needed="Say where you are based, for example Phnom Penh.",
        max_length=80,
        validators=[without_link],
    )
    about_pronoun = Choices(
        label="“The views and opinions expressed are … own.”",
        needed="Choose the word for the closing line.",
        choices=Pronoun.choices,
    )
    about_bio_line = LineField(
        label="Why this person, in one line",
        max_length=240,
        help_text="Stands under your name. For example: She ran a school on the lake "
        "for nine years.",
    )
    agreement = forms.BooleanField(
        label=AGREEMENT.wording,
        error_messages={"required": "Tick the agreement before you send it."},
    )
