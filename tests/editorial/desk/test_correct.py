"""The desk corrects a column that is out: form, preview, second key, and the lists."""

from __future__ import annotations

import pytest

from articles.models import Correction, CorrectionKind
from editorial import corrections, reports
from editorial.models import Amendment, Letter, Status
from tests.factories import make_editor, make_submission
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db
BODY = "The exercise was suspended in 2018.\n\nIt should begin again."
RIGHT = BODY.replace("2018", "January 2017")
SENTENCE = "In fact it was suspended in January 2017."


@pytest.fixture
def piece(edith):
    return make_submission(Status.CLEARED, editor=edith, body=BODY)


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


def typed(piece, **how):
    words = piece.article.edition
    return {
        "base": words.number,
        "kind": "correction",
        "was": "that it was suspended in 2018.",
        "right": "it was suspended in January 2017.",
        "body": RIGHT,
        "headline": words.headline,
        "standfirst": words.standfirst,
        "why": "A reader wrote.",
        "do": "propose",
    } | how


def wanted(**how):
    return corrections.Proposal(
        **{
            "kind": CorrectionKind.CORRECTION,
            "base": 1,
            "why": "A reader wrote.",
            "was": "that it was suspended in 2018.",
            "right": "it was suspended in January 2017.",
            "words": {"body": RIGHT},
        }
        | how
    )


def address(piece, amendment=None):
    last = f"{amendment.pk}/" if amendment else ""
    return f"/admin/desk/{piece.pk}/correct/{last}"


def page(client, where, status=200):
    answer = client.get(where)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_correction_is_looked_at_proposed_and_made_by_a_second_person(
    desk, piece, edith
):
    where = address(piece)
    assert where in page(desk, f"/admin/desk/{piece.pk}/")
    form = page(desk, where)
    looked = desk.post(where, typed(piece, do="look"))
    shown = looked.content.decode()

    sent = desk.post(where, typed(piece))

    proposal = Amendment.objects.get()
    waits = page(desk, f"/admin/desk/{piece.pk}/letters/")
    own = page(desk, where)
    assert "suspended in 2018.\n\nIt should" in form.replace("\r", "")
    assert looked.status_code == 200
    assert SENTENCE in shown
    assert "<del>" in shown
    assert "</span>January 2017</ins>" in shown
    assert "Your column “A headline for the desk” has been changed" in shown
    assert sent.url == where
    assert "Correction proposed</b> by Omar. It waits for a second person." in waits
    assert "somebody else who may decide" in own
    assert "give it to readers" not in own

    desk.force_login(edith)
    asked = page(desk, where)
    made = desk.post(address(piece, proposal), {"do": "approve"})

    after = page(desk, f"/admin/desk/{piece.pk}/?view=readers")
    assert "give it to readers" in asked
    assert made.url == f"/admin/desk/{piece.pk}/"
    assert "Readers have it now. Ines Duarte hears of it" in after
    assert "suspended in January 2017." in after
    assert Correction.objects.get().sentence.endswith(SENTENCE)
    history = page(desk, f"/admin/desk/{piece.pk}/history/")
    assert "approved the correction" in history
    assert "proposed a correction" in history


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"was": ""}, "Say what stood there"),
        ({"right": " "}, "Say what is right."),
        ({"said": "Rare."}, "A correction is told in the two fields"),
        ({"kind": "note"}, "An editor’s note is told in one text"),
        ({"kind": "update", "was": "", "right": ""}, "Say what readers must know."),
        ({"kind": "retraction"}, "Choose what kind of change"),
        ({"why": ""}, "Say why, for the record"),
        ({"body": ""}, "The text is empty."),
        ({"headline": ""}, "A column needs a headline."),
        ({"body": BODY}, "Not a word of the column is changed."),
        ({"body": BODY, "do": "look"}, "Not a word of the column is changed."),
        ({"base": "2"}, "Readers have edition 1 by now"),
        ({"base": "x"}, "This page came incomplete."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(desk, piece, how, told):
    said = typed(piece, why="Because <b>", was="that rare <i>") | how

    answer = desk.post(address(piece), said)

    shown = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert told in shown
    assert ("Because &lt;b&gt;" in shown) == (said["why"] != "")
    assert ("that rare &lt;i&gt;" in shown) == (said["was"] != "")
    assert not Amendment.objects.exists()


def test_words_typed_while_a_colleague_proposed_are_given_back(desk, piece, edith):
    def first():
        corrections.propose(piece, wanted(why="Mine."), by=edith)

    with meanwhile(first):
        answer = desk.post(address(piece), typed(piece, why="Rare <b>"))

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Edith has proposed a change that waits" in shown
    assert "Rare &lt;b&gt;</textarea>" in shown
    assert Amendment.objects.get().why == "Mine."


def test_words_made_from_an_earlier_edition_are_laid_over_the_one_readers_have(
    desk, piece, edith, publisher
):
    old = typed(piece, body=BODY.replace("begin", "start"))
    corrections.approve(corrections.propose(piece, wanted(), by=edith), by=publisher)

    answer = desk.post(address(piece), old)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Readers have edition 2 by now" in shown
    assert "</span>January 2017</del>" in shown
    assert 'name="base" value="2"' in shown


def test_who_is_second_twice_reads_who_was_first(desk, piece, edith, publisher):
    proposal = corrections.propose(piece, wanted(), by=edith)

    with meanwhile(lambda: corrections.approve(proposal, by=publisher)):
        answer = desk.post(address(piece, proposal), {"do": "approve"})

    assert answer.status_code == 409
    assert "Pia has approved it already" in answer.content.decode()
    assert Correction.objects.count() == 1


def test_a_dropped_one_is_the_beginning_of_the_next(desk, piece, edith):
    proposal = corrections.propose(piece, wanted(), by=edith)
    silent = desk.post(address(piece, proposal), {"do": "drop", "reason": " "})

    desk.post(address(piece, proposal), {"do": "drop", "reason": "It was 2018."})

    assert silent.status_code == 422
    assert "Whoever proposed it reads it." in silent.content.decode()
    assert "It was 2018." in Letter.objects.get(kind=corrections.DROPPED).body
    again = page(desk, f"{address(piece)}?again={proposal.pk}")
    assert "January 2017.\n\nIt should" in again.replace("\r", "")
    assert "A reader wrote." in again


def test_the_form_begins_with_the_error_an_author_reported(desk, piece):
    report = reports.report(
        piece,
        quote="in 2018",
        what="It was <b>2017</b>.",
        where="",
        by=piece.contributor,
    )

    errors = page(desk, "/admin/errors/")
    form = page(desk, f"{address(piece)}?report={report.pk}")

    assert f'href="{address(piece)}?report={report.pk}"' in errors
    assert "“in 2018”</textarea>" in form
    assert "Ines Duarte reported it: It was &lt;b&gt;2017&lt;/b&gt;." in form


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_the_sidebar_show_what_waits(
    desk, edith, count, django_assert_num_queries
):
    for n in range(count):
        piece = make_submission(Status.CLEARED, headline=f"Column {n}", body=BODY)
        corrections.propose(piece, wanted(), by=edith)
        done = make_submission(Status.CLEARED, body=BODY)
        proposal = corrections.propose(done, wanted(), by=edith)
        corrections.drop(proposal, "Not so.", by=make_editor())
    desk.get("/admin/corrections/")

    with django_assert_num_queries(6):
        shown = page(desk, "/admin/corrections/")

    [row] = [line for line in shown.split("<tr") if "Corrections</a>" in line]
    assert f'<td class="num">{count}</td>' in row
    assert all(f"Column {n}</a>" in shown for n in range(count))
    assert shown.count("Look at it and decide") == count
    assert shown.count("Not so.") == count


def test_every_page_of_a_corrected_column_still_opens(desk, piece, edith, publisher):
    corrections.approve(corrections.propose(piece, wanted(), by=edith), by=publisher)
    parts = "headline picture byline claims sources declarations identity risk legal"
    parts += " origin style terms letters revisions history details invited"

    for part in parts.split():
        page(desk, f"/admin/desk/{piece.pk}/{part}/")

    for view in ("redline", "readers", "edit"):
        page(desk, f"/admin/desk/{piece.pk}/?view={view}")
    desk.force_login(piece.contributor)
    told = page(desk, f"/contribute/{piece.pk}/")
    page(desk, f"/contribute/{piece.pk}/proof/")
    assert SENTENCE in told
