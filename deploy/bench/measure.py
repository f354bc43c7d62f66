"""Clocks and counters."""

from __future__ import annotations

import gc
import http.client
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

BATCHES = 5


def milliseconds(work: Callable[[], object], times: int = 30) -> float:
    """The median of ``times`` runs, of the calmest of several batches, after one run
    that is not counted: neighbours can only add to it. By the processor; by the clock
    where the database is a process of its own, whose work would else be left out."""
    is_within = connection.vendor == "sqlite"
    clock = time.process_time if is_within else time.perf_counter
    gc.collect()
    gc.freeze()  # what the corpus left behind is no part of the work
    work()
    medians = []
    for _ in range(BATCHES):
        spent = []
        for _ in range(max(3, times // BATCHES)):
            began = clock()
            work()
            spent.append(clock() - began)
        medians.append(statistics.median(spent))
    return 1000 * min(medians)


def queries(client: Client, address: str) -> int:
    """What the database is asked for one page, the session not counted apart."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"newsroom: {address} answered {answer.status_code}.")
    return len(asked)


class Link:
    """One kept connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, address: str) -> tuple[float, int]:
        """Seconds until the last byte, and how many bytes the body had."""
        began = time.perf_counter()
        self._link.request("GET", address)
        answer = self._link.getresponse()
        length = len(answer.read())
        if answer.status != 200:
            raise SystemExit(f"newsroom: {address} answered {answer.status}.")
        return time.perf_counter() - began, length


def family(pid: int) -> list[int]:
    """The process and its children, where the system tells (Linux)."""
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    children = tasks.read_text().split() if tasks.exists() else []
    return [pid, *map(int, children)]


def processor_seconds(pid: int) -> float:
    """Processor time the process and its children have used so far."""
    ticks = 0
    for each in family(pid):
        stat = Path(f"/proc/{each}/stat")
        if stat.exists():
            fields = stat.read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # user and system
    return ticks / os.sysconf("SC_CLK_TCK")


def megabytes(pid: int) -> list[float]:
    """Resident memory of the process and of each child."""
    found = []
    for each in family(pid):
        status = Path(f"/proc/{each}/status")
        for line in status.read_text().splitlines() if status.exists() else []:
            if line.startswith("VmRSS:"):
                found.append(int(line.split()[1]) / 1024)
    return found
