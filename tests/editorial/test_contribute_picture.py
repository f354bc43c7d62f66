import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Picture
from articles.pictures import MAX_BYTES
from editorial import drafts
from editorial.contribute import picture as page_of
from editorial.models import Action, Status
from editorial.workflow import perform
from tests.factories import make_draft, make_picture, make_piece, make_submission
from tests.meanwhile import meanwhile
from tests.photos import EXE, HTML, SVG, files_in, photo, png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]
CARD = {
    "source_type": "digitalCapture",
    "credit": "Photograph: Ines Duarte",
    "caption": "The lake in October.",
    "alt": "A boat on a brown lake.",
}


@pytest.fixture
def draft(client, ines):
    client.force_login(ines)
    return make_draft(ines)


def address(piece):
    return f"/contribute/{piece.pk}/picture/"


def upload(client, piece, content, name="lake.jpg", kind="image/jpeg"):
    file = SimpleUploadedFile(name, content, kind)
    return client.post(address(piece), {"image": file, "upload": "1"})


def test_a_picture_is_taken_and_stands_over_the_column(client, ines, draft):
    answer = upload(client, draft, photo())

    draft.refresh_from_db()
    assert answer.url == address(draft)
    assert draft.picture.uploaded_by == ines
    page = client.get(address(draft)).content.decode()
    assert f"/contribute/picture/{draft.picture.uuid}/" in page
    assert "Its card" in page


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (EXE, "lake.jpg", "not a picture we can open"),
        (SVG, "lake.svg", "We cannot take an SVG drawing"),
        (HTML, "lake.gif", "not a picture we can open"),
        (b"", "lake.jpg", "This file is empty."),
        (photo()[:400], "lake.jpg", "This picture is damaged"),
        (png(40_000, 40_000), "bomb.png", "more than 60 million pixels"),
    ],
)
def test_what_is_no_picture_is_refused_in_words_and_leaves_nothing(
    client, draft, stores, content, name, sentence
):
    answer = upload(client, draft, content, name)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Picture.objects.exists()
    assert files_in(stores) == []


def test_a_heavy_file_is_refused_in_words(client, draft, stores):
    answer = upload(client, draft, b"\xff\xd8" + b"x" * MAX_BYTES)

    assert answer.status_code == 413
    assert "The most we can take is 12 MB" in answer.content.decode()
    assert files_in(stores) == []


def test_no_file_is_told(client, draft):
    answer = client.post(address(draft), {"upload": "1"})

    assert answer.status_code == 422
    assert "Choose a picture first." in answer.content.decode()


def test_too_many_pictures_are_told(client, draft, monkeypatch):
    monkeypatch.setattr(page_of, "UPLOADS", 0)

    answer = upload(client, draft, photo())

    assert answer.status_code == 429
    assert page_of.TOO_MANY in answer.content.decode()
    assert not Picture.objects.exists()


def test_a_whole_card_is_kept(client, draft):
    upload(client, draft, photo())

    answer = client.post(address(draft), CARD)

    picture = Picture.objects.get()
    assert answer.url == f"/contribute/{draft.pk}/write/"
    assert picture.credit == "Photograph: Ines Duarte"
    assert picture.alt == "A boat on a brown lake."


@pytest.mark.parametrize(
    "credit", ["AI", "A.I.", "Midjourney v6", "photo from the web"]
)
def test_a_credit_that_names_nobody_is_refused_with_what_to_write(
    client, draft, credit
):
    upload(client, draft, photo())

    answer = client.post(
        address(draft),
        CARD | {"credit": credit, "source_type": "trainedAlgorithmicMedia"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"“{credit}” is not a credit." in page
    assert "Write who made it and with what, for example: Illustration:" in page
    assert f'value="{credit}"' in page
    assert "A boat on a brown lake." in page
    assert Picture.objects.get().credit == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"source_type": ""}, "Say what the picture is"),
        ({"credit": ""}, "The picture has no credit."),
        ({"alt": ""}, "Say what the picture shows"),
        ({"source_type": "magic"}, "Choose what the picture is."),
        ({"credit": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_card_that_lacks_something_is_not_kept(client, draft, fields, sentence):
    upload(client, draft, photo())

    answer = client.post(address(draft), CARD | fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Picture.objects.get().credit == ""


def test_another_picture_takes_the_place_of_the_first(client, draft):
    upload(client, draft, photo())
    first = Picture.objects.get()

    upload(client, draft, photo(size=(60, 40)))

    draft.refresh_from_db()
    assert draft.picture != first


def test_a_picture_can_be_taken_away(client, draft):
    upload(client, draft, photo())

    client.post(address(draft), {"remove": "1"})

    draft.refresh_from_db()
    assert draft.picture is None


def test_a_visitor_signs_in_before_adding_a_picture(client):
    draft = make_draft()
    client.logout()

    answer = client.get(address(draft))

    assert answer.url == f"/account/login/?next={address(draft)}"


def test_a_sent_piece_takes_no_picture_from_its_author(client, ines):
    piece = make_submission(Status.SUBMITTED, contributor=ines)
    client.force_login(ines)

    answer = upload(client, piece, photo())

    assert answer.url == f"/contribute/{piece.pk}/"
    assert not Picture.objects.exists()


def test_a_stranger_sees_nobody_else_s_picture(client, draft, stranger):
    upload(client, draft, photo())
    picture = Picture.objects.get()
    client.force_login(stranger)

    assert client.get(address(draft)).status_code == 404
    assert client.get(f"/contribute/picture/{picture.uuid}/").status_code == 404


def test_the_page_costs_the_same_with_many_pictures_about(
    client, ines, draft, django_assert_num_queries
):
    upload(client, draft, photo())
    with django_assert_num_queries(4):
        client.get(address(draft))

    for _ in range(3):
        make_picture(uploaded_by=ines)

    with django_assert_num_queries(4):
        client.get(address(draft))


def withdraw(piece):
    perform(piece, Action.WITHDRAW, by=piece.contributor)


def submit(piece):
    drafts.send(piece, make_piece(), by=piece.contributor)


@pytest.mark.parametrize("move", [withdraw, submit])
@pytest.mark.parametrize("said", [{"remove": "1"}, {"upload": "1"}, CARD])
def test_a_column_that_moved_on_meanwhile_keeps_its_picture(
    client, draft, stores, move, said
):
    upload(client, draft, photo())
    before, files = Picture.objects.get(), files_in(stores)
    sent = {"image": SimpleUploadedFile("b.jpg", photo())} if "upload" in said else {}

    with meanwhile(lambda: move(draft)):
        answer = client.post(address(draft), said | sent)

    draft.refresh_from_db()
    assert answer.status_code == 409
    assert page_of.MOVED_ON in answer.content.decode()
    assert draft.picture == before
    assert Picture.objects.get().credit == ""
    assert files_in(stores) == files
