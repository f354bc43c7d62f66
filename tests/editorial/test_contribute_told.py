"""What a contributor is told of every act, and what never reaches their page."""

from __future__ import annotations

import pytest
from django.db import transaction

from editorial import log
from editorial.contribute import told
from editorial.models import Action, Status, Submission
from tests.factories import make_submission

pytestmark = pytest.mark.django_db
SECRET = "what the desk says among itself"
# Where acts of any kind have ever kept something, and some names they have not.
KEPT = (
    *("reason", "why", "words", "desk_note", "message", "to", "conditions", "said"),
    *("hour", "answer_by", "revise_by", "fingerprint", "revision", "authors", "text"),
)


def test_every_act_is_told_in_words_or_knowingly_silent():
    assert set(Action) <= set(told._TOLD) | told.SILENT


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("is_mine", [False, True], ids=["the desk", "the author"])
def test_nothing_an_act_keeps_for_the_desk_is_on_the_page(
    client, ines, omar, action, is_mine
):
    client.force_login(ines)
    piece = make_submission(contributor=ines)
    data = dict.fromkeys(KEPT, SECRET)
    with transaction.atomic():
        by = ines if is_mine else omar
        log.write(piece, action, by=by, note=SECRET, **data)

    answer = client.get(f"/contribute/{piece.pk}/")

    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("action", Action)
def test_an_act_of_the_newsroom_s_clock_is_told_like_any_other(client, ines, action):
    client.force_login(ines)
    piece = make_submission(contributor=ines)
    with transaction.atomic():
        log.write(piece, action, by=None, note=SECRET)

    answer = client.get(f"/contribute/{piece.pk}/")

    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("status", Status)
def test_wherever_it_is_the_page_says_where_and_what_comes_next(client, ines, status):
    client.force_login(ines)
    piece = make_submission(status, contributor=ines)

    standing = told.standing(Submission.objects.get(pk=piece.pk))
    page = client.get(f"/contribute/{piece.pk}/").content.decode()

    assert standing.words
    assert standing.then or standing.hour
    assert "Where it is" in page
