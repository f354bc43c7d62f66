"""What a contributor types becomes typed values, or a sentence says what is wrong."""

from editorial.forms.card import CardForm, UploadForm
from editorial.forms.declare import DeclareForm
from editorial.forms.people import AsideForm, CoAuthorForm, InviteForm
from editorial.forms.small import (
    DeleteForm,
    ErrorForm,
    MessageForm,
    ObjectionForm,
    RemarkForm,
    SignForm,
    WithdrawForm,
)
from editorial.forms.source import SourceForm
from editorial.forms.terms import AcceptTermsForm, OffersForm, RefuseTermsForm
from editorial.forms.typed import (
    NAMES,
    TICKS,
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
    "TICKS",
    "AcceptTermsForm",
    "AsideForm",
    "CardForm",
    "CoAuthorForm",
    "DeclareForm",
    "DeleteForm",
    "ErrorForm",
    "InviteForm",
    "MessageForm",
    "ObjectionForm",
    "OffersForm",
    "Problem",
    "RefuseTermsForm",
    "RemarkForm",
    "SignForm",
    "SourceForm",
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
