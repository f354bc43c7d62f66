"""Pitch first, where a section wants it so; an accepted pitch becomes the draft."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from articles.markup import word_count
from editorial import clock, drafts
from editorial.declarations import AGREEMENT, HELP, INTERESTS
from editorial.forms import WriteForm
from editorial.models import Action, Declaration, Format, Letter, Status, Submission
from editorial.workflow import perform
from tests.factories import make_format, make_section, make_submission
from tests.typed import typed_column

pytestmark = pytest.mark.django_db
IDEA = "The ferry pays for itself. The ministry says it does not. I have the books."
NOT_ASKED = {
    **{f"interest_{question.key}": "" for question in INTERESTS},
    **{f"help_{question.key}": "" for question in HELP},
    "ai": [],
    "notes": "",
    "agreement": "",
    "standfirst": "",
}


@pytest.fixture
def section():
    return make_section(name="The river", takes_pitches=True)


def typed_pitch(section, **fields):
    return typed_column(section, body=IDEA) | NOT_ASKED | fields


def commissioned(ines, section, omar):
    piece = drafts.begin(ines, typed_pitch(section))
    form = WriteForm(piece.draft.typed, submission=piece)
    assert form.is_valid(), form.errors
    drafts.send(piece, form.piece(), by=ines)
    perform(piece, Action.COMMISSION, by=omar)
    return piece


def test_a_pitch_is_asked_for_less_than_a_column(section):
    form = WriteForm(typed_pitch(section))

    assert form.is_valid(), form.errors
    assert form.piece().is_pitch
    assert form.piece().answers == []
    assert form.piece().format is None


def test_the_same_words_in_a_section_that_wants_columns_are_not_enough():
    form = WriteForm(typed_pitch(make_section()))

    assert not form.is_valid()
    assert "agreement" in form.errors


@pytest.mark.parametrize(
    "name", ["headline", "body", "why_now", "why_you", "exclusivity", "about_name"]
)
def test_what_a_pitch_needs_is_asked_of_it(section, name):
    form = WriteForm(typed_pitch(section, **{name: ""}))

    assert list(form.errors) == [name]


def test_what_was_typed_beside_a_pitch_is_no_obstacle_and_is_kept(section):
    long_detail = {"interest_party_detail": "x" * 5_000, "format": "nonsense"}

    form = WriteForm(typed_pitch(section, **long_detail))

    assert form.is_valid(), form.errors
    assert "interest_party_detail" in form.fields


@pytest.mark.parametrize("words", [300, 301])
def test_a_pitch_is_a_few_sentences(section, words):
    form = WriteForm(typed_pitch(section, body="word " * words))

    assert form.is_valid() == (words == 300)
    if words > 300:
        [said] = form.errors["body"]
        assert said.startswith("A pitch is 300 words at most; these are 301.")


@pytest.mark.parametrize("typed", ["", "x", "9" * 30, "-1", "²"])
def test_an_odd_section_takes_no_pitch(section, typed):
    form = WriteForm(typed_pitch(section) | {"section": typed})

    assert "section" in form.errors
    assert not form.is_pitch


def test_a_pitch_comes_to_the_desk_as_one(client, ines, section, omar):
    client.force_login(ines)
    piece = drafts.begin(ines, typed_pitch(section))
    page = client.get(f"/contribute/{piece.pk}/check/").content.decode()

    client.post(f"/contribute/{piece.pk}/check/", {"version": 0})

    piece.refresh_from_db()
    status = client.get(f"/contribute/{piece.pk}/").content.decode()
    assert "Your pitch" in page
    assert "Send the pitch" in page
    assert piece.is_pitch
    assert piece.status == Status.SUBMITTED
    assert not Declaration.objects.exists()
    assert Letter.objects.get().subject == "We have your pitch: The guns are quiet"
    assert "Your pitch" in status
    assert "If yes: you write the column" in status
    client.force_login(omar)
    [row] = client.get("/admin/").context["groups"][0][1]
    assert [tag["words"] for tag in row["tags"]] == ["Pitch"]
    assert row["beneath"].endswith(f"{word_count(IDEA)} words")


def test_the_desk_asks_for_the_column_by_a_day(client, ines, section, omar):
    piece = make_submission(contributor=ines, section=section, is_pitch=True)
    client.force_login(omar)
    address = f"/admin/desk/{piece.pk}/commission/"
    day = timezone.localdate() + dt.timedelta(days=5)
    desk_page = client.get(f"/admin/desk/{piece.pk}/").content.decode()
    form = client.get(address).context["form"]

    answer = client.post(
        address,
        {
            "subject": form.initial["subject"],
            "body": form.initial["body"],
            "revise_by": day.isoformat(),
            "step": "send",
        },
    )

    piece.refresh_from_db()
    assert "Ask for the column" in desk_page
    assert ">Accept<" not in desk_page
    assert answer.status_code == 302
    assert piece.revise_by == clock.calendar_of(section).closing(day)
    letter = Letter.objects.get(kind="commissioned")
    assert letter.subject == "Yes, please write it: A headline for the desk"
    client.force_login(ines)
    status = client.get(f"/contribute/{piece.pk}/").content.decode()
    assert "asks for the column and hopes to have it by" in status
    assert "Write the column</a>" in status


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-1, "That day has passed."), (400, "more than a year ahead")],
)
def test_an_odd_day_is_told_and_nothing_is_sent(client, omar, days, sentence):
    piece = make_submission(is_pitch=True)
    client.force_login(omar)
    day = timezone.localdate() + dt.timedelta(days=days)

    answer = client.post(
        f"/admin/desk/{piece.pk}/commission/",
        {"subject": "Yes", "body": "Kept words", "revise_by": day.isoformat()},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Kept words" in page
    assert Submission.objects.get().status == Status.SUBMITTED


def test_a_pitch_cannot_be_accepted_from_an_old_address(client, omar):
    piece = make_submission(is_pitch=True)
    client.force_login(omar)

    answer = client.get(f"/admin/desk/{piece.pk}/accept/", follow=True)

    assert "It is a pitch: ask for the column first." in answer.content.decode()


def test_an_accepted_pitch_is_the_beginning_of_the_whole_form(
    client, ines, section, omar
):
    piece = commissioned(ines, section, omar)
    client.force_login(ines)

    page = client.get(f"/contribute/{piece.pk}/write/")

    form = page.context["form"]
    html = page.content.decode()
    assert "The desk wants the column." in html
    assert form["body"].value() == IDEA
    assert form["why_now"].value() == "The mandate ends this month."
    assert {"agreement", "interest_party", "format", "about_name"} <= set(form.fields)
    assert not {"section", "peg", "peg_on"} & set(form.fields)
    assert not form.is_pitch


def test_the_column_comes_back_as_any_other_with_all_declarations(
    client, ines, section, omar
):
    piece = commissioned(ines, section, omar)
    moved_to = make_section(name="The city")
    Submission.objects.filter(pk=piece.pk).update(section=moved_to, peg="The vote")
    essay = make_format(name="Essay")
    typed = typed_column(section, body="The whole column.", format=str(essay.pk))
    drafts.save(piece, typed | {"why_you": "I kept the books."}, version=0)
    client.force_login(ines)
    nothing_yet = client.post(f"/contribute/{piece.pk}/check/", {"version": 0})

    client.post(f"/contribute/{piece.pk}/check/", {"version": 1})

    piece.refresh_from_db()
    assert nothing_yet.status_code == 409
    assert (piece.status, piece.is_pitch) == (Status.SUBMITTED, False)
    assert (piece.section, piece.peg) == (moved_to, "The vote")
    assert (piece.format, piece.why_you) == (essay, "I kept the books.")
    assert piece.latest.number == 2
    assert piece.latest.body == "The whole column."
    assert piece.latest.reason == "The column, after its pitch"
    said = Declaration.objects.filter(revision=piece.latest)
    assert said.filter(key=AGREEMENT.key).exists()
    assert said.count() > len(INTERESTS)


def test_the_column_after_a_pitch_is_not_sent_without_its_answers(
    client, ines, section, omar
):
    piece = commissioned(ines, section, omar)
    client.force_login(ines)

    answer = client.post(f"/contribute/{piece.pk}/check/", {"version": 0})

    assert answer.status_code == 422
    assert "Answer the nine questions about interests" in answer.content.decode()
    assert Submission.objects.get().is_pitch


def test_who_has_written_before_confirms_with_the_column_not_the_pitch(
    client, ines, section, omar
):
    make_submission(contributor=ines)
    piece = drafts.begin(ines, typed_pitch(section))
    client.force_login(ines)

    sent = client.post(f"/contribute/{piece.pk}/check/", {"version": 0})
    perform(piece, Action.COMMISSION, by=omar)
    form = client.get(f"/contribute/{piece.pk}/write/").context["form"]

    assert sent.status_code == 302
    assert form["interest_party"].value() == "no"
    assert "interests_confirmed" in form.fields
    assert "help_confirmed" not in form.fields


def test_a_pitch_that_is_declined_is_told_so(ines, section, omar):
    piece = make_submission(contributor=ines, section=section, is_pitch=True)

    perform(piece, Action.DECLINE, by=omar)

    letter = Letter.objects.get(kind="declined")
    assert letter.subject == "Your pitch: A headline for the desk"


def test_the_guidelines_say_where_a_pitch_comes_first(client, section):
    make_section(name="The city")

    page = client.get("/contribute/").content.decode()

    assert page.count("A pitch first") == 1


def test_a_pitch_needs_no_format_even_where_none_is_offered(section):
    Format.objects.all().delete()

    form = WriteForm(typed_pitch(section))

    assert form.is_valid(), form.errors
