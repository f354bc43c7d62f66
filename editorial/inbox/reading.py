"""A mail as the newsroom needs it, whatever state it arrived in.

Python's newer header parser fails on some broken headers; the older one, used
here throughout, hands over what is there.
"""

from __future__ import annotations

import email
import email.header
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parseaddr

from django.conf import settings

from articles.markup import clean_line, clean_text
from editorial.inbox import wording

MOST_BYTES = 12 * 1024 * 1024  # one mail as it travels, files and all
MOST_PARTS = 200
MOST_DEPTH = 20
MOST_WORK = 4_000_000  # two seconds; 12 MB of files in ten parts are half of it
MOST_HEADER = 20_000  # characters
MOST_TEXT = 500_000  # characters, with all that it quotes
MOST_HOPS = 50

TOO_LARGE = f"It is larger than {MOST_BYTES // 1024**2} MB, the most we take by mail."
TOO_MANY_PARTS = "It is made of more parts than a letter has."
TOO_LONG = "It is longer than a message can be. Send it as a file."
NOT_READ = "We could not read it."


@dataclass(frozen=True, slots=True)
class File:
    """What came with the words."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. ``sender`` is empty unless exactly one person stands in From;
    ``automatic`` says why nobody wrote it; ``problem`` why it cannot be taken."""

    message_id: str
    sender: str = ""
    subject: str = ""
    recipients: tuple[str, ...] = ()
    automatic: str = ""
    is_forged: bool = False
    text: str = ""
    files: tuple[File, ...] = ()
    problem: str = ""


def parse(raw: bytes) -> Message:
    """A mail from its bytes. Of one that is too large, or nested to wear out its
    reader, only the headers are read."""
    if len(raw) > MOST_BYTES or _work(raw) > MOST_WORK:
        return _headers_only(raw)
    try:
        return email.message_from_bytes(raw, policy=compat32)
    except (RecursionError, ValueError, LookupError, IndexError, AttributeError):
        return _headers_only(raw)


def read(message: Message, *, size: int | None = None) -> Mail:
    """What it says and who says it; of a mail that cannot be read, what can."""
    parts = _parts(message)
    sender = _sender(message)
    mail = Mail(
        message_id=_message_id(message, parts),
        sender=sender,
        subject=clean_line(_first(message, "subject"))[:200],
        recipients=tuple(_recipients(message)),
        automatic=_automatic(message, sender),
        is_forged=_is_forged(message),
    )
    try:
        text, files = _contents(message, parts, size)
    except _Problem as problem:
        return replace(mail, problem=str(problem))
    except Exception:  # hostile bytes find every corner of a MIME library
        return replace(mail, problem=NOT_READ)
    return replace(mail, text=text, files=files)


class _Problem(Exception):
    pass


def _work(raw: bytes) -> int:
    """How much a parser has to do: it holds each line against each open boundary."""
    lines = raw.count(b"\n") + raw.count(b"\r")
    return lines * (1 + raw.lower().count(b"boundary="))


def _headers_only(raw: bytes) -> Message:
    head = raw[: MOST_HEADER * 10]
    message = BytesHeaderParser(policy=compat32).parsebytes(head)
    message.set_payload("")
    message["X-Not-Read"] = "1"
    return message


# -- headers ---------------------------------------------------------------------------


def _all(message: Message, name: str) -> list[str]:
    """Each header of this name on one line, its encoded words as they came."""
    return [
        re.sub(r"[\r\n]+[ \t]*", " ", str(value)[:MOST_HEADER])
        .encode("utf-8", "surrogateescape")
        .decode("utf-8", "replace")
        for key, value in message.raw_items()
        if key.lower() == name
    ]


def _first(message: Message, name: str) -> str:
    found = _all(message, name)
    return decoded(found[0]) if found else ""


def decoded(value: str) -> str:
    """A header's encoded words as a person reads them."""
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except Exception:  # an unknown or lying charset
        return value


_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\([^()]*\)')
_BARE = re.compile(r"[^\s<>@,;:\"()\[\]]{1,64}@[^\s<>@,;:\"()\[\]]{1,189}")
_ANGLED = re.compile(rf"[^<>@,;]*<({_BARE.pattern})>")


def _sender(message: Message) -> str:
    """Never from encoded words: a name can be written so that it decodes to somebody
    else's address."""
    found = _all(message, "from")
    if len(found) != 1:
        return ""
    plain = _QUOTED.sub("", found[0]).strip()
    if angled := _ANGLED.fullmatch(plain):
        return clean_line(angled[1]).lower()
    return clean_line(plain).lower() if _BARE.fullmatch(plain) else ""


_REACHED = (
    *("envelope-to", "delivered-to", "x-original-to", "x-envelope-to"),
    *("x-forwarded-to", "to", "cc", "resent-to"),
)
_PLUS = re.compile(r"[a-z0-9._-]{1,64}\+[a-z0-9-]{1,64}@[a-z0-9.-]{1,189}")


def _recipients(message: Message) -> Iterator[str]:
    """Every address with a "+" that it was sent to, the envelope's own first."""
    places = [str(getattr(message, "envelope_recipient", None) or "")]
    places += [value for name in _REACHED for value in _all(message, name)]
    seen = set()
    for place in places:
        for address in _PLUS.findall(place.lower())[:MOST_PARTS]:
            if address not in seen:
                seen.add(address)
                yield address


def _message_id(message: Message, parts: list[Message]) -> str:
    """Its own, or where it has none a digest of all we were given."""
    own = clean_line(next(iter(_all(message, "message-id")), ""))
    if own and len(own) <= 255:
        return own
    digest = hashlib.sha256()
    for key, value in message.raw_items():
        digest.update(f"{key}:{value}\n".encode("utf-8", "surrogatepass"))
    for part in parts:
        digest.update(_raw(part))
    return f"sha256 {digest.hexdigest()}"


_ROBOTS = {"mailer-daemon", "postmaster", "noreply", "no-reply"}
_SAYS_ROBOT = ("x-autoreply", "x-autorespond", "x-auto-reply", "list-id")


def _automatic(message: Message, sender: str) -> str:
    """Why nobody is to be answered; empty for a person's own letter."""
    how = _first(message, "auto-submitted").partition(";")[0].strip().lower()
    precedence = _first(message, "precedence").strip().lower()
    back = [value.strip() for value in _all(message, "return-path")]
    if getattr(message, "envelope_sender", None) == "" or "<>" in back:
        return "A report of a mail server."
    if message.get_content_type() == "multipart/report":
        return "A report of a mail server."
    if how not in ("", "no") or precedence in {"bulk", "list", "junk", "auto_reply"}:
        return "An automatic answer."
    if any(_all(message, name) for name in _SAYS_ROBOT):
        return "An automatic answer."
    if sender.partition("@")[0] in _ROBOTS:
        return "Its sender is a machine."
    if sender and sender in ours():
        return "A letter of our own that came back."
    if len(_all(message, "received")) > MOST_HOPS:
        return "It has gone round in circles."
    return ""


def _is_forged(message: Message) -> bool:
    """A mail server on its way found that its sender's domain did not send it. Such a
    line can be forged too, but only to its writer's harm."""
    return any(
        re.search(r"\bdmarc\s*=\s*fail\b", value, re.IGNORECASE)
        for value in _all(message, "authentication-results")
    )


def ours() -> tuple[str, ...]:
    """The addresses our letters come from, small, without the tokens."""
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return tuple(each.lower() for each in (sender, settings.REPLY_ADDRESS) if each)


# -- contents --------------------------------------------------------------------------


def _contents(
    message: Message, parts: list[Message], size: int | None
) -> tuple[str, tuple[File, ...]]:
    if (size or sum(len(_raw(part)) for part in parts)) > MOST_BYTES:
        raise _Problem(TOO_LARGE)
    if len(parts) > MOST_PARTS:
        raise _Problem(TOO_MANY_PARTS)
    if _all(message, "x-not-read"):
        raise _Problem(NOT_READ)
    leaves = _leaves(message)
    words = [leaf for leaf in leaves if _is_words(leaf)]
    text = "\n\n".join(said for leaf in words if (said := _words(leaf).strip()))
    if len(text) > MOST_TEXT:
        raise _Problem(TOO_LONG)
    files = tuple(_file(leaf) for leaf in leaves if _is_file(leaf))
    return clean_text(text), files


def _parts(message: Message) -> list[Message]:
    """All parts, without recursion; what a forwarded mail is made of stays within."""
    found, waiting = [], [message]
    while waiting:
        part = waiting.pop()
        part.policy = compat32
        found.append(part)
        if _is_multipart(part):
            waiting += reversed(_inner(part))
    return found


def _inner(part: Message) -> list[Message]:
    inside = part.get_payload() if part.is_multipart() else []
    return [each for each in inside if isinstance(each, Message)]


def _raw(part: Message) -> bytes:
    """Its bytes as they were before they travelled; none of what holds parts."""
    try:
        raw = None if part.is_multipart() else part.get_payload(decode=True)
    except Exception:  # an encoding that breaks its decoder
        return b""
    return raw if isinstance(raw, bytes) else b""


def _is_multipart(part: Message) -> bool:
    return part.get_content_maintype() == "multipart"


def _leaves(part: Message, depth: int = 0) -> list[Message]:
    """What it is made of, in order; of one text in two forms, the plain one."""
    if not (_is_multipart(part) and part.is_multipart()):
        return [part]
    if depth > MOST_DEPTH:
        raise _Problem(TOO_MANY_PARTS)
    found = [leaf for each in _inner(part) for leaf in _leaves(each, depth + 1)]
    if part.get_content_subtype() != "alternative":
        return found
    plain = [leaf for leaf in found if _is_words(leaf) and not _is_html(leaf)]
    if not any(_words(leaf).strip() for leaf in plain):
        return [leaf for leaf in found if leaf not in plain]
    return [leaf for leaf in found if not (_is_words(leaf) and _is_html(leaf))]


def _is_words(leaf: Message) -> bool:
    return (
        leaf.get_content_type() in ("text/plain", "text/html")
        and leaf.get_content_disposition() != "attachment"
        and not leaf.get_filename()
    )


def _is_html(leaf: Message) -> bool:
    return leaf.get_content_type() == "text/html"


def _words(leaf: Message) -> str:
    text = _decoded_text(_bytes(leaf), str(leaf.get_content_charset() or ""))
    if _is_html(leaf):
        return wording.text_of_html(text)
    if str(leaf.get_param("format", "")).lower() == "flowed":
        is_close = str(leaf.get_param("delsp", "")).lower() == "yes"
        return wording.unflowed(text, drops_space=is_close)
    return text


def _bytes(leaf: Message) -> bytes:
    """The same; a mail within the mail as it is."""
    inner = _inner(leaf)
    return inner[0].as_bytes() if inner else _raw(leaf)


_AS_BROWSERS_DO = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252"}
_NOT_FOR_TEXT = {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "utf-7"}


def _decoded_text(raw: bytes, charset: str) -> str:
    """By the charset it names if that fits, else as UTF-8, else as Windows wrote."""
    named = _AS_BROWSERS_DO.get(charset.lower(), charset)
    for each in (named, "utf-8"):
        if each and each.lower().replace("-", "_") not in _NOT_FOR_TEXT:
            try:
                return raw.decode(each)
            except (LookupError, ValueError):
                continue
    return raw.decode("cp1252", "replace")


_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature"}
_LOGO = 20_000  # bytes: smaller pictures within the text belong to a signature


def _is_file(leaf: Message) -> bool:
    kind = leaf.get_content_type()
    if _is_words(leaf) or kind in _SIGNATURES | {"application/x-pkcs7-signature"}:
        return False
    is_within = leaf.get_content_disposition() != "attachment" and leaf["Content-ID"]
    is_logo = kind.startswith("image/") and len(_bytes(leaf)) < _LOGO
    return not (is_within and is_logo) and bool(_bytes(leaf))


def _file(leaf: Message) -> File:
    name = clean_line(decoded(str(leaf.get_filename() or "")))
    if not name:
        is_mail = leaf.get_content_maintype() == "message"
        name = "forwarded mail.eml" if is_mail else "file without a name"
    return File(name[:160], _bytes(leaf))
