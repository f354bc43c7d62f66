"""The private store of what came with a piece."""

import hashlib
import io

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import transaction

from editorial import files, talk
from editorial.files import FileRefused, FileTooLarge, forget, keep
from editorial.models import Attachment, Purpose, Status, Submission
from tests.factories import make_draft, make_submission
from tests.papers import PDF, docm, docx
from tests.photos import EXE, files_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def store(monkeypatch, tmp_path):
    """A store of one test's own, so that every file in it can be counted."""
    field = Attachment._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path))
    return tmp_path


def send(piece, data, name="text.docx", purpose=Purpose.ORIGINAL, by=None, **more):
    return keep(piece, io.BytesIO(data), name=name, purpose=purpose, by=by, **more)


def test_a_file_is_kept_byte_for_byte_and_described_as_found(ines, store):
    piece, data = make_draft(ines), docx("Hello.")

    kept = send(piece, data, "../My text.exe", by=ines)

    kept.refresh_from_db()
    assert kept.name == "My text.exe.docx"
    assert kept.content_type.endswith("wordprocessingml.document")
    assert (kept.size, kept.by) == (len(data), ines)
    assert kept.digest == hashlib.sha256(data).hexdigest()
    with kept.file.open() as file:
        assert file.read() == data
    assert files_in(store) == [f"attachments/{kept.uuid}"]


def test_a_visitor_who_has_not_signed_in_may_bring_a_file(store):
    kept = send(make_draft(), docx())

    assert kept.by is None


@pytest.mark.parametrize("data", [b"", EXE, docm(), docx()[:300]])
def test_what_is_refused_leaves_nothing_behind(ines, store, data):
    with pytest.raises(FileRefused):
        send(make_draft(ines), data)

    assert not Attachment.objects.exists()
    assert files_in(store) == []


def test_a_file_beyond_the_limit_is_refused_before_it_is_read_whole(ines, store):
    class Endless(io.BytesIO):
        def read(self, size=-1):
            assert 0 < size <= files.MAX_BYTES + 1
            return b"x" * size

    with pytest.raises(FileTooLarge, match="more than 12 MB"):
        keep(make_draft(ines), Endless(), name="x", purpose="source", by=ines)

    assert files_in(store) == []


def test_a_piece_holds_twenty_files_and_no_more(ines, store):
    piece = make_draft(ines)
    for n in range(20):
        send(piece, PDF + bytes([n]), "a.pdf", Purpose.SOURCE)

    with pytest.raises(FileRefused, match="20 files"):
        send(piece, PDF + b"last", "a.pdf", Purpose.SOURCE)
    send(make_draft(ines), PDF + b"last", "a.pdf", Purpose.SOURCE)

    assert piece.attachments.count() == 20
    assert len(files_in(store)) == 21


def test_a_piece_holds_sixty_megabytes_and_no_more(ines, store):
    piece = make_draft(ines)
    for n in range(5):
        send(piece, (PDF + bytes([n])).ljust(files.MAX_BYTES - 20), "a.pdf")

    with pytest.raises(FileTooLarge, match="more than 60 MB"):
        send(piece, PDF + b"y" * 200, "a.pdf")

    assert len(files_in(store)) == 5


def test_the_same_file_sent_twice_is_kept_once(ines, store):
    piece = make_draft(ines)
    file = docx()  # made once: a Word file holds the second it was saved

    first, second = send(piece, file, by=ines), send(piece, file, by=ines)

    assert first == second
    assert len(files_in(store)) == 1
    assert send(piece, file, by=ines, purpose=Purpose.SOURCE) != first


def test_a_file_comes_with_a_message(ines, omar):
    piece = make_submission(Status.SUBMITTED, contributor=ines, editor=omar)
    message = talk.write_to_desk(piece, "See the file.", by=ines)

    kept = send(piece, PDF, "a.pdf", Purpose.MESSAGE, by=ines, message=message)

    assert list(message.attachments.all()) == [kept]


def test_a_disk_that_is_full_leaves_nothing_behind(ines, store, monkeypatch):
    whole = FileSystemStorage._save

    def full(self, name, content):
        whole(self, name, content)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    with pytest.raises(OSError, match="No space left"):
        send(make_draft(ines), PDF)

    assert not Attachment.objects.exists()
    assert files_in(store) == []


def test_a_transaction_that_fails_takes_its_files_with_it(ines, store):
    piece = make_draft(ines)
    before = send(piece, docx("Kept before."))

    def two_files_and_a_failure():
        with files.together():
            send(piece, PDF, "a.pdf")
            with files.together():
                send(piece, PDF + b"2", "b.pdf")
            assert len(files_in(store)) == 3
            raise LookupError("the piece is closed")

    with pytest.raises(LookupError):
        two_files_and_a_failure()

    assert list(piece.attachments.all()) == [before]
    assert files_in(store) == [f"attachments/{before.uuid}"]


def test_one_file_refused_within_leaves_the_others(ines, store):
    piece = make_draft(ines)

    with files.together():
        kept = send(piece, PDF, "a.pdf")
        with pytest.raises(FileRefused):
            send(piece, EXE)

    assert files_in(store) == [f"attachments/{kept.uuid}"]


@pytest.mark.django_db(transaction=True)
def test_what_fails_after_the_commit_takes_no_file_with_it(ines, store):
    piece = make_draft(ines)

    def a_letter_fails():
        raise ConnectionError("no mail today")

    def keep_and_write():
        with files.together():
            send(piece, PDF, "a.pdf")
            transaction.on_commit(a_letter_fails)

    with pytest.raises(ConnectionError):
        keep_and_write()

    kept = piece.attachments.get()
    assert files_in(store) == [f"attachments/{kept.uuid}"]


def test_a_file_goes_when_its_row_is_certain_to_be_gone(
    ines, store, django_capture_on_commit_callbacks
):
    piece = make_draft(ines)
    kept, other = send(piece, docx()), send(piece, PDF, "a.pdf")

    with django_capture_on_commit_callbacks(execute=True):
        forget(kept)
        assert len(files_in(store)) == 2

    assert list(piece.attachments.all()) == [other]
    assert files_in(store) == [f"attachments/{other.uuid}"]


def test_a_file_stays_when_its_row_does(
    ines, store, django_capture_on_commit_callbacks
):
    kept = send(make_draft(ines), docx())

    def forget_in_vain():
        with transaction.atomic():
            forget(kept)
            raise LookupError("on legal hold")

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(LookupError),
    ):
        forget_in_vain()

    assert Attachment.objects.count() == len(files_in(store)) == 1


# Who may have it


def addresses(piece, kept):
    return [
        f"/contribute/{piece.pk}/files/{kept.uuid}/",
        f"/admin/desk/{piece.pk}/files/{kept.uuid}/",
    ]


def asked(client, address):
    answer = client.get(address)
    answer.getvalue()  # a file is open until it has been read
    return answer.status_code


@pytest.mark.parametrize("purpose", Purpose)
def test_the_author_and_the_desk_may_have_it_and_nobody_else(
    client, request, ines, purpose
):
    piece = make_submission(Status.SUBMITTED, contributor=ines)
    kept = send(piece, PDF, "a.pdf", purpose)
    answers = {}

    for who in ("ines", "stranger", "omar", "copy_editor", "checker", "publisher"):
        client.force_login(request.getfixturevalue(who))
        answers[who] = tuple(asked(client, a) for a in addresses(piece, kept))

    desk = dict.fromkeys(("omar", "copy_editor", "checker", "publisher"), (404, 200))
    author = 404 if purpose == Purpose.CHECK else 200  # a checker’s is not hers
    assert answers == desk | {"ines": (author, 403), "stranger": (404, 403)}


def test_nobody_signed_in_is_asked_to_sign_in(client, ines):
    piece = make_submission(Status.SUBMITTED, contributor=ines)
    kept = send(piece, PDF, "a.pdf")

    answers = [client.get(address) for address in addresses(piece, kept)]

    assert ["login" in answer.url for answer in answers] == [True, True]


def test_a_visitor_may_have_what_came_in_with_a_draft_begun_in_this_browser(client):
    client.post("/contribute/new/save/", {}, content_type="application/json")
    session = client.session
    session["visitor"] = "this browser"
    session.save()
    client.cookies["sessionid"] = session.session_key
    piece = make_draft()
    Submission.objects.filter(pk=piece.pk).update(contributor=None)
    type(piece.draft).objects.filter(pk=piece.draft.pk).update(visitor="this browser")
    kept = send(piece, PDF, "a.pdf")

    answer = client.get(addresses(piece, kept)[0])

    assert b"".join(answer) == PDF


def test_a_draft_nobody_sent_is_not_shown_to_the_desk(client, ines, omar):
    piece = make_draft(ines)
    kept = send(piece, PDF, "a.pdf")
    client.force_login(omar)

    assert client.get(addresses(piece, kept)[1]).status_code == 404


def test_a_file_of_another_piece_has_no_address_here(client, ines):
    mine, hers = make_draft(ines), make_draft()
    kept = send(hers, PDF, "a.pdf")
    client.force_login(ines)

    assert client.get(addresses(mine, kept)[0]).status_code == 404


@pytest.mark.parametrize("door", [0, 1])
def test_it_is_handed_out_and_never_shown(client, ines, omar, door):
    piece = make_submission(Status.SUBMITTED, contributor=ines)
    kept = send(piece, b"Some words.", 'naïve "name".html')
    client.force_login([ines, omar][door])

    answer = client.get(addresses(piece, kept)[door])

    assert b"".join(answer) == b"Some words."
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Disposition"].endswith(".html.txt")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_is_lost_is_not_found(client, ines, store):
    piece = make_draft(ines)
    kept = send(piece, PDF, "a.pdf")
    (store / kept.file.name).unlink()
    client.force_login(ines)

    assert client.get(addresses(piece, kept)[0]).status_code == 404
