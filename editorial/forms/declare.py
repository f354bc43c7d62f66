"""What one author declared, answered once more after something has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from editorial import declarations
from editorial.declarations import AGREEMENT
from editorial.forms.typed import as_typed
from editorial.forms.write import WriteForm
from editorial.models import Declaration, Submission

_ASKED = ("interest", "help_", "ai", "notes")
_ASKED_THE_SENDER = ("exclusivity", "exclusivity_detail")


class DeclareForm(WriteForm):
    """The questions of an author's own, filled in with what they said last; the one
    who sent the piece is asked about its exclusivity too."""

    is_again = True

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        piece: Submission,
        is_sender: bool,
        said: Sequence[Declaration] = (),
        **how: Any,
    ) -> None:
        if typed is None:
            how["initial"] = {
                "exclusivity": piece.exclusivity,
                "exclusivity_detail": piece.exclusivity_detail,
            }
            for each in said:
                how["initial"] |= as_typed(each)
        super().__init__(typed, said_before=said, **how)
        asked = (*_ASKED, *(_ASKED_THE_SENDER if is_sender else ()))
        for name in list(self.fields):
            if not name.startswith(asked):
                del self.fields[name]

    def said_now(self) -> list[declarations.Answer]:
        """What was said now. Call it on a valid form only."""
        return [each for each in self._answers() if each.question is not AGREEMENT]

    def offered(self) -> tuple[str, str] | None:
        """Where else it stands or lies; None from whoever was not asked."""
        if "exclusivity" not in self.fields:
            return None
        said = self.cleaned_data
        return said["exclusivity"], said["exclusivity_detail"]
