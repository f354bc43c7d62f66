"""Bringing a Word file to the write page, and pasting from one."""

import datetime as dt
import uuid

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document

from editorial import drafts
from editorial.contribute import bring as page_of
from editorial.models import Attachment, Purpose, Status
from tests.factories import make_draft, make_piece, make_submission
from tests.meanwhile import meanwhile
from tests.papers import PDF, WORD_PASTE, docm, docx, run, saved, tracked, written
from tests.photos import files_in
from tests.typed import shown_a_while_ago

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]

MINE = "My own words, typed here."
CHANGES = run("Theirs ") + tracked("ins", "new") + tracked("del", "x")
TRACKED = written(f"<w:p>{CHANGES}</w:p>")
FILE = docx("From the file.")


@pytest.fixture
def store(monkeypatch, tmp_path):
    field = Attachment._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path))
    return tmp_path


@pytest.fixture
def draft(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)
    drafts.save(piece, {"body": MINE, "why_now": "Now."}, version=0)
    piece.draft.refresh_from_db()
    return piece


def send(client, piece, data, name="My column.docx"):
    file = SimpleUploadedFile(name, data, "application/octet-stream")
    return client.post(f"/contribute/{piece.pk}/bring/", {"file": file})


def choose(client, answer, what, version=1):
    return client.post(answer.url, {"choose": what, "version": version})


def typed(piece):
    piece.draft.refresh_from_db()
    return piece.draft.typed


def test_what_is_typed_is_saved_before_the_file_is_asked_for(client, draft):
    answer = client.post(
        f"/contribute/{draft.pk}/write/",
        {"body": "Newer words.", "version": "1", "then": "bring"},
    )

    assert answer.url == f"/contribute/{draft.pk}/bring/"
    assert typed(draft)["body"] == "Newer words."
    assert "Bring a Word file" in client.get(answer.url).content.decode()


def test_a_visitor_who_has_not_signed_in_may_bring_the_first_words(client):
    guards = {"page": uuid.uuid4(), "shown": shown_a_while_ago()}
    answer = client.post("/contribute/new/", guards | {"body": "", "then": "bring"})
    brought = client.post(
        answer.url, {"file": SimpleUploadedFile("c.docx", docx("From a file."))}
    )

    choose(client, brought, "take", version=0)

    kept = Attachment.objects.get()
    assert kept.by is None
    assert kept.submission.draft.typed["body"] == "From a file."


def test_the_file_is_shown_before_anything_is_replaced(client, draft, store):
    answer = send(client, draft, TRACKED)

    page = client.get(answer.url).content.decode()

    assert typed(draft)["body"] == MINE
    assert "2 words" in page
    assert "1 insertion and 1 deletion were tracked" in page
    assert "Your text here has 5 words" in page
    assert "<p>Theirs new</p>" in page
    kept = draft.attachments.get()
    assert (kept.purpose, kept.name) == (Purpose.ORIGINAL, "My column.docx")
    assert len(files_in(store)) == 1


def test_the_text_is_taken_and_the_earlier_one_stays_beside_it(client, draft):
    choose(client, send(client, draft, docx("From the *file*.")), "take")

    page = client.get(f"/contribute/{draft.pk}/write/").content.decode()

    assert typed(draft) == {
        "body": "From the \\*file\\*.",
        "earlier": MINE,
        "why_now": "Now.",
    }
    assert "Your earlier text, before the file" in page
    assert MINE in page


def test_the_earlier_text_can_be_put_back(client, draft):
    choose(client, send(client, draft, docx("From the file.")), "take")

    client.post(
        f"/contribute/{draft.pk}/write/",
        {"body": "From the file.", "earlier": MINE, "version": "2", "then": "earlier"},
    )

    assert typed(draft)["body"] == MINE
    assert typed(draft)["earlier"] == "From the file."


def test_the_title_becomes_the_headline_where_there_is_none(client, draft):
    document = Document()
    document.add_heading("Why now", 0)
    document.add_paragraph("Because.")
    answer = send(client, draft, saved(document))

    choose(client, answer, "take")

    assert typed(draft)["headline"] == "Why now"
    drafts.save(draft, {"headline": "Mine", "body": ""}, version=2)
    choose(client, answer, "take", version=3)
    assert typed(draft)["headline"] == "Mine"


def test_keeping_mine_changes_nothing_and_forgets_the_file(
    client, draft, store, django_capture_on_commit_callbacks
):
    answer = send(client, draft, docx("From the file."))

    with django_capture_on_commit_callbacks(execute=True):
        choose(client, answer, "keep")

    assert typed(draft) == {"body": MINE, "why_now": "Now."}
    assert files_in(store) == []
    assert client.get(answer.url).status_code == 404


def test_a_double_click_takes_it_once(client, draft):
    answer = send(client, draft, FILE)
    assert send(client, draft, FILE).url == answer.url

    first = choose(client, answer, "take")
    second = choose(client, answer, "take")

    assert (first.status_code, second.status_code) == (302, 302)
    assert typed(draft)["earlier"] == MINE


def test_words_typed_in_another_window_meanwhile_are_not_replaced(client, draft):
    answer = send(client, draft, docx("From the file."))
    drafts.save(draft, {"body": "Typed meanwhile."}, version=1)

    refused = choose(client, answer, "take")

    assert refused.status_code == 409
    assert "changed since you opened this page" in refused.content.decode()
    assert typed(draft)["body"] == "Typed meanwhile."
    assert choose(client, answer, "take", version=2).status_code == 302
    assert typed(draft)["earlier"] == "Typed meanwhile."


def test_a_column_sent_in_another_window_is_not_changed(client, draft, ines):
    answer = send(client, draft, docx("From the file."))

    with meanwhile(lambda: drafts.send(draft, make_piece(), by=ines)):
        drafts.begin(ines)
    refused = choose(client, answer, "take")

    assert refused.url == f"/contribute/{draft.pk}/"


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (PDF, 422, "This is a PDF"),
        (docm(), 422, "This file holds macros"),
        (docx()[:300], 422, "This file is damaged"),
        (b"", 422, "This file is empty"),
        (b"x" * (12 * 1024 * 1024 + 1), 413, "more than 12 MB"),
    ],
)
def test_what_cannot_be_brought_is_told_and_nothing_is_lost(
    client, draft, store, data, status, said
):
    answer = send(client, draft, data)

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert typed(draft)["body"] == MINE
    assert files_in(store) == []


def test_a_hundred_megabytes_are_refused_in_words_before_they_are_read(client, draft):
    answer = client.generic(
        "POST",
        f"/contribute/{draft.pk}/bring/",
        b"x",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(100 * 1024 * 1024),
    )

    assert answer.status_code == 413
    assert "more than we can take at once" in answer.content.decode()
    assert typed(draft)["body"] == MINE


def test_no_file_is_told(client, draft):
    answer = client.post(f"/contribute/{draft.pk}/bring/", {})

    assert answer.status_code == 422
    assert page_of.CHOOSE in answer.content.decode()


def test_too_many_files_in_an_hour_wait(client, draft, monkeypatch):
    monkeypatch.setattr(page_of, "FILES", 1)
    send(client, draft, docx("One."))

    assert send(client, draft, docx("Two.")).status_code == 429


def test_a_stranger_and_a_piece_with_the_desk_have_no_such_page(
    client, draft, stranger, ines
):
    answer = send(client, draft, docx("From the file."))
    gone = make_submission(Status.SUBMITTED, contributor=ines)

    assert client.get(f"/contribute/{gone.pk}/bring/").url == f"/contribute/{gone.pk}/"
    client.force_login(stranger)
    for method in (client.get, client.post):
        assert method(f"/contribute/{draft.pk}/bring/").status_code == 404
        assert method(answer.url).status_code == 404


def test_author_and_desk_find_the_file_on_the_piece(client, ines, omar):
    piece = make_submission(Status.REVISING, contributor=ines, editor=omar)
    client.force_login(ines)
    choose(client, send(client, piece, docx("Revised.")), "take", version=1)

    own = client.get(f"/contribute/{piece.pk}/").content.decode()
    client.force_login(omar)
    desk = client.get(f"/admin/desk/{piece.pk}/").content.decode()

    kept = piece.attachments.get()
    assert f"/contribute/{piece.pk}/files/{kept.uuid}/" in own
    assert "Your file" in own
    assert f"/admin/desk/{piece.pk}/files/{kept.uuid}/" in desk
    assert "My column.docx" in desk


def test_an_abandoned_draft_takes_its_file_along(
    client, store, django_capture_on_commit_callbacks
):
    piece = drafts.begin(None, visitor="somebody")
    Attachment.objects.create(
        submission=piece, purpose="original", name="a", size=1, file="attachments/a"
    )
    (store / "attachments").mkdir()
    (store / "attachments" / "a").write_bytes(b"x")

    with django_capture_on_commit_callbacks(execute=True):
        gone = drafts.purge_abandoned(timezone.now() + dt.timedelta(days=15))

    assert (gone, files_in(store)) == (1, [])


# Pasting


def paste(client, html, query=""):
    return client.post(
        f"/contribute/paste/{query}", html.encode(), content_type="text/html"
    )


def test_a_visitor_pastes_from_word(client):
    answer = paste(client, WORD_PASTE, "?notes=2")

    said = answer.json()
    assert said["markdown"].startswith("## The heading\n\nThe mayor")
    assert said["markdown"].endswith("[^3]: See *the report*.")
    assert "1 insertion and 1 deletion were tracked" in said["sentence"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("query", ["", "?notes=x", "?notes=99999", "?notes=-1"])
def test_an_odd_number_of_notes_is_none(client, query):
    assert "[^1]: See" in paste(client, WORD_PASTE, query).json()["markdown"]


@pytest.mark.parametrize(
    ("html", "status"), [("<p>" * 20_000, 422), ("x" * 5_000_000, 413)]
)
def test_a_paste_we_cannot_read_is_refused_in_words(client, html, status):
    answer = paste(client, html)

    assert answer.status_code == status
    assert answer.json()["sentence"]


def test_too_many_pastes_in_an_hour_are_refused(client, monkeypatch):
    monkeypatch.setattr(page_of, "PASTES", 1)
    paste(client, "<p>x")

    assert paste(client, "<p>x").status_code == 429
