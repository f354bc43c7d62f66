"""Where one sentence comes from: an address, a file, a person, one's own eyes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from editorial.forms.fields import Choices, LineField, WordsField
from editorial.models import Source, SourceKind
from editorial.sources import Origin

_NO_FILE = "Choose the file."
_EMPTY_FILE = "This file is empty."
_NO_ADDRESS = (
    "This is no address of a page. It begins with https:// or http://, for example "
    "https://www.example.org/report."
)
_NEEDED: dict[str, tuple[str, str]] = {
    SourceKind.ADDRESS: ("address", "Paste the address of the page or document."),
    SourceKind.PERSON: ("person", "Say who told you, and when."),
}
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?")
_is_web = URLValidator(schemes=["http", "https"])


class SourceForm(forms.Form):
    """One source. Each kind has its own box; what stands in the others is not kept."""

    kind = Choices(
        label="Where is it from?",
        needed="Choose where it is from.",
        choices=SourceKind.choices,
    )
    address = LineField(
        label="Its address",
        max_length=2_000,
        help_text="Where the desk can read it. A link in your text counts already.",
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "url"}),
    )
    file = forms.FileField(
        label="The file",
        required=False,
        help_text="A PDF, a Word file, a photograph or a table, up to 12 MB. Only the "
        "desk sees it.",
        error_messages={"empty": _EMPTY_FILE, "invalid": _NO_FILE},
        widget=forms.FileInput(attrs={"class": "input"}),
    )
    place = LineField(
        label="Where in it",
        max_length=400,
        help_text="For example: page 3, the second table.",
    )
    person = WordsField(
        label="Who told you, and when?",
        max_length=1_000,
        rows=2,
        help_text="The name, what the person is, the day, and how we can ask. Only the "
        "desk sees it.",
    )
    own = WordsField(
        label="How do you know it?",
        max_length=1_000,
        rows=2,
        help_text="What you saw or did, and when. We may ask who can confirm it.",
    )

    def __init__(self, *args: Any, source: Source | None = None, **how: Any) -> None:
        if source:
            how["initial"] = {"kind": source.kind, _BOX[source.kind]: source.where}
        super().__init__(*args, **how)
        self.source = source

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if self.data.get("kind") != SourceKind.ADDRESS or not address:
            return ""
        if _BARE.fullmatch(address):
            address = f"https://{address}"
        try:
            _is_web(address)
        except ValidationError:
            raise forms.ValidationError(_NO_ADDRESS) from None
        if "@" in re.split(r"[/?#]", address, maxsplit=3)[2]:
            raise forms.ValidationError(
                "Leave the name and password out of the address."
            )
        return address

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        kind = said.get("kind")
        box, words = _NEEDED.get(str(kind), ("", ""))
        if box and box not in self.errors and not said.get(box):
            self.add_error(box, words)
        has_file = said.get("file") or (self.source and self.source.attachment_id)
        if kind == SourceKind.FILE and not has_file and "file" not in self.errors:
            self.add_error("file", _NO_FILE)
        return said

    def origin(self) -> Origin:
        """What was said of it. Call it on a valid form only."""
        said = self.cleaned_data
        kind = SourceKind(said["kind"])
        upload = said["file"] if kind is SourceKind.FILE else None
        return Origin(kind, said[_BOX[kind]], upload)


_BOX: dict[str, str] = {
    SourceKind.ADDRESS: "address",
    SourceKind.FILE: "place",
    SourceKind.PERSON: "person",
    SourceKind.OWN: "own",
}
