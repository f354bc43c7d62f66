"""The words on the desk: read, edited, marked up, and never lost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from articles import markup
from editorial import blocks, claims, drafts, furniture, revisions
from editorial.declarations import AI, INTERESTS, Answer
from editorial.desk.forms import NO_TEXT
from editorial.desk.paragraphs import put
from editorial.models import Action, Proven, Status
from editorial.workflow import Details, perform
from newsroom.demo import content
from tests.factories import (
    BODY,
    make_article,
    make_author,
    make_picture,
    make_piece,
    make_submission,
    sign_as_author,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


@pytest.fixture
def piece(omar):
    return make_submission(
        Status.ACCEPTED,
        editor=omar,
        headline="Sand is a mineral",
        body="One two three.",
    )


def url(piece, part=""):
    return f"/admin/desk/{piece.pk}/{part}"


def test_an_edit_becomes_the_next_revision_with_its_reason(desk, piece, omar):
    answer = desk.post(
        url(piece, "text/"), {"base": 1, "body": "One two four.", "reason": "A fact"}
    )

    piece.refresh_from_db()
    assert answer["Location"] == url(piece)
    assert (piece.latest.number, piece.latest.body) == (2, "One two four.")
    assert (piece.latest.reason, piece.latest.by) == ("A fact", omar)


def test_saving_what_is_there_already_adds_nothing(desk, piece):
    desk.post(url(piece, "text/"), {"base": 1, "body": "One two three."})

    assert piece.revisions.count() == 1


def test_a_stale_save_is_refused_and_keeps_both_texts(desk, piece, edith):
    revisions.save(piece, {"body": "One two hers."}, by=edith, base=1)

    answer = desk.post(url(piece, "text/"), {"base": 1, "body": "One two mine."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert piece.revisions.count() == 2
    assert answer.context["form"].initial["body"] == "One two mine."
    assert answer.context["form"].initial["base"] == 2
    assert "Edith saved revision 2" in page
    [clash] = answer.context["clashes"]
    assert (clash.line.before, clash.line.after) == ("One two hers.", "One two mine.")
    assert '<pre class="letter">One two hers.</pre>' in page


def test_after_a_refusal_the_same_words_go_onto_the_newer_text(desk, piece, edith):
    revisions.save(piece, {"body": "One two hers."}, by=edith, base=1)
    refused = desk.post(url(piece, "text/"), {"base": 1, "body": "One two mine."})

    desk.post(url(piece, "text/"), refused.context["form"].initial)

    piece.refresh_from_db()
    assert (piece.latest.number, piece.latest.body) == (3, "One two mine.")


def test_a_stale_headline_shows_each_field_that_differs(desk, piece, edith):
    theirs = {"headline": "Hers", "standfirst": "What it argues."}
    revisions.save(piece, theirs, by=edith, base=1)

    answer = desk.post(
        url(piece, "headline/"),
        {"base": 1, "headline": "Mine", "standfirst": "What it argues."},
    )

    assert answer.status_code == 409
    assert [clash.name for clash in answer.context["clashes"]] == ["Headline"]
    assert answer.context["form"].initial["headline"] == "Mine"
    assert piece.revisions.count() == 2


def test_words_typed_into_a_piece_that_has_moved_on_stay_on_the_page(
    desk, piece, edith
):
    sign_as_author(piece)
    perform(
        piece,
        Action.CLEAR,
        by=edith,
        details=Details(hour=timezone.now() + timezone.timedelta(hours=2)),
    )

    answer = desk.post(url(piece, "text/"), {"base": 1, "body": "Late <b>words</b>."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Late &lt;b&gt;words&lt;/b&gt;." in page
    assert "Edith cleared it" in page
    assert piece.revisions.count() == 1


def test_a_headline_typed_into_a_piece_that_has_moved_on_stays_on_the_page(desk):
    piece = make_submission(Status.SPIKED)
    typed = {"headline": "Late <b>", "disclosure": "She owns a mill."}

    answer = desk.post(url(piece, "headline/"), {"base": 1} | typed)

    assert answer.status_code == 409
    assert answer.context["typed"] == [
        ("Headline", "Late <b>"),
        ("Disclosure", "She owns a mill."),
    ]
    assert "Late &lt;b&gt;</textarea>" in answer.content.decode()


@pytest.mark.parametrize("body", ["", "   \n\t ", "\u200b"])
def test_an_empty_text_is_refused_in_words(desk, piece, body):
    answer = desk.post(url(piece, "text/"), {"base": 1, "body": body})

    assert answer.status_code == 422
    assert NO_TEXT in answer.content.decode()
    assert piece.revisions.count() == 1


def test_an_enormous_text_is_refused_and_kept_on_the_page(desk, piece):
    body = " ".join(f"word{number}" for number in range(30_000))
    typed = {"base": 1, "body": body, "reason": "A report"}

    answer = desk.post(url(piece, "text/"), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "More than 100,000 characters" in page
    assert f"{body}</textarea>" in page
    assert "A report" in page


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 30])
def test_an_odd_base_never_writes_and_never_breaks(desk, piece, base):
    answer = desk.post(url(piece, "text/"), {"base": base, "body": "Other words."})

    assert answer.status_code in (409, 422)
    assert "Other words." in answer.content.decode()
    assert piece.revisions.count() == 1


def test_hostile_words_are_only_words(desk, piece):
    body = '<script>alert(1)</script>\n\n[a](javascript:alert(1)) \u202e"><img src=x>'

    desk.post(url(piece, "text/"), {"base": 1, "body": body})

    for view in ("edit", "redline", "readers"):
        page = desk.get(url(piece), {"view": view}).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert 'href="javascript' not in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.SUBMITTED, "The words are the author’s until you accept the column."),
        (Status.REVISING, "The author is changing the text."),
        (Status.CLEARED, "Readers have it."),
        (Status.DECLINED, "We passed on it."),
        (Status.RELEASED, "It was released."),
        (Status.WITHDRAWN, "The author has withdrawn it."),
        (Status.SPIKED, "It was spiked."),
    ],
)
def test_a_text_that_is_not_the_desks_says_why(desk, status, words):
    piece = make_submission(status)

    page = desk.get(url(piece))

    assert words in page.content.decode()
    assert not page.context["is_editable"]
    assert page.context["view"] == "readers"


def test_checkers_read_and_are_told_who_edits(client, checker, piece):
    client.force_login(checker)

    page = client.get(url(piece))

    assert "Editors and copy editors change the words." in page.content.decode()
    assert 'name="body"' not in page.content.decode()


def test_the_redline_is_against_the_authors_own_last_text(desk, piece, omar):
    revisions.save(piece, {"body": "One two four."}, by=omar, base=1)
    revisions.save(piece, {"body": "One two five."}, by=omar, base=2)

    page = desk.get(url(piece), {"view": "redline"})

    assert page.context["against"].number == 1
    assert page.context["line"].changes == 1
    text = page.content.decode()
    assert '<del><span class="unseen">Removed: </span>three</del>' in text
    assert '<ins><span class="unseen">Added: </span>five</ins>' in text


@pytest.mark.parametrize("against", ["0", "9", "x", "-1", "9999999999"])
def test_a_redline_against_no_revision_is_404(desk, piece, against):
    answer = desk.get(url(piece), {"view": "redline", "against": against})

    assert answer.status_code == 404


def test_the_page_as_readers_see_it_has_everything_they_will_see(desk, omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body="Some *words* here.")
    words = {"standfirst": "Stand first", "disclosure": "She advises the ministry."}
    revisions.save(piece, words, by=omar, base=1)
    picture = make_picture(caption="A gate", credit="Photograph: Dara Lim")
    furniture.set_picture(piece, picture, by=omar)

    page = desk.get(url(piece), {"view": "readers"}).content.decode()

    for words in (
        "Some <em>words</em> here.",
        "Stand first",
        "She advises the ministry.",
        "Photograph: Dara Lim",
        f"/contribute/picture/{picture.uuid}/",
        "The views and opinions expressed are her own.",
    ):
        assert words in page


def test_headline_titles_and_disclosure_are_kept_apart(desk, piece):
    typed = {
        "headline": "A better headline",
        "standfirst": "A standfirst.",
        "social_title": "For sharing",
        "search_title": "For searching",
        "disclosure": "She owns a mill.",
    }

    desk.post(url(piece, "headline/"), {"base": 1} | typed)

    piece.refresh_from_db()
    kept = piece.latest.fields()
    assert {name: kept[name] for name in typed} == typed
    assert kept["body"] == "One two three."


def test_a_headline_too_long_is_told_by_how_much_and_nothing_is_cut(desk, piece):
    long = "word " * 40

    answer = desk.post(url(piece, "headline/"), {"base": 1, "headline": long})

    assert answer.status_code == 422
    assert "At most 140 characters fit; these are 199." in answer.content.decode()
    assert long.strip() in answer.content.decode()


def test_a_column_is_never_left_without_a_headline(desk, piece):
    answer = desk.post(url(piece, "headline/"), {"base": 1, "headline": " "})

    assert answer.status_code == 422
    assert "A column needs a headline." in answer.content.decode()


def test_what_the_author_declared_stands_with_the_words_they_answered(desk):
    answers = [Answer(question, "no") for question in INTERESTS]
    answers[3] = Answer(INTERESTS[3], "yes", "I advise the centre.", is_interest=True)
    answers.append(Answer(AI, "Spelling and grammar"))
    piece = make_submission(answers=answers)

    page = desk.get(url(piece, "declarations/"))

    text = page.content.decode()
    [said] = page.context["said"]
    assert [a.answer.answer for a in said.answers] == [a.said for a in answers]
    assert INTERESTS[3].wording in text
    assert "I advise the centre." in text
    assert text.count('class="is-interest"') == 1
    assert "<b>1</b>interest declared" in text


def test_earlier_answers_stay_on_record_behind_the_newest(desk, omar):
    piece = make_submission(answers=[Answer(AI, "Drafting")])
    perform(piece, Action.REQUEST_CHANGES, by=omar)
    drafts.send(piece, make_piece(answers=[Answer(AI, "None")]), by=piece.contributor)

    page = desk.get(url(piece, "declarations/"))

    [said] = page.context["said"]
    assert [(a.answer.answer, a.before) for a in said.answers] == [("None", "Drafting")]
    assert [each.answers[0].answer for each in said.earlier] == ["Drafting"]


def test_the_panel_names_what_is_missing_who_must_act_and_where(desk, omar):
    piece = make_submission(
        Status.ACCEPTED,
        editor=omar,
        standfirst="",
        answers=[Answer(INTERESTS[2], "yes", "My mill.", is_interest=True)],
    )

    page = desk.get(url(piece))

    lacks = {(lack.words, lack.who, lack.address) for lack in page.context["lacks"]}
    assert lacks == {
        ("There is no standfirst", "The desk", url(piece, "headline/")),
        (
            "The headline has not been checked against the text",
            "The desk",
            url(piece, "headline/"),
        ),
        (
            "Ines Duarte has not accepted the terms",
            "Ines Duarte",
            url(piece, "terms/"),
        ),
        (
            "An interest is declared but readers are not told of it",
            "The desk",
            url(piece, "headline/"),
        ),
        ("Ines Duarte has not signed this text", "Ines Duarte", f"{url(piece)}#proof"),
        (
            "Identity not looked into: 6 of 6 lines for Ines Duarte",
            "An editor or the fact-checker",
            url(piece, "identity/"),
        ),
        (
            "Tier 3 is proposed, and nobody has confirmed it",
            "An editor",
            url(piece, "risk/"),
        ),
        (
            "Tier 3: no senior editor has read this text in full",
            "The publisher, or an editor who does not handle it",
            f"{url(piece)}?view=readers#read",
        ),
        ("This text needs a legal read", "The lawyer", url(piece, "legal/")),
    }
    assert 'id="proof"' in page.content.decode()
    assert "Not ready: 9 things" in page.content.decode()


def test_the_panel_says_ready_when_it_is(desk, piece):
    sign_as_author(piece)

    page = desk.get(url(piece))

    assert page.context["readiness"].is_ready
    assert [move.is_shut for move in page.context["moves"]] == [False, False]


def test_people_are_shown_with_what_they_published_before(desk):
    piece = make_submission()
    author = piece.authors[0]
    make_article(authors=[author], hours_ago=48)
    make_article(authors=[author], hours_ago=-48)
    make_article(authors=[make_author()])

    [writer] = desk.get(url(piece)).context["writers"]

    assert writer.history.startswith("one column before, the last on ")


def test_an_ended_piece_says_who_ended_it_and_why(desk, omar):
    piece = make_submission(editor=omar)
    perform(piece, Action.DECLINE, by=omar, note="Too late for the vote.")

    page = desk.get(url(piece)).content.decode()

    assert "Too late for the vote." in page
    assert "Omar" in page


def test_a_piece_costs_the_same_whatever_has_happened_to_it(
    desk, omar, django_assert_num_queries
):
    piece = make_submission(Status.ACCEPTED, editor=omar)

    def cost():
        with django_assert_num_queries(37):
            desk.get(url(piece), {"view": "redline"})

    desk.post(url(piece, "message/"), {"text": "The first word", "step": "send"})
    desk.get(url(piece))
    cost()
    for rounds in (2, 17):
        for n in range(rounds):
            number = piece.revisions.count()
            text = {"body": f"{BODY} {n} {number}"}
            revisions.save(piece, text, by=omar, base=number)
            desk.post(url(piece, "note/"), {"text": "A note"})
            desk.post(url(piece, "message/"), {"text": str(number), "step": "send"})
        desk.get(url(piece))  # the messages of those pages are said here
        cost()


@pytest.mark.parametrize("part", ["letters/", "revisions/", "history/", "byline/"])
def test_a_list_of_a_piece_costs_the_same_whatever_it_holds(
    desk, omar, part, django_assert_max_num_queries
):
    piece = make_submission(Status.ACCEPTED, editor=omar)
    desk.get(url(piece, part))
    costs = []

    for rounds in (1, 2, 17):
        for n in range(rounds):
            number = piece.revisions.count()
            revisions.save(piece, {"body": f"{n} {number}"}, by=omar, base=number)
            said = {"text": str(number), "step": "send"}
            desk.post(url(piece, "message/"), said)
        desk.get(url(piece))
        with django_assert_max_num_queries(52) as asked:
            desk.get(url(piece, part))
        costs.append(len(asked))

    assert len(set(costs)) == 1


TWO = (
    "The river fell.[^1]\n\n- One boat\n- Two boats\n\nNobody came.\n\n[^1]: By a foot."
)


@pytest.fixture
def by_paragraph(omar):
    return make_submission(Status.ACCEPTED, editor=omar, body=TWO)


def test_one_paragraph_is_edited_where_it_is_read(desk, by_paragraph, omar):
    shown = desk.get(url(by_paragraph), {"view": "readers", "edit": "1"})

    answer = desk.post(
        url(by_paragraph, "paragraph/"),
        {"base": 1, "paragraph": 1, "words": "- One boat\r\n- Four", "reason": "Count"},
    )

    by_paragraph.refresh_from_db()
    assert "- One boat\n- Two boats</textarea>" in shown.content.decode()
    assert answer["Location"] == f"{url(by_paragraph)}?view=readers#p1"
    assert by_paragraph.latest.body == TWO.replace("- Two boats", "- Four")
    assert (by_paragraph.latest.reason, by_paragraph.latest.by) == ("Count", omar)


def test_the_box_says_which_finding_hangs_on_its_words(desk, by_paragraph, omar):
    line = claims.mark(by_paragraph, "Nobody came.", by=omar)
    seen = claims.Checked(
        words=line.sentence,
        found=claims.Found.VERIFIED,
        proven_by=Proven.CONFIRMED,
        where="The ferryman, who waited.",
    )

    before = desk.get(url(by_paragraph), {"view": "readers", "edit": "2"})
    claims.record(claims.listed(by_paragraph, line), seen, by=omar)
    after = desk.get(url(by_paragraph), {"view": "readers", "edit": "2"})
    elsewhere = desk.get(url(by_paragraph), {"view": "readers", "edit": "1"})

    told = "Other words for claim 1 reopen it."
    pages = [each.content.decode() for each in (before, after, elsewhere)]
    assert [told in page for page in pages] == [False, True, False]
    assert all("Claims in this text" in page for page in pages)


def test_a_paragraph_that_is_emptied_is_gone_and_the_last_one_is_kept(
    desk, by_paragraph
):
    typed = {"base": 1, "paragraph": 2, "words": " \n"}
    desk.post(url(by_paragraph, "paragraph/"), typed)
    by_paragraph.refresh_from_db()
    short = make_submission(Status.ACCEPTED, editor=by_paragraph.holder, body="One.")

    refused = desk.post(
        url(short, "paragraph/"), {"base": 1, "paragraph": 0, "words": ""}
    )

    assert by_paragraph.latest.body == TWO.replace("Nobody came.\n\n", "")
    assert refused.status_code == 422
    assert NO_TEXT in refused.content.decode()


def test_a_paragraph_of_an_older_text_is_laid_beside_the_new_one(
    desk, by_paragraph, omar
):
    revisions.save(by_paragraph, {"body": "Another text."}, by=omar, base=1)

    answer = desk.post(
        url(by_paragraph, "paragraph/"),
        {"base": 1, "paragraph": 2, "words": "Somebody came."},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody came." in page
    assert "Save mine over revision 2" in page
    assert by_paragraph.revisions.count() == 2


@pytest.mark.parametrize(
    "typed", [{"paragraph": 9}, {"base": 7}, {"paragraph": "x"}, {"base": ""}]
)
def test_a_paragraph_that_is_not_there_is_not_found(desk, by_paragraph, typed):
    whole = {"base": 1, "paragraph": 0, "words": "New."} | typed

    assert desk.post(url(by_paragraph, "paragraph/"), whole).status_code == 404
    assert by_paragraph.revisions.count() == 1


def test_whoever_may_not_edit_is_shown_no_way_to(client, by_paragraph, checker):
    client.force_login(checker)

    page = client.get(url(by_paragraph), {"view": "readers", "edit": "1"})
    answer = client.post(
        url(by_paragraph, "paragraph/"), {"base": 1, "paragraph": 1, "words": "Mine."}
    )

    assert "said-edit" not in page.content.decode()
    assert "para-form" not in page.content.decode()
    assert answer.status_code == 403
    assert by_paragraph.revisions.count() == 1


def test_every_block_of_a_column_is_found_in_its_markdown():
    bodies = [column.body for column in content.columns()]

    for body in bodies:
        places, lines = markup.sources(body), body.split("\n")
        assert len(places) == len(blocks.cut(markup.render(body, doc_id="c1")))
        for number, (first, last) in enumerate(places):
            assert put(body, number, "\n".join(lines[first:last])) == body


def test_other_words_for_one_block_leave_all_others_as_they_are():
    [body] = [c.body for c in content.columns() if c.slug.startswith("i-am-standing")]
    before = [each.text for each in blocks.cut(markup.render(body, doc_id="c1"))]

    for number in range(len(before)):
        after = blocks.cut(markup.render(put(body, number, "Other."), doc_id="c1"))
        wanted = [*before[:number], "Other.", *before[number + 1 :]]
        assert [each.text for each in after] == wanted
