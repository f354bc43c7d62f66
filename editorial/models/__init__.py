"""Everything before and around publishing: the piece, its texts, its record."""

from editorial.models.after import (
    ErrorReport,
    Incoming,
    IncomingQuerySet,
    IncomingState,
    Purge,
)
from editorial.models.consent import (
    Agreement,
    Invitation,
    Override,
    Payment,
    PayState,
    Remark,
    Verdict,
)
from editorial.models.conversation import Condition, Message, Note
from editorial.models.house import Format, Holiday, Terms
from editorial.models.letters import (
    Letter,
    LetterKind,
    LetterQuerySet,
    LetterState,
    LetterTemplate,
)
from editorial.models.papers import Attachment, Purpose, Source, SourceKind
from editorial.models.promise import Promise, Reminder
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
    "Agreement",
    "Attachment",
    "Condition",
    "Declaration",
    "Draft",
    "ErrorReport",
    "Exclusivity",
    "Format",
    "Holiday",
    "Incoming",
    "IncomingQuerySet",
    "IncomingState",
    "Invitation",
    "Letter",
    "LetterKind",
    "LetterQuerySet",
    "LetterState",
    "LetterTemplate",
    "Message",
    "Note",
    "Override",
    "PayState",
    "Payment",
    "Promise",
    "Purge",
    "Purpose",
    "Remark",
    "Reminder",
    "Revision",
    "SignOff",
    "Source",
    "SourceKind",
    "Status",
    "Submission",
    "SubmissionByline",
    "SubmissionQuerySet",
    "Terms",
    "Verdict",
]
