from __future__ import annotations

import pytest

from editorial import changes, furniture, revisions, signing
from editorial.models import Status
from editorial.proof import proof_of
from tests.factories import make_contributor, make_picture, make_submission

pytestmark = pytest.mark.django_db


def between(before, after):
    return changes.between({"body": before}, {"body": after})


def test_each_changed_sentence_of_the_text_is_one_change():
    before = "One stays. Two was here. Three stays.\n\nFour was here."
    after = "One stays. Two is here. Three stays.\n\nFour is here now."

    found = between(before, after)

    assert [(c.number, c.where, c.before, c.after) for c in found] == [
        (1, "Paragraph 1", "Two was here.", "Two is here."),
        (2, "Paragraph 2", "Four was here.", "Four is here now."),
    ]


def test_a_change_is_known_again_and_another_in_its_place_is_not():
    [first] = between("It was late.", "It was early.")
    [again] = between(
        "New before it.\n\nIt was late.", "New before it.\n\nIt was early."
    )
    [other] = between("It was late.", "It was too early.")

    assert first.key == again.key
    assert first.key != other.key


def test_a_word_for_a_word_is_one_word_changed():
    [one] = between("The money was cut off.", "The money was frozen off.")
    [mark] = between("It came -- late.", "It came – late.")

    assert (one.words, changes.summary([one])) == (1, "1 word")
    assert (mark.words, changes.summary([mark])) == (0, "1 mark")


def test_a_rewritten_text_stands_side_by_side():
    before = " ".join(f"mine{n}" for n in range(100))
    after = " ".join(f"theirs{n}" for n in range(100))

    [found] = between(before, after)

    assert (found.runs, found.before, found.after) == ((), before, after)


def test_picture_caption_byline_and_closing_line_are_changes_too(omar):
    piece = make_submission(Status.ACCEPTED)
    friend = make_contributor("Dara Lim")
    furniture.set_picture(piece, make_picture(caption="A road."), by=omar)
    furniture.set_byline(piece, [*piece.authors, friend.author], by=omar)

    found = changes.since_sent(piece, proof_of(piece))

    assert [each.field for each in found] == [
        "byline",
        "picture",
        "caption",
        "closing_line",
    ]
    assert changes.summary(found) == (
        "the names and bios, the picture, the caption and credit and the closing line"
    )


def test_since_a_signature_only_what_came_after_it_is_asked(omar):
    piece = make_submission(Status.ACCEPTED)
    author = piece.contributor
    revisions.save(piece, {"headline": "Before"}, by=omar, base=1)
    signing.sign(piece, proof_of(piece).fingerprint, by=author)
    revisions.save(piece, {"standfirst": "After it."}, by=omar, base=2)

    since = changes.since_last_seen(piece, proof_of(piece), author)

    assert [each.field for each in since.changes] == ["standfirst"]
    assert since.signature == piece.sign_offs.get()


def test_a_signature_remembers_what_stood_around_the_words(omar):
    piece = make_submission(Status.ACCEPTED)
    picture = make_picture(caption="As signed.")
    furniture.set_picture(piece, picture, by=omar)
    signing.sign(piece, proof_of(piece).fingerprint, by=piece.contributor)
    picture.caption = "Another caption."
    picture.save()
    piece.refresh_from_db()

    since = changes.since_last_seen(piece, proof_of(piece), piece.contributor)

    [caption] = since.changes
    assert caption.before == "As signed. Photograph: Dara Lim"
    assert caption.after == "Another caption. Photograph: Dara Lim"


def test_a_letter_quotes_both_wordings():
    found = between("The money was cut off.", "The money was frozen.")

    assert changes.in_words(found) == (
        "Paragraph 1, was:\n“The money was cut off.”\nis now:\n“The money was frozen.”"
    )
    assert changes.in_words([]) == f"Changed: {changes.UNSEEN}."
