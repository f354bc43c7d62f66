"""Files that come with a message, in both directions."""

import datetime as dt

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile

from editorial import holds, log, talk
from editorial.models import Attachment, Letter, Message, Note
from tests.factories import make_submission
from tests.papers import PDF, docx
from tests.photos import EXE, files_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(monkeypatch, tmp_path):
    field = Attachment._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path))
    return tmp_path


@pytest.fixture
def piece(ines, omar):
    piece = make_submission(contributor=ines)
    holds.take(piece, by=omar)
    Letter.objects.all().delete()
    return piece


def file(name="register.pdf", data=PDF):
    return SimpleUploadedFile(name, data)


def to_desk(client, piece, *files, text="It is 190."):
    return client.post(
        f"/contribute/{piece.pk}/message/", {"text": text, "enclosed": files}
    )


def to_author(client, piece, *files, text="Then 190."):
    return client.post(
        f"/admin/desk/{piece.pk}/message/",
        {"text": text, "step": "send", "enclosed": files},
    )


def test_an_author_sends_several_files(client, piece, ines, omar):
    client.force_login(ines)

    answer = to_desk(client, piece, file(), file("text.docx", docx("Page one.")))

    said = Message.objects.get()
    assert answer.status_code == 302
    assert [each.name for each in said.attachments.all()] == [
        "register.pdf",
        "text.docx",
    ]
    assert "On the page with it: register.pdf, text.docx" in Letter.objects.get().body
    assert log.problems(piece) == []
    kept = piece.acts.get(action="message").data["files"]
    assert kept == [each.digest for each in said.attachments.all()]


def test_both_sides_can_fetch_it_and_nobody_else(client, piece, ines, omar, stranger):
    client.force_login(ines)
    to_desk(client, piece, file())
    uuid = Attachment.objects.get().uuid
    address, at_desk = (
        f"/contribute/{piece.pk}/files/{uuid}/",
        (f"/admin/desk/{piece.pk}/files/{uuid}/"),
    )

    assert address in client.get(f"/contribute/{piece.pk}/").content.decode()
    assert b"".join(client.get(address)) == PDF
    client.force_login(omar)
    assert at_desk in client.get(f"/admin/desk/{piece.pk}/").content.decode()
    assert b"".join(client.get(at_desk)) == PDF
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_a_refused_file_keeps_the_words_and_says_why(client, piece, ines, store):
    client.force_login(ines)

    answer = to_desk(client, piece, file(), file("virus.exe", EXE), file("b.pdf", b""))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It is 190." in page
    assert "virus.exe: " in page
    assert "b.pdf: This file is empty." in page
    assert "register.pdf: " not in page
    assert "Nothing has been sent." in page
    assert not Message.objects.exists()
    assert not Letter.objects.exists()
    assert files_in(store) == []


def test_too_many_files_are_refused_by_name(client, piece, ines):
    client.force_login(ines)
    papers = [file(f"{n}.pdf", PDF + b"%d" % n) for n in range(11)]

    page = to_desk(client, piece, *papers).content.decode()

    assert "10.pdf: A message takes 10 files." in page
    assert not Message.objects.exists()


def test_a_double_click_with_a_file_writes_once(client, piece, ines):
    client.force_login(ines)

    for _ in range(2):
        assert to_desk(client, piece, file()).status_code == 302

    assert Message.objects.count() == Attachment.objects.count() == 1


def test_the_desk_sends_files_with_its_letter(client, piece, ines, omar):
    client.force_login(omar)

    to_author(client, piece, file("contract.pdf"))

    said = Message.objects.get()
    assert said.is_from_desk
    assert [each.name for each in said.attachments.all()] == ["contract.pdf"]
    assert "On the page with it: contract.pdf" in Letter.objects.get(to=ines.email).body


def test_the_desks_words_stay_when_a_file_is_refused(client, piece, omar):
    client.force_login(omar)

    answer = to_author(client, piece, file("virus.exe", EXE))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<textarea name="text" hidden>Then 190.</textarea>' in page
    assert "virus.exe: " in page
    assert not Message.objects.exists()


def test_a_double_click_of_the_desk_sends_one_letter(client, piece, omar):
    client.force_login(omar)

    to_author(client, piece)
    to_author(client, piece)

    assert Letter.objects.filter(kind="message").count() == 1


def test_the_same_words_an_hour_later_are_another_message(client, piece, omar):
    client.force_login(omar)
    to_author(client, piece)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)):
        client.force_login(omar)
        to_author(client, piece)

    assert Message.objects.count() == 2


def test_a_desk_note_takes_no_files(client, piece, omar):
    client.force_login(omar)

    client.post(f"/admin/desk/{piece.pk}/note/", {"text": "Hm.", "enclosed": [file()]})

    assert Note.objects.get().text == "Hm."
    assert not Attachment.objects.exists()


def test_what_came_by_mail_says_so_on_both_pages(client, piece, ines, omar):
    talk.write_to_desk(piece, "From my telephone.", by=ines, came_by_mail=True)

    for user, address in (
        (ines, f"/contribute/{piece.pk}/"),
        (omar, f"/admin/desk/{piece.pk}/"),
    ):
        client.force_login(user)
        assert ", by mail<" in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_thread_costs_the_same_with_any_number_of_files(
    client, piece, ines, omar, count, django_assert_num_queries
):
    client.force_login(ines)
    for n in range(count):
        to_desk(client, piece, file(f"{n}.pdf", PDF + b"%d" % n), text=f"No {n}")

    with django_assert_num_queries(12):
        client.get(f"/contribute/{piece.pk}/")
