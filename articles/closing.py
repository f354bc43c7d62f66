"""The closing line, which writes itself from what is known of the authors."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

# As the ear has it, not the eye: an MP, an X-ray nurse, a UN adviser; an hour, a
# university, a European, but an uninsured driver.
_DETERMINERS = {"the", "a", "an", "his", "her", "their", "its"}
_LETTERS = re.compile(r"(?P<first>[A-Z])(?:[A-Z]+s?\b|-)")
_SAID_WITH_A_VOWEL = "AEFHILMNORSX"
_YOU_OR_ONE = re.compile(r"uni(?![nmd])|us[eu]|euro|once|one-", re.IGNORECASE)
_SILENT_H = re.compile(r"hour|hono|heir", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """What the closing line needs of one author."""

    name: str
    role: str
    place: str
    organisation: str
    pronoun: str


def article_for(noun: str) -> str:
    """ "a", "an" or nothing, as the ear wants it before ``noun``."""
    if noun.split(" ", 1)[0].lower() in _DETERMINERS:
        return ""
    if letters := _LETTERS.match(noun):
        return "an" if letters["first"] in _SAID_WITH_A_VOWEL else "a"
    if _SILENT_H.match(noun):
        return "an"
    return "an" if noun[:1].lower() in "aeiou" and not _YOU_OR_ONE.match(noun) else "a"


def introduction(person: Person) -> str:
    """One sentence: "Prak Sereyvuth is a freelance journalist based in Phnom Penh."

    The organisation stands where there is one, the place otherwise; without
    a role the name and the place still make a sentence. Empty when nothing but
    the name is known.
    """
    if not (person.role or person.organisation or person.place):
        return ""
    words = [person.name, "is"]
    if person.role:
        words += [article_for(person.role), person.role]
    if person.organisation:
        words += ["at", person.organisation]
    elif person.place:
        words += ["based in", person.place]
    return " ".join(filter(None, words)) + "."


_VIEWS = "The views and opinions expressed are"


def closing_line(people: Sequence[Person], disclosure: str) -> str:
    """Who wrote it, what they declare, and whose views they are.

    The disclaimer never stands in for the disclosure: both are printed.
    """
    pronoun = people[0].pronoun if len(people) == 1 else "their"
    sentences = [said for person in people if (said := introduction(person))]
    if disclosure.strip():
        sentences.append(ended(disclosure.strip()))
    sentences.append(f"{_VIEWS} {pronoun} own.")
    return " ".join(sentences)


def with_disclosure(line: str, was: str, now: str) -> str:
    """A line that was printed, with another disclosure in it and not a word else: who
    the authors were that day stays."""
    known = ended(was.strip()) if was.strip() else ""
    about, views, end = line.rpartition(_VIEWS)
    if known and about.rstrip().endswith(known):
        about = about.rstrip().removesuffix(known)
    said = [about.strip(), ended(now.strip()) if now.strip() else "", f"{views}{end}"]
    return " ".join(filter(None, said))


def ended(sentence: str) -> str:
    """With the stop that a typed sentence may lack."""
    return sentence if sentence[-1] in ".!?…”’" else f"{sentence}."


# What an entry of the register of interests says, as a sentence.
_ENDS_OPEN = re.compile(r"\b(?:of|by|for|at|with|in|to|from|on|against)$")
_DOES = re.compile(
    r"(?:works?|worked|owns?|owned|advises?|advised|sits?|sat|received?|receives|holds?|"
    r"held|leads?|led|chairs?|chaired|is|was|has|had)\b",
    re.IGNORECASE,
)
_IS_SO = re.compile(r"(?:\w+ed|paid|bound|close|in|on|at|head|chair)\b", re.IGNORECASE)
_ITS = re.compile(r"\b(?:its|their)\s+(\w+)", re.IGNORECASE)
_TAKES_THE = re.compile(
    r"\b(?:Cent(?:re|er)|Institute|Foundation|Bank|Council|Ministry|University of|"
    r"Party|Association|Union|Agency|Fund|Commission|Federation|Society|Trust|Group|Alliance|"
    r"Authority|Chamber|Committee|Network|Forum|Board|Office|Department)\b"
)


def interest_sentence(
    who: str,
    relation: str,
    thing: str,
    *,
    since: dt.date | None,
    until: dt.date | None,
    today: dt.date,
) -> str:
    """ "Prak Sereyvuth was a guest of the Pacific Basin Centre in 2025." The relation
    is what a person typed ("guest of", "member of its board, unpaid"): the sentence is
    for a person to read before readers do."""
    ended = until if until is not None and until < today else None
    said = _with_thing(relation.strip().rstrip("."), _with_the(thing))
    verb = ""
    if not _DOES.match(said):
        verb = "was" if ended else "is"
        said = said if _IS_SO.match(said) else f"{article_for(said)} {said}"
    return " ".join(f"{who} {verb} {said} {_when(since, ended)}".split()) + "."


def _with_thing(relation: str, thing: str) -> str:
    if its := _ITS.search(relation):
        what = f"the {its[1]} of {thing}"
        return relation[: its.start()] + what + relation[its.end() :]
    if _ENDS_OPEN.search(relation) or _DOES.match(relation):
        return f"{relation} {thing}"
    return f"{relation}: {thing}" if "," in relation else f"{relation} of {thing}"


def _with_the(name: str) -> str:
    has_one = name.lower().startswith("the ")
    return f"the {name}" if _TAKES_THE.search(name) and not has_one else name


def _when(since: dt.date | None, ended: dt.date | None) -> str:
    if ended is None:
        return ""
    if since is None:
        return f"until {ended.year}"
    if since.year == ended.year:
        return f"in {ended.year}"
    return f"from {since.year} to {ended.year}"
