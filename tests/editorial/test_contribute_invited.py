"""The page behind an invitation, and the page of names."""

from __future__ import annotations

import re

import pytest

from authors.models import User
from editorial import invitations
from editorial.declarations import HELP, INTERESTS
from editorial.models import Declaration, Invitation, Letter, Status
from tests.factories import make_author, make_contributor, make_draft, make_submission

pytestmark = pytest.mark.django_db

YES = {
    "do": "accept",
    "about_name": "Ana Ruiz",
    "about_role": "nurse",
    "about_place": "Battambang",
    "about_pronoun": "her",
    "ai": "none",
    "notes": "no",
    "agreement": "on",
    **{f"interest_{question.key}": "no" for question in INTERESTS},
    **{f"help_{question.key}": "Nobody" for question in HELP},
}


@pytest.fixture
def piece():
    return make_submission(body="The ferry stopped in May.")


@pytest.fixture
def ana() -> User:
    return User.objects.create_user("ana@example.org")


def ask(piece, email="ana@example.org", **who):
    who = {"by": piece.contributor} | who
    invitations.invite(piece, name="Ana Ruiz", email=email, **who)
    return address()


def address() -> str:
    body = Letter.objects.filter(kind="invitation").latest("pk").body
    return re.search(r"/contribute/invitation/[^/]+/", body)[0]


def text_of(answer) -> str:
    return answer.content.decode()


def test_before_signing_in_they_see_who_asks_and_the_headline_only(client, piece):
    page = client.get(ask(piece))

    said = text_of(page)
    assert page.status_code == 200
    assert "Ines Duarte asks you to be a co-author" in said
    assert piece.headline in said
    assert "The ferry stopped" not in said
    assert "ana@example.org" not in said
    assert "a…@example.org" in said


def test_signed_in_by_another_address_it_says_where_it_went(client, piece, stranger):
    client.force_login(stranger)

    page = client.get(ask(piece))

    assert page.status_code == 403
    assert "This invitation was sent to a…@example.org" in text_of(page)
    assert "The ferry stopped" not in text_of(page)
    assert client.post(address(), YES).status_code == 403
    assert piece.bylines.count() == 1


def test_the_invited_reads_answers_and_agrees(client, piece, ana):
    client.force_login(ana)
    where = ask(piece)
    assert "The ferry stopped in May." in text_of(client.get(where))

    answer = client.post(where, YES)

    assert answer.url == f"/contribute/{piece.pk}/"
    assert [each.name for each in piece.authors][1:] == ["Ana Ruiz"]
    assert Declaration.objects.filter(author__user=ana).exists()
    assert client.get(answer.url).status_code == 200


def test_clicked_twice_they_are_brought_to_the_column(client, piece, ana):
    client.force_login(ana)
    where = ask(piece)
    client.post(where, YES)

    assert client.post(where, YES).url == f"/contribute/{piece.pk}/"
    assert piece.bylines.count() == 2


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, piece, ana):
    client.force_login(ana)

    answer = client.post(
        ask(piece), YES | {"about_role": "", "agreement": "", "about_place": "Pailin"}
    )

    said = text_of(answer)
    assert answer.status_code == 422
    assert "Say what you are" in said
    assert "Tick the agreement before you agree." in said
    assert "Pailin" in said
    assert piece.bylines.count() == 1


def test_who_they_are_is_filled_in_from_their_profile(client, piece):
    neth = make_contributor("Neth Sovann", role="lawyer")
    client.force_login(neth)

    page = client.get(ask(piece, neth.email))

    assert page.context["form"].initial["about_name"] == "Neth Sovann"
    assert page.context["form"].initial["about_role"] == "lawyer"


def test_a_no_is_thanked_for(client, piece, ana):
    client.force_login(ana)
    where = ask(piece)

    answer = client.post(where, {"do": "decline", "reason": "Too busy."})

    assert "Thank you for answering" in text_of(answer)
    assert Invitation.objects.get().declined_at
    assert client.get(where).status_code == 410


def test_a_draft_is_read_as_it_is_typed(client, ana):
    piece = make_draft()
    piece.draft.typed = {"headline": "The lake", "body": "It fell by a *metre*."}
    piece.draft.save()
    client.force_login(ana)

    page = text_of(client.get(ask(piece)))

    assert "The lake" in page
    assert "<em>metre</em>" in page


@pytest.mark.parametrize("key", ["nothing", "x" * 43, "a" * 900])
def test_an_unknown_key_is_answered_in_words(client, key):
    page = client.get(f"/contribute/invitation/{key}/")

    assert page.status_code == 404
    assert "opens nothing" in text_of(page)


def test_a_letter_taken_back_says_so_to_anybody(client, piece):
    where = ask(piece)
    invitations.take_back(Invitation.objects.get(), by=piece.contributor)

    page = client.get(where)

    assert page.status_code == 410
    assert "was taken back" in text_of(page)


def test_posting_without_signing_in_loses_no_word(client, piece):
    answer = client.post(ask(piece), YES | {"reason": "A long reason to keep."})

    assert answer.status_code == 401
    assert "A long reason to keep." in text_of(answer)


# The page of names


def names(piece) -> str:
    return f"/contribute/{piece.pk}/authors/"


def test_the_sender_asks_from_the_page_of_the_piece(client, piece):
    client.force_login(piece.contributor)

    answer = client.post(
        names(piece), {"do": "invite", "name": "Ana Ruiz", "email": "ANA@example.org"}
    )

    assert answer.url == names(piece)
    page = text_of(client.get(names(piece)))
    assert "ana@example.org: has not answered yet" in page
    assert "Our letter to Ana Ruiz is on its way." in page


def test_a_double_click_asks_once_and_is_not_scolded(client, piece):
    client.force_login(piece.contributor)
    asked = {"do": "invite", "name": "Ana Ruiz", "email": "ana@example.org"}

    answers = [client.post(names(piece), asked).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Letter.objects.filter(kind="invitation").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Type the name"),
        ({"email": "nobody"}, "not an e-mail address"),
        ({"name": "See https://win.example"}, "name alone"),
        ({"email": ""}, "Type the address"),
        ({"name": "A" * 121}, "At most 120"),
    ],
)
def test_bad_input_is_told_and_kept(client, piece, typed, said):
    client.force_login(piece.contributor)
    posted = {"do": "invite", "name": "Ana Ruiz", "email": "ana@example.org"} | typed

    answer = client.post(names(piece), posted)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("do", ["", "again x", "again 99999999999", "up", "remove 0"])
def test_odd_buttons_change_nothing(client, piece, do):
    client.force_login(piece.contributor)

    answer = client.post(names(piece), {"do": do})

    assert answer.status_code in (302, 404)


def test_another_pieces_letters_are_not_touched(client, piece, ines):
    ask(piece)
    other = make_submission(contributor=ines)
    client.force_login(ines)

    answer = client.post(names(other), {"do": f"back {Invitation.objects.get().pk}"})

    assert answer.status_code == 404
    assert Invitation.objects.get().is_open


@pytest.fixture
def joined(client, piece, ana):
    """Ana stands in the byline and is signed in."""
    client.force_login(ana)
    client.post(ask(piece), YES)
    return piece


def test_a_co_author_reads_and_steps_out(client, joined):
    assert "The ferry stopped" in text_of(client.get(f"/contribute/{joined.pk}/text/"))

    answer = client.post(names(joined), {"do": "leave", "reason": "I moved."})

    assert answer.url == "/contribute/"
    assert client.get(f"/contribute/{joined.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("page", "posted", "expected"),
    [
        ("write/", {"body": "Mine", "version": "0"}, 403),
        ("withdraw/", {"reason": "Mine"}, 403),
        ("authors/", {"do": "invite", "name": "B", "email": "b@c.org"}, 403),
        ("message/", {"text": "Hello"}, 302),
    ],
)
def test_what_a_co_author_may_do(client, joined, page, posted, expected):
    answer = client.post(f"/contribute/{joined.pk}/{page}", posted)

    assert answer.status_code == expected


@pytest.mark.parametrize("page", ["write/", "check/", "picture/"])
def test_a_co_author_does_not_change_a_draft(client, ana, page):
    piece = make_draft()
    client.force_login(ana)
    client.post(ask(piece), YES)

    assert client.get(f"/contribute/{piece.pk}/{page}").status_code == 403
    assert client.post(f"/contribute/{piece.pk}/{page}", {}).status_code == 403
    saved = client.post(
        f"/contribute/{piece.pk}/save/",
        '{"typed": {"body": "Mine"}, "version": 0}',
        content_type="application/json",
    )
    assert saved.status_code == 403
    piece.draft.refresh_from_db()
    assert piece.draft.typed.get("body") != "Mine"


def test_the_list_of_a_co_author_leads_to_reading_not_to_writing(client, ana):
    piece = make_draft()
    client.force_login(ana)
    client.post(ask(piece), YES)

    page = text_of(client.get("/contribute/"))

    assert f"/contribute/{piece.pk}/write/" not in page
    assert f"/contribute/{piece.pk}/" in page
    assert "Go on writing" not in text_of(client.get(f"/contribute/{piece.pk}/"))


def test_the_page_of_names_costs_the_same_for_one_and_for_three(
    client, piece, django_assert_num_queries
):
    client.force_login(piece.contributor)
    ask(piece)
    with django_assert_num_queries(7):
        client.get(names(piece))

    ask(piece, "b@example.org")
    ask(piece, "c@example.org")
    piece.bylines.create(author=make_author("Old Hand"), position=4)

    with django_assert_num_queries(7):
        client.get(names(piece))


def test_the_sender_moves_a_name_up_and_takes_one_out(client, ana):
    piece = make_submission(Status.REVISING)
    client.force_login(ana)
    client.post(ask(piece), YES)
    client.force_login(piece.contributor)

    client.post(names(piece), {"do": f"up {ana.author.pk}"})
    piece.refresh_from_db()
    assert piece.authors[0] == ana.author

    client.post(names(piece), {"do": f"remove {ana.author.pk}"})
    piece.refresh_from_db()
    assert [author.user for author in piece.authors] == [piece.contributor]
