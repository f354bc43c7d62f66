"""What a robot, a flood or bad intent gets: a sentence, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from authors.models import NO_LINK
from editorial import drafts, notices, outbox
from editorial.contribute import write
from editorial.forms import WriteForm
from editorial.models import Action, Draft, Letter, Status, Submission
from editorial.workflow import perform
from tests.factories import make_draft, make_submission
from tests.typed import shown_a_while_ago, typed_column

LETTERS = sorted(
    path.name.removesuffix(".subject.txt")
    for path in Path(settings.BASE_DIR, "templates/email").glob("*.subject.txt")
)
HOSTILE = (
    "Ines\r\nBcc: all@spam.example\n\rX-Spam: 1\u2028X-More: 2\x0bX-Tab: 3\x85X: 4"
)


@pytest.mark.django_db
def test_a_link_in_the_name_field_is_told_and_the_text_stays(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)
    said = typed_column(about_name="Cheap pills at www.pills.example")

    answer = client.post(
        f"/contribute/{piece.pk}/write/", said | {"version": "0", "then": "check"}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"about_name": [NO_LINK]}
    assert NO_LINK in answer.content.decode()
    assert WriteForm(said).errors["about_name"] == [NO_LINK]
    assert Draft.objects.get().typed["body"] == said["body"]


@pytest.mark.django_db
def test_no_more_drafts_are_begun_than_anybody_can_finish(client, ines, monkeypatch):
    monkeypatch.setattr(write, "OPEN_DRAFTS", 2)
    client.force_login(ines)
    make_draft(ines)
    sent = make_submission(contributor=ines)
    said = {"body": "A third", "shown": shown_a_while_ago(), "then": "save"}
    second = client.post("/contribute/new/", said)

    third = client.post("/contribute/new/", said)

    page = third.content.decode()
    assert second.status_code == 302
    assert third.status_code == 422
    assert write.MANY_OPEN in page
    assert "A third" in page
    assert Submission.objects.filter(status=Status.DRAFT).count() == 2
    assert sent.status == Status.SUBMITTED


@pytest.mark.django_db
def test_two_hundred_drafts_from_one_account_are_fifty_at_most(client, ines):
    drafts_of_hers = [Submission(contributor=ines) for _ in range(write.OPEN_DRAFTS)]
    Submission.objects.bulk_create(drafts_of_hers)
    client.force_login(ines)
    said = {"body": "One more", "shown": shown_a_while_ago()}

    answers = {client.post("/contribute/new/", said).status_code for _ in range(5)}

    assert answers == {422}
    assert Submission.objects.count() == write.OPEN_DRAFTS == 50


@pytest.mark.django_db
@pytest.mark.parametrize("event", LETTERS)
def test_no_letter_carries_a_header_somebody_typed(event, omar):
    piece = make_submission()
    piece.latest.headline = HOSTILE
    omar.name = HOSTILE
    Letter.objects.all().delete()  # its receipt
    worded = notices.worded(piece, event, by=omar, name=HOSTILE, note=HOSTILE)

    outbox.post(
        to=piece.contributor.email,
        subject=worded.subject,
        body=worded.body,
        kind=event,
        submission=piece,
    )
    outbox.deliver_due()

    [sent] = mail.outbox
    raw = sent.message()
    assert not {"bcc", "x-spam", "x-more", "x-tab", "x"} & {k.lower() for k in raw}
    assert sent.recipients() == [piece.contributor.email]
    assert len(Letter.objects.get().subject.splitlines()) == 1
    head = raw.as_bytes().split(b"\n\n")[0]
    assert b"\nBcc" not in head
    assert b"\nX-Spam" not in head


@pytest.mark.django_db
def test_a_headline_with_line_ends_in_it_is_one_line_from_the_first_save(ines, omar):
    piece = drafts.begin(ines, typed_column(headline=HOSTILE, about_name="Ines Duarte"))
    form = WriteForm(piece.draft.typed, submission=piece)
    assert form.is_valid(), form.errors
    drafts.send(piece, form.piece(), by=ines)
    perform(piece, Action.DECLINE, by=omar, note=HOSTILE)

    outbox.deliver_due()

    assert len(piece.latest.headline.splitlines()) == 1
    assert [len(sent.subject.splitlines()) for sent in mail.outbox] == [1, 1]
    assert {sent.to[0] for sent in mail.outbox} == {ines.email}
