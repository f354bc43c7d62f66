"""What a person at the desk chooses for themselves."""

from __future__ import annotations

from django import forms

from authors.forms import ZoneForm
from authors.models import User


class YouForm(ZoneForm):
    """What a person at the desk chooses for themselves."""

    class Meta:
        model = User
        fields = ("mail_pace", "time_zone", "uses_keys")
        labels = {
            "mail_pace": "Mail from the desk",
            "uses_keys": "Single keys act for me on the board",
        }
        help_texts = {
            "mail_pace": "An answer that is due within hours is told at once, always."
        }
        widgets = {"mail_pace": forms.RadioSelect}
