"""The moves of a piece from the desk: the letter that goes, the hour, who was first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import override_settings
from django.utils import timezone

from articles.models import Article
from editorial.desk import forms
from editorial.desk.forms import HourForm
from editorial.models import (
    Action,
    Letter,
    LetterTemplate,
    Status,
    Submission,
)
from editorial.workflow import Details, perform
from tests.factories import (
    make_contributor,
    make_submission,
    sign_as_author,
)

pytestmark = pytest.mark.django_db
LETTER = {"subject": "About your column", "body": "Dear Ines,\n\nNo.", "note": ""}


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


@pytest.fixture
def ready(omar):
    """Accepted, signed, every gate open."""
    piece = make_submission(Status.ACCEPTED, editor=omar)
    sign_as_author(piece)
    return piece


def url(piece, part=""):
    return f"/admin/desk/{piece.pk}/{part}"


def in_hours(hours):
    return timezone.now() + dt.timedelta(hours=hours)


def typed(at):
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def state(piece):
    piece.refresh_from_db()
    return piece.status, piece.acts.count(), piece.letters.count()


def test_a_decline_sends_exactly_the_letter_that_stood_there(desk):
    piece = make_submission()
    body = "Dear Ines,\n\nThank you. “Not now” – and {name} stays as typed."

    answer = desk.post(
        url(piece, "decline/"), LETTER | {"body": body, "note": "too late"}
    )

    letter = Letter.objects.filter(kind="declined").get()
    act = piece.acts.get(action=Action.DECLINE)
    piece.refresh_from_db()
    assert answer["Location"] == url(piece)
    assert piece.status == Status.DECLINED
    assert (letter.to, letter.subject) == (piece.contributor.email, LETTER["subject"])
    assert letter.body == body + "\n"
    assert act.note == "too late"


def test_the_first_template_of_the_desk_is_filled_in_to_start_from(desk, omar):
    piece = make_submission(headline="Sand {paper} <b>")
    LetterTemplate.objects.create(
        kind="decline",
        name="Not for us",
        reason="not for us",
        subject="{headline}",
        body="Dear {name}, {headline}. {unknown} {editor}, {paper}",
    )

    page = desk.get(url(piece, "decline/"))

    initial = page.context["form"].initial
    assert initial["subject"] == "Sand {paper} <b>"
    assert initial["body"] == (
        "Dear Ines Duarte, Sand {paper} <b>.  Omar, The Four Rivers"
    )
    assert initial["note"] == "not for us"
    assert "Sand {paper} &lt;b&gt;" in page.content.decode()


def test_a_hostile_name_is_only_a_name_in_the_letter(desk):
    name = "{editor}<script>alert(1)</script>"
    piece = make_submission(contributor=make_contributor(name))
    LetterTemplate.objects.create(
        kind="decline", name="One", subject="About it", body="Dear {name},"
    )

    page = desk.get(url(piece, "decline/"))

    assert page.context["form"].initial["body"] == f"Dear {name},"
    assert "<script>alert" not in page.content.decode()


def test_another_letter_can_be_chosen_and_nothing_else_typed_is_lost(desk):
    piece = make_submission()
    LetterTemplate.objects.create(
        kind="request changes", name="One", subject="One", body="First"
    )
    second = LetterTemplate.objects.create(
        kind="request changes", name="Two", subject="Two", body="Second", position=1
    )

    page = desk.post(
        url(piece, "request-changes/"),
        LETTER | {"step": "fill", "template": second.pk, "conditions": "Name the mill"},
    )

    initial = page.context["form"].initial
    assert (initial["subject"], initial["body"]) == ("Two", "Second")
    assert initial["conditions"] == "Name the mill"
    assert state(piece)[0] == Status.SUBMITTED


def test_a_template_of_another_kind_is_not_taken(desk):
    piece = make_submission()
    wrong = LetterTemplate.objects.create(
        kind="accept", name="Yes", subject="Yes", body="YES"
    )

    page = desk.post(url(piece, "decline/"), {"step": "fill", "template": wrong.pk})

    assert "YES" not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("request-changes", Status.SUBMITTED),
        ("accept", Status.SUBMITTED),
        ("decline", Status.SUBMITTED),
        ("release", Status.SUBMITTED),
        ("spike", Status.ACCEPTED),
    ],
)
def test_every_letter_starts_from_the_houses_own_without_a_template(desk, name, status):
    piece = make_submission(status)
    if name == "release":
        Submission.objects.update(answer_by=timezone.now())

    initial = desk.get(url(piece, f"{name}/")).context["form"].initial

    assert "Ines Duarte" in initial["body"]
    assert "\n\n\n" not in initial["body"]
    assert initial["subject"]


def test_nobody_is_told_that_we_were_late_while_there_is_time(desk):
    piece = make_submission()

    answer = desk.get(url(piece, "release/"), follow=True)

    assert answer.redirect_chain[-1][0] == url(piece)
    assert "There is still time to answer this column." in answer.content.decode()


def test_a_letter_that_says_we_were_late_does_not_go_while_there_is_time(desk):
    piece = make_submission()
    before = state(piece)

    answer = desk.post(url(piece, "release/"), LETTER | {"body": "A long letter."})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is still time to answer this column" in page
    assert "A long letter." in page
    assert state(piece) == before


def test_changes_are_asked_for_one_thing_a_line(desk):
    piece = make_submission()

    desk.post(
        url(piece, "request-changes/"),
        LETTER | {"conditions": "Name the mill.\r\n\r\n  Say where 40 % comes from. "},
    )

    assert state(piece)[0] == Status.REVISING
    assert [c.text for c in piece.conditions.all()] == [
        "Name the mill.",
        "Say where 40 % comes from.",
    ]


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        ("", forms.NO_CONDITION),
        (" \n \n", forms.NO_CONDITION),
        ("a\n" * 21, "These are 21 things. Ask for 20 at most."),
        ("a" * 501, "One line has more than 500 characters."),
    ],
)
def test_odd_conditions_are_refused_in_words(desk, conditions, sentence):
    piece = make_submission()

    answer = desk.post(
        url(piece, "request-changes/"), LETTER | {"conditions": conditions}
    )

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert state(piece)[0] == Status.SUBMITTED


def test_a_letter_without_words_does_not_go(desk):
    piece = make_submission()
    before = state(piece)

    answer = desk.post(url(piece, "decline/"), {"subject": " ", "body": " \n"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The letter has no subject." in page
    assert "The letter is empty." in page
    assert state(piece) == before


def test_a_spike_says_why_for_the_record(desk):
    piece = make_submission(Status.ACCEPTED)

    refused = desk.post(url(piece, "spike/"), LETTER)
    done = desk.post(url(piece, "spike/"), LETTER | {"note": "The premise fell."})

    assert refused.status_code == 422
    assert done.status_code == 302
    assert piece.acts.get(action=Action.SPIKE).note == "The premise fell."
    assert "premise" not in Letter.objects.get(kind="spiked").body


def test_of_two_editors_the_second_is_told_and_the_letter_is_kept(desk, edith):
    piece = make_submission()
    perform(piece, Action.ACCEPT, by=edith)
    before = state(piece)

    answer = desk.post(url(piece, "decline/"), LETTER | {"body": "A long letter."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This column has moved on since you opened it: Edith accepted it" in page
    assert "A long letter." in page
    assert state(piece) == before


def test_pressing_the_same_button_twice_does_it_once(desk):
    piece = make_submission()
    desk.post(url(piece, "decline/"), LETTER)
    before = state(piece)

    again = desk.post(url(piece, "decline/"), LETTER)

    assert again["Location"] == url(piece)
    assert state(piece) == before


def test_the_page_of_a_move_that_is_past_leads_back_with_a_sentence(desk, edith):
    piece = make_submission()
    perform(piece, Action.ACCEPT, by=edith)

    page = desk.get(url(piece, "decline/"), follow=True)

    assert page.redirect_chain == [(url(piece), 302)]
    assert "Edith accepted it" in page.content.decode()


def test_a_ready_piece_is_cleared_for_an_hour_in_the_newsrooms_time(desk, ready):
    answer = desk.post(
        url(ready, "clear/"),
        {"when": "hour", "hour": typed(in_hours(48))},
        follow=True,
    )

    ready.refresh_from_db()
    hour = timezone.localtime(ready.article.publish_at)
    assert ready.status == Status.CLEARED
    assert typed(hour) == typed(in_hours(48))
    assert f"{hour:%H:%M} ICT" in answer.content.decode()


def test_an_hour_typed_for_a_piece_that_has_moved_on_stays_on_the_page(
    desk, ready, edith
):
    perform(ready, Action.SPIKE, by=edith, note="No.")

    answer = desk.post(
        url(ready, "clear/"), {"when": "hour", "hour": typed(in_hours(48))}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Edith spiked it" in page
    assert f'value="{typed(in_hours(48))}"' in page
    assert not Article.objects.exists()


def test_publish_now_is_a_button_of_its_own(desk, ready):
    desk.post(url(ready, "clear/"), {"when": "now", "hour": "nonsense"})

    ready.refresh_from_db()
    assert ready.is_live


@pytest.mark.parametrize(
    ("hour", "sentence"),
    [
        ("", forms.NO_HOUR),
        ("tomorrow", forms.NO_HOUR),
        ("2026-11-24", forms.NO_HOUR),
        ("2026-11-24T06:00+07:00", forms.NO_HOUR),
        ("2020-01-01T06:00", forms.PAST_HOUR),
        ("2400-01-01T06:00", forms.TOO_FAR),
        ("9999-12-31T23:59", forms.TOO_FAR),
        ("0001-01-01T00:00", forms.NO_HOUR),
        ("\x00", "Null characters are not allowed."),
    ],
)
def test_an_odd_hour_is_refused_with_a_sentence(desk, ready, hour, sentence):
    before = state(ready)

    answer = desk.post(url(ready, "clear/"), {"when": "hour", "hour": hour})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert state(ready) == before


def test_the_hour_is_read_in_the_newsrooms_zone_not_in_utc(time_machine_at):
    time_machine_at("2026-11-22T03:40:00Z")
    form = HourForm({"hour": "2026-11-24T06:00"})

    assert form.is_valid()
    assert form.cleaned_data["hour"].astimezone(dt.UTC) == dt.datetime(
        2026, 11, 23, 23, tzinfo=dt.UTC
    )


@override_settings(TIME_ZONE="Europe/London")
@pytest.mark.parametrize(
    ("hour", "sentence"),
    [
        ("2026-03-29T01:30", forms.NO_SUCH_HOUR),
        ("2026-10-25T01:30", forms.TWICE),
        ("2026-10-25T02:30", None),
        ("2026-03-29T02:00", None),
    ],
)
def test_an_hour_the_clocks_skip_or_repeat_is_refused(time_machine_at, hour, sentence):
    time_machine_at("2026-01-10T12:00:00Z")
    form = HourForm({"hour": hour})

    assert form.is_valid() == (sentence is None)
    assert form.errors.get("hour", []) == ([sentence] if sentence else [])


@pytest.fixture
def time_machine_at(time_machine):
    def travel(to):
        timezone.get_default_timezone.cache_clear()
        time_machine.move_to(dt.datetime.fromisoformat(to), tick=False)

    yield travel
    timezone.get_default_timezone.cache_clear()


def test_the_zone_stands_beside_the_hour(desk, ready):
    page = desk.get(url(ready, "clear/")).content.decode()

    assert "ICT, Asia/Phnom_Penh, UTC+07:00" in page


def test_a_piece_that_is_not_ready_is_not_cleared_and_says_what_is_missing(desk, omar):
    piece = make_submission(Status.ACCEPTED, editor=omar)

    answer = desk.post(url(piece, "clear/"), {"when": "now"})

    assert answer.status_code == 422
    assert "Ines Duarte has not signed this text" in answer.content.decode()
    assert not Article.objects.exists()


def test_a_column_can_be_taken_back_until_its_hour(desk, ready, omar):
    perform(ready, Action.CLEAR, by=omar, details=Details(hour=in_hours(2)))

    desk.post(url(ready, "pull/"), LETTER)

    assert state(ready)[0] == Status.ACCEPTED
    assert not Article.objects.exists()


def test_a_column_readers_have_is_not_taken_back(desk, ready, omar):
    perform(ready, Action.CLEAR, by=omar)

    opened = desk.get(url(ready, "pull/"), follow=True)
    sent = desk.post(url(ready, "pull/"), LETTER)

    assert "Readers already have it: it can be corrected." in opened.content.decode()
    assert sent.status_code == 422
    assert "Readers already have it" in sent.content.decode()
    assert state(ready)[0] == Status.CLEARED


def test_the_buttons_are_the_moves_that_can_be_made(desk, omar, client, copy_editor):
    shown = {}
    for status in (Status.SUBMITTED, Status.REVISING, Status.ACCEPTED, Status.DECLINED):
        page = desk.get(url(make_submission(status)))
        shown[status] = [move.name for move in page.context["moves"]]
    client.force_login(copy_editor)
    edited = client.get(url(make_submission(Status.ACCEPTED)))

    assert shown == {
        Status.SUBMITTED: ["Ask for changes", "Accept", "Pass"],
        Status.REVISING: ["Pass"],
        Status.ACCEPTED: ["Clear for readers", "Spike"],
        Status.DECLINED: [],
    }
    assert edited.context["moves"] == []
    assert edited.context["may_send_proof"]


def test_it_is_let_go_unanswered_only_once_its_answer_is_overdue(desk):
    piece = make_submission()

    in_time = [move.name for move in desk.get(url(piece)).context["moves"]]
    Submission.objects.update(answer_by=timezone.now() - dt.timedelta(minutes=1))
    late = [move.name for move in desk.get(url(piece)).context["moves"]]

    assert late == [*in_time, "Let it go unanswered"]


def test_clearing_is_not_offered_before_it_can_be_done(desk):
    page = desk.get(url(make_submission(Status.ACCEPTED)))

    assert 'aria-disabled="true"' in page.content.decode()


def test_a_message_is_previewed_as_it_will_go_and_only_then_goes(desk):
    piece = make_submission()
    words = "One <b>question</b>."

    preview = desk.post(url(piece, "message/"), {"text": words})
    waiting = piece.messages.count()
    desk.post(url(piece, "message/"), {"text": words, "step": "send"})

    letter = Letter.objects.get(kind="message")
    assert waiting == 0
    assert preview.context["wording"].body + "\n" == letter.body
    assert preview.context["wording"].subject == letter.subject
    assert "One &lt;b&gt;question&lt;/b&gt;." in preview.content.decode()
    assert piece.messages.get().text == words


def test_a_message_can_be_changed_after_the_preview(desk):
    piece = make_submission()

    page = desk.post(url(piece, "message/"), {"text": "Hm", "step": "change"})

    assert page.context["form"]["text"].value() == "Hm"
    assert not piece.messages.exists()


@pytest.mark.parametrize("room", ["message", "note"])
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is nothing here yet."),
        (" \n", "There is nothing here yet."),
        ("x" * 10_001, "At most 10000 characters fit; these are 10001."),
    ],
)
def test_empty_and_endless_words_stay_in_their_room(desk, room, text, sentence):
    piece = make_submission()

    answer = desk.post(url(piece, f"{room}/"), {"text": text})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not piece.notes.exists()
    assert not piece.messages.exists()


def test_a_note_stays_at_the_desk(desk, omar):
    piece = make_submission()
    before = piece.letters.count()

    desk.post(url(piece, "note/"), {"text": "Between us: check the ministry."})

    assert piece.notes.get().by == omar
    assert piece.letters.count() == before


def test_the_proof_goes_with_the_letter_that_was_shown(desk, omar):
    piece = make_submission(Status.ACCEPTED, editor=omar)

    [(_, shown, _)] = desk.get(url(piece, "proof/")).context["letters"]
    desk.post(url(piece, "proof/"))

    letter = Letter.objects.get(kind="proof")
    piece.refresh_from_db()
    assert (letter.subject, letter.body) == (shown.subject, f"{shown.body}\n")
    assert piece.proof_sent_at is not None


def test_no_proof_goes_of_a_piece_that_is_not_accepted(desk):
    piece = make_submission()

    page = desk.post(url(piece, "proof/"), follow=True)

    assert "This column has moved on" in page.content.decode()
    assert not Letter.objects.filter(kind="proof").exists()


def test_taking_handing_back_and_over_tell_who_has_it(desk, omar, edith):
    piece = make_submission()

    said = [
        _said(desk.post(url(piece, "take/"), follow=True)),
        _said(desk.post(url(piece, "hand-over/"), {"to": edith.pk}, follow=True)),
        _said(desk.post(url(piece, "take/"), follow=True)),
        _said(desk.post(url(piece, "hand-back/"), follow=True)),
    ]

    piece.refresh_from_db()
    assert piece.holder == edith
    assert said == [
        "You took “A headline for the desk”.",
        "Edith has “A headline for the desk” now.",
        "“A headline for the desk”: Edith has it.",
        "“A headline for the desk”: Edith has it.",
    ]


def test_a_piece_is_handed_only_to_somebody_who_may_decide(
    desk, omar, edith, copy_editor, ines
):
    piece = make_submission(contributor=ines)

    page = desk.get(url(piece, "hand-over/"))
    refused = desk.post(url(piece, "hand-over/"), {"to": copy_editor.pk})

    offered = {str(user) for user in page.context["form"].fields["to"].queryset}
    assert {"Edith"} <= offered
    assert not offered & {"Omar", "Cora", "Ines Duarte"}
    assert refused.status_code == 422
    assert "This person cannot decide on this column." in refused.content.decode()


def test_what_ended_cannot_be_taken(desk):
    piece = make_submission(Status.DECLINED)

    said = _said(desk.post(url(piece, "take/"), follow=True))

    assert "This column has moved on" in said


def test_a_note_for_a_colleague_stays_on_the_page_when_the_piece_has_ended(desk, edith):
    piece = make_submission(Status.DECLINED)

    answer = desk.post(
        url(piece, "hand-over/"), {"to": edith.pk, "note": "Ask <i>Dara</i> first."}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This column has moved on" in page
    assert answer.context["typed"] == [
        ("Hand over to", "Edith"),
        ("What they should know", "Ask <i>Dara</i> first."),
    ]
    assert "Ask &lt;i&gt;Dara&lt;/i&gt; first.</textarea>" in page


def _said(page):
    return str(next(iter(page.context["messages"])))


def test_a_page_that_is_out_of_date_decides_nothing_until_its_editor_has_seen(
    desk, edith
):
    piece = make_submission()
    seen = desk.get(url(piece, "decline/")).context["seen"]
    perform(piece, Action.REQUEST_CHANGES, by=edith)

    late = desk.post(url(piece, "decline/"), LETTER | {"seen": seen})

    piece.refresh_from_db()
    assert late.status_code == 409
    assert LETTER["body"] in late.content.decode()
    assert piece.status == Status.REVISING
    again = desk.post(url(piece, "decline/"), LETTER | {"seen": late.context["seen"]})
    piece.refresh_from_db()
    assert again.status_code == 302
    assert piece.status == Status.DECLINED


@pytest.mark.parametrize("move", ["accept", "decline", "clear"])
def test_a_wrong_role_is_refused_before_its_form_is_read(client, copy_editor, move):
    piece = make_submission(Status.ACCEPTED if move == "clear" else Status.SUBMITTED)
    client.force_login(copy_editor)

    assert client.post(url(piece, f"{move}/"), {}).status_code == 403
