import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import include, path

from editorial import outbox, talk
from editorial.models import Letter, Message
from newsroom import urls
from tests.factories import make_submission

urlpatterns = [*urls.urlpatterns, path("demo/mail/", include("newsroom.demo_mail"))]
with_the_demos_post = pytest.mark.urls(__name__)


@pytest.fixture
def post(settings, tmp_path):
    """``post(subject, body)``: a mail leaves the demo newsroom."""
    settings.DATA_DIR = tmp_path
    backend = get_connection("newsroom.demo_mail.Folder")

    def send(subject="Your code", body="It is 123456."):
        EmailMessage(subject, body, to=["ines@example.org"], connection=backend).send()

    return send


@pytest.mark.django_db
def test_outside_the_demo_nobody_can_read_mail(client, post):
    post()

    assert client.get("/demo/mail/").status_code == 404


@with_the_demos_post
@pytest.mark.django_db
def test_the_newest_mail_is_listed_first(client, post):
    post("The first")
    post("The second")

    page = client.get("/demo/mail/").content.decode()

    assert page.index("The second") < page.index("The first")


@with_the_demos_post
@pytest.mark.django_db
def test_a_mail_is_shown_as_text_with_its_links_to_follow(client, post):
    post(
        "Zwölf <b>Uhr</b>",
        "<script>1</script> ប្រាក់ http://127.0.0.1:8000/contribute/7/",
    )
    [mail] = client.get("/demo/mail/").context["mails"]

    page = client.get(f"/demo/mail/{mail.name}/").content.decode()

    assert "Zwölf &lt;b&gt;Uhr&lt;/b&gt;" in page
    assert "&lt;script&gt;1&lt;/script&gt; ប្រាក់" in page
    assert 'href="http://127.0.0.1:8000/contribute/7/"' in page
    assert "ines@example.org" in page


@with_the_demos_post
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["20260101", "..", "..%2Fsecret_key", "a.eml"])
def test_only_a_mail_can_be_opened(client, post, name):
    post()

    assert client.get(f"/demo/mail/{name}/").status_code == 404


@pytest.fixture
def letter(settings, tmp_path, ines, omar):
    """A letter of the desk, as it lies in the demo's post."""
    settings.DATA_DIR = tmp_path
    settings.EMAIL_BACKEND = "newsroom.demo_mail.Folder"
    settings.REPLY_ADDRESS = "reply@columns.example"
    piece = make_submission(contributor=ines)
    Letter.objects.all().delete()
    talk.write_to_author(piece, "Is 190 right?", by=omar)
    outbox.deliver_due()
    [file] = tmp_path.glob("mail/*.eml")
    return f"/demo/mail/{file.stem}/"


@with_the_demos_post
@pytest.mark.django_db
def test_a_letter_can_be_answered_as_by_mail(client, letter, ines):
    page = client.post(letter, {"text": "It is 190."})

    said = Message.objects.get(is_from_desk=False)
    assert "In the thread." in page.content.decode()
    assert (said.text, said.by, said.came_by_mail) == ("It is 190.", ines, True)


@with_the_demos_post
@pytest.mark.django_db
def test_nothing_is_no_answer(client, letter):
    page = client.post(letter, {"text": " "})

    assert page.status_code == 422
    assert "There is nothing to send yet." in page.content.decode()


@with_the_demos_post
@pytest.mark.django_db
def test_a_letter_without_an_address_takes_none(client, post):
    post()
    [mail] = client.get("/demo/mail/").context["mails"]

    page = client.post(f"/demo/mail/{mail.name}/", {"text": "Hello?"})

    assert page.status_code == 422
    assert "Answer this letter" not in page.content.decode()
