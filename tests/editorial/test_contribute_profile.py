import dataclasses

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from articles.models import AI_LABELS, Byline, SourceType
from articles.pictures import MAX_BYTES, PORTRAIT
from authors.models import (
    MADE_UP,
    NO_LINK,
    NO_MADE_UP_FACE,
    Affiliation,
    Author,
    PortraitOrigin,
    ProfileChange,
)
from editorial import signing
from editorial.changes import between, page_as
from editorial.models import Action, Letter, Status
from editorial.proof import proof_of
from editorial.workflow import NotReady, perform
from tests.editorial.test_together import together
from tests.factories import (
    ABOUT,
    make_author,
    make_editor,
    make_submission,
    sign_as_author,
)
from tests.photos import EXE, files_in, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]
ADDRESS = "/account/profile/"
NO_INTERESTS = {"interests-TOTAL_FORMS": "0", "interests-INITIAL_FORMS": "0"}
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
    "portrait_origin": "digitalCapture",
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
    assert answer.url == f"{ADDRESS}#seen"
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
    assert "Say who made the portrait" in answer.content.decode()
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


@pytest.mark.parametrize("origin", sorted(MADE_UP))
def test_a_portrait_that_a_program_made_is_refused_with_the_reason(
    client, ines_in, stores, origin
):
    answer = keep(client, new_portrait=portrait(), portrait_origin=origin)

    assert answer.status_code == 422
    assert NO_MADE_UP_FACE in answer.content.decode()
    assert files_in(stores) == []


def test_what_a_portrait_is_has_to_be_said(client, ines_in):
    answer = keep(client, new_portrait=portrait(), portrait_origin="")

    assert "Say what the portrait is" in answer.content.decode()
    assert not Author.objects.exists()


def test_a_portrait_is_called_what_a_picture_s_card_calls_it():
    words = dict(SourceType.choices)

    assert {value: words[value] for value in PortraitOrigin.values} == dict(
        PortraitOrigin.choices
    )
    assert set(AI_LABELS) == set(MADE_UP)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Prak www.casino.example"},
        {"name_own_script": "https://casino.example"},
        {"role": "writer, see casino.com"},
        {"role": "[writer](casino)"},
        {"place": "casino.kh/win"},
        {"place": "prak@casino.example"},
        one_row(organisation="casino.net"),
        one_row(role="https://casino.example"),
    ],
)
def test_a_link_in_a_name_a_role_or_a_place_is_refused(client, ines_in, fields):
    answer = keep(client, **fields)

    assert answer.status_code == 422
    assert answer.content.decode().count(NO_LINK) == 2  # above, and at the field
    assert not Author.objects.exists()


@pytest.mark.parametrize("name", ["J.R.R. Tolkien", "Dr.Lim", "Prak S.", "N. O’Neil"])
def test_a_full_stop_in_a_name_is_no_link(client, ines_in, name):
    keep(client, name=name)

    assert Author.objects.get().name == name


def test_the_page_shows_the_name_and_the_closing_line_as_readers_get_them(
    client, ines_in
):
    keep(client, new_portrait=portrait(), **one_row(role="fellow"))

    page = client.get(ADDRESS).content.decode()

    assert (
        "Prak Sereyvuth is a fellow at Mekong Institute. The views and opinions "
        "expressed are his own." in page
    )
    assert page.count("Photograph: Dara Lim") == 3  # the box, the field, its example


def test_a_profile_says_when_it_was_confirmed_and_is_confirmed_in_one_click(
    client, ines_in
):
    author = make_author("Ines Duarte", user=ines_in)
    before = client.get(ADDRESS).content.decode()

    with time_machine.travel("2026-11-22T10:03:00Z", tick=False):
        answer = client.post(ADDRESS, {"do": "confirm"})

    author.refresh_from_db()
    page = client.get(ADDRESS).content.decode()
    assert answer.url == f"{ADDRESS}#seen"
    assert "You have not confirmed this yet." in before
    assert "You last confirmed this on 22 November 2026, 17:03 ICT." in page
    assert author.name == "Ines Duarte"


def test_a_piece_that_is_sent_confirms_the_profile(ines):
    make_submission(contributor=ines)

    assert Author.objects.get(user=ines).confirmed_at


def out(ines, **fields):
    """A column of hers that readers have."""
    make_author("Ines Duarte", user=ines, **fields)
    piece = make_submission(Status.CLEARED, contributor=ines)
    assert piece.is_live
    return piece


def test_a_column_keeps_the_portrait_of_its_day(
    client, ines_in, stores, django_capture_on_commit_callbacks
):
    keep(client, new_portrait=portrait())
    old = Author.objects.get().portrait.name
    piece = make_submission(Status.CLEARED, contributor=ines_in)

    with django_capture_on_commit_callbacks(execute=True):
        keep(client, new_portrait=portrait(), portrait_credit="Drawing: Sok Dara")

    new = Author.objects.get().portrait.name
    page = client.get(piece.article.get_absolute_url()).content.decode()
    assert len({old, new}) == 2
    assert old in page
    assert new not in page
    assert "Photograph: Dara Lim" in page
    assert "Sok Dara" not in page
    assert sorted(files_in(stores)) == sorted([old, new])
    assert client.get(f"/media/{old}").status_code == 200


def test_another_portrait_lets_the_signature_lapse(client, ines_in):
    keep(client, new_portrait=portrait())
    piece = make_submission(Status.ACCEPTED, contributor=ines_in)
    before = proof_of(piece)
    as_sent = dataclasses.asdict(ABOUT) | {"name": "Ines Duarte"}

    keep(client, new_portrait=portrait(), **as_sent)

    after = proof_of(piece)
    assert after.fingerprint != before.fingerprint
    assert [each.where for each in between(page_as(before), page_as(after))] == [
        "Names and bios"
    ]


def test_the_proof_shows_the_portrait_to_those_who_sign_and_to_no_other(
    client, ines_in, stranger, omar
):
    keep(client, new_portrait=portrait())
    piece = make_submission(Status.ACCEPTED, contributor=ines_in)
    key = Author.objects.get(user=ines_in).portrait.name[len("portraits/") : -5]
    address = f"/contribute/portrait/{key}/"

    page = client.get(f"/contribute/{piece.pk}/proof/").content.decode()
    statuses = {}
    for person in (ines_in, stranger, omar):
        client.force_login(person)
        answer = client.get(address)
        statuses[person.name] = answer.status_code
        answer.getvalue()  # a file is open until it has been read

    assert f'src="{address}"' in page
    assert "Photograph: Dara Lim" in page
    assert statuses == {"Ines Duarte": 200, "Sam Stranger": 404, "Omar": 200}
    assert client.get(f"/media/portraits/{key}.webp").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_portrait_changed_while_it_is_cleared_is_in_print_or_the_signature_lapses(
    ines, stores
):
    client = Client()
    client.force_login(ines)
    keep(client, new_portrait=portrait())
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    # the page that was signed is the page of the profile, and stays so below
    as_sent = dataclasses.asdict(ABOUT) | {"name": "Ines Duarte"}
    sign_as_author(piece)

    cleared, kept = together(
        lambda: perform(piece, Action.CLEAR, by=make_editor()),
        lambda: keep(client, new_portrait=portrait(), **as_sent),
    )

    assert kept.status_code == 302
    new = Author.objects.get().portrait.name
    if isinstance(cleared, NotReady):
        assert files_in(stores) == [new]
    else:
        printed = Byline.objects.get().portrait.name
        assert sorted({printed, new}) == sorted(files_in(stores))


def test_a_change_after_publication_is_put_on_record_and_told(client, ines_in):
    piece = out(ines_in)
    printed = client.get(piece.article.get_absolute_url()).content.decode()

    keep(client, bio_line="She advises the ministry.")

    change, letter = ProfileChange.objects.get(), Letter.objects.latest("pk")
    page = client.get(piece.article.get_absolute_url()).content.decode()
    assert change.by == ines_in
    assert change.said["bio_line"][1] == "She advises the ministry."
    assert letter.kind == "desk-profile-changed"
    assert letter.to == piece.acts.get(action="clear").by.email
    assert "is now:\nShe advises the ministry." in letter.body
    assert page == printed


def test_what_is_sent_with_the_next_piece_is_a_change_too(ines):
    out(ines)

    make_submission(
        contributor=ines,
        about=dataclasses.replace(ABOUT, role="adviser to the ministry"),
    )

    assert ProfileChange.objects.get().said["role"] == [
        "freelance journalist",
        "adviser to the ministry",
    ]


def test_the_desk_s_own_change_is_put_on_record(client, ines, copy_editor):
    piece = out(ines)
    author = piece.authors[0]
    client.force_login(copy_editor)

    client.post(
        f"/admin/authors/author/{author.pk}/change/",
        PROFILE | NO_ROWS | NO_INTERESTS | {"bio": "New"},
    )

    change = ProfileChange.objects.get()
    assert change.by == copy_editor
    assert change.said["bio"] == ["", "New"]


def test_nothing_is_told_of_a_profile_no_reader_knows_or_that_stays_the_same(
    client, ines_in
):
    keep(client)
    keep(client, place="Siem Reap")
    make_submission(Status.CLEARED, contributor=ines_in)
    as_sent = dataclasses.asdict(ABOUT) | {"name": "Ines Duarte"}
    keep(client, **as_sent)

    keep(client, **as_sent)

    assert not ProfileChange.objects.exists()


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
    with django_assert_num_queries(8):
        client.get(ADDRESS)

    author.affiliations.create(organisation="Two", since="2021-01-01")
    author.affiliations.create(organisation="Three", since="2022-01-01")

    with django_assert_num_queries(8):
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
