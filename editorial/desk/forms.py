"""What is typed at the desk, turned into values, and what is wrong with it in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from articles import markup
from articles.models import (
    HEADLINE_LENGTH,
    STANDFIRST_LENGTH,
    Picture,
    Section,
    SourceType,
)
from articles.pictures.card import names_nobody
from authors.forms import ZoneForm
from authors.models import Author, Pronoun, User
from editorial import clock, headlines, margin
from editorial.editor import ColumnEditor
from editorial.forms.fields import FilesField, LineField, PastedField, WordsField
from editorial.models import Format, LetterTemplate
from editorial.signing import SHORTEST_REASON
from editorial.talk import MOST_CHARACTERS, MOST_FILES

MOST_CONDITIONS = 20
LONGEST_CONDITION = 500
SUBJECT_LENGTH = 200
LONGEST_NOTE = 1_000
FURTHEST_HOUR = dt.timedelta(days=366)
FURTHEST_PEG = dt.timedelta(days=731)
FIRST_PEG_YEAR = 2000
SOCIAL_ROOM, SEARCH_ROOM = 70, 60  # characters shown; more is cut off there, not here

NO_HOUR = "Give a date and an hour, or publish now."
PAST_HOUR = "That hour has passed. Choose a later one, or publish now."
TOO_FAR = "That is more than a year ahead. Choose an earlier hour."
PEG_TOO_FAR = (
    "That is more than two years ahead. Leave it empty if the column can wait."
)
PEG_TOO_OLD = f"That is before {FIRST_PEG_YEAR}. Look at the year again."
NO_DAY = "Write the day like this: 2026-11-27."
PAST_DAY = "That day has passed. Choose a later one, or none."
DAY_TOO_FAR = "That is more than a year ahead. Look at the date again."
DAY_HINT = (
    "The author reads it in the letter and on their page, in their own time. The day "
    "ends when your desk closes. Empty: no day."
)
NO_SUCH_HOUR = (
    "The clocks go forward that night and this hour does not exist here. "
    "Choose another."
)
TWICE = "The clocks go back that night and this hour comes twice. Choose another."
NO_TEXT = "The text is empty. Nothing was saved."
NOT_WHOLE = dict.fromkeys(
    ("required", "invalid"),
    "This page came incomplete. Copy your words and open the column again.",
)
TYPED_LABEL = (
    "“{label}” was typed before it and is taken off: readers see the label by itself. "
    "Save again if this is right."
)
NO_CONDITION = "Say what should change, one thing a line."


def _box(**attrs: Any) -> dict[str, Any]:
    return {"class": "input", **attrs}


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


class HeadlineForm(forms.Form):
    """Everything that stands over the column, and what it is called elsewhere."""

    base = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    headline = LineField(
        label="Headline",
        needed="A column needs a headline.",
        max_length=HEADLINE_LENGTH,
        widget=forms.Textarea(_box(rows=2, **{"data-count": HEADLINE_LENGTH})),
        help_text="No stronger than the text, and every fact in it is in the text.",
    )
    standfirst = LineField(
        label="Standfirst",
        max_length=STANDFIRST_LENGTH,
        widget=forms.Textarea(_box(rows=3, **{"data-count": STANDFIRST_LENGTH})),
        help_text="The desk’s line under the headline.",
    )
    social_title = LineField(
        label="Title on social media",
        max_length=HEADLINE_LENGTH,
        widget=forms.TextInput(_box(**{"data-count": SOCIAL_ROOM})),
        help_text="Empty: the headline. “Opinion” is set before it by itself.",
    )
    search_title = LineField(
        label="Title for search engines",
        max_length=HEADLINE_LENGTH,
        widget=forms.TextInput(_box(**{"data-count": SEARCH_ROOM})),
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


class YouForm(ZoneForm):
    """What a person at the desk chooses for themselves."""

    class Meta:
        model = User
        fields = ("mail_pace", "time_zone", "uses_keys")
        labels = {
            "mail_pace": "Mail from the desk",
            "uses_keys": "Single keys act for me on the board",
        }
        help_texts = {
            "mail_pace": "An answer that is due within hours is told at once, always."
        }
        widgets = {"mail_pace": forms.RadioSelect}


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
        widget=forms.DateInput(_box(type="date"), format="%Y-%m-%d"),
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


class DayForm(forms.Form):
    """By which day the desk hopes to have a changed text back: when its desk closes
    that day, in the section's own time."""

    day = forms.DateField(
        label="Back by",
        required=False,
        error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(_box(type="date"), format="%Y-%m-%d"),
        help_text=DAY_HINT,
    )

    def __init__(
        self, data: Any = None, *, section: Section | None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.section = section

    def clean_day(self) -> dt.datetime | None:
        return _closing(self.cleaned_data["day"], self.section)


def _closing(day: dt.date | None, section: Section | None) -> dt.datetime | None:
    """When the section's desk closes that day; refuses a day that is no use."""
    if day is None:
        return None
    if day > timezone.localdate() + FURTHEST_HOUR:
        raise forms.ValidationError(DAY_TOO_FAR)
    if day < timezone.localdate() - dt.timedelta(days=1):
        raise forms.ValidationError(PAST_DAY)
    hour = clock.calendar_of(section).closing(day)
    if hour <= timezone.now():
        raise forms.ValidationError(PAST_DAY)
    return hour


class TemplateForm(forms.Form):
    """Which of the desk's letters to start from."""

    template = forms.ModelChoiceField(
        LetterTemplate.objects.none(),
        required=False,
        empty_label="The house letter",
        widget=forms.Select(attrs={"class": "input"}),
    )


class HourForm(forms.Form):
    """The hour at which readers get it, in the newsroom's own time."""

    hour = forms.CharField(
        required=False,
        max_length=40,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}),
    )

    def clean_hour(self) -> dt.datetime:
        typed = _wall_clock(self.cleaned_data["hour"])
        if typed is None:
            raise forms.ValidationError(NO_HOUR)
        hour, now = _in_newsroom(typed), timezone.now()
        if hour <= now:
            raise forms.ValidationError(PAST_HOUR)
        if hour > now + FURTHEST_HOUR:
            raise forms.ValidationError(TOO_FAR)
        return hour


def _wall_clock(typed: str) -> dt.datetime | None:
    """A date and hour without a zone, as the browser's own field sends it."""
    try:
        read = dt.datetime.fromisoformat(typed.strip())
    except ValueError:
        return None
    is_whole = len(typed.strip()) > len("2026-11-24") and read.tzinfo is None
    return read.replace(second=0, microsecond=0) if is_whole else None


def _in_newsroom(typed: dt.datetime) -> dt.datetime:
    """The instant the newsroom's clocks show this; refuses none and two of them."""
    zone = timezone.get_default_timezone()
    if not dt.MINYEAR + 1 < typed.year < dt.MAXYEAR - 1:
        raise forms.ValidationError(TOO_FAR if typed.year > dt.MINYEAR + 1 else NO_HOUR)
    first, second = (typed.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != typed:
        raise forms.ValidationError(NO_SUCH_HOUR)
    if first.utcoffset() != second.utcoffset():
        raise forms.ValidationError(TWICE)
    return first


class MessageForm(forms.Form):
    """A few words to the author, or to the desk."""

    text = WordsField(
        label="Words",
        needed="There is nothing here yet.",
        max_length=MOST_CHARACTERS,
    )


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


class ToAuthorForm(MessageForm):
    """The same with files: they go to the author, and never with a note."""

    enclosed = FilesField(
        label="Files for the author",
        help_text=f"Word, PDF, text or photographs, up to {MOST_FILES}, 12 MB each. "
        "The letter names them, and they are fetched from the page.",
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


class NewAuthorForm(forms.Form):
    """A person to be named in the byline who has no profile yet."""

    name = LineField(
        label="Name",
        needed="Write the name as it will be printed.",
        max_length=120,
        help_text="In Latin letters, as printed.",
    )
    role = LineField(
        label="Role",
        needed="Say what they are: the closing line does.",
        max_length=120,
        help_text="What they are.",
    )
    place = LineField(
        label="Place",
        needed="Say where they are based: the closing line does.",
        max_length=80,
        help_text="Where they are based.",
    )
    pronoun = forms.ChoiceField(
        choices=Pronoun,
        initial=Pronoun.THE_AUTHORS,
        widget=forms.Select(attrs={"class": "input"}),
        help_text="In “The views and opinions expressed are … own.”",
    )

    def author(self) -> Author:
        """A profile with this name, not yet saved."""
        return Author(**self.cleaned_data)


class DetailsForm(forms.Form):
    """Where it will stand and what it hangs on."""

    section = forms.ModelChoiceField(
        Section.objects.all(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "input"}),
    )
    format = forms.ModelChoiceField(
        Format.objects.all(),
        required=False,
        empty_label="None",
        widget=forms.Select(attrs={"class": "input"}),
        help_text="It says how long the column is wanted.",
    )
    peg = LineField(
        label="News peg",
        max_length=120,
        help_text="The event it hangs on. Empty: none.",
    )
    peg_until = forms.CharField(
        label="The peg passes",
        required=False,
        max_length=40,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}),
    )

    def clean_peg_until(self) -> dt.datetime | None:
        text = self.cleaned_data["peg_until"]
        if not text:
            return None
        typed = _wall_clock(text)
        if typed is None:
            raise forms.ValidationError("Give the date and the hour.")
        if typed.year < FIRST_PEG_YEAR:
            raise forms.ValidationError(PEG_TOO_OLD)
        if typed > timezone.localtime().replace(tzinfo=None) + FURTHEST_PEG:
            raise forms.ValidationError(PEG_TOO_FAR)
        return _in_newsroom(typed)


class CardForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript
    """What a picture is, who made it, who answers for it."""

    class Meta:
        model = Picture
        fields = [
            "source_type",
            "credit",
            "caption",
            "alt",
            "is_decorative",
            "ai_tool",
            "ai_prompter",
            "responsible",
            "licence",
            "licence_ends_on",
        ]
        widgets = {
            "caption": forms.Textarea({"rows": 2}),
            "alt": forms.Textarea({"rows": 3}),
            "licence_ends_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("maxlength", None)  # a paste is told, never cut
            if name != "is_decorative":
                field.widget.attrs["class"] = "input"
        kinds: Any = self.fields["source_type"]
        kinds.choices = [("", "Choose"), *SourceType.choices]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        return {
            name: markup.clean_line(value) if isinstance(value, str) else value
            for name, value in said.items()
        }

    def clean_credit(self) -> str:
        """ "AI" alone, or a tool's name, credits nobody."""
        credit: str = self.cleaned_data["credit"]
        if credit and names_nobody(credit, self.data.get("ai_tool", "")):
            raise forms.ValidationError(
                f"“{credit}” is not a credit. Write who made it and with what, for "
                "example: Illustration: generated with Atelier 3, prompt by Dara "
                f"Lim, for {settings.PAPER_NAME}."
            )
        return credit


def typed_in(form: forms.BaseForm) -> list[tuple[str, str]]:
    """What was typed into a form that cannot be kept, by the name of each field."""
    return [
        (str(field.label), said)
        for field in form.visible_fields()
        if (said := _said(field))
    ]


def _said(field: forms.BoundField) -> str:
    """As a person reads it: of a choice its name, of a tick that it is there."""
    typed = field.value()
    if typed in (None, False, ""):
        return ""
    if typed is True:
        return "Yes"
    offered: Any = getattr(field.field, "choices", ())
    named = {str(value): str(name) for value, name in offered}
    return named.get(str(typed), str(typed))


def typed_hour(at: dt.datetime | None) -> str:
    """An instant as the browser's own field wants it, in the newsroom's time."""
    if at is None:
        return ""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return f"{local:%Y-%m-%dT%H:%M}"


def zone_said() -> str:
    """The zone every hour of the desk is in: "ICT, Asia/Phnom_Penh, UTC+07:00"."""
    offset = f"{timezone.localtime(timezone.now()):%z}"
    return (
        f"{settings.PAPER_ZONE_NAME}, {settings.TIME_ZONE}, "
        f"UTC{offset[:3]}:{offset[3:5]}"
    )
