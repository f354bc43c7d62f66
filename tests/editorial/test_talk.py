from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from editorial import holds, talk
from editorial.models import Letter, Message, Note
from tests.factories import make_submission

CAST = ["omar", "publisher", "copy_editor", "checker", "counsel", "stranger", "author"]


def the(who, submission, request):
    return submission.contributor if who == "author" else request.getfixturevalue(who)


@pytest.mark.django_db
@pytest.mark.parametrize("who", CAST)
def test_who_may_write_to_the_author(who, request):
    submission = make_submission()
    by = the(who, submission, request)

    if who in {"omar", "publisher", "copy_editor"}:
        talk.write_to_author(submission, "A question.", by=by)
        assert Message.objects.get().is_from_desk
    else:
        with pytest.raises(PermissionDenied):
            talk.write_to_author(submission, "A question.", by=by)
        assert not Message.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", CAST)
def test_who_may_write_to_the_desk_on_this_piece(who, request):
    submission = make_submission()
    by = the(who, submission, request)

    if who == "author":
        talk.write_to_desk(submission, "An answer.", by=by)
        assert not Message.objects.get().is_from_desk
    else:
        with pytest.raises(PermissionDenied):
            talk.write_to_desk(submission, "An answer.", by=by)


@pytest.mark.django_db
@pytest.mark.parametrize("who", CAST)
def test_who_may_keep_a_desk_note(who, request):
    submission = make_submission()
    by = the(who, submission, request)

    if who in {"stranger", "author"}:
        with pytest.raises(PermissionDenied):
            talk.note(submission, "Careful.", by=by)
    else:
        talk.note(submission, "Careful.", by=by)
        assert Note.objects.get().text == "Careful."


@pytest.mark.django_db
def test_a_desk_note_is_mailed_to_nobody_and_quoted_nowhere(omar):
    submission = make_submission()
    Letter.objects.all().delete()

    talk.note(submission, "The ambassador is a bore.", by=omar)

    assert not Letter.objects.exists()
    assert not Message.objects.exists()
    assert "bore" not in str(list(submission.acts.values("note", "data")))


@pytest.mark.django_db
def test_a_message_goes_by_mail_in_both_directions(omar):
    submission = make_submission()
    holds.take(submission, by=omar)
    Letter.objects.all().delete()

    talk.write_to_author(submission, "Is 190 right?", by=omar)
    talk.write_to_desk(submission, "From the registers.", by=submission.contributor)

    said = {letter.to: letter.body for letter in Letter.objects.all()}
    assert "Is 190 right?" in said[submission.contributor.email]
    assert "From the registers." in said[omar.email]
