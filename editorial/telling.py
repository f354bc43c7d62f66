"""What readers are told of an author's own answers: interests, help and software.

The words are the author's, so they are part of what is signed. Of an answer given
before its author was told that it would be printed, nothing is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from articles.closing import ended
from articles.models import join_names
from authors.models import Author
from editorial import declarations
from editorial.declarations import AI, AI_LADDER, HELP, INTERESTS
from editorial.models import Declaration, Submission

# What somebody types who had no help. Whatever else they type is printed as it is.
_NOBODY = frozenset(
    """
nobody|no one|noone|no-one|none|no|nope|nobody else|no one else|nobody did|no one did|
nobody at all|not at all|nobody before you|only me|just me|me|myself|i did|only myself|
គ្មាន|គ្មាននរណា|គ្មាននរណាម្នាក់|គ្មានអ្នកណា|គ្មានអ្នកណាម្នាក់|អត់មាន|ទេ
""".replace("\n", "").split("|")
)
_ASKED = {
    "suggested": "who suggested it",
    "drafted": "who else drafted any of it",
    "saw_first": "who read it before us",
}
_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
]

Answers = Mapping[str, Declaration]


@dataclass(frozen=True, slots=True)
class Telling:
    """What stands under a column in the box about it; each may be empty."""

    other_interests: str = ""
    help_and_ai: str = ""


def telling(submission: Submission) -> Telling:
    """Of every author in the byline. One query; one more where one declares an
    interest or readers are told of none."""
    answers = _answers(submission)
    if not answers:
        return Telling()
    return Telling(_interests(submission, answers), _help(answers))


def number(count: int) -> str:
    """In words up to nine, as the paper prints it."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _answers(submission: Submission) -> list[tuple[Author, Answers]]:
    """What each author answered last, in the order of the byline; nothing where one of
    them has not answered, or not yet known that readers are told."""
    last = {sets[0].author: sets[0].answers for sets in declarations.given(submission)}
    found: list[tuple[Author, Answers]] = []
    for author in submission.authors:
        is_sender = author.user_id == submission.contributor_id
        given = last.get(None if is_sender else author, ())
        if not given or not all(map(declarations.is_told, given)):
            return []
        found.append((author, {each.key: each for each in given}))
    return found


def _interests(submission: Submission, answers: list[tuple[Author, Answers]]) -> str:
    """That the questions not told of were answered “no”. Where a named editor let an
    interest go unsaid, or readers are told of one that nobody declared, nothing is
    counted: it would say more, or less, than is so."""
    asked = [question.key for question in INTERESTS]
    given = [said[key] for _, said in answers for key in asked if key in said]
    if len(given) < len(asked) * len(answers):
        return ""
    declared = sum(each.is_interest for each in given)
    latest = submission.latest
    is_told = bool(latest and latest.disclosure.strip())
    if bool(declared) is not is_told or submission.interest_waivers.exists():
        return ""
    who = "the author" if len(answers) == 1 else "the authors"
    if not declared:
        all_of_them = number(len(asked))
        return f"To each of our {all_of_them} questions {who} answered “no”."
    if len(answers) > 1:
        return f"To our other questions about interests {who} answered “no”."
    if declared == len(asked):
        return ""
    left = number(len(asked) - declared)
    whole = number(len(asked))
    return f"To the other {left} of our {whole} questions {who} answered “no”."


def _help(answers: list[tuple[Author, Answers]]) -> str:
    """In the same words for all of them where all say the same."""
    who = "the author" if len(answers) == 1 else "the authors"
    first, *rest = [" ".join(_of_one(who, said)) for _, said in answers]
    if all(each == first for each in rest):
        return first
    return " ".join(
        f"{author.name}: {' '.join(_of_one('the author', said))}"
        for author, said in answers
        if any(_of_one("", said))
    )


def _of_one(who: str, said: Answers) -> Iterator[str]:
    keys = [question.key for question in HELP if question.key in said]
    nobody = [key for key in keys if _is_nobody(said[key].answer)]
    if denied := [_DENIED[key] for key in nobody]:
        yield f"Nobody {_or(denied)}."
    answers = "answer" if who.endswith("s") else "answers"
    for key in keys:
        if key not in nobody:
            yield f"Asked {_ASKED[key]}, {who} {answers} “{_bare(said[key].answer)}”."
    if AI.key in said:
        yield from _of_software(who, said[AI.key])


_DENIED = {
    "suggested": "suggested it",
    "drafted": "drafted any of it",
    "saw_first": "read it before us",
}


def _of_software(who: str, said: Declaration) -> Iterator[str]:
    if said.answer == AI_LADDER["none"]:
        yield "No software helped with it."
    else:
        uses = [f"for {each.strip().lower()}" for each in said.answer.split(",")]
        yield f"{who.capitalize()} used software {join_names(uses)}."
    if said.detail:
        whose = f"{who}’" if who.endswith("s") else f"{who}’s"
        yield f"In {whose} words: “{ended(said.detail)}”"


def _bare(answer: str) -> str:
    return answer.rstrip(" .")


def _or(said: list[str]) -> str:
    return " or ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)


def _is_nobody(answer: str) -> bool:
    said = unicodedata.normalize("NFC", answer).casefold().strip(" .!។-–—")
    return " ".join(said.split()) in _NOBODY
