"""The claims of a piece, held against its text as it stands: each follows its words,
new ones are put down, and numbers never change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils import timezone

from editorial.anchors import (
    GONE,
    LIKE_ENOUGH,
    Anchor,
    How,
    Place,
    Reading,
    key,
    likeness,
    units,
)
from editorial.models import (
    Claim,
    ClaimOrigin,
    Finding,
    Revision,
    Source,
    Submission,
)
from editorial.quotations import Quotation, quotations, reading
from editorial.wording import wording


@dataclass
class Standing:
    """One claim, where its words stand now, what was found of it and from where the
    author has it."""

    claim: Claim
    place: Place = GONE
    findings: list[Finding] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Of the words as they stand; empty when they are gone."""
        return key(self.place.words)

    @property
    def wording(self) -> str:
        """The same, with all that makes another figure of it: a finding is about one
        wording and no other."""
        return wording(self.place.words)


@lru_cache(maxsize=16)
def read(text: str) -> Reading:
    """A text is read once, however many ask."""
    return Reading(text)


@lru_cache(maxsize=16)
def _read_all(text: str, *titles: str) -> tuple[Reading, tuple[Quotation, ...]]:
    found = reading(text, titles)
    return found, tuple(quotations(found))


def quoted_in(revision: Revision) -> tuple[Quotation, ...]:
    """Every quotation in its text, headings and notes, and in its titles."""
    return _quoting(revision)[1]


def _quoting(revision: Revision) -> tuple[Reading, tuple[Quotation, ...]]:
    return _read_all(
        revision.body,
        *(revision.headline, revision.standfirst),
        *(revision.social_title, revision.search_title),
    )


def follow(submission: Submission) -> list[Standing]:
    """Every claim of a piece in order of its number, in step with the newest text and
    with the author's sources. Three queries, and nothing is written."""
    if submission.latest is None:
        return []
    step = _Step(submission, submission.latest)
    step.number()
    return step.standing


def follow_locked(submission: Submission) -> list[Standing]:
    """The same, and the rows are put in step. The caller holds the piece's row."""
    if submission.latest is None:
        return []
    step = _Step(submission, submission.latest)
    step.save()
    return step.standing


class _Step:
    """One look at the claims: rows as they should be, saved only when asked to."""

    def __init__(self, submission: Submission, text: Revision) -> None:
        self._submission = submission
        self._reading = read(text.body)
        self._quoting, quotes = _quoting(text)
        self._quotes = [each for each in quotes if not each.is_short]
        self._sources = list(submission.sources.select_related("attachment"))
        claims = list(submission.claims.select_related("source__attachment", "made_by"))
        self.standing = [Standing(claim) for claim in claims]
        self._put_findings(claims)
        self._changed: list[Claim] = []
        self._new: list[Standing] = []
        self._follow_sentences()
        self._follow_quotes()
        self._put_sources()

    def number(self) -> None:
        """New ones go on counting, in reading order."""
        self._new.sort(key=lambda each: (each.place.passage, each.place.start))
        last = max((each.claim.number for each in self.standing), default=0)
        for number, each in enumerate(self._new, last + 1):
            each.claim.number = number
        self.standing += self._new

    def save(self) -> None:
        self.number()
        if self._changed:
            Claim.objects.bulk_update(
                self._changed,
                ["sentence", "before", "after", "source", "origin", "dropped_at"],
            )
        Claim.objects.bulk_create(each.claim for each in self._new)

    def _put_findings(self, claims: list[Claim]) -> None:
        if not claims:
            return
        rows = Finding.objects.filter(claim__in=[each.pk for each in claims])
        of: dict[int, list[Finding]] = defaultdict(list)
        for row in rows.select_related("by", "copy", "revision"):
            of[row.claim_id].append(row)
        for each in self.standing:
            each.findings = of[each.claim.pk]

    def _put_sources(self) -> None:
        of: dict[str, list[Source]] = defaultdict(list)
        for source in self._sources:
            of[key(source.sentence)].append(source)
        for each in (*self.standing, *self._new):
            if each.claim.origin != ClaimOrigin.QUOTE:
                each.sources = of.get(each.key, [])
            if each.claim.source and each.claim.source not in each.sources:
                each.sources = [each.claim.source, *each.sources]

    # Sentences

    def _follow_sentences(self) -> None:
        here = {key(each.words): each for each in self._reading.sentences}
        backed = {key(each.sentence): each for each in self._sources}
        rest, taken = [], set()
        for each in self._of(ClaimOrigin.SOURCE, ClaimOrigin.DESK):
            said = self._said_in(each.claim, here)
            if said:
                anchor = _anchor(each.claim, here[said].words)
                each.place = self._same(each.claim, self._reading.find_sentence(anchor))
                taken.add(said)
            else:
                rest.append(each)
        for each in sorted(rest, key=lambda each: self._nearness(each, taken)):
            each.place = self._reading.find_sentence(_anchor(each.claim), taken)
            if each.place.how is How.CHANGED:
                taken.add(key(each.place.words))
        for each in self._of(ClaimOrigin.SOURCE, ClaimOrigin.DESK):
            self._settle(each, backed)
        self._add_sources(taken, here)

    def _nearness(self, each: Standing, taken: set[str]) -> tuple[bool, float]:
        """Of two that might have become the same sentence, the one between the same
        neighbours comes first, then the one more like it."""
        place = self._reading.find_sentence(_anchor(each.claim), taken)
        if place.how is How.GONE:
            return True, 0.0
        beside = self._reading.anchor(place)
        is_here = (beside.before, beside.after) == (
            each.claim.before,
            each.claim.after,
        )
        like = likeness(units(key(each.claim.sentence)), units(key(place.words)))
        return not is_here, -like

    def _same(self, claim: Claim, found: Place) -> Place:
        """Where two sentences differ by a sign alone, the one that it was."""
        said = wording(claim.sentence)
        if wording(found.words) == said or key(found.words) != key(claim.sentence):
            return found
        same = (each for each in self._reading.sentences if wording(each.words) == said)
        return next(same, found)

    def _said_in(self, claim: Claim, here: dict[str, Place]) -> str:
        """Its words where they stand; those of its source, which the author may have
        moved to another sentence, come first."""
        sources = [claim.source.sentence] if claim.source else []
        found = (key(words) for words in (*sources, claim.sentence))
        return next((said for said in found if said in here), "")

    def _settle(self, each: Standing, backed: dict[str, Source]) -> None:
        """Follow the words, and the author who gives a source or takes it back."""
        claim, was = each.claim, _values(each.claim)
        self._move(each)
        if claim.source_id is None:
            claim.source = backed.get(key(claim.sentence))
        if claim.origin == ClaimOrigin.SOURCE and not each.findings:
            if claim.source_id is None:
                claim.dropped_at = claim.dropped_at or timezone.now()
            else:
                claim.dropped_at = None
        self._note(claim, was)

    def _add_sources(self, taken: set[str], here: dict[str, Place]) -> None:
        """One claim for each sentence the author gave a source of, and which none
        follows yet."""
        followed = {each.claim.source_id for each in self.standing}
        known = {key(each.claim.sentence) for each in self._of(*_SENTENCES)}
        for source in self._sources:
            said = key(source.sentence)
            if source.pk in followed or said in taken or said in known:
                continue
            place = here.get(said) or self._reading.find_sentence(
                Anchor(source.sentence), taken
            )
            if place.how is How.GONE:
                continue
            taken.add(key(place.words))
            self._put(ClaimOrigin.SOURCE, place, source=source)

    # Quotations

    def _follow_quotes(self) -> None:
        here = {wording(each.words): each for each in self._quotes}
        rest = []
        for each in self._of(ClaimOrigin.QUOTE):
            found = here.pop(wording(each.claim.sentence), None)
            if found:
                each.place = found.place
            else:
                rest.append(each)
        for each in rest:
            found = self._became(each.claim, here.values())
            if found:
                del here[wording(found.words)]
                place = found.place
                each.place = Place(
                    How.CHANGED, place.words, place.passage, place.start, place.end
                )
        for each in self._of(ClaimOrigin.QUOTE):
            was = _values(each.claim)
            self._move(each)
            self._note(each.claim, was)
        for found in here.values():
            if found.is_title:  # listed apart
                continue
            self._put(ClaimOrigin.QUOTE, found.place, speaker=found.speaker)

    def _became(
        self, claim: Claim, candidates: Iterable[Quotation]
    ) -> Quotation | None:
        """The quotation most like it; or the one between the same neighbours."""
        sought = units(key(claim.sentence))
        before, after = key(claim.before), key(claim.after)
        best, ratio = None, 0.0
        for each in candidates:
            found = units(key(each.words))
            if 2 * len(set(sought) & set(found)) >= len(set(sought)):
                like = likeness(sought, found)
            else:
                beside = self._quoting.anchor(each.place)
                is_there = (key(beside.before), key(beside.after)) == (before, after)
                like = LIKE_ENOUGH if is_there else 0.0
            if like > ratio:
                best, ratio = each, like
        return best if ratio >= LIKE_ENOUGH else None

    # Rows

    def _of(self, *origins: ClaimOrigin) -> list[Standing]:
        return [each for each in self.standing if each.claim.origin in origins]

    def _move(self, each: Standing) -> None:
        """The row says its words as they stand; new ones are nobody's mistake yet."""
        if each.place.how is How.GONE:
            return
        claim = each.claim
        now = self._read_for(claim.origin).anchor(each.place)
        is_other = wording(now.quote) != wording(claim.sentence)
        if is_other and claim.dropped_at:
            claim.dropped_at = None
        if is_other or each.place.how is How.MOVED:
            claim.sentence = now.quote
        claim.before, claim.after = now.before, now.after

    def _read_for(self, origin: str) -> Reading:
        return self._quoting if origin == ClaimOrigin.QUOTE else self._reading

    def _note(self, claim: Claim, was: tuple[object, ...]) -> None:
        if _values(claim) != was:
            self._changed.append(claim)

    def _put(
        self,
        origin: ClaimOrigin,
        place: Place,
        *,
        source: Source | None = None,
        speaker: str = "",
    ) -> None:
        anchor = self._read_for(origin).anchor(place)
        claim = Claim(
            submission=self._submission,
            origin=origin,
            sentence=anchor.quote,
            before=anchor.before,
            after=anchor.after,
            source=source,
            speaker=speaker[:160],
        )
        self._new.append(Standing(claim, place))


_SENTENCES = (ClaimOrigin.SOURCE, ClaimOrigin.DESK)


def _anchor(claim: Claim, words: str = "") -> Anchor:
    return Anchor(words or claim.sentence, claim.before, claim.after)


def _values(claim: Claim) -> tuple[object, ...]:
    return (
        claim.sentence,
        claim.before,
        claim.after,
        claim.source_id,
        claim.dropped_at,
    )
