"""What every contributor is asked, and the exact words we asked it in.

The wording is stored with each answer (``Declaration.wording``): when a question
is reworded here, answers already given keep the words they answered. The
questions are those of domain.md, section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from authors.models import Author, User
from editorial.memory import once_at_rest
from editorial.models import Declaration, Invitation, Revision, Submission

_HEAVY = ("revision__body", "revision__body_html")

LOOK_BACK = "Nine direct questions, looking back three years."


# Of all that is asked below: one more whenever a word of a question is changed, or
# what readers are told of an answer. Since 2 they are told of help and software, and
# what was answered “no”: of answers given before, nothing of that is printed.
VERSION = 2
_TOLD_SINCE = 2


@dataclass(frozen=True, slots=True)
class Question:
    """``told`` says what readers learn of a “yes”. What ``is_of_this_piece`` is
    answered anew for each column, whatever was said before."""

    key: str
    wording: str
    told: str = ""
    is_of_this_piece: bool = False


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
        told="If yes, readers are told whom you work for, or who pays you.",
    ),
    Question(
        "paid_for_this",
        "Has anyone but us paid you, or promised to pay you, for this column, or "
        "paid for travel that led to it?",
        told="If yes, readers are told who paid, and what for.",
        is_of_this_piece=True,
    ),
    Question(
        "shares",
        "Do you own shares, land, cryptocurrency or other property whose value this "
        "column touches?",
        told="If yes, readers are told what you own, not how much of it.",
    ),
    Question(
        "boards",
        "Do you sit on a board or advise a body that would gain from what you propose?",
        told="If yes, readers are told the name of the body and what you do there.",
    ),
    Question(
        "party",
        "Do you hold, seek or work for a party, a campaign or a public office?",
        told="If yes, readers are told the party, the campaign or the office.",
    ),
    Question(
        "lobbying",
        "Have you lobbied, or worked for a foreign government, on this subject?",
        told="If yes, readers are told for whom, and that it was on this subject.",
    ),
    Question(
        "personal",
        "Is anyone named or meant in this column your relative, partner, friend or "
        "rival?",
        told="If yes, readers are told what the person is to you.",
        is_of_this_piece=True,
    ),
    Question(
        "litigation",
        "Are you in a lawsuit or a formal complaint that touches this subject?",
        told="If yes, readers are told of the case, and on which side you are.",
    ),
    Question(
        "funders",
        "Does anyone with a stake in this subject fund the organisation in your "
        "closing line?",
        told="If yes, readers are told who funds it.",
    ),
)

HELP = (
    Question(
        "suggested",
        "Who suggested that you write this column?",
        told="Printed with the column, in your words.",
    ),
    Question(
        "drafted",
        "Did anyone else draft any part of it? Who?",
        told="Printed with the column, in your words.",
    ),
    Question(
        "saw_first",
        "Who read it before us (an employer, an agency, a friend)?",
        told="Printed with the column, in your words. “A friend” may be enough.",
    ),
)
AI = Question(
    "ai",
    "What did software do with this column?",
    told="Printed with the column.",
)
NOTES = Question("notes", "May we see your notes or an earlier draft if we ask?")
AGREEMENT = Question(
    "agreement",
    "I wrote this column and stand by the facts in it. I know that the desk writes "
    "the headline, and that nothing runs until I have signed the very text readers "
    "will see.",
)

CO_AGREEMENT = Question(
    "agreement",
    "I have read this column, stand by the facts in it and agree to stand in its "
    "byline. I know that the desk writes the headline, and that nothing runs until I "
    "have signed the very text readers will see.",
)

AI_LADDER = {
    "none": "Nothing at all",
    "spelling": "Spelling and grammar",
    "translation": "Translation",
    "research": "Research",
    "restructuring": "Restructuring",
    "drafting": "Drafting",
}


_WORDING_NOW = {
    question.key: question.wording
    for question in (*INTERESTS, *HELP, AI, NOTES, AGREEMENT)
}
_CARRIED = {question.key for question in INTERESTS if not question.is_of_this_piece}


@dataclass(frozen=True, slots=True)
class Given:
    """What one author answered at one time; of ``author`` None, the sender."""

    author: Author | None
    revision: Revision
    answers: tuple[Declaration, ...]


def record(
    revision: Revision, answers: Iterable[Answer], *, author: Author | None = None
) -> list[Declaration]:
    """Keep the answers given with this text, each beside the words it answered.
    A co-author's own bear their name; those of whoever sent the piece bear none."""
    Declaration.objects.bulk_create(
        Declaration(
            revision=revision,
            author=author,
            version=VERSION,
            position=position,
            key=answer.question.key,
            wording=answer.question.wording,
            answer=answer.said,
            detail=answer.detail,
            is_interest=answer.is_interest,
        )
        for position, answer in enumerate(answers)
    )
    return list(Declaration.objects.filter(revision=revision, author=author))


def wording_now(answer: Declaration) -> str:
    """How the question reads today, where that is not what was answered."""
    now = _WORDING_NOW.get(answer.key, "")
    return "" if answer.version == VERSION or now == answer.wording else now


def speaker(submission: Submission, by: User) -> Author | None:
    """For whom this author answers: themselves by name, or the sender by none."""
    if submission.contributor_id == by.pk:
        return None
    return Author.objects.filter(user=by).first()


def said_before(by: User, *, besides: Submission | None) -> list[Declaration]:
    """What somebody answered last, with any other piece of theirs. One query."""
    own = Q(author__isnull=True, revision__submission__contributor=by) | Q(
        author__user=by
    )
    theirs = Declaration.objects.filter(own).exclude(revision__submission=besides)
    newest = theirs.order_by("-revision__saved_at", "-revision_id")
    last = theirs.filter(revision=newest.values("revision")[:1])
    return list(last.select_related("revision").defer(*_HEAVY))


def is_carried(answer: Declaration) -> bool:
    """May be shown again with the next piece, to be confirmed."""
    return answer.key in _CARRIED


@once_at_rest
def given(submission: Submission) -> list[list[Given]]:
    """All that was answered, author by author, each newest first. One query."""
    rows = (
        Declaration.objects.filter(revision__submission=submission)
        .select_related("revision__by", "author")
        .defer(*_HEAVY)
        .order_by("-revision__number", "position")
    )
    sets: dict[int | None, dict[int, list[Declaration]]] = {}
    for row in rows:
        by_revision = sets.setdefault(row.author_id, {})
        by_revision.setdefault(row.revision_id, []).append(row)
    return [
        [
            Given(each[0].author, each[0].revision, tuple(each))
            for each in sets[author_id].values()
        ]
        for author_id in sorted(sets, key=lambda pk: pk or 0)
    ]


def given_by(submission: Submission, author: Author | None) -> Given | None:
    """What one of its authors answered last."""
    for sets in given(submission):
        if sets[0].author == author:
            return sets[0]
    return None


def interests(submission: Submission) -> list[Declaration]:
    """Every interest its authors declare now."""
    return [
        answer
        for sets in given(submission)
        for answer in sets[0].answers
        if answer.is_interest
    ]


def of_machines(submission: Submission) -> list[Declaration]:
    """What each author says that software did, and whether notes may be seen."""
    return [
        answer
        for sets in given(submission)
        for answer in sets[0].answers
        if answer.key in (AI.key, NOTES.key)
    ]


def is_told(answer: Declaration) -> bool:
    """Whoever answered was told before that readers would be told of it."""
    return answer.version >= _TOLD_SINCE


def newest_interest(submission: Submission) -> int:
    """The number of the revision with which the newest of its interests was declared,
    in the words it has now; 0 when there is none. One query."""
    return max(
        (
            _since(answer, sets)
            for sets in given(submission)
            for answer in sets[0].answers
            if answer.is_interest
        ),
        default=0,
    )


def changed(before: Given | None, answers: Iterable[Answer]) -> list[str]:
    """The keys of the questions that are now answered otherwise, in order."""
    kept = before.answers if before else ()
    said = {each.key: (each.answer, each.detail) for each in kept}
    return [
        answer.question.key
        for answer in answers
        if said.get(answer.question.key) != (answer.said, answer.detail)
    ]


def _since(answer: Declaration, sets: Sequence[Given]) -> int:
    """Since which revision it has been answered so, without a break."""
    number = answer.revision.number
    for each in sets[1:]:
        if not any(_same(answer, other) for other in each.answers):
            break
        number = each.revision.number
    return number


def _same(one: Declaration, other: Declaration) -> bool:
    return (one.key, one.answer, one.detail) == (other.key, other.answer, other.detail)


def kept(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """A co-author's answers to a draft, with the words they answered, until there is
    a text on record to keep them with."""
    return [
        {
            "key": answer.question.key,
            "wording": answer.question.wording,
            "said": answer.said,
            "detail": answer.detail,
            "is_interest": answer.is_interest,
        }
        for answer in answers
    ]


def record_kept(revision: Revision) -> None:
    """The draft has been sent: what its co-authors answered goes on record with it."""
    waiting = Invitation.objects.filter(submission=revision.submission_id).exclude(
        answers=[]
    )
    for invitation in waiting.select_related("author"):
        if invitation.author and invitation.stands:
            answers = [_answer(each) for each in invitation.answers]
            record(revision, answers, author=invitation.author)
        invitation.answers = []
        invitation.save(update_fields=["answers"])


def _answer(kept: dict[str, Any]) -> Answer:
    question = Question(kept["key"], kept["wording"])
    return Answer(question, kept["said"], kept["detail"], kept["is_interest"])
