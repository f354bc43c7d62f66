"""The register of interests, held against every text: who is bound to what it names,
and are readers told?

The machine shows; a person decides. A name is found as ``names`` finds it. Told means
that the disclosure names it, which stands near the top and in the closing line: what a
text or a bio line says of its own accord is shown, and an editor says whether that is
enough, for the sentences that name it then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString

from authors.models import Author, Interest
from editorial import declarations, names
from editorial.memory import once_at_rest
from editorial.models import Declaration, InterestWaiver, Revision, Submission
from editorial.proof import proof_of
from editorial.waivers import PARTS, names_of, said_in, standing

FLAG = "interest"
NEAR_THE_TOP = "near the top and in the closing line"
CLOSING_LINE = "in the closing line"
BIO_LINE = "under the author’s name"
MOST_PLACES = 4  # sentences shown for one interest

# What a “yes” usually means, to begin from; a person says it better.
RELATIONS = {
    "employer": "paid by",
    "paid_for_this": "paid by",
    "shares": "shareholder of",
    "boards": "member of its board",
    "party": "member of",
    "lobbying": "paid to lobby for",
    "personal": "close to",
    "litigation": "in a dispute with",
    "funders": "funded by",
}

# Named in many declarations, and bound to nobody.
_PLACES = frozenset(
    names.fold(each)
    for each in (
        *("US", "USA", "UK", "EU", "UN", "United States", "America", "American"),
        *("Cambodia", "Cambodian", "Thailand", "Thai", "Vietnam", "China", "Chinese"),
        *("Singapore", "Asia", "Europe", "Khmer", "English", settings.PAPER_PLACE),
    )
)
_I = re.compile(r"\b(?:I|I[’']m|I[’']ve|my|me|we|our|us)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked for: an entry of the register; or, where ``interest`` is None, a
    name in this piece's own declarations that nobody has looked at yet."""

    author: Author | None
    names: tuple[str, ...]
    relation: str
    interest: Interest | None = None

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def who(self) -> str:
        return self.author.name if self.author else "The author"


@dataclass(frozen=True, slots=True)
class Place:
    """One place where it is named: in which part, and in which sentence."""

    part: str
    sentence: str
    start: int
    end: int

    @property
    def part_name(self) -> str:
        return PARTS[self.part]


@dataclass(frozen=True, slots=True)
class Hit:
    """An interest that this piece names, and where readers are told of it. ``beside``
    says where else its name stands, which is not enough; ``lapsed`` is a waiver from
    before it was named in another sentence."""

    watched: Watched
    places: tuple[Place, ...]
    told: str = ""
    beside: str = ""
    waiver: InterestWaiver | None = None
    lapsed: InterestWaiver | None = None

    @property
    def name(self) -> str:
        return self.watched.name

    @property
    def is_named(self) -> bool:
        """In the copy itself, not only in its disclosure."""
        return any(place.part != "disclosure" for place in self.places)

    @property
    def is_open(self) -> bool:
        """Named, bound to an author by the register, and readers are not told."""
        known = self.watched.interest is not None
        return known and self.is_named and not self.told and self.waiver is None

    @property
    def said_in_text(self) -> str:
        """A sentence in which the author seems to tell it; a person says whether."""
        return next(
            (
                place.sentence
                for place in self.places
                if place.part == "text" and _I.search(place.sentence)
            ),
            "",
        )

    @property
    def shown(self) -> tuple[Place, ...]:
        in_copy = [each for each in self.places if each.part != "disclosure"]
        return tuple(in_copy[:MOST_PLACES])

    @property
    def more(self) -> int:
        return sum(p.part != "disclosure" for p in self.places) - len(self.shown)


@dataclass(frozen=True, slots=True)
class Offer:
    """A name in a “yes” that might stand in the register."""

    author: Author
    name: str
    relation: str
    said: str


@once_at_rest
def found(submission: Submission) -> list[Hit]:
    """Every interest of its authors that the piece names, those first of which readers
    are not told. Three queries, four more where one might be told in a closing line."""
    latest = submission.latest
    if latest is None:
        return []
    watched = _watched(submission)
    if not watched:
        return []
    seen = _places(latest, watched)
    hits = _told(submission, watched, seen)
    return sorted(hits, key=lambda hit: (not hit.is_open, hit.watched.interest is None))


def open_ones(submission: Submission) -> list[Hit]:
    """Those that shut the gate: named, and readers are not told."""
    return [hit for hit in found(submission) if hit.is_open]


def flags(submission: Submission) -> list[str]:
    """For the board."""
    return [FLAG] if open_ones(submission) else []


def marks(html: str, hits: Iterable[Hit]) -> SafeString:
    """The text with every interest it names laid in straw. ``html`` is the rendered
    text; where its words are others than those kept, they are looked for again."""
    watched = [hit.watched for hit in hits]
    look_for = names.Names(_each_name(watched))
    return names.mark(html, [(m.start, m.end) for m in look_for.find(html)], "watch")


def _each_name(watched: Sequence[Watched]) -> Iterator[tuple[str, int]]:
    for place, each in enumerate(watched):
        for name in each.names:
            yield name, place


def _watched(submission: Submission) -> list[Watched]:
    """The register's entries for its authors, and then what is only declared."""
    authors, entries = _bound(submission), register(submission)
    kept = [
        Watched(authors[row.author_id], names_of(row), row.relation, row)
        for row in entries
        if row.struck_at is None
    ]
    known = _known(entries)
    return kept + [
        Watched(offer.author, (offer.name,), offer.relation)
        for offer in _offers(submission, authors, known)
    ]


@once_at_rest
def register(submission: Submission) -> list[Interest]:
    """Its entries for whoever stands in the byline or sent it, struck ones too."""
    rows = Interest.objects.filter(author__in=_bound(submission))
    return list(rows.order_by("author", "name", "pk"))


def _bound(submission: Submission) -> dict[int, Author]:
    """Whoever stands in the byline, and whoever sent it."""
    authors = {author.pk: author for author in submission.authors}
    if submission.contributor_id not in {each.user_id for each in authors.values()}:
        for sender in Author.objects.filter(user=submission.contributor_id):
            authors[sender.pk] = sender
    return authors


def _known(entries: Iterable[Interest]) -> set[tuple[int, str]]:
    """Every name that was ever entered for an author, struck ones too."""
    return {
        (row.author_id, names.fold(_bare(name)))
        for row in entries
        for name in names_of(row)
    }


def _bare(name: str) -> str:
    return re.sub(r"^the\s+", "", name.strip(), flags=re.IGNORECASE)


def offers(submission: Submission) -> list[Offer]:
    """The names in what its authors declare that nobody has entered or set aside."""
    authors = _bound(submission)
    known = _known(register(submission))
    return list(_offers(submission, authors, known))


def _offers(
    submission: Submission, authors: dict[int, Author], known: set[tuple[int, str]]
) -> Iterator[Offer]:
    sender = next(
        (a for a in authors.values() if a.user_id == submission.contributor_id), None
    )
    taken = set(known)
    for answer in declarations.interests(submission):
        author = authors.get(answer.author_id or 0, sender)
        if author is None:
            continue
        for name in names.names_in(answer.detail):
            key = (author.pk, names.fold(_bare(name)))
            if key not in taken and key[1] not in _PLACES:
                taken.add(key)
                yield Offer(author, name[:160], _relation(answer), answer.detail)


def _relation(answer: Declaration) -> str:
    return RELATIONS.get(answer.key, "bound to")


def _places(latest: Revision, watched: Sequence[Watched]) -> list[list[Place]]:
    look_for = names.Names(_each_name(watched))
    seen: list[list[Place]] = [[] for _ in watched]
    for part in PARTS:
        text = said_in(latest, part)
        for match in look_for.find(text):
            here = seen[match.whose]
            # of a name on every line a few sentences tell as much as all
            said = ""
            if len(here) <= MOST_PLACES:
                said = names.sentence_at(text, match.start, match.end)
            here.append(Place(part, said, match.start, match.end))
    return seen


def _told(
    submission: Submission, watched: Sequence[Watched], seen: Sequence[list[Place]]
) -> list[Hit]:
    waivers: dict[int, list[InterestWaiver]] = {}
    for row in submission.interest_waivers.select_related("by"):
        waivers.setdefault(row.interest_id, []).append(row)
    around: dict[str, list[names.Match]] = {}
    hits = []
    for place, (each, places) in enumerate(zip(watched, seen, strict=True)):
        if not places:
            continue
        told = NEAR_THE_TOP if any(p.part == "disclosure" for p in places) else ""
        beside = ""
        if not told:
            around = around or _around(submission, watched)
            beside = next(
                (where for where, at in around.items() if _is_in(at, place)), ""
            )
        given = waivers.get(each.interest.pk, []) if each.interest else []
        waiver, lapsed = standing(submission.latest, each.names, given)
        hits.append(Hit(each, tuple(places), told, beside, waiver, lapsed))
    return hits


def _around(
    submission: Submission, watched: Sequence[Watched]
) -> dict[str, list[names.Match]]:
    """What stands of them beside the words: in the closing line, under a name."""
    proof = proof_of(submission)
    look_for = names.Names(_each_name(watched))
    bios = "\n".join(byline.bio_line for byline in proof.bylines)
    return {
        CLOSING_LINE: look_for.find(names.line(proof.closing_line)),
        BIO_LINE: look_for.find(names.line(bios)),
    }


def _is_in(matches: Iterable[names.Match], place: int) -> bool:
    return any(match.whose == place for match in matches)
