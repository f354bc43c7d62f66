import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import include, path
from playwright.sync_api import expect

from newsroom import urls
from tests.journeys.browser import axe, no_sideways_scroll

urlpatterns = [*urls.urlpatterns, path("demo/mail/", include("newsroom.demo_mail"))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def a_code(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    EmailMessage(
        "Your code",
        "It is 123456.\n\nhttp://127.0.0.1:8000/" + "long" * 40,
        to=["ines@example.org"],
        connection=get_connection("newsroom.demo_mail.Folder"),
    ).send()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_demos_mail_can_be_read_by_everybody(page, a_code, scheme):
    page.emulate_media(color_scheme=scheme)

    page.goto("/demo/mail/")
    axe(page)
    page.get_by_role("link", name="Your code").click()

    axe(page)
    expect(page.get_by_text("It is 123456.")).to_be_visible()


def test_the_demos_mail_fits_a_small_screen(page, a_code):
    page.goto("/demo/mail/")
    no_sideways_scroll(page, 320)
    page.get_by_role("link", name="Your code").click()

    no_sideways_scroll(page, 320)
