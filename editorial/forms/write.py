"""The column and all that goes with it: one form for the first time and the next."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.text import Truncator

from articles.markup import word_count
from articles.models import Article, Section, join_names
from editorial import declarations
from editorial.clock import end_of_day
from editorial.declarations import AGREEMENT, AI, AI_LADDER, HELP, INTERESTS, NOTES
from editorial.drafts import About, Piece
from editorial.forms.fields import (
    PITCH_WORDS,
    Choices,
    FormatField,
    LineField,
    WordsField,
)
from editorial.forms.questions import Questions
from editorial.forms.typed import CONDITION, NAMES, data_of
from editorial.models import (
    Condition,
    Declaration,
    Exclusivity,
    Format,
    Status,
    Submission,
)

_ELSEWHERE = {
    Exclusivity.OFFERED.value: "Say to whom you have offered it.",
    Exclusivity.PUBLISHED.value: "Say where an earlier version stands.",
}
_NO_ADDRESS = (
    "Give the address of the earlier version, with https:// or http://. If it was only "
    "in print, say “in print”, where and when."
)
_FOUND_AT = re.compile(r"https?://[^\s/?#@]+\.\w|\bin print\b", re.IGNORECASE)
_NOBODY = {
    "suggested": "Say who suggested it. “Nobody” is an answer.",
    "drafted": "Say whether anyone else drafted any of it. “Nobody” is an answer.",
    "saw_first": "Say who read it before us. “Nobody” is an answer.",
}
NONE_OF_THE_NINE = "None of the nine applies to me: my answer to each of them is no."
YES_NO = [("yes", "Yes"), ("no", "No, none")]
# Software that touched the thought or the words is named; a spelling checker is not.
NAMED = {"translation", "research", "restructuring", "drafting"}
MOST_ANSWERABLE = 30  # columns offered to be answered; any other by its address
PEG_WITHIN = dt.timedelta(days=366)
_PARTICULARS = (
    *("section", "format", "peg", "why_now", "why_you"),
    *("exclusivity", "exclusivity_detail"),
)
_ABOUT = ("name", "role", "place", "pronoun", "bio_line")
_FIRST_TIME_ONLY = (
    *_PARTICULARS,
    *("answers", "peg_on"),
    *(f"about_{name}" for name in _ABOUT),
)
_DESKS_OWN = ("section", "peg", "peg_on")  # of what the desk has read once
_OF_A_PITCH = {"headline", "body", *_FIRST_TIME_ONLY} - {"format", "answers"}
_NOBODY_NEW = About(*("" for _ in _ABOUT))  # a revision changes no profile


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in the way, and the field to mend it in."""

    words: str
    field_id: str

    @classmethod
    def in_field(cls, field: BoundField, words: str) -> Problem:
        # of a group of choices only the first has an id that takes the focus
        return cls(words, field.id_for_label or f"{field.auto_id}_0")

    @classmethod
    def all_in(cls, form: forms.BaseForm) -> list[Problem]:
        return [
            cls.in_field(form[name], str(words))
            for name, found in form.errors.items()
            for words in found
        ]


class WriteForm(Questions):
    """Everything asked of a contributor. Bound to a draft as typed, it says what is
    missing; unbound, it shows the draft."""

    is_again = False  # every answer was given with this very piece

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        submission: Submission | None = None,
        conditions: Iterable[Condition] = (),
        said_before: Iterable[Declaration] = (),
        **how: Any,
    ) -> None:
        data = None if typed is None else _with_none_said(data_of(typed))
        super().__init__(data, **how)
        self.submission = submission
        is_back = bool(submission and submission.status == Status.REVISING)
        # the desk said yes to a pitch: now comes the column, with all that is asked
        self.is_commissioned = bool(submission and submission.is_pitch and is_back)
        self.is_revising = is_back and not self.is_commissioned
        self.is_back = self.is_revising or self.is_again
        self.conditions = list(conditions)
        self.said_before = {each.key: each for each in said_before}
        for number, question in enumerate(INTERESTS, 1):
            self._ask_interest(number, question)
        for question in HELP:
            self.fields[f"help_{question.key}"] = LineField(
                label=question.wording,
                needed=_NOBODY[question.key],
                max_length=200,
                help_text=" ".join(filter(None, (question.told, self._said(question)))),
            )
        self._ask_to_confirm()
        for condition in self.conditions:
            self.fields[f"{CONDITION}{condition.pk}"] = WordsField(
                label="Your answer", needed=_to_answer(condition), rows=2
            )
        for name in self._not_asked():
            del self.fields[name]
        self._offer_formats()
        self.is_pitch = self._takes_a_pitch()
        for name in self._not_of_a_pitch() if self.is_pitch else ():
            self.fields[name].required = False

    def _not_asked(self) -> tuple[str, ...]:
        """What stands since it was sent."""
        if self.is_revising:
            return _FIRST_TIME_ONLY
        return _DESKS_OWN if self.is_commissioned else ()

    def _takes_a_pitch(self) -> bool:
        """The section chosen wants an idea first. What a pitch is not asked for stays
        in the form as typed, for the day another section is chosen."""
        if "section" not in self.fields:
            return False
        chosen = str(self["section"].value() or "")
        is_number = chosen.isascii() and chosen.isdigit() and len(chosen) < 19
        pitched = Section.objects.filter(takes_pitches=True)
        return is_number and pitched.filter(pk=int(chosen)).exists()

    def _not_of_a_pitch(self) -> list[str]:
        return [name for name in self.fields if name not in _OF_A_PITCH]

    def _offer_formats(self) -> None:
        """A paper that knows no formats asks for none."""
        if "format" not in self.fields:
            return
        formats = list(Format.objects.offered())
        if formats:
            field = self.fields["format"]
            assert isinstance(field, FormatField)  # noqa: S101 -- the type checker
            field.offer(formats)
        else:
            del self.fields["format"], self.fields["answers"]

    def _ask_interest(self, number: int, question: declarations.Question) -> None:
        self.fields[f"interest_{question.key}"] = Choices(
            label=question.wording,
            needed=f"Answer question {number}: yes or no. “No” is an answer.",
            choices=YES_NO,
            help_text=" ".join(filter(None, (question.told, self._said(question)))),
        )
        self.fields[f"interest_{question.key}_detail"] = WordsField(
            label="Say it as you would like readers to see it", max_length=1_000, rows=2
        )

    def _said(self, question: declarations.Question) -> str:
        """ "You said on 3 May 2026: yes, …" """
        given = self.said_before.get(question.key)
        if given is None or not (self.is_back or declarations.is_carried(given)):
            return ""
        day = date_format(timezone.localtime(given.revision.saved_at), "j F Y")
        detail = f", “{given.detail}”" if given.detail else ""
        end = "" if detail.endswith((".”", "!”", "?”")) else "."
        return f"You said on {day}: {given.answer}{detail}{end}"

    def _ask_to_confirm(self) -> None:
        """What is filled in for somebody is confirmed by them, group by group."""
        self.fields["interests_none"] = forms.BooleanField(
            required=False, label=NONE_OF_THE_NINE
        )
        if self.said_before:
            self.fields["interests_confirmed"] = forms.BooleanField(
                label="I have read these nine answers again. They are true for this "
                "column, today.",
                required=False,
            )
        if self.said_before and self.is_back:
            self.fields["help_confirmed"] = forms.BooleanField(
                label="This is still all the help I had, and all that software did.",
                error_messages={
                    "required": "Read what you said of help and AI again, and tick "
                    "that it is still so."
                },
            )

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if not word_count(body):
            raise forms.ValidationError("There are no words in the text yet.")
        if self.is_pitch and (words := word_count(body)) > PITCH_WORDS:
            raise forms.ValidationError(
                f"A pitch is {PITCH_WORDS} words at most; these are {words:,}. Say the "
                "argument in a few sentences: the column comes when the desk says yes."
            )
        return body

    def clean_ai(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["ai"]
        if "none" in ticked and len(ticked) > 1:
            raise forms.ValidationError(
                "You ticked “Nothing at all” and something else. Untick one of them."
            )
        return ticked

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.is_pitch:
            for name in self._not_of_a_pitch():
                self.errors.pop(name, None)
            self._clean_particulars(said)
            return said
        for number, question in enumerate(INTERESTS, 1):
            name = f"interest_{question.key}"
            if said.get(name) == "yes" and not said.get(f"{name}_detail"):
                self._lacks(
                    f"{name}_detail",
                    f"You said yes to question {number}. Say what it is, as readers "
                    "should see it.",
                )
        self._clean_confirmed(said)
        if NAMED & set(said.get("ai", ())) and not said.get("ai_detail"):
            self._lacks("ai_detail", "Name the program, and say what it was used for.")
        if not self.is_revising:
            self._clean_first_time(said)
        return said

    def _clean_confirmed(self, said: dict[str, Any]) -> None:
        """The nine are confirmed, or all denied in one word; not both yes and none."""
        yes = [
            str(number)
            for number, question in enumerate(INTERESTS, 1)
            if said.get(f"interest_{question.key}") == "yes"
        ]
        if said.get("interests_none") and yes:
            self._lacks(
                "interests_none",
                f"You said yes to {join_names(yes)} and ticked “none of the nine”. "
                "Untick it, or change the answer.",
            )
        confirmed = said.get("interests_none") or said.get("interests_confirmed")
        if "interests_confirmed" in self.fields and not confirmed:
            self._lacks(
                "interests_confirmed",
                "Read the nine answers again, and tick that they are true today.",
            )

    def _clean_first_time(self, said: dict[str, Any]) -> None:
        wanted = said.get("format")
        if wanted and not wanted.answers_a_column:
            said["answers"] = None  # chosen before another format was
            self.errors.pop("answers", None)
        elif wanted and not said.get("answers"):
            self._lacks(
                "answers",
                f"“{wanted.name}” answers a column of ours. Give the address of that "
                "column.",
            )
        self._clean_particulars(said)

    def _clean_particulars(self, said: dict[str, Any]) -> None:
        self._clean_exclusivity(said)
        day = said.get("peg_on")
        if day and day < timezone.localdate():
            self._lacks(
                "peg_on",
                "This day has passed. Leave it empty if the column can wait.",
            )
        if day and day > timezone.localdate() + PEG_WITHIN:
            self._lacks(
                "peg_on",
                "This day is more than a year ahead. Leave it empty if the column can "
                "wait.",
            )
        if day and not said.get("peg"):
            self._lacks("peg", "Say what news this day belongs to.")

    def _clean_exclusivity(self, said: dict[str, Any]) -> None:
        chosen, detail = said.get("exclusivity", ""), said.get("exclusivity_detail")
        if chosen in _ELSEWHERE and not detail:
            self._lacks("exclusivity_detail", _ELSEWHERE[chosen])
        elif chosen == Exclusivity.PUBLISHED and not _FOUND_AT.search(detail or ""):
            self._lacks("exclusivity_detail", _NO_ADDRESS)

    def _lacks(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, words)

    # What the page reads

    @property
    def problems(self) -> list[Problem]:
        """Everything in the way, in the order of the page. Interests nobody has looked
        at yet are one problem, not nine."""
        open_ones = [
            (number, f"interest_{question.key}")
            for number, question in enumerate(INTERESTS, 1)
            if f"interest_{question.key}" in self.errors
        ]
        first = open_ones[0][1] if len(open_ones) > 1 else ""
        rest = {name for _, name in open_ones[1:]}
        found = []
        for name in self._in_order():
            if name == first:
                found.append(
                    self._problem(name, _unanswered([n for n, _ in open_ones]))
                )
            elif name not in rest:
                found += [self._problem(name, str(it)) for it in self[name].errors]
        return found

    def _problem(self, name: str, words: str) -> Problem:
        return Problem.in_field(self[name], words)

    def _in_order(self) -> Iterator[str]:
        yield from (name for name in self.fields if name.startswith(CONDITION))
        yield from (name for name in NAMES if name in self.fields)

    def answerable(self) -> list[Article]:
        """The newest columns, to choose from. One query; none where no format on
        offer answers a column."""
        field = self.fields.get("format")
        if not isinstance(field, FormatField):
            return []
        if not any(each.answers_a_column for each in field.formats.values()):
            return []
        return list(
            Article.objects.published()
            .newest_first()
            .select_related("edition")
            .only("slug", "publish_at", "edition__headline")[:MOST_ANSWERABLE]
        )

    def wanted(self) -> Format | None:
        """The format whose range the counter shows: chosen, or the usual one."""
        if self.is_pitch:
            return None
        if self.submission and self.submission.format:
            return self.submission.format
        field = self.fields.get("format")
        if not isinstance(field, FormatField):
            return None
        return field.chosen(self["format"].value())

    def interests(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Each question with the box for its detail."""
        for question in INTERESTS:
            name = f"interest_{question.key}"
            yield self[name], self[f"{name}_detail"]

    def help(self) -> Iterator[BoundField]:
        for question in HELP:
            yield self[f"help_{question.key}"]

    def answers_to_conditions(self) -> Iterator[tuple[Condition, BoundField]]:
        for condition in self.conditions:
            yield condition, self[f"{CONDITION}{condition.pk}"]

    # What is sent

    def piece(self) -> Piece:
        """The whole piece, every field understood. Call it on a valid form only."""
        said, sent = self.cleaned_data, self.submission
        return Piece(
            **(_sent_before(sent) if sent and self.is_revising else self._said_now()),
            headline=said["headline"],
            standfirst=said.get("standfirst", ""),
            body=said["body"],
            is_pitch=self.is_pitch,
            answers=[] if self.is_pitch else list(self._answers()),
            condition_answers={
                condition.pk: said[f"{CONDITION}{condition.pk}"]
                for condition in self.conditions
            },
        )

    def _said_now(self) -> dict[str, Any]:
        said, sent = self.cleaned_data, self.submission
        day = said.get("peg_on")
        now = {"peg_until": end_of_day(day) if day else None}
        if sent and self.is_commissioned:
            now = {name: getattr(sent, name) for name in ("section", "peg", *now)}
        now |= {name: said[name] for name in _PARTICULARS if name in said}
        if self.is_pitch:
            return now | {"format": None, "about": self.about()}
        return now | {"answered": said.get("answers"), "about": self.about()}

    def about(self) -> About:
        said = self.cleaned_data
        return About(**{name: said[f"about_{name}"] for name in _ABOUT})

    def _answers(self) -> Iterator[declarations.Answer]:
        said = self.cleaned_data
        for question in INTERESTS:
            name = f"interest_{question.key}"
            is_yes = said[name] == "yes"
            detail = said[f"{name}_detail"] if is_yes else ""
            yield declarations.Answer(question, said[name], detail, is_yes)
        for question in HELP:
            yield declarations.Answer(question, said[f"help_{question.key}"])
        did = ", ".join(name for rung, name in AI_LADDER.items() if rung in said["ai"])
        yield declarations.Answer(AI, did, said["ai_detail"])
        yield declarations.Answer(NOTES, said["notes"])
        yield declarations.Answer(AGREEMENT, "yes")


def _with_none_said(data: MultiValueDict[str, str]) -> MultiValueDict[str, str]:
    """“None of the nine” answers whatever is not answered yet."""
    if data.get("interests_none"):
        for question in INTERESTS:
            if not data.get(f"interest_{question.key}"):
                data[f"interest_{question.key}"] = "no"
    return data


def _to_answer(condition: Condition) -> str:
    """The point by its first words: there may be several."""
    beginning = Truncator(" ".join(condition.text.split())).words(8)
    return f"Answer the point “{beginning}”"


def _unanswered(numbers: list[int]) -> str:
    if len(numbers) == len(INTERESTS):
        return "Answer the nine questions about interests: yes or no."
    said = join_names([str(number) for number in numbers])
    return f"Answer questions {said} about interests: yes or no."


def _sent_before(sent: Submission) -> dict[str, Any]:
    """The desk may have moved it or given it another peg since: that stands."""
    return {name: getattr(sent, name) for name in _PARTICULARS} | {
        "answered": sent.answers,
        "peg_until": sent.peg_until,
        "about": _NOBODY_NEW,
    }
