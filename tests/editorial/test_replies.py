"""The address an answer goes to: what it gives away, and what it withstands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial import holds, outbox, replies, signing, talk
from editorial.models import ENDED, Action, Letter, Status
from editorial.workflow import perform
from tests.factories import make_author, make_editor, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_mail(settings):
    settings.REPLY_ADDRESS = "reply@columns.example"


def test_an_address_names_its_piece_and_its_person(ines):
    piece = make_submission(contributor=ines)

    address = replies.address_for(piece, ines)

    assert re.fullmatch(r"reply\+[a-z0-9-]{20,58}@columns\.example", address)
    assert replies.read(address) == (piece.pk, ines.pk)


def test_a_mail_server_may_fold_its_case(ines):
    address = replies.address_for(make_submission(contributor=ines), ines)

    assert replies.read(address.upper()) == replies.read(address)


def test_the_longest_one_fits_a_mailbox(settings, ines):
    settings.REPLY_ADDRESS = f"{'r' * 20}@columns.example"
    piece = make_submission(contributor=ines)
    piece.pk = ines.pk = 36**7 - 1

    address = replies.address_for(piece, ines)

    assert len(address.partition("@")[0]) <= 64
    assert replies.read(address) == (36**7 - 1, 36**7 - 1)


def test_no_letter_of_a_token_may_be_changed(ines):
    address = replies.address_for(make_submission(contributor=ines), ines)
    start, end = address.index("+") + 1, address.index("@")

    for place in range(start, end):
        other = "b" if address[place] == "a" else "a"
        assert replies.read(address[:place] + other + address[place + 1 :]) is None


def test_another_house_cannot_make_one(settings, ines):
    piece = make_submission(contributor=ines)
    settings.SECRET_KEY, ours = "another house " + "x" * 40, settings.SECRET_KEY
    forged = replies.address_for(piece, ines)
    settings.SECRET_KEY = ours

    assert replies.read(forged) is None


def test_an_address_outlives_a_change_of_the_key(settings, ines):
    piece = make_submission(contributor=ines)
    address = replies.address_for(piece, ines)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next key " + "x" * 40

    assert replies.read(address) == (piece.pk, ines.pk)


@given(st.text(max_size=80))
def test_whatever_else_is_written_there_is_none_of_ours(text):
    assert replies.read(text) is None
    assert replies.read(f"reply+{text}@columns.example") is None


def test_where_answers_by_mail_are_not_set_up_there_is_no_address(settings, ines):
    piece = make_submission(contributor=ines)
    address = replies.address_for(piece, ines)

    settings.REPLY_ADDRESS = ""

    assert replies.address_for(piece, ines) == ""
    assert replies.read(address) is None
    assert replies.read("+@") is None


@pytest.mark.parametrize("status", ENDED)
def test_a_letter_that_ends_a_piece_asks_for_no_answer(status):
    piece = make_submission(status)

    last = Letter.objects.filter(to=piece.contributor.email).first()

    assert last.reply_to == ""
    assert "Answer this mail" not in last.body


def test_a_letter_to_an_author_takes_an_answer(omar, ines):
    piece = make_submission(Status.SUBMITTED, contributor=ines)
    talk.write_to_author(piece, "Is 190 right?", by=omar)

    letter = Letter.objects.filter(to=ines.email).first()

    assert replies.read(letter.reply_to) == (piece.pk, ines.pk)
    assert "Answer this mail or write on the page:" in letter.body


def test_each_author_has_an_address_of_their_own(stranger):
    piece = make_submission(Status.ACCEPTED)
    make_author("Sam Stranger", user=stranger)
    piece.bylines.create(author=stranger.author, position=1)

    signing.send_proof(piece, by=make_editor())

    proofs = Letter.objects.filter(kind="proof")
    assert {replies.read(letter.reply_to) for letter in proofs} == {
        (piece.pk, piece.contributor.pk),
        (piece.pk, stranger.pk),
    }


def test_a_letter_to_the_desk_says_who_will_read_the_answer(omar):
    piece = make_submission()
    holds.take(piece, by=omar)
    talk.write_to_desk(piece, "From the registers.", by=piece.contributor)

    letter = Letter.objects.get(kind="desk-message")

    assert replies.read(letter.reply_to) == (piece.pk, omar.pk)
    assert "the author will read what you answer" in letter.body


def test_the_holder_of_a_withdrawn_piece_has_nobody_to_answer(omar):
    piece = make_submission()
    holds.take(piece, by=omar)
    perform(piece, Action.WITHDRAW, by=piece.contributor, note="It runs elsewhere.")

    assert Letter.objects.get(kind="desk-withdrawn").reply_to == ""


def test_the_address_travels_with_the_mail(mailoutbox, ines):
    make_submission(contributor=ines)

    outbox.deliver_due()

    assert [mail.reply_to for mail in mailoutbox] == [[Letter.objects.get().reply_to]]
    assert mailoutbox[0].reply_to[0].startswith("reply+")


def test_without_an_address_the_mail_has_no_such_line(mailoutbox, settings):
    settings.REPLY_ADDRESS = ""
    make_submission()

    outbox.deliver_due()

    assert "Reply-To" not in mailoutbox[0].message()
    assert "Answer this mail" not in mailoutbox[0].body
