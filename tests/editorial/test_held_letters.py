"""Letters that a person at the desk causes wait as long as decisions do."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Picture, Section
from authors.models import Affiliation, Author
from editorial import (
    decisions,
    furniture,
    holds,
    keeping,
    outbox,
    signing,
    talk,
    unsent,
)
from editorial.desk.words import did
from editorial.models import Action, Attachment, Letter, LetterState, Message, Status
from editorial.notices import Wording
from newsroom import rounds
from tests.editorial.test_together import together
from tests.factories import (
    agree_to_all,
    make_contributor,
    make_overdue,
    make_picture,
    make_submission,
)

LATER = dt.timedelta(minutes=11)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _ten_minutes(settings) -> None:
    settings.UNDO_MINUTES = 10


def page_of(client, submission):
    client.force_login(submission.contributor)
    return client.get(f"/contribute/{submission.pk}/").content.decode()


def in_the_zip(submission):
    with (
        keeping.package(submission, reader=submission.contributor) as bundle,
        zipfile.ZipFile(bundle) as kept,
    ):
        return json.loads(kept.read("column.json"))["messages"]


@pytest.mark.django_db
def test_a_message_reaches_page_zip_and_inbox_at_the_same_instant(client, omar):
    submission = make_submission()
    mail.outbox.clear()
    talk.write_to_author(submission, "One question: who said so?", by=omar)

    outbox.deliver_due()
    letters = [each.subject for each in mail.outbox]
    assert "who said so" not in page_of(client, submission)
    assert in_the_zip(submission) == []

    with time_machine.travel(timezone.now() + LATER):
        outbox.deliver_due()
        assert "who said so" in page_of(client, submission)
        assert len(in_the_zip(submission)) == 1
    assert len(mail.outbox) == len(letters) + 1
    assert len(letters) == 1  # the receipt, at once


@pytest.mark.django_db
def test_a_message_taken_back_is_gone_with_its_letter_and_on_record(client, omar):
    submission = make_submission()
    talk.write_to_author(
        submission,
        "To the wrong author.",
        by=omar,
        enclosed=[talk.Enclosed("list.pdf", io.BytesIO(PDF))],
    )
    file = Attachment.objects.get()
    client.force_login(submission.contributor)
    address = f"/contribute/{submission.pk}/files/{file.uuid}/"
    assert client.get(address).status_code == 404
    letter = submission.letters.get(kind="message")

    assert decisions.recall(letter, by=omar) is True
    assert decisions.recall(letter, by=omar) is False

    assert not Message.objects.exists()
    assert not Attachment.objects.exists()
    assert not submission.letters.filter(kind="message").exists()
    undone = submission.acts.get(action=Action.UNDO)
    assert (undone.by, undone.data["letter"]) == (omar, "message")


@pytest.mark.django_db
def test_a_proof_taken_back_has_not_been_sent(omar):
    submission = make_submission(Status.ACCEPTED)
    signing.send_proof(submission, by=omar)

    decisions.recall(submission.letters.get(kind="proof"), by=omar)

    submission.refresh_from_db()
    assert submission.proof_sent_at is None
    assert not submission.letters.filter(kind="proof").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["proof", "request changes", "decline", "release"])
def test_what_can_be_undone_is_nothing_to_its_author_yet(client, omar, sent):
    piece = make_submission(Status.ACCEPTED if sent == "proof" else Status.SUBMITTED)
    if sent == "release":
        make_overdue(piece)
    agree_to_all(piece)
    client.force_login(piece.contributor)
    pages = [f"/contribute/{piece.pk}/", f"/contribute/{piece.pk}/proof/"]

    def seen():
        answers = [client.get(each, follow=True) for each in ("/contribute/", *pages)]
        said = "".join(re.sub(r"\w{64}", "", each.content.decode()) for each in answers)
        return re.findall(r">([^<>]*\w[^<>]*)<", said)

    before = seen()
    if sent == "proof":
        signing.send_proof(piece, by=omar)
        signing.send_proof(piece, by=omar)
        meanwhile = seen()
        decisions.recall(piece.letters.get(kind="proof"), by=omar)
        after = seen()
        signing.send_proof(piece, by=omar)
        decisions.hurry(piece.letters.get(kind="proof"), by=omar)
    else:
        waits = decisions.decide(piece, Action(sent), by=omar)
        meanwhile = seen()
        decisions.undo(waits, by=omar)
        after = seen()
        decisions.send_now(decisions.decide(piece, Action(sent), by=omar), by=omar)

    assert meanwhile == before
    assert after == before
    assert seen() != before  # what leaves is seen


@pytest.mark.django_db
def test_an_edit_takes_back_the_proof_that_waits(omar):
    piece = make_submission(Status.ACCEPTED)
    signing.send_proof(piece, by=omar)

    signing.save(piece, {"body": "Other words."}, by=omar, base=1)

    piece.refresh_from_db()
    assert piece.proof_sent_at is None
    assert not piece.letters.filter(kind="proof").exists()


def other_picture(piece, by):
    furniture.set_picture(piece, make_picture(), by=by)


def other_card(piece, by):
    Picture.objects.filter(pk=piece.picture_id).update(alt="A bridge at dusk.")
    furniture.card_changed(piece, by=by)


def other_card_alone(piece, by):
    """In another piece that shows it too."""
    Picture.objects.filter(pk=piece.picture_id).update(caption="A bridge.")


def other_byline(piece, by):
    joan = make_contributor("Joan Baptiste").author
    furniture.set_byline(piece, [*piece.authors, joan], by=by)


def other_profile(piece, by):
    Author.objects.filter(pk=piece.authors[0].pk).update(bio_line="Minister of water.")


def other_office(piece, by):
    Affiliation.objects.create(
        author=piece.authors[0],
        organisation="The ministry",
        role="Adviser",
        since=timezone.localdate(),
    )


def other_section(piece, by):
    section = Section.objects.create(name="Elsewhere", slug="elsewhere")
    furniture.set_details(
        piece, section=section, format=None, peg="", peg_until=None, by=by
    )


def other_name_of_section(piece, by):
    Section.objects.filter(pk=piece.section_id).update(name="The river")


def words(**changed):
    def change(piece, by):
        signing.save(piece, changed, by=by, base=piece.latest.number)

    return change


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        *(other_picture, other_card, other_card_alone, other_byline, other_profile),
        *(other_office, other_section, other_name_of_section),
        words(disclosure="She was paid by the ministry."),
        words(social_title="Another title"),
    ],
)
def test_no_author_gets_the_letter_of_a_proof_that_is_not_the_present_one(
    stores, omar, copy_editor, change
):
    piece = make_submission(Status.ACCEPTED)
    piece.picture = make_picture()
    piece.save()
    signing.send_proof(piece, by=omar)
    rounds.make()
    waits = piece.letters.filter(kind="proof").count()
    mail.outbox.clear()

    change(piece, copy_editor)
    with time_machine.travel(timezone.now() + LATER):
        rounds.make()

    piece.refresh_from_db()
    assert waits == 1
    assert [each.to for each in mail.outbox] == [[omar.email]]
    assert mail.outbox[0].subject == f"Your proof was not sent: {piece.headline}"
    assert piece.proof_sent_at is None
    assert signing.why_not_overridden(piece, omar) == (
        "The author has never been sent a proof. Send it first."
    )

    signing.send_proof(piece, by=omar)
    with time_machine.travel(timezone.now() + LATER):
        rounds.make()
    letters = piece.letters.filter(kind="proof")
    assert set(letters.values_list("state", flat=True)) == {LetterState.SENT}


@pytest.mark.django_db
def test_a_proof_that_is_still_the_present_one_leaves_as_it_was(stores, omar):
    piece = make_submission(Status.ACCEPTED)
    signing.send_proof(piece, by=omar)
    furniture.set_details(
        *(piece,),
        section=piece.section,
        format=None,
        peg="The new dam",
        peg_until=None,
        by=omar,
    )

    with time_machine.travel(timezone.now() + LATER):
        rounds.make()

    assert piece.letters.get(kind="proof").state == LetterState.SENT
    assert not piece.acts.filter(action=Action.UNDO).exists()


@pytest.mark.django_db
def test_a_profile_changed_in_the_instant_a_proof_leaves_holds_it_back(omar):
    piece = make_submission(Status.ACCEPTED)
    signing.send_proof(piece, by=omar)
    outbox.deliver_due()
    mail.outbox.clear()
    other_profile(piece, omar)

    with time_machine.travel(timezone.now() + LATER):
        outbox.deliver_due(unless=unsent.is_moot)  # no round has looked it over

    assert piece.contributor.email not in [each.to[0] for each in mail.outbox]
    undone = piece.acts.get(action=Action.UNDO)
    assert did(undone).startswith("took the proof back before it left")


@pytest.mark.django_db
def test_a_letter_is_changed_or_hurried_while_it_waits_only(omar, copy_editor):
    submission = make_submission(Status.ACCEPTED)
    signing.send_proof(submission, by=omar)
    letter = submission.letters.get(kind="proof")

    with pytest.raises(PermissionDenied):
        decisions.recall(letter, by=copy_editor)
    assert decisions.reword(letter, Wording("A\nproof", "Read it."), by=omar)
    assert decisions.hurry(letter, by=omar)
    assert outbox.deliver_due() >= 1

    letter.refresh_from_db()
    assert (letter.state, letter.subject) == (LetterState.SENT, "A proof")
    assert decisions.reword(letter, Wording("x", "y"), by=omar) is False
    assert decisions.recall(letter, by=omar) is False


@pytest.mark.django_db
def test_receipts_and_what_authors_write_leave_at_once(omar):
    submission = make_submission()
    holds.take(submission, by=omar)
    submission.refresh_from_db()

    talk.write_to_desk(submission, "A word.", by=submission.contributor)

    assert set(submission.letters.values_list("is_held", flat=True)) == {False}
    assert Message.objects.seen_by_authors().count() == 1


@pytest.mark.django_db(transaction=True)
def test_taken_back_at_the_instant_it_leaves_it_either_left_or_did_not(omar):
    for _turn in range(4):
        submission = make_submission()
        outbox.deliver_due()
        mail.outbox.clear()
        talk.write_to_author(submission, "A word.", by=omar)
        letter = submission.letters.get(kind="message")
        soon = timezone.now() + dt.timedelta(milliseconds=150)
        Letter.objects.filter(pk=letter.pk).update(try_at=soon)

        def deliver(hour=soon):
            while timezone.now() < hour:
                pass
            return outbox.deliver_due()

        undone, sent = together(
            lambda each=letter: decisions.recall(each, by=omar), deliver
        )

        assert (undone, sent) in [(True, 0), (False, 1)]
        assert len(mail.outbox) == sent
        assert Message.objects.filter(submission=submission).count() == sent
