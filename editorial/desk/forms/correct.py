"""A change after publication, as typed: what readers are told, and the new words."""

from __future__ import annotations

from typing import Any

from django import forms

from articles import markup
from articles.models import SAY_WHAT_WAS, CorrectionKind
from editorial.corrections import Proposal
from editorial.desk.forms.text import NO_TEXT, HeadlineForm
from editorial.desk.forms.typed import LONGEST_NOTE, NOT_WHOLE
from editorial.editor import ColumnEditor
from editorial.forms.fields import Choices, PastedField, WordsField
from editorial.models import REVISED_FIELDS

NO_WAS = "Say what stood there, so that a reader who missed it knows."
NO_RIGHT = "Say what is right."
NO_SAID = "Say what readers must know."
NOT_HERE = "{kind} is told in {where}. Move what you typed there."
IN_TWO, IN_ONE = "the two fields, what was and what is", "one text, the field below"

_KINDS = (
    (CorrectionKind.CORRECTION, "Correction: something was wrong"),
    (CorrectionKind.CLARIFICATION, "Clarification: right, but it misleads"),
    (CorrectionKind.NOTE, "Editor’s note: how we worked, not a fact"),
    (CorrectionKind.UPDATE, "Update: something has happened since"),
)


class CorrectionForm(HeadlineForm):
    """What readers are told, and the column in its new words, made from the edition
    ``base``."""

    base = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    kind = Choices(
        label="What it is",
        needed="Choose what kind of change it is.",
        choices=_KINDS,
        initial=CorrectionKind.CORRECTION,
    )
    was = WordsField(
        label="An earlier version said …",
        max_length=LONGEST_NOTE,
        rows=2,
        help_text="Goes on from these words: “that the exercise was suspended in "
        "2018.” For a clarification: “The column said …”",
    )
    right = WordsField(
        label="In fact …",
        max_length=LONGEST_NOTE,
        rows=2,
        help_text="Goes on from these words: “it was suspended in January 2017.” For a "
        "clarification: “To be clear, …”",
    )
    said = WordsField(
        label="The editor’s note or update, whole",
        max_length=LONGEST_NOTE,
        help_text="Only for these two. Say what happened, and blame nobody.",
    )
    is_serious = forms.BooleanField(
        required=False,
        label="It is serious: tell it at the top, before the text. An editor’s note "
        "always stands there",
    )
    body = PastedField(
        label="Text",
        max_length=markup.MAX_CHARS,
        strip=False,
        widget=ColumnEditor,
        error_messages={
            "required": NO_TEXT,
            "max_length": f"More than {markup.MAX_CHARS:,} characters. Shorten it.",
        },
    )
    only_note = forms.BooleanField(
        required=False, label="The words stay: only the note is added"
    )
    why = WordsField(
        label="Why, for the record",
        needed="Say why, for the record: who found it, and how we know.",
        max_length=LONGEST_NOTE,
        rows=2,
        help_text="Stays at the desk. Whoever approves it reads this.",
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        kind = said.get("kind")
        if kind in SAY_WHAT_WAS:
            self._need("was", NO_WAS)
            self._need("right", NO_RIGHT)
            self._leave("said", kind, IN_TWO)
        elif kind:
            self._need("said", NO_SAID)
            self._leave("was", kind, IN_ONE)
            self._leave("right", kind, IN_ONE)
        return said

    def _need(self, name: str, words: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)

    def _leave(self, name: str, kind: str, where: str) -> None:
        if self.cleaned_data.get(name):
            called = CorrectionKind(kind).label
            article = "An" if called[0] in "EU" else "A"
            said = f"{article} {called.lower()}"
            self.add_error(name, NOT_HERE.format(kind=said, where=where))

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in REVISED_FIELDS}

    def proposal(self) -> Proposal:
        said = self.cleaned_data
        return Proposal(
            kind=CorrectionKind(said["kind"]),
            base=said["base"],
            why=said["why"],
            was=said["was"],
            right=said["right"],
            said=said["said"],
            is_serious=said["is_serious"],
            only_note=said["only_note"],
            words=self.words(),
        )


class DropForm(forms.Form):
    """Why a proposed correction is not made."""

    reason = WordsField(
        label="Why it is dropped",
        needed="Say why in a sentence. Whoever proposed it reads it.",
        max_length=LONGEST_NOTE,
        rows=2,
    )
