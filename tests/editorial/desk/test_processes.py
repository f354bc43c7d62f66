"""Ten editors at one queue, each in a process of their own."""

from __future__ import annotations

import multiprocessing

import pytest
from django.db import connection, connections
from django.test import Client

from authors.models import Role
from editorial import log
from editorial.models import Action, Letter, LetterTemplate, Status, Submission
from tests.conftest import staff
from tests.editorial.desk.test_passing import sent
from tests.factories import make_submission

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time"
    ),
]
TEN = range(10)
PROCESSES = multiprocessing.get_context("fork")


def test_ten_editors_pass_one_queue_and_nobody_hears_twice(transactional_db):
    LetterTemplate.objects.create(
        kind="decline", name="No room", reason="no room", subject="S", body="No."
    )
    pieces = [make_submission(headline=f"Number {n}") for n in range(4)]
    browsers = [Client() for _ in TEN]
    for n, browser in enumerate(browsers):
        browser.force_login(staff(f"Reader{n}", Role.EDITOR))
    connections.close_all()  # a connection is not shared with a child
    start, heard = PROCESSES.Barrier(len(TEN)), PROCESSES.Queue()
    work = [
        PROCESSES.Process(target=passes_them_all, args=(browser, pieces, start, heard))
        for browser in browsers
    ]

    for each in work:
        each.start()
    answers = [heard.get(timeout=60) for _ in work]
    for each in work:
        each.join(10)

    assert [each.exitcode for each in work] == [0] * 10
    assert {code for codes in answers for code in codes} <= {302, "gone"}
    for piece in Submission.objects.all():
        assert piece.status == Status.DECLINED
        assert piece.acts.filter(action=Action.DECLINE).count() == 1
        assert piece.acts.filter(action=Action.TAKE).count() <= 1
        assert Letter.objects.filter(submission=piece, kind="declined").count() == 1
        assert log.problems(piece) == []


def passes_them_all(browser, pieces, start, heard):
    """What one editor does: takes each column, reads its letter and sends it."""
    codes = []
    try:
        start.wait(30)
        for piece in pieces:
            codes.append(browser.post(f"/admin/desk/{piece.pk}/take/").status_code)
            codes.append(passed(browser, piece))
    except BaseException as problem:
        codes.append(repr(problem))
        raise
    finally:
        heard.put(codes)
        connections.close_all()


def passed(browser, piece):
    """The answer to the letter; "gone" where there was none any more to show."""
    page = browser.get(f"/admin/desk/{piece.pk}/pass/?part=letter&next=/admin/")
    if b'name="shown"' not in page.content:
        return "gone"
    form = {name: sent(page, name)[0] for name in ("seen", "shown", "template")}
    return browser.post(f"/admin/desk/{piece.pk}/pass/", form).status_code
