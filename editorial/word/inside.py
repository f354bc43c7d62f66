"""What a Word file says of itself beside its words: whose, when, by whose hands.

Nothing outside the file is asked for, no entity is resolved, no part is read further
than a few megabytes, and of everything only so much is kept. Whatever cannot be read
is named and left out: a file is never refused for what it says of itself.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from editorial import kinds

MOST_PART = 8 * 1024 * 1024  # bytes of one part, unpacked
MOST_EVENTS = 400_000  # elements of one part
LONGEST = 200  # characters of one property
LONGEST_SAID = 600  # characters of one comment, and of the hidden words
MOST_NAMES = 40
MOST_COMMENTS = 60
MOST_PROPERTIES = 30

_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)
_CORE = {
    "creator": "author",
    "lastModifiedBy": "last_modified_by",
    "created": "created",
    "modified": "modified",
    "lastPrinted": "printed",
    "revision": "revision",
    "title": "title",
    "subject": "subject",
    "keywords": "keywords",
    "description": "description",
    "category": "category",
    "contentStatus": "status",
    "language": "language",
}
_APP = {
    "Company": "company",
    "Manager": "manager",
    "Application": "application",
    "AppVersion": "version",
    "Template": "template",
    "TotalTime": "minutes",
    "Words": "words",
    "HyperlinkBase": "base",
}
_CHANGES = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"}


class Unreadable(ValueError):
    """A part of the file that no word processor writes so."""


@dataclass(slots=True)
class Changes:
    """The tracked changes of one hand. ``first`` and ``last`` as the file has them."""

    who: str
    number: int = 0
    first: str = ""
    last: str = ""


@dataclass(slots=True)
class Comment:
    """A remark left in the margin of the file."""

    who: str
    when: str
    text: str


@dataclass(slots=True)
class Inside:
    """Everything a file says of itself; empty where it says nothing."""

    properties: dict[str, str] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)
    changes: list[Changes] = field(default_factory=list)
    changes_in_all: int = 0
    comments: list[Comment] = field(default_factory=list)
    comments_in_all: int = 0
    people: list[str] = field(default_factory=list)
    hidden: str = ""
    hidden_characters: int = 0
    sessions: int = 0  # of editing, as Word counts them (rsid)
    unread: list[str] = field(default_factory=list)


def look_inside(data: bytes) -> Inside:
    """All of it. Raises nothing, whatever comes: ``unread`` names what was not read."""
    found = Inside()
    try:
        with kinds.unzipped(data) as opened:
            names = set(opened.namelist())
            for name, read in _READERS.items():
                if name in names:
                    _try(found, opened, name, read)
    except Exception:  # hostile archives break it in many ways
        found.unread.append("the file")
    return found


def _try(
    found: Inside, opened: zipfile.ZipFile, name: str, read: Callable[..., None]
) -> None:
    try:
        read(found, kinds.part(opened, name, MOST_PART))
    except Exception:  # one part broken: the others still tell
        found.unread.append(name)


# -- one reader a part -----------------------------------------------------------------


def _core(found: Inside, content: bytes) -> None:
    _properties(found, content, _CORE)


def _app(found: Inside, content: bytes) -> None:
    _properties(found, content, _APP)


def _properties(found: Inside, content: bytes, known: Mapping[str, str]) -> None:
    said: dict[str, str] = {}

    def end(path: list[str], text: str) -> None:
        if len(path) == 2 and path[1] in known and text.strip():
            said[known[path[1]]] = clean(text)

    _parse(content, end=end)
    found.properties |= said


def _custom(found: Inside, content: bytes) -> None:
    names: list[str] = []

    def start(path: list[str], attributes: Mapping[str, str]) -> None:
        if path[-1] == "property":
            names.append(clean(attributes.get("name", "")))

    def end(path: list[str], text: str) -> None:
        if len(path) == 3 and names and len(found.custom) < MOST_PROPERTIES:
            found.custom[names[-1]] = clean(text)

    _parse(content, start=start, end=end)


def _document(found: Inside, content: bytes) -> None:
    """Tracked changes by hand, and words set to be hidden."""
    hands: dict[str, Changes] = {}
    is_hidden = [False]
    hidden: list[str] = []

    def start(path: list[str], attributes: Mapping[str, str]) -> None:
        name = path[-1]
        if name == "r":
            is_hidden[0] = False
        elif name == "vanish" and path[-2:-1] == ["rPr"]:
            is_hidden[0] = "r" in path[-3:] and attributes.get("val") not in _OFF
        elif name in _CHANGES and path[-2:-1] != ["rPr"]:  # a mark of a paragraph
            _count(found, hands, attributes)

    def end(path: list[str], text: str) -> None:
        if path[-1] == "t" and is_hidden[0]:
            found.hidden_characters += len(text)
            if sum(map(len, hidden)) < LONGEST_SAID:
                hidden.append(text)

    _parse(content, start=start, end=end)
    found.changes = sorted(hands.values(), key=lambda hand: -hand.number)
    found.hidden = clean(" ".join(hidden), LONGEST_SAID)


_OFF = ("0", "false", "off")


def _count(
    found: Inside, hands: dict[str, Changes], attributes: Mapping[str, str]
) -> None:
    found.changes_in_all += 1
    who = clean(attributes.get("author", ""))
    if who not in hands and len(hands) >= MOST_NAMES:
        return
    hand = hands.setdefault(who, Changes(who))
    hand.number += 1
    when = clean(attributes.get("date", ""), 30)
    if when:
        hand.first = min(hand.first or when, when)
        hand.last = max(hand.last, when)


def _comments(found: Inside, content: bytes) -> None:
    said: list[str] = []

    def start(path: list[str], attributes: Mapping[str, str]) -> None:
        if path[-1] != "comment":
            return
        said.clear()
        found.comments_in_all += 1
        if len(found.comments) < MOST_COMMENTS:
            who, when = attributes.get("author", ""), attributes.get("date", "")
            found.comments.append(Comment(clean(who), clean(when, 30), ""))

    def end(path: list[str], text: str) -> None:
        if path[-1] == "t" and sum(map(len, said)) < LONGEST_SAID:
            said.append(text[:LONGEST_SAID])
        elif path[-1] == "p":
            said.append(" ")
        elif path[-1] == "comment" and found.comments_in_all == len(found.comments):
            found.comments[-1].text = clean("".join(said), LONGEST_SAID)

    _parse(content, start=start, end=end)


def _people(found: Inside, content: bytes) -> None:
    def start(path: list[str], attributes: Mapping[str, str]) -> None:
        who = clean(attributes.get("author", ""))
        is_person = path[-1] == "person" and who and who not in found.people
        if is_person and len(found.people) < MOST_NAMES:
            found.people.append(who)

    _parse(content, start=start)


def _settings(found: Inside, content: bytes) -> None:
    def start(path: list[str], attributes: Mapping[str, str]) -> None:
        found.sessions += path[-1] == "rsid"

    _parse(content, start=start)


def _styles(found: Inside, content: bytes) -> None:
    """The language the words are checked in."""

    def start(path: list[str], attributes: Mapping[str, str]) -> None:
        said = clean(attributes.get("val", ""), 20)
        if path[-1] == "lang" and said and "docDefaults" in path:
            found.properties.setdefault("language", said)

    _parse(content, start=start)


def _template(found: Inside, content: bytes) -> None:
    """Where its template lies: a name, and never followed."""

    def start(path: list[str], attributes: Mapping[str, str]) -> None:
        if attributes.get("Type", "").endswith("/attachedTemplate"):
            found.properties["template_at"] = clean(attributes.get("Target", ""))

    _parse(content, start=start)


_READERS: dict[str, Callable[[Inside, bytes], None]] = {
    "docProps/core.xml": _core,
    "docProps/app.xml": _app,
    "docProps/custom.xml": _custom,
    "word/document.xml": _document,
    "word/comments.xml": _comments,
    "word/people.xml": _people,
    "word/settings.xml": _settings,
    "word/styles.xml": _styles,
    "word/_rels/settings.xml.rels": _template,
}


# -- reading ---------------------------------------------------------------------------


def clean(text: str, most: int = LONGEST) -> str:
    """One line without hidden characters, and no longer than that."""
    return " ".join(_HIDDEN.sub("", text[: most * 4]).split())[:most]


def day_of(said: str) -> dt.datetime | None:
    """A date as Word writes it; none for what is no date. Without a zone it is UTC."""
    try:
        found = dt.datetime.fromisoformat(said.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _nothing(*_: Any) -> None:
    pass


def _parse(
    content: bytes,
    *,
    start: Callable[[list[str], Mapping[str, str]], None] = _nothing,
    end: Callable[[list[str], str], None] = _nothing,
) -> None:
    """Element by element, names without their namespaces. No document type is taken,
    so that nothing can be defined in it. Raises ``Unreadable``, ``ExpatError``."""
    parser = expat.ParserCreate(namespace_separator=" ")
    path: list[str] = []
    text: list[str] = []
    events = 0

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal events
        events += 1
        if events > MOST_EVENTS or len(path) > kinds.MAX_ENTRIES // 10:
            raise Unreadable
        path.append(_own(name))
        text.clear()
        start(path, {_own(key): value for key, value in attributes.items()})

    def closed(_: str) -> None:
        end(path, "".join(text))
        text.clear()
        path.pop()

    def refuse(*_: object) -> None:
        raise Unreadable

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text.append
    parser.Parse(content, True)


def _own(name: str) -> str:
    return name.rpartition(" ")[2]
