"""Every page and button of the desk, tried by every member of the cast."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib import admin
from django.core import signing as stamps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import CorrectionKind
from authors.models import Interest, User
from editorial import (
    corrections,
    decisions,
    headlines,
    inquiries,
    promises,
    signing,
    style,
    tiers,
    waivers,
)
from editorial.desk.urls import PAGES
from editorial.models import Action, House, Letter, Status, Submission
from editorial.proof import proof_of
from tests.editorial.desk.conftest import rolled_back
from tests.factories import make_editor, make_overdue, make_picture, make_submission

pytestmark = pytest.mark.django_db

DECIDERS = {"omar", "colleague", "publisher"}
HOLDERS = {"publisher", "counsel"}
EDITORS = DECIDERS | {"copy_editor"}
DESK = EDITORS | {"checker", "counsel"}

LETTER = {"subject": "S", "body": "B", "note": "why", "conditions": "One thing"}
WORDS = {"base": "1", "body": "New words.", "headline": "New", "text": "Hello"}

IDENTITY = DECIDERS | {"checker", "counsel"}
MAY_CHECK = {"checker": 422}  # of what they may say, passing over is none
PERSON = {"do": "name", "name": "Ana Ruiz", "reply": "to ask"}
SAID = {"paragraph": 0, "revision": 1, "text": "Is it so?"}
BACK = {"base": "1", "why": "It read better."}
PREVIEW = {"recipient": "Dr Chan", "days": "7"}
TOLD = {"base": "1", "sentence": "She was paid by the bank."}
MARK = {"do": "mark", "sentence": "The second says what should happen."}
END = {"do": "end", "outcome": "mistaken", "words": "We were wrong to wonder."}
PARAGRAPH = {"base": "1", "paragraph": "0", "words": "New words."}
CORRECTED = {"base": "1", "kind": "correction", "was": "that it was", "right": "it is"}
CORRECTED |= {"body": "Other words.", "headline": "New", "why": "A reader wrote."}
INVITED = {"do": "invite", "name": "Ana Ruiz", "email": "ana@example.org"}


def allowed(people, done=302, *, nobody=403):
    """Everybody's answer: ``done`` for these; 403, or 404 to an author."""
    answers = dict.fromkeys(DESK, 403) | dict.fromkeys(people, done)
    others = {"writing_editor": 404, "ines": 403, "stranger": 403}
    return answers | others | {"nobody": nobody}


# address, what is posted (None: a GET), the status the piece is in, who may
PAGES_AND_BUTTONS = [
    ("", None, Status.SUBMITTED, allowed(DESK, 200, nobody=302)),
    ("?view=redline", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("?view=readers", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("read/", None, Status.SUBMITTED, allowed(DESK, 200, nobody=302)),
    ("pass/", None, Status.SUBMITTED, allowed(DECIDERS, 200, nobody=302)),
    ("pass/", {"shown": "not this letter"}, Status.SUBMITTED, allowed(DECIDERS, 409)),
    ("names/", None, Status.SUBMITTED, allowed(DESK, 302, nobody=302)),
    ("headline/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("picture/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("byline/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("invited/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("terms/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("invited/", INVITED, Status.ACCEPTED, allowed(EDITORS)),
    ("terms/", {}, Status.ACCEPTED, allowed(DECIDERS, 422)),
    ("details/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("declarations/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("sources/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("origin/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("same/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("letters/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("revisions/?from=1&to=1", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("evidence/", {}, Status.ACCEPTED, allowed(DECIDERS | {"counsel"}, 200)),
    ("history/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("note/", {"text": "Hm."}, Status.SUBMITTED, allowed(DESK)),
    ("comments/", SAID, Status.ACCEPTED, allowed(DESK)),
    ("comments/1/", {"do": "resolve"}, Status.ACCEPTED, allowed(DESK, 404)),
    ("here/", {}, Status.ACCEPTED, allowed(DESK, 400)),
    ("unsaved/", {"do": "forget"}, Status.ACCEPTED, allowed(DESK)),
    ("have-read/", {"revision": "1"}, Status.ACCEPTED, allowed(DESK)),
    ("assign/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("assign/", {"task": "other"}, Status.ACCEPTED, allowed(DESK, 422)),
    ("assign/1/", {}, Status.ACCEPTED, allowed(DESK, 404)),
    ("message/", {"text": "Hello"}, Status.SUBMITTED, allowed(EDITORS, 200)),
    ("message/", WORDS | {"step": "send"}, Status.SUBMITTED, allowed(EDITORS)),
    ("text/", WORDS, Status.ACCEPTED, allowed(EDITORS)),
    ("paragraph/", PARAGRAPH, Status.ACCEPTED, allowed(EDITORS)),
    ("headline/", WORDS, Status.ACCEPTED, allowed(EDITORS)),
    ("revisions/1/restore/", BACK, Status.ACCEPTED, allowed(EDITORS)),
    ("picture/", {"do": "remove"}, Status.ACCEPTED, allowed(EDITORS)),
    ("details/", "section", Status.ACCEPTED, allowed(EDITORS)),
    ("byline/", "new author", Status.ACCEPTED, allowed(EDITORS)),
    ("proof/", None, Status.ACCEPTED, allowed(EDITORS, 200, nobody=302)),
    ("proof/", {}, Status.ACCEPTED, allowed(EDITORS)),
    ("hold/", None, Status.SUBMITTED, allowed(HOLDERS, 200, nobody=302)),
    ("hold/", {"reason": "A letter from a lawyer"}, Status.SUBMITTED, allowed(HOLDERS)),
    ("points/1/", {"answer": "We did."}, Status.ACCEPTED, allowed(EDITORS, 404)),
    ("override/", None, Status.ACCEPTED, allowed(DECIDERS, nobody=302)),
    ("override/", {"reason": "Because."}, Status.ACCEPTED, allowed(DECIDERS)),
    ("take/", {}, Status.SUBMITTED, allowed(DECIDERS)),
    ("hand-back/", {}, Status.SUBMITTED, allowed(DECIDERS)),
    ("hand-over/", "colleague", Status.SUBMITTED, allowed(DECIDERS)),
    ("pause/", None, Status.SUBMITTED, allowed(DECIDERS, 200, nobody=302)),
    ("pause/", {"reason": "A strike."}, Status.SUBMITTED, allowed(DECIDERS)),
    ("resume/", {}, "paused", allowed(DECIDERS)),
    ("day/", None, Status.REVISING, allowed(DECIDERS, 200, nobody=302)),
    ("day/", {"day": ""}, Status.REVISING, allowed(DECIDERS)),
    ("request-changes/", None, Status.SUBMITTED, allowed(DECIDERS, 200, nobody=302)),
    ("request-changes/", LETTER, Status.SUBMITTED, allowed(DECIDERS)),
    ("accept/", LETTER, Status.SUBMITTED, allowed(DECIDERS)),
    ("decline/", LETTER, Status.SUBMITTED, allowed(DECIDERS)),
    ("decline/", LETTER, Status.REVISING, allowed(DECIDERS)),
    ("release/", None, "overdue", allowed(DECIDERS, 200, nobody=302)),
    ("release/", LETTER, "overdue", allowed(DECIDERS)),
    ("release/", LETTER, Status.SUBMITTED, allowed(DECIDERS, 422)),
    ("spike/", LETTER, Status.ACCEPTED, allowed(DECIDERS)),
    ("clear/", None, Status.ACCEPTED, allowed(DECIDERS, 200, nobody=302)),
    ("clear/", {"when": "now"}, Status.ACCEPTED, allowed(DECIDERS, 422)),
    ("pull/", LETTER, "set", allowed(DECIDERS)),
    ("identity/", None, Status.SUBMITTED, allowed(IDENTITY, 200, nobody=302)),
    ("identity/", "checked", Status.SUBMITTED, allowed(DECIDERS | {"checker"})),
    ("identity/", "passed over", Status.SUBMITTED, allowed(DECIDERS) | MAY_CHECK),
    ("risk/", None, Status.SUBMITTED, allowed(DESK, 200, nobody=302)),
    ("risk/", "tier", Status.SUBMITTED, allowed(DECIDERS)),
    ("risk/", "responsible", Status.SUBMITTED, allowed(DECIDERS)),
    ("read-in-full/", "shown", Status.ACCEPTED, allowed(EDITORS)),
    ("legal/", None, Status.SUBMITTED, allowed(DESK, 200, nobody=302)),
    ("legal/", PERSON, Status.SUBMITTED, allowed(DESK)),
    ("legal/", PERSON | {"do": "strike 1"}, Status.SUBMITTED, allowed(DESK)),
    ("legal/", "outcome", Status.SUBMITTED, allowed({"counsel"})),
    ("counsel/", None, Status.ACCEPTED, allowed({"counsel"}, 200, nobody=302)),
    ("counsel/", {"text": "Privileged."}, Status.ACCEPTED, allowed({"counsel"})),
    ("contact/", None, Status.SUBMITTED, allowed(DESK, 200, nobody=302)),
    ("decision/", None, "decided", allowed(DECIDERS, 200, nobody=302)),
    ("decision/", {"do": "undo"}, "decided", allowed(DECIDERS)),
    ("decision/", {"do": "send"}, "decided", allowed(DECIDERS)),
    ("decision/", LETTER, "decided", allowed(DECIDERS)),
    ("headline/checks/", "titles", Status.ACCEPTED, allowed(EDITORS)),
    ("interests/enter/", "interest", Status.ACCEPTED, allowed(EDITORS)),
    ("interests/tell/", TOLD, Status.ACCEPTED, allowed(EDITORS)),
    ("interests/waive/", "waiver", "watched", allowed(DECIDERS)),
    ("inquiry/", None, Status.SUBMITTED, allowed(DESK, 200, nobody=302)),
    ("inquiry/", {"why": "It reads so."}, Status.SUBMITTED, allowed(EDITORS)),
    ("inquiry/", END, "inquired", allowed(DECIDERS)),
    ("style/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("style/", "mend", "doubled", allowed(EDITORS)),
    ("claims/", None, Status.ACCEPTED, allowed(DESK, 200, nobody=302)),
    ("claims/", MARK, Status.ACCEPTED, allowed(EDITORS | {"checker"})),
    ("plan/", None, Status.ACCEPTED, allowed(DECIDERS, 200, nobody=302)),
    ("plan/", "hour", Status.ACCEPTED, allowed(DECIDERS)),
    ("correct/", None, Status.CLEARED, allowed(EDITORS, 200, nobody=302)),
    ("correct/", CORRECTED, Status.CLEARED, allowed(EDITORS)),
    ("correct/", None, "proposed", allowed(DESK, 200, nobody=302)),
    ("correct/1/", {"do": "approve"}, "proposed", allowed(DECIDERS)),
    ("correct/1/", {"do": "drop", "reason": "No."}, "proposed", allowed(DECIDERS)),
    ("previews/", None, Status.ACCEPTED, allowed(EDITORS, 200, nobody=302)),
    ("previews/", PREVIEW, Status.ACCEPTED, allowed(EDITORS, 200)),
]


@pytest.mark.parametrize(
    ("address", "posted", "status", "expected"),
    PAGES_AND_BUTTONS,
    ids=[f"{row[0] or 'text'}-{row[2]}" for row in PAGES_AND_BUTTONS],
)
def test_who_may_open_and_do_what(cast, address, posted, status, expected):
    piece = _piece(status)
    piece.bylines.create(author=cast["writing_editor"].author, position=1)
    before = _state(piece)
    answers, changed = {}, set()

    for name, person in cast.items():
        with rolled_back():
            answers[name] = _ask(person, piece, address, posted, cast)
            if _state(piece) != before:
                changed.add(name)

    assert answers == expected
    if posted is None:
        assert changed == set()
    else:
        assert changed <= {name for name, code in expected.items() if code < 400}


def test_no_page_of_the_desk_is_missing_from_the_list():
    tried = {address.split("?")[0] for address, *_ in PAGES_AND_BUTTONS}
    moves = {"request-changes/", "accept/", "decline/", "release/"}
    moves |= {"spike/", "clear/", "pull/"}
    named = {
        address.removeprefix("desk/<int:pk>/")
        .replace("<int:number>", "1")
        .replace("<int:point>", "1")
        .replace("<int:comment>", "1")
        .replace("<int:assignment>", "1")
        .replace("<int:amendment>", "1")
        for address, _, _ in PAGES
    }

    files = "files/<uuid:uuid>/"  # tests/editorial/test_files.py tries them
    card = "picture/<int:picture_pk>/"
    named -= {address for address, *_ in PAGES_OF_NO_PIECE}
    # tests/editorial/desk/test_errors.py and test_pile.py try these
    named -= {"errors/<int:report>/", "profiles/<int:change>/"}
    named -= {"desk/filters/<int:kept>/", "desk/pass/"}
    # tests/editorial/desk/test_figures.py tries these
    named -= {"desk/statistics/", "desk/statistics/<slug:table>.csv"}
    named -= {"desk/heard/", "desk/heard/<slug:table>.csv"}
    assert tried - moves == named - {"<slug:name>/", card, files}


# address, what is posted, and who is answered how
EVERYBODY = allowed(DESK, 200, nobody=302) | {"writing_editor": 200}
PAGES_OF_NO_PIECE = [
    ("desk/filters/", None, EVERYBODY),
    ("desk/filters/", {"name": ""}, allowed(DESK, 422) | {"writing_editor": 422}),
    ("desk/keys/", {}, allowed(DESK) | {"writing_editor": 302}),
    ("desk/calendar/", None, EVERYBODY),
    ("desk/calendar/subscribe/", None, EVERYBODY),
    ("desk/calendar/subscribe/", {}, allowed(DESK, 200) | {"writing_editor": 200}),
    ("corrections/", None, EVERYBODY),
    ("errors/", None, EVERYBODY),
    ("profiles/", None, EVERYBODY),
    ("you/", None, EVERYBODY),
    ("letters/<int:pk>/", None, allowed(DECIDERS, 200, nobody=302)),
    ("letters/<int:pk>/", LETTER | {"do": "change"}, allowed(DECIDERS)),
    ("letters/<int:pk>/", {"do": "send"}, allowed(DECIDERS)),
]


@pytest.mark.parametrize(
    ("address", "posted", "expected"),
    PAGES_OF_NO_PIECE,
    ids=[f"{row[0]}-{bool(row[1])}" for row in PAGES_OF_NO_PIECE],
)
def test_who_may_open_what_belongs_to_no_piece(cast, address, posted, expected):
    piece = _piece(Status.ACCEPTED)
    piece.bylines.create(author=cast["writing_editor"].author, position=1)
    letter = _letter_that_waits(piece)
    before = letter.subject, letter.is_held
    answers, changed = {}, set()

    for name, person in cast.items():
        with rolled_back():
            url = f"/admin/{address.replace('<int:pk>', str(letter.pk))}"
            client = _browser(person)
            answer = client.get(url) if posted is None else client.post(url, posted)
            answers[name] = answer.status_code
            letter.refresh_from_db()
            if (letter.subject, letter.is_held) != before:
                changed.add(name)

    assert answers == expected
    is_letter = address.startswith("letters/") and posted is not None
    assert changed == (DECIDERS if is_letter else set())


def test_who_may_change_a_card(cast):
    piece, picture = _piece(Status.ACCEPTED), make_picture()
    Submission.objects.filter(pk=piece.pk).update(picture=picture)
    piece.bylines.create(author=cast["writing_editor"].author, position=1)
    url = f"/admin/desk/{piece.pk}/picture/{picture.pk}/"
    answers, changed = {}, set()

    for name, person in cast.items():
        with rolled_back():
            answer = _browser(person).post(url, {"credit": "Drawing: Ana"})
            answers[name] = answer.status_code
            picture.refresh_from_db()
            if picture.credit == "Drawing: Ana":
                changed.add(name)

    assert answers == allowed(EDITORS)
    assert changed == EDITORS


def test_the_board_opens_for_the_desk_alone(cast):
    answers = {
        name: _browser(person).get("/admin/").status_code
        for name, person in cast.items()
    }

    assert answers == allowed(DESK, 200, nobody=302) | {"writing_editor": 200}


def test_a_contributor_is_not_sent_round_in_circles(client, ines):
    client.force_login(ines)

    answer = client.get("/admin/login/?next=/admin/", follow=True)

    assert (answer.status_code, answer.redirect_chain) == (403, [])
    assert "This account does not open the desk." in answer.content.decode()


def test_whoever_must_sign_in_first_comes_back_to_the_page_they_wanted(client):
    answer = client.get("/admin/desk/7/history/")

    assert answer["Location"] == (
        f"{reverse('account_login')}?next=%2Fadmin%2Fdesk%2F7%2Fhistory%2F"
    )


def test_the_door_leads_to_no_other_house(client):
    answer = client.get("/admin/login/?next=https://evil.example/")

    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2F"


def test_words_typed_before_the_session_ended_are_shown_again(client):
    piece = _piece(Status.SUBMITTED)

    answer = client.post(
        f"/admin/desk/{piece.pk}/decline/",
        {"subject": "About it", "body": "A long letter <b>", "note": ""},
    )

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "A long letter &lt;b&gt;" in page
    assert f"next=%2Fadmin%2Fdesk%2F{piece.pk}%2F" in page
    piece.refresh_from_db()
    assert piece.status == Status.SUBMITTED


TYPED_AND_REFUSED = [
    ("text/", "body", "copy_editor"),
    ("headline/", "headline", "copy_editor"),
    ("message/", "text", "copy_editor"),
    ("details/", "peg", "copy_editor"),
    ("byline/", "name", "copy_editor"),
    ("accept/", "body", "omar"),
    ("decline/", "body", "omar"),
    ("hand-over/", "note", "omar"),
]


@pytest.mark.parametrize(
    ("address", "name", "who"),
    TYPED_AND_REFUSED,
    ids=[row[0] for row in TYPED_AND_REFUSED],
)
def test_words_typed_before_the_right_was_taken_are_given_back(
    client, cast, address, name, who
):
    piece = _piece(Status.SUBMITTED if who == "omar" else Status.ACCEPTED)
    whole = WORDS | LETTER | {"role": "poet", "place": "Kep", "pronoun": "his"}
    whole |= {"do": "new", "name": "Ben", "section": piece.section_id}
    whole |= {"to": cast["colleague"].pk, "note": "", name: "Rare <b>"}
    client.force_login(cast[who])
    cast[who].groups.set(cast["checker"].groups.all())
    before = _state(piece)

    answer = client.post(f"/admin/desk/{piece.pk}/{address}", whole)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your role at the paper does not include this." in page
    assert (name.capitalize(), "Rare <b>") in answer.context["typed"]
    assert "Rare &lt;b&gt;</textarea>" in page
    assert not {"Base", "Do"} & {label for label, _ in answer.context["typed"]}
    assert _state(piece) == before


def test_words_typed_by_who_left_the_desk_or_became_an_author_are_given_back(
    client, cast
):
    piece = _piece(Status.SUBMITTED)
    piece.bylines.create(author=cast["writing_editor"].author, position=1)
    answers = []

    for who in ("writing_editor", "stranger"):
        client.force_login(cast[who])
        answers.append(client.post(f"/admin/desk/{piece.pk}/note/", {"text": "Rare."}))

    assert [answer.status_code for answer in answers] == [404, 403]
    assert all("Rare.</textarea>" in each.content.decode() for each in answers)


@pytest.mark.parametrize(
    "address", ["desk/0/", "desk/99999999999999999999999/", "attic/"]
)
def test_what_is_not_there_is_answered_from_within_the_desk(client, omar, address):
    client.force_login(omar)

    answer = client.get(f"/admin/{address}")

    assert answer.status_code == 404
    assert "To the board" in answer.content.decode()


def test_an_unknown_move_is_404(client, omar):
    piece = _piece(Status.SUBMITTED)

    client.force_login(omar)

    assert client.get(f"/admin/desk/{piece.pk}/burn/").status_code == 404


def test_a_draft_is_not_on_the_desk(client, omar):
    piece = make_submission(Status.DRAFT)

    client.force_login(omar)

    assert client.get(f"/admin/desk/{piece.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["take", "hand-back", "note", "message", "text"])
def test_a_button_does_nothing_when_its_address_is_only_opened(client, omar, name):
    piece = _piece(Status.SUBMITTED)

    client.force_login(omar)

    answer = client.get(f"/admin/desk/{piece.pk}/{name}/")

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "A button on another page does this." in answer.content.decode()
    assert f'href="/admin/desk/{piece.pk}/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "page", "whose"),
    [
        ("copy_editor", "identity", "editors, fact-checkers, the paper’s lawyers and "),
        ("checker", "previews", "editors, copy editors and the publisher"),
        ("publisher", "counsel", "the paper’s lawyers and the one editor who answers"),
    ],
)
def test_a_refusal_says_whose_page_it_is(client, cast, who, page, whose):
    piece = _piece(Status.ACCEPTED)
    client.force_login(cast[who])

    answer = client.get(f"/admin/desk/{piece.pk}/{page}/")

    assert answer.status_code == 403
    assert f"It is for {whose}" in answer.content.decode()


def test_every_button_asks_for_the_token_of_its_page(omar):
    piece = _piece(Status.SUBMITTED)
    client = Client(enforce_csrf_checks=True)
    client.force_login(omar)

    answer = client.post(f"/admin/desk/{piece.pk}/take/")

    piece.refresh_from_db()
    assert answer.status_code == 403
    assert piece.holder is None


def test_words_typed_on_a_page_that_was_open_too_long_are_given_back(omar):
    piece = _piece(Status.SUBMITTED)
    client = Client(enforce_csrf_checks=True)
    client.force_login(omar)
    before = _state(piece)

    answer = client.post(
        f"/admin/desk/{piece.pk}/decline/", LETTER | {"body": "A long letter <b>"}
    )

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This page was open too long" in page
    assert "A long letter &lt;b&gt;</textarea>" in page
    assert _state(piece) == before


def test_there_is_no_password_to_change():
    names = {getattr(each, "name", "") for each in admin.site.get_urls()}

    assert not names & {"password_change", "password_change_done"}


def _piece(status):
    if status == "overdue":
        piece = make_submission()
        make_overdue(piece)
        return piece
    if status == "paused":
        piece = make_submission()
        promises.pause(piece, "A strike.", by=make_editor())
        return piece
    if status == "watched":
        piece = make_submission(Status.ACCEPTED, body="The bank of Tonle pays well.")
        author = piece.authors[0]
        Interest.objects.create(author=author, name="Tonle", relation="guest of")
        return piece
    if status == "inquired":
        piece = make_submission(Status.ACCEPTED)
        inquiries.begin(piece, "It reads so.", score="", by=make_editor())
        return piece
    if status == "doubled":
        return make_submission(Status.ACCEPTED, body="It is the the river.")
    if status in ("decided", "proposed"):
        return _decided() if status == "decided" else _proposed()
    if status == "set":
        hour = timezone.now() + dt.timedelta(hours=3)
        return make_submission(Status.CLEARED, hour=hour)
    return make_submission(status)


def _decided():
    """Declined by somebody, in a house that holds letters for ten minutes."""
    House.objects.create(pk=1, undo_minutes=10)
    piece = make_submission()
    decisions.decide(piece, Action.DECLINE, by=make_editor())
    return piece


def _proposed():
    """A note to a column that is out waits for a second person."""
    piece = make_submission(Status.CLEARED)
    said = {"why": "A reader wrote.", "said": "We did not ask."}
    wanted = corrections.Proposal(CorrectionKind.NOTE, 1, **said)
    corrections.propose(piece, wanted, by=make_editor())
    return piece


def _letter_that_waits(piece):
    """The letter of a proof, which can still be taken back."""
    House.objects.create(pk=1, undo_minutes=10)
    signing.send_proof(piece, by=make_editor())
    return Letter.objects.held().filter(submission=piece).first()


def _browser(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def _ask(person, piece, address, posted, cast):
    client = _browser(person)
    url = f"/admin/desk/{piece.pk}/{address}"
    if address == "correct/1/":
        url = url.removesuffix("1/") + f"{piece.amendments.get().pk}/"
    if posted is None:
        return client.get(url).status_code
    if posted == "section":
        posted = {"section": piece.section_id, "peg": "A vote", "peg_until": ""}
    elif posted == "new author":
        posted = {"do": "new", "name": "Ben", "role": "poet"}
        posted |= {"place": "Kep", "pronoun": "his"}
    elif posted == "colleague":
        to = cast["omar" if person == cast["colleague"] else "colleague"]
        posted = {"to": to.pk}
    elif isinstance(posted, str):
        posted = LOOKED[posted](piece, person)
    answer = client.post(url, posted)
    answer.getvalue()  # a file is open until it has been read
    return answer.status_code


def _checked(outcome):
    how = "Rang the number they gave, and spoke with them at length."
    return lambda piece, person: {
        "author": piece.authors[0].pk,
        "line": "call",
        "outcome": outcome,
        "how": how,
    }


# What is posted about who wrote a piece, how risky it is and who has read it.
LOOKED = {
    "checked": _checked("done"),
    "passed over": _checked("waived"),
    "tier": lambda piece, person: {
        "tier": "2",
        "reason": "The next column answers this one in court.",
        "seen": tiers.proposed(piece).mark,
    },
    "responsible": lambda piece, person: {
        "do": "responsible",
        "to": User.objects.get(name="Cole League").pk,
    },
    "shown": lambda piece, person: {
        "shown": stamps.dumps(
            {
                "piece": piece.pk,
                "page": proof_of(piece).fingerprint,
                "to": person.pk if person else 0,
            },
            salt="read in full",
        )
    },
    "titles": lambda piece, person: {
        "base": piece.latest.number,
        **dict.fromkeys(headlines.QUESTIONS, headlines.YES),
    },
    "interest": lambda piece, person: {
        "author": piece.authors[0].pk,
        "name": "The bank",
        "relation": "paid by",
    },
    "waiver": lambda piece, person: {
        "interest": Interest.objects.get().pk,
        "seen": waivers.named_in(piece.latest, ["Tonle"])[0].digest,
        "reason": "She left its board nineteen years ago.",
    },
    "mend": lambda piece, person: _first_finding(piece),
    "hour": lambda piece, person: {
        "hour": f"{timezone.localtime() + dt.timedelta(days=3):%Y-%m-%dT10:00}",
    },
    "outcome": lambda piece, person: {
        "do": "outcome",
        "outcome": "clear",
        "fingerprint": proof_of(piece).fingerprint,
    },
}


def _first_finding(piece):
    found = next(e for e in style.report_on(piece).findings if e.check == "doubled")
    return {
        "base": piece.latest.number,
        "field": found.field,
        "start": found.start,
        "rule": found.rule,
        "instead": found.instead[0],
    }


def _state(piece):
    fields = ("status", "holder", "latest", "picture", "peg", "proof_sent_at")
    row = Submission.objects.filter(pk=piece.pk).values_list(*fields).get()
    return (
        row,
        piece.acts.count(),
        piece.letters.count(),
        piece.notes.count(),
        piece.messages.count(),
        list(piece.bylines.values_list("author", flat=True)),
    )
