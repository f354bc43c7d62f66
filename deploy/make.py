"""What each ``make`` command does, from a bare checkout to a running newsroom.

Standard library only, because it runs before anything is installed; and even a
Python too old for the newsroom can read it, so as to be answered with a sentence.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
DEMO_DATA = ROOT / "var" / "demo"
OLDEST = (3, 11)

# What newsroom/settings.py reads. The demo and the tests start from none of it, so
# that neither can touch the paper whose variables happen to be set in this shell.
SETTINGS = (
    *("ALLOWED_HOSTS", "BEHIND_PROXY", "CACHE_URL", "DATABASE_URL", "DATA_DIR"),
    *("DEBUG", "EMAIL_URL", "EMBEDDED_WORKER", "LOG_LEVEL", "MAIL_FROM"),
    *("PAPER_NAME", "PAPER_PLACE", "PAPER_ZONE_NAME", "SECRET_KEY", "SITE_URL"),
    *("HSTS_SUBDOMAINS", "SSL_REDIRECT", "TIME_ZONE"),
    *("MAILGUN_SIGNING_KEY", "MAIL_WEBHOOK_SECRET", "REPLY_ADDRESS"),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Refusal(Exception):
    """Why we stop, in one sentence that says what to do."""


# The commands


def help_() -> int:
    """Print this list."""
    print("The newsroom's commands:\n")
    for name, command in COMMANDS.items():
        print(f"  make {name:<14} {(command.__doc__ or '').splitlines()[0]}")
    print("\nPORT=8001 before or after `make demo` and `make serve` changes the port;")
    print("ARGS='…' is handed on, for example make test ARGS='tests/articles -x'.")
    return 0


def environment() -> int:
    """Install everything the tests and checks need into .venv, and stop."""
    install(DEVELOPMENT)
    return 0


def demo() -> int:
    """Serve the demo newsroom on http://127.0.0.1:8000, with people and columns."""
    port = free_port()
    install(RUNTIME)
    env = demo_environment(port)
    manage(env, "migrate", "--verbosity=0")
    manage(env, "createcachetable", "--verbosity=0")
    accounts = subprocess.run(  # progress goes to stderr, the accounts to stdout
        [str(PYTHON), "manage.py", "demo", *sys.argv[2:]],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if accounts.returncode:
        raise Refusal("the demo newsroom could not be loaded; the reason is above.")
    return serve_until_stopped(
        env,
        port,
        f"\nThe demo newsroom is open: {env['SITE_URL']}/\n\n{accounts.stdout}\n"
        "Ctrl-C closes it; `make demo` opens it again with everything you did.",
    )


def serve() -> int:
    """Serve the paper with production settings; docs/operating.md lists them."""
    port = free_port()
    install(RUNTIME)
    env = dict(os.environ)
    manage(env, "check", "--deploy", "--fail-level=ERROR")
    manage(env, "migrate", "--verbosity=1")
    manage(env, "createcachetable", "--verbosity=0")
    manage(env, "collectstatic", "--noinput", "--verbosity=0")
    return serve_until_stopped(env, port, f"Serving {env['SITE_URL']} on port {port}.")


def test() -> int:
    """Run every test, on SQLite or on DATABASE_URL."""
    install(DEVELOPMENT)
    if not browser() and os.environ.get("REQUIRE_BROWSER") != "1":
        print("No Chromium here: the tests that need one are left out and listed.")
    env = clean_environment(keep=["DATABASE_URL"])
    pytest = [str(PYTHON), "-m", "pytest", "-n", "2", "--dist=worksteal"]
    pytest += sys.argv[2:]
    return subprocess.run(pytest, cwd=ROOT, env=env, check=False).returncode


def test_postgres() -> int:
    """Run every test on a PostgreSQL started for it and thrown away."""
    install(DEVELOPMENT)
    script = [str(PYTHON), "deploy/postgres.py", sys.executable, __file__, "test"]
    return subprocess.run([*script, *sys.argv[2:]], cwd=ROOT, check=False).returncode


def lint() -> int:
    """Check format, style, types, imports, templates, migrations and settings."""
    install(DEVELOPMENT)
    env = production_like_environment()
    templates = sorted(str(path) for path in ROOT.glob("templates/**/*.html"))
    bin_ = PYTHON.parent
    checks: dict[str, list[str | Path]] = {
        "format": [bin_ / "ruff", "format", "--check", "."],
        "style": [bin_ / "ruff", "check", "."],
        "types": [bin_ / "mypy", "."],
        "imports": [bin_ / "lint-imports"],
        "templates": [bin_ / "djade", "--target-version=5.2", "--check", *templates],
        "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "settings": [
            PYTHON, "manage.py", "check", "--deploy", "--fail-level=WARNING"
        ],
    }  # fmt: skip
    for name, check in checks.items():
        began = time.monotonic()
        print(f"== {name}", flush=True)
        command = [str(word) for word in check]
        code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        print(f"   {name}: {time.monotonic() - began:.0f} s", flush=True)
        if code:
            return code
    return 0


def bench() -> int:
    """Measure pages, queries, rendering and memory on a throw-away database."""
    install(RUNTIME)
    env = clean_environment(keep=["DATABASE_URL"])
    command = [str(PYTHON), "-m", "deploy.bench", *sys.argv[2:]]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


COMMANDS: dict[str, Callable[[], int]] = {
    "help": help_,
    "demo": demo,
    "test": test,
    "test-postgres": test_postgres,
    "serve": serve,
    "lint": lint,
    "bench": bench,
    "environment": environment,
}


# The environment: .venv, filled from a lock


def install(lock: str) -> None:
    """Make ``.venv`` hold what ``lock`` names; instant when it already does."""
    stamp = VENV / f"{lock}.installed"
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    if not venv_works():
        make_venv()
    elif stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing what {lock} names into .venv (a minute or two, once).")
    log = VENV / "install.log"
    pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "-r", lock]
    quiet = ["--no-input", "--disable-pip-version-check", "--retries=2"]
    with log.open("w") as out:
        done = subprocess.run(
            [*pip, *quiet], cwd=ROOT, stdout=out, stderr=out, check=False
        )
    if done.returncode:
        raise Refusal(why_install_failed(log.read_text(errors="replace")))
    stamp.write_text(wanted)


def venv_works() -> bool:
    """False too when the folder was moved or its Python is gone or too old."""
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        done = subprocess.run(
            [str(PYTHON), "-c", probe], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def make_venv() -> None:
    print("Making a Python environment in .venv.")
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        raise Refusal(
            "this Python cannot make an environment; install its venv module (on "
            "Debian: apt-get install python3-venv) and run make again."
        ) from None


def why_install_failed(log: str) -> str:
    words = log.lower()
    if "no space left" in words:
        return "the disk is full; make room and run make again."
    if "hashes" in words and "do not match" in words:
        return (
            "a downloaded package is not the one the lock names, so nothing of it "
            "was used; run make again, and if it stays so, tell us."
        )
    if any(sign in words for sign in NO_NETWORK):
        return (
            "the packages could not be fetched; check the network and run make "
            "again (pip's own words are in .venv/install.log)."
        )
    return "the packages could not be installed; .venv/install.log says why."


NO_NETWORK = (
    "connection",
    "could not find a version",
    "max retries",
    "name resolution",
    "timed out",
    "unreachable",
)


# The variables the newsroom is started with


def clean_environment(keep: list[str] | None = None) -> dict[str, str]:
    ours = set(SETTINGS) - set(keep or [])
    return {name: value for name, value in os.environ.items() if name not in ours}


def demo_environment(port: int) -> dict[str, str]:
    DEMO_DATA.mkdir(parents=True, exist_ok=True)
    return {
        **clean_environment(),
        "DEBUG": "1",
        "SECRET_KEY": kept_secret(DEMO_DATA / "secret_key"),
        "DATA_DIR": str(DEMO_DATA),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "LOG_LEVEL": "ERROR",
    }


def production_like_environment() -> dict[str, str]:
    """For the checks alone: nothing is served or stored with it."""
    return {
        **clean_environment(),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SITE_URL": "https://paper.example",
        "EMAIL_URL": "smtp://localhost:25",
        "DATA_DIR": str(ROOT / "var" / "checks"),
    }


def kept_secret(path: Path) -> str:
    """Made once, readable by its owner alone."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return path.read_text()


# The server


def server_command(host: str, port: int) -> list[str]:
    """One process, a few threads: SQLite has one writer, and Python one lock."""
    threads = min(4, 2 * (os.cpu_count() or 1) + 1)
    return [
        str(PYTHON), "-m", "granian", "newsroom.wsgi:application",
        "--interface=wsgi", "--http=1", "--no-ws",
        f"--host={host}", f"--port={port}", "--workers=1",
        f"--blocking-threads={threads}", "--blocking-threads-idle-timeout=600",
        "--workers-kill-timeout=10", "--log-level=warning",
    ]  # fmt: skip


def free_port() -> int:
    """The port asked for, if nothing listens there yet."""
    asked = os.environ.get("PORT") or "8000"
    if not asked.isdigit() or not 0 < int(asked) < 65536:
        raise Refusal(f"PORT must be a number such as 8001, not {asked!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host(), int(asked)))
        except OSError as problem:
            raise Refusal(why_no_port(asked, problem)) from None
    return int(asked)


def why_no_port(asked: str, problem: OSError) -> str:
    command = f"make {sys.argv[1]} PORT={int(asked) % 64000 + 1}"
    if problem.errno == errno.EADDRINUSE:
        return f"port {asked} is taken by another program; choose another: {command}."
    return f"port {asked} cannot be used ({problem.strerror}); try another: {command}."


def host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def manage(env: Mapping[str, str], *words: str) -> None:
    done = subprocess.run(
        [str(PYTHON), "manage.py", *words], cwd=ROOT, env=dict(env), check=False
    )
    if done.returncode:
        raise Refusal(
            f"`manage.py {words[0]}` did not go through; the reason is above."
        )


def serve_until_stopped(env: Mapping[str, str], port: int, once_open: str) -> int:
    """Run the server in front of us; Ctrl-C or SIGTERM lets it finish and ends it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # both by name: a shell starts a background job with SIGINT ignored
        signal.signal(number, stop_as_by_hand)
    server = subprocess.Popen(server_command(host(), port), cwd=ROOT, env=dict(env))
    try:
        wait_for_answer(server, env, port)
        print(once_open, flush=True)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()  # Ctrl-C has told it already; twice does no harm
        server.wait()


def stop_as_by_hand(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def wait_for_answer(
    server: subprocess.Popen[bytes], env: Mapping[str, str], port: int
) -> None:
    name = env["SITE_URL"].split("//")[-1].split(":")[0].rstrip("/")
    for _ in range(300):
        if server.poll() is not None:
            raise Refusal("the server stopped as it started; its own words are above.")
        if answers(port, name):
            return
        time.sleep(0.1)
    raise Refusal("the server did not answer within 30 seconds; see its words above.")


def answers(port: int, name: str) -> bool:
    local = "127.0.0.1" if host() == "0.0.0.0" else host()  # noqa: S104
    link = http.client.HTTPConnection(local, port, timeout=5)
    try:
        link.request("GET", "/healthz", headers={"Host": name})
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def browser() -> str:
    """The Chromium that the tests would drive, or nothing."""
    named = os.environ.get("CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, BROWSERS)), "")


def main() -> int:
    if sys.version_info < OLDEST:
        print(
            f"newsroom: this is Python {sys.version.split()[0]}; 3.11 or newer is "
            "needed: make PYTHON=/path/to/python3.",
            file=sys.stderr,
        )
        return 1
    try:
        return COMMANDS[sys.argv[1] if len(sys.argv) > 1 else "help"]()
    except Refusal as refusal:
        print(f"newsroom: {refusal}", file=sys.stderr)
    except OSError as problem:
        print(
            f"newsroom: {problem.filename} could not be written or read "
            f"({problem.strerror}); free it or copy the newsroom elsewhere.",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
