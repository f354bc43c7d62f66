"""The terms: what the desk offers, and what an author says to it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from authors.models import Author
from editorial.forms.fields import WordsField
from editorial.talk import MOST_CHARACTERS
from editorial.terms import Offer

MOST = Decimal("999999.99")
CURRENCIES = ("USD", "KHR", "EUR", "GBP", "THB", "VND", "AUD", "SGD", "JPY")


class AmountField(forms.DecimalField):
    """A sum of money; empty for none. A comma is read as a point."""

    def __init__(self, *, label: str, **how: Any) -> None:
        errors = {
            "invalid": "Write the amount in figures, for example 150 or 150.50.",
            "max_decimal_places": "At most two figures after the point.",
            "max_value": "This is more than we can keep.",
            "min_value": "An amount is more than nothing. Leave it empty for none.",
        }
        box = forms.TextInput(
            attrs={"class": "input input-amount", "inputmode": "decimal"}
        )
        super().__init__(
            label=label,
            required=False,
            decimal_places=2,
            max_value=MOST,
            min_value=Decimal("0.01"),
            error_messages=errors,
            widget=box,
            **how,
        )

    def to_python(self, value: Any) -> Any:
        typed = str(value).strip() if value is not None else ""
        is_decimal_comma = typed.count(",") == 1 and "." not in typed
        return super().to_python(typed.replace(",", ".") if is_decimal_comma else typed)


class OffersForm(forms.Form):
    """One offer for each author of a piece, beginning with the standard one."""

    def __init__(
        self, data: Any = None, *, authors: list[tuple[Author, Offer]], **how: Any
    ) -> None:
        super().__init__(data, **how)
        self.authors = [author for author, _ in authors]
        for author, start in authors:
            self._ask(author, start)

    def _ask(self, author: Author, start: Offer) -> None:
        self.fields[f"fee_{author.pk}"] = AmountField(
            label="Fee", initial=start.fee, help_text="Empty for unpaid."
        )
        self.fields[f"kill_fee_{author.pk}"] = AmountField(
            label="Kill fee", initial=start.kill_fee, help_text="Empty for none."
        )
        known = dict.fromkeys((start.currency, *CURRENCIES))
        self.fields[f"currency_{author.pk}"] = forms.ChoiceField(
            label="Currency",
            choices=[(code, code) for code in known],
            initial=start.currency,
            widget=forms.Select(attrs={"class": "input"}),
            error_messages={"required": "Choose the currency."},
        )

    def rows(self) -> Iterator[tuple[Author, list[BoundField]]]:
        """Each author with their three boxes."""
        for author in self.authors:
            names = ("fee", "kill_fee", "currency")
            yield author, [self[f"{name}_{author.pk}"] for name in names]

    def offers(self) -> dict[int, Offer]:
        said = self.cleaned_data
        return {
            author.pk: Offer(
                said[f"fee_{author.pk}"],
                said[f"kill_fee_{author.pk}"],
                said[f"currency_{author.pk}"],
            )
            for author in self.authors
        }


class AcceptTermsForm(forms.Form):
    agreement = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "This page came incomplete. Open it again."
        ),
    )
    read = forms.BooleanField(
        label="I have read these terms and accept them for this column.",
        error_messages={"required": "Tick that you have read them, then accept."},
    )


class RefuseTermsForm(forms.Form):
    text = WordsField(
        label="What you would need instead",
        needed="Say what is wrong, so that the desk can answer.",
        max_length=MOST_CHARACTERS - 100,
        rows=3,
    )
