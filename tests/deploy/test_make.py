"""The commands of the Makefile, on the troubles a newcomer meets."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import make

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path):
    """A bare copy of what the commands themselves need."""
    (tmp_path / "deploy").mkdir()
    for name in ("Makefile", "deploy/make.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    for lock in (make.RUNTIME, make.DEVELOPMENT):
        (tmp_path / lock).write_text("")
    return tmp_path


@pytest.fixture
def run(checkout):
    """``run("demo", PORT="8001")``: the command, its code and what it said."""

    def command(*words, path=None, **variables):
        env = {
            "PATH": path or f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(checkout),
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.run(
            [shutil.which("make"), "--no-print-directory", *words],
            cwd=checkout,
            env=env | variables,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return command


def sentence(done):
    """The one line a person reads; make adds its own with the name of the target."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_make_alone_lists_the_commands(run):
    done = run()

    for name in make.COMMANDS:
        assert f"  make {name} " in done.stdout


def test_without_any_python_we_say_which_to_install(run, tmp_path):
    done = run("demo", path=str(tmp_path))

    assert done.returncode
    assert sentence(done).startswith("newsroom: Python 3.11 or newer is needed")


def test_a_python_that_is_too_old_is_passed_over_for_one_that_is_not(run, tmp_path):
    programs = tmp_path / "programs"
    programs.mkdir()
    old, new = programs / "python3", programs / "python3.13"
    old.write_text("#!/bin/sh\nexit 1\n")
    new.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    old.chmod(0o755)
    new.chmod(0o755)

    done = run("help", path=str(programs))

    assert done.returncode == 0


def test_a_taken_port_is_named_with_a_way_out(run):
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        port = neighbour.getsockname()[1]

        done = run("demo", PORT=str(port))

    assert done.returncode
    assert sentence(done) == (
        f"newsroom: port {port} is taken by another program; "
        f"choose another: make demo PORT={port % 64000 + 1}."
    )


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(run, port):
    done = run("demo", f"PORT={port}")

    assert (
        sentence(done) == f"newsroom: PORT must be a number such as 8001, not '{port}'."
    )


def test_a_disk_we_may_not_write_on_is_named(run, checkout):
    (checkout / ".venv").write_text("a file where the folder should be")

    done = run("environment")

    assert done.returncode
    assert ".venv could not be written or read" in sentence(done)


def test_an_install_without_a_network_says_to_check_it(run, checkout):
    (checkout / make.DEVELOPMENT).write_text(
        f"no-such-package-of-ours==1 --hash=sha256:{'0' * 64}\n"
    )

    done = run("environment")

    assert done.returncode
    assert "check the network and run make again" in sentence(done)
    assert not list((checkout / ".venv").glob("*.installed"))


def test_a_second_install_of_the_same_lock_is_instant_and_silent(run):
    first = run("environment")

    second = run("environment")

    assert (first.returncode, second.returncode) == (0, 0)
    assert "Installing" in first.stdout
    assert (second.stdout, second.stderr) == ("", "")


@pytest.mark.parametrize(
    ("log", "advice"),
    [
        ("ERROR: No space left on device", "the disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the one the lock names"),
        ("Temporary failure in name resolution", "check the network"),
        ("Read timed out.", "check the network"),
        ("error: command 'gcc' failed", "install.log says why"),
    ],
)
def test_pips_own_words_become_a_sentence(log, advice):
    assert advice in make.why_install_failed(log)


def test_a_demos_secret_is_made_once_and_is_nobody_elses_to_read(tmp_path):
    file = tmp_path / "secret_key"

    first = make.kept_secret(file)

    assert make.kept_secret(file) == first
    assert len(first) >= 40
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_demo_never_touches_a_real_papers_database(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://paper@db/paper")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example")
    monkeypatch.setattr(make, "DEMO_DATA", tmp_path)

    env = make.demo_environment(8000)

    assert not {"DATABASE_URL", "EMAIL_URL"} & set(env)


def test_the_locks_hold_hashes_and_no_address():
    for lock in (make.RUNTIME, make.DEVELOPMENT):
        text = (ROOT / lock).read_text()

        pins = [line for line in text.splitlines() if "==" in line]
        assert len(pins) > 20
        assert "://" not in text
        assert "index" not in text
        assert all(line.rstrip().endswith("\\") for line in pins)


def test_the_tests_run_on_what_the_paper_runs_on():
    def pins(lock):
        lines = (ROOT / lock).read_text().splitlines()
        return {line.split()[0] for line in lines if "==" in line and line[0].isalpha()}

    assert pins(make.RUNTIME) <= pins(make.DEVELOPMENT)
