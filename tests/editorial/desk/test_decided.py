"""A decision that waits, as the desk's pages show it."""

from __future__ import annotations

import datetime as dt

import pytest

from editorial.models import Action, Decision, LetterTemplate, Status
from editorial.workflow import perform
from tests.factories import make_submission

pytestmark = pytest.mark.django_db
LETTER = {"subject": "Your column", "body": "Dear Ines,\n\nNo.", "note": "too late"}


@pytest.fixture
def desk(client, omar, settings):
    settings.UNDO_MINUTES = 10
    client.force_login(omar)
    return client


def url(piece, part=""):
    return f"/admin/desk/{piece.pk}/{part}"


def test_the_page_of_a_move_says_when_its_letter_leaves(desk):
    piece = make_submission()

    page = desk.get(url(piece, "decline/")).content.decode()

    assert piece.contributor.email in page
    assert "It leaves in 10 minutes, and can be undone until then." in page


def test_a_decision_is_seen_to_wait_on_the_piece_and_the_board_and_is_undone(desk):
    piece = make_submission()

    desk.post(url(piece, "decline/"), LETTER)

    for address in (url(piece), "/admin/"):
        page = desk.get(address).content.decode()
        assert "<b>Passing</b>" in page
        assert ">Undo</button>" in page
        assert ">Send now</button>" in page
    answer = desk.post(url(piece, "decision/"), {"do": "undo", "from": "board"})
    assert answer["Location"] == "/admin/"
    assert not Decision.objects.exists()
    again = desk.get(url(piece, "decline/")).content.decode()
    assert "Dear Ines,\n\nNo.</textarea>" in again  # nothing typed is lost
    assert "too late" in again


def test_the_letter_that_waits_is_changed_then_sent(desk):
    piece = make_submission()
    desk.post(url(piece, "decline/"), LETTER)

    empty = desk.post(url(piece, "decision/"), {"do": "change", "subject": "x"})
    desk.post(
        url(piece, "decision/"), {"do": "change", "subject": "Hm", "body": "Kinder."}
    )
    desk.post(url(piece, "decision/"), {"do": "send"})
    late = desk.post(url(piece, "decision/"), {"do": "undo"}, follow=True)

    piece.refresh_from_db()
    assert empty.status_code == 422
    assert piece.status == Status.DECLINED
    assert piece.letters.get(kind="declined").body == "Kinder.\n"
    assert "sent or undone already" in late.content.decode()


def test_a_second_editor_is_told_who_has_decided_and_keeps_what_was_typed(
    desk, client, edith
):
    piece = make_submission()
    desk.post(url(piece, "decline/"), LETTER)
    client.force_login(edith)

    answer = client.post(url(piece, "accept/"), LETTER | {"body": "We take it."})
    opened = client.get(url(piece, "accept/"), follow=True)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Omar has decided: passed." in page
    assert "We take it." in page
    assert "Omar has decided: passed." in opened.content.decode()


def test_pressed_twice_it_is_decided_once(desk):
    piece = make_submission()

    desk.post(url(piece, "decline/"), LETTER)
    second = desk.post(url(piece, "decline/"), LETTER)

    assert second["Location"] == url(piece)
    assert piece.acts.filter(action=Action.DECIDE).count() == 1


def test_what_fell_is_told_on_the_board_until_it_is_seen(desk):
    piece = make_submission()
    desk.post(url(piece, "decline/"), LETTER)
    perform(piece, Action.WITHDRAW, by=piece.contributor)

    page = desk.get("/admin/").content.decode()
    desk.post(url(piece, "decision/"), {"do": "undo"})

    assert "<b>Not sent.</b>" in page
    assert "withdrawn" in page
    assert "<b>Not sent.</b>" not in desk.get("/admin/").content.decode()


def test_who_may_not_decide_cannot_touch_it(desk, client, copy_editor, stranger):
    piece = make_submission()
    desk.post(url(piece, "decline/"), LETTER)

    client.force_login(copy_editor)
    assert client.post(url(piece, "decision/"), {"do": "undo"}).status_code == 403
    client.force_login(stranger)
    assert client.post(url(piece, "decision/"), {"do": "undo"}).status_code == 403
    assert Decision.objects.exists()


def test_asked_for_changes_and_undone_the_points_and_the_day_are_kept(desk):
    piece = make_submission()
    day = dt.date.today() + dt.timedelta(days=9)  # noqa: DTZ011 -- any day ahead
    asked = {"conditions": "Name the source.", "revise_by": day.isoformat()}
    desk.post(url(piece, "request-changes/"), LETTER | asked)

    desk.post(url(piece, "decision/"), {"do": "undo"})
    page = desk.get(url(piece, "request-changes/")).content.decode()

    assert "Name the source." in page
    assert day.isoformat() in page
    assert "We hope to have it back by" not in page


def test_a_template_s_word_that_stands_for_nothing_is_refused_or_left_out(desk):
    typed = {"kind": "decline", "name": "Kind", "reason": "", "position": "0"}
    new = "/admin/editorial/lettertemplate/add/"
    refused = desk.post(
        new, typed | {"subject": "{headline}", "body": "Dear {naem}, no."}
    )
    LetterTemplate.objects.create(
        kind="decline", name="Old", subject="{headline}", body="Dear {naem}, no."
    )
    piece = make_submission()

    page = desk.get(url(piece, "decline/")).content.decode()

    assert "{naem} stands for nothing here." in refused.content.decode()
    assert "{name}, {headline}, {section}" in refused.content.decode()
    assert "{naem} stands for nothing here." in page
    assert "Dear , no.</textarea>" in page
