"""Ten editors at one queue and at one piece, each in a process of their own."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections import Counter
from functools import partial

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from authors.models import Role, User
from editorial import access, claims, decisions, log, tiers
from editorial.desk import risk
from editorial.models import (
    Action,
    Decision,
    Finding,
    House,
    Letter,
    LetterTemplate,
    Status,
    Submission,
    Tier,
)
from editorial.proof import proof_of
from tests.conftest import staff
from tests.editorial.desk.test_passing import sent
from tests.editorial.test_tiers import TAYLOR
from tests.factories import make_checker, make_editor, make_submission

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time"
    ),
]
TEN = range(10)
FACT = "The dam took forty villages in 2019."
VERIFIED = {
    **{"do": "find", "claim": 1, "words": FACT, "found": "verified"},
    **{"proven_by": "confirmed", "where": "Told to {}"},
}
INHERITED = []  # kept, for a connection that is let go says goodbye
PROCESSES = multiprocessing.get_context("fork")


def test_ten_editors_pass_one_queue_and_nobody_hears_twice(transactional_db):
    LetterTemplate.objects.create(
        kind="decline", name="No room", reason="no room", subject="S", body="No."
    )
    pieces = [make_submission(headline=f"Number {n}") for n in range(3)]

    answers = all_at_once(passes_them_all, pieces, first=f"{pieces[0].pk}/pass/")

    assert {code for codes in answers for code in codes} <= {302, "gone"}
    for piece in Submission.objects.all():
        assert piece.status == Status.DECLINED
        assert piece.acts.filter(action=Action.DECLINE).count() == 1
        assert piece.acts.filter(action=Action.TAKE).count() <= 1
        assert Letter.objects.filter(submission=piece, kind="declined").count() == 1
    assert log.verify() == {}


def test_ten_editors_at_one_piece_lose_nothing_and_say_nothing_twice(transactional_db):
    """Each comments, asks a checker, finds the claim true, confirms the tier, says that
    they have read it, and spikes it with ten minutes to think again; all in another
    order."""
    House.objects.create(pk=1, undo_minutes=10)
    owner, checker = make_editor("Olga Owner"), make_checker()
    piece = make_submission(Status.ACCEPTED, editor=owner, body=f"{TAYLOR} {FACT}")
    claims.mark(piece, FACT, by=owner)

    answers = all_at_once(does_it_all, piece, checker, first=f"{piece.pk}/spike/")
    carried = all_at_once(carries_out)

    assert {code for codes in answers for code in codes} == {302, 409}
    assert sum(codes.count(409) for codes in answers) == 9  # spiked already
    said = set(piece.comments.values_list("text", flat=True))
    assert said == {f"Why, Reader{n}?" for n in TEN}
    assert set(Finding.objects.values_list("where", flat=True)) == {
        f"Told to Reader{n}" for n in TEN
    }
    assert piece.full_reads.count() == 10
    assert piece.assignments.get().to == checker
    piece.refresh_from_db()
    assert (piece.tier, piece.tier_calls.count()) == (Tier.TWO, 1)
    assert sum(sum(each) for each in carried) == 1
    assert piece.status == Status.SPIKED
    acts = Counter(piece.acts.values_list("action", flat=True))
    once = (Action.ASSIGN, Action.TIER, Action.DECIDE, Action.SPIKE)
    assert {each: acts[each] for each in once} == dict.fromkeys(once, 1)
    often = (Action.COMMENT, Action.FINDING, Action.READ)
    assert {each: acts[each] for each in often} == dict.fromkeys(often, 10)
    letters = Counter(Letter.objects.values_list("kind", flat=True))
    assert (letters["desk-asked"], letters["spiked"]) == (1, 1)
    assert log.verify() == {}
    assert access.problems() == []


def all_at_once(work, *with_what, first=""):
    """What each of ten editors got, working in a process of their own. Where a page is
    asked for ``first``, its templates are read once and not ten times."""
    browsers = [Client() for _ in TEN]
    for n, browser in enumerate(browsers):
        reader = User.objects.filter(name=f"Reader{n}").first()
        browser.force_login(reader or staff(f"Reader{n}", Role.EDITOR))
    if first:
        browsers[0].get(f"/admin/desk/{first}")
    connections.close_all()  # a connection is not shared with a child
    start, heard = PROCESSES.Barrier(len(TEN)), PROCESSES.Queue()
    at_work = [
        PROCESSES.Process(target=one_of_ten, args=(n, work, with_what, start, heard))
        for n, work in enumerate(partial(work, each) for each in browsers)
    ]

    for each in at_work:
        each.start()
    answers = [heard.get(timeout=60) for _ in at_work]
    for each in at_work:
        each.join(10)

    assert [each.exitcode for each in at_work] == [0] * len(TEN), answers
    return answers


def one_of_ten(number, work, with_what, start, heard):
    leave_to_the_parent()
    answers = []
    try:
        start.wait(30)
        for answer in work(number, *with_what):
            answers.append(answer)
    except BaseException as problem:
        answers.append(repr(problem))
        raise
    finally:
        heard.put(answers)
        connections.close_all()


def leave_to_the_parent():
    """What a test in the browser has open is kept where ``close_all`` does not look,
    but a child does: ten of them would speak at once in one line."""
    for each in connections.all(initialized_only=True):
        INHERITED.append(each.connection)
        each.connection = None


def passes_them_all(browser, number, pieces):
    """Takes each column, reads its letter and sends it."""
    for piece in pieces:
        yield browser.post(f"/admin/desk/{piece.pk}/take/").status_code
        yield passed(browser, piece)


def does_it_all(browser, number, piece, checker):
    by = User.objects.get(name=f"Reader{number}")
    acts = [
        ("comments", {"paragraph": 0, "revision": 1, "quote": "", "text": "Why, {}?"}),
        ("assign", {"task": "check", "of": checker.pk, "due": in_a_day()}),
        ("claims", VERIFIED),
        ("risk", {"do": "tier", "tier": 2, "seen": tiers.proposed(piece).mark}),
        ("read-in-full", {"shown": risk.reading(piece, by, proof_of(piece)).token}),
        ("spike", {"step": "send", "subject": "S", "body": "No.", "note": "It fell."}),
    ]
    turn = number % len(acts)
    for part, form in acts[turn:] + acts[:turn]:
        typed = {
            name: value.format(f"Reader{number}") if isinstance(value, str) else value
            for name, value in form.items()
        }
        yield browser.post(f"/admin/desk/{piece.pk}/{part}/", typed).status_code


def in_a_day():
    return f"{timezone.localtime() + dt.timedelta(days=1):%Y-%m-%dT%H:%M}"


def carries_out(browser, number):
    """The clock, in ten places at once, when the ten minutes are over."""
    Decision.objects.update(due_at=timezone.now())
    yield decisions.carry_out_due()


def passed(browser, piece):
    """The answer to the letter; "gone" where there was none any more to show."""
    page = browser.get(f"/admin/desk/{piece.pk}/pass/?part=letter&next=/admin/")
    if b'name="shown"' not in page.content:
        return "gone"
    form = {name: sent(page, name)[0] for name in ("seen", "shown", "template")}
    return browser.post(f"/admin/desk/{piece.pk}/pass/", form).status_code
