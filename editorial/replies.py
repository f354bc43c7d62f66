"""The address by which an answer to a letter finds the thread of its piece.

``reply+<token>@columns.example``: the token names one piece and one person and is
signed, so it can be neither guessed nor bent to another piece. It is of small
letters and digits alone, because mail servers fold case.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from authors.models import User
from editorial.models import ENDED, Submission

SIGNED_BYTES = 15  # 120 bits
_TOKEN = re.compile(r"([0-9a-z]{1,7})-([0-9a-z]{1,7})-([a-z2-7]{24})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Reply(NamedTuple):
    """Which piece somebody answers about, and to whom the letter had gone."""

    piece: int
    user: int


def address_for(submission: Submission, user: User) -> str:
    """Where this person's answer about this piece reaches us; empty when answers by
    mail are not set up, or the piece has ended."""
    if not settings.REPLY_ADDRESS or submission.status in ENDED:
        return ""
    mailbox, _, domain = settings.REPLY_ADDRESS.partition("@")
    return f"{mailbox}+{_token(Reply(submission.pk, user.pk))}@{domain}"


def read(address: str) -> Reply | None:
    """Whose answer this address takes; None when it is none of ours."""
    mailbox, _, domain = settings.REPLY_ADDRESS.lower().partition("@")
    local, _, host = address.strip().lower().rpartition("@")
    name, _, token = local.partition("+")
    if not mailbox or (name, host) != (mailbox, domain):
        return None
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return None
    reply = Reply(int(parts[1], 36), int(parts[2], 36))
    ours = any(constant_time_compare(each, parts[3]) for each in _signatures(reply))
    return reply if ours else None


def _token(reply: Reply) -> str:
    first = next(_signatures(reply))
    return f"{_in_base_36(reply.piece)}-{_in_base_36(reply.user)}-{first}"


def _signatures(reply: Reply) -> Iterator[str]:
    """With today's key and then with those before it."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        signer = Signer(key=key, salt="editorial.replies")
        signed = signer.signature(f"{reply.piece}:{reply.user}")
        raw = base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4))
        yield base64.b32encode(raw[:SIGNED_BYTES]).decode().lower()


def _in_base_36(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return digits or "0"
