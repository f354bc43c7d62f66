"""The board: order, views, counts, words, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial import drafts, furniture, holds, rules, signing
from editorial.desk import board, queue
from editorial.gates import unsigned
from editorial.models import (
    Action,
    Incoming,
    IncomingState,
    Letter,
    LetterState,
    Status,
    Submission,
)
from editorial.proof import proof_of
from editorial.workflow import Details, perform
from tests.factories import (
    BODY,
    make_author,
    make_contributor,
    make_draft,
    make_format,
    make_piece,
    make_section,
    make_submission,
    sign_as_author,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


def rows(response):
    return [row for _, group in response.context["groups"] for row in group]


def headlines(response):
    return [row["headline"] for row in rows(response)]


def in_hours(hours):
    return timezone.now() + dt.timedelta(hours=hours)


def test_the_index_of_the_admin_is_the_board(desk):
    piece = make_submission()

    page = desk.get("/admin/")

    assert page.status_code == 200
    assert headlines(page) == [piece.headline]


def test_the_board_runs_by_the_peg_then_by_the_answer_clock(desk):
    make_submission(headline="No peg, answer later")
    sooner = make_submission(headline="No peg, answer sooner")
    Submission.objects.filter(pk=sooner.pk).update(answer_by=in_hours(1))
    make_submission(headline="Peg in three days", peg="Vote", peg_until=in_hours(72))
    make_submission(headline="Peg in three weeks", peg_until=in_hours(500))
    make_submission(headline="Peg in five hours", peg_until=in_hours(5))

    page = desk.get("/admin/")

    assert headlines(page) == [
        "Peg in five hours",
        "Peg in three days",
        "Peg in three weeks",
        "No peg, answer sooner",
        "No peg, answer later",
    ]
    assert [name for name, _ in page.context["groups"]] == [
        queue.SOON,
        queue.THIS_WEEK,
        queue.LATER,
        queue.NO_PEG,
    ]


def test_a_peg_that_has_passed_urges_nobody(desk):
    make_submission(headline="Passed", peg="The vote", peg_until=in_hours(-5))
    due = make_submission(headline="Due")
    Submission.objects.filter(pk=due.pk).update(answer_by=in_hours(1))

    page = desk.get("/admin/")

    assert headlines(page) == ["Due", "Passed"]
    assert [row["group"] for row in rows(page)] == [queue.NO_PEG, queue.NO_PEG]
    assert rows(page)[1]["peg"]["left"] == "Passed"


def test_each_standing_view_shows_and_counts_its_own(desk, omar, edith):
    plain = {"body": BODY}
    make_submission(headline="Unclaimed", **plain)
    holds.take(make_submission(headline="Mine", **plain), by=omar)
    late = make_submission(headline="Overdue", **plain)
    holds.take(late, by=edith)
    Submission.objects.filter(pk=late.pk).update(answer_by=in_hours(-1))
    _revision_in(edith, headline="Revision in")
    out = make_submission(Status.ACCEPTED, headline="Proof out")
    signing.send_proof(out, by=omar)
    signed = make_submission(Status.ACCEPTED, headline="Signed")
    signing.send_proof(signed, by=omar)
    sign_as_author(signed)
    ready = make_submission(Status.ACCEPTED, headline="Ready")
    Submission.objects.filter(pk=ready.pk).update(lacks=0)
    ours = make_submission(Status.CLEARED, headline="Set", hour=in_hours(5))
    Submission.objects.filter(pk=ours.pk).update(holder=omar)
    make_submission(Status.CLEARED, headline="Out", hour=in_hours(-1))
    make_submission(Status.DECLINED, headline="Declined")

    shown = {
        key: set(headlines(desk.get("/admin/", {"view": key}))) for key in board.BY_KEY
    }

    assert shown == {
        "": {
            "Unclaimed",
            "Mine",
            "Overdue",
            "Revision in",
            "Proof out",
            "Signed",
            "Ready",
            "Set",
        },
        "unclaimed": {"Unclaimed"},
        "mine": {"Mine", "Set"},
        "overdue": {"Overdue"},
        "revision-in": {"Revision in"},
        "proof-out": {"Proof out"},
        "ready": {"Ready"},
        "set": {"Set"},
    }
    counts = {view.key: count for view, count in desk.get("/admin/").context["tabs"]}
    assert counts == {key: len(found) for key, found in shown.items()}


def test_a_view_nobody_knows_is_the_whole_board(desk):
    make_submission()

    page = desk.get("/admin/?view=<script>")

    assert page.context["view"].key == ""
    assert len(rows(page)) == 1


@pytest.mark.parametrize("view", board.VIEWS, ids=lambda view: view.key or "all")
def test_an_empty_view_says_so_kindly(desk, view):
    page = desk.get("/admin/", {"view": view.key})

    assert view.when_empty in page.content.decode()


def test_nobody_sees_their_own_piece_or_a_draft_on_the_board(desk, omar):
    make_author("Omar", user=omar)
    other = make_submission(headline="Another’s")
    own = make_submission(headline="Own", contributor=make_contributor())
    own.bylines.create(author=omar.author, position=1)
    make_submission(headline="Sent by Omar", contributor=omar, editor=None)
    make_draft()

    page = desk.get("/admin/")

    assert headlines(page) == [other.headline]
    assert page.context["tabs"][0][1] == 1


def test_a_row_says_stage_holder_words_and_time_left(desk, omar):
    section = make_section()
    piece = make_submission(
        section=section,
        format=make_format(words_least=5, words_most=8),
        body="one two three four",
        peg="Vote",
    )
    holds.take(piece, by=omar)
    Submission.objects.filter(pk=piece.pk).update(
        answer_by=in_hours(-7), peg_until=in_hours(5.5)
    )

    [row] = rows(desk.get("/admin/"))

    assert row["stage"] == "Reading"
    assert row["holder"] == "You"
    assert row["beneath"] == (
        f"Ines Duarte, freelance journalist. {section}. 4 words, 1 short"
    )
    assert row["answer"]["heat"] == "hot"
    assert row["answer"]["left"] in {"7 h late", "6 h 59 late"}
    assert row["peg"]["heat"] == "hot"
    assert [tag["words"] for tag in row["tags"]] == ["Overdue"]
    assert not row["may_take"]


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        (Status.SUBMITTED, "New"),
        (Status.REVISING, "With the author"),
        (Status.ACCEPTED, "Editing"),
    ],
)
def test_every_open_stage_has_its_words(desk, status, stage):
    make_submission(status)

    [row] = rows(desk.get("/admin/"))

    assert row["stage"] == stage
    assert (row["answer"] is None) == (status != Status.SUBMITTED)


def test_a_proof_with_its_author_and_a_signature_are_told_apart(desk, omar):
    piece = make_submission(Status.ACCEPTED)
    signing.send_proof(piece, by=omar)
    [out] = rows(desk.get("/admin/"))

    sign_as_author(piece)

    [signed] = rows(desk.get("/admin/"))
    assert (out["stage"], [t["words"] for t in out["tags"]]) == (
        "Proof with author",
        ["Proof out"],
    )
    assert (signed["stage"], [t["words"] for t in signed["tags"]]) == (
        "Editing",
        ["Signature in"],
    )


@pytest.mark.parametrize("is_in_byline", [True, False])
def test_the_signature_is_in_when_the_last_of_them_has_signed(desk, omar, is_in_byline):
    """Of two authors; and of a sender whom the desk took out of the byline."""
    piece = make_submission(Status.ACCEPTED)
    second = make_contributor("Bo Second").author
    sender = piece.contributor.author
    names = [sender, second] if is_in_byline else [second]
    furniture.set_byline(piece, [*names, make_author("No sign-in")], by=omar)
    signing.send_proof(piece, by=omar)
    seen = []

    for author in (sender, second) if is_in_byline else (second, sender):
        signing.sign(piece, proof_of(piece).fingerprint, by=author.user)
        [row] = rows(desk.get("/admin/"))
        proof_out = rows(desk.get("/admin/?view=proof-out"))
        seen.append(([tag["words"] for tag in row["tags"]], len(proof_out)))
        assert (unsigned(piece) == []) == (not proof_out)

    assert seen == [(["Proof out"], 1), (["Signature in"], 0)]


def test_words_over_the_range_are_counted(desk):
    short = make_format(words_least=1, words_most=3)
    make_submission(format=short, body="one two three four five")

    [row] = rows(desk.get("/admin/"))

    assert row["beneath"].endswith("5 words, 2 over")


def test_only_those_who_decide_may_take(client, copy_editor, checker, publisher):
    make_submission()
    seen = {}

    for person in (copy_editor, checker, publisher):
        client.force_login(person)
        [row] = rows(client.get("/admin/"))
        seen[person.name] = row["may_take"]

    assert seen == {"Cora": False, "Fay": False, "Pia": True}


def test_a_hostile_headline_is_only_text(desk):
    make_submission(headline='<img src=x onerror="alert(1)">')

    page = desk.get("/admin/").content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=" in page


def test_the_board_says_how_many_it_left_out(desk, monkeypatch):
    monkeypatch.setattr(queue, "MOST_ROWS", 2)
    for _ in range(3):
        make_submission()

    page = desk.get("/admin/")

    assert len(rows(page)) == 2
    assert "1 more" in page.content.decode()


def test_mail_that_could_not_be_placed_is_said_for_some_days(desk, checker):
    for hours in (1, 50, 100):
        Incoming.objects.create(
            message_id=f"<{hours}@example.org>",
            state=IncomingState.REFUSED,
            outcome="It is too long for a message.",
            at=timezone.now() - dt.timedelta(hours=hours),
        )
    Incoming.objects.create(message_id="<ok>", state=IncomingState.PLACED, outcome="In")

    page = desk.get("/admin/").content.decode()

    assert "2 mails of the last three days could not be placed." in page
    assert "/admin/editorial/incoming/?state__exact=refused" in page
    desk.force_login(checker)
    assert "could not be placed" not in desk.get("/admin/").content.decode()


def test_the_board_costs_the_same_whatever_it_holds(
    desk, omar, django_assert_num_queries
):
    def cost():
        with django_assert_num_queries(16):
            desk.get("/admin/")

    make_submission()
    cost()
    for _ in range(2):
        holds.take(make_submission(), by=omar)
    cost()
    for _ in range(17):
        make_submission(Status.ACCEPTED)
    cost()


def test_counts_agree_with_the_views_whoever_asks(omar, edith):
    holds.take(make_submission(), by=omar)
    make_submission()
    open_pieces = rules.desk_submissions(edith).on_the_desk()

    counts = board.counted(open_pieces, edith)

    assert counts.pop("asked") == counts["all"]
    assert counts == {
        view.key or "all": view.pick(open_pieces, edith).count() for view in board.VIEWS
    }


def _revision_in(editor, **piece):
    submission = make_submission(**piece)
    perform(
        submission,
        Action.REQUEST_CHANGES,
        by=editor,
        details=Details(conditions=("Name the mill.",)),
    )
    [condition] = submission.conditions.all()
    drafts.send(
        submission,
        make_piece(
            section=submission.section,
            condition_answers={condition.pk: "Battambang."},
            **piece,
        ),
        by=submission.contributor,
    )
    holds.take(submission, by=editor)
    return submission


def test_taking_from_the_board_leads_back_to_the_view_it_was_on(desk, omar):
    piece = make_submission()

    answer = desk.post(
        reverse("admin:desk_take", args=[piece.pk]), {"next": "/admin/?view=unclaimed"}
    )

    piece.refresh_from_db()
    assert piece.holder == omar
    assert answer["Location"] == "/admin/?view=unclaimed"


def test_the_sidebar_says_the_same_beside_a_narrowed_board_and_elsewhere(desk, omar):
    make_submission()
    make_submission(Status.ACCEPTED, editor=omar)

    def waiting(address):
        shown = desk.get(address).context["available_apps"]
        return {e["name"]: e["waiting"] for group in shown for e in group["models"]}

    beside_board = waiting("/admin/?view=unclaimed&tier=3")

    assert beside_board["Board"] == 2
    assert beside_board == waiting("/admin/desk/errors/")


@pytest.mark.parametrize("address", ["/admin/", "/admin/desk/{}/read/"])
def test_who_has_no_answer_stands_above_the_queue(desk, omar, address):
    declined, waits = make_submission(), make_submission()
    perform(declined, Action.DECLINE, by=omar, note="Not for us.")
    address = address.format(waits.pk)
    before = desk.get(address).content.decode()
    Letter.objects.filter(submission=declined).exclude(kind="receipt").update(
        state=LetterState.FAILED
    )

    page = desk.get(address).content.decode()

    assert "does not know" not in before
    assert f"<b>{declined.contributor} does not know.</b>" in page
    assert "1 letter did not arrive" in page
