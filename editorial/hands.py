"""May two names be one person's? Is this a person at all, or a body, or nobody?"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

CLOSE = 0.86  # of letters in order: a slip of the pen
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[\u0300-\u036f\u0900-\u0dff\u1780-\u17ff]+\w*)*")
_HONOURS = re.compile(
    r"mr|mrs|ms|mx|miss|dr|prof|professor|sir|dame|lord|lady|hon|col|colonel|gen|general"
    r"|capt|captain|lt|sgt|rev|fr|sr|jr|ii|iii|phd|md|esq|okhna|lok|ambassador|the"
)
# What programs and shops write where a name should stand.
_NO_NAMES = re.compile(
    r"users?|owner|admin|administrator|author|unknown|guest|home|none|test|default"
    r"|office|microsoft|word|windows|google|docs|apple|macbook|libreoffice|openoffice"
    r"|wps|pc|laptop|desktop|computer|hp|dell|lenovo|asus|acer|toshiba|sony|samsung"
    r"|python|docx|openxml|pandoc|mac|my|me|myself|ipad|iphone|client|customer|student"
    r"|staff|company|organi[sz]ation|na"
)
_MACHINES = {"microsoft", "administrator", "docx", "libreoffice"}
_FORMS = re.compile(r"ltd|limited|inc|llc|plc|co|corp|gmbh|company|of|and")
_FIRMS = re.compile(
    r"\bp\.?\s?r\b|public relations|communicat|strateg|public affairs|government "
    r"affairs|government relations|advocacy|lobby|publicist|publicity|\bmedia\b|"
    r"reputation|consult|\bcomms\b|marketing|advertis|campaign|messaging|\bagency\b|"
    r"ghost ?writ",
    re.IGNORECASE,
)


def may_be_same(one: str, other: str) -> bool:
    """Whatever the order, case, accents, titles, initials, or a short form as it stands
    before the @ of an address."""
    a, b = _parts(one), _parts(other)
    if not a or not b:
        return False
    if _fit(a, b) or _fit(b, a):
        return True
    if _joined(a) & _joined(b):
        return True
    first, second = ("".join(sorted(each)) for each in (a, b))
    return len(first) > 5 and SequenceMatcher(None, first, second).ratio() >= CLOSE


def is_somebody(who: str) -> bool:
    """A name of a person, as far as one can tell, and not of a machine or a shop."""
    return is_body(who) and not _MACHINES.intersection(_parts(who))


def is_body(name: str) -> bool:
    """A name of a company or body, and not what a program puts there by itself."""
    return any(
        len(part) > 1 and not _NO_NAMES.fullmatch(part) and not _FORMS.fullmatch(part)
        for part in _parts(name)
    )


def is_a_firm_of_words(name: str) -> bool:
    """It sounds like public relations, communications or lobbying."""
    return bool(_FIRMS.search(name))


def is_mentioned(name: str, text: str) -> bool:
    """Each telling word of the name stands in the text."""
    said = set(_parts(text))
    wanted = [part for part in _parts(name) if not _FORMS.fullmatch(part)]
    return bool(wanted) and all(part in said for part in wanted)


def is_latin(name: str) -> bool:
    letters = [letter for letter in name if letter.isalpha()]
    return all("LATIN" in unicodedata.name(letter, "") for letter in letters)


def _parts(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.partition("@")[0].casefold())
    bare = re.sub("[\u0300-\u036f'’.]", lambda m: " " if m[0] == "." else "", plain)
    found = [part for part in _WORD.findall(bare) if not _HONOURS.fullmatch(part)]
    return found[:12]


def _fit(short: list[str], long: list[str]) -> bool:
    """Every part of the shorter is one of the longer, or its initial; and one part at
    least is a whole name."""
    if len(short) > len(long):
        return False
    left, whole = list(long), 0
    for part in sorted(short, key=len, reverse=True):
        same = next((each for each in left if each == part), None)
        initial = next(
            (each for each in left if len(part) == 1 and each.startswith(part)), None
        )
        reverse = next(
            (each for each in left if len(each) == 1 and part.startswith(each)), None
        )
        found = same or initial or reverse
        if found is None:
            return False
        whole += same is not None and len(part) > 1
        left.remove(found)
    return whole > 0


def _joined(parts: list[str]) -> set[str]:
    """Short forms as they stand in addresses: "dlim", "daral", "limdara"."""
    if len(parts) == 1:
        return {parts[0]}
    first, last = parts[0], parts[-1]
    return {
        "".join(parts),
        "".join(reversed(parts)),
        first + last,
        last + first,
        first[0] + last,
        last + first[0],
        first + last[0],
        last[0] + first,
        "".join(part[0] for part in parts[:-1]) + last,
    }
