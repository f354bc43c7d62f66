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

from editorial import decisions, holds, keeping, outbox, signing, talk
from editorial.models import Action, Attachment, Letter, LetterState, Message, Status
from editorial.notices import Wording
from tests.editorial.test_together import together
from tests.factories import agree_to_all, make_overdue, make_submission

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
