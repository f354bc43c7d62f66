"""What must be true before a column may go to readers.

A gate only reads rows. It returns a ``Blocker`` in words, with who must act and
where to mend it, or nothing. The readiness panel, the buttons and the workflow
all read the same list; nothing else decides.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from articles.models import Picture, join_names
from articles.pictures import card_problems
from authors.models import Author
from editorial import (
    claims,
    declarations,
    headlines,
    identity,
    inquiries,
    interests,
    legal,
    tiers,
)
from editorial.amounts import has_no
from editorial.memory import at_rest, once_at_rest
from editorial.models import (
    Action,
    Condition,
    LegalOutcome,
    Override,
    Remark,
    SignOff,
    Submission,
    Tier,
    Verdict,
)
from editorial.proof import Proof, proof_of, signers_of


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing missing: what, who must act, and the part of the page to mend it."""

    words: str
    who: str
    mend: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition by the name the panel gives it. A move behind a shut gate that
    nobody can open is not offered at all."""

    name: str
    check: Callable[[Submission], Blocker | None]
    can_be_opened: bool = True


@dataclass(frozen=True, slots=True)
class Readiness:
    """Every gate of a piece: what is missing, and the names of what is done."""

    blockers: tuple[Blocker, ...]
    done: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.blockers

    @property
    def total(self) -> int:
        return len(self.blockers) + len(self.done)


DESK = "The desk"
# "She sits on the board": who, when two names stand above it?
_SOMEBODY = re.compile(r"(she|he|her|his|the author(’s|'s)?)\b", re.IGNORECASE)


def readiness(submission: Submission, gates: Sequence[Gate]) -> Readiness:
    """All gates, not just the first that is shut."""
    with at_rest():  # a gate only reads
        found = [(gate, gate.check(submission)) for gate in gates]
    # two gates that lack the very same thing ask for it once
    lacks = dict.fromkeys(blocker for _, blocker in found if blocker)
    return Readiness(
        blockers=tuple(lacks),
        done=tuple(gate.name for gate, blocker in found if not blocker),
    )


# What a gate reads and the page around its panel shows: asked once for both.


@once_at_rest
def sign_offs(submission: Submission) -> list[SignOff]:
    """All that were given, of whatever text, the oldest first."""
    rows = SignOff.objects.filter(submission=submission).order_by("at", "pk")
    return list(rows.select_related("author", "carried_from"))


@once_at_rest
def overrides(submission: Submission) -> list[Override]:
    """All that were made, of whatever text."""
    if has_no(submission, "overrides"):
        return []
    rows = Override.objects.filter(submission=submission)
    return list(rows.select_related("by"))


@once_at_rest
def said_at_proof(submission: Submission) -> list[Remark]:
    """All that is more than a yes, the oldest first."""
    return list(submission.remarks.said().select_related("by", "answered_by"))


@once_at_rest
def conditions_asked(submission: Submission) -> list[Condition]:
    """Of every round, the newest last."""
    if has_no(submission, "conditions"):
        return []
    return list(submission.conditions.all())


def headline(submission: Submission) -> Blocker | None:
    if submission.latest and submission.latest.headline.strip():
        return None
    return Blocker("There is no headline", DESK, "headline")


def standfirst(submission: Submission) -> Blocker | None:
    if submission.latest and submission.latest.standfirst.strip():
        return None
    return Blocker("There is no standfirst", DESK, "headline")


def text(submission: Submission) -> Blocker | None:
    if submission.latest and submission.latest.words:
        return None
    return Blocker("There is no text", DESK, "text")


def byline(submission: Submission) -> Blocker | None:
    """The closing line writes itself, from a role and a place; it needs both."""
    authors = submission.authors
    if not authors:
        return Blocker("Nobody stands in the byline", DESK, "byline")
    for author in authors:
        if not (author.role and author.place) and not author.affiliations.exists():
            return Blocker(
                f"The closing line cannot say what {author.name} is, and where",
                author.name,
                "byline",
            )
    return None


def picture(submission: Submission) -> Blocker | None:
    """A column may run without a picture, never with one that is not accounted for."""
    if problem := _card_problem(submission, timezone.localdate()):
        return Blocker(f"Picture: {problem}", DESK, "picture")
    return None


def picture_at(submission: Submission, hour: dt.datetime) -> Blocker | None:
    """The same at the hour readers get it, once that is known: a licence that holds
    today may have ended by then."""
    day = timezone.localdate(hour)
    if problem := _card_problem(submission, day):
        said = f"Picture, on {day.day} {day:%B %Y}: {problem}"
        return Blocker(said, DESK, "picture")
    return None


def _card_problem(submission: Submission, day: dt.date) -> str:
    shown = [submission.picture] if submission.picture else []
    if submission.latest:
        shown += list(Picture.objects.shown_in(submission.latest.body))
    return next((said for each in shown for said in card_problems(each, day)), "")


def disclosure(submission: Submission) -> Blocker | None:
    """A declared interest is said to readers; the disclaimer never stands in for it."""
    said = submission.latest.disclosure.strip() if submission.latest else ""
    if said and len(submission.authors) > 1 and _SOMEBODY.match(said):
        return Blocker(
            "The disclosure must name whom it is about: there are several authors",
            DESK,
            "headline",
        )
    newest = declarations.newest_interest(submission)
    if not newest or (said and _tells_of(submission, newest)):
        return None
    return interests_named(submission) or Blocker(
        "An interest is declared but readers are not told of it",
        DESK,
        "declarations" if said else "headline",
    )


def interests_named(submission: Submission) -> Blocker | None:
    """What an author is bound to by the register, and the copy names, readers are told
    of; or a named editor has said why not."""
    hits = interests.open_ones(submission)
    if not hits:
        return None
    who = join_names(list(dict.fromkeys(hit.name for hit in hits)))
    is_or_are = "is" if len({hit.name for hit in hits}) == 1 else "are"
    return Blocker(
        f"{who} {is_or_are} named in the column, and readers are not told of the "
        f"interest{_why_again(hits)}",
        DESK,
        "headline",
    )


def _why_again(hits: list[interests.Hit]) -> str:
    """A waiver was given, and the interest is named in another sentence since."""
    lapsed = [hit for hit in hits if hit.lapsed]
    if not lapsed:
        return ""
    who = join_names(list(dict.fromkeys(hit.name for hit in lapsed)))
    return f": {who} stands in a sentence that was not there when that was waived"


def headline_checked(submission: Submission) -> Blocker | None:
    """The headline desk has answered for exactly these titles, held against this very
    text. A column without a headline lacks that first."""
    if missing := headline(submission):
        return missing
    lack = headlines.lack(submission)
    return Blocker(lack, DESK, "headline") if lack else None


def _tells_of(submission: Submission, newest: int) -> bool:
    """The disclosure was written after this revision's interest was declared; or the
    desk has looked at both since, and confirmed that it says so."""
    rows = list(
        submission.revisions.order_by("-number").values_list("number", "disclosure")
    )
    same = itertools.takewhile(lambda each: each[1] == rows[0][1], rows)
    if min(number for number, _ in same) > newest:
        return True
    confirmed = submission.acts.filter(
        action=Action.DECLARE, data__confirmed__gte=newest
    )
    return confirmed.exists()


def conditions(submission: Submission) -> Blocker | None:
    """No condition of the last round is left without the author's answer."""
    rows = conditions_asked(submission)
    left = sum(not row.answer for row in rows if row.round == rows[-1].round)
    if not left:
        return None
    return Blocker(
        f"{left} of your conditions not answered", submission.first_name, "conditions"
    )


def consent(submission: Submission) -> Blocker | None:
    """Nobody stands in a byline unasked: whoever could say yes has said it, and nobody
    who was asked is still to answer. A person credited who never signs in is not
    asked; a letter that only offers them their profile holds nothing up."""
    asked = submission.invitations.select_related("author")
    letters = [] if has_no(submission, "invitations") else list(asked)
    agreed = {each.author_id for each in letters if each.stands}
    names = [
        author.name
        for author in submission.authors
        if author.user_id not in (None, submission.contributor_id)
        and author.pk not in agreed
    ]
    names += [each.name for each in letters if each.is_open and each.author_id is None]
    if not names:
        return None
    who = join_names(names)
    has = "has" if len(names) == 1 else "have"
    return Blocker(f"{who} {has} not agreed to stand in the byline", who, "consent")


def terms(submission: Submission) -> Blocker | None:
    """Every author who can sign in has accepted what they were offered last."""
    rows = submission.agreements.order_by("number")
    newest = {each.author_id: each for each in rows}
    signers = signers_of(submission)
    without = [author.name for author in signers if author.pk not in newest]
    if without:
        return Blocker(f"No terms are offered to {join_names(without)}", DESK, "terms")
    names = [each.name for each in signers if not newest[each.pk].accepted_at]
    if not names:
        return None
    who = join_names(names)
    has = "has" if len(names) == 1 else "have"
    return Blocker(f"{who} {has} not accepted the terms", who, "terms")


def sign_off(submission: Submission) -> Blocker | None:
    """Every author who can sign in has signed exactly what readers will see."""
    if submission.latest is None:
        return None
    waiting = unsigned(submission)
    if not waiting:
        return None
    return Blocker(
        f"{join_names(waiting)} {'has' if len(waiting) == 1 else 'have'} not signed "
        "this text",
        join_names(waiting),
        "proof",
    )


def unsigned(submission: Submission, proof: Proof | None = None) -> list[str]:
    """The names of those without whom this very text may not run: every author who
    can sign in, and whoever sent the piece, in the byline or not, who has not signed
    it and past whose signature no named editor has printed it."""
    if not signers_of(submission):
        return [submission.first_name]
    proof = proof or proof_of(submission)
    missing = not_signed(submission, proof)
    if not missing:
        return []
    passed = {
        each.author_id
        for each in overrides(submission)
        if each.fingerprint == proof.fingerprint
    }
    return [author.name for author in missing if author.pk not in passed]


def not_signed(submission: Submission, proof: Proof | None = None) -> list[Author]:
    """Those who must sign and have not signed this very text, overridden or not."""
    fingerprint = (proof or proof_of(submission)).fingerprint
    signed = {
        each.author_id
        for each in sign_offs(submission)
        if each.fingerprint == fingerprint
    }
    return [each for each in signers_of(submission) if each.pk not in signed]


def open_points(submission: Submission) -> Blocker | None:
    """No objection at the proof, and no “this headline misstates me”, is left without
    the desk's answer. Nobody can clear past these."""
    verdicts = [each.verdict for each in said_at_proof(submission) if each.is_open]
    misstated = verdicts.count(Verdict.MISSTATES)
    objections = len(verdicts) - misstated
    said = []
    if misstated:
        said.append("“This headline misstates me” not answered")
    if objections:
        said.append(
            f"{objections} objection{'' if objections == 1 else 's'} not answered"
        )
    return Blocker("; ".join(said), DESK, "points") if said else None


def inquiry(submission: Submission) -> Blocker | None:
    """While the desk asks whether a machine wrote it, it does not run."""
    if inquiries.open_on(submission) is None:
        return None
    return Blocker("The question who wrote this is still open", DESK, "inquiry")


def who_they_are(submission: Submission) -> Blocker | None:
    """Of whoever has never had a column here, each line of the card is done, or passed
    over by name."""
    left = [each for each in identity.cards(submission) if each.is_asked and each.open]
    if not left:
        return None
    bad = [
        f"{each.line.label.lower()} ({card.author.name})"
        for card in left
        for each in card.open
        if each.outcome is identity.Outcome.BAD and not each.reopened
    ]
    if bad:
        return Blocker(f"Does not hold: {'; '.join(bad)}", "An editor", "identity")
    said = [
        f"{len(card.open)} of {len(card.lines)} lines for {card.author.name}"
        for card in left
    ]
    return Blocker(
        f"Identity not looked into: {join_names(said)}",
        "An editor or the fact-checker",
        "identity",
    )


def risk(submission: Submission) -> Blocker | None:
    """What the machine noticed has been looked at by a person. Nothing noticed, and
    nothing is asked."""
    now = tiers.standing(submission)
    if not now.is_open:
        return None
    tier = int(now.proposal.tier)
    if now.call:
        said = f"Something new was noticed, and nobody has confirmed tier {tier}"
    else:
        said = f"Tier {tier} is proposed, and nobody has confirmed it"
    return Blocker(said, "An editor", "risk")


def read_in_full(submission: Submission) -> Blocker | None:
    """Tier 2: two people of the desk. Tier 3: a senior editor. Of this very page."""
    tier = tiers.needed(submission)
    if tier is Tier.ONE or submission.latest is None:
        return None
    found = tiers.reads(submission)
    writers = {author.user_id for author in submission.authors}
    found = [each for each in found if each.by_id not in writers]
    if tier is Tier.THREE:
        if tiers.seniors(submission, found):
            return None
        return Blocker(
            "Tier 3: no senior editor has read this text in full",
            "The publisher, or an editor who does not handle it",
            "read",
        )
    if len(found) > 1:
        return None
    have = f"{found[0].by} has, one more must" if found else "two people must"
    return Blocker(
        f"Tier 2: this text must be read in full ({have})",
        "Two of the desk who decide or edit",
        "read",
    )


def legal_read(submission: Submission) -> Blocker | None:
    """A lawyer has read this very page and lets it run; and whoever is accused was
    asked for their side."""
    names = legal.not_asked(submission)
    asked = f"not asked for their side: {names}" if names else ""
    said, who = _lawyer_says(submission)
    words = "; ".join(filter(None, (said, asked)))
    if not words:
        return None
    return Blocker(words[:1].upper() + words[1:], who if said else DESK, "legal")


def _lawyer_says(submission: Submission) -> tuple[str, str]:
    """Why a lawyer keeps it from running, and who must act; empty when none does."""
    if submission.latest is None:
        return "", ""
    last, is_now = legal.standing(submission)
    if last and is_now:
        if last.outcome == LegalOutcome.CLEAR:
            return "", ""
        outcome = LegalOutcome(last.outcome).label.lower()
        return f"The lawyer, {last.by}: {outcome}", DESK
    if not legal.is_needed(submission):
        return "", ""
    said = "has changed since the lawyer read it" if last else "needs a legal read"
    return f"This text {said}", "The lawyer"


def claims_checked(submission: Submission) -> Blocker | None:
    """Each claim was looked into, in the words it has now, and each quotation rests on
    a page, a recording or a word from whoever said it. No claims, nothing is asked."""
    if not (lack := claims.missing(submission)):
        return None
    asked = join_names([str(each) for each in claims.checkers(submission)])
    return Blocker(lack, asked or DESK, "claims")


def responsible(submission: Submission) -> Blocker | None:
    """One editor, by name, answers for it before readers."""
    user = submission.responsible
    if user is None:
        return Blocker("Nobody is named who answers for it", DESK, "responsible")
    why = tiers.why_not_responsible(submission, user)
    return Blocker(f"Responsible editor: {why}", DESK, "responsible") if why else None


READY = (
    Gate("Headline", headline),
    Gate("Headline checked", headline_checked),
    Gate("Standfirst", standfirst),
    Gate("Text", text),
    Gate("Byline", byline),
    Gate("Consent to the byline", consent),
    Gate("Terms", terms),
    Gate("Picture", picture),
    Gate("Disclosure", disclosure),
    Gate("Interests named", interests_named),
    Gate("Conditions", conditions),
    Gate("Claims", claims_checked),
    Gate("Objections", open_points),
    Gate("Who wrote it", inquiry),
    Gate("Identity", who_they_are),
    Gate("Risk tier", risk),
    Gate("Read in full", read_in_full),
    Gate("Legal read", legal_read),
    Gate("Responsible editor", responsible),
    Gate("Author’s signature", sign_off),
)
