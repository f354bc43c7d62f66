"""The demo's post: every mail is filed in a folder and can be read in the browser.

Letters that take an answer can be answered there too: the answer goes the way a mail
would, as its reader. The pages are mounted only where ``DEBUG`` is on: there a stranger
may read them all.
"""

from __future__ import annotations

import email
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as ReadMessage
from email.message import Message
from email.policy import default as plain_policy
from email.utils import make_msgid
from pathlib import Path

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from editorial import inbox
from editorial.forms.fields import WordsField
from editorial.talk import MOST_CHARACTERS

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
    reply_to: str


class AnswerForm(forms.Form):
    """An answer as it would be typed into a mail."""

    text = WordsField(
        label="Answer this letter",
        needed="There is nothing to send yet.",
        max_length=MOST_CHARACTERS,
        rows=4,
        help_text="It goes as a mail of this letter’s reader, and is read like any.",
    )


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The newest mails, whoever they went to."""
    newest = sorted(folder().glob("*.eml"), reverse=True)[:SHOWN]
    return render(request, "demo/letters.html", {"mails": [_read(f) for f in newest]})


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter; posted to, its reader's answer goes back as a mail."""
    file = folder() / f"{name}.eml"
    if not file.exists():
        raise Http404
    mail = _read(file)
    if request.method != "POST":
        return _letter_page(request, mail, AnswerForm())
    form = AnswerForm(request.POST)
    if not mail.reply_to or not form.is_valid():
        return _letter_page(request, mail, form, status=422)
    row = inbox.take(_answer(mail, form.cleaned_data["text"]))
    return _letter_page(request, mail, AnswerForm(), said=row.outcome)


def _letter_page(
    request: HttpRequest,
    mail: Mail,
    form: AnswerForm,
    *,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"mail": mail, "form": form, "said": said}
    return render(request, "demo/letter.html", context, status=status)


def _answer(mail: Mail, text: str) -> Message:
    """As a mail program would send it, with the letter beneath."""
    answer = ReadMessage()
    answer["From"], answer["To"] = mail.to, mail.reply_to
    answer["Subject"] = f"Re: {mail.subject}"
    answer["Message-ID"] = make_msgid(domain="demo.example")
    quoted = "\n".join(f"> {line}".rstrip() for line in mail.body.splitlines())
    head = f"On {mail.at:%d %b %Y, at %H:%M}, {mail.sender} wrote:"
    answer.set_content(f"{text}\n\n{head}\n\n{quoted}\n")
    return inbox.parse(answer.as_bytes())


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
        reply_to=str(message["Reply-To"] or ""),
    )


app_name = "demo_mail"
urlpatterns = [
    path("", letters, name="letters"),
    path("<slug:name>/", letter, name="letter"),
]
