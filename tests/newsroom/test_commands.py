import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from articles import search
from editorial import drafts, outbox
from editorial.models import Draft, Letter, LetterState, Submission
from newsroom import rounds
from tests.factories import make_article

ROOT = Path(__file__).resolve().parents[2]


def a_letter():
    return outbox.post(
        to="ines@example.org", subject="Received", body="We have it.", kind="receipt"
    )


def an_abandoned_draft():
    draft = drafts.begin(None)
    Draft.objects.filter(submission=draft).update(
        saved_at=timezone.now() - dt.timedelta(days=60)
    )
    return draft


@pytest.mark.django_db
def test_a_tick_posts_letters_and_clears_what_visitors_left(mailoutbox, capsys):
    a_letter()
    an_abandoned_draft()
    drafts.begin(None)

    call_command("tick")

    assert [mail.to for mail in mailoutbox] == [["ines@example.org"]]
    assert Submission.objects.count() == 1
    assert capsys.readouterr().out == (
        "Columns let go unanswered: 0. Reminders: 0. Letters sent: 1. "
        "Abandoned drafts deleted: 1. Pieces whose words were deleted: 0.\n"
    )


@pytest.mark.django_db
def test_a_second_tick_sends_nothing_twice(mailoutbox):
    a_letter()

    call_command("tick")
    call_command("tick")

    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_the_worker_can_make_a_single_round(mailoutbox, capsys):
    a_letter()

    call_command("worker", "--once")

    assert len(mailoutbox) == 1
    assert capsys.readouterr().out == "Letters sent: 1.\n"


@pytest.mark.django_db(transaction=True)
def test_a_round_that_fails_does_not_end_the_rounds(mailoutbox, caplog):
    letter = a_letter()
    stop, failures = threading.Event(), [OperationalError("locked")]

    def first_fails_last_stops(execute, sql, params, many, context):
        if failures:
            raise failures.pop()
        if "sent_at" in sql and sql.startswith("UPDATE"):
            stop.set()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(first_fails_last_stops):
        rounds.keep_making(stop, every=0.01)

    letter.refresh_from_db()
    assert letter.state == LetterState.SENT
    assert "A round failed" in caplog.text


@pytest.fixture
def a_paper_of_its_own(tmp_path, empty_paper):
    """Variables for a newsroom in another process, with an empty database."""
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    env = kept | {
        "SECRET_KEY": "k" * 50,
        "SITE_URL": "http://127.0.0.1:8000",
        "DEBUG": "1",
        "DATA_DIR": str(tmp_path),
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }
    shutil.copytree(empty_paper, tmp_path, dirs_exist_ok=True)
    return env


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_when_told_without_a_traceback(a_paper_of_its_own, number):
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--every=0.1"],
        cwd=ROOT,
        env=a_paper_of_its_own,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "The worker is making its rounds.\n"

    worker.send_signal(number)

    said, troubles = worker.communicate(timeout=20)
    assert (worker.returncode, said) == (0, "The worker has stopped.\n")
    assert troubles == ""


@pytest.mark.django_db
def test_a_letter_that_fails_stays_for_the_next_round(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nobody listens there
    a_letter()

    done = rounds.make()

    assert done.letters_sent == 0
    assert Letter.objects.get().state == LetterState.WAITING


@pytest.mark.django_db
def test_a_reindex_makes_columns_findable_again(capsys):
    article = make_article("Shade for the riverside", body="Plant the rain trees.")
    search.forget(article)

    call_command("reindex")

    assert [hit.article for hit in search.find("shade").hits] == [article]
    told = capsys.readouterr()
    assert told.out == "Columns that can be found: 1.\n"
    assert told.err == "Columns: 1 of 1\n"


@pytest.mark.django_db
def test_outside_debug_the_demo_refuses(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG=1 only"):
        call_command("demo")


@pytest.mark.django_db
def test_where_letters_would_really_leave_the_demo_refuses(settings):
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    with pytest.raises(CommandError, match="unset EMAIL_URL"):
        call_command("demo")


@pytest.mark.django_db
def test_the_demo_leaves_a_newsroom_alone_that_has_people(settings, ines):
    settings.DEBUG = True

    with pytest.raises(CommandError, match="people already"):
        call_command("demo")
