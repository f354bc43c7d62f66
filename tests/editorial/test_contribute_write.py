import re

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client

from authors.models import Author
from editorial import drafts
from editorial.contribute import write as writing
from editorial.contribute.page import OTHER_WINDOW, SENT
from editorial.forms import WriteForm
from editorial.models import Action, Draft, Letter, Status, Submission
from editorial.workflow import Details, perform
from tests.factories import (
    make_author,
    make_contributor,
    make_draft,
    make_editor,
    make_section,
    make_submission,
)
from tests.typed import shown_a_while_ago, typed_column, typed_revision

pytestmark = pytest.mark.django_db
PAGE = "6d0b8e5e-8d0f-4a3f-9d3c-1f0a8b6c2d11"


def begin(client, typed=None, **fields):
    guards = {"page": PAGE, "shown": shown_a_while_ago(), "then": "save"}
    return client.post("/contribute/new/", (typed or typed_column()) | guards | fields)


def save(client, piece, typed, *, version=None, then="save"):
    if version is None:
        version = Draft.objects.get(submission=piece).version
    said = typed | {"version": version, "then": then}
    return client.post(f"/contribute/{piece.pk}/write/", said)


def test_an_empty_page_is_open_to_everybody_and_writes_nothing(client):
    answer = client.get("/contribute/new/")

    assert answer.status_code == 200
    assert not Submission.objects.exists()
    assert not Session.objects.exists()


def test_what_a_visitor_typed_is_saved_before_we_know_who_they_are(client):
    typed = typed_column(headline="Half a head")

    answer = begin(client, typed)

    piece = Submission.objects.get()
    assert answer.url == f"/contribute/{piece.pk}/write/"
    assert piece.contributor is None
    assert piece.draft.typed == typed
    assert 'value="Half a head"' in client.get(answer.url).content.decode()


def test_a_saved_draft_need_not_be_whole(client):
    answer = begin(client, {"body": "Only a first line"})

    assert answer.status_code == 302
    assert Draft.objects.get().typed["body"] == "Only a first line"


def test_another_visitor_is_asked_to_sign_in(client):
    begin(client)
    piece = Submission.objects.get()

    answer = Client().get(f"/contribute/{piece.pk}/write/")

    assert answer.status_code == 302
    assert answer.url == f"/account/login/?next=/contribute/{piece.pk}/write/"


def test_a_visitor_s_draft_is_theirs_when_they_have_signed_in(client):
    begin(client)
    piece = Submission.objects.get()
    client.post(
        "/account/login/", {"email": "new@example.org", "shown": shown_a_while_ago()}
    )
    code = Letter.objects.get().body.split("\n")[2].strip()

    answer = client.post(
        "/account/code/", {"code": code, "next": f"/contribute/{piece.pk}/check/"}
    )

    piece.refresh_from_db()
    assert answer.url == f"/contribute/{piece.pk}/check/"
    assert piece.contributor.email == "new@example.org"
    assert client.get(answer.url).status_code == 200


def test_a_draft_that_has_an_owner_is_no_visitor_s_any_more(client, ines):
    begin(client)
    piece = Submission.objects.get()
    drafts.adopt(piece, ines)

    answer = client.get(f"/contribute/{piece.pk}/write/")

    assert answer.status_code == 302


def test_a_double_click_begins_one_draft(client):
    typed = typed_column()
    first = begin(client, typed)
    second = begin(client, typed)

    assert first.url == second.url
    assert Submission.objects.count() == 1


def test_two_texts_from_one_empty_page_are_both_kept(client):
    begin(client, {"body": "The quicker"})

    answer = begin(client, {"body": "The slower"})

    assert answer.status_code == 409
    assert "The quicker" in answer.content.decode()
    assert "The slower" in answer.content.decode()


def test_a_page_left_open_by_somebody_else_begins_a_draft_of_its_own(client, ines):
    drafts.begin(ines, {"body": "Hers"}, page=PAGE)

    answer = begin(client, {"body": "Mine"})

    assert answer.status_code == 302
    assert {draft.typed["body"] for draft in Draft.objects.all()} == {"Hers", "Mine"}


def test_the_database_keeps_one_draft_a_page(ines):
    drafts.begin(ines, page=PAGE)

    with pytest.raises(IntegrityError):
        drafts.begin(ines, page=PAGE)


@pytest.mark.parametrize(
    ("fields", "sentence", "status"),
    [
        ({"website": "https://spam.example"}, "a trap for robots", 422),
        ({"shown": ""}, "open for more than a day", 422),
        ({"body": "x" * 2_000_000}, "This is 2,000,000 characters long", 422),
    ],
)
def test_a_column_that_may_not_be_begun_stays_on_the_page(
    client, fields, sentence, status
):
    answer = begin(client, typed_column(headline="My head"), **fields)

    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page
    assert 'value="My head"' in page
    assert fields.get("body", "The ceasefire holds.") in page
    assert not Submission.objects.exists()


def test_more_new_columns_than_one_connection_may_begin(client, monkeypatch):
    monkeypatch.setattr(writing, "NEW_DRAFTS", 1)
    begin(client)

    answer = begin(Client(), typed_column(headline="The next"))

    assert answer.status_code == 429
    assert writing.ENOUGH in answer.content.decode()
    assert 'value="The next"' in answer.content.decode()
    assert Submission.objects.count() == 1


def test_two_windows_lose_neither_text(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)
    save(client, piece, {"body": "From one window"}, version=0)

    answer = save(client, piece, {"body": "From the other"}, version=0)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert OTHER_WINDOW in page
    assert "From one window" in page
    assert "From the other" in page
    assert Draft.objects.get().typed["body"] == "From one window"


def test_after_a_quarrel_the_next_save_is_made_on_purpose(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)
    save(client, piece, {"body": "From one window"}, version=0)
    answer = save(client, piece, {"body": "From the other"}, version=0)
    assert 'name="version" value="1"' in answer.content.decode()

    save(client, piece, {"body": "From the other"}, version=1)

    assert Draft.objects.get().typed["body"] == "From the other"


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 30, "1e3"])
def test_a_version_that_is_none_is_an_old_one(client, ines, version):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = save(client, piece, {"body": "Mine"}, version=version)

    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()


def test_what_was_sent_meanwhile_is_not_written_over(client, ines):
    client.force_login(ines)
    piece = make_submission(Status.SUBMITTED, contributor=ines)

    answer = save(client, piece, {"body": "Too late"}, version=0)

    assert answer.status_code == 409
    assert SENT in answer.content.decode()
    assert "Too late" in answer.content.decode()


def test_an_ended_session_gives_the_text_back(client, ines):
    piece = make_draft(ines)

    answer = save(client, piece, typed_column(body="One\n\nTwo"), version=0)

    page = answer.content.decode()
    assert answer.status_code == 401
    assert "One\n\nTwo</textarea>" in page
    assert f'action="/contribute/{piece.pk}/write/"' in page
    assert Draft.objects.get().typed == {}


def test_the_text_given_back_can_be_sent_again_after_signing_in(client, ines):
    piece = make_draft(ines)
    page = save(client, piece, typed_column(), version=0).content.decode()
    fields = {
        part.split('name="')[1].split('"')[0]
        for part in page.split("<")
        if 'name="' in part and part.startswith(("input", "textarea"))
    }

    assert fields >= {*typed_column(), "version", "then"}


@pytest.mark.parametrize(
    "said",
    [{"origin": "http://testserver"}, {"referer": "http://testserver/contribute/new/"}],
)
def test_a_page_whose_proof_of_origin_is_stale_gives_the_text_back(ines, said):
    strict = Client(enforce_csrf_checks=True, headers=said)
    strict.force_login(ines)
    piece = make_draft(ines)

    answer = save(strict, piece, typed_column(body="Not lost"), version=0)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your text is below" in page
    assert "Not lost</textarea>" in page
    assert "csrfmiddlewaretoken" in page
    assert "Send it again" in page
    assert Draft.objects.get().typed == {}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"origin": "null"},
        {"origin": "https://trap.example", "referer": "http://testserver/"},
        {"origin": "http://testserver.trap.example"},
        {"origin": "https://testserver"},
        {"origin": "http://[testserver"},
        {"referer": "https://trap.example/http://testserver/"},
    ],
)
def test_what_a_page_of_another_house_sent_is_not_offered_to_be_sent_again(ines, said):
    strict = Client(enforce_csrf_checks=True, headers=said)
    strict.force_login(ines)
    piece = make_draft(ines)

    answer = save(strict, piece, typed_column(body="A trap"), version=0)

    assert answer.status_code == 403
    assert "A trap</textarea>" in answer.content.decode()
    assert "Send it again" not in answer.content.decode()


@pytest.mark.parametrize(
    "page",
    [
        "/contribute/{}/withdraw/",
        "/contribute/{}/proof/sign/",
        "/contribute/{}/check/",
        "/account/profile/",
    ],
)
def test_what_decides_something_is_not_offered_to_be_sent_again(ines, page):
    strict = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    strict.force_login(ines)
    piece = make_submission(Status.ACCEPTED, contributor=ines)

    answer = strict.post(page.format(piece.pk), {"reason": "A trap"})

    assert answer.status_code == 403
    assert "A trap</textarea>" in answer.content.decode()
    assert "Send it again" not in answer.content.decode()


def test_checking_says_everything_at_once_and_has_saved(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = save(client, piece, {"body": "A text"}, then="check")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "16 things are missing" in page
    assert 'href="#id_headline"' in page
    assert Draft.objects.get().typed == {"body": "A text"}
    assert 'name="version" value="1"' in page


def test_of_thirty_thousand_words_not_one_is_lost_and_none_of_the_rest(client, ines):
    """More than is read. They are kept as typed, and sending them says why it cannot
    be, above all that was typed."""
    client.force_login(ines)
    piece = make_draft(ines)
    body = " ".join(f"{number:05}" for number in range(30_000))
    typed = typed_column(body=body, why_now="A vote on Monday.")

    kept = save(client, piece, typed)
    refused = save(client, piece, typed, then="check")

    assert (kept.status_code, refused.status_code) == (302, 422)
    assert "The most we can read is 100000 characters" in refused.content.decode()
    for page in (refused, client.get(kept.url)):
        assert f"{body}</textarea>" in page.content.decode()
        assert "A vote on Monday.</textarea>" in page.content.decode()
    assert not piece.revisions.exists()


def test_a_whole_column_goes_on_to_the_last_look(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = save(client, piece, typed_column(), then="check")

    assert answer.url == f"/contribute/{piece.pk}/check/"


def test_a_picture_is_added_on_its_own_page_after_saving(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = save(client, piece, {"body": "A text"}, then="picture")

    assert answer.url == f"/contribute/{piece.pk}/picture/"
    assert Draft.objects.get().typed == {"body": "A text"}


def test_the_profile_is_filled_in_and_not_typed_again(client, ines):
    make_author("Ines Duarte", user=ines, role="judge", place="Pailin", pronoun="their")
    client.force_login(ines)

    page = client.get("/contribute/new/").content.decode()

    assert 'value="Ines Duarte"' in page
    assert 'value="judge"' in page
    assert 'value="Pailin"' in page
    assert re.search('value="their"[^>]* checked', page)


def test_what_was_typed_stands_before_the_profile(client, ines):
    make_author("Ines Duarte", user=ines, role="judge")
    client.force_login(ines)
    piece = drafts.begin(ines, {"about_role": "retired judge"})

    page = client.get(f"/contribute/{piece.pk}/write/").content.decode()

    assert 'value="retired judge"' in page
    assert Author.objects.get().role == "judge"


def test_a_sent_piece_is_not_open_for_writing(client, ines):
    client.force_login(ines)
    piece = make_submission(Status.SUBMITTED, contributor=ines)

    answer = client.get(f"/contribute/{piece.pk}/write/")

    assert answer.url == f"/contribute/{piece.pk}/"


def revising(ines, *conditions):
    piece = make_submission(Status.SUBMITTED, contributor=ines, body="As it was sent.")
    details = Details(conditions=conditions or ("Name the village.", "Cut the end."))
    perform(piece, Action.REQUEST_CHANGES, by=make_editor(), details=details)
    return piece


def test_a_revision_opens_with_the_conditions_and_the_text_as_sent(client, ines):
    piece = revising(ines)
    client.force_login(ines)

    page = client.get(f"/contribute/{piece.pk}/write/").content.decode()

    assert "Name the village." in page
    assert "Cut the end." in page
    assert "As it was sent.</textarea>" in page
    assert 'name="why_now"' not in page


def test_only_the_newest_conditions_ask_for_an_answer(client, ines):
    piece = revising(ines, "The old one")
    drafts.send(piece, _whole(piece, typed_revision(piece)), by=ines)
    perform(
        piece,
        Action.REQUEST_CHANGES,
        by=make_editor(),
        details=Details(conditions=("The new one",)),
    )
    client.force_login(ines)

    page = client.get(f"/contribute/{piece.pk}/write/").content.decode()

    assert "The new one" in page
    assert "The old one" not in page


def _whole(piece, typed):
    form = WriteForm(typed, submission=piece, conditions=piece.conditions.all())
    assert form.is_valid(), form.errors
    return form.piece()


def test_a_revision_with_an_unanswered_condition_is_not_sent(client, ines):
    piece = revising(ines)
    client.force_login(ines)
    first = piece.conditions.first()

    answer = save(
        client,
        piece,
        typed_revision(piece, **{f"condition_{first.pk}": " "}),
        then="check",
    )

    assert answer.status_code == 422
    assert f'href="#id_condition_{first.pk}">Answer the point “' in (
        answer.content.decode()
    )


def test_each_unanswered_point_is_called_by_its_first_words(client, ines):
    piece = revising(ines)
    client.force_login(ines)
    points = list(piece.conditions.all())
    nothing = {f"condition_{each.pk}": "" for each in points}

    answer = save(client, piece, typed_revision(piece, **nothing), then="check")

    page = answer.content.decode()
    assert len(points) > 1
    for each in points:
        beginning = " ".join(each.text.split()[:3])
        assert f"Answer the point “{beginning}" in page


def test_an_empty_page_points_to_the_draft_that_waits(client, ines):
    waiting = drafts.begin(ines, {"headline": "Half a <head>"})
    client.force_login(ines)

    page = client.get("/contribute/new/").content.decode()

    assert "You have a draft here: “Half a &lt;head&gt;”, saved" in page
    assert f'href="/contribute/{waiting.pk}/write/">Go on with it</a>' in page


def test_a_visitor_is_pointed_to_the_draft_of_this_browser_alone(client):
    begin(client, typed_column(headline="Half a head"))

    here = client.get("/contribute/new/").content.decode()
    elsewhere = Client().get("/contribute/new/").content.decode()

    assert "You have a draft here: “Half a head”" in here
    assert "You have a draft here" not in elsewhere


def test_a_column_that_was_sent_is_no_draft_that_waits(client, ines):
    make_submission(Status.SUBMITTED, contributor=ines)
    client.force_login(ines)

    page = client.get("/contribute/new/").content.decode()

    assert "You have a draft here" not in page


def test_a_revision_goes_on_with_what_was_typed_last(client, ines):
    piece = revising(ines)
    drafts.save(piece, typed_column(body="As I typed it."), version=0)
    client.force_login(ines)

    page = client.get(f"/contribute/{piece.pk}/write/").content.decode()

    assert "As I typed it.</textarea>" in page


def test_more_fields_than_any_form_of_ours_is_refused(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)

    answer = save(client, piece, {f"f{n}": "x" for n in range(500)}, version=0)

    assert answer.status_code == 400
    assert Draft.objects.get().typed == {}


def test_the_page_costs_the_same_for_one_section_and_for_many(
    client, django_assert_num_queries
):
    ines = make_contributor()
    client.force_login(ines)
    piece = make_draft(ines)
    make_section()
    with django_assert_num_queries(11):
        client.get(f"/contribute/{piece.pk}/write/")

    make_section()
    make_section()

    with django_assert_num_queries(11):
        client.get(f"/contribute/{piece.pk}/write/")
