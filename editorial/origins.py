"""Where a text came from: what its file and the clipboard say, and what that differs
from. Facts and differences, in words; what they mean is for a person to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db import transaction

from articles.markup import word_count
from articles.models import join_names
from editorial import declarations, hands, kinds
from editorial.amounts import has_no
from editorial.models import Attachment, Declaration, Origin, Purpose, Submission
from editorial.word.inside import Changes, Comment, Inside, day_of, look_inside
from editorial.word.traces import CHAT, Traces

FLAG = "other-hand"
MOST_PASTES = 20  # kept of one piece
PASTE_LEAST = 25  # words; of fewer nobody asks
QUICK = dt.timedelta(minutes=30)
LARGE = 400  # words
TYPED_A_MINUTE = 60  # words; nobody composes faster
SKEW = dt.timedelta(hours=26)  # a file's clock has often no zone

# Whose words a file may be: a source is by nature somebody else's.
_OF_THE_TEXT = (Purpose.ORIGINAL, Purpose.MESSAGE)
_SAYS_SO = ("Translation", "Restructuring", "Drafting")
_HAND = {"author", "last-modified-by", "company", "firm", "hands", "people", "folder"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what was found, what it differs from, and why it matters."""

    key: str
    found: str
    differs_from: str
    why: str

    @property
    def is_other_hand(self) -> bool:
        return self.key in _HAND


@dataclass(frozen=True, slots=True)
class Facts:
    """One origin as a page shows it: of a file (``inside``) or of the clipboard."""

    origin: Origin
    inside: Inside | None = None
    traces: Traces | None = None

    @property
    def name(self) -> str:
        return str(self.origin)

    @property
    def is_of_the_text(self) -> bool:
        file = self.origin.attachment
        return file is None or (
            file.purpose in _OF_THE_TEXT
            and not (file.message and file.message.is_from_desk)
        )


# -- kept when it comes ----------------------------------------------------------------


def note(attachment: Attachment) -> Origin | None:
    """Keep what a Word file says of itself; call it when the file is kept. Nothing of
    other kinds. A file that cannot be read is noted as such, never refused."""
    if attachment.content_type != kinds.WORD.content_type:
        return None
    try:
        with attachment.file.open("rb") as file:
            found = look_inside(file.read())
    except OSError:  # lost from the store
        found = Inside(unread=["the file"])
    origin, _ = Origin.objects.get_or_create(
        attachment=attachment,
        defaults={
            "submission_id": attachment.submission_id,
            "said": asdict(found),
            "at": attachment.at,
        },
    )
    return origin


def note_pasted(submission: Submission, traces: Traces) -> Origin | None:
    """Keep where pasted words came from, where their markup tells. Of a few words, and
    of the same ones pasted again, nothing more is kept."""
    if not traces or traces.words < PASTE_LEAST:
        return None
    said = _as_kept(asdict(traces))
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        pasted = current.origins.filter(attachment=None)
        kept = list(pasted.values_list("said", flat=True))
        if len(kept) >= MOST_PASTES or said in kept:
            return None
        return Origin.objects.create(submission=current, said=said)


def note_missing(submission: Submission) -> None:
    """Read the files that came before any of this was kept."""
    for attachment in _unread().filter(submission=submission):
        note(attachment)


def note_all() -> Iterator[tuple[int, int]]:
    """The same for every piece: how many are read, of how many. Safe to repeat."""
    total = _unread().count()
    for done, attachment in enumerate(_unread().iterator(chunk_size=50), 1):
        note(attachment)
        yield done, total


def _unread() -> Any:
    return Attachment.objects.filter(
        content_type=kinds.WORD.content_type, origin__isnull=True
    ).order_by("pk")


def _as_kept(said: dict[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in said.items()}


# -- read ------------------------------------------------------------------------------


def facts(submission: Submission) -> list[Facts]:
    """Everything kept of where it came from, oldest first. One query."""
    if has_no(submission, "origins"):
        return []
    kept = submission.origins.select_related("attachment__message", "attachment__by")
    return [_facts(origin) for origin in kept]


def _facts(origin: Origin) -> Facts:
    if origin.attachment_id is None:
        return Facts(origin, traces=traces_of(origin.said))
    return Facts(origin, inside=_inside(origin.said))


def traces_of(said: Mapping[str, Any]) -> Traces:
    """As they were kept."""
    kept: dict[str, Any] = {
        each.name: tuple(v) if isinstance(v := said.get(each.name, ""), list) else v
        for each in fields(Traces)
    }
    return Traces(**kept)


def _inside(said: Mapping[str, Any]) -> Inside:
    kept = {each.name: said[each.name] for each in fields(Inside) if each.name in said}
    found = Inside(**kept)
    found.changes = [Changes(**each) for each in said.get("changes", [])]
    found.comments = [Comment(**each) for each in said.get("comments", [])]
    return found


# -- what differs ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What we were told of a piece and its authors, for comparison."""

    byline: str
    people: tuple[str, ...]  # names and addresses of its authors
    bodies: str  # everything they say of employers, interests and bodies
    answers: Mapping[str, list[Declaration]]
    sent_at: dt.datetime | None
    words: int

    def said(self, key: str) -> str:
        """The answers to one question, quoted."""
        given = [f"“{answer.answer}”" for answer in self.answers.get(key, [])]
        return " and ".join(given)

    def names(self, who: str) -> bool:
        """They named this person or body when they were asked."""
        told = " ".join(
            f"{answer.answer} {answer.detail}"
            for key in ("drafted", "saw_first", "suggested", "paid_for_this")
            for answer in self.answers.get(key, [])
        )
        return hands.is_mentioned(who, told)

    def is_one_of_them(self, who: str) -> bool:
        return any(hands.may_be_same(who, person) for person in self.people)

    def is_stranger(self, who: str) -> bool:
        """A person's name, of nobody in the byline and nobody they told us of."""
        return (
            hands.is_somebody(who)
            and not self.is_one_of_them(who)
            and not self.names(who)
        )


def signals(submission: Submission) -> list[Difference]:
    """Every difference between what a text carries with it and what we were told.

    A handful of queries. Nothing is decided by it, and nothing is hidden by it."""
    kept = [each for each in facts(submission) if each.is_of_the_text]
    if not kept:
        return []
    known = _known(submission)
    lit = [signal for each in kept for signal in _signals(each, known)]
    return list(dict.fromkeys(lit))


def flags(submission: Submission) -> list[str]:
    """For the board: the file, or what was pasted, shows another hand."""
    return [FLAG] if any(each.is_other_hand for each in signals(submission)) else []


def _signals(each: Facts, known: _Known) -> Iterator[Difference]:
    if each.inside is not None:
        yield from _by_whom(each.name, each.inside, known)
        yield from _for_whom(each.name, each.inside, known)
        yield from _by_many(each.name, each.inside, known)
        yield from _when(each, each.inside, known)
        yield from _left_inside(each.name, each.inside)
    if each.traces is not None:
        yield from _pasted(each.traces, known)


def _by_whom(name: str, inside: Inside, known: _Known) -> Iterator[Difference]:
    said = inside.properties
    for key, words in (
        ("author", "was begun by"),
        ("last_modified_by", "was saved last by"),
    ):
        who = said.get(key, "")
        if not known.is_stranger(who):
            continue
        asked = known.said("drafted")
        answered = f" Asked who drafted any of it, they said {asked}." if asked else ""
        yield Difference(
            key.replace("_", "-"),
            f"“{name}” {words} “{who}”.",
            f"The byline is {known.byline}.{answered}",
            "Somebody else may have written or edited it. Ask who, and for whom."
            + _other_script(who),
        )


def _other_script(who: str) -> str:
    if hands.is_latin(who):
        return ""
    return " It is in another script than the byline: it may be the same name."


def _for_whom(name: str, inside: Inside, known: _Known) -> Iterator[Difference]:
    for key in ("company", "manager"):
        body = inside.properties.get(key, "")
        is_told = hands.is_mentioned(body, known.bodies) or known.names(body)
        if not hands.is_body(body) or is_told or known.is_one_of_them(body):
            continue
        is_firm = hands.is_a_firm_of_words(body)
        yield Difference(
            "firm" if is_firm else "company",
            f"“{name}” names “{body}” as its {key}.",
            f"{known.byline} named no such employer, client or interest.",
            "It sounds like a firm that writes and places opinion for its clients. Ask "
            "who asked for the column, and who pays."
            if is_firm
            else "The file was made on somebody’s work machine. Readers may have to be "
            "told whose.",
        )


def _by_many(name: str, inside: Inside, known: _Known) -> Iterator[Difference]:
    others = [each for each in inside.changes if known.is_stranger(each.who)]
    if others:
        number = sum(each.number for each in others)
        yield Difference(
            "hands",
            f"{_counted(number, 'tracked change')} in “{name}” "
            f"{'is' if number == 1 else 'are'} by {_listed(others)}.",
            f"The byline is {known.byline}.",
            "Somebody has edited it before us: an employer, an agency, a friend.",
        )
    seen = {each.who for each in others} | {
        inside.properties.get(key, "") for key in ("author", "last_modified_by")
    }
    more = [who for who in inside.people if who not in seen and known.is_stranger(who)]
    if more:
        yield Difference(
            "people",
            f"“{name}” has been worked on by {join_names(more[:5])}.",
            f"The byline is {known.byline}.",
            "Word keeps the names of those who changed or remarked on a file.",
        )


def _listed(others: list[Changes]) -> str:
    said = [f"“{each.who}”" for each in others[:4]]
    more = len(others) - len(said)
    return join_names([*said, f"{more} more"] if more else said)


def _when(each: Facts, inside: Inside, known: _Known) -> Iterator[Difference]:
    made = day_of(inside.properties.get("created", ""))
    saved = day_of(inside.properties.get("modified", ""))
    newest = max(filter(None, (made, saved)), default=None)
    if newest and newest > each.origin.at + SKEW:
        yield Difference(
            "later",
            f"“{each.name}” says that it was saved on {newest:%d %B %Y}.",
            f"It came to us on {each.origin.at:%d %B %Y}.",
            "Its dates cannot be right: a clock was wrong, or they were changed.",
        )
    minutes = inside.properties.get("minutes", "")
    worked = int(minutes) if minutes.isdecimal() and len(minutes) < 7 else None
    is_new = made and saved and dt.timedelta(0) <= saved - made <= QUICK
    is_long = known.words >= LARGE
    if is_new and is_long and (worked or 0) * TYPED_A_MINUTE < known.words:
        yield Difference(
            "quick",
            f"“{each.name}” was begun and saved within "
            f"{_counted(max(1, round((saved - made).seconds / 60)), 'minute')}."  # type: ignore[operator]
            + ("" if worked is None else f" Word counts {worked} of editing."),
            f"It holds {known.words} words.",
            "They were pasted into it from elsewhere. An earlier draft would show from "
            "where: ask to see it.",
        )


def _left_inside(name: str, inside: Inside) -> Iterator[Difference]:
    if inside.comments_in_all:
        who = join_names(sorted({f"“{c.who}”" for c in inside.comments if c.who})[:4])
        yield Difference(
            "comments",
            f"{_counted(inside.comments_in_all, 'comment')} left in “{name}”"
            f"{f' by {who}' if who else ''}.",
            "The text shows none of them.",
            "They may say who worked on it and what they wanted: read them below.",
        )
    if inside.hidden_characters:
        yield Difference(
            "hidden",
            f"Words in “{name}” are set to be hidden: “{inside.hidden[:160]}”",
            "Whoever opens it in Word does not see them.",
            "A note of somebody’s to somebody, or words meant for a machine.",
        )


def _pasted(traces: Traces, known: _Known) -> Iterator[Difference]:
    what = f"{traces.words} words, from “{traces.opening}”,"
    answered = known.said("ai")
    if CHAT in traces.kinds and not any(said in answered for said in _SAYS_SO):
        yield Difference(
            "chat",
            f"{what} were pasted from {join_names(list(traces.programs))}.",
            f"Asked what software did with it, they answered {answered or 'nothing'}.",
            "Markup can mislead: it may have been a question, or notes. Ask.",
        )
    if "a mail" in traces.kinds:
        yield Difference(
            "mail",
            f"{what} were pasted out of a mail.",
            "",
            "Their own, or one in which somebody sent it to them.",
        )
    if traces.address.startswith(("http://", "https://")):
        yield Difference(
            "web",
            f"{what} were pasted from {traces.address}",
            "",
            "It may have been published there, or belong to somebody else.",
        )
    if known.is_stranger(traces.user):
        yield Difference(
            "folder",
            f"{what} were copied on a machine of “{traces.user}”.",
            f"The byline is {known.byline}.",
            "The name of a folder: a family’s machine, a colleague’s, or an agency’s.",
        )


def _known(submission: Submission) -> _Known:
    authors = [
        byline.author
        for byline in submission.bylines.select_related(
            "author__user"
        ).prefetch_related("author__affiliations", "author__interests")
    ]
    answers: dict[str, list[Declaration]] = {}
    for sets in declarations.given(submission):
        for answer in sets[0].answers:
            answers.setdefault(answer.key, []).append(answer)
    people = [
        said
        for author in authors
        for said in (author.name, author.name_own_script)
        if said
    ]
    for user in [submission.contributor, *(author.user for author in authors)]:
        if user:
            people += [user.name, user.email.partition("@")[0]]
    bodies = [
        *(f"{a.role} {a.bio_line} {a.bio}" for a in authors),
        *(f"{x.organisation}" for a in authors for x in a.affiliations.all()),
        *(f"{i.name} {i.also}" for a in authors for i in a.interests.all()),
        *(f"{d.answer} {d.detail}" for given in answers.values() for d in given),
    ]
    return _Known(
        byline=join_names([author.name for author in authors]),
        people=tuple(filter(None, people)),
        bodies="\n".join(bodies),
        answers=answers,
        sent_at=submission.submitted_at,
        words=word_count(submission.latest.body) if submission.latest else 0,
    )


def _counted(number: int, one: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {one}s"
