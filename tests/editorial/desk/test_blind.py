"""A blind first read: until the first decision the desk does not learn who wrote it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from articles.models import Article
from authors.models import MailPace
from editorial import drafts, holds, invitations, log, notices, rules, talk
from editorial.models import (
    Act,
    Action,
    DigestItem,
    House,
    Letter,
    LetterTemplate,
    Look,
    Mention,
    Private,
    Status,
)
from editorial.workflow import Details, perform
from tests.factories import (
    make_consent,
    make_contributor,
    make_editor,
    make_piece,
    make_submission,
)
from tests.photos import photo
from tests.test_architecture import walk

NAME, SCRIPT = "Zebulon Quarterstaff", "ហ្ស៊ែប៊ុយឡុន"
HIDDEN = re.compile(rf"Zebulon|Quarterstaff|{SCRIPT}|contributor\d+@example", re.I)

pytestmark = pytest.mark.django_db


@pytest.fixture
def blind(db):
    return House.objects.create(pk=1, blind_first_read=True, undo_minutes=0)


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


@pytest.fixture
def piece(blind):
    """Sent by somebody whose name, address and face stand in many places."""
    writer = make_contributor(NAME, name_own_script=SCRIPT, role="miller")
    writer.author.portrait.save("face.jpg", ContentFile(photo()))
    piece = make_submission(
        contributor=writer,
        headline="A floor under rice: Zebulon writes",
        peg="Mr Quarterstaff’s day",
        body=f"So it is, Zebulon says.\n\n{NAME} mills rice. Write to {writer.email}.",
        why_now="I, Zebulon, saw the harvest fail.",
        why_you=f"I am {NAME}.",
        answers=[],
    )
    talk.write_to_desk(piece, f"Sincerely, {NAME}", by=writer)
    return piece


def addresses_of(piece):
    """Every address of the desk, its numbers those of this piece."""
    for move in ("accept", "decline", "request-changes"):
        yield f"/admin/desk/{piece.pk}/{move}/"
    for address, _ in walk(get_resolver().url_patterns):
        if address.startswith("/admin/") and not address.endswith("logout/"):
            yield re.sub(r"/1(?=/|$)", f"/{piece.pk}", address)
            yield address


def told(client, address):
    answer = client.get(address)
    body = b"" if answer.streaming else answer.content
    return body.decode(errors="ignore") + str(answer.headers)


def test_no_address_of_the_desk_tells_who_wrote_it(client, piece, omar, publisher):
    face = piece.contributor.author.portrait.name
    leaks, seen = [], 0

    client.raise_request_exception = False  # what breaks is found elsewhere
    for person in (omar, publisher):
        client.force_login(person)
        for address in sorted(set(addresses_of(piece))):
            if re.match(r"/admin/(authors|r|jsi18n|autocomplete)", address):
                continue  # people by themselves: no list of them names a piece
            page = told(client, address)
            seen += "A floor under rice" in page
            if HIDDEN.search(page) or face in page:
                leaks.append(f"{address}: {HIDDEN.search(page)}")

    assert leaks == []
    assert seen > 6  # it was looked for where it stands


def test_the_letters_the_record_and_the_post_of_it_are_shut(desk, piece, publisher):
    desk.force_login(publisher)
    pages = [
        told(desk, f"/admin/editorial/{name}/")
        for name in ("letter", "act", "incoming")
    ]

    assert not any(map(HIDDEN.search, pages))
    assert not rules.desk_letters(publisher).exists()
    assert Letter.objects.filter(submission=piece).exists()


def test_nobody_finds_it_by_the_name_of_its_author(desk, piece):
    by_name = desk.get("/admin/?q=zebulon")
    by_word = desk.get("/admin/?q=rice")

    assert by_name.context["rows"] == []
    assert len(by_word.context["rows"]) == 1


def test_the_mail_of_the_desk_does_not_name_its_author(piece, omar):
    holds.take(piece, by=omar)

    notices.tell_desk(piece, "desk-message", by=piece.contributor, note="Is it in?")
    notices.remind_desk(piece, "desk-answer-due", hour=piece.answer_by)

    ours = Letter.objects.filter(to=omar.email)
    assert len(ours) == 2
    assert not any(HIDDEN.search(f"{each.subject}\n{each.body}") for each in ours)
    assert "The author waits for an answer" in ours[0].body + ours[1].body


AUTHORS_ACT = {
    *("desk-message", "desk-declared", "desk-revision-in", "desk-withdrawn"),
    *("desk-signed", "desk-terms-accepted"),
}
REMINDS = {"desk-answer-due", "desk-released", "desk-revision-late"}
OF_WHAT_IS_OUT = {"desk-error-reported", "desk-profile-changed", "desk-digest"}


@pytest.mark.parametrize("pace", MailPace.values)
def test_no_letter_to_the_desk_names_its_author(piece, omar, edith, pace):
    omar.mail_pace = pace
    omar.save()
    co_author = make_contributor("Bartholomew Zebulon")
    make_consent(piece, co_author.author)
    authors = [*piece.authors, co_author.author]
    for position, author in enumerate(authors):
        piece.bylines.update_or_create(author=author, defaults={"position": position})
    holds.take(piece, by=omar)
    now, writer = timezone.now(), piece.contributor
    mails = Path(settings.BASE_DIR, "templates/email").glob("desk-*.txt")
    events = {each.name.split(".")[0] for each in mails} - OF_WHAT_IS_OUT
    beside = {"task": "Read it", "where": "a comment", "outcome": "may run"}
    beside |= {"holder": omar, "since": now}
    letters = Letter.objects.filter(to=omar.email)
    before, items = letters.count(), DigestItem.objects.filter(user=omar).count()

    invitations.step_out(piece, by=co_author, reason=f"Ask {NAME}.")
    for event in events - {"desk-co-author-left"}:
        if event in AUTHORS_ACT:
            notices.tell_desk(piece, event, by=writer, note=f"Yours, {NAME}")
        elif event in REMINDS:
            notices.remind_desk(piece, event, hour=now + dt.timedelta(days=9))
        else:
            later = now + dt.timedelta(days=9)
            notices.tell_colleague(
                piece, event, to=omar, by=edith, note="Ring.", hour=later, **beside
            )
    notices.send_digest(omar, timezone.now())

    told = [f"{each.subject}\n{each.body}" for each in letters]
    assert not [each for each in told if HIDDEN.search(each)]
    assert not [each for each in told if rules.HIDDEN_NAME in each]
    kept = DigestItem.objects.filter(user=omar).count() - items
    assert len(told) - before + kept - (pace == MailPace.DAILY) == len(events)


def test_its_text_is_read_without_the_name_it_is_signed_with(desk, piece):
    pane = told(desk, f"/admin/desk/{piece.pk}/read/?part=pane")

    assert "[name hidden] mills rice." in pane
    assert "Names hidden until the first decision." in pane


def test_what_is_done_before_the_decision_names_nobody(desk, piece, blind):
    House.objects.update(undo_minutes=10)
    at = f"/admin/desk/{piece.pk}/"
    letter = {"subject": "No", "body": "Dear [the author’s name],\n\nNo."}
    pages = []

    for name, said in (
        ("take/", {}),
        ("pause/", {"reason": "A strike."}),
        ("resume/", {}),
        ("note/", {"text": "Hm."}),
        ("decline/", letter | {"step": "send"}),
        ("decision/", letter | {"do": "change", "subject": "Another"}),
        ("decision/", {"do": "undo"}),
        ("hand-back/", {}),
    ):
        answer = desk.post(at + name, said, follow=True)
        assert answer.status_code == 200
        pages.append(answer.content.decode())
        pages.append(told(desk, f"{at}decision/"))

    assert not any(map(HIDDEN.search, pages))


def test_whoever_reads_blind_may_say_yes_and_what_the_desk_said_stands_there(
    desk, piece, omar, django_assert_num_queries
):
    holds.take(piece, by=omar)
    at = f"/admin/desk/{piece.pk}/"
    desk.post(f"{at}note/", {"text": f"Is {NAME} a miller?"})

    page = desk.get(f"{at}read/").content.decode()
    leads_to = {
        way
        for way in ("accept", "request-changes", "hand-over", "pause", "pass")
        if f'href="{at}{way}/' in page
    }
    desk.get(f"{at}accept/")
    with CaptureQueriesContext(connection) as one:
        desk.get(f"{at}read/")
    for said in ("Ask.", "Who?"):
        talk.note(piece, said, by=omar)
    with django_assert_num_queries(len(one)):
        desk.get(f"{at}read/")
    desk.post(f"{at}accept/", {"subject": "Yes", "body": "Yes.", "step": "send"})

    assert leads_to == {"accept", "request-changes", "hand-over", "pause", "pass"}
    assert f'action="{at}hand-back/"' in page
    assert "Is [name hidden] a miller?" in page
    assert not HIDDEN.search(page)
    piece.refresh_from_db()
    assert piece.status == Status.ACCEPTED


def test_a_letter_gets_the_name_as_it_leaves(desk, piece):
    page = told(desk, f"/admin/desk/{piece.pk}/decline/")
    assert "Dear [the author’s name]," in page
    assert "“A floor under rice: [name hidden] writes”" in page

    shown = "A floor under rice: [name hidden] writes"
    body = f"Dear [the author’s name],\n\nNo: “{shown}”."
    desk.post(
        f"/admin/desk/{piece.pk}/decline/",
        {"subject": "No, [name hidden]", "body": body, "step": "send"},
    )

    letter = Letter.objects.get(kind="declined")
    assert letter.subject == f"No, {NAME}"
    assert letter.body.startswith(f"Dear {NAME},\n\nNo: “{piece.headline}”.")


def test_a_pass_reaches_its_author_with_the_headline_as_it_is(desk, piece):
    template = LetterTemplate.objects.create(
        kind="decline", name="No", subject="{headline}", body="“{headline}”: no."
    )
    address = f"/admin/desk/{piece.pk}/pass/?template={template.pk}"
    page = desk.get(address)

    passing = page.context["passing"]
    said = {"shown": passing.shown, "seen": passing.seen, "template": template.pk}
    desk.post(address, said)

    letter = Letter.objects.get(kind="declined")
    assert not HIDDEN.search(page.content.decode())
    assert letter.subject == piece.headline
    assert letter.body.startswith(f"“{piece.headline}”: no.")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I, Bounmy, or BOUNMY.", "I, [name hidden], or [name hidden]."),
        ("Ana said: analyse an Ananas.", "[name hidden] said: analyse an Ananas."),
        ("van Keo keeps a keo.", "van [name hidden] keeps a keo."),
    ],
)
def test_a_name_is_hidden_as_a_word_of_its_own(text, shown):
    assert rules.masked(text, ["bounmy keo", "Ana"]) == shown


@pytest.mark.parametrize("action", [Action.REQUEST_CHANGES, Action.ACCEPT])
def test_the_first_decision_shows_the_names_for_good(desk, piece, omar, action):
    perform(piece, action, by=omar, details=Details(conditions=("Name the mill.",)))
    shown = told(desk, f"/admin/desk/{piece.pk}/byline/")

    assert NAME in shown
    assert NAME in told(desk, "/admin/")


def test_a_piece_sent_back_after_a_decision_is_blind_no_more(desk, piece, omar):
    perform(
        piece, Action.REQUEST_CHANGES, by=omar, details=Details(conditions=("Why?",))
    )
    [asked] = piece.conditions.all()
    again = make_piece(section=piece.section, condition_answers={asked.pk: "So."})
    drafts.send(piece, again, by=piece.contributor)

    piece.refresh_from_db()
    assert piece.status == Status.SUBMITTED
    assert not rules.is_blind(piece)


def test_a_name_in_a_headline_is_hidden_before_the_first_decision(desk, blind):
    writer = make_contributor(NAME)
    named = {"headline": f"{NAME}: a life", "standfirst": "Quarterstaff on mills."}
    piece = make_submission(contributor=writer, peg="Mr Zebulon’s day", **named)
    part = f"/admin/desk/{piece.pk}"

    read = [
        *(desk.get(each).content.decode() for each in ("/admin/", f"{part}/read/")),
        desk.get(f"{part}/pass/").content.decode(),
        desk.get(f"/admin/desk/pass/?piece={piece.pk}").content.decode(),
    ]
    found = desk.get("/admin/?q=quarterstaff").content.decode()

    assert not any(HIDDEN.search(page) for page in read)
    assert all("[name hidden]: a life" in page for page in read)
    assert "a life" not in found
    House.objects.update(blind_first_read=False)
    assert "a life" in desk.get("/admin/?q=quarterstaff").content.decode()


def test_showing_the_names_is_an_act_with_its_reason(desk, piece, omar):
    empty = desk.post(f"/admin/desk/{piece.pk}/names/", {"reason": " "})
    shut = desk.post(f"/admin/desk/{piece.pk}/byline/", {"author": "1"})
    for _ in range(2):
        desk.post(f"/admin/desk/{piece.pk}/names/", {"reason": "A threat."})

    act = Act.objects.get(submission=piece, action=Action.REVEAL)
    assert (empty.status_code, shut.status_code) == (422, 403)
    assert (act.by, act.note) == (omar, "A threat.")
    assert NAME in told(desk, f"/admin/desk/{piece.pk}/byline/")
    assert log.problems(piece) == []
    looked = Look.objects.get(submission=piece, what=Private.NAME)
    assert (looked.by, looked.said) == (omar, "A threat.")


def test_only_who_decides_shows_the_names(client, piece, checker, copy_editor):
    answers = []
    for person in (checker, copy_editor):
        client.force_login(person)
        said = {"reason": "Curious."}
        answers.append(client.post(f"/admin/desk/{piece.pk}/names/", said).status_code)

    assert answers == [403, 403]
    assert rules.is_blind(piece)


def test_a_desk_that_does_not_read_blind_sees_names(desk, piece, blind):
    House.objects.update(blind_first_read=False)

    assert NAME in told(desk, "/admin/")
    assert not rules.is_blind(piece)
    assert not Article.objects.exists()


def test_a_name_in_a_note_cannot_be_used_to_guess_who_wrote_it(desk, piece, client):
    """The page answers alike whether or not the person named has to do with it."""
    colleague = make_editor("Wanda Writes")
    hers = make_submission(contributor=colleague)
    answers = []

    for each, name in ((piece, NAME), (piece, "Nobody Known"), (hers, "Wanda Writes")):
        address = f"/admin/desk/{each.pk}/note/"
        answers.append(client.post(address, {"text": f"@{name}?"}, follow=True))
    other = client.post(
        f"/admin/desk/{piece.pk}/note/", {"text": "@Wanda Writes?"}, follow=True
    )

    told = [
        [str(each).replace(NAME, "Nobody Known") for each in answer.context["messages"]]
        for answer in (*answers, other)
    ]
    assert told[0] == told[1]
    assert told[2] == told[3]
    assert [each.user for each in Mention.objects.all()] == [colleague]
    assert not hers.notes.get().mentions.exists()
