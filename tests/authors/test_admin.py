"""What every list of the desk has in common."""

from __future__ import annotations

import pytest
from django.urls import reverse

from authors.admin import NO_ROW
from editorial import outbox
from editorial.models import Letter, LetterState

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("chosen", ["9" * 25, "-1", "x", "", "1\x00", "٣", "1.5"])
def test_what_can_be_no_row_of_a_list_is_refused_in_words(client, omar, chosen):
    letter = outbox.post(to="a@example.org", subject="S", body="B", kind="receipt")
    Letter.objects.update(state=LetterState.FAILED)
    client.force_login(omar)

    answer = client.post(
        reverse("admin:editorial_letter_changelist"),
        {"action": "try_these_again", "_selected_action": [letter.pk, chosen]},
        follow=True,
    )

    assert answer.status_code == 200
    assert NO_ROW in answer.content.decode()
    assert Letter.objects.get().state == LetterState.FAILED
