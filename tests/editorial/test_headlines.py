"""The headline desk: six checks, two by machine, four by a person."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from editorial import gates, headlines, revisions, signing
from editorial.models import Action, Status
from editorial.revisions import StaleRevision
from tests.factories import make_submission

pytestmark = pytest.mark.django_db

ALL_YES = dict.fromkeys(headlines.QUESTIONS, headlines.YES)
TITLES = dict.fromkeys(headlines.TITLES, "")


def accepted(omar, headline, body, **words):
    return make_submission(
        Status.ACCEPTED, editor=omar, headline=headline, body=body, **words
    )


def lit(headline: str, text: str) -> list[tuple[str, bool]]:
    found = headlines.noticed(TITLES | {"headline": headline}, f"<p>{text}</p>")
    return [(each.word, each.is_strong) for each in found]


def test_cotton_a_headline_nobody_has_answered_for_does_not_run(omar, edith):
    """New York Times, 2020: the headline was the paper's, not the senator's, and the
    head of the section had not read it."""
    text = "Governors may ask for help. An overwhelming show of force restores order."
    piece = accepted(omar, "Send in the troops", text)

    assert gates.headline_checked(piece).words == (
        "The headline has not been checked against the text"
    )
    assert [(each.word, each.where) for each in headlines.standing(piece).strong] == [
        ("Send", "Headline")
    ]
    assert not headlines.is_seen(piece)

    kept = headlines.answer(piece, ALL_YES, by=edith, base=1)
    signing.send_proof(piece, by=omar)

    assert (kept.by, gates.headline_checked(piece)) == (edith, None)
    assert headlines.is_seen(piece)


def test_romney_a_headline_stronger_than_the_text_is_shown_and_a_no_shuts_the_gate(
    omar,
):
    """New York Times, 2008: “Let Detroit Go Bankrupt” over a text that asked for a
    managed bankruptcy."""
    text = "A managed bankruptcy may be the only way for Detroit’s makers to mend."
    piece = accepted(omar, "Let Detroit go bankrupt", text)

    assert [each.word for each in headlines.standing(piece).strong] == ["bankrupt"]
    headlines.answer(piece, ALL_YES | {"strength": "no"}, by=omar, base=1)
    assert gates.headline_checked(piece).words == (
        "The headline failed its check: “It is no stronger than the text”"
    )

    revisions.save(piece, {"headline": "Let Detroit mend itself"}, by=omar, base=1)

    assert "has not been checked" in gates.headline_checked(piece).words


@pytest.mark.parametrize("title", headlines.TITLES)
def test_any_change_of_a_title_asks_again_and_taking_it_back_does_not(omar, title):
    piece = accepted(omar, "Sand is a mineral", "Sand is a mineral.")
    headlines.answer(piece, ALL_YES, by=omar, base=1)
    before = getattr(piece.latest, title)

    revisions.save(piece, {title: "Sand is sold"}, by=omar, base=1)
    assert gates.headline_checked(piece) is not None

    revisions.save(piece, {title: before}, by=omar, base=2)
    assert gates.headline_checked(piece) is None


def test_a_text_that_loses_what_its_headline_says_asks_again(omar):
    piece = accepted(omar, "Sand from 3 rivers", "It comes from 3 rivers.")
    headlines.answer(piece, ALL_YES, by=omar, base=1)
    assert gates.headline_checked(piece) is None

    revisions.save(piece, {"body": "It comes from rivers."}, by=omar, base=1)

    assert gates.headline_checked(piece).words == (
        "“3” stands in a title and no longer in the text"
    )


@pytest.mark.parametrize(
    ("headline", "text", "found"),
    [
        ("In 2025 Surin paid", "Nobody paid.", [("2025", False), ("Surin", False)]),
        ("Surin’s markets, all of them", "The market of Surin.", [("all", True)]),
        ("Every Monday in Takeo", "Every Monday, in Takéo.", []),
        ("WHO must answer", "Who answers?", [("must", True)]),
        ("The end of Angkor Sentinel", "Angkor sentinel ends.", []),
    ],
)
def test_what_the_machine_notices(headline, text, found):
    assert lit(headline, text) == found


@pytest.mark.parametrize(
    ("typed", "label", "left"),
    [
        ("Opinion: the guns are quiet", "Opinion", "The guns are quiet"),
        ("OP-ED – The guns", "OP-ED", "The guns"),
        ("[Opinion] Opinion: The guns", "Opinion", "The guns"),
        ("មតិ៖ កាំភ្លើង", "មតិ", "កាំភ្លើង"),
        ("Opinion polls lie", "", "Opinion polls lie"),
        ("Comment-free streets", "", "Comment-free streets"),
    ],
)
def test_a_label_is_never_typed(typed, label, left):
    assert (headlines.label_in(typed), headlines.without_label(typed)) == (label, left)


def test_who_may_answer_and_for_which_titles(
    omar, copy_editor, publisher, checker, counsel
):
    piece = accepted(omar, "Sand is a mineral", "Sand is a mineral.")
    for nobody in (checker, counsel, piece.contributor):
        with pytest.raises(PermissionDenied):
            headlines.answer(piece, ALL_YES, by=nobody, base=1)
    with pytest.raises(headlines.Incomplete):
        headlines.answer(piece, {"facts": "yes"}, by=omar, base=1)
    revisions.save(piece, {"headline": "Sand is sold"}, by=omar, base=1)
    with pytest.raises(StaleRevision):
        headlines.answer(piece, ALL_YES, by=omar, base=1)

    for person in (omar, copy_editor, publisher, publisher):
        headlines.answer(piece, ALL_YES, by=person, base=2)

    assert piece.headline_checks.count() == 3
    assert piece.acts.filter(action=Action.HEADLINE).count() == 3
