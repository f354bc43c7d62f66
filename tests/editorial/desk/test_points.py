"""The desk's side of the proof: open points, signatures, and past a signature."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from editorial import changes, remarks, revisions, signing
from editorial.desk import words as in_words
from editorial.desk.points import CHANGED
from editorial.models import Action, Letter, Override, SignOff, Status, Verdict
from editorial.proof import proof_of
from editorial.workflow import perform
from tests.factories import make_submission

pytestmark = pytest.mark.django_db
REASON = "She agreed by telephone, from the mountain where she is."
BODY = "The goverment fell.\n\nIt was late."


@pytest.fixture
def desk(omar):
    client = Client()
    client.force_login(omar)
    return client


@pytest.fixture
def piece(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=BODY)
    words = {"headline": "The desk’s own headline"}
    revisions.save(piece, words, by=omar, base=1)
    signing.send_proof(piece, by=omar)
    return piece


@pytest.fixture
def point(piece):
    author = piece.contributor
    [change] = changes.since_last_seen(piece, proof_of(piece), author).changes
    return remarks.say(piece, change.key, Verdict.OBJECT, "Not mine.", by=author)


def url(piece, part=""):
    return f"/admin/desk/{piece.pk}/{part}"


def look(desk, piece, part=""):
    return desk.get(url(piece, part)).content.decode()


def sign(piece, **how):
    fingerprint = proof_of(piece).fingerprint
    return signing.sign(piece, fingerprint, by=piece.contributor, **how)


def test_an_objection_stands_above_the_text_with_what_it_is_about(desk, piece, point):
    page = look(desk, piece)

    assert "Open points" in page
    assert "Headline, objection" in page
    assert "The desk’s own headline" in page
    assert "Not mine." in page
    assert "1 objection not answered" in page
    assert f'href="{url(piece)}#points"' in page


def test_the_board_shows_it_at_once(desk, piece, point):
    assert "1 objection" in desk.get("/admin/").content.decode()


def test_an_answer_goes_by_mail_and_closes_the_point(desk, piece, point):
    answer = desk.post(url(piece, f"points/{point.pk}/"), {"answer": "We took yours."})

    page = look(desk, piece)
    assert answer.url == f"{url(piece)}#points"
    assert Letter.objects.get(kind="objection-answered").to == piece.contributor.email
    assert "We took yours." in page
    assert "objection not answered" not in page


def test_an_answer_without_words_is_asked_for_them(desk, piece, point):
    answer = desk.post(url(piece, f"points/{point.pk}/"), {"answer": " "})

    assert answer.status_code == 422
    assert "Say what was done about it, or why not." in answer.content.decode()
    assert Letter.objects.filter(kind="objection-answered").count() == 0


def test_of_two_answers_the_second_is_kept_and_told(desk, piece, point, edith):
    remarks.answer(piece, point.pk, "Hers.", by=edith)

    answer = desk.post(url(piece, f"points/{point.pk}/"), {"answer": "Mine."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Edith answered it while you wrote: “Hers.”" in page
    assert "Mine." in page


def test_an_answer_after_the_withdrawal_is_kept_on_the_page(desk, piece, point):
    remarks_url = url(piece, f"points/{point.pk}/")
    perform(piece, Action.WITHDRAW, by=piece.contributor, note="Elsewhere.")

    answer = desk.post(remarks_url, {"answer": "Too late."})

    assert answer.status_code == 409
    assert "Too late." in answer.content.decode()


def test_a_point_of_another_piece_is_none_of_this_one(desk, piece, point):
    other = make_submission(Status.ACCEPTED)

    answer = desk.post(url(other, f"points/{point.pk}/"), {"answer": "Ours."})

    assert answer.status_code == 404


def test_a_lapsed_signature_says_by_how_many_words_and_which(desk, piece, omar):
    sign(piece)
    words = {"headline": "The desk’s new headline"}
    revisions.save(piece, words, by=omar, base=piece.latest.number)

    page = look(desk, piece)

    assert "signature lapsed: 1 word changed" in page
    assert '<del><span class="unseen">Removed: </span>own</del>' in page


def test_a_mended_slip_is_said_to_keep_the_signature(desk, piece):
    sign(piece, allows_fixes=True)
    assert "Each letter I changed was only mistyped" in look(desk, piece)
    said = {"base": 2, "body": BODY.replace("gover", "govern"), "is_slip": "on"}
    signed_at = in_words.hour(SignOff.objects.get().at)

    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        page = desk.post(url(piece, "text/"), said, follow=True).content.decode()

    assert f"signed on {signed_at}, and stands" in page
    assert "Only slips were mended, as Ines Duarte allowed" in page
    assert SignOff.objects.filter(carried_from__isnull=False).count() == 1
    assert "and stands after a slip was mended" in page


def test_without_consent_to_fixes_none_is_offered(desk, piece):
    sign(piece)

    assert "Each letter I changed" not in look(desk, piece)


def past(desk, piece, **said):
    author = piece.authors[0]
    said = {
        "author": author.pk,
        "reason": REASON,
        "fingerprint": proof_of(piece).fingerprint,
    } | said
    return desk.post(url(piece, "override/"), said)


def test_past_a_signature_goes_a_reason_under_a_name(desk, piece, omar):
    assert "Clear without this signature" in look(desk, piece)
    assert "Decide it under my name" in look(desk, piece, "override/")

    past(desk, piece)

    page = look(desk, piece)
    assert Override.objects.get().by == omar
    assert REASON in page
    assert "has not signed this text" not in page
    assert REASON in look(desk, piece, "history/")


@pytest.mark.parametrize("said", [{"reason": "Short."}, {"author": ""}, {"author": 0}])
def test_without_a_reason_or_an_author_nothing_is_decided(desk, piece, said):
    answer = past(desk, piece, **said)

    assert answer.status_code == 422
    assert not Override.objects.exists()


def test_a_text_that_changed_meanwhile_is_shown_again(desk, piece):
    answer = past(desk, piece, fingerprint="0" * 64)

    assert answer.status_code == 409
    assert CHANGED in answer.content.decode()
    assert REASON in answer.content.decode()


def test_a_headline_that_misstates_its_author_is_never_printed_past(desk, piece):
    title = piece.latest.headline
    remarks.misstates(piece, "headline", title, by=piece.contributor)

    answer = past(desk, piece)

    assert answer.url == url(piece)
    assert not Override.objects.exists()
    page = look(desk, piece)
    assert "That is never overridden." in page
    assert "Clear without this signature" not in page
    assert "“This headline misstates me” not answered" in page


def test_the_proof_goes_with_what_changed_since_each_signature(desk, piece, omar):
    sign(piece)
    revisions.save(piece, {"headline": "A third one"}, by=omar, base=2)

    shown = desk.get(url(piece, "proof/")).content.decode()

    assert "Your proof has changed: A third one" in shown
    assert "“The desk’s own headline”" in shown


def test_many_points_cost_what_one_costs(desk, piece, point, django_assert_num_queries):
    look(desk, piece)
    with django_assert_num_queries(34):
        look(desk, piece)
    title = piece.latest.headline
    for field in ("headline", "social_title"):
        remarks.misstates(piece, field, title, by=piece.contributor)

    with django_assert_num_queries(34):
        look(desk, piece)
