"""Whose the words are: the package to take home, the purge, the legal hold."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Picture
from editorial import drafts, files, furniture, keeping, log, revisions, rules, talk
from editorial.models import (
    Act,
    Action,
    Attachment,
    Draft,
    Incoming,
    Letter,
    Message,
    Note,
    Purge,
    Purpose,
    Revision,
    Status,
    Submission,
)
from editorial.workflow import perform
from tests.factories import (
    make_article,
    make_contributor,
    make_draft,
    make_editor,
    make_picture,
    make_section,
    make_submission,
    sign_as_author,
)

pytestmark = pytest.mark.django_db

SECRET = "We think he made it up"
WORDS = "A sentence nobody else wrote"


def unpacked(piece, reader):
    with keeping.package(piece, reader=reader) as bundle:
        archive = zipfile.ZipFile(io.BytesIO(bundle.read()))
    return {name: archive.read(name) for name in archive.namelist()}


def declined(*, days_ago: float = 0, **how) -> Submission:
    piece = make_submission(Status.DECLINED, body=WORDS, **how)
    talk.note(piece, SECRET, by=make_editor())
    Submission.objects.filter(pk=piece.pk).update(
        stage_since=timezone.now() - dt.timedelta(days=days_ago)
    )
    piece.refresh_from_db()
    return piece


def with_file(piece: Submission, data: bytes = b"Notes of mine") -> Attachment:
    return files.keep(
        piece,
        io.BytesIO(data),
        name="notes.txt",
        purpose=Purpose.SOURCE,
        by=piece.contributor,
    )


# The package


def test_a_package_holds_every_version_and_file_and_what_was_said():
    piece = make_submission(Status.ACCEPTED, body=WORDS)
    with_file(piece)
    talk.write_to_desk(piece, "When does it run?", by=piece.contributor)

    found = unpacked(piece, piece.contributor)

    assert WORDS in found["text/001.md"].decode()
    assert found["files/01 notes.txt"] == b"Notes of mine"
    said = json.loads(found["column.json"])
    assert said["messages"][0]["text"] == "When does it run?"
    assert {each["answer"] for each in said["declarations"]} == {"no"}
    assert "READ ME.txt" in found


def test_nothing_of_the_desks_own_is_in_a_package():
    piece = make_submission(Status.SUBMITTED)
    editor = make_editor("Nora Editor")
    talk.note(piece, SECRET, by=editor)
    perform(piece, Action.DECLINE, by=editor, note=SECRET)

    everything = b"".join(unpacked(piece, piece.contributor).values()).decode()

    assert SECRET not in everything


def test_a_co_author_gets_the_text_and_not_the_others_declarations():
    piece = make_submission(Status.SUBMITTED)
    other = make_contributor("Other Author")
    piece.bylines.create(author=other.author, position=1)

    said = json.loads(unpacked(piece, other)["column.json"])

    assert said["versions"]
    assert said["declarations"] == []


def test_a_stranger_gets_no_package(stranger):
    piece = make_submission()

    with pytest.raises(PermissionDenied):
        keeping.package(piece, reader=stranger)


def test_a_file_lost_from_the_store_does_not_cost_the_rest():
    piece = make_submission()
    lost = with_file(piece)
    lost.file.storage.delete(lost.file.name)

    found = unpacked(piece, piece.contributor)

    assert "files/01 notes.txt is missing.txt" in found
    assert "text/001.md" in found


# The purge


def test_a_purge_deletes_the_words_and_keeps_the_record(
    django_capture_on_commit_callbacks,
):
    piece = declined()
    kept = with_file(piece)
    before = Act.objects.filter(submission=piece).count()

    with django_capture_on_commit_callbacks(execute=True):
        keeping.purge(piece, by=piece.contributor)

    assert not Revision.objects.filter(submission=piece).exists()
    for model in (Attachment, Draft, Letter, Message, Note):
        assert not model.objects.filter(submission=piece).exists()
    assert not kept.file.storage.exists(kept.file.name)
    assert Act.objects.filter(submission=piece).count() == before + 1
    assert log.problems(piece) == []
    assert Purge.objects.get().rows["revision"] == 1
    assert (piece.why_now, piece.why_you) == ("", "")


def test_a_purge_takes_the_pictures_nobody_else_shows(
    django_capture_on_commit_callbacks,
):
    piece, picture, shared = make_draft(), make_picture(), make_picture()
    furniture.set_picture(piece, picture, by=piece.contributor)
    perform_withdrawal(piece)
    other = declined()
    Submission.objects.filter(pk=other.pk).update(picture=shared)
    make_article(picture=shared)
    other.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        keeping.purge(piece, by=piece.contributor)
        keeping.purge(other, by=other.contributor)

    assert list(Picture.objects.all()) == [shared]
    assert not picture.original.storage.exists(picture.original.name)
    assert shared.original.storage.exists(shared.original.name)


def perform_withdrawal(piece):
    perform(piece, Action.WITHDRAW, by=piece.contributor)


@pytest.mark.parametrize(
    "status",
    [
        Status.DRAFT,
        Status.SUBMITTED,
        Status.REVISING,
        Status.ACCEPTED,
        Status.CLEARED,
    ],
)
def test_what_is_on_its_way_is_not_deleted(status):
    piece = make_submission(status)

    with pytest.raises(keeping.Kept):
        keeping.purge(piece, by=piece.contributor)

    assert not Purge.objects.exists()


def test_signed_words_are_not_deleted():
    piece = make_submission(Status.ACCEPTED)
    sign_as_author(piece)
    perform(piece, Action.SPIKE, by=make_editor())

    with pytest.raises(keeping.Kept, match="signed"):
        keeping.purge(piece, by=piece.contributor)


def test_only_its_sender_may_have_it_deleted(stranger):
    piece = declined()
    other = make_contributor("Other Author")
    piece.bylines.create(author=other.author, position=1)

    for person in (stranger, other, make_editor()):
        with pytest.raises(PermissionDenied):
            keeping.purge(piece, by=person)


def test_a_second_purge_finds_nothing_to_do():
    piece = declined()
    keeping.purge(piece, by=piece.contributor)

    with pytest.raises(keeping.Kept, match="already"):
        keeping.purge(piece, by=piece.contributor)

    assert Purge.objects.count() == 1


def test_the_desk_no_longer_opens_a_purged_piece(omar):
    piece = declined()
    keeping.purge(piece, by=piece.contributor)

    assert not rules.desk_submissions(omar).filter(pk=piece.pk).exists()


# The clock


@pytest.mark.parametrize(("days_ago", "gone"), [(29.9, 0), (30.1, 1)])
def test_words_go_when_the_time_of_their_section_is_over(days_ago, gone):
    declined(days_ago=days_ago, section=make_section(purge_after_days=30))

    assert keeping.purge_due() == gone

    assert Purge.objects.filter(by=None).count() == gone


def test_a_section_that_keeps_everything_keeps_it():
    declined(days_ago=4000, section=make_section(purge_after_days=0))

    assert keeping.purge_due() == 0


def test_the_clock_leaves_what_is_held_signed_or_on_its_way(publisher):
    section = make_section(purge_after_days=1)
    held = declined(days_ago=9, section=section)
    keeping.hold(held, "A letter from a lawyer", by=publisher)
    with time_machine.travel(timezone.now() - dt.timedelta(days=9)):
        make_submission(Status.SUBMITTED, section=section)

    assert keeping.purge_due() == 0


@pytest.mark.parametrize(("days_ago", "left"), [(179, 1), (181, 0)])
def test_what_is_noted_of_mail_is_forgotten_after_half_a_year(days_ago, left):
    at = timezone.now() - dt.timedelta(days=days_ago)
    Incoming.objects.create(message_id="<1@example.org>", outcome="Taken", at=at)

    keeping.forget_mail()

    assert Incoming.objects.count() == left


def test_a_second_round_purges_nothing_more():
    declined(days_ago=9, section=make_section(purge_after_days=1))

    assert [keeping.purge_due(), keeping.purge_due()] == [1, 0]


def test_the_day_it_goes_is_told():
    section = make_section(purge_after_days=10)
    piece = declined(section=section)

    assert keeping.purge_day(piece) == piece.stage_since + dt.timedelta(days=10)
    section.purge_after_days = 0
    section.save()
    piece.section.refresh_from_db()
    assert keeping.purge_day(piece) is None


# The hold


def test_what_is_held_is_kept_until_the_hold_ends(publisher):
    piece = declined()
    keeping.hold(piece, "A letter from a lawyer", by=publisher)
    with pytest.raises(keeping.Kept, match="legal reason"):
        keeping.purge(piece, by=piece.contributor)

    keeping.hold(piece, "", by=publisher)
    keeping.purge(piece, by=piece.contributor)

    assert piece.purged_at
    holds = Act.objects.filter(submission=piece, action=Action.HOLD)
    assert [act.note for act in holds] == [
        "A letter from a lawyer",
        "The hold has ended",
    ]


def test_an_editor_cannot_hold(omar):
    with pytest.raises(PermissionDenied):
        keeping.hold(declined(), "Because", by=omar)


def test_what_is_gone_cannot_be_held(publisher):
    piece = declined()
    keeping.purge(piece, by=piece.contributor)

    with pytest.raises(keeping.Kept):
        keeping.hold(piece, "Because", by=publisher)


# The pages


def test_a_contributor_downloads_and_then_deletes(client):
    piece = declined()
    client.force_login(piece.contributor)
    address = f"/contribute/{piece.pk}/yours/"

    page = client.get(address).content.decode()
    bundle = client.get(f"{address}download/")
    unsure = client.post(address, {})
    done = client.post(address, {"is_sure": "on"})

    assert "Delete it for good" in page
    assert bundle["Content-Disposition"].startswith("attachment")
    assert zipfile.is_zipfile(io.BytesIO(b"".join(bundle.streaming_content)))
    assert unsure.status_code == 422
    assert done.status_code == 302
    after = client.get(f"/contribute/{piece.pk}/")
    assert after.status_code == 200
    assert "Its words were deleted" in after.content.decode()
    assert client.get("/contribute/").status_code == 200


def test_a_legal_hold_is_told_without_its_reason(client, publisher):
    piece = declined()
    keeping.hold(piece, SECRET, by=publisher)
    client.force_login(piece.contributor)

    page = client.get(f"/contribute/{piece.pk}/yours/").content.decode()
    refused = client.post(f"/contribute/{piece.pk}/yours/", {"is_sure": "on"})

    assert "for a legal reason" in page
    assert SECRET not in page
    assert refused.status_code == 409


def test_a_stranger_finds_nothing_of_it(client, stranger):
    piece = declined()
    client.force_login(stranger)

    for part in ("yours/", "yours/download/"):
        assert client.get(f"/contribute/{piece.pk}/{part}").status_code == 404


def test_downloads_are_counted(client):
    piece = make_submission()
    client.force_login(piece.contributor)
    address = f"/contribute/{piece.pk}/yours/download/"

    codes = []
    for _ in range(11):
        answer = client.get(address)
        for _ in getattr(answer, "streaming_content", ()):
            pass  # read to its end, as a browser does
        codes.append(answer.status_code)

    assert codes == [200] * 10 + [429]


def test_a_draft_withdrawn_before_it_was_sent_can_be_deleted(client):
    piece = make_draft()
    drafts.save(piece, {"body": WORDS}, version=0)
    perform_withdrawal(piece)
    client.force_login(piece.contributor)

    client.post(f"/contribute/{piece.pk}/yours/", {"is_sure": "on"})

    assert not Draft.objects.exists()
    assert client.get(f"/contribute/{piece.pk}/").status_code == 200


def test_a_package_costs_the_same_queries_for_one_version_and_three(
    django_assert_max_num_queries,
):
    piece = make_submission(Status.ACCEPTED, section=make_section())
    editor = make_editor()
    with django_assert_max_num_queries(40):
        unpacked(piece, piece.contributor)
    for number in (1, 2):
        revisions.save(piece, {"body": f"Text {number}"}, by=editor, base=number)

    with django_assert_max_num_queries(40):
        unpacked(piece, piece.contributor)
