"""The demo's post: every mail is filed in a folder and can be read in the browser.

The pages are mounted only where ``DEBUG`` is on: there a stranger may read them all.
"""

from __future__ import annotations

import email
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as ReadMessage
from email.policy import default as plain_policy
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

SHOWN = 200  # newest letters listed


class Folder(BaseEmailBackend):
    """Files each mail as ``mail/<hour>-<number>.eml`` in the data folder."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for message in messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{uuid.uuid4().hex[:6]}"
            half = folder() / f"{name}.part"
            half.write_bytes(message.message().as_bytes())
            half.rename(folder() / f"{name}.eml")  # whole or not at all
        return len(messages)


@dataclass(frozen=True, slots=True)
class Mail:
    """One filed mail, as its page shows it."""

    name: str
    at: datetime
    to: str
    sender: str
    subject: str
    body: str


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The newest mails, whoever they went to."""
    newest = sorted(folder().glob("*.eml"), reverse=True)[:SHOWN]
    return render(request, "demo/letters.html", {"mails": [_read(f) for f in newest]})


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    file = folder() / f"{name}.eml"
    if not file.exists():
        raise Http404
    return render(request, "demo/letter.html", {"mail": _read(file)})


def folder() -> Path:
    return Path(settings.DATA_DIR) / "mail"


def _read(file: Path) -> Mail:
    message = email.message_from_bytes(
        file.read_bytes(), ReadMessage, policy=plain_policy
    )
    text = message.get_body(preferencelist=("plain",))
    return Mail(
        name=file.stem,
        at=datetime.strptime(f"{file.name[:22]} +0000", "%Y%m%d-%H%M%S-%f %z"),
        to=str(message["To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        body=str(text.get_content()) if text else "",
    )


app_name = "demo_mail"
urlpatterns = [
    path("", letters, name="letters"),
    path("<slug:name>/", letter, name="letter"),
]
