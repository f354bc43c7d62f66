"""Runs a command beside a PostgreSQL started for it and thrown away afterwards.

    python deploy/postgres.py make test

The server listens on a socket in a new folder and nowhere else, so that any number
can run at once. Root may not run PostgreSQL: there it runs as ``postgres``.
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

# Nothing of it outlives the command, so nothing need reach the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def running() -> Iterator[str]:
    """A server's DATABASE_URL, for as long as the block lasts."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    # not under TMPDIR: the path of a socket may have 107 characters at most
    folder = Path(tempfile.mkdtemp(prefix="newsroom-pg-", dir="/tmp"))
    data, how = str(folder / "data"), account(folder)
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": folder, **how}
    try:
        subprocess.run(
            [initdb, "-D", data, "-A", "trust", "-U", "newsroom", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"], check=True, **quiet,
        )  # fmt: skip
        subprocess.run(
            [pg_ctl, "-D", data, "-w", "-l", f"{folder}/log", "-o",
             f"-k {folder} -c listen_addresses= {FAST}", "start"], check=True, **quiet,
        )  # fmt: skip
        yield f"postgres://newsroom@/{folder}/newsroom"
    finally:
        stop: list[Any] = [pg_ctl, "-D", data, "-m", "immediate", "stop"]
        subprocess.run(stop, check=False, stderr=subprocess.DEVNULL, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> str:
    """Debian keeps the server's programs apart from the path, by version."""
    debian = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    found = debian[-1] if debian else shutil.which(name)
    if not found:
        sys.exit(
            "newsroom: PostgreSQL is not on this machine; install it (on Debian: "
            "apt-get install postgresql) and run this again."
        )
    return found


def account(folder: Path) -> dict[str, Any]:
    """How a child is started as somebody who may run PostgreSQL."""
    if os.geteuid():
        return {}
    postgres = pwd.getpwnam("postgres")
    os.chown(folder, postgres.pw_uid, postgres.pw_gid)
    return {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}


def end(number: int, frame: object) -> NoReturn:
    sys.exit(128 + number)


def main() -> int:
    signal.signal(signal.SIGTERM, end)
    with running() as address:
        env = {**os.environ, "DATABASE_URL": address}
        return subprocess.run(sys.argv[1:], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
