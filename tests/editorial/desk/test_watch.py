"""Interests and titles on the pages of a piece."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authors.models import Interest
from editorial import interests, revisions
from editorial.declarations import INTERESTS, Answer
from editorial.models import Look, Private, Status
from tests.factories import make_submission

pytestmark = pytest.mark.django_db

BODY = "I was a guest of the *Pacific* Basin Centre. It is Raytheon’s radar."
REASON = "The text says so itself, in its first line."
YES = {"facts": "yes", "strength": "yes", "not_news": "yes", "elsewhere": "yes"}


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


@pytest.fixture
def piece(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, headline="Radar", body=BODY)
    add(piece, "Pacific Basin Centre", "guest of")
    return piece


def add(piece, name, relation="member of its board"):
    return Interest.objects.create(
        author=piece.authors[0], name=name, relation=relation
    )


def url(piece, part=""):
    return f"/admin/desk/{piece.pk}/{part}"


def test_an_interest_lights_up_and_one_click_tells_readers_of_it(desk, piece):
    page = desk.get(url(piece), {"view": "readers"}).content.decode()
    assert '<span class="watch">Pacific</span></em>' in page
    assert "Perhaps told in the text itself, nowhere else" in page
    [watching] = desk.get(url(piece, "headline/")).context["watching"]

    answer = desk.post(
        url(piece, "interests/tell/"), {**watching.tell.initial}, follow=True
    )

    piece.refresh_from_db()
    sentence = "Ines Duarte is a guest of the Pacific Basin Centre."
    assert piece.latest.disclosure == sentence
    assert sentence in answer.context["proof"].closing_line
    assert "Told near the top and in the closing line" in answer.content.decode()


def test_a_sentence_onto_a_text_that_has_changed_is_kept_on_the_page(
    desk, piece, edith
):
    revisions.save(piece, {"body": f"{BODY} More."}, by=edith, base=1)

    answer = desk.post(
        url(piece, "interests/tell/"), {"base": 1, "sentence": "She was a guest."}
    )

    piece.refresh_from_db()
    assert (answer.status_code, piece.latest.number) == (409, 2)
    assert "She was a guest." in answer.content.decode()


def waiving(desk, piece):
    """What stands in the form of the first interest on the headline tab."""
    [watching, *_] = desk.get(url(piece, "headline/")).context["watching"]
    return {**watching.waiving.form.initial}


def test_a_waiver_without_a_reason_is_refused_in_words(desk, piece):
    asked = waiving(desk, piece)

    refused = desk.post(url(piece, "interests/waive/"), asked | {"reason": "No need."})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert page.count("Say why, in at least 20 characters.") == 1
    assert ">\nNo need.</textarea>" in page

    kept = desk.post(
        url(piece, "interests/waive/"), asked | {"reason": REASON}, follow=True
    )
    assert f": {REASON}" in kept.content.decode()
    assert piece.interest_waivers.get().by.name == "Omar"
    assert interests.open_ones(piece) == []


def test_a_waiver_is_not_kept_for_a_sentence_its_author_did_not_see(
    desk, client, piece, edith
):
    asked = waiving(desk, piece) | {"reason": REASON}
    revisions.save(piece, {"body": f"{BODY} An end."}, by=edith, base=1)
    argued = f"{BODY} The Pacific Basin Centre is right."
    revisions.save(piece, {"body": argued}, by=edith, base=2)

    refused = desk.post(url(piece, "interests/waive/"), asked)

    page = refused.content.decode()
    assert (refused.status_code, piece.interest_waivers.count()) == (409, 0)
    assert "It is named in a sentence that you had not seen" in page
    assert f">\n{REASON}</textarea>" in page
    [watching] = refused.context["watching"]
    assert [
        each.naming.sentence for each in watching.waiving.sentences if each.is_new
    ] == ["The Pacific Basin Centre is right."]
    again = watching.waiving.form.data
    assert desk.post(url(piece, "interests/waive/"), again).status_code == 302
    assert piece.interest_waivers.get().reason == REASON

    client.force_login(edith)
    late = {**again, "reason": "She says so twice in her text."}
    answer = client.post(url(piece, "interests/waive/"), late)
    assert answer.status_code == 409
    assert "Omar has waived it already" in answer.content.decode()
    assert "She says so twice in her text." in answer.content.decode()


def test_a_colleagues_edit_elsewhere_refuses_no_waiver(desk, piece, edith):
    asked = waiving(desk, piece) | {"reason": REASON}
    revisions.save(piece, {"body": f"{BODY} An end."}, by=edith, base=1)

    assert desk.post(url(piece, "interests/waive/"), asked).status_code == 302


def test_each_page_that_says_what_was_declared_is_one_look(desk, omar):
    stake = [
        Answer(q, "yes", "I hold shares in Raytheon.", is_interest=True)
        if q.key == "shares"
        else Answer(q, "no")
        for q in INTERESTS
    ]
    piece = make_submission(
        Status.ACCEPTED, editor=omar, body=BODY, answers=stake, headline="Radar"
    )
    other = make_submission(Status.ACCEPTED, editor=omar)
    row = add(piece, "Pacific Basin Centre", "lodger at")
    register, people = "/admin/authors/interest/", "/admin/authors/author/"
    looks = {
        url(piece): 0,  # it only says that something is named
        f"{url(piece)}?view=readers": 0,
        url(piece, "history/"): 0,
        url(piece, "headline/"): 1,
        url(piece, "declarations/"): 1,
        url(piece, "risk/"): 1,
        url(other, "headline/"): 0,
        url(other, "risk/"): 0,
        register: 1,
        f"{register}{row.pk}/change/": 1,
        f"{register}{row.pk}/history/": 1,
        people: 0,
        f"{people}{row.author_id}/change/": 1,
        f"{people}{other.authors[0].pk}/change/": 0,
    }

    for page, count in looks.items():
        before = Look.objects.count()
        shown = desk.get(page)
        found = Look.objects.order_by("pk")[before:]
        assert shown.status_code == 200, page
        assert [each.what for each in found] == [Private.DECLARATIONS] * count, page
        if not count:
            assert "lodger at" not in shown.content.decode()
            assert "shares in Raytheon" not in shown.content.decode()
    assert Look.objects.filter(said="Interests watch").get().submission == piece
    assert Look.objects.filter(author=row.author).count() == 3


def test_a_declared_name_is_one_click_from_the_register(desk, omar):
    answers = [
        Answer(q, "yes", "A trip paid by <i>Lumen</i>", is_interest=True)
        if q.key == "employer"
        else Answer(q, "no")
        for q in INTERESTS
    ]
    piece = make_submission(Status.ACCEPTED, editor=omar, body=BODY, answers=answers)
    page = desk.get(url(piece, "declarations/"))
    [(offer, form), *_] = page.context["offers"]
    assert "<i>Lumen" not in page.content.decode()

    desk.post(url(piece, "interests/enter/"), form.initial)
    desk.post(url(piece, "interests/enter/"), form.initial)

    entry = Interest.objects.get()
    assert (entry.name, entry.relation, entry.by) == (offer.name, "paid by", omar)
    bad = desk.post(url(piece, "interests/enter/"), form.initial | {"relation": ""})
    assert bad.status_code == 422
    strangers = form.initial | {"author": 10**30}
    assert desk.post(url(piece, "interests/enter/"), strangers).status_code in (
        404,
        422,
    )


def test_who_may_do_what_about_an_interest(
    client, piece, omar, copy_editor, checker, counsel, stranger
):
    interest = Interest.objects.get()
    waive = {"interest": interest.pk, "seen": "", "reason": REASON}
    tell = {"base": 1, "sentence": "She was a guest."}
    enter = {"author": interest.author_id, "name": "X", "relation": "guest of"}
    wanted = {
        stranger: (403, 403, 403, 403),
        checker: (403, 403, 403, 403),
        counsel: (403, 403, 403, 403),
        copy_editor: (403, 302, 302, 302),
    }

    for person, expected in wanted.items():
        client.force_login(person)
        answers = (
            client.post(url(piece, "interests/waive/"), waive),
            client.post(url(piece, "headline/checks/"), {"base": 1, **YES}),
            client.post(url(piece, "interests/enter/"), enter),
            client.post(url(piece, "interests/tell/"), tell),
        )
        assert tuple(each.status_code for each in answers) == expected, person

    client.force_login(omar)
    missing = waive | {"interest": 10**9}
    assert client.post(url(piece, "interests/waive/"), missing).status_code == 404


def test_the_headline_tab_costs_the_same_with_one_interest_and_with_three(desk, piece):
    costs = []
    for name in ("Raytheon", "Radar"):
        add(piece, name)
        desk.get(url(piece, "headline/"))
        with CaptureQueriesContext(connection) as asked:
            page = desk.get(url(piece, "headline/"))
        costs.append(len(asked))

    assert len(page.context["watching"]) == 3
    assert costs[1] <= costs[0] + 1 <= 51  # the cache may ask once more


def test_a_label_typed_before_a_title_is_taken_off_and_said(desk, piece):
    said = {"base": 1, "headline": "Opinion: Radar is dear", "standfirst": "Why."}

    refused = desk.post(url(piece, "headline/"), said)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "“Opinion” was typed before it and is taken off" in page
    assert ">\nRadar is dear</textarea>" in page
    assert piece.revisions.count() == 1


def test_without_scripts_a_button_shows_how_the_titles_look(desk, piece):
    said = {"headline": "A" * 100, "standfirst": "<i>Why</i>", "search_title": "S" * 80}

    answer = desk.post(url(piece, "headline/"), {"base": 1, "do": "preview", **said})

    shown = answer.context["preview"]
    assert (answer.status_code, piece.revisions.count()) == (200, 1)
    assert shown.search == f"Opinion: {'S' * 50}…"
    assert shown.social == f"Opinion: {'A' * 60}…"
    assert "<i>Why</i>" not in answer.content.decode()


def test_the_checks_are_kept_or_shown_again_with_what_was_answered(desk, piece):
    half = {"base": 1, "facts": "yes", "note": "Read twice."}

    refused = desk.post(url(piece, "headline/checks/"), half)
    assert refused.status_code == 422
    assert "Answer yes or no." in refused.content.decode()
    assert "Read twice." in refused.content.decode()

    kept = desk.post(url(piece, "headline/checks/"), {"base": 1, **YES}, follow=True)
    assert "Omar answered for these titles" in kept.content.decode()
    assert piece.headline_checks.get().answers["facts"] == "yes"
