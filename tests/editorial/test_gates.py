from __future__ import annotations

import datetime as dt

import pytest

from articles.models import Article, SourceType
from authors.models import Author, User
from editorial import furniture, revisions, signing
from editorial.declarations import INTERESTS, Answer
from editorial.models import Action, Status
from editorial.proof import proof_of
from editorial.workflow import Details, NotReady, perform, state_of
from tests.factories import (
    agree_to_all,
    make_author,
    make_contributor,
    make_picture,
    make_submission,
    sign_as_author,
)


def missing(submission) -> list[str]:
    submission.refresh_from_db()
    return [blocker.words for blocker in state_of(submission).blockers]


@pytest.fixture
def piece(db):
    submission = make_submission(Status.ACCEPTED)
    sign_as_author(submission)
    return submission


def edit(submission, by, **words):
    submission.refresh_from_db()
    revisions.save(submission, words, by=by, base=submission.latest.number)


def test_a_whole_and_signed_piece_is_ready(piece):
    assert missing(piece) == []
    assert state_of(piece).is_ready


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"headline": " "}, "There is no headline"),
        ({"standfirst": ""}, "There is no standfirst"),
        ({"body": ""}, "There is no text"),
    ],
)
def test_a_missing_part_is_named(piece, omar, words, said):
    edit(piece, omar, **words)
    sign_as_author(piece)

    assert missing(piece) == [said]


def test_every_shut_gate_is_named_and_not_just_the_first(piece, omar):
    edit(piece, omar, headline="", standfirst="", body="")

    assert len(missing(piece)) == 4  # the signature has lapsed as well


def test_an_author_without_role_or_place_stops_the_closing_line(piece):
    Author.objects.update(role="")
    sign_as_author(piece)

    assert missing(piece) == [
        "The closing line cannot say what Ines Duarte is, and where"
    ]


@pytest.mark.parametrize("credit", ["AI", "ai", " A.I. ", ""])
def test_ai_alone_is_no_credit(piece, omar, credit):
    furniture.set_picture(piece, make_picture(credit=credit), by=omar)
    sign_as_author(piece)

    (said,) = missing(piece)

    assert said.startswith("Picture: ")


def test_an_ai_picture_needs_its_tool_its_prompter_and_someone_to_answer(piece, omar):
    card = {
        "source_type": SourceType.AI,
        "credit": "Illustration: generated with Atelier 3, prompt by Dara Lim",
    }
    whole = card | {
        "ai_tool": "Atelier 3",
        "ai_prompter": "Dara Lim",
        "responsible": "Malis Keo",
    }

    furniture.set_picture(piece, make_picture(**card), by=omar)
    sign_as_author(piece)
    assert missing(piece) != []

    furniture.set_picture(piece, make_picture(**whole), by=omar)
    sign_as_author(piece)
    assert missing(piece) == []


def test_a_picture_in_the_text_needs_a_card_too(piece, omar):
    picture = make_picture(alt="", credit="")
    edit(piece, omar, body=f"One.\n\n![]({picture.address})\n\nTwo.")
    sign_as_author(piece)

    (said,) = missing(piece)

    assert said.startswith("Picture: ")


@pytest.mark.parametrize("is_in_text", [False, True])
@pytest.mark.parametrize(
    ("hour", "is_clear"),
    [
        ("2026-12-03T16:59:59Z", True),  # a minute to midnight in Phnom Penh
        ("2026-12-03T17:00:00Z", False),
    ],
)
def test_a_licence_must_hold_at_the_hour_readers_get_the_picture(
    piece, omar, time_machine, hour, is_clear, is_in_text
):
    picture = make_picture(licence_ends_on=dt.date(2026, 12, 3))
    if is_in_text:
        edit(piece, omar, body=f"One.\n\n![]({picture.address})\n\nTwo.")
    else:
        furniture.set_picture(piece, picture, by=omar)
    time_machine.move_to(dt.datetime(2026, 12, 1, tzinfo=dt.UTC), tick=False)
    sign_as_author(piece)
    details, said = Details(hour=dt.datetime.fromisoformat(hour)), []

    try:
        perform(piece, Action.CLEAR, by=omar, details=details)
    except NotReady as shut:
        said = [blocker.words for blocker in shut.blockers]

    ended = (
        "Picture, on 4 December 2026: The licence ended on 3 December 2026. Renew it "
        "or choose another picture."
    )
    assert said == ([] if is_clear else [ended])
    assert Article.objects.exists() == is_clear


def test_a_licence_that_has_ended_is_named_before_any_hour_is_chosen(
    piece, omar, time_machine
):
    picture = make_picture(licence_ends_on=dt.date(2026, 12, 3))
    furniture.set_picture(piece, picture, by=omar)
    said = []

    for day in (3, 4):
        time_machine.move_to(dt.datetime(2026, 12, day, 5, tzinfo=dt.UTC), tick=False)
        sign_as_author(piece)
        said.append(missing(piece))

    assert said[0] == []
    assert [words[:29] for words in said[1]] == ["Picture: The licence ended on"]


def test_a_declared_interest_is_told_to_readers_or_nothing_runs(omar):
    yes = Answer(INTERESTS[1], "yes", "The mill paid for my bus.", is_interest=True)
    submission = make_submission(Status.ACCEPTED, answers=[yes])
    sign_as_author(submission)
    assert missing(submission) == [
        "An interest is declared but readers are not told of it"
    ]

    edit(submission, omar, disclosure="The mill paid for her bus.")
    sign_as_author(submission)

    assert missing(submission) == []


def test_an_unanswered_condition_stays_in_the_way(omar):
    submission = make_submission()
    asked = Details(conditions=("Name the source.", "Cut the end."))
    perform(submission, Action.REQUEST_CHANGES, by=omar, details=asked)
    perform(submission, Action.SEND_BACK, by=submission.contributor)
    perform(submission, Action.ACCEPT, by=omar)
    sign_as_author(submission)
    assert missing(submission) == ["2 of your conditions not answered"]

    submission.conditions.update(answer="Done.")

    assert missing(submission) == []


def test_each_blocker_says_who_must_act_and_where(piece, omar):
    edit(piece, omar, standfirst="")

    said = {
        blocker.words: (blocker.who, blocker.mend)
        for blocker in state_of(piece).blockers
    }

    assert said == {
        "There is no standfirst": ("The desk", "headline"),
        "The headline has not been checked against the text": ("The desk", "headline"),
        "Ines Duarte has not signed this text": ("Ines Duarte", "proof"),
    }


@pytest.mark.parametrize(
    ("said", "is_clear"),
    [
        ("She advises the ferry users’ committee.", False),
        ("Her brother owns the mill.", False),
        ("The author’s brother owns the mill.", False),
        ("Ines Duarte advises the ferry users’ committee.", True),
        ("Sheep are kept by Ines Duarte.", True),
    ],
)
def test_with_two_authors_a_disclosure_names_whom_it_is_about(
    piece, omar, said, is_clear
):
    edit(piece, omar, disclosure=said)
    piece.refresh_from_db()
    furniture.set_byline(piece, [*piece.authors, make_author("Bo Second")], by=omar)
    sign_as_author(piece)

    assert (missing(piece) == []) == is_clear


def test_the_one_who_sent_it_signs_whatever_the_byline_says(piece, omar):
    other = make_contributor("Olaf Other").author
    furniture.set_byline(piece, [other], by=omar)
    agree_to_all(piece)
    signing.sign(piece, proof_of(piece).fingerprint, by=other.user)

    assert missing(piece) == ["Ines Duarte has not signed this text"]


def test_an_editor_without_a_name_cannot_answer_for_a_column(piece, omar):
    User.objects.filter(pk=piece.responsible.pk).update(name="")

    with pytest.raises(NotReady, match="Readers are told a name"):
        perform(piece, Action.CLEAR, by=omar)
