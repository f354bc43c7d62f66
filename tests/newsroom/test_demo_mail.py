import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import include, path

from newsroom import urls

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
