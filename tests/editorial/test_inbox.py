"""Answers by mail: placed in their thread once, or accounted for."""

from __future__ import annotations

import email.policy
import threading
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connections
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from editorial import holds, inbox, log, replies, talk
from editorial.inbox import reading
from editorial.models import (
    ENDED,
    Action,
    Attachment,
    Incoming,
    IncomingState,
    Letter,
    Message,
    Note,
    Status,
    Submission,
)
from editorial.workflow import perform
from tests.factories import make_author, make_draft, make_submission
from tests.papers import PDF, docx
from tests.photos import EXE

MAILS = Path(__file__).parent / "mails"
TOKEN = b"reply+token@columns.example"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_mail(settings):
    settings.REPLY_ADDRESS = "reply@columns.example"
    settings.DEFAULT_FROM_EMAIL = "The Four Rivers <opinion@paper.example>"


@pytest.fixture(autouse=True)
def store(monkeypatch, tmp_path):
    field = Attachment._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path))
    return tmp_path


@pytest.fixture
def piece(ines, omar):
    piece = make_submission(contributor=ines, headline="The boat is a road")
    holds.take(piece, by=omar)
    Letter.objects.all().delete()
    return piece


def sample(name, piece, user):
    """One of the mails in ``mails/``, as an answer of this person about this piece."""
    raw = (MAILS / name).read_bytes()
    address = replies.address_for(piece, user).encode()
    return raw.replace(TOKEN, address).replace(TOKEN.upper(), address.upper())


def mail(piece, user, text="It is 190.", *, files=(), **headers):
    """A plain mail of this person about this piece."""
    made = EmailMessage()
    made["From"] = headers.pop("From", user.email)
    made["To"] = headers.pop("To", replies.address_for(piece, user))
    made["Message-ID"] = headers.pop("Message_ID", f"<{threading.get_ident()}@x>")
    made["Subject"] = headers.pop("Subject", "Re: About your column")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    for name, data in files:
        made.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=name
        )
    return made.as_bytes()


def take(raw):
    return inbox.take(inbox.parse(raw), size=len(raw))


def sent_to(user):
    return Letter.objects.filter(to=user.email)


# -- into the thread -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("gmail.eml", "It is 190, from the registers of 2024."),
        ("outlook.eml", "It is 190 – see the registers. The café “Le Fleuve”"),
        ("outlook-html-only.eml", "It is 190 – see the registers. The café"),
        ("apple.eml", "Yes, 190. I counted twice."),
        ("thunderbird.eml", "It is 190, and I have the pages"),
        ("khmer.eml", "បាទ គឺ ១៩០ តាមបញ្ជីឆ្នាំ ២០២៤។"),
        ("between-the-lines.eml", "On Sun, Nov 22, 2026 at 4:35 PM"),
    ],
)
def test_an_authors_answer_stands_in_the_thread(piece, ines, omar, name, begins):
    row = take(sample(name, piece, ines))

    said = Message.objects.get()
    assert said.text.startswith(begins)
    assert (said.submission, said.by, said.is_from_desk) == (piece, ines, False)
    assert said.came_by_mail
    assert (row.state, row.submission) == (IncomingState.PLACED, piece)
    assert begins in sent_to(omar).get().body
    assert log.problems(piece) == []


def test_the_holders_answer_goes_to_the_author(piece, ines, omar):
    take(mail(piece, omar, "Then 190 it is."))

    said = Message.objects.get()
    assert (said.by, said.is_from_desk, said.came_by_mail) == (omar, True, True)
    assert "Then 190 it is." in sent_to(ines).get().body


def test_a_co_author_may_answer(piece, stranger):
    author = make_author("Sam Stranger", user=stranger)
    piece.bylines.create(author=author, position=1)

    take(mail(piece, stranger))

    assert Message.objects.get().by == stranger


def test_an_editor_who_wrote_the_piece_writes_as_its_author(omar):
    piece = make_submission(contributor=omar)

    take(mail(piece, omar))

    assert not Message.objects.get().is_from_desk


def test_a_mail_never_makes_a_desk_note(piece, omar, ines):
    talk.note(piece, "The ambassador is a bore.", by=omar)

    for n, user in enumerate((omar, ines)):
        take(mail(piece, user, "Note: /note internal", Message_ID=f"<{n}@x>"))

    assert Note.objects.count() == 1
    assert not Letter.objects.filter(body__contains="bore").exists()
    source = Path(inbox.__file__).parent
    assert not any("note(" in file.read_text() for file in source.glob("*.py"))


def test_the_same_mail_twice_is_one_message(piece, ines):
    raw = sample("gmail.eml", piece, ines)

    first, second = take(raw), take(raw)

    assert first == second
    assert Message.objects.count() == 1
    assert Letter.objects.count() == 1


def test_a_mail_without_an_id_is_known_by_its_content(piece, ines):
    raw = mail(piece, ines).replace(b"Message-ID", b"X-None")
    other = mail(piece, ines, "Or 191.").replace(b"Message-ID", b"X-None")

    for each in (raw, raw, other):
        take(each)

    assert [m.text for m in Message.objects.all()] == ["It is 190.", "Or 191."]


def test_an_endless_id_is_no_trouble(piece, ines):
    for end in "ab":
        take(mail(piece, ines, Message_ID=f"<{'x' * 600}{end}@x>"))

    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_two_deliveries_at_once_are_one_message(turn, ines, omar):
    piece = make_submission(contributor=ines)
    raw = mail(piece, ines)
    start, rows = threading.Barrier(4), []

    def deliver():
        try:
            start.wait(10)
            rows.append(take(raw))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len({row.pk for row in rows}) == 1
    assert len(rows) == 4
    assert Message.objects.count() == 1


def test_the_address_may_stand_in_the_envelope_only(piece, ines):
    address = replies.address_for(piece, ines)

    take(mail(piece, ines, To="opinion@paper.example", Delivered_To=address))

    assert Message.objects.count() == 1


# -- files -----------------------------------------------------------------------------


def test_files_are_kept_with_the_message(piece, ines, omar):
    papers = [("register.pdf", PDF), ("ប្រាក់.docx", docx("Page one."))]

    take(mail(piece, ines, files=papers))

    kept = Message.objects.get().attachments.all()
    assert [(each.name, each.by) for each in kept] == [
        ("register.pdf", ines),
        ("ប្រាក់.docx", ines),
    ]
    with kept[0].file.open() as file:
        assert file.read() == PDF
    assert "On the page with it: register.pdf, ប្រាក់.docx" in sent_to(omar).get().body


def test_a_file_we_do_not_take_is_named_to_both(piece, ines, omar):
    row = take(mail(piece, ines, files=[("a.pdf", PDF), ("virus.exe", EXE)]))

    said = Message.objects.get()
    assert said.text.startswith("It is 190.\n\nNot taken with this mail: virus.exe: ")
    assert [each.name for each in said.attachments.all()] == ["a.pdf"]
    assert "virus.exe: " in sent_to(ines).get().body
    assert "virus.exe: " in sent_to(omar).get().body
    assert row.outcome == "In the thread, without 1 of its files."


def test_files_without_words_are_a_message(piece, ines):
    take(mail(piece, ines, "\n", files=[("a.pdf", PDF)]))

    assert Message.objects.get().text == "(No words, only files.)"


def test_a_forwarded_mail_is_no_text_of_its_forwarder(piece, ines):
    inner = EmailMessage()
    inner.set_content("Two hundred died.")
    made = email.message_from_bytes(mail(piece, ines), policy=email.policy.default)
    made.add_attachment(inner)

    take(made.as_bytes())

    assert Message.objects.get().text.startswith("It is 190.")
    assert "Two hundred" not in Message.objects.get().text.partition("Not taken")[0]


def test_a_logo_within_a_signature_is_left_out(piece, ines):
    made = email.message_from_bytes(mail(piece, ines), policy=email.policy.default)
    made.add_related(
        b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<logo@x>"
    )

    take(made.as_bytes())

    assert Message.objects.get().text == "It is 190."
    assert not Attachment.objects.exists()


def test_too_many_files_are_told(piece, ines):
    papers = [(f"{n}.pdf", PDF + str(n).encode()) for n in range(12)]

    take(mail(piece, ines, files=papers))

    assert Message.objects.get().attachments.count() == talk.MOST_FILES
    assert "11.pdf: A message takes 10 files." in Message.objects.get().text


# -- back to their writer --------------------------------------------------------------


def test_a_forwarded_letter_does_not_work_for_a_stranger(piece, ines, stranger):
    row = take(mail(piece, ines, "Mine now.", From=stranger.email))

    assert row.state == IncomingState.REFUSED
    assert not Message.objects.exists()
    assert not sent_to(stranger).exists()
    told = sent_to(ines).get()
    assert "somebody else has our letter" in told.body
    assert "Mine now." not in told.body
    assert "The boat is a road" not in told.subject + told.body


@pytest.mark.parametrize(
    "sender",
    [
        "ines@example.org, mallory@evil.example",
        '"ines@example.org" <mallory@evil.example>',
        "ines@example.org <mallory@evil.example>",
        "=?utf-8?q?ines=40example=2Eorg=2C?= <mallory@evil.example>",
        "<ines@example.org> <mallory@evil.example>",
        "ines@example.org\x00@evil.example",
        "ines@example.org.evil.example",
        "",
    ],
)
def test_only_one_plain_sender_counts(piece, ines, sender):
    raw = mail(piece, ines).replace(
        b"From: ines@example.org", b"From: " + sender.encode()
    )

    row = take(raw)

    assert row.state != IncomingState.PLACED
    assert not Message.objects.exists()


def test_two_senders_are_none(piece, ines):
    first = b"From: mallory@evil.example\n" + mail(piece, ines)
    last = mail(piece, ines, Message_ID="<2@x>").replace(
        b"\nTo:", b"\nFrom: mallory@evil.example\nTo:"
    )

    for raw in (first, last):
        assert take(raw).state != IncomingState.PLACED
    assert not Message.objects.exists()


def test_a_sender_whose_domain_denies_the_mail_is_not_believed(piece, ines):
    results = "mx.columns.example; dkim=none; dmarc=fail header.from=example.org"

    row = take(mail(piece, ines, "Spike it.", Authentication_Results=results))

    assert row.state == IncomingState.REFUSED
    assert not Message.objects.exists()
    assert "Spike it." not in sent_to(ines).get().body


def test_a_wrong_token_is_told_to_whoever_has_an_account(piece, ines):
    address = replies.address_for(piece, ines)
    wrong = address.replace(address[-25:], "a" * 6 + address[-19:])

    row = take(mail(piece, ines, To=wrong))

    assert row.state == IncomingState.REFUSED
    assert "belongs to no column" in sent_to(ines).get().body
    assert not Message.objects.exists()


def test_the_token_of_one_piece_opens_no_other(piece, ines, stranger):
    other = make_submission(contributor=stranger)
    signed = replies.address_for(piece, ines)
    foreign = replies.address_for(other, stranger)
    mixed = foreign.partition("-")[0] + "-" + signed.partition("-")[2]

    take(mail(piece, ines, To=mixed))

    assert not Message.objects.exists()


def test_a_stranger_is_never_answered(piece):
    made = EmailMessage()
    made["From"], made["To"] = "mallory@evil.example", "reply+x@columns.example"
    made.set_content("Buy now.")
    before = Letter.objects.count()

    row = take(made.as_bytes())

    assert row.state == IncomingState.IGNORED
    assert Letter.objects.count() == before


def test_strangers_do_not_fill_the_list(monkeypatch):
    monkeypatch.setattr(inbox, "UNKNOWN", 3)

    for n in range(6):
        take(f"From: m@evil.example\nMessage-ID: <{n}>\n\nBuy now.".encode())

    assert Incoming.objects.count() == 3


@pytest.mark.parametrize("status", ENDED)
def test_an_answer_after_the_end_goes_back_whole(status, ines):
    ended = make_submission(status, contributor=ines)
    address = replies_of(ended, ines)
    Letter.objects.all().delete()

    row = take(mail(ended, ines, "One more thought.", To=address))

    assert row.state == IncomingState.REFUSED
    assert not Message.objects.exists()
    assert "Work on this column has ended" in sent_to(ines).get().body
    assert "One more thought." in sent_to(ines).get().body


def replies_of(piece, user):
    """The address a letter had before the piece ended."""
    piece.status, now = Status.SUBMITTED, piece.status
    address = replies.address_for(piece, user)
    piece.status = now
    return address


def test_withdrawn_between_letter_and_answer(piece, ines, omar):
    raw = mail(piece, omar, "We take it!")
    perform(piece, Action.WITHDRAW, by=ines, note="It runs elsewhere.")

    row = take(raw)

    assert row.outcome == "The piece is withdrawn."
    assert "We take it!" in sent_to(omar).first().body


def test_somebody_who_left_the_desk_writes_no_more(piece, omar, ines):
    raw = mail(piece, omar, "A last word.")
    omar.groups.clear()

    row = take(raw)

    assert row.state == IncomingState.REFUSED
    assert not sent_to(ines).exists()
    told = sent_to(omar).get()
    assert "A last word." in told.body
    assert "The boat is a road" not in told.subject + told.body


def test_a_closed_account_is_not_even_answered(piece, ines):
    raw = mail(piece, ines)
    ines.is_active = False
    ines.save()

    take(raw)

    assert not Message.objects.exists()
    assert not sent_to(ines).exists()


def test_a_draft_takes_no_mail(ines):
    draft = make_draft(ines)

    take(mail(draft, ines))

    assert not Message.objects.exists()


def test_one_mail_to_two_pieces_comes_back(piece, ines):
    other = make_submission(contributor=ines)
    both = f"{replies.address_for(piece, ines)}, {replies.address_for(other, ines)}"

    take(mail(piece, ines, To=both))

    assert not Message.objects.exists()
    assert "Send it again to one" in sent_to(ines).get(kind="mail-refused").body


def test_more_than_a_message_holds_comes_back_whole(piece, ines):
    long = "word " * 2_500 + "end"

    take(mail(piece, ines, long))

    assert not Message.objects.exists()
    body = sent_to(ines).get().body
    assert body.replace("\n", " ").count("word ") >= 2_500
    assert "longer than 10,000 characters" in body


def test_an_empty_mail_is_said_to_be_empty(piece, ines):
    assert take(mail(piece, ines, "\n")).state == IncomingState.REFUSED


def test_messages_are_counted_with_those_of_the_page(piece, ines, monkeypatch):
    monkeypatch.setattr(inbox, "MESSAGES", 2)

    for n in range(3):
        take(mail(piece, ines, f"Number {n}.", Message_ID=f"<{n}@x>"))

    assert Message.objects.count() == 2
    assert "Number 2." in sent_to(ines).get().body


def test_two_machines_do_not_answer_each_other_for_ever(piece, ines):
    for n in range(inbox.ANSWERS + 5):
        take(mail(piece, ines, "\n", Message_ID=f"<{n}@x>"))

    assert sent_to(ines).count() == inbox.ANSWERS


# -- machines --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out-of-office.eml", "bounce.eml"])
def test_a_machines_mail_is_passed_over(piece, ines, name):
    row = take(sample(name, piece, ines))

    assert row.state == IncomingState.IGNORED
    assert not Message.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied; owner-email=x"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "Away"},
        {"List_Id": "<list.example>"},
        {"Return_Path": "<>"},
        {"From": "The Four Rivers <opinion@paper.example>"},
        {"From": "postmaster@example.org"},
    ],
)
def test_nobody_wrote_it(piece, ines, headers):
    row = take(mail(piece, ines, **headers))

    assert row.state == IncomingState.IGNORED
    assert not Letter.objects.exists()


def test_a_mail_that_goes_in_circles_is_stopped(piece, ines):
    hops = b"Received: from a by b; Sun, 22 Nov 2026 09:36:00 +0000\r\n" * 60

    assert take(hops + mail(piece, ines)).state == IncomingState.IGNORED


def test_a_person_may_say_that_no_machine_wrote_it(piece, ines):
    take(mail(piece, ines, Auto_Submitted="no"))

    assert Message.objects.count() == 1


# -- hostile bytes ---------------------------------------------------------------------


def test_no_header_of_ours_can_be_written_by_a_subject(piece, ines, mailoutbox):
    subject = "=?utf-8?q?Re=0D=0ABcc:_all=40example.org=0D=0A?="
    raw = mail(piece, ines, "\n").replace(
        b"Subject: Re: About your column", f"Subject: {subject}".encode()
    )

    take(raw)

    told = sent_to(ines).get()
    assert "\n" not in told.subject
    assert "“Re Bcc: all@example.org”" in told.body
    assert "\n" not in Incoming.objects.get().subject


def test_ten_thousand_parts_are_not_walked_through(piece, ines):
    head = mail(piece, ines).partition(b"\n\n")[0].replace(b"text/plain", b"x/x")
    raw = (
        head.replace(b"Content-Type: x/x", b"Content-Type: multipart/mixed; boundary=b")
        + b"\n\n"
        + b"--b\nContent-Type: text/plain\n\nhi\n" * 10_000
        + b"--b--\n"
    )

    row = take(raw)

    assert row.outcome == reading.TOO_MANY_PARTS
    assert not Message.objects.exists()
    assert "more parts than a letter has" in sent_to(ines).get().body


def test_a_thousand_parts_within_one_another_are_not_opened(piece, ines):
    head = mail(piece, ines).partition(b"\n\n")[0].replace(b"text/plain", b"x/x")
    raw = head.replace(b"Content-Type: x/x", b"X-Was: x") + b"\n"
    for n in range(1_000):
        raw += f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n".encode()

    row = take(raw)

    assert row.outcome == reading.NOT_READ
    assert sent_to(ines).count() == 1


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_a_mail_made_to_wear_out_its_reader_is_not_opened(piece, ines, end):
    head = mail(piece, ines).partition(b"\n\n")[0].replace(b"text/plain", b"x/x")
    raw = head.replace(b"Content-Type: x/x", b"X-Was: x") + b"\n"
    for n in range(100):
        raw += f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n".encode()
    raw += f"--x{end}".encode() * 300_000
    begun = time.perf_counter()

    row = take(raw)

    assert time.perf_counter() - begun < 8
    assert row.outcome == reading.NOT_READ


def test_many_large_files_are_no_such_mail(piece, ines):
    papers = [(f"{n}.pdf", PDF + bytes([n]) * 800_000) for n in range(10)]

    take(mail(piece, ines, files=papers))

    assert Message.objects.get().attachments.count() == 10


def test_fifty_megabytes_are_not_kept(piece, ines):
    row = take(mail(piece, ines) + b"x" * 50_000_000)

    assert row.outcome == reading.TOO_LARGE
    assert not Message.objects.exists()
    assert "larger than 12 MB" in sent_to(ines).get().body


def test_a_script_in_a_page_is_no_part_of_the_message(piece, ines):
    raw = mail(piece, ines, "<p>Hi<script>alert(1)</script> <b>there</b></p>")
    raw = raw.replace(b"text/plain", b"text/html")

    take(raw)

    assert Message.objects.get().text == "Hi there"


@pytest.mark.parametrize(
    ("charset", "raw", "said"),
    [
        ("iso-8859-1", "It’s “so”".encode("cp1252"), "It’s “so”"),
        ("us-ascii", "It’s so".encode(), "It’s so"),
        ("utf-8", "It’s so".encode("cp1252"), "It’s so"),
        ("klingon", "It’s so".encode(), "It’s so"),
        ("zip", "It’s so".encode(), "It’s so"),
        ("unicode_escape", b"It\\x41 \\d", "It\\x41 \\d"),
        ("utf-16", "It’s so".encode("utf-16"), "It’s so"),
        ("gb18030", "多瑙河".encode("gb18030"), "多瑙河"),
    ],
)
def test_a_charset_that_lies_loses_no_words(piece, ines, charset, raw, said):
    head = mail(piece, ines).partition(b"\n\n")[0]
    head = head.replace(b'charset="utf-8"', f'charset="{charset}"'.encode())
    head = head.replace(b"7bit", b"8bit")

    take(head + b"\n\n" + raw)

    assert Message.objects.get().text == said


def test_a_nul_is_no_trouble_to_any_database(piece, ines):
    raw = mail(piece, ines, "a b", Subject="a b").replace(b"a b", b"a\x00b")

    take(raw)

    assert Message.objects.get().text == "ab"


SHAPES = [file.read_bytes() for file in sorted(MAILS.glob("*.eml"))]


@st.composite
def battered_mails(draw):
    """A real mail with bytes cut out, doubled and overwritten."""
    raw = bytearray(draw(st.sampled_from(SHAPES)))
    for _ in range(draw(st.integers(0, 12))):
        at = draw(st.integers(0, max(len(raw) - 1, 0)))
        end = at + draw(st.integers(0, 200))
        raw[at:end] = draw(
            st.sampled_from([b"", b"\x00", bytes(raw[at:end]) * 3])
            | st.binary(max_size=60)
        )
    return bytes(raw)


@how(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(raw=st.binary(max_size=2_000) | battered_mails())
def test_whatever_arrives_is_accounted_for(piece, ines, raw):
    address = replies.address_for(piece, ines).encode()

    row = take(raw.replace(TOKEN, address))

    assert row.outcome


@how(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=2_000) | battered_mails())
def test_the_newer_parsers_mail_is_taken_as_well(piece, ines, raw):
    from anymail.inbound import AnymailInboundMessage

    address = replies.address_for(piece, ines).encode()
    message = AnymailInboundMessage.parse_raw_mime_bytes(raw.replace(TOKEN, address))

    assert inbox.take(message).outcome


def test_a_refused_mail_leaves_the_piece_as_it_was(piece, ines, stranger):
    before = Submission.objects.filter(pk=piece.pk).values().get()

    take(mail(piece, ines, From=stranger.email))

    assert Submission.objects.filter(pk=piece.pk).values().get() == before
    assert not piece.acts.filter(action=Action.MESSAGE).exists()
