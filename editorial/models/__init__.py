"""Everything before and around publishing: the piece, its texts, its record."""

from editorial.models.conversation import Condition, Message, Note
from editorial.models.letters import (
    Letter,
    LetterKind,
    LetterQuerySet,
    LetterState,
    LetterTemplate,
)
from editorial.models.record import Act, Action, SignOff
from editorial.models.submission import (
    ENDED,
    IN_HAND,
    Exclusivity,
    Status,
    Submission,
    SubmissionByline,
    SubmissionQuerySet,
)
from editorial.models.text import REVISED_FIELDS, Declaration, Draft, Revision

__all__ = [
    "ENDED",
    "IN_HAND",
    "REVISED_FIELDS",
    "Act",
    "Action",
    "Condition",
    "Declaration",
    "Draft",
    "Exclusivity",
    "Letter",
    "LetterKind",
    "LetterQuerySet",
    "LetterState",
    "LetterTemplate",
    "Message",
    "Note",
    "Revision",
    "SignOff",
    "Status",
    "Submission",
    "SubmissionByline",
    "SubmissionQuerySet",
]
