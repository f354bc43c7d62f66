"""The question whether a machine wrote a text: steps, an outcome, and no verdict."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from editorial import inquiries, workflow
from editorial.declarations import AI, INTERESTS, Answer
from editorial.models import Asked, Look, Private, Status, Suspected
from tests.factories import make_submission, sign_as_author

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece():
    return make_submission(Status.ACCEPTED)


def blockers(piece) -> list[str]:
    return [each.words for each in workflow.state_of(piece).blockers]


def test_burn_the_false_positive_a_score_declines_nothing_and_a_person_ends_it(
    piece, omar
):
    sign_as_author(piece)
    inquiries.begin(piece, "It reads smoothly.", score="97 % machine", by=omar)

    assert "The question who wrote this is still open" in blockers(piece)
    piece.refresh_from_db()
    assert piece.status == Status.ACCEPTED

    inquiries.step(piece, Asked.CALL, "Wrote it live with a client.", by=omar)
    inquiries.end(piece, Suspected.ANSWERED, "I saw the drafts.", by=omar)

    assert "The question who wrote this is still open" not in blockers(piece)


def test_it_ends_with_a_finding_only_when_the_author_was_asked(piece, omar):
    inquiries.begin(piece, "It reads smoothly.", by=omar)

    with pytest.raises(inquiries.NotOpen):
        inquiries.end(piece, Suspected.NOT_SHOWN, "Plain to see.", by=omar)

    inquiries.end(piece, Suspected.MISTAKEN, "I mixed it up.", by=omar)
    assert inquiries.open_on(piece) is None


def test_one_at_a_time_and_none_of_an_ended_piece(piece, omar):
    inquiries.begin(piece, "It reads smoothly.", by=omar)

    with pytest.raises(inquiries.NotOpen):
        inquiries.begin(piece, "And again.", by=omar)
    with pytest.raises(inquiries.NotOpen):
        inquiries.begin(make_submission(Status.DECLINED), "Late.", by=omar)


@pytest.mark.parametrize("who", ["checker", "counsel", "ines"])
def test_only_those_who_edit_open_it(request, piece, who):
    with pytest.raises(PermissionDenied):
        inquiries.begin(piece, "Hm.", by=request.getfixturevalue(who))


def test_a_copy_editor_asks_and_an_editor_says_how_it_ended(piece, copy_editor):
    inquiries.begin(piece, "It reads smoothly.", by=copy_editor)
    inquiries.step(piece, Asked.NOTES, "Sent three pages.", by=copy_editor)

    with pytest.raises(PermissionDenied):
        inquiries.end(piece, Suspected.ANSWERED, "Fine.", by=copy_editor)


def test_the_page_leads_through_it_and_loses_nothing_typed(client, piece, omar):
    client.force_login(omar)
    page = reverse("admin:desk_inquiry", args=[piece.pk])

    client.post(page, {"do": "begin", "why": "<b>Smooth</b>", "score": "GPTZero 97"})
    assert client.post(page, {}).status_code == 422
    unasked = client.post(page, {"do": "end", "outcome": "answered", "words": "I know"})
    client.post(page, {"do": "step", "asked": "drafts", "what_came": "Two drafts."})
    client.post(page, {"do": "end", "outcome": "answered", "words": "Seen."})
    shown = client.get(page).content.decode()

    assert unasked.status_code == 409
    assert "I know" in unasked.content.decode()
    assert "&lt;b&gt;Smooth" in shown
    assert "The author showed how it was made" in shown
    assert "deciding nothing: GPTZero 97" in shown


def test_what_was_declared_of_machines_is_shown_on_record(client, omar):
    answers = [Answer(each, "no") for each in INTERESTS]
    answers.append(Answer(AI, "edited", "It set my commas."))
    piece = make_submission(answers=answers)
    client.force_login(omar)

    page = client.get(reverse("admin:desk_inquiry", args=[piece.pk]))

    assert "It set my commas." in page.content.decode()
    assert Look.objects.get().what == Private.DECLARATIONS
