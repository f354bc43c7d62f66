"""The report on one piece: every check and rule over every field, in reading order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache

from authors.models import Author
from editorial.models import RuleKind, StyleRule, Submission
from editorial.sentences import words_of
from editorial.style import checks, grammar, names, table
from editorial.style.finding import FIELDS, Finding
from editorial.style.reading import Reading

MOST_CHARS = 400_000  # of one field; a longer one is no column
MOST_FINDINGS = 300
_KEPT = 24 * 60 * 60  # seconds
_VERSION = 2  # of what the checks find; a kept report of another is not used


@dataclass(frozen=True, slots=True)
class Report:
    """``findings`` in reading order, but for those somebody let stand (``left``).
    ``was_cut`` when there were more than anybody would read."""

    findings: tuple[Finding, ...]
    left: tuple[Finding, ...] = ()
    was_cut: bool = False
    read_grammar: bool = True

    @property
    def count(self) -> int:
        return len(self.findings)


def report_on(submission: Submission) -> Report:
    """What stands out in the text in hand. Reads ``latest`` and the authors; four
    queries beside the cache. The same text under the same rules is looked through
    once a day."""
    if submission.latest is None:
        return Report(())
    fields = submission.latest.fields()
    table_ = list(StyleRule.objects.all())
    rules = [rule for rule in table_ if rule.is_on]
    off = {r.find for r in table_ if r.kind == RuleKind.CHECK and not r.is_on}
    bylines = [author.name for author in submission.authors]
    people = sorted(Author.objects.values_list("name", flat=True))
    backed = sorted(
        {
            words_of(each)
            for each in submission.sources.values_list("sentence", flat=True)
        }
    )
    key = _key(fields, rules, sorted(off), bylines, people, backed)
    found: tuple[Finding, ...] | None = cache.get(key)
    if found is None:
        found = tuple(_found(fields, rules, off, bylines, people, backed))
        cache.set(key, found, _KEPT)
    return _sorted_out(submission, found)


def _sorted_out(submission: Submission, found: tuple[Finding, ...]) -> Report:
    stands = set(submission.left_as_is.values_list("rule", "words"))
    open_ = [each for each in _each_name_once(found) if each.key not in stands]
    return Report(
        findings=tuple(open_[:MOST_FINDINGS]),
        left=tuple(each for each in found if each.key in stands),
        was_cut=len(open_) > MOST_FINDINGS,
        read_grammar=grammar.is_here(),
    )


def _each_name_once(found: tuple[Finding, ...]) -> Iterator[Finding]:
    """A name that nobody knows is asked about where it stands first."""
    asked: set[str] = set()
    for each in found:
        if each.check != "unknown" or each.words not in asked:
            asked.add(each.words)
            yield each


def _found(
    fields: dict[str, str],
    rules: list[StyleRule],
    off: set[str],
    bylines: list[str],
    people: list[str],
    backed: list[str],
) -> Iterator[Finding]:
    look = _Look(rules, off, bylines, people, backed)
    for field in FIELDS:
        text = fields[field][:MOST_CHARS]
        if text.strip():
            yield from look.at(Reading(field, text))


class _Look:
    """The rules of one report made ready, to be used on each field."""

    def __init__(
        self,
        rules: list[StyleRule],
        off: set[str],
        bylines: list[str],
        people: list[str],
        backed: list[str],
    ) -> None:
        self.off, self.backed = off, frozenset(backed)
        self.limits = {
            rule.find: int(rule.write)
            for rule in rules
            if rule.kind == RuleKind.CHECK and rule.write.isdecimal()
        }
        self.table = table.looked_for(rules)
        self.names = names.Names(_names(rules, bylines))
        self.known = _known(rules, people)

    def at(self, reading: Reading) -> list[Finding]:
        found = [*table.broken(reading, self.table), *self.names.misspelt(reading)]
        for key, check in checks.ON_EVERY_TEXT.items():
            if key not in self.off:
                found += check(reading, self.limits.get(key, 0))
        if "grammar" not in self.off:
            found += _not_twice(found, grammar.mistakes(reading, self.known))
        if "unlinked" not in self.off:
            found += checks.unlinked(reading, self.backed)
        return sorted(found, key=lambda each: (each.start, -each.end))


def _not_twice(found: list[Finding], more: Iterator[Finding]) -> list[Finding]:
    """A word that a rule of ours speaks of already is not spoken of again."""
    taken = [(each.start, each.end) for each in found if each.check != "long"]
    return [
        each
        for each in more
        if not any(start < each.end and each.start < end for start, end in taken)
    ]


def _names(rules: list[StyleRule], bylines: list[str]) -> Iterator[names.Name]:
    for spelt in bylines:
        why = f"The byline says {spelt}."
        yield names.Name(spelt, key="name byline", why=why)
    for rule in rules:
        if rule.kind == RuleKind.NAME:
            wrong = tuple(rule.also.splitlines())
            yield names.Name(rule.find, f"name {rule.pk}", wrong, rule.why)


def _known(rules: list[StyleRule], people: list[str]) -> frozenset[str]:
    """Each word of the desk's own names and words, and of all who write here."""
    kinds = (RuleKind.NAME, RuleKind.KNOWN)
    spelt = [rule.find for rule in rules if rule.kind in kinds] + people
    spelt += [rule.write for rule in rules if rule.kind == RuleKind.TITLE]
    words = " ".join(spelt).casefold().replace("’", "'").replace("-", " ")
    return frozenset(words.split())


def _key(*parts: object) -> str:
    rules = parts[1]
    assert isinstance(rules, list)  # noqa: S101 -- of rows, told by what they say
    said = [
        _VERSION,
        parts[0],
        [(r.pk, r.kind, r.find, r.write, r.also, r.why) for r in rules],
        *parts[2:],
        grammar.is_here(),
    ]
    return f"style:{hashlib.sha256(repr(said).encode()).hexdigest()}"
