"""Who else stands in the byline: asked for by name, answering for themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from editorial import declarations, invitations
from editorial.declarations import CO_AGREEMENT
from editorial.forms.fields import LineField, WordsField
from editorial.forms.write import WriteForm
from editorial.invitations import Profile

_ASKED = ("interest_", "help_", "ai", "notes", "about_", "agreement")


class InviteForm(forms.Form):
    """Somebody to be asked, and where the letter goes."""

    name = LineField(
        label="Their name",
        needed="Type the name of the person you invite.",
        max_length=120,
        help_text="As they write it themselves, in Latin letters.",
    )
    email = forms.EmailField(
        label="Their e-mail",
        max_length=254,
        error_messages={
            "required": "Type the address the letter goes to.",
            "invalid": "This is not an e-mail address. It looks like name@place.org.",
        },
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if problem := invitations.name_problem(name):
            raise forms.ValidationError(problem)
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class CoAuthorForm(WriteForm):
    """What a co-author says: who they are, and the same questions the sender was
    asked, answered for themselves."""

    def __init__(self, typed: Mapping[str, Any] | None = None, **how: Any) -> None:
        super().__init__(typed, **how)
        for name in list(self.fields):
            if not name.startswith(_ASKED):
                del self.fields[name]
        agreement = self.fields["agreement"]
        agreement.label = CO_AGREEMENT.wording
        agreement.error_messages["required"] = "Tick the agreement before you agree."

    def profile(self) -> Profile:
        said = self.cleaned_data
        parts = ("name", "role", "place", "pronoun", "bio_line")
        return Profile(**{part: said[f"about_{part}"] for part in parts})

    def own_answers(self) -> Iterator[declarations.Answer]:
        for answer in self._answers():
            is_last = answer.question.key == CO_AGREEMENT.key
            yield declarations.Answer(CO_AGREEMENT, "yes") if is_last else answer


class AsideForm(forms.Form):
    """No, with a reason if they like."""

    reason = WordsField(
        label="Why, if you wish to say so",
        max_length=1_000,
        rows=2,
        help_text="It goes to the person who sends the column, and the desk keeps it.",
    )
