"""What is typed at the desk, turned into values, and what is wrong with it in words."""

from editorial.desk.forms.correct import CorrectionForm, DropForm
from editorial.desk.forms.details import (
    PEG_TOO_FAR,
    PEG_TOO_OLD,
    CardForm,
    DetailsForm,
    NewAuthorForm,
)
from editorial.desk.forms.hours import (
    NO_HOUR,
    NO_SUCH_HOUR,
    PAST_HOUR,
    TOO_FAR,
    TWICE,
    DayForm,
    HourForm,
    typed_hour,
    zone_said,
)
from editorial.desk.forms.letters import (
    NO_CONDITION,
    LetterForm,
    MessageForm,
    TemplateForm,
    ToAuthorForm,
    WordingForm,
)
from editorial.desk.forms.remarks import (
    AnswerCommentForm,
    AnswerForm,
    CommentForm,
    HandOverForm,
    HoldForm,
    OverrideForm,
)
from editorial.desk.forms.text import (
    NO_TEXT,
    SEARCH_ROOM,
    SOCIAL_ROOM,
    HeadlineForm,
    ParagraphForm,
    TextForm,
)
from editorial.desk.forms.typed import LONGEST_NOTE, NOT_WHOLE, typed_in
from editorial.desk.forms.you import YouForm

__all__ = [
    "LONGEST_NOTE",
    "NOT_WHOLE",
    "NO_CONDITION",
    "NO_HOUR",
    "NO_SUCH_HOUR",
    "NO_TEXT",
    "PAST_HOUR",
    "PEG_TOO_FAR",
    "PEG_TOO_OLD",
    "SEARCH_ROOM",
    "SOCIAL_ROOM",
    "TOO_FAR",
    "TWICE",
    "AnswerCommentForm",
    "AnswerForm",
    "CardForm",
    "CommentForm",
    "CorrectionForm",
    "DayForm",
    "DetailsForm",
    "DropForm",
    "HandOverForm",
    "HeadlineForm",
    "HoldForm",
    "HourForm",
    "LetterForm",
    "MessageForm",
    "NewAuthorForm",
    "OverrideForm",
    "ParagraphForm",
    "TemplateForm",
    "TextForm",
    "ToAuthorForm",
    "WordingForm",
    "YouForm",
    "typed_hour",
    "typed_in",
    "zone_said",
]
