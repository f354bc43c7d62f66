"""What a contributor types becomes typed values, or a sentence says what is wrong."""

from editorial.forms.card import CardForm, UploadForm
from editorial.forms.small import MessageForm, ObjectionForm, SignForm, WithdrawForm
from editorial.forms.typed import (
    NAMES,
    TooLong,
    Typed,
    as_typed,
    data_of,
    typed_in,
    typed_of,
    weigh,
)
from editorial.forms.write import Problem, WriteForm

__all__ = [
    "NAMES",
    "CardForm",
    "MessageForm",
    "ObjectionForm",
    "Problem",
    "SignForm",
    "TooLong",
    "Typed",
    "UploadForm",
    "WithdrawForm",
    "WriteForm",
    "as_typed",
    "data_of",
    "typed_in",
    "typed_of",
    "weigh",
]
