"""The claim ledger and the quote-back."""

from __future__ import annotations

import dataclasses
import io
import time

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial import claims, log, revisions, sources
from editorial.claims import Changed, Checked, Refused, State
from editorial.models import (
    Action,
    Claim,
    ClaimOrigin,
    Finding,
    Found,
    Proven,
    Revision,
    SourceKind,
    Status,
    Submission,
)
from editorial.sources import Origin
from tests.factories import make_submission

pytestmark = pytest.mark.django_db

COUNT = "Of the 312 children, 190 came to school."
CAR = "Each boat cost half a car."
SAID = "We were never asked about the dam"
BODY = f"""{COUNT} A boat is a road. {CAR}

“{SAID},” said Sok Dara, who fishes there. She called it a “dull war”."""
PAGE = "https://example.org/register"


@pytest.fixture
def piece(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=BODY)
    author = piece.contributor
    sources.add(piece, COUNT, Origin(SourceKind.ADDRESS, PAGE), by=author)
    Claim.objects.filter(submission=piece).delete()
    claims.keep(piece)  # numbered as if it had been sent with its source
    return piece


@pytest.fixture
def change(piece, omar):
    def save(*changes):
        piece.refresh_from_db()
        body = piece.latest.body
        for was, now in changes:
            assert was in body
            body = body.replace(was, now)
        revisions.save(piece, {"body": body}, by=omar, base=piece.latest.number)
        piece.refresh_from_db()

    return save


def find(piece, number, by, found=Found.VERIFIED, **said):
    line = claims.line(piece, number)
    if found == Found.VERIFIED:
        said = {"proven_by": Proven.LINK, "where": PAGE} | said
    words = said.pop("words", line.sentence)
    claim = Claim.objects.get(submission=piece, number=number)
    return claims.record(claim, Checked(words=words, found=found, **said), by=by)


def states(piece):
    return {each.number: each.state for each in claims.ledger(piece)}


def test_sources_and_quotations_are_claims_by_themselves_and_keep_their_numbers(
    piece, omar, change
):
    first = claims.ledger(piece)
    marked = claims.mark(piece, CAR, by=omar)
    change((COUNT, f"“Nobody came to us that day,” he said. {COUNT}"))
    later = claims.ledger(piece)

    assert [(each.number, each.origin, each.sentence) for each in first] == [
        (1, ClaimOrigin.SOURCE, COUNT),
        (2, ClaimOrigin.QUOTE, SAID),
    ]
    assert first[0].given == (PAGE,)
    assert first[1].speaker == "Sok Dara"
    assert claims.short_quotations(piece) == ["dull war"]
    assert marked.number == 3
    assert [each.number for each in later] == [1, 2, 3, 4]
    assert later[3].sentence == "Nobody came to us that day"
    assert all(isinstance(dataclasses.asdict(each), dict) for each in later)


def test_a_finding_holds_for_its_words_and_a_comma_changes_nothing(
    piece, checker, omar, change
):
    find(piece, 1, checker, note="Counted twice.")
    verified = claims.line(piece, 1)

    change(("Of the 312 children, 190 came", "Of the *312* children 190 came"))
    typography = claims.line(piece, 1)
    change(("190 came", "290 came"))
    edited = claims.line(piece, 1)
    change(("290 came", "190 came"))

    assert (verified.state, verified.checker) == (State.VERIFIED, "Fay")
    assert typography.state == State.VERIFIED
    assert edited.state == State.REOPENED
    assert edited.was == COUNT
    assert "290" in edited.sentence
    assert claims.line(piece, 1).state == State.VERIFIED


@pytest.mark.parametrize(
    ("was", "now"),
    [("190", "-190"), ("312", ">312"), ("190 came", "US came"), ("190", "19⁰")],
)
def test_a_figure_that_changed_by_its_sign_alone_is_checked_again(
    piece, checker, change, was, now
):
    if now == "US came":
        change((was, "us came"))
        was = "us came"
    find(piece, 1, checker)
    find(piece, 2, checker)

    change((was, now))

    assert states(piece) == {1: State.REOPENED, 2: State.VERIFIED}


def test_a_figure_changed_by_its_sign_is_not_what_the_checker_had_before_them(
    piece, checker, change
):
    change(("190 came", "-190 came"))

    with pytest.raises(Changed):
        find(piece, 1, checker, words=COUNT)


def test_two_sentences_that_differ_by_a_sign_are_two_claims(
    piece, omar, checker, change
):
    change((CAR, "It fell to -5. Then it fell. It fell to 5."))
    numbers = [
        claims.mark(piece, words, by=omar).number
        for words in ("It fell to 5.", "It fell to -5.", "It fell to 5.")
    ]
    find(piece, numbers[0], checker)

    now = states(piece)

    assert numbers[0] == numbers[2] != numbers[1]
    assert (now[numbers[0]], now[numbers[1]]) == (State.VERIFIED, State.OPEN)


def test_reading_never_writes_and_saving_lists_the_claims(
    piece, omar, django_assert_num_queries
):
    saved = [(each.number, each.pk) for each in claims.ledger(piece)]
    revisions.save(
        piece,
        {"body": f"{BODY} “It is a new day now,” he said."},
        by=omar,
        base=piece.latest.number,
    )
    piece.refresh_from_db()
    kept = list(Claim.objects.filter(submission=piece).values_list("number", "pk"))
    Claim.objects.filter(submission=piece).delete()  # as before there was a ledger

    with django_assert_num_queries(3):  # the text, its sources, its claims
        unsaved = claims.ledger(piece)
    missing = claims.missing(piece)
    is_unwritten = not Claim.objects.filter(submission=piece).exists()
    row = claims.listed(piece, unsaved[0])

    assert kept[:2] == saved
    assert [each.number for each in unsaved] == [number for number, _ in kept]
    assert missing == "1 claim is open; 2 quotations are not confirmed"
    assert is_unwritten
    assert (row.number, row.sentence) == (1, COUNT)


def test_what_is_to_be_softened_or_cut_blocks_until_its_words_change_or_go(
    piece, checker, change
):
    find(piece, 1, checker, Found.SOFTEN, note="Nobody counted 190.")
    find(piece, 2, checker, Found.CUT)
    before = claims.missing(piece)

    change((f"“{SAID},” said Sok Dara, who fishes there. ", ""), ("190 ", "some "))
    after = states(piece)
    find(piece, 1, checker)

    assert before == "1 is still to be softened; 1 is still to be cut"
    assert after == {1: State.REOPENED, 2: State.GONE}
    assert claims.missing(piece) == ""


def test_a_quotation_needs_a_page_a_recording_or_a_confirmation(piece, checker):
    for said in (
        {"proven_by": Proven.KNOWN},
        {"proven_by": None},
        {"proven_by": Proven.RECORDING, "where": " "},
    ):
        with pytest.raises(Refused):
            find(piece, 2, checker, **said)
    with pytest.raises(Refused):
        find(piece, 2, checker, Found.OPINION)

    find(piece, 2, checker, proven_by=Proven.CONFIRMED, where="Sok Dara, by telephone")

    assert states(piece) == {1: State.OPEN, 2: State.VERIFIED}


def test_words_edited_meanwhile_are_shown_and_nothing_is_written(
    piece, checker, change
):
    claims.ledger(piece)
    change(("190 came", "170 came"))

    with pytest.raises(Changed) as caught:
        find(piece, 1, checker, words=COUNT)

    assert "170 came" in caught.value.now
    assert not Finding.objects.exists()


def test_the_same_finding_twice_is_one_and_it_is_on_record(piece, checker, stores):
    saved = [
        find(piece, 1, checker, copy=io.BytesIO(b"As it was."), copy_name="list.txt")
        for _ in range(2)
    ]

    assert saved[0] == saved[1]
    with saved[0].copy.file.open() as kept:
        assert kept.read() == b"As it was."
    assert claims.line(piece, 1).copy_name == "list.txt"
    assert not piece.attachments.seen_by_authors().exists()
    assert piece.acts.filter(action=Action.FINDING).count() == 1
    assert COUNT not in str(list(piece.acts.values_list("note", "data")))
    assert log.problems(piece) == []


def test_the_author_takes_a_source_back_or_gives_one(piece, omar, checker, change):
    claims.ledger(piece)
    source = piece.sources.get()
    change((COUNT, COUNT.replace("190", "191")))
    moved = claims.line(piece, 1)

    sources.remove(source, by=piece.contributor)
    gone = states(piece)
    sources.add(
        piece, CAR, Origin(SourceKind.OWN, "I bought one."), by=piece.contributor
    )

    assert (moved.state, "191" in moved.sentence) == (State.OPEN, True)
    assert gone == {2: State.OPEN}
    assert states(piece) == {2: State.OPEN, 3: State.OPEN}


def test_marked_by_mistake_asks_nothing_until_its_words_change(piece, omar, change):
    claims.ledger(piece)
    claims.drop(Claim.objects.get(submission=piece, number=2), by=omar)
    with pytest.raises(Refused):
        claims.drop(Claim.objects.get(submission=piece, number=1), by=omar)
    dropped = states(piece)

    change(("never asked", "never once asked"))

    assert dropped == {1: State.OPEN}
    assert states(piece) == {1: State.OPEN, 2: State.OPEN}


def test_who_checks_and_who_does_not(piece, checker, copy_editor, counsel, publisher):
    for person in (counsel, piece.contributor):
        with pytest.raises(PermissionDenied):
            find(piece, 1, person)
        with pytest.raises(PermissionDenied):
            claims.mark(piece, CAR, by=person)

    for person in (checker, copy_editor, publisher):
        find(piece, 1, person)

    assert claims.line(piece, 1).checker == str(publisher)


def test_readers_may_be_told_how_much_was_checked_and_the_pages(piece, checker):
    find(piece, 1, checker)
    find(piece, 2, checker, proven_by=Proven.CONFIRMED, where="Sok Dara, 012 345 678")

    summary = claims.public_summary(piece)

    assert (summary.statements, summary.found, summary.quotations) == (1, 1, 1)
    assert (summary.people, summary.confirmed_by_people) == (0, 1)
    assert summary.pages == ((PAGE, COUNT),)


WORDS = ["rice", "river", "boat", "forty", "2019", "dam", "moved", "north"]


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_editing_one_sentence_reopens_its_own_claim_and_no_other(
    piece, omar, checker, data
):
    Claim.objects.filter(submission=piece).delete()
    lines = [
        " ".join(words).capitalize() + "."
        for words in data.draw(
            st.lists(
                st.lists(st.sampled_from(WORDS), min_size=6, max_size=9),
                min_size=3,
                max_size=3,
                unique_by=lambda words: " ".join(words),
            )
        )
    ]
    put(piece, omar, lines)
    marked = [claims.mark(piece, each, by=omar).number for each in lines]
    for number in marked:
        find(piece, number, checker)
    at = data.draw(st.integers(0, len(lines) - 1))
    word = data.draw(st.integers(0, 5))
    edited = lines[at].rstrip(".").split()
    edited[word] = "Otherwise"

    put(piece, omar, [*lines[:at], " ".join(edited) + ".", *lines[at + 1 :]])

    now = states(piece)
    assert now[marked[at]] == State.REOPENED
    assert {now[each] for each in marked if each != marked[at]} <= {State.VERIFIED}


def put(piece, by, lines):
    piece.refresh_from_db()
    revisions.save(piece, {"body": " ".join(lines)}, by=by, base=piece.latest.number)
    piece.refresh_from_db()


# The burns of domain.md, 5.2, and the check that lights up


def test_goldiee_plausible_quotes_of_real_experts_wait_for_their_proof(omar):
    piece = make_submission(
        Status.ACCEPTED,
        editor=omar,
        body="“Cities are lonelier than they were a decade ago,” Dr. Ruth Hall, a "
        'sociologist, told me. "They forget how to be neighbours", she added.',
    )

    assert claims.missing(piece) == "2 quotations are not confirmed"
    assert claims.ledger(piece)[0].speaker


def test_voigt_quotations_in_german_marks_of_three_scientists_are_listed(omar):
    piece = make_submission(
        Status.ACCEPTED,
        editor=omar,
        body="„Das Klima wartet nicht auf uns“, sagt Meier. »Wir haben keine Zeit mehr "
        "dafür« und «Es ist schon zu spät dazu».\n\n> Wer jetzt wartet, verliert.",
    )

    assert claims.missing(piece) == "4 quotations are not confirmed"


def test_blanchard_an_invented_place_that_is_marked_cannot_run(omar, checker):
    invented = "Gravemont, a mining town in Colorado, trains its police for the dead."
    piece = make_submission(Status.ACCEPTED, editor=omar, body=f"{invented} I went.")
    line = claims.mark(piece, invented, by=checker)

    find(piece, line.number, checker, Found.CUT, note="There is no such town.")

    assert claims.missing(piece) == "1 is still to be cut"


def test_cotton_a_claim_without_corroboration_holds_the_piece(omar):
    stated = "Cadres of radicals have infiltrated the marches."
    piece = make_submission(Status.ACCEPTED, editor=omar, body=f"{stated} Act now.")

    claims.mark(piece, stated, by=omar)

    assert claims.missing(piece) == "1 claim is open"


def test_three_hundred_quotations_are_listed_in_no_time():
    lines = [
        f"Village {n} lost {n * 7} houses. “The river took number {n} from us,” said "
        "Mr. Sok. Nobody came to look."
        for n in range(300)
    ]
    piece = Submission.objects.create()
    piece.latest = Revision(submission=piece, body="\n\n".join(lines))
    began = time.perf_counter()

    found = claims.ledger(piece)

    assert len(found) == 300
    assert time.perf_counter() - began < 10
