import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from articles.pictures import MAX_BYTES, PORTRAIT
from authors.models import Affiliation, Author
from editorial import signing
from editorial.models import Status
from editorial.proof import proof_of
from tests.factories import make_author, make_editor, make_submission
from tests.photos import EXE, files_in, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]
ADDRESS = "/account/profile/"
NO_ROWS = {"affiliations-TOTAL_FORMS": "0", "affiliations-INITIAL_FORMS": "0"}
PROFILE = {
    "name": "Prak Sereyvuth",
    "name_own_script": "ប្រាក់ សិរីវុឌ្ឍ",
    "own_script_lang": "km",
    "pronoun": "his",
    "role": "freelance journalist",
    "place": "Phnom Penh",
    "bio_line": "He has reported from the border since 2008.",
    "bio": "One line.\nTwo lines.\nThree lines.",
    "portrait_credit": "Photograph: Dara Lim",
}


@pytest.fixture
def stores(monkeypatch, tmp_path):
    """A store of one test's own, so that every portrait in it can be counted."""
    store = FileSystemStorage(location=tmp_path, base_url="/media/")
    monkeypatch.setattr(Author._meta.get_field("portrait"), "storage", store)
    return tmp_path


@pytest.fixture
def ines_in(client, ines):
    client.force_login(ines)
    return ines


def keep(client, **fields):
    return client.post(ADDRESS, PROFILE | NO_ROWS | fields)


def one_row(**fields):
    row = {"organisation": "Mekong Institute", "since": "2020-01-01"} | fields
    return {"affiliations-TOTAL_FORMS": "1"} | {
        f"affiliations-0-{name}": value for name, value in row.items()
    }


def test_a_profile_is_kept_with_every_field(client, ines_in):
    answer = keep(client, **one_row(role="fellow", until="2024-06-30"))

    author = Author.objects.get()
    held = Affiliation.objects.get()
    assert answer.url == ADDRESS
    assert author.user == ines_in
    assert author.slug == "prak-sereyvuth"
    assert {name: getattr(author, name) for name in PROFILE} == PROFILE
    assert str(held) == "fellow, Mekong Institute"


def test_the_page_opens_with_the_name_we_know(client, ines_in):
    page = client.get(ADDRESS).content.decode()

    assert 'value="Ines Duarte"' in page
    assert not Author.objects.exists()


def test_a_name_that_another_author_has_gets_an_address_of_its_own(client, ines_in):
    make_author("Prak Sereyvuth", slug="prak-sereyvuth")

    keep(client)

    assert Author.objects.get(user=ines_in).slug == "prak-sereyvuth-2"


def test_the_address_stays_when_the_name_changes(client, ines_in):
    keep(client)

    keep(client, name="Prak S.")

    assert Author.objects.get().slug == "prak-sereyvuth"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Type the name that shall stand over your columns."),
        ({"name": "\u202e"}, "Type the name that shall stand over your columns."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"pronoun": "its"}, "its is not one of the available choices"),
        ({"own_script_lang": "khmer?"}, "Two or three letters, for example km."),
        ({"bio": "x" * 701}, "at most 700 characters"),
        (one_row(organisation=""), "This field is required."),
        (one_row(since="soon"), "Enter a valid date."),
        (one_row(until="2019-01-01"), "It ends before it begins."),
        ({"affiliations-TOTAL_FORMS": "x"}, "ManagementForm"),
        ({"affiliations-TOTAL_FORMS": "9999"}, "at most 20"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, ines_in, fields, sentence):
    answer = keep(client, **fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "freelance journalist" in page
    assert not Author.objects.exists()
    assert not Affiliation.objects.exists()


def test_characters_nobody_should_be_sent_are_taken_out(client, ines_in):
    keep(client, name="Pr\u202eak", bio="a\u2066b\nc")

    author = Author.objects.get()
    assert (author.name, author.bio) == ("Prak", "ab\nc")


def portrait(content=None, name="me.jpg"):
    return SimpleUploadedFile(name, content or photo(size=(1200, 900)), "image/jpeg")


def test_a_portrait_is_ours_to_make_and_says_where_it_comes_from(client, ines_in):
    keep(client, new_portrait=portrait())

    author = Author.objects.get()
    with author.portrait.open("rb") as file:
        assert file.read(4) == b"RIFF"
    assert PORTRAIT == 800
    page = client.get(ADDRESS).content.decode()
    assert 'src="data:image/webp;base64,' in page


def test_a_new_portrait_takes_the_place_of_the_old_file(
    client, ines_in, stores, django_capture_on_commit_callbacks
):
    keep(client, new_portrait=portrait())
    first = Author.objects.get().portrait.name

    with django_capture_on_commit_callbacks(execute=True):
        keep(client, new_portrait=portrait())

    assert Author.objects.get().portrait.name != first
    assert len(files_in(stores)) == 1
    assert first not in files_in(stores)


def test_a_portrait_can_be_taken_away(
    client, ines_in, stores, django_capture_on_commit_callbacks
):
    keep(client, new_portrait=portrait())

    with django_capture_on_commit_callbacks(execute=True):
        keep(client, no_portrait="on")

    assert Author.objects.get().portrait.name == ""
    assert files_in(stores) == []


def test_a_portrait_without_its_origin_is_not_kept(client, ines_in, stores):
    answer = keep(client, new_portrait=portrait(), portrait_credit="")

    assert answer.status_code == 422
    assert "Say who took the portrait" in answer.content.decode()
    assert files_in(stores) == []


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (EXE, 422, "not a picture we can open"),
        (photo()[:400], 422, "This picture is damaged"),
        (b"\xff\xd8" + b"x" * MAX_BYTES, 413, "The most we can take is 12 MB"),
    ],
)
def test_what_is_no_portrait_is_refused_and_nothing_typed_is_lost(
    client, ines_in, stores, content, status, sentence
):

    answer = keep(client, new_portrait=portrait(content))

    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page
    assert 'value="Prak Sereyvuth"' in page
    assert not Author.objects.exists()
    assert files_in(stores) == []


def test_nobody_can_take_another_s_affiliation(client, ines_in):
    other = make_author("Another")
    row = Affiliation.objects.create(
        author=other, organisation="Theirs", since="2020-01-01"
    )
    mine = one_row(id=str(row.pk), organisation="Mine")

    keep(client, **mine | {"affiliations-INITIAL_FORMS": "1"})

    row.refresh_from_db()
    assert row.organisation == "Theirs"
    assert row.author == other


def test_a_change_that_readers_would_see_lets_the_signature_lapse(client, ines_in):
    piece = make_submission(Status.ACCEPTED, contributor=ines_in)
    signing.send_proof(piece, by=make_editor())
    before = proof_of(piece).fingerprint

    keep(client, place="Siem Reap")

    piece.refresh_from_db()
    assert proof_of(piece).fingerprint != before


def test_a_visitor_signs_in_first(client):
    assert client.get(ADDRESS).url == f"/account/login/?next={ADDRESS}"


def test_what_was_typed_after_the_session_ended_is_given_back(client):
    answer = keep(client)

    assert answer.status_code == 401
    assert "Two lines." in answer.content.decode()
    assert not Author.objects.exists()


def test_the_page_costs_the_same_for_one_affiliation_and_for_three(
    client, ines_in, django_assert_num_queries
):
    author = make_author("Ines Duarte", user=ines_in)
    author.affiliations.create(organisation="One", since="2020-01-01")
    with django_assert_num_queries(5):
        client.get(ADDRESS)

    author.affiliations.create(organisation="Two", since="2021-01-01")
    author.affiliations.create(organisation="Three", since="2022-01-01")

    with django_assert_num_queries(5):
        client.get(ADDRESS)


@pytest.mark.parametrize("table", ["authors_author", "authors_affiliation"])
def test_a_profile_that_cannot_be_kept_leaves_no_portrait_behind(
    client, ines_in, stores, table
):
    def full(execute, sql, *rest):
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise OperationalError("The disk is full.")
        return execute(sql, *rest)

    with connection.execute_wrapper(full), pytest.raises(OperationalError):
        keep(client, new_portrait=portrait(), **one_row())

    assert files_in(stores) == []
    assert not Author.objects.exists()


def test_a_new_portrait_that_cannot_be_kept_leaves_the_old_one(client, ines_in, stores):
    keep(client, new_portrait=portrait())
    before = files_in(stores)

    def full(execute, sql, *rest):
        if sql.startswith('UPDATE "authors_author"'):
            raise OperationalError("The disk is full.")
        return execute(sql, *rest)

    with connection.execute_wrapper(full), pytest.raises(OperationalError):
        keep(client, new_portrait=portrait())

    assert files_in(stores) == before
