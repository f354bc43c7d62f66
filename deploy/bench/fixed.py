"""The floor: a WSGI application that answers one fixed body, as long as is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    length = int(environ["PATH_INFO"].strip("/") or 2)
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(length)),
    ]
    start_response("200 OK", headers)
    return [b"x" * length]
