"""The closing line, which writes itself from what is known of the authors."""

from __future__ import annotations

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


def closing_line(people: Sequence[Person], disclosure: str) -> str:
    """Who wrote it, what they declare, and whose views they are.

    The disclaimer never stands in for the disclosure: both are printed.
    """
    pronoun = people[0].pronoun if len(people) == 1 else "their"
    sentences = [said for person in people if (said := introduction(person))]
    if disclosure.strip():
        sentences.append(_ended(disclosure.strip()))
    sentences.append(f"The views and opinions expressed are {pronoun} own.")
    return " ".join(sentences)


def _ended(sentence: str) -> str:
    return sentence if sentence[-1] in ".!?…”’" else f"{sentence}."
