"""Does the headline hold? The six checks of the headline desk.

The machine answers two of them and shows what it noticed for the rest: figures and
names of the titles that the text has not, and words stronger than any in it. A person
answers, for exactly these four titles; any change of theirs asks again, and so does a
text that no longer has what they say.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from authors.models import User
from editorial import log, names, rules
from editorial.models import (
    Action,
    HeadlineCheck,
    Revision,
    Status,
    Submission,
)
from editorial.revisions import Closed, StaleRevision

TITLES = ("headline", "standfirst", "social_title", "search_title")
NAMES = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "social_title": "Social",
    "search_title": "Search",
}
YES, NO = "yes", "no"
MOST_SHOWN = 12

# What a person answers, in the order of the list in the newsroom's papers.
QUESTIONS = {
    "facts": "Every fact in it is in the text",
    "strength": "It is no stronger than the text",
    "not_news": "A stranger could not read it as news",
    "elsewhere": "The same is true of the social and the search title",
}

# The label is printed from data; typed before a headline it would stand there twice.
LABELS = (
    settings.PAPER_LABEL,
    *("Opinion", "Op-ed", "Op ed", "Oped", "Guest essay", "Guest column", "Column"),
    *("Comment", "Commentary", "Essay", "Viewpoint", "Perspective", "Analysis"),
    *("Editorial", "Letter", "Reply", "News", "Exclusive"),
    *("មតិយោបល់", "មតិ", "ទស្សនៈ", "អត្ថាធិប្បាយ", "យោបល់", "វិចារណកថា"),
)
_ANY_LABEL = "|".join(map(re.escape, sorted(LABELS, key=len, reverse=True)))
_LABEL = re.compile(
    rf"^[\s\[(“\"]*(?P<label>{_ANY_LABEL})"
    r"\s*(?:[:|៖：/·•\])]|\s[-–—]\s|[–—])\s*",
    re.IGNORECASE,
)

# Words that a headline may only have where the text has them.
_STRONG_WORDS = """
all always never every everyone everybody everything nobody none nothing only must
cannot impossible certain certainly undeniable inevitable total totally complete
completely utter utterly prove proves proved proven proof show shows reveal reveals
destroy destroys destroyed destroying ruin ruins ruined kill kills killed killing
crush crushes smash slam slams blast blasts wreck wrecks end ends doom doomed dead
worst best biggest greatest first last disaster disastrous catastrophe catastrophic
collapse collapses bankrupt betray betrays betrayal lie lies lied lying liar liars
fraud fraudulent corrupt corruption criminal criminals crime treason traitor
traitors evil shame shameful disgrace stupid insane mad madness hate hates war
genocide terror terrorist terrorists tyrant tyranny fascist racist ban bans banned
jail arrest fire send stop abolish scrap crisis chaos outrage ទាំងអស់ មិនដែល ត្រូវតែ
"""
STRONG = frozenset(_STRONG_WORDS.split())
_FIGURES_WORDS = """
two three four five six seven eight nine ten eleven twelve dozen hundred thousand
million billion trillion half third quarter twice double
"""
_FIGURES = frozenset(_FIGURES_WORDS.split())
_DAYS_WORDS = """
january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
"""
_DAYS = frozenset(_DAYS_WORDS.split())
_PLAIN_WORDS = """
a an the and or but nor so yet if as at by for from in into of off on onto out over
to up with without it its is are was were be been this that these those there here
he she they we you i my our your his her their who what when where why how not no do
does did can could will would should may might have has had let than then now after
before about against between during under until while
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())


@dataclass(frozen=True, slots=True)
class Noticed:
    """One word of a title that the text has not: where, and of which kind."""

    title: str
    word: str
    is_strong: bool = False

    @property
    def key(self) -> str:
        kind = "strong" if self.is_strong else "fact"
        return f"{kind} {names.fold(self.word)}"

    @property
    def where(self) -> str:
        return NAMES[self.title]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the six checks stand now."""

    facts: tuple[Noticed, ...]
    strong: tuple[Noticed, ...]
    label: str  # typed before a title, or empty
    check: HeadlineCheck | None  # of exactly these titles
    anew: tuple[str, ...]  # noticed since it was answered

    @property
    def failed(self) -> tuple[str, ...]:
        """The questions answered with no."""
        given = self.check.answers if self.check else {}
        return tuple(said for key, said in QUESTIONS.items() if given.get(key) == NO)

    @property
    def holds(self) -> bool:
        return bool(self.check) and not (self.label or self.failed or self.anew)


class Incomplete(Exception):
    """Not every question has an answer."""


def titles_of(revision: Revision) -> dict[str, str]:
    return {name: getattr(revision, name) for name in TITLES}


def digest(titles: Mapping[str, str]) -> str:
    """SHA-256 of the four titles, in Unicode NFC."""
    said = json.dumps([titles[name] for name in TITLES], ensure_ascii=False)
    return hashlib.sha256(unicodedata.normalize("NFC", said).encode()).hexdigest()


def label_in(title: str) -> str:
    """The label typed before a title, as it was typed; empty without one."""
    found = _LABEL.match(title)
    return found["label"] if found else ""


def without_label(title: str) -> str:
    """The title alone, beginning with a capital."""
    while found := _LABEL.match(title):
        title = title[found.end() :]
    return title[:1].upper() + title[1:]


def noticed(titles: Mapping[str, str], text: str) -> list[Noticed]:
    """Figures, names, dates and strong words of the titles that are not in ``text``,
    the rendered column. A capital counts as a name where no sentence begins with it."""
    has = {_stem(word.key) for word in names.words(text)}
    seen: dict[tuple[str, str], Noticed] = {}
    for title in TITLES:
        for each in _noticed(title, titles[title], has):
            seen.setdefault((each.key, title), each)
    return list(seen.values())


def _noticed(title: str, said: str, has: set[str]) -> Iterator[Noticed]:
    read = list(names.words(names.line(said)))
    for place, word in enumerate(read):
        if word.key in _PLAIN or _stem(word.key) in has:
            continue
        if word.key in STRONG:
            yield Noticed(title, word.raw, is_strong=True)
        elif _is_fact(word, begins=place == 0 or _begins(word.gap)):
            yield Noticed(title, word.raw)


def _is_fact(word: names.Word, *, begins: bool) -> bool:
    """A figure, a day, or a word with a capital that no sentence gave it."""
    if any(letter.isdigit() for letter in word.raw):
        return True
    if word.key in _FIGURES or word.key in _DAYS:
        return True
    return word.raw[:1].isupper() and (not begins or word.raw[1:].isupper())


def _begins(gap: str) -> bool:
    return any(mark in gap for mark in ".?!:…“‘")


def _stem(key: str) -> str:
    """ "Cambodia’s", "Cambodians" and "Cambodian" are not one word; a plural is."""
    return key[:-1] if len(key) > 3 and key.endswith("s") else key


def standing(submission: Submission) -> Standing | None:
    """The six checks of the titles in hand; None for a piece without a text. One
    query."""
    latest = submission.latest
    if latest is None:
        return None
    titles = titles_of(latest)
    found = noticed(titles, latest.body_html)
    check = (
        submission.headline_checks.filter(titles=digest(titles))
        .select_related("by")
        .last()
    )
    seen = set(check.answers.get("seen", ())) if check else set()
    return Standing(
        facts=tuple(each for each in found if not each.is_strong)[:MOST_SHOWN],
        strong=tuple(each for each in found if each.is_strong)[:MOST_SHOWN],
        label=next(filter(None, map(label_in, titles.values())), ""),
        check=check,
        anew=tuple(each.word for each in found if check and each.key not in seen),
    )


def is_seen(submission: Submission) -> bool:
    """The author has been sent these very titles, or has signed them."""
    latest = submission.latest
    return latest is not None and (
        submission.proof_sent_at is not None or latest.sign_offs.exists()
    )


def lack(submission: Submission) -> str:
    """What the headline still lacks, in words; empty when it holds."""
    now = standing(submission)
    if now is None or now.holds:
        return ""
    if now.label:
        return f"“{now.label}” is typed before a title; the label is set by itself"
    if now.check is None:
        return "The headline has not been checked against the text"
    if now.failed:
        return f"The headline failed its check: “{now.failed[0]}”"
    return f"“{now.anew[0]}” stands in a title and no longer in the text"


def answer(
    submission: Submission,
    answers: Mapping[str, str],
    *,
    by: User,
    base: int,
    note: str = "",
) -> HeadlineCheck:
    """Somebody answers for exactly the titles of revision ``base``. The same answers
    twice are one.

    Raises ``PermissionDenied``, ``Closed`` where nothing is edited any more,
    ``StaleRevision`` when the titles were changed meanwhile, ``Incomplete``.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        latest = current.latest
        if current.status != Status.ACCEPTED or latest is None:
            raise Closed(Status(current.status))
        asked = titles_of(current.revisions.get(number=base))
        titles = titles_of(latest)
        if digest(asked) != digest(titles):
            raise StaleRevision(latest)
        given = {key: answers.get(key, "") for key in QUESTIONS}
        if set(given.values()) - {YES, NO}:
            raise Incomplete
        seen = sorted({each.key for each in noticed(titles, latest.body_html)})
        said = {**given, "note": note, "seen": seen}
        last = current.headline_checks.filter(titles=digest(titles)).last()
        if last and last.by_id == by.pk and last.answers == said:
            return last
        kept = current.headline_checks.create(
            revision=latest, titles=digest(titles), answers=said, by=by
        )
        log.write(
            current,
            Action.HEADLINE,
            by=by,
            note=note,
            rows=[kept],
            titles=kept.titles,
            revision=latest.number,
            failed=[key for key in QUESTIONS if given[key] == NO],
        )
    return kept
