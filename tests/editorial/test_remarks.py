"""What authors say of each change, and what the desk answers."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from editorial import changes, gates, holds, log, remarks, revisions, signing
from editorial.models import Action, Letter, Remark, Status, Verdict
from editorial.proof import proof_of
from editorial.workflow import NotReady, perform
from tests.factories import make_contributor, make_submission, sign_as_author

pytestmark = pytest.mark.django_db
WORDS = {"headline": "The desk’s own headline", "standfirst": "The desk’s own line."}


@pytest.fixture
def piece(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar)
    revisions.save(piece, WORDS, by=omar, base=1)
    holds.take(piece, by=omar)
    return piece


@pytest.fixture
def author(piece):
    return piece.contributor


def keys(piece, author):
    found = changes.since_last_seen(piece, proof_of(piece), author).changes
    return {each.field: each.key for each in found}


def object_to(piece, author, text="Not what I said.", field="headline"):
    key = keys(piece, author)[field]
    return remarks.say(piece, key, Verdict.OBJECT, text, by=author)


def said_to_the_holder(piece):
    return piece.letters.filter(kind="desk-remarks")


def test_an_objection_is_an_open_point_that_bars_the_way(piece, author):
    object_to(piece, author)

    blocker = gates.open_points(piece)

    assert blocker.words == "1 objection not answered"
    assert (blocker.who, blocker.mend) == (gates.DESK, "points")


def test_a_signed_piece_is_not_cleared_past_an_objection(piece, author, omar):
    object_to(piece, author)
    object_to(piece, author, field="standfirst")
    sign_as_author(piece)

    with pytest.raises(NotReady, match="2 objections not answered"):
        perform(piece, Action.CLEAR, by=omar)


def test_a_comment_asks_nothing(piece, author):
    key = keys(piece, author)["headline"]

    remarks.say(piece, key, Verdict.COMMENT, "Good.", by=author)

    assert gates.open_points(piece) is None


def test_the_desk_s_answer_opens_the_way_and_reaches_the_author(piece, author, omar):
    point = object_to(piece, author)

    remarks.answer(piece, point.pk, "We took yours back.", by=omar)

    letter = Letter.objects.get(kind="objection-answered")
    assert gates.open_points(piece) is None
    assert letter.to == author.email
    assert "We took yours back." in letter.body
    assert "Not what I said." in letter.body
    last = piece.acts.order_by("-number").first()
    assert (last.action, last.note) == (Action.ANSWER, "We took yours back.")
    assert log.problems(piece) == []


def test_the_holder_gets_one_letter_for_a_whole_visit(piece, author):
    object_to(piece, author, "First.")
    object_to(piece, author, "Second.", field="standfirst")
    assert not said_to_the_holder(piece).exists()

    told = [remarks.done(piece, by=author) for _ in range(2)]

    letter = said_to_the_holder(piece).get()
    assert told == [True, False]
    assert "First." in letter.body
    assert "Second." in letter.body


def test_a_second_visit_tells_only_what_is_new(piece, author):
    object_to(piece, author, "First.")
    remarks.done(piece, by=author)
    object_to(piece, author, "Second.", field="standfirst")
    remarks.done(piece, by=author)

    newest = said_to_the_holder(piece).order_by("-pk").first()

    assert said_to_the_holder(piece).count() == 2
    assert "First." not in newest.body


def test_signing_ends_a_visit_too(piece, author):
    object_to(piece, author)

    sign_as_author(piece)

    assert said_to_the_holder(piece).count() == 1


def test_the_same_word_twice_is_said_once(piece, author):
    for _ in range(2):
        object_to(piece, author)

    assert Remark.objects.count() == 1
    assert piece.acts.filter(action=Action.REMARK).count() == 1


def test_a_yes_takes_an_objection_back(piece, author):
    object_to(piece, author)

    remarks.say(piece, keys(piece, author)["headline"], Verdict.ACCEPT, by=author)

    assert gates.open_points(piece) is None
    assert Remark.objects.earliest("pk").answer == remarks.TAKEN_BACK


def test_an_answered_change_stays_answered_in_a_later_proof(piece, author, omar):
    object_to(piece, author, field="standfirst")
    revisions.save(piece, {"body": "More work."}, by=omar, base=2)

    assert keys(piece, author)["standfirst"] == Remark.objects.get().change


def test_another_change_in_its_place_is_asked_anew(piece, author, omar):
    object_to(piece, author)
    revisions.save(piece, {"headline": "A third one"}, by=omar, base=2)

    assert keys(piece, author)["headline"] != Remark.objects.get().change
    assert gates.open_points(piece) is not None


def test_a_change_that_is_gone_cannot_be_answered(piece, author, omar):
    gone = keys(piece, author)["headline"]
    revisions.save(piece, {"headline": "A third one"}, by=omar, base=2)

    with pytest.raises(remarks.NoSuchChange):
        remarks.say(piece, gone, Verdict.ACCEPT, by=author)

    assert not Remark.objects.exists()


def test_the_rest_is_accepted_but_never_a_change_that_was_not_shown(
    piece, author, omar
):
    shown = set(keys(piece, author).values())
    object_to(piece, author)
    revisions.save(piece, {"body": "Not shown."}, by=omar, base=2)

    accepted = remarks.accept_rest(piece, shown, by=author)

    assert accepted == 1
    assert Remark.objects.get(verdict=Verdict.ACCEPT).field == "standfirst"


def test_a_headline_that_misstates_its_author_must_be_answered(piece, author, omar):
    title = WORDS["headline"]

    point = remarks.misstates(piece, "headline", title, "I never said so.", by=author)

    assert gates.open_points(piece).words == "“This headline misstates me” not answered"
    remarks.answer(piece, point.pk, "Changed it.", by=omar)
    assert gates.open_points(piece) is None


def test_it_is_said_of_the_title_that_was_shown(piece, author, omar):
    revisions.save(piece, {"headline": "A third one"}, by=omar, base=2)

    with pytest.raises(remarks.NoSuchChange):
        remarks.misstates(piece, "headline", WORDS["headline"], by=author)


def test_a_share_without_a_title_of_its_own_bears_the_headline(piece, author):
    point = remarks.misstates(piece, "social_title", WORDS["headline"], by=author)

    assert (point.field, point.after) == ("social_title", WORDS["headline"])


def test_only_its_author_speaks_and_only_the_desk_answers(
    piece, author, omar, checker, stranger
):
    key = keys(piece, author)["headline"]
    for other in (omar, stranger):
        with pytest.raises(PermissionDenied):
            remarks.say(piece, key, Verdict.OBJECT, by=other)
    point = object_to(piece, author)

    for other in (author, stranger, checker):
        with pytest.raises(PermissionDenied):
            remarks.answer(piece, point.pk, "Mine.", by=other)


def test_after_a_withdrawal_nothing_is_said_or_answered(piece, author, omar):
    key = keys(piece, author)["standfirst"]
    point = object_to(piece, author)
    perform(piece, Action.WITHDRAW, by=author, note="Elsewhere.")

    with pytest.raises(remarks.NotAtProof):
        remarks.say(piece, key, Verdict.OBJECT, by=author)
    with pytest.raises(remarks.NotAtProof):
        remarks.answer(piece, point.pk, "Too late.", by=omar)


def test_the_same_answer_twice_is_one_letter_and_another_is_told(
    piece, author, omar, edith
):
    point = object_to(piece, author)
    for _ in range(2):
        remarks.answer(piece, point.pk, "Done.", by=omar)

    with pytest.raises(remarks.AnsweredAlready) as late:
        remarks.answer(piece, point.pk, "I think not.", by=edith)

    assert late.value.remark.answer == "Done."
    assert Letter.objects.filter(kind="objection-answered").count() == 1


def test_both_authors_object_and_each_stands_for_itself(piece, author, omar):
    friend = make_contributor("Dara Lim")
    piece.bylines.create(author=friend.author, position=1)
    piece.refresh_from_db()
    object_to(piece, author)
    object_to(piece, friend)
    remarks.done(piece, by=friend)

    letter = said_to_the_holder(piece).get()

    assert gates.open_points(piece).words == "2 objections not answered"
    assert letter.subject.startswith("Ines Duarte and Dara Lim on your changes")


def test_a_proof_is_mailed_with_what_changed_since_the_signature(piece, author, omar):
    sign_as_author(piece)
    revisions.save(piece, {"headline": "The desk’s new headline"}, by=omar, base=2)

    signing.send_proof(piece, by=omar)

    letter = Letter.objects.get(kind="proof-again")
    assert letter.to == author.email
    assert "the desk changed 1 word." in letter.body
    assert (
        "“The desk’s own headline”\nis now:\n“The desk’s new headline”" in letter.body
    )
