"""A column of one paragraph that never breaks, as everybody here meets it by phone."""

from __future__ import annotations

import pytest

from authors.models import Role
from editorial import claims, margin, revisions, survey
from editorial.blocks import cut
from editorial.models import Action, Status
from editorial.workflow import perform
from tests.conftest import staff
from tests.factories import make_submission, sign_as_author
from tests.journeys.browser import no_sideways_scroll

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "Unbroken" * 17
BODY = f"“{'no' * 24_000}”,{'so' * 25_900}"  # nearly all there may be


def test_a_text_without_a_space_scrolls_nowhere_sideways(phone, sign_in):
    malis = staff("Malis", Role.EDITOR)
    piece = make_submission(Status.ACCEPTED, editor=malis, headline=WORD, body=BODY)
    claims.mark(piece, BODY, by=malis)
    newest = revisions.save(piece, {"body": f"No{BODY[3:]}"}, by=malis, base=1)
    words = margin.pick(newest, cut(newest.body_html), 0, "")
    margin.say(piece, words, WORD, by=malis)
    survey.look(piece)
    sign_in(phone, malis)
    at = f"/admin/desk/{piece.pk}/"
    for address in (
        *("/admin/", f"{at}read/", f"{at}spike/", f"{at}history/", f"{at}legal/"),
        *(f"{at}?view={view}" for view in ("edit", "redline", "readers")),
        *(f"{at}claims/?claim=1", f"{at}style/", f"{at}origin/", f"{at}same/"),
    ):
        phone.goto(address)
        no_sideways_scroll(phone)

    sign_as_author(piece)
    sign_in(phone, piece.contributor)
    for part in ("", "proof/"):
        phone.goto(f"/contribute/{piece.pk}/{part}")
        no_sideways_scroll(phone)

    perform(piece, Action.CLEAR, by=malis)
    for address in ("/", piece.article.get_absolute_url()):
        phone.goto(address)
        no_sideways_scroll(phone)
