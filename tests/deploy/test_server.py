"""The newsroom as it is really served: granian, its worker thread, and its end."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import os, sys
from deploy import make
make.PYTHON = sys.executable
sys.exit(make.serve_until_stopped(dict(os.environ), int(os.environ["PORT"]), "Open."))
"""
POST = """
import django
django.setup()
from editorial import outbox
outbox.post(to="ines@example.org", subject="Received", body="Yes.", kind="receipt")
"""


@pytest.fixture
def env(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    return kept | {
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "k" * 50,
        "DEBUG": "1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATA_DIR": str(tmp_path),
        "LOG_LEVEL": "WARNING",
    }


@pytest.fixture
def python(env):
    """``python(code)``: in the newsroom's folder, with its variables."""

    def run(*words):
        subprocess.run([sys.executable, *words], cwd=ROOT, env=env, check=True)

    return run


@pytest.fixture
def server(env, python, empty_paper):
    shutil.copytree(empty_paper, env["DATA_DIR"], dirs_exist_ok=True)
    started = subprocess.Popen(
        [sys.executable, "-c", SERVE],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield started
    with contextlib.suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.communicate()


def ask(env, address):
    link = http.client.HTTPConnection("127.0.0.1", int(env["PORT"]), timeout=20)
    try:
        link.request("GET", address)
        return link.getresponse().status
    finally:
        link.close()


def until(ready, seconds=20):
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        time.sleep(0.1)
    return ready()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_when_it_is_open_and_closes_without_a_traceback(server, env, number):
    assert server.stdout.readline() == "Open.\n"
    assert ask(env, "/healthz") == 200

    server.send_signal(number)

    said, troubles = server.communicate(timeout=20)
    assert server.returncode == 0
    assert "Traceback" not in said + troubles
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", int(env["PORT"])))


def test_its_own_thread_takes_letters_to_the_post(server, python, tmp_path):
    assert server.stdout.readline() == "Open.\n"

    python("-c", POST)

    assert until(lambda: list((tmp_path / "mail").glob("*.eml")))


def test_a_server_that_cannot_start_says_so_in_a_line(env):
    env["DATABASE_URL"] = "mysql://x/y"

    done = subprocess.run(
        [sys.executable, "-c", SERVE.replace("sys.exit(", "print(")],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "newsroom: DATABASE_URL must begin with" in done.stderr
    assert "Refusal: the server stopped as it started" in done.stderr
