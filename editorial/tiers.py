"""How risky is a piece, who has read all of it, and who answers for it?

The machine notices and proposes, a person says. What the tier asks for (two people,
or a senior one and the lawyer, who have read exactly this page) is then a gate.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.markup import clean_text
from authors.models import DECIDES, Author, Role, User
from editorial import declarations, interests, legal, log, rules, triggers
from editorial.changes import is_still
from editorial.models import (
    IN_HAND,
    REVISED_FIELDS,
    Action,
    FullRead,
    Status,
    Submission,
    Tier,
    TierCall,
)
from editorial.proof import Proof, proof_of

SHORTEST_REASON = 20  # characters
MOST_PASSAGES = 4  # shown of one trigger
_WHY_ROOM = 120  # characters on the board

_SITTING = re.compile(
    r"\b(?:senator|congress(?:man|woman)|lawmaker|legislator|mp|member of (?:the )?"
    r"(?:\w+ ){0,2}(?:parliament|assembly|senate|congress)|minister|"
    r"secretary of state|mayor|governor|councillor|councilor|candidate|running for|"
    r"party (?:leader|president|chair\w*|spokes\w+)|spokes\w+ (?:for|of) the .{0,40}"
    r"party|head of state|head of government)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:former|formerly|ex|retired|late|once|past)\W+(?:\w+\W+){0,2}$"
)
_NAMELESS = re.compile(
    r"\banonym|\bpseudonym|\bname (?:is |was |has been )?(?:withheld|changed)"
    r"|\bnot (?:his|her|their) real name|\bwrites under another name",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"(?:an?|one) [a-z]", re.IGNORECASE)

# The questions whose “yes” is a stake: money, property, an office, a cause, a case.
STAKES = frozenset({"paid_for_this", "shares", "party", "lobbying", "litigation"})
_DECLARED, _IN_TEXT = "stake:", "stake:register:"


class Changed(Exception):
    """What was noticed is no longer what the person was shown. Nothing was written."""


class Refused(Exception):
    """It cannot be so; ``sentence`` says why. Nothing was written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Trigger:
    """One sort of danger that was noticed, with the words that show it."""

    name: str
    why: str
    tier: Tier
    passages: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many further places are not shown."""
        return max(0, len(self.keys) - len(self.passages))

    @property
    def says_what_was_declared(self) -> bool:
        """An answer stands among its passages, and not only words of the text."""
        return any(
            key.startswith(_DECLARED) and not key.startswith(_IN_TEXT)
            for key in self.keys
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the machine noticed: it proposes, and decides nothing."""

    triggers: tuple[Trigger, ...]

    @property
    def tier(self) -> Tier:
        return max((each.tier for each in self.triggers), default=Tier.ONE)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for each in self.triggers for key in each.keys)

    @property
    def mark(self) -> str:
        """By which a page knows later that nothing else was noticed meanwhile."""
        return hashlib.sha256("\n".join(sorted(self.keys)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Standing:
    """The proposal beside what a person said last."""

    proposal: Proposal
    call: TierCall | None

    @property
    def unseen(self) -> tuple[str, ...]:
        """What was noticed since, or never looked at."""
        seen = set(self.call.triggers) if self.call else set()
        return tuple(key for key in self.proposal.keys if key not in seen)

    @property
    def is_open(self) -> bool:
        return bool(self.unseen)

    @property
    def tier(self) -> Tier:
        """What holds now; until somebody has looked, what is proposed."""
        if self.call and not self.is_open:
            return Tier(self.call.tier)
        return self.proposal.tier


# What is noticed


def proposed(submission: Submission) -> Proposal:
    """The tier that the words and the answers speak for, with the passages. Two
    queries beside the byline’s; the words are looked through once a text."""
    found = [*_in_the_words(submission)] if submission.latest else []
    authors = submission.authors
    for author in authors:
        found += _of_the_author(author)
    found += _stakes(submission, authors)
    return Proposal(tuple(found))


def standing(submission: Submission) -> Standing:
    """The same, beside the last word of a person. One query more."""
    call = submission.tier_calls.select_related("by").order_by("at", "pk").last()
    return Standing(proposed(submission), call)


def _in_the_words(submission: Submission) -> Iterator[Trigger]:
    hits = triggers.found_in(text_of(submission))
    for kind in triggers.KINDS:
        places = {hit.key: hit.passage for hit in hits if hit.kind is kind}
        if places:
            passages = tuple(dict.fromkeys(places.values()))[:MOST_PASSAGES]
            yield Trigger(kind.name, kind.why, Tier.TWO, passages, tuple(places))


def text_of(submission: Submission) -> str:
    """All words of the text in hand, its titles first."""
    fields = submission.latest.fields() if submission.latest else {}
    return "\n\n".join(fields[name] for name in REVISED_FIELDS if fields.get(name))


def _of_the_author(author: Author) -> Iterator[Trigger]:
    today = timezone.localdate()
    held = author.affiliation_on(today)
    said = [author.role, author.bio_line, str(held or "")]
    for each in said:
        found = _SITTING.search(each)
        if found and not _PAST.search(each[: found.start()].casefold()):
            yield Trigger(
                "Sitting politician or candidate",
                "Readers may take it as the paper’s help for an office or a campaign.",
                Tier.THREE,
                (f"{author.name}: {each}",),
                (f"politician:{author.pk}:{found[0].casefold()}",),
            )
            break
    nameless = next(
        (each for each in (author.name, *said) if _NAMELESS.search(each)), ""
    )
    if nameless or _NO_NAME.match(author.name):
        yield Trigger(
            "Anonymous author",
            "Nobody stands by these words with a name, so the paper stands by all.",
            Tier.THREE,
            (nameless or author.name,),
            (f"anonymous:{author.pk}",),
        )


def _stakes(submission: Submission, authors: Sequence[Author]) -> Iterator[Trigger]:
    """What the authors declared to gain by, and what the register knows of them and
    the text names. The details stay on their own page, where each reading is on record.
    A tie by which nobody gains is told to readers; it makes no piece dangerous."""
    declared = [
        each for each in declarations.interests(submission) if each.key in STAKES
    ]
    places = {f"{_DECLARED}{each.key}": f"{each.wording} Yes." for each in declared}
    words = triggers.plain(text_of(submission))
    named = {author.pk for author in authors}
    for interest in interests.register(submission):
        if interest.struck_at or interest.author_id not in named:
            continue
        names = [interest.name, *interest.also.splitlines()]
        for name in filter(None, map(str.strip, names)):
            found = re.search(rf"\b{re.escape(name)}\b", words, re.IGNORECASE)
            if found:
                said = triggers.passage(words, found.start(), found.end())
                places[f"{_IN_TEXT}{interest.pk}"] = said
                break
    if places:
        yield Trigger(
            "An author with a declared stake",
            "The author may gain by what is argued. Readers are told, and a senior "
            "editor reads it with that in mind.",
            Tier.THREE,
            tuple(places.values())[:MOST_PASSAGES],
            tuple(places),
        )


# What a person says


def keep(submission: Submission) -> Standing:
    """Bring ``proposed_tier``, ``tier`` and ``tier_why`` in step with the text and the
    answers as they are now. Call it wherever either was saved; one UPDATE."""
    now = standing(submission)
    names = "; ".join(dict.fromkeys(each.name for each in now.proposal.triggers))
    said = {
        "proposed_tier": int(now.proposal.tier),
        "tier": now.call.tier if now.call and not now.is_open else None,
        "tier_why": names if len(names) <= _WHY_ROOM else f"{names[: _WHY_ROOM - 1]}…",
    }
    Submission.objects.filter(pk=submission.pk).update(**said)
    for name, value in said.items():
        setattr(submission, name, value)
    return now


def confirm(
    submission: Submission,
    tier: Tier,
    *,
    by: User,
    seen: str,
    reason: str = "",
) -> TierCall:
    """An editor says how risky it is, having been shown the proposal of the
    mark ``seen``.

    Another tier than the proposed one takes a reason. Raises ``Changed`` when
    something else is noticed by now, ``Refused``, ``PermissionDenied``.
    """
    reason = clean_text(reason).strip()
    with transaction.atomic():
        current = _in_hand(submission, by)
        now = standing(current)
        if seen != now.proposal.mark:
            raise Changed
        if tier != now.proposal.tier and len(reason) < SHORTEST_REASON:
            raise Refused(
                "Another tier than the proposed one takes a reason, of at least "
                f"{SHORTEST_REASON} characters."
            )
        last = now.call
        if last and not now.is_open and (last.tier, last.reason) == (tier, reason):
            return last
        call = TierCall.objects.create(
            submission=current,
            tier=tier,
            triggers=sorted(now.proposal.keys),
            reason=reason,
            by=by,
        )
        log.write(
            current,
            Action.TIER,
            by=by,
            rows=[call],
            note=reason,
            tier=int(tier),
            proposed=int(now.proposal.tier),
            triggers=sorted({each.name for each in now.proposal.triggers}),
        )
        keep(current)
        legal.ask(current, by=by)
    submission.refresh_from_db()
    return call


def needed(submission: Submission) -> Tier:
    """The tier that is asked for; no query. Kept in step by ``keep``."""
    return Tier(submission.tier or submission.proposed_tier)


def flags(submission: Submission) -> list[str]:
    """For the board; no query."""
    tier = needed(submission)
    return [] if tier is Tier.ONE else [f"tier {int(tier)}"]


# Who has read all of it


def read(submission: Submission, fingerprint: str, *, by: User) -> FullRead:
    """“I have read all of this”, by somebody who may decide or edit here, of the page
    that bears ``fingerprint``. Saying it twice is once.

    Raises ``Changed`` when the page is another by now, ``Refused``,
    ``PermissionDenied``.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        if current.status not in IN_HAND or current.latest is None:
            raise Refused("It is not in hand any more: there is nothing to read it for")
        if proof_of(current).fingerprint != fingerprint:
            raise Changed
        kept, is_new = FullRead.objects.get_or_create(
            submission=current,
            by=by,
            fingerprint=fingerprint,
            defaults={"revision": current.latest},
        )
        if is_new:
            log.write(
                current,
                Action.READ,
                by=by,
                rows=[kept],
                revision=current.latest.number,
                fingerprint=fingerprint,
            )
    return kept


def reads(submission: Submission, proof: Proof | None = None) -> list[FullRead]:
    """Who has read the page as it is now, one row a person, in the order they did.
    A slip mended since, of the class a signature can stand over, leaves it read."""
    rows = list(submission.full_reads.select_related("by", "revision"))
    proof = (proof or proof_of(submission)) if rows else None
    found: dict[int, FullRead] = {}
    for row in rows:
        if proof and is_still(proof, row.fingerprint, row.revision.body):
            found.setdefault(row.by_id, row)
    return list(found.values())


def seniors(submission: Submission, among: Sequence[FullRead]) -> list[User]:
    """Those of them who are the publisher, or an editor who does not handle it: does
    not hold it or, where nobody does, is not the one who answers for it. One query."""
    people = {each.by_id: each.by for each in among}
    handles = submission.holder_id or submission.responsible_id
    roles = User.objects.filter(pk__in=people, is_active=True).values_list(
        "pk", "groups__name", "is_superuser"
    )
    found = {
        pk
        for pk, role, is_superuser in roles
        if is_superuser or role == Role.PUBLISHER or (role in DECIDES and pk != handles)
    }
    return [user for pk, user in people.items() if pk in found]


# Who answers for it


def answer_for(submission: Submission, to: User, *, by: User) -> None:
    """Make ``to`` the one editor whom readers are told answers for it.

    Raises ``Refused`` with the reason, ``PermissionDenied``.
    """
    with transaction.atomic():
        current = _in_hand(submission, by)
        if why := why_not_responsible(current, to):
            raise Refused(why)
        if current.responsible_id == to.pk:
            return
        before = current.responsible
        current.responsible = to
        current.save(update_fields=["responsible"])
        log.write(
            current,
            Action.RESPONSIBLE,
            by=by,
            to=str(to),
            before=str(before) if before else "",
        )
    submission.refresh_from_db()


def why_not_responsible(submission: Submission, user: User) -> str:
    """Why this person cannot answer for it before readers; empty when they can."""
    if not rules.is_editor(user, submission):
        return f"{user} does not decide on this column"
    if not user.name:
        return f"Readers are told a name, and the account of {user} has none"
    return ""


def _in_hand(submission: Submission, by: User) -> Submission:
    current = Submission.objects.lock(submission.pk)
    if not rules.is_editor(by, current):
        raise PermissionDenied
    if current.status not in IN_HAND:
        label = Status(current.status).label.lower()
        raise Refused(f"It is {label}: this stands as it is")
    return current
