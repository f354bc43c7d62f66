"""The interests watch: who is bound to what a text names, and are readers told?"""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.core.exceptions import PermissionDenied

from articles.closing import interest_sentence
from authors.models import Author, Interest
from editorial import gates, interests, log, register, revisions, waivers
from editorial.declarations import INTERESTS, Answer
from editorial.models import Status, Submission
from editorial.workflow import READY
from tests.editorial.test_together import together
from tests.factories import make_author, make_submission

pytestmark = pytest.mark.django_db


def entered(piece, name, relation="member of its board", **fields):
    [author] = piece.authors
    return Interest.objects.create(
        author=author, name=name, relation=relation, **fields
    )


def waive(piece, interest, reason, *, by):
    """As somebody does who has every sentence before them that names it now."""
    latest = Submission.objects.get(pk=piece.pk).latest
    seen = [e.digest for e in waivers.named_in(latest, waivers.names_of(interest))]
    return waivers.waive(piece, interest, reason, by=by, seen=seen)


def answers(key: str, detail: str) -> list[Answer]:
    return [
        Answer(q, "yes", detail, is_interest=True) if q.key == key else Answer(q, "no")
        for q in INTERESTS
    ]


def test_haass_and_osullivan_a_board_seat_at_raytheon_shuts_the_gate(omar):
    """Washington Post, 2021: an argument against withdrawal, and a seat on the board
    of Raytheon that readers were not told of."""
    piece = make_submission(
        Status.ACCEPTED,
        editor=omar,
        body="Leaving is a mistake.\n\nIt is Raytheon’s radar that guards the base.",
    )
    seat = entered(piece, "Raytheon")

    [hit] = interests.found(piece)

    assert (hit.is_open, hit.told) == (True, "")
    assert hit.places[0].sentence == "It is Raytheon’s radar that guards the base."
    assert gates.interests_named(piece).words == (
        "Raytheon is named in the column, and readers are not told of the interest"
    )
    assert interests.flags(piece) == ["interest"]

    sentence = register.sentence_for(seat)
    revisions.save(piece, {"disclosure": sentence}, by=omar, base=1)

    [hit] = interests.found(piece)
    assert sentence == "Ines Duarte is a member of the board of Raytheon."
    assert hit.told == interests.NEAR_THE_TOP
    assert gates.interests_named(piece) is None


def test_a_quiet_change_of_the_disclosure_opens_the_gate_again(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body="Raytheon made it.")
    entered(piece, "Raytheon")
    revisions.save(piece, {"disclosure": "She serves Raytheon."}, by=omar, base=1)
    assert gates.interests_named(piece) is None

    revisions.save(piece, {"disclosure": ""}, by=omar, base=2)

    assert gates.interests_named(piece) is not None


def test_bandow_who_paid_for_it_stands_in_the_answer_and_lights_up():
    """2005: up to 2,000 dollars a column from a lobbyist whose clients it praised."""
    piece = make_submission(
        body="The Choctaw casino feeds a county.",
        answers=answers("paid_for_this", "Jack Abramoff, for his client the Choctaw"),
    )

    [hit] = interests.found(piece)

    assert (hit.name, hit.watched.interest, hit.is_open) == ("Choctaw", None, False)
    assert [each.name for each in interests.offers(piece)] == [
        "Jack Abramoff",
        "Choctaw",
    ]


def test_sununu_and_ford_another_name_of_the_funder_is_found():
    """2011: two former politicians on Netflix, for a group broadband firms fund."""
    piece = make_submission(
        headline="Netflix should pay its way",
        body="Networks like Comcast’s cost money.",
    )
    entered(
        piece, "Broadband for America", "co-chair of", also="Comcast\nTime Warner Cable"
    )

    [hit] = interests.found(piece)

    assert hit.is_open
    assert [place.sentence for place in hit.places] == [
        "Networks like Comcast’s cost money."
    ]


def test_every_part_is_looked_through_and_so_is_the_next_piece(omar, ines):
    make_author("Ines Duarte", user=ines)
    first = make_submission(contributor=ines, body="Nothing of the kind.")
    entered(first, "Lumen")
    second = make_submission(
        contributor=ines,
        headline="What Lumen owes",
        standfirst="Of lumen, and of others.",
        body="The text says nothing.",
    )

    [hit] = interests.found(second)

    assert interests.found(first) == []
    assert [place.part for place in hit.places] == ["headline", "standfirst"]


def test_what_is_declared_and_named_is_asked_for_once(omar):
    piece = make_submission(
        Status.ACCEPTED,
        editor=omar,
        body="Raytheon made it.",
        answers=answers("boards", "I sit on the board of Raytheon."),
    )
    entered(piece, "Raytheon")

    said = [each.words for each in gates.readiness(piece, READY).blockers]

    assert sum("readers are not told" in words for words in said) == 1


def test_a_waiver_is_a_named_editors_reason_for_this_piece_and_interest(
    omar, edith, copy_editor
):
    piece = make_submission(Status.ACCEPTED, editor=omar, body="Raytheon and Boeing.")
    seat, other = entered(piece, "Raytheon"), entered(piece, "Boeing")
    reason = "The text says so itself, in its first line."

    with pytest.raises(PermissionDenied):
        waive(piece, seat, reason, by=copy_editor)
    with pytest.raises(waivers.NotWaived):
        waive(piece, seat, "No need.", by=omar)
    first = waive(piece, seat, reason, by=omar)
    again = waive(piece, seat, "Another reason, given too late.", by=edith)

    assert (again, again.by) == (first, omar)
    assert [hit.name for hit in interests.open_ones(piece)] == [other.name]
    assert piece.acts.last().data["name"] == "Raytheon"


def test_a_waiver_holds_for_the_sentences_that_named_it_then(omar):
    """Waived over a passing mention, it is asked for again when the text argues."""
    passing = "It is *Raytheon’s* radar. It guards the base."
    piece = make_submission(Status.ACCEPTED, editor=omar, body=passing)
    seat = entered(piece, "Raytheon")
    reason = "Named in passing, as the maker of a radar."
    first = waive(piece, seat, reason, by=omar)

    def gate_after(body):
        base = piece.latest.number
        revisions.save(piece, {"body": body}, by=omar, base=base)
        return gates.interests_named(piece)

    assert gate_after(f"{passing} And a new end.") is None
    argued = f"{passing}\n\nBuy from Raytheon now. And a new end."
    assert "not there when that was waived" in gate_after(argued).words
    [hit] = interests.found(piece)
    assert (hit.waiver, hit.lapsed) == (None, first)
    assert gate_after("Nothing of it.") is None
    assert gate_after(argued) is not None

    assert waive(piece, seat, "A fair price, and openly said.", by=omar)
    assert gates.interests_named(piece) is None
    assert gate_after(passing) is None
    assert piece.interest_waivers.count() == 2


def test_a_name_in_the_bio_line_is_shown_and_does_not_tell_readers(omar, ines):
    make_author("Ines Duarte", user=ines)
    piece = make_submission(
        Status.ACCEPTED, contributor=ines, editor=omar, body="Raytheon made it."
    )
    entered(piece, "Raytheon")
    Author.objects.update(bio_line="She sits on the Raytheon board.")

    [hit] = interests.found(piece)

    assert (hit.told, hit.beside, hit.is_open) == ("", interests.BIO_LINE, True)
    assert gates.interests_named(piece) is not None


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_leave_one_waiver_and_one_entry(omar, edith):
    piece = make_submission(Status.ACCEPTED, editor=omar, body="Raytheon made it.")
    seat, author = entered(piece, "Raytheon"), piece.authors[0]
    reason = "The text says so itself, in its first line."

    kept = together(
        lambda: waive(piece, seat, reason, by=omar),
        lambda: waive(piece, seat, reason, by=edith),
        lambda: register.enter(piece, author, "Lumen", "guest of", by=omar),
        lambda: register.enter(piece, author, "Lumen", "guest of", by=edith),
    )

    assert kept[0] == kept[1] == piece.interest_waivers.get()
    assert kept[2] == kept[3] == Interest.objects.get(name="Lumen")
    assert log.problems(piece) == []


def test_a_name_set_aside_is_kept_struck_and_neither_offered_nor_found(omar):
    piece = make_submission(
        body="Honolulu is far.", answers=answers("employer", "A trip to Honolulu.")
    )

    register.set_aside(piece, piece.authors[0], "Honolulu", by=omar)

    assert Interest.objects.get().struck_at is not None
    assert (interests.offers(piece), interests.found(piece)) == ([], [])


def test_fifty_interests_are_found_in_thirty_thousand_words_within_one_save(
    django_assert_num_queries,
):
    piece = make_submission(body="One two.")
    for number in range(50):
        entered(piece, f"Pacific Basin Centre {number}")
    words = "<p>the Pacific Basin met at Centre of the basin again now</p>" * 3_000
    piece = Submission.objects.for_piece().get()
    piece.latest.body_html = words + "<p>Pacific Basin Centre 49 paid.</p>"

    with django_assert_num_queries(5):
        begun = time.process_time()
        hits = interests.found(piece)
        took = time.process_time() - begun

    assert [hit.name for hit in hits] == ["Pacific Basin Centre 49"]
    assert took < 6  # 0.1 s where nothing else runs


@pytest.mark.parametrize(
    ("relation", "thing", "since", "until", "said"),
    [
        ("guest of", "Pacific Basin Centre", 2025, 2025, "was a guest of the Pacific "
         "Basin Centre in 2025."),
        ("member of its board, unpaid", "Raytheon", 2019, None, "is a member of the "
         "board of Raytheon, unpaid."),
        ("funded by", "Mekong Fund", None, None, "is funded by the Mekong Fund."),
        ("advises", "the Ferry Union", None, None, "advises the Ferry Union."),
        ("shareholder", "Lumen", 2018, 2021, "was a shareholder of Lumen from 2018 to "
         "2021."),
    ],
)  # fmt: skip
def test_the_register_becomes_a_sentence(relation, thing, since, until, said):
    def day(year):
        return dt.date(year, 6, 1) if year else None

    sentence = interest_sentence(
        "Prak Sereyvuth",
        relation,
        thing,
        since=day(since),
        until=day(until),
        today=dt.date(2026, 11, 22),
    )

    assert sentence == f"Prak Sereyvuth {said}"
