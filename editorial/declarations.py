"""What every contributor is asked, and the exact words we asked it in.

The wording is stored with each answer (``Declaration.wording``): when a question
is reworded here, answers already given keep the words they answered. The
questions are those of domain.md, section 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from authors.models import Author
from editorial.models import Declaration, Revision

LOOK_BACK = "Nine direct questions, looking back three years."


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    wording: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a contributor said to one question. ``said`` is "yes", "no" or words."""

    question: Question
    said: str
    detail: str = ""
    is_interest: bool = False


INTERESTS = (
    Question(
        "employer",
        "Does your employer, a client or someone who funds your work stand to gain "
        "or lose from what you argue here?",
    ),
    Question(
        "paid_for_this",
        "Has anyone but us paid you, or promised to pay you, for this column, or "
        "paid for travel that led to it?",
    ),
    Question(
        "shares",
        "Do you own shares, land, cryptocurrency or other property whose value this "
        "column touches?",
    ),
    Question(
        "boards",
        "Do you sit on a board or advise a body that would gain from what you propose?",
    ),
    Question(
        "party",
        "Do you hold, seek or work for a party, a campaign or a public office?",
    ),
    Question(
        "lobbying",
        "Have you lobbied, or worked for a foreign government, on this subject?",
    ),
    Question(
        "personal",
        "Is anyone named or meant in this column your relative, partner, friend or "
        "rival?",
    ),
    Question(
        "litigation",
        "Are you in a lawsuit or a formal complaint that touches this subject?",
    ),
    Question(
        "funders",
        "Does anyone with a stake in this subject fund the organisation in your "
        "closing line?",
    ),
)

HELP = (
    Question("suggested", "Who suggested that you write this column?"),
    Question("drafted", "Did anyone else draft any part of it? Who?"),
    Question("saw_first", "Who read it before us (an employer, an agency, a friend)?"),
)
AI = Question("ai", "What did software do with this column?")
NOTES = Question("notes", "May we see your notes or an earlier draft if we ask?")
AGREEMENT = Question(
    "agreement",
    "I wrote this column and stand by the facts in it. I know that the desk writes "
    "the headline, and that nothing runs until I have signed the very text readers "
    "will see.",
)

AI_LADDER = {
    "none": "Nothing at all",
    "spelling": "Spelling and grammar",
    "translation": "Translation",
    "research": "Research",
    "restructuring": "Restructuring",
    "drafting": "Drafting",
}


def record(
    revision: Revision, answers: Iterable[Answer], *, author: Author | None = None
) -> None:
    """Keep the answers given with this text, each beside the words it answered.
    A co-author's own bear their name; those of whoever sent the piece bear none."""
    Declaration.objects.bulk_create(
        Declaration(
            revision=revision,
            author=author,
            position=position,
            key=answer.question.key,
            wording=answer.question.wording,
            answer=answer.said,
            detail=answer.detail,
            is_interest=answer.is_interest,
        )
        for position, answer in enumerate(answers)
    )
