"""What pasted HTML shows of the place it was copied from. The HTML is not kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from editorial.word.inside import clean

MOST_READ = 2_000_000  # characters
CHAT = "a chat assistant"
OPENING = 16  # words

# What each program leaves in what it puts on the clipboard.
_TRACES = (
    ("Google Docs", "", re.compile(r"docs-internal-guid-", re.I)),
    (
        "Word",
        "",
        re.compile(r"urn:schemas-microsoft-com:office|mso-\w+[-:]|class=\"?Mso", re.I),
    ),
    ("LibreOffice", "", re.compile(r"content=\"(?:LibreOffice|OpenOffice)", re.I)),
    ("Pages, Notes or TextEdit", "", re.compile(r"Cocoa HTML Writer", re.I)),
    (
        "ChatGPT",
        CHAT,
        re.compile(
            r"data-message-author-role|data-is-last-node|utm_source=(?:chatgpt|openai)"
            r"|contentReference\[oaicite|turn\d+(?:search|view|news)\d+"
            r"|data-start=\"\d+\"\s+data-end=\"\d+\"",
            re.I,
        ),
    ),
    ("Claude", CHAT, re.compile(r"font-claude-(?:message|response)", re.I)),
    (
        "Gemini",
        CHAT,
        re.compile(r"data-path-to-node=|model-response-text|gemini\.google\.com", re.I),
    ),
    (
        "Perplexity",
        CHAT,
        re.compile(r"utm_source=perplexity|data-pplx|perplexity\.ai/search", re.I),
    ),
    (
        "Copilot",
        CHAT,
        re.compile(r"utm_source=copilot|copilot\.microsoft\.com", re.I),
    ),
    ("Gmail", "a mail", re.compile(r"class=\"?gmail_|gmail_quote|gmail_default", re.I)),
    (
        "Outlook",
        "a mail",
        re.compile(r"elementToProof|class=\"?x_Mso|OutlookMessageHeader|_MailOriginal"),
    ),
    (
        "another mail program",
        "a mail",
        re.compile(r"moz-cite-prefix|class=\"?yiv\d|AppleMailSignature|apple-mail"),
    ),
    ("WhatsApp", "", re.compile(r"data-pre-plain-text=", re.I)),
)
_ADDRESS = re.compile(
    r"SourceURL:\s*(\S{1,400})|<base[^>]{0,80}?href=[\"']?([^\"'\s>]{1,400})"
    r"|saved from url=\(\d+\)(\S{1,400})"
    r"|property=[\"']og:url[\"'][^>]{0,80}?content=[\"']([^\"']{1,400})",
    re.I,
)
_FILE = re.compile(r"file:/{2,3}([^\"'<>\n]{1,300})", re.I)
_USER = re.compile(
    r"(?:Users|home|Documents%20and%20Settings|Documents and Settings)"
    r"[/\\](?!Shared\b|Public\b)([^/\\\"']{1,60})[/\\]",
    re.I,
)
_GENERATOR = re.compile(
    r"name=[\"']?generator[\"']?\s+content=[\"']([^\"']{1,120})", re.I
)


@dataclass(frozen=True, slots=True)
class Traces:
    """Where pasted words were copied from, as far as their markup tells. ``kind`` is
    "a chat assistant", "a mail" or nothing; ``user`` the name of somebody's folder on
    the machine they were copied on."""

    programs: tuple[str, ...]
    kinds: tuple[str, ...]
    address: str
    user: str
    generator: str
    words: int
    opening: str  # their first words, so that the desk finds the place

    def __bool__(self) -> bool:
        return bool(self.programs or self.address or self.user)


def traces_in(html: str, text: str) -> Traces:
    """``text`` is what was made of it. Raises nothing, whatever comes."""
    html = html[:MOST_READ]
    found = [(name, kind) for name, kind, trace in _TRACES if trace.search(html)]
    address = _ADDRESS.search(html)
    file = _FILE.search(html)
    user = _USER.search(file[1]) if file else None
    generator = _GENERATOR.search(html)
    words = text.split()
    return Traces(
        programs=tuple(name for name, _ in found),
        kinds=tuple(dict.fromkeys(kind for _, kind in found if kind)),
        address=clean(next(filter(None, address.groups()), "")) if address else "",
        user=clean(user[1], 60) if user else "",
        generator=clean(generator[1], 120) if generator else "",
        words=len(words),
        opening=clean(" ".join(words[:OPENING]), 160),
    )
