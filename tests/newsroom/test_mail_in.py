"""The two ways in for answers by mail: a service's hook, and a mail server's pipe."""

import base64
import hashlib
import hmac
import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from editorial import holds, replies
from editorial.inbox.reading import MOST_BYTES
from editorial.models import Attachment, Incoming, Letter, Message
from newsroom import mail_in
from tests.factories import make_submission
from tests.papers import PDF

ROOT = Path(__file__).resolve().parents[2]
SECRET = "columns:a-password-of-twenty-and-more"
KEY = "the-signing-key-of-mailgun"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_mail(settings, monkeypatch, tmp_path):
    settings.REPLY_ADDRESS = "reply@columns.example"
    settings.DEFAULT_FROM_EMAIL = "The Four Rivers <opinion@paper.example>"
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": SECRET,
        "MAILGUN_WEBHOOK_SIGNING_KEY": KEY,
    }
    field = Attachment._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path))


@pytest.fixture
def piece(ines, omar):
    piece = make_submission(contributor=ines)
    holds.take(piece, by=omar)
    Letter.objects.all().delete()
    return piece


def basic(secret=SECRET):
    return {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(secret.encode()).decode()}"}


def bring(client, service, payload, **headers):
    return client.post(
        f"/mail/inbound/{service}/",
        json.dumps(payload),
        content_type="application/json",
        **{**basic(), **headers},
    )


def from_postmark(piece, user, text="It is 190.", sender=None, **more):
    """As Postmark sends it."""
    sender, address = sender or user.email, replies.address_for(piece, user)
    return {
        "FromName": user.name,
        "MessageStream": "inbound",
        "From": sender,
        "FromFull": {"Email": sender, "Name": user.name, "MailboxHash": ""},
        "To": address,
        "ToFull": [
            {
                "Email": address,
                "Name": "The Four Rivers",
                "MailboxHash": address.partition("+")[2].partition("@")[0],
            }
        ],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "OriginalRecipient": address,
        "Subject": "Re: About your column",
        "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "ReplyTo": "",
        "MailboxHash": "",
        "Date": "Sun, 22 Nov 2026 16:40:55 +0700",
        "TextBody": text,
        "HtmlBody": f"<p>{text}</p>",
        "StrippedTextReply": "",
        "Tag": "",
        "Headers": [
            {"Name": "Return-Path", "Value": f"<{sender}>"},
            {"Name": "X-Spam-Status", "Value": "No"},
            {"Name": "X-Spam-Score", "Value": "-0.1"},
            {"Name": "MIME-Version", "Value": "1.0"},
            {"Name": "Message-ID", "Value": "<CAGcAjMC@mail.example.org>"},
        ],
        "Attachments": [],
    } | more


def from_mailjet(piece, user):
    address = replies.address_for(piece, user)
    return {
        "Sender": user.email,
        "Recipient": address,
        "Date": "20261122T094055",
        "From": f"{user.name} <{user.email}>",
        "Subject": "Re: About your column",
        "Headers": {
            "Return-Path": [f"<{user.email}>"],
            "Received": ["by 192.0.2.1 with HTTP; Sun, 22 Nov 2026 09:40:55 +0000"],
            "MIME-Version": ["1.0"],
            "Message-ID": ["<CAE5Zh0@mail.example.org>"],
            "From": [f"{user.name} <{user.email}>"],
            "To": [address],
            "Content-Type": ['multipart/mixed; boundary="b"'],
        },
        "Parts": [
            {
                "Headers": {"Content-Type": 'text/plain; charset="UTF-8"'},
                "ContentRef": "Text-part",
            },
            {
                "Headers": {
                    "Content-Type": "application/pdf; name=register.pdf",
                    "Content-Disposition": "attachment; filename=register.pdf",
                    "Content-Transfer-Encoding": "base64",
                },
                "ContentRef": "Attachment1",
            },
        ],
        "Text-part": "It is 190.\n",
        "Attachment1": base64.b64encode(PDF).decode(),
        "SpamAssassinScore": "0.6",
        "CustomID": "",
        "Payload": "",
    }


def from_mailgun(piece, user, key=KEY):
    token, at = "t" * 50, "1795340455"
    signed = hmac.new(key.encode(), f"{at}{token}".encode(), hashlib.sha256)
    address = replies.address_for(piece, user)
    file = io.BytesIO(PDF)
    file.name = "register.pdf"
    return {
        "timestamp": at,
        "token": token,
        "signature": signed.hexdigest(),
        "sender": user.email,
        "recipient": address,
        "from": f"{user.name} <{user.email}>",
        "subject": "Re: About your column",
        "body-plain": "It is 190.\n",
        "body-html": "<p>It is 190.</p>",
        "stripped-text": "It is 190.",
        "attachment-count": "1",
        "attachment-1": file,
        "message-headers": json.dumps(
            [
                ["Return-Path", f"<{user.email}>"],
                ["From", f"{user.name} <{user.email}>"],
                ["To", address],
                ["Message-Id", "<CAKgun@mail.example.org>"],
                ["Subject", "Re: About your column"],
                ["Mime-Version", "1.0"],
            ]
        ),
    }


# -- a mail service --------------------------------------------------------------------


def test_postmark_brings_an_answer(client, piece, ines):
    file = {
        "Name": "register.pdf",
        "Content": base64.b64encode(PDF).decode(),
        "ContentType": "application/pdf",
        "ContentLength": len(PDF),
    }

    answer = bring(client, "postmark", from_postmark(piece, ines, Attachments=[file]))

    assert answer.status_code == 200
    said = Message.objects.get()
    assert (said.text, said.by, said.came_by_mail) == ("It is 190.", ines, True)
    assert [each.name for each in said.attachments.all()] == ["register.pdf"]
    assert Incoming.objects.get().message_id == "<CAGcAjMC@mail.example.org>"


def test_what_is_brought_twice_is_kept_once(client, piece, ines):
    for _ in range(2):
        assert bring(client, "postmark", from_postmark(piece, ines)).status_code == 200

    assert Message.objects.count() == 1


def test_mailjet_brings_an_answer(client, piece, ines):
    assert bring(client, "mailjet", from_mailjet(piece, ines)).status_code == 200

    said = Message.objects.get()
    assert said.text == "It is 190."
    assert [each.name for each in said.attachments.all()] == ["register.pdf"]


def test_mailgun_brings_an_answer(client, piece, ines):
    answer = client.post("/mail/inbound/mailgun/", from_mailgun(piece, ines), **basic())

    assert answer.status_code == 200
    said = Message.objects.get()
    assert said.text == "It is 190."
    assert [each.name for each in said.attachments.all()] == ["register.pdf"]


def test_mailgun_must_have_signed_it(client, piece, ines):
    forged = from_mailgun(piece, ines, key="another key")

    answer = client.post("/mail/inbound/mailgun/", forged, **basic())

    assert answer.status_code == 400
    assert not Message.objects.exists()


def test_a_bounce_from_a_service_is_passed_over(client, piece, ines):
    payload = from_postmark(piece, ines)
    payload["Headers"][0]["Value"] = "<>"

    assert bring(client, "postmark", payload).status_code == 200
    assert not Message.objects.exists()


@pytest.mark.parametrize("shown", [{}, basic("columns:wrong"), basic("")])
@pytest.mark.parametrize("service", ["postmark", "mailjet", "mailgun"])
def test_nobody_else_may_bring_mail(client, piece, ines, service, shown):
    answer = client.post(
        f"/mail/inbound/{service}/",
        json.dumps(from_postmark(piece, ines)),
        content_type="application/json",
        **shown,
    )

    assert answer.status_code == 400
    assert not Incoming.objects.exists()


@pytest.mark.parametrize(
    "off",
    [
        {"REPLY_ADDRESS": ""},
        {"ANYMAIL": {"WEBHOOK_SECRET": "", "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}},
    ],
)
def test_where_it_is_not_set_up_there_is_nothing(client, settings, off):
    for name, value in off.items():
        setattr(settings, name, value)

    for service in mail_in.SERVICES:
        assert bring(client, service, {}).status_code == 404


def test_mailgun_without_its_key_is_not_set_up(client, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": ""}

    assert bring(client, "mailgun", {}).status_code == 404
    assert bring(client, "sparkpost", {}).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"Headers": 7}', b'"x"']
)
@pytest.mark.parametrize("service", ["postmark", "mailjet", "mailgun"])
def test_what_is_no_mail_is_refused_and_breaks_nothing(client, service, body):
    answer = client.post(
        f"/mail/inbound/{service}/", body, content_type="application/json", **basic()
    )

    assert answer.status_code in (200, 400)
    assert not Message.objects.exists()


def test_a_mail_larger_than_a_form_is_taken(client, piece, ines):
    file = {
        "Name": "register.pdf",
        "Content": base64.b64encode(PDF + b"x" * 5_000_000).decode(),
        "ContentType": "application/pdf",
    }

    bring(client, "postmark", from_postmark(piece, ines, Attachments=[file]))

    assert Attachment.objects.get().size > 5_000_000


def test_more_than_a_mail_may_be_is_not_read(client, monkeypatch):
    monkeypatch.setattr(mail_in, "MOST_BYTES", 100)

    assert bring(client, "postmark", {"x": "y" * 200}).status_code == 413


def test_when_we_fail_the_service_is_told_to_try_again(client, piece, ines):
    client.raise_request_exception = False

    def down(execute, sql, params, many, context):
        if "editorial_message" in sql:
            raise OperationalError("the disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(down):
        failed = bring(client, "postmark", from_postmark(piece, ines))
    again = bring(client, "postmark", from_postmark(piece, ines))

    assert (failed.status_code, again.status_code) == (500, 200)
    assert Message.objects.count() == 1


# -- a mail server's pipe --------------------------------------------------------------


def as_mail(piece, user):
    return (
        f"From: {user.email}\nTo: {replies.address_for(piece, user)}\n"
        "Message-ID: <1@example.org>\nSubject: Re\n\nIt is 190.\n"
    ).encode()


def test_a_mail_is_taken_from_a_file(piece, ines, tmp_path, capsys):
    (tmp_path / "mail.eml").write_bytes(as_mail(piece, ines))

    call_command("receive_mail", str(tmp_path / "mail.eml"))

    assert capsys.readouterr().out == "In its thread: In the thread.\n"
    assert Message.objects.get().text == "It is 190."


def test_a_mail_is_taken_from_a_pipe(piece, ines, monkeypatch, capsys):
    raw = b"From ines@example.org  Sun Nov 22 09:41:07 2026\n" + as_mail(piece, ines)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

    call_command("receive_mail")

    assert Message.objects.get().text == "It is 190."


def test_what_is_refused_is_accounted_for_in_one_line(monkeypatch, capsys):
    raw = b"From: m@evil.example\n\nBuy now."
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

    call_command("receive_mail", "-")

    assert capsys.readouterr().out == (
        "Not for us: It names no piece, and its sender has no account here.\n"
    )


def test_a_pipe_is_read_to_its_end(monkeypatch, piece, ines):
    stream = io.BytesIO(as_mail(piece, ines) + b"x" * (MOST_BYTES * 2))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))

    call_command("receive_mail")

    assert stream.read() == b""
    assert "larger than 12 MB" in Incoming.objects.get().outcome


def test_a_missing_file_is_named():
    with pytest.raises(CommandError, match=r"no\.eml: No such file") as problem:
        call_command("receive_mail", "no.eml")

    assert problem.value.returncode == 66


def test_while_the_database_is_down_the_mail_waits(piece, ines, tmp_path):
    (tmp_path / "mail.eml").write_bytes(as_mail(piece, ines))

    def down(*_):
        raise OperationalError("nobody listens")

    with (
        connection.execute_wrapper(down),
        pytest.raises(CommandError, match="Not now: OperationalError: nobody") as why,
    ):
        call_command("receive_mail", str(tmp_path / "mail.eml"))

    assert why.value.returncode == 75
    assert not Incoming.objects.exists()


def test_without_a_reply_address_the_mail_waits(settings, tmp_path):
    settings.REPLY_ADDRESS = ""
    (tmp_path / "mail.eml").write_bytes(b"From: a@b.example\n\nx")

    with pytest.raises(CommandError, match="REPLY_ADDRESS is not set") as why:
        call_command("receive_mail", str(tmp_path / "mail.eml"))

    assert why.value.returncode == 75


def test_a_mail_server_is_told_by_the_exit_code(tmp_path):
    """As a pipe starts it, with no table in the database."""
    done = subprocess.run(
        [sys.executable, "manage.py", "receive_mail"],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "SECRET_KEY": "k" * 50,
            "SITE_URL": "https://paper.example",
            "EMAIL_URL": "smtp://localhost:25",
            "REPLY_ADDRESS": "reply@columns.example",
            "DATA_DIR": str(tmp_path),
        },
        input=b"From: ines@example.org\n\nHello.",
        capture_output=True,
        timeout=120,
    )

    assert done.returncode == 75
    assert done.stderr.startswith(b"CommandError: Not now: OperationalError: ")
    assert done.stderr.count(b"\n") == 1
