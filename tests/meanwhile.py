"""What happens elsewhere between the first look of a request and its write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """``act`` is done once, just before the block opens its first transaction: all
    that the request has read until then is out of date."""
    is_done = False

    def watch(execute, sql, params, many, context):
        nonlocal is_done
        if not is_done and sql.startswith("SAVEPOINT"):
            is_done = True
            act()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert is_done
