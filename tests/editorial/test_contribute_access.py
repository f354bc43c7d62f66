"""Every page of the contributor's room, tried by every member of the cast."""

import pytest
from django.urls import get_resolver

from editorial import drafts
from editorial.models import (
    Act,
    Draft,
    Message,
    SignOff,
    Status,
    Submission,
)
from tests.factories import make_contributor, make_submission

pytestmark = pytest.mark.django_db

READ = [
    *("", "write/", "check/", "picture/", "withdraw/", "proof/"),
    *("sources/", "declarations/"),
    *("authors/", "text/", "terms/", "error/", "yours/"),
]
WRITERS_ALONE = {"write/", "check/", "picture/", "withdraw/"}  # not the co-author's
WRITTEN = {
    "write/": {"body": "Mine now", "version": "0", "then": "save"},
    "check/": {"version": "0"},
    "picture/": {"remove": "1"},
    "withdraw/": {"reason": "No reason"},
    "message/": {"text": "Hello"},
    "sources/": {"sentence": "One.", "kind": "own", "own": "I saw."},
    "declarations/": {"interests_none": "on"},
    "proof/sign/": {"fingerprint": "0" * 64, "read": "on"},
    "proof/objection/": {"about": "text", "text": "Wrong"},
    "proof/change/": {"change": "0" * 64, "verdict": "object", "text": "Wrong"},
    "proof/accept/": {"change": "0" * 64},
    "proof/misstates/": {"field": "headline", "title": "Old", "text": "Wrong"},
    "proof/take-back/": {"remark": "1"},
    "proof/done/": {"done": "yes"},
    "error/": {"what": "191 came, not 190."},
    "yours/": {"is_sure": "on"},
    "authors/": {"do": "invite", "name": "Ana", "email": "a@b.org"},
    "terms/": {"do": "accept", "agreement": "1", "read": "on"},
    "save/": {},
    "here/": {},
}
IN_HAND = [Status.DRAFT, Status.SUBMITTED, Status.REVISING, Status.ACCEPTED]


def state():
    """All that a request could have changed."""
    return (
        list(Submission.objects.order_by("pk").values()),
        list(Draft.objects.order_by("pk").values()),
        Act.objects.count(),
        Message.objects.count(),
        SignOff.objects.count(),
    )


def test_no_page_of_the_room_was_forgotten():
    room = get_resolver("editorial.urls")
    pages = {str(page.pattern) for page in room.url_patterns}

    tried = {f"<int:pk>/{page}" for page in [*READ, *WRITTEN]}

    # test_files.py, test_contribute_bring.py and test_keeping.py try these
    files = {"<int:pk>/files/<uuid:uuid>/", "<int:pk>/bring/<uuid:uuid>/", "paste/"}
    files |= {"<int:pk>/bring/", "<int:pk>/yours/download/"}
    key = "invitation/<str:key>/"  # tests/editorial/test_contribute_invited.py
    assert pages - tried == {"", "record/", "new/", "new/save/", *files, key}


@pytest.mark.parametrize("page", READ)
@pytest.mark.parametrize("status", IN_HAND)
@pytest.mark.parametrize("who", ["stranger", "omar", "publisher"])
def test_nobody_else_is_told_that_a_piece_exists(client, request, who, status, page):
    piece = make_submission(status)
    client.force_login(request.getfixturevalue(who))

    answer = client.get(f"/contribute/{piece.pk}/{page}")

    assert answer.status_code == 404


@pytest.mark.parametrize("page", WRITTEN)
@pytest.mark.parametrize("status", IN_HAND)
@pytest.mark.parametrize("who", ["stranger", "omar"])
def test_nobody_else_changes_anything(client, request, who, status, page):
    piece = make_submission(status)
    client.force_login(request.getfixturevalue(who))
    before = state()

    answer = client.post(
        f"/contribute/{piece.pk}/{page}",
        WRITTEN[page] or '{"typed": {}, "version": 0}',
        **({} if WRITTEN[page] else {"content_type": "application/json"}),
    )

    assert answer.status_code == 404
    assert state() == before


@pytest.mark.parametrize("page", READ)
def test_a_visitor_is_asked_to_sign_in_and_brought_back(client, page):
    piece = make_submission()
    address = f"/contribute/{piece.pk}/{page}"

    answer = client.get(address)

    assert answer.url == f"/account/login/?next={address}"


@pytest.mark.parametrize("page", [page for page, said in WRITTEN.items() if said])
def test_a_visitor_changes_nothing_and_keeps_the_words(client, page):
    piece = make_submission()
    before = state()

    answer = client.post(f"/contribute/{piece.pk}/{page}", WRITTEN[page])

    assert answer.status_code == 401
    assert all(value in answer.content.decode() for value in WRITTEN[page].values())
    assert state() == before


@pytest.mark.parametrize("number", [999_999, 2**63, 10**30])
def test_a_piece_that_does_not_exist_is_not_found(client, ines, number):
    client.force_login(ines)

    assert client.get(f"/contribute/{number}/").status_code == 404
    assert client.post(f"/contribute/{number}/message/").status_code == 404


@pytest.mark.parametrize("number", [999_999, 2**63, 10**30])
def test_a_visitor_learns_nothing_from_a_number(client, number):
    answer = client.get(f"/contribute/{number}/")

    assert answer.url == f"/account/login/?next=/contribute/{number}/"


OPEN_PAGES = {
    Status.DRAFT: {"": 200, "write/": 200, "check/": 200, "picture/": 200},
    Status.SUBMITTED: {"": 200, "write/": 302, "check/": 302, "proof/": 302},
    Status.REVISING: {"": 200, "write/": 200, "check/": 200, "proof/": 302},
    Status.ACCEPTED: {"": 200, "write/": 302, "picture/": 302, "proof/": 200},
    Status.CLEARED: {"": 200, "write/": 302, "proof/": 200},
    Status.DECLINED: {"": 200, "write/": 302, "proof/": 302, "withdraw/": 409},
    Status.WITHDRAWN: {"": 200, "withdraw/": 302, "check/": 302},
}


@pytest.mark.parametrize(
    ("status", "page", "expected"),
    [
        (s, page, code)
        for s, pages in OPEN_PAGES.items()
        for page, code in pages.items()
    ],
)
@pytest.mark.parametrize("who", ["author", "co-author"])
def test_authors_open_their_pages_in_every_status(client, who, status, page, expected):
    piece = make_submission(status)
    friend = make_contributor("Dara Lim")
    piece.bylines.create(author=friend.author, position=1)
    client.force_login(friend if who == "co-author" else piece.contributor)
    before = state()

    answer = client.get(f"/contribute/{piece.pk}/{page}")

    if who == "co-author" and page in WRITERS_ALONE and expected == 200:
        expected = 403
    assert answer.status_code == expected
    assert state() == before


@pytest.mark.parametrize("page", READ)
def test_nobody_keeps_a_copy_of_a_contributor_s_page(client, page):
    piece = make_submission(Status.ACCEPTED)
    client.force_login(piece.contributor)

    answer = client.get(f"/contribute/{piece.pk}/{page}")

    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("page", ["message/", "proof/sign/", "proof/objection/"])
def test_what_only_takes_is_not_a_page(client, page):
    piece = make_submission(Status.ACCEPTED)
    client.force_login(piece.contributor)

    assert client.get(f"/contribute/{piece.pk}/{page}").status_code == 405


def test_an_editor_has_no_door_to_what_was_only_begun(client, omar, ines):
    piece = drafts.begin(ines, {"body": "Unfinished"})
    client.force_login(omar)

    assert client.get(f"/contribute/{piece.pk}/write/").status_code == 404


def test_a_visitor_s_draft_is_not_any_visitor_s(client):
    piece = drafts.begin(None, {"body": "Unfinished"}, visitor="somebody")
    session = client.session
    session["visitor"] = "somebody else"
    session.save()

    answer = client.get(f"/contribute/{piece.pk}/write/")

    assert answer.status_code == 302


def test_a_draft_of_no_known_browser_is_nobody_s(client):
    piece = drafts.begin(None, {"body": "Unfinished"})

    answer = client.get(f"/contribute/{piece.pk}/write/")

    assert answer.status_code == 302
