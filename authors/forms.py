"""What people type about themselves, and the guards on forms open to everybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.forms import inlineformset_factory

from authors import zones
from authors.models import (
    MADE_UP,
    NO_MADE_UP_FACE,
    Affiliation,
    Author,
    PortraitOrigin,
    User,
)

QUICKEST = 1  # seconds in which nobody fills in a form
STALE_AFTER = 24 * 60 * 60  # seconds
_SALT = "authors.forms.shown"


def shown_now() -> str:
    """Signed: this form was shown at this second."""
    return signing.TimestampSigner(salt=_SALT).sign("shown")


class OpenForm(forms.Form):
    """A form that anybody may send without signing in. Robots fill in every field
    and do so at once; neither guard needs a script or a puzzle."""

    website = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                "The field called “Leave this empty” is a trap for robots. Empty it "
                "and send again."
            )
        return ""

    def clean_shown(self) -> str:
        shown = _UNWANTED.sub("", self.cleaned_data["shown"])
        signer = signing.TimestampSigner(salt=_SALT)
        try:
            signer.unsign(shown, max_age=STALE_AFTER)
        except signing.BadSignature:
            raise forms.ValidationError(
                "This page was open for more than a day. Nothing is lost: send again."
            ) from None
        try:
            signer.unsign(shown, max_age=QUICKEST)
        except signing.SignatureExpired:
            return shown
        raise forms.ValidationError(
            "That was quicker than anybody types. Nothing is lost: send again."
        )

    @property
    def shown_again(self) -> str:
        """For the page drawn again: what was signed, or a new one if that is stale."""
        held = _UNWANTED.sub("", str(self.data.get("shown", "")))
        try:
            signing.TimestampSigner(salt=_SALT).unsign(held, max_age=STALE_AFTER)
        except signing.BadSignature:
            return shown_now()
        return held


class AddressForm(OpenForm):
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        error_messages={
            "required": "Type your e-mail address.",
            "invalid": "This is not an e-mail address. It looks like name@place.org.",
        },
        widget=forms.EmailInput(
            attrs={"class": "input", "autocomplete": "email", "autofocus": True}
        ),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=64,
        error_messages={"required": "Type the code from our letter."},
        widget=forms.TextInput(
            attrs={
                "class": "input input-code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
            }
        ),
    )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript
    """Who somebody is, once for all their columns."""

    new_portrait = forms.FileField(
        label="Portrait",
        required=False,
        help_text="JPEG, PNG, WebP or AVIF, up to 12 MB. Readers see it beside your "
        "name.",
        error_messages={"empty": "This file is empty."},
        widget=forms.FileInput(
            attrs={"class": "input", "accept": ".jpg,.jpeg,.png,.webp,.avif"}
        ),
    )
    no_portrait = forms.BooleanField(label="Take the portrait away", required=False)

    class Meta:
        model = Author
        fields = (
            *("name", "name_own_script", "own_script_lang", "pronoun"),
            *("role", "place", "bio_line", "bio"),
            *("portrait_origin", "portrait_credit"),
        )
        widgets = {
            "pronoun": forms.RadioSelect,
            "bio": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {
            "name": "Your name, in Latin letters, as printed",
            "name_own_script": "Your name in its own script",
            "own_script_lang": "The language of that script",
            "pronoun": "“The views and opinions expressed are … own.”",
            "role": "What you are",
            "place": "Where you are based",
            "bio_line": "Why this person, in one line",
            "bio": "Bio, in three lines",
            "portrait_origin": "What the portrait is",
            "portrait_credit": "Who made it, or where it is from",
        }
        help_texts = {
            "name": "",
            "portrait_credit": "Readers see this. For example: Photograph: Dara Lim.",
            "role": "For example: freelance journalist, teacher, farmer.",
            "place": "For example: Phnom Penh.",
            "bio_line": "Stands under your name: why you, on your subject.",
        }
        error_messages = {
            "name": {"required": "Type the name that shall stand over your columns."},
            "own_script_lang": {"invalid": "Two or three letters, for example km."},
        }

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        for name, field in self.fields.items():
            field.widget.attrs.pop("maxlength", None)  # a paste is told, never cut
            if isinstance(field, forms.ChoiceField) and name == "portrait_origin":
                field.choices = [("", "Choose"), *PortraitOrigin.choices]
            if name not in ("pronoun", "no_portrait"):
                field.widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        said = _plain(super().clean() or {})
        if not said.get("name") and "name" not in self.errors:
            self.add_error("name", "Type the name that shall stand over your columns.")
        keeps_one = bool(self.instance.portrait) and not said.get("no_portrait")
        if said.get("new_portrait") or keeps_one:
            for name, words in portrait_lacks(said).items():
                if name not in self.errors:
                    self.add_error(name, words)
        return said


def portrait_lacks(said: Mapping[str, Any]) -> dict[str, str]:
    """What is missing beside a portrait, by field: readers are told what they look at
    and who made it, and a face that nobody has is not one."""
    lacks = {}
    if said.get("portrait_origin") in MADE_UP:
        lacks["portrait_origin"] = NO_MADE_UP_FACE
    elif not said.get("portrait_origin"):
        lacks["portrait_origin"] = "Say what the portrait is, for example a photograph."
    if not said.get("portrait_credit"):
        lacks["portrait_credit"] = "Say who made the portrait, or where it is from."
    return lacks


class ZoneForm(forms.ModelForm):  # type: ignore[type-arg]
    """In whose time somebody's hours are told."""

    time_zone = forms.ChoiceField(
        label="Your time zone",
        required=False,
        help_text="In which we tell you hours, here and in letters.",
        error_messages={"invalid_choice": "This zone is not in the list. Choose one."},
        widget=forms.Select(attrs={"class": "input", "data-zone": ""}),
    )

    class Meta:
        model = User
        fields = ("time_zone",)

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        field: Any = self.fields["time_zone"]
        field.choices = [("", f"Ours: {zones.whose(None)}"), *zones.choices()]


class AffiliationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where somebody works or sits, from when, until when."""

    class Meta:
        model = Affiliation
        fields = ("organisation", "role", "since", "until")
        widgets = {
            name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            for name in ("since", "until")
        }

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)
            field.widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        said = _plain(super().clean() or {})
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", "It ends before it begins.")
        return said


Affiliations = inlineformset_factory(
    Author,
    Affiliation,
    form=AffiliationForm,
    extra=1,
    max_num=20,
    absolute_max=25,
)


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    """Without the characters that no database holds and no reader should be sent."""
    return {
        name: _UNWANTED.sub("", value).strip() if isinstance(value, str) else value
        for name, value in said.items()
    }


# Controls but line ends, halves of surrogate pairs, and what turns a line around.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
