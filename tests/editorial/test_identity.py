"""Who wrote it: six lines before a first column, each from a case that burned one."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from authors.models import Author
from editorial import identity, log
from editorial.identity import Outcome
from editorial.models import IdentityCheck, IdentityLine, Payment, Status
from editorial.workflow import state_of
from tests.factories import know, make_agreement, make_article, make_submission

pytestmark = pytest.mark.django_db

HOW = "Rang the switchboard of the university; they know her."
WHY = "She writes from a camp; a priest we know answers for her."


@pytest.fixture
def piece(omar):
    return make_submission(Status.ACCEPTED, editor=omar)


def lack(piece):
    found = [each for each in state_of(piece).blockers if each.mend == "identity"]
    return found[0].words if found else ""


def check(piece, line, outcome, by, how=HOW):
    author = piece.authors[0]
    return identity.record(piece, author, line, outcome, how, by=by)


def test_fake_tan_no_first_column_runs_before_somebody_was_rung(piece, omar):
    know(piece)
    ready = lack(piece)
    other = make_submission(Status.ACCEPTED, editor=omar)

    for line in list(IdentityLine)[1:]:
        check(other, line, Outcome.DONE, omar)

    assert ready == ""
    assert lack(other) == "Identity not looked into: 1 of 6 lines for Ines Duarte"
    assert identity.cards(other)[0].open[0].line == IdentityLine.CALL


def test_badani_what_does_not_hold_blocks_until_an_editor_passes_over_it_in_words(
    piece, omar, checker
):
    know(piece)
    check(piece, IdentityLine.PORTRAIT, Outcome.BAD, checker, "A stock face.")
    blocked = lack(piece)
    with pytest.raises(identity.Refused, match="Only an editor"):
        check(piece, IdentityLine.PORTRAIT, Outcome.DONE, checker)
    with pytest.raises(PermissionDenied):
        check(piece, IdentityLine.PORTRAIT, Outcome.WAIVED, checker, WHY)
    with pytest.raises(identity.Refused, match="at least 20"):
        check(piece, IdentityLine.PORTRAIT, Outcome.WAIVED, omar, "Because.")

    check(piece, IdentityLine.PORTRAIT, Outcome.WAIVED, omar, WHY)

    assert blocked == (
        "Does not hold: portrait searched for elsewhere, its source known (Ines Duarte)"
    )
    assert lack(piece) == ""
    assert log.problems(piece) == []


def test_blanchard_another_payee_than_was_checked_opens_the_line_again(piece, omar):
    know(piece)
    Payment.objects.create(
        agreement=make_agreement(piece, piece.authors[0], number=9),
        amount=50,
        currency="USD",
        due_on="2027-01-01",
        payee_note="A friend of hers, M. Smith",
    )

    (open_line,) = identity.cards(piece)[0].open

    assert open_line.line == IdentityLine.PAYEE
    assert open_line.reopened == "the accounts were told of another payee since"
    assert lack(piece).startswith("Identity not looked into: 1 of 6 lines")


def test_another_name_or_portrait_opens_what_was_checked_and_says_why(piece):
    know(piece)
    Author.objects.filter(pk=piece.authors[0].pk).update(
        name="Inez Duart", portrait="portraits/other.webp"
    )
    piece.refresh_from_db()

    reopened = {each.line: each.reopened for each in identity.cards(piece)[0].open}

    assert set(reopened) == set(IdentityLine)
    assert reopened["portrait"] == "the portrait is another one since"
    assert reopened["call"] == "the name was “Ines Duarte” when it was checked"


def test_whoever_has_had_a_column_here_or_a_whole_card_is_not_asked_again(piece, omar):
    author = piece.authors[0]
    make_article(authors=[author])

    known = lack(piece)
    second = make_submission(Status.ACCEPTED, editor=omar)
    know(second)
    third = make_submission(
        Status.ACCEPTED, editor=omar, contributor=second.contributor
    )

    assert known == lack(third) == ""


@pytest.mark.parametrize(
    ("typed", "is_number"),
    [
        ("Her passport is N1234567.", True),
        ("Identity card 123456789", True),
        ("Card 4111 1111 1111 1111", True),
        ("DE89 3704 0044 0532 0130 00", True),
        ("Rang +855 12 345 678 on 20 November 2026", False),
        ("Rang 012 345 678, twice, about column 20261120", False),
    ],
)
def test_numbers_of_papers_are_kindly_refused(piece, omar, typed, is_number):
    refused = identity.looks_like_a_number(typed)

    assert refused is is_number
    if is_number:
        with pytest.raises(identity.Refused, match="copies of papers are not kept"):
            check(piece, IdentityLine.CALL, Outcome.DONE, omar, typed)
        assert not IdentityCheck.objects.exists()


def test_pressing_twice_is_one_check_and_the_page_says_why_each_line_is_asked(
    piece, omar, client, django_assert_num_queries
):
    client.force_login(omar)
    url = f"/admin/desk/{piece.pk}/identity/"
    typed = {"author": piece.authors[0].pk, "line": "call", "outcome": "done"}

    refused = client.post(url, typed | {"how": "N1234567 is her passport"})
    for _ in range(2):
        client.post(url, typed | {"how": HOW})
    page = client.get(url).content.decode()

    assert refused.status_code == 422
    assert "N1234567 is her passport" in refused.content.decode()  # nothing is lost
    assert IdentityCheck.objects.count() == 1
    assert HOW in page
    assert "ring them, with the picture on" in page
