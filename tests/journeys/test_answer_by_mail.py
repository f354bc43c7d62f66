"""An author answers the desk's letter from the post of the demo."""

import pytest
from django.urls import include, path
from playwright.sync_api import expect

from editorial import holds, outbox, talk
from editorial.models import Incoming, IncomingState, Letter, Message
from newsroom import urls
from tests.factories import make_submission
from tests.journeys.browser import axe, no_sideways_scroll
from tests.papers import PDF

urlpatterns = [*urls.urlpatterns, path("demo/mail/", include("newsroom.demo_mail"))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def piece(settings, tmp_path, ines, omar):
    settings.DATA_DIR = tmp_path
    settings.EMAIL_BACKEND = "newsroom.demo_mail.Folder"
    settings.REPLY_ADDRESS = "reply@columns.example"
    piece = make_submission(contributor=ines, headline="The boat is a road")
    holds.take(piece, by=omar)
    Letter.objects.all().delete()
    return piece


def test_an_author_answers_a_letter_and_the_desk_reads_it(
    piece, ines, omar, phone, window, sign_in
):
    desk = window()
    sign_in(desk, omar)
    desk.goto(f"/admin/desk/{piece.pk}/")
    desk.get_by_label("Write to the author").fill("Is 190 right?")
    desk.get_by_role("button", name="Preview letter").click()
    desk.get_by_label("Files for the author").set_input_files(
        {"name": "figures.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    desk.get_by_role("button", name="Send", exact=True).click()
    desk.get_by_text("is in the outbox").wait_for()
    outbox.deliver_due()

    phone.goto("/demo/mail/")
    phone.get_by_role("link", name="About your column: The boat is a road").click()
    axe(phone)
    no_sideways_scroll(phone, 390)
    phone.get_by_label("Answer this letter").fill("It is 190, from the registers.")
    phone.get_by_role("button", name="Send the mail").click()
    phone.get_by_text("In the thread.").wait_for()

    desk.reload()
    thread = desk.get_by_role("region", name="Messages with the author")
    expect(thread.get_by_text("It is 190, from the registers.")).to_be_visible()
    expect(thread.get_by_text("by mail")).to_be_visible()
    assert "wrote:" not in Message.objects.get(is_from_desk=False).text

    sign_in(phone, ines)
    phone.goto(f"/contribute/{piece.pk}/")
    expect(phone.get_by_role("link", name="figures.pdf")).to_be_visible()
    axe(phone)
    no_sideways_scroll(phone, 390)


def test_a_refused_file_leaves_the_words_on_the_page(piece, ines, phone, sign_in):
    sign_in(phone, ines)
    phone.goto(f"/contribute/{piece.pk}/")
    phone.get_by_label("Write to the desk").fill("The register is here.")
    phone.get_by_label("Files").set_input_files(
        [
            {"name": "figures.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "run.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90\0"},
        ]
    )
    phone.get_by_role("button", name="Send").click()

    phone.get_by_text("run.exe: ").wait_for()
    assert phone.get_by_label("Write to the desk").input_value() == (
        "The register is here."
    )
    axe(phone)
    no_sideways_scroll(phone, 320)

    phone.get_by_label("Files").set_input_files(
        {"name": "figures.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("link", name="figures.pdf")).to_be_visible()


def test_an_editor_reads_why_a_mail_was_not_placed(piece, ines, omar, page, sign_in):
    Incoming.objects.create(
        message_id="<1@example.org>",
        sender="other@example.org",
        subject="Re: About your column",
        submission=piece,
        state=IncomingState.REFUSED,
        outcome="It came from another address than the letter went to.",
    )
    talk.write_to_desk(piece, "Hello.", by=ines)
    sign_in(page, omar)

    page.goto("/admin/")
    page.get_by_role("link", name="See why").click()
    axe(page)
    expect(page.get_by_text("It came from another address")).to_be_visible()
