from __future__ import annotations

import pytest

from editorial import furniture, notices, signing
from editorial.models import Action, LetterTemplate, Status
from tests.factories import make_contributor, make_submission


@pytest.mark.django_db
@pytest.mark.parametrize("action", [a for a in notices.TOLD if a is not Action.CLEAR])
def test_every_letter_can_be_written_and_names_the_column(action, omar):
    submission = make_submission(headline="Boats & “roads” <b>")

    wording = notices.default_wording(submission, action, by=omar, note="A note.")

    assert "Boats & “roads” <b>" in wording.subject
    assert "\n" not in wording.subject
    assert "&amp;" not in wording.body


@pytest.mark.django_db
def test_a_template_s_places_are_filled_once_and_contributor_text_is_inert(omar):
    submission = make_submission(headline="{name} {paper} {__class__}")
    template = LetterTemplate(
        subject="On {headline}",
        body="Dear {name}, {unknown} {headline} {",
        kind="decline",
    )

    wording = notices.from_template(template, submission, by=omar)

    assert wording.subject == "On {name} {paper} {__class__}"
    assert wording.body == "Dear Ines Duarte,  {name} {paper} {__class__} {"
    assert notices.unknown_places(template.subject, template.body) == ["unknown"]


@pytest.mark.django_db
def test_the_receipt_says_by_when_we_answer_in_the_newsroom_s_zone():
    submission = make_submission()

    receipt = submission.letters.get()

    assert "18:00 our time (Phnom Penh, ICT)" in receipt.body
    assert f"/contribute/{submission.pk}/" in receipt.body


@pytest.mark.django_db
def test_each_author_is_asked_for_a_signature_by_name(omar):
    submission = make_submission(Status.ACCEPTED)
    second = make_contributor("Bo Second")
    furniture.set_byline(submission, [second.author, *submission.authors], by=omar)

    signing.send_proof(submission, by=omar)

    asked = {
        letter.to: letter.body.split("\n")[0]
        for letter in submission.letters.filter(kind="proof")
    }
    assert asked == {
        second.email: "Dear Bo Second,",
        submission.contributor.email: "Dear Ines Duarte,",
    }
