"""How often may one person do one thing?"""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache


def allowed(bucket: str, who: str, limit: int, seconds: int) -> bool:
    """Count one act of ``who``; False once ``limit`` are used up.

    The count begins anew every ``seconds`` by the clock, so twice the limit can
    fall across an edge. ``who`` is anything that tells people apart (a key, an
    address, an e-mail); only its hash is kept. Never more than ``limit`` are let
    through, however many ask at once. Where the cache is a table: seven short queries,
    half a millisecond, whether it is the second act or the hundredth.

    A refusal is not counted. The cache must be shared by all server processes.
    """
    window = int(time.time() // seconds)
    name = hashlib.sha256(f"{bucket}\0{who}\0{window}".encode()).hexdigest()
    # ``incr`` is not atomic on a cache table, ``add`` is: each act takes a slot. The
    # hint says below which slot all are taken; a late hint only costs a few tries.
    hint = f"limit:{name}"
    for slot in range(cache.get(hint, 0), limit):
        if cache.add(f"{hint}:{slot}", 1, seconds):
            cache.set(hint, slot + 1, seconds)
            return True
    return False
