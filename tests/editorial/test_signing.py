from __future__ import annotations

import dataclasses

import pytest
from django.core.exceptions import PermissionDenied

from editorial import furniture, gates, revisions, signing
from editorial.models import SignOff, Status
from editorial.proof import proof_of
from tests.factories import (
    make_author,
    make_contributor,
    make_picture,
    make_submission,
    sign_as_author,
)


@pytest.fixture
def piece(db):
    return make_submission(Status.ACCEPTED)


def is_signed(submission) -> bool:
    submission.refresh_from_db()
    return gates.sign_off(submission) is None


def test_a_signature_opens_the_gate_for_this_very_text(piece):
    sign_as_author(piece)

    assert is_signed(piece)


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "Another headline"},
        {"standfirst": "Another standfirst"},
        {"social_title": "Another social title"},
        {"search_title": "Another search title"},
        {"body": "Another text."},
        {"disclosure": "The author owns the mill."},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_change_that_readers_would_see_lets_it_lapse(piece, change, omar):
    sign_as_author(piece)

    revisions.save(piece, change, by=omar, base=piece.latest.number)

    assert not is_signed(piece)


def test_another_picture_lets_it_lapse(piece, omar):
    sign_as_author(piece)

    furniture.set_picture(piece, make_picture(), by=omar)

    assert not is_signed(piece)


def test_another_word_on_the_picture_s_card_lets_it_lapse(piece, omar):
    picture = make_picture()
    furniture.set_picture(piece, picture, by=omar)
    sign_as_author(piece)

    picture.caption = "Not where you think."
    picture.save()

    assert not is_signed(piece)


def test_a_co_author_lets_it_lapse_and_must_sign_too(piece, omar):
    sign_as_author(piece)
    second = make_contributor("Bo Second")

    furniture.set_byline(piece, [*piece.authors, second.author], by=omar)

    assert gates.unsigned(piece) == ["Ines Duarte", "Bo Second"]
    sign_as_author(piece)
    assert is_signed(piece)


def test_going_back_to_the_signed_text_revives_the_signature(piece, omar):
    sign_as_author(piece)
    first = piece.latest.number
    revisions.save(piece, {"headline": "Other"}, by=omar, base=first)

    revisions.restore(piece, first, by=omar, base=first + 1)

    assert is_signed(piece)


def test_a_signature_on_a_text_that_changed_a_second_ago_fails(piece, omar):
    shown = proof_of(piece).fingerprint
    revisions.save(piece, {"headline": "Changed"}, by=omar, base=piece.latest.number)

    with pytest.raises(signing.TextChanged) as changed:
        signing.sign(piece, shown, by=piece.contributor)

    assert changed.value.proof.headline == "Changed"
    assert not SignOff.objects.exists()


def test_signing_twice_is_one_signature_and_one_act(piece):
    acts = piece.acts.count()

    sign_as_author(piece)
    sign_as_author(piece)

    assert SignOff.objects.count() == 1
    assert piece.acts.count() == acts + 1


def test_only_an_author_signs(piece, omar, stranger):
    fingerprint = proof_of(piece).fingerprint

    for other in (omar, stranger):
        with pytest.raises(PermissionDenied):
            signing.sign(piece, fingerprint, by=other)

    assert not SignOff.objects.exists()


def test_nothing_is_signed_before_the_desk_has_said_yes(db):
    submission = make_submission()

    with pytest.raises(signing.NotAtProof):
        signing.sign(submission, "0" * 64, by=submission.contributor)


def test_the_fingerprint_covers_every_field_of_the_proof(piece):
    proof = proof_of(piece)
    seen = {proof.fingerprint}

    for field in dataclasses.fields(proof):
        value = getattr(proof, field.name)
        other = f"{value}." if isinstance(value, str) else ("other",)
        seen.add(dataclasses.replace(proof, **{field.name: other}).fingerprint)

    assert len(seen) == 1 + len(dataclasses.fields(proof))


def test_an_author_who_cannot_sign_in_is_not_waited_for(piece, omar):
    furniture.set_byline(piece, [*piece.authors, make_author("Old Sage")], by=omar)

    sign_as_author(piece)

    assert is_signed(piece)
