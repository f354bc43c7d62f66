"""The closing line, which writes itself from what is known of the authors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Letters that are read out with a vowel first: an MP, an NGO, an FAO officer.
_VOWEL_LETTERS = "AEFHILMNORSX"
_SOUNDS_LIKE_YOU = ("uni", "use", "usu", "euro", "one-", "once")
_SILENT_H = ("hour", "honest", "honour", "heir")


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
    first = noun.split(" ", 1)[0]
    if first.lower() in {"the", "a", "an", "his", "her", "their", "its"}:
        return ""
    if len(first) > 1 and first.isupper():
        return "an" if first[0] in _VOWEL_LETTERS else "a"
    word = noun.lower()
    if word.startswith(_SILENT_H):
        return "an"
    if word.startswith(_SOUNDS_LIKE_YOU):
        return "a"
    return "an" if word[:1] in "aeiou" else "a"


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
