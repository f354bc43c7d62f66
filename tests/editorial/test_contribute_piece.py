import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from editorial import drafts, holds, notices, signing, talk
from editorial.contribute import piece as status
from editorial.contribute.told import in_a_line
from editorial.models import Act, Action, Letter, Message, Status
from editorial.workflow import Details, perform
from tests.factories import (
    make_author,
    make_contributor,
    make_draft,
    make_editor,
    make_overdue,
    make_piece,
    make_section,
    make_submission,
    sign_as_author,
)
from tests.typed import typed_column

pytestmark = pytest.mark.django_db
SECRET = "what the desk says among itself"


def page_of(client, piece):
    return client.get(f"/contribute/{piece.pk}/").content.decode()


@pytest.fixture
def malis(db):
    editor = make_editor("Malis Keo")
    editor.title = "section editor"
    editor.save()
    return editor


@pytest.fixture
def piece(client, ines):
    client.force_login(ines)
    with time_machine.travel(dt.datetime(2026, 11, 20, 3, 51, tzinfo=dt.UTC)):
        return make_submission(contributor=ines, headline="The boat is a road")


@pytest.fixture
def in_time():
    with time_machine.travel(dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)):
        yield


def test_it_waits_for_an_editor_and_the_hour_is_named(client, piece, in_time):
    page = page_of(client, piece)

    assert "waits for an editor to take it. You will hear by" in page
    assert "Wednesday 25 November, 18:00" in page
    assert "our time (Phnom Penh, ICT)" in page
    assert "You sent it" in page
    assert "Friday 20 November, 10:51" in page


def test_who_has_it_is_said_with_name_and_title(client, piece, malis, in_time):
    holds.take(piece, by=malis)

    page = page_of(client, piece)

    assert "Malis Keo is reading it. You will hear by" in page
    assert "Malis Keo took it" in page
    assert "Section editor. One person reads your column at a time" in page


def test_a_colleague_without_a_name_is_not_shown_by_address(client, piece, in_time):
    editor = make_editor("")
    holds.take(piece, by=editor)

    page = page_of(client, piece)

    assert "An editor is reading it." in page
    assert editor.email not in page


def test_a_late_answer_is_owned_up_to(client, piece):
    with time_machine.travel(dt.datetime(2026, 11, 25, 11, 1, tzinfo=dt.UTC)):
        page = page_of(client, piece)

    assert "We owe you an answer. It was due on" in page
    assert "It is being released by itself" in page


PROOFED = ("proof", "signed", "cleared", "out", "pulled")
SIGNED = ("signed", "cleared", "out", "pulled")
THEN = {
    "spiked": [Action.SPIKE],
    "cleared": [Action.CLEAR],
    "pulled": [Action.CLEAR, Action.PULL],
    "out": [Action.CLEAR],
    "declined": [Action.DECLINE],
    "changes": [Action.REQUEST_CHANGES],
    "withdrawn": [Action.WITHDRAW],
}


def bring(piece, malis, to):
    """By the newsroom's own moves, from the desk to where the test wants it."""
    if to not in ("changes", "declined", "withdrawn"):
        perform(piece, Action.ACCEPT, by=malis, note=SECRET)
    if to in PROOFED:
        signing.send_proof(piece, by=malis)
    if to in SIGNED:
        sign_as_author(piece)
    hour = None if to == "out" else timezone.now() + dt.timedelta(days=2)
    details = Details(hour=hour, conditions=("Name the village.",))
    for action in THEN.get(to, ()):
        by = piece.contributor if action is Action.WITHDRAW else malis
        perform(piece, action, by=by, note=SECRET, details=details)


@pytest.mark.parametrize(
    ("to", "standing", "last"),
    [
        ("changes", "It is your turn. The desk asks for changes", "asked for changes"),
        ("accepted", "We are editing and checking it now.", "Malis Keo said yes"),
        ("proof", "Your proof is ready.", "Malis Keo sent your proof"),
        ("signed", "Signed. We will write to you when its hour", "You signed"),
        ("cleared", "It runs, in the words you signed, on", "Cleared"),
        ("out", "It is out. Readers have it since", "Cleared"),
        ("pulled", "Signed. We will write", "Taken back before its hour"),
        ("declined", "We read it and decided not to run it.", "We decided not to run"),
        ("spiked", "will not run it after all. We are sorry.", "We will not run it"),
        ("withdrawn", "You withdrew it. Nobody here works on it", "You withdrew it"),
    ],
)
def test_every_standing_is_said_in_plain_words(
    client, piece, malis, to, standing, last
):
    bring(piece, malis, to)

    page = page_of(client, piece)

    assert standing in page
    assert last in page
    own_letter = re.compile(r'<section id="letter".*?</section>', re.DOTALL)
    assert SECRET not in own_letter.sub("", page)


@pytest.mark.parametrize("to", ["declined", "spiked"])
def test_whoever_is_told_no_reads_the_letter_again(client, piece, malis, to):
    wording = notices.Wording("Your column", "We liked <b>the boat</b>.\n\nNot now.")
    if to == "spiked":
        perform(piece, Action.ACCEPT, by=malis)
    action = Action.SPIKE if to == "spiked" else Action.DECLINE
    details = Details(wording=wording)
    perform(piece, action, by=malis, note=SECRET, details=details)

    page = page_of(client, piece)

    assert "<p>We liked &lt;b&gt;the boat&lt;/b&gt;.</p>" in page
    assert page.index("Not now.") < page.index("What has happened")
    assert SECRET not in page


def test_a_letter_to_somebody_else_is_not_shown(client, piece, malis):
    friend = make_contributor("Dara Lim")
    piece.bylines.create(author=friend.author, position=1)
    wording = notices.Wording("Your column", "For Ines alone.")
    perform(piece, Action.DECLINE, by=malis, note="x", details=Details(wording=wording))
    client.force_login(friend)

    assert "For Ines alone." not in page_of(client, piece)


def test_while_it_is_alive_no_letter_is_shown(client, piece, malis):
    bring(piece, malis, "proof")

    assert 'id="letter"' not in page_of(client, piece)


@pytest.mark.parametrize("to", ["cleared", "out"])
def test_the_public_address_is_shown_once_it_is_public(client, piece, malis, to):
    bring(piece, malis, to)
    piece.refresh_from_db()

    page = page_of(client, piece)

    address = f'href="{piece.article.get_absolute_url()}"'
    assert (address in page) == (to == "out")


def test_a_released_piece_says_whose_fault_it_was(client, piece, malis):
    make_overdue(piece)
    perform(piece, Action.RELEASE, by=malis, note=SECRET)

    page = page_of(client, piece)

    assert "We did not answer you in time. That is our fault." in page
    assert "It is yours to offer elsewhere." in page


def test_nothing_of_the_desk_s_own_room_is_on_the_page(client, piece, malis):
    talk.note(piece, SECRET, by=malis)
    holds.take(piece, by=malis)
    holds.hand_back(piece, by=malis, note=SECRET)
    holds.hand_over(piece, by=malis, to=make_editor("Another"), note=SECRET)
    perform(piece, Action.ACCEPT, by=malis, note=SECRET)

    page = page_of(client, piece)

    assert Act.objects.filter(note=SECRET).count() == 3
    assert SECRET not in page
    assert "handed it over" in page
    assert "put it back in the queue" in page


def test_the_conditions_and_their_answers_are_on_the_page(client, ines, piece, malis):
    bring(piece, malis, "changes")
    before = page_of(client, piece)
    condition = piece.conditions.get()
    answers = {condition.pk: "It is Koh Kaek."}
    drafts.send(piece, make_piece(condition_answers=answers), by=ines)

    after = page_of(client, piece)

    assert "Name the village." in before
    assert "Not answered yet." in before
    assert "It is Koh Kaek." in after
    assert "You sent it back" in after


def test_a_message_reaches_whoever_holds_the_piece(client, ines, piece, malis):
    holds.take(piece, by=malis)

    answer = client.post(
        f"/contribute/{piece.pk}/message/", {"text": "From the\x00 registers."}
    )

    assert answer.url == f"/contribute/{piece.pk}/#messages"
    assert Message.objects.get().text == "From the registers."
    assert Letter.objects.filter(to=malis.email, kind="desk-message").count() == 1
    assert "From the registers." in page_of(client, piece)


def test_the_desk_s_messages_are_shown_with_name_and_title(client, piece, malis):
    talk.write_to_author(piece, "Is it from a register?", by=malis)

    page = page_of(client, piece)

    assert "<b>Malis Keo</b>, section editor," in page
    assert "<p>Is it from a register?</p>" in page


def test_a_message_sent_twice_by_a_double_click_is_one(client, piece):
    for _ in range(2):
        client.post(f"/contribute/{piece.pk}/message/", {"text": "Once."})

    assert Message.objects.count() == 1


def test_the_same_words_later_are_another_message(client, piece):
    client.post(f"/contribute/{piece.pk}/message/", {"text": "Any news?"})

    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        client.post(f"/contribute/{piece.pk}/message/", {"text": "Any news?"})

    assert Message.objects.count() == 2


@pytest.mark.parametrize("text", ["", "  \n ", "\u202e\x00", "x" * 10_001])
def test_a_message_that_cannot_go_stays_in_the_box(client, piece, text):
    answer = client.post(f"/contribute/{piece.pk}/message/", {"text": text})

    assert answer.status_code == 422
    assert 'class="field-error"' in answer.content.decode()
    assert text.strip()[:100] in answer.content.decode()
    assert not Message.objects.exists()


def test_too_many_messages_are_told_and_kept_in_the_box(client, piece, monkeypatch):
    monkeypatch.setattr(status, "MESSAGES", 0)

    answer = client.post(f"/contribute/{piece.pk}/message/", {"text": "One more"})

    assert answer.status_code == 429
    assert status.TOO_MANY in answer.content.decode()
    assert "One more</textarea>" in answer.content.decode()


def test_a_message_after_the_session_has_ended_is_given_back(client, piece):
    client.logout()

    answer = client.post(
        f"/contribute/{piece.pk}/message/", {"text": "Not lost\nat all"}
    )

    assert answer.status_code == 401
    assert "Not lost\nat all</textarea>" in answer.content.decode()


def test_nobody_writes_about_a_draft(client, ines):
    client.force_login(ines)
    draft = make_draft(ines)

    answer = client.post(f"/contribute/{draft.pk}/message/", {"text": "Hello"})

    assert answer.status_code == 422
    assert not Message.objects.exists()


def withdraw(client, piece, reason="It runs elsewhere."):
    return client.post(f"/contribute/{piece.pk}/withdraw/", {"reason": reason})


@pytest.mark.parametrize("to", [None, "changes", "accepted", "signed", "cleared"])
def test_withdrawing_stops_everything(client, piece, malis, to):
    holds.take(piece, by=malis)
    if to:
        bring(piece, malis, to)

    asked = client.get(f"/contribute/{piece.pk}/withdraw/").content.decode()
    answer = withdraw(client, piece)

    piece.refresh_from_db()
    assert "Withdraw this column?" in asked
    assert answer.url == f"/contribute/{piece.pk}/"
    assert piece.status == Status.WITHDRAWN
    assert piece.holder is None
    act = Act.objects.filter(submission=piece).latest("number")
    assert (act.action, act.note) == (Action.WITHDRAW, "It runs elsewhere.")


def test_asking_to_withdraw_withdraws_nothing(client, piece):
    client.get(f"/contribute/{piece.pk}/withdraw/")

    piece.refresh_from_db()
    assert piece.status == Status.SUBMITTED


def test_a_withdrawal_wants_a_reason(client, piece):
    answer = withdraw(client, piece, " ")

    piece.refresh_from_db()
    assert answer.status_code == 422
    assert "Say why in a sentence." in answer.content.decode()
    assert piece.status == Status.SUBMITTED


def test_a_double_click_withdraws_once(client, piece):
    withdraw(client, piece)

    again = withdraw(client, piece)

    assert again.url == f"/contribute/{piece.pk}/"
    assert Act.objects.filter(action=Action.WITHDRAW).count() == 1


def test_a_draft_is_thrown_away_without_a_reason(client, ines):
    client.force_login(ines)
    draft = make_draft(ines)
    page = client.get(f"/contribute/{draft.pk}/withdraw/").content.decode()

    withdraw(client, draft, "")

    draft.refresh_from_db()
    assert "Throw this draft away?" in page
    assert draft.status == Status.WITHDRAWN


@pytest.mark.parametrize(
    ("to", "why"), [("out", status.IS_OUT), ("declined", status.HAS_ENDED)]
)
def test_what_readers_have_or_what_has_ended_stays(client, piece, malis, to, why):
    bring(piece, malis, to)
    before = piece.status

    asked = client.get(f"/contribute/{piece.pk}/withdraw/")
    answer = withdraw(client, piece)

    piece.refresh_from_db()
    assert asked.status_code == answer.status_code == 409
    assert why in asked.content.decode()
    assert why in answer.content.decode()
    assert piece.status == before
    assert "Withdraw it" not in page_of(client, piece)


def test_a_co_author_sees_who_sent_it(client, ines, piece):
    friend = make_contributor("Dara Lim")
    piece.bylines.create(author=friend.author, position=1)
    client.force_login(friend)

    page = page_of(client, piece)

    assert "Ines Duarte sent it" in page


def test_a_draft_says_that_nobody_has_seen_it(client, ines):
    client.force_login(ines)
    draft = drafts.begin(ines, typed_column())

    page = page_of(client, draft)

    assert "You have not sent it yet." in page
    assert f'href="/contribute/{draft.pk}/write/"' in page
    assert "Messages" not in page


@pytest.mark.parametrize("status", Status.values)
def test_every_status_has_its_line_in_the_list(status):
    section = make_section()
    piece = make_submission(status, section=section)

    assert in_a_line(piece)


def test_the_page_costs_the_same_whatever_has_happened(
    client, piece, malis, django_assert_num_queries
):
    holds.take(piece, by=malis)
    talk.write_to_author(piece, "One", by=malis)
    bring(piece, malis, "changes")
    with django_assert_num_queries(12):
        page_of(client, piece)

    for number in range(3):
        talk.write_to_author(piece, f"Message {number}", by=malis)
        holds.hand_back(piece, by=malis)
        holds.take(piece, by=malis)
    piece.conditions.create(round=1, position=7, text="Another")
    make_author()

    with django_assert_num_queries(12):
        page_of(client, piece)
