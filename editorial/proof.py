"""The proof: all that readers will see of a column, as data, and its fingerprint.

The reader's page, the author's proof, the sign-off and the edition are all made
from this one value, so that none of them can show what another does not.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from articles import markup
from articles.closing import Person, closing_line
from articles.models import Picture
from authors.models import Author
from editorial.models import Submission


@dataclass(frozen=True, slots=True)
class ProofByline:
    author_id: int
    name: str
    name_own_script: str
    own_script_lang: str
    pronoun: str
    bio_line: str


@dataclass(frozen=True, slots=True)
class ProofPicture:
    picture_id: int
    uuid: str
    source_type: str
    label: str
    credit: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Proof:
    """One column exactly as readers will get it. Nothing private is in here."""

    label: str
    section: str
    headline: str
    standfirst: str
    social_title: str
    search_title: str
    bylines: tuple[ProofByline, ...]
    disclosure: str
    picture: ProofPicture | None
    text_pictures: tuple[ProofPicture, ...]
    body: str
    closing_line: str
    publisher: str

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over a canonical form: sorted JSON, text in Unicode NFC."""
        text = json.dumps(
            dataclasses.asdict(self), sort_keys=True, ensure_ascii=False, default=str
        )
        return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()

    @property
    def mark(self) -> str:
        """The fingerprint's first twelve figures, as a person may compare them."""
        return " ".join(self.fingerprint[i : i + 4] for i in (0, 4, 8))


def proof_of(submission: Submission) -> Proof:
    """What readers would see if this piece were cleared now. Four queries."""
    revision = submission.latest
    if revision is None:
        raise ValueError("A piece that was never sent has no proof.")
    bylines = submission.bylines.select_related("author").prefetch_related(
        "author__affiliations"
    )
    authors = [byline.author for byline in bylines]
    return Proof(
        label=settings.PAPER_LABEL,
        section=str(submission.section),
        headline=revision.headline,
        standfirst=revision.standfirst,
        social_title=revision.social_title,
        search_title=revision.search_title,
        bylines=tuple(_byline(author) for author in authors),
        disclosure=revision.disclosure,
        picture=_picture(submission.picture) if submission.picture else None,
        text_pictures=tuple(
            _picture(picture) for picture in Picture.objects.shown_in(revision.body)
        ),
        body=revision.body,
        closing_line=closing_line(
            [_person(author) for author in authors], revision.disclosure
        ),
        publisher=settings.PAPER_NAME,
    )


def _byline(author: Author) -> ProofByline:
    return ProofByline(
        author_id=author.pk,
        name=author.name,
        name_own_script=author.name_own_script,
        own_script_lang=author.own_script_lang,
        pronoun=author.pronoun,
        bio_line=author.bio_line,
    )


def _person(author: Author) -> Person:
    held = author.affiliation_on(timezone.localdate())
    return Person(
        name=author.name,
        role=(held.role if held else "") or author.role,
        organisation=held.organisation if held else "",
        place=author.place,
        pronoun=author.pronoun,
    )


def _picture(picture: Picture) -> ProofPicture:
    return ProofPicture(
        picture_id=picture.pk,
        uuid=str(picture.uuid),
        source_type=picture.source_type,
        label=picture.label,
        credit=picture.credit,
        caption=markup.typeset(picture.caption),
        alt="" if picture.is_decorative else picture.alt,
    )
