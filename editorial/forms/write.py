"""The column and all that goes with it: one form for the first time and the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.text import Truncator

from articles.markup import word_count
from articles.models import join_names
from editorial import declarations
from editorial.clock import end_of_day
from editorial.declarations import AGREEMENT, AI, AI_LADDER, HELP, INTERESTS, NOTES
from editorial.drafts import About, Piece
from editorial.forms.fields import Choices, LineField, WordsField
from editorial.forms.questions import Questions
from editorial.forms.typed import CONDITION, NAMES, data_of
from editorial.models import Condition, Exclusivity, Status, Submission

_ELSEWHERE = {
    Exclusivity.OFFERED.value: "Say to whom you have offered it.",
    Exclusivity.PUBLISHED.value: "Say where an earlier version stands.",
}
_NOBODY = {
    "suggested": "Say who suggested it. “Nobody” is an answer.",
    "drafted": "Say whether anyone else drafted any of it. “Nobody” is an answer.",
    "saw_first": "Say who read it before us. “Nobody” is an answer.",
}
YES_NO = [("yes", "Yes"), ("no", "No, none")]
# Software that touched the thought or the words is named; a spelling checker is not.
NAMED = {"translation", "research", "restructuring", "drafting"}
PEG_WITHIN = dt.timedelta(days=366)
_PARTICULARS = (
    *("section", "peg", "why_now", "why_you", "exclusivity", "exclusivity_detail"),
)
_ABOUT = ("name", "role", "place", "pronoun", "bio_line")
_FIRST_TIME_ONLY = (*_PARTICULARS, "peg_on", *(f"about_{name}" for name in _ABOUT))
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

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        submission: Submission | None = None,
        conditions: Iterable[Condition] = (),
        **how: Any,
    ) -> None:
        data = None if typed is None else data_of(typed)
        super().__init__(data, **how)
        self.submission = submission
        self.is_revising = bool(submission and submission.status == Status.REVISING)
        self.conditions = list(conditions)
        for number, question in enumerate(INTERESTS, 1):
            self._ask_interest(number, question)
        for question in HELP:
            self.fields[f"help_{question.key}"] = LineField(
                label=question.wording,
                needed=_NOBODY[question.key],
                max_length=200,
            )
        for condition in self.conditions:
            self.fields[f"{CONDITION}{condition.pk}"] = WordsField(
                label="Your answer", needed=_to_answer(condition), rows=2
            )
        if self.is_revising:
            for name in _FIRST_TIME_ONLY:
                del self.fields[name]

    def _ask_interest(self, number: int, question: declarations.Question) -> None:
        self.fields[f"interest_{question.key}"] = Choices(
            label=question.wording,
            needed=f"Answer question {number}: yes or no. “No” is an answer.",
            choices=YES_NO,
        )
        self.fields[f"interest_{question.key}_detail"] = WordsField(
            label="Say it as you would like readers to see it", max_length=1_000, rows=2
        )

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if not word_count(body):
            raise forms.ValidationError("There are no words in the text yet.")
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
        for number, question in enumerate(INTERESTS, 1):
            name = f"interest_{question.key}"
            if said.get(name) == "yes" and not said.get(f"{name}_detail"):
                self._lacks(
                    f"{name}_detail",
                    f"You said yes to question {number}. Say what it is, as readers "
                    "should see it.",
                )
        if NAMED & set(said.get("ai", ())) and not said.get("ai_detail"):
            self._lacks("ai_detail", "Name the program, and say what it was used for.")
        if not self.is_revising:
            self._clean_first_time(said)
        return said

    def _clean_first_time(self, said: dict[str, Any]) -> None:
        elsewhere = _ELSEWHERE.get(said.get("exclusivity", ""))
        if elsewhere and not said.get("exclusivity_detail"):
            self._lacks("exclusivity_detail", elsewhere)
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
            standfirst=said["standfirst"],
            body=said["body"],
            answers=list(self._answers()),
            condition_answers={
                condition.pk: said[f"{CONDITION}{condition.pk}"]
                for condition in self.conditions
            },
        )

    def _said_now(self) -> dict[str, Any]:
        said = self.cleaned_data
        day = said["peg_on"]
        return {name: said[name] for name in _PARTICULARS} | {
            "peg_until": end_of_day(day) if day else None,
            "about": self.about(),
        }

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
        "peg_until": sent.peg_until,
        "about": _NOBODY_NEW,
    }
