from __future__ import annotations

import dataclasses

import pytest
from django.core.exceptions import PermissionDenied

from editorial import furniture, gates, outbox, remarks, revisions, signing
from editorial.models import Action, Letter, Override, SignOff, Status
from editorial.proof import proof_of
from editorial.workflow import perform
from tests.factories import (
    agree_to_all,
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
    agree_to_all(piece)
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


def agree(piece, *, fixes=True):
    proof = proof_of(piece)
    return signing.sign(
        piece, proof.fingerprint, by=piece.contributor, allows_fixes=fixes
    )


SLIPPED = "The goverment fell in 2025..\n\nIt was not the the end."


@pytest.fixture
def slipped(db):
    return make_submission(Status.ACCEPTED, body=SLIPPED)


def mend(piece, old, new, by, **how):
    body = piece.latest.body.replace(old, new)
    return signing.save(piece, {"body": body}, by=by, base=piece.latest.number, **how)


def test_a_typographical_fix_keeps_a_signature_that_allows_it(slipped, omar):
    first = agree(slipped)

    mend(slipped, "2025..", "2025.", omar)

    kept = SignOff.objects.get(carried_from=first)
    letter = Letter.objects.get(kind="slip-mended")
    assert is_signed(slipped)
    assert (kept.author, kept.by, kept.revision.number) == (first.author, first.by, 2)
    assert letter.to == slipped.contributor.email
    assert "The goverment fell in 2025." in letter.body
    assert slipped.acts.filter(action=Action.CARRY).count() == 1


def test_without_that_consent_every_fix_asks_again(slipped, omar):
    agree(slipped, fixes=False)

    mend(slipped, "2025..", "2025.", omar)

    assert not is_signed(slipped)
    assert not Letter.objects.filter(kind="slip-mended").exists()


@pytest.mark.parametrize(("is_slip", "stands"), [(True, True), (False, False)])
def test_a_mistyped_letter_wants_the_desk_s_word(slipped, omar, is_slip, stands):
    agree(slipped)

    mend(slipped, "goverment", "government", omar, is_slip=is_slip)

    assert is_signed(slipped) is stands


@pytest.mark.parametrize(
    ("old", "new"), [("2025", "2026"), ("not ", ""), ("fell", "fell down")]
)
def test_more_than_a_slip_asks_again_whatever_the_desk_says(slipped, omar, old, new):
    agree(slipped)

    mend(slipped, old, new, omar, is_slip=True)

    assert not is_signed(slipped)


def test_a_headline_is_never_mended_under_a_signature(slipped, omar):
    agree(slipped)

    words = {"headline": f"{slipped.latest.headline} "}
    signing.save(slipped, words, by=omar, base=1)
    assert is_signed(slipped)  # nothing was changed at all
    signing.save(slipped, {"headline": "A  headline, for the desk"}, by=omar, base=1)

    assert not is_signed(slipped)


def test_many_small_fixes_never_make_another_word(slipped, omar):
    agree(slipped)
    mend(slipped, "goverment", "government", omar, is_slip=True)

    mend(slipped, "government", "governmeent", omar, is_slip=True)

    assert not is_signed(slipped)


def test_fixes_go_on_from_the_page_that_was_signed(slipped, omar):
    first = agree(slipped)

    mend(slipped, "2025..", "2025.", omar)
    mend(slipped, "the the", "the", omar)

    assert is_signed(slipped)
    assert SignOff.objects.filter(carried_from=first).count() == 2


def test_a_fix_over_a_changed_page_carries_nothing(slipped, omar):
    agree(slipped)
    mend(slipped, "fell", "rose", omar)

    mend(slipped, "2025..", "2025.", omar)

    assert not is_signed(slipped)
    assert SignOff.objects.count() == 1


REASON = "The author has been on a mountain for three days and agreed by telephone."


@pytest.fixture
def unsigned(piece, omar):
    signing.send_proof(piece, by=omar)
    outbox.deliver_due()  # an edit before it leaves would take it back
    return piece


def go_past(piece, by, reason=REASON):
    return signing.override(
        piece, piece.authors[0], proof_of(piece).fingerprint, reason, by=by
    )


def test_a_named_editor_prints_past_a_signature_and_the_author_is_told(unsigned, omar):
    go_past(unsigned, omar)

    letter = Letter.objects.get(kind="overridden")
    assert is_signed(unsigned)
    assert letter.to == unsigned.contributor.email
    assert REASON in letter.body
    assert "Omar" in letter.body
    act = unsigned.acts.get(action=Action.OVERRIDE)
    assert (act.by, act.note, act.data["author"]) == (omar, REASON, "Ines Duarte")


def test_what_is_printed_past_a_signature_is_printed(unsigned, omar):
    signing.save(unsigned, {"standfirst": "A line."}, by=omar, base=1)
    go_past(unsigned, omar)
    agree_to_all(unsigned)

    perform(unsigned, Action.CLEAR, by=omar)

    assert unsigned.status == Status.CLEARED
    assert not unsigned.sign_offs.exists()


def test_it_lapses_with_the_next_word(unsigned, omar):
    go_past(unsigned, omar)

    signing.save(unsigned, {"headline": "Another"}, by=omar, base=1)

    assert not is_signed(unsigned)


def test_without_a_proof_nobody_prints_past_anybody(piece, omar):
    with pytest.raises(signing.NotOverridden, match="never been sent a proof"):
        go_past(piece, omar)


def test_a_headline_that_misstates_its_author_is_never_overridden(unsigned, omar):
    title = unsigned.latest.headline
    point = remarks.misstates(unsigned, "headline", title, by=unsigned.contributor)

    with pytest.raises(signing.NotOverridden, match="misstates"):
        go_past(unsigned, omar)

    remarks.answer(unsigned, point.pk, "It stays, for this reason.", by=omar)
    go_past(unsigned, omar)
    assert is_signed(unsigned)


def test_a_colleague_without_the_say_or_the_name_prints_past_nobody(
    unsigned, copy_editor, omar
):
    for other in (copy_editor, unsigned.contributor):
        with pytest.raises(PermissionDenied):
            go_past(unsigned, other)
    omar.name = ""
    with pytest.raises(signing.NotOverridden, match="no name"):
        go_past(unsigned, omar)
    with pytest.raises(ValueError, match="twenty"):
        go_past(unsigned, omar, "Too short.")

    assert not Override.objects.exists()


def test_an_override_is_of_the_text_that_was_read(unsigned, omar):
    shown = proof_of(unsigned).fingerprint
    signing.save(unsigned, {"headline": "Another"}, by=omar, base=1)

    with pytest.raises(signing.TextChanged):
        signing.override(unsigned, unsigned.authors[0], shown, REASON, by=omar)


def test_overriding_twice_is_one_decision_and_one_letter(unsigned, omar):
    go_past(unsigned, omar)
    go_past(unsigned, omar)

    assert Override.objects.count() == 1
    assert Letter.objects.filter(kind="overridden").count() == 1
