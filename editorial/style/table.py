"""The rules that the desk writes itself, made ready to look with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from editorial.models import RuleKind, StyleRule
from editorial.style.finding import Finding
from editorial.style.reading import Reading

# Each star multiplies the work of the one before: two are always quick.
MOST_STARS = 2
_STANDS_FOR = {"*": r"[^\W\d_]{0,30}", "#": r"\d"}
_WHY = {
    RuleKind.BANNED: "We do not print it.",
    RuleKind.TITLE: "This is how we write it.",
    RuleKind.PATTERN: "Against our rule.",
}


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str
    pattern: re.Pattern[str]
    write: str
    why: str


def looked_for(rules: Iterable[StyleRule]) -> list[_Rule]:
    """Banned words, titles and patterns, compiled. ``*`` stands for any letters of one
    word and ``#`` for a digit; a pattern with more stars than ``MOST_STARS`` is left
    out, so that nobody can write one that never ends."""
    kinds = (RuleKind.BANNED, RuleKind.TITLE, RuleKind.PATTERN)
    return [
        _Rule(
            key=f"{rule.kind} {rule.pk}",
            pattern=_compiled(rule),
            write=rule.write,
            why=rule.why or _WHY[RuleKind(rule.kind)],
        )
        for rule in rules
        if rule.kind in kinds
        and rule.find.strip()
        and not (rule.kind == RuleKind.PATTERN and rule.find.count("*") > MOST_STARS)
    ]


def broken(reading: Reading, rules: Iterable[_Rule]) -> Iterator[Finding]:
    for rule in rules:
        for found in rule.pattern.finditer(reading.prose):
            words, quoted = found.group(), reading.is_quoted(*found.span())
            if words == rule.write:
                continue
            yield Finding(
                field=reading.field,
                start=found.start(),
                end=found.end(),
                words=words,
                rule=rule.key,
                why=f"{rule.why} But somebody is quoted." if quoted else rule.why,
                instead=(as_cased(rule.write, words),)
                if rule.write and not quoted
                else (),
                in_quotation=quoted,
            )


def as_cased(write: str, found: str) -> str:
    """ "use" for "utilise", "Use" for "Utilise", "USE" for "UTILISE"."""
    if len(found) > 1 and found.isupper():
        return write.upper()
    return write[:1].upper() + write[1:] if found[:1].isupper() else write


def _compiled(rule: StyleRule) -> re.Pattern[str]:
    forms = [rule.find]
    if rule.kind != RuleKind.PATTERN:
        forms += rule.also.splitlines()
    spelt = "|".join(_as_pattern(rule.kind, form) for form in forms if form.strip())
    # a title is told from a common word by its capital: "Prof", "Madam"
    flags = re.NOFLAG if rule.kind == RuleKind.TITLE else re.IGNORECASE
    return re.compile(rf"(?<![\w’'-])(?:{spelt})(?![\w’'-]|\.\w)", flags)


def _as_pattern(kind: str, form: str) -> str:
    letters = _STANDS_FOR if kind == RuleKind.PATTERN else {}
    return "".join(
        letters.get(letter) or (r"\s+" if letter.isspace() else re.escape(letter))
        for letter in " ".join(form.split())
    )
