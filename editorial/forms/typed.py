"""The form as typed: plain text by field, kept whole before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from articles.markup import clean_text
from editorial.declarations import AI, AI_LADDER, HELP, INTERESTS, NOTES
from editorial.drafts import LONGEST_FIELD
from editorial.models import Declaration

Typed = dict[str, Any]

LISTS = ("ai",)
NAMES = (
    *("section", "format", "answers"),
    *("headline", "standfirst", "body", "earlier", "peg", "peg_on"),
    *("why_now", "why_you", "exclusivity", "exclusivity_detail"),
    *(
        f"interest_{question.key}{part}"
        for question in INTERESTS
        for part in ("", "_detail")
    ),
    *("interests_none", "interests_confirmed"),
    *(f"help_{question.key}" for question in HELP),
    *("ai", "ai_detail", "notes", "help_confirmed"),
    *("about_name", "about_role", "about_place", "about_pronoun", "about_bio_line"),
    "agreement",
)
CONDITION = "condition_"
# Said of the text as it stands: never taken over from an earlier one.
TICKS = ("interests_none", "interests_confirmed", "help_confirmed", "agreement")


class TooLong(Exception):
    """More than we keep of one field, with the words to say so."""

    def __init__(self, characters: int) -> None:
        self.sentence = (
            f"This is {characters:,} characters long; a column has some 6,000, and we "
            f"keep up to {LONGEST_FIELD:,} of one field. It is not saved with us. "
            "Shorten it here and save again."
        )
        super().__init__(self.sentence)


def typed_of(posted: QueryDict) -> Typed:
    """The fields of ours in a posted form, as typed; nothing is judged."""
    return {
        name: posted.getlist(name) if name in LISTS else posted.get(name, "")
        for name in posted
        if _is_ours(name)
    }


def typed_in(said: object) -> Typed | None:
    """The same from a script's JSON; None when it is not a form of ours."""
    if not isinstance(said, Mapping):
        return None
    typed = {name: value for name, value in said.items() if _is_ours(name)}
    for name, value in typed.items():
        texts = value if name in LISTS else [value]
        if not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
            return None
    return typed


def weigh(typed: Typed) -> None:
    """Raises ``TooLong`` when a field holds more than a draft can keep whole."""
    for value in typed.values():
        if isinstance(value, str) and len(clean_text(value)) > LONGEST_FIELD:
            raise TooLong(len(value))


def data_of(typed: Mapping[str, Any]) -> MultiValueDict[str, str]:
    """As a browser would post it, less the characters no reader should be sent."""
    return MultiValueDict(
        {
            name: [clean_text(str(each)) for each in value]
            if isinstance(value, list)
            else [clean_text(str(value))]
            for name, value in typed.items()
        }
    )


def as_typed(given: Declaration) -> Typed:
    """An answer kept with an earlier version, as it stood in the form."""
    if given.key in {question.key for question in INTERESTS}:
        name = f"interest_{given.key}"
        return {name: given.answer, f"{name}_detail": given.detail}
    if given.key in {question.key for question in HELP}:
        return {f"help_{given.key}": given.answer}
    if given.key == AI.key:
        rungs = [rung for rung, name in AI_LADDER.items() if name in given.answer]
        return {"ai": rungs, "ai_detail": given.detail}
    return {"notes": given.answer} if given.key == NOTES.key else {}


def _is_ours(name: object) -> bool:
    if not isinstance(name, str):
        return False
    number = name.removeprefix(CONDITION)
    return name in NAMES or (number != name and number.isascii() and number.isdigit())
