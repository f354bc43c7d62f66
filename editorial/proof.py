"""The proof: all that readers will see of a column, as data, and its fingerprint.

The reader's page, the author's proof, the sign-off and the edition are all made
from this one value, so that none of them can show what another does not.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.safestring import SafeString

from articles import markup
from articles.closing import Person, closing_line
from articles.models import Edition, Picture, picture_address
from authors.models import Author
from editorial.memory import once_at_rest
from editorial.models import REVISED_FIELDS, Submission
from editorial.telling import telling

# What readers are told of the authors' own answers; not of those given long ago.
ANSWERED = ("other_interests", "help_and_ai")


@dataclass(frozen=True, slots=True)
class ProofByline:
    author_id: int
    name: str
    name_own_script: str
    own_script_lang: str
    pronoun: str
    bio_line: str
    portrait: str
    portrait_credit: str

    @property
    def portrait_key(self) -> str:
        """What its address is made of; empty without one."""
        return self.portrait.rpartition("/")[2].removesuffix(".webp")


@dataclass(frozen=True, slots=True)
class ProofPicture:
    picture_id: int
    uuid: str
    source_type: str
    label: str
    credit: str
    caption: str
    alt: str
    width: int
    height: int

    @property
    def address(self) -> str:
        return picture_address(self.uuid)


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
    other_interests: str
    help_and_ai: str
    picture: ProofPicture | None
    text_pictures: tuple[ProofPicture, ...]
    body: str
    closing_line: str
    publisher: str

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over a canonical form: sorted JSON, text in Unicode NFC. What a page
        has not yet said is left out, so that it changes no older signature."""
        said = dataclasses.asdict(self)
        whole = {
            name: said[name] for name in said if said[name] or name not in ANSWERED
        }
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()

    @property
    def words(self) -> dict[str, str]:
        """What its revision says."""
        return {name: getattr(self, name) for name in REVISED_FIELDS}

    @property
    def beside(self) -> dict[str, Any]:
        """All else on the page, as data that a row can keep."""
        whole = dataclasses.asdict(self)
        return {name: whole[name] for name in whole if name not in REVISED_FIELDS}

    def text_html(self, *, doc_id: str) -> SafeString:
        """The text with its pictures and their cards, as readers will get it."""
        return markup.render(
            self.body, doc_id=doc_id, pictures=figures(self.text_pictures)
        )

    @property
    def mark(self) -> str:
        """The fingerprint's first twelve figures, as a person may compare them."""
        return " ".join(self.fingerprint[i : i + 4] for i in (0, 4, 8))


@once_at_rest
def proof_of(submission: Submission) -> Proof:
    """What readers would see if this piece were cleared now. Five queries, or six."""
    revision = submission.latest
    if revision is None:
        raise ValueError("A piece that was never sent has no proof.")
    bylines = list(submission.bylines.all())
    prefetch_related_objects(bylines, "author__affiliations")  # a page may have them
    authors = [byline.author for byline in bylines]
    told = telling(submission)
    return Proof(
        label=settings.PAPER_LABEL,
        section=str(submission.section),
        headline=revision.headline,
        standfirst=revision.standfirst,
        social_title=revision.social_title,
        search_title=revision.search_title,
        bylines=tuple(_byline(author) for author in authors),
        disclosure=revision.disclosure,
        other_interests=told.other_interests,
        help_and_ai=told.help_and_ai,
        picture=_picture(submission.picture) if submission.picture else None,
        text_pictures=pictures_in(revision.body),
        body=revision.body,
        closing_line=closing_line(
            [person(author, author) for author in authors], revision.disclosure
        ),
        publisher=settings.PAPER_NAME,
    )


def signers_of(submission: Submission) -> list[Author]:
    """Who must sign: every author who can sign in, and whoever sent the piece. The
    desk may rearrange a byline; it may not print a text past the one who sent it."""
    authors = [author for author in submission.authors if author.user_id]
    if submission.contributor_id not in {author.user_id for author in authors}:
        authors += Author.objects.filter(user=submission.contributor_id)
    return authors


def _byline(author: Author) -> ProofByline:
    return ProofByline(
        author_id=author.pk,
        name=author.name,
        name_own_script=author.name_own_script,
        own_script_lang=author.own_script_lang,
        pronoun=author.pronoun,
        bio_line=author.bio_line,
        portrait=author.portrait.name or "",
        portrait_credit=author.portrait_credit if author.portrait else "",
    )


class Named(Protocol):
    """What a profile says of an author, kept or still being typed."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def pronoun(self) -> str: ...


def person(about: Named, author: Author | None) -> Person:
    """Somebody as the closing line names them today: an affiliation that holds comes
    before what they are at other times."""
    held = author.affiliation_on(timezone.localdate()) if author else None
    return Person(
        name=about.name,
        role=(held.role if held else "") or about.role,
        organisation=held.organisation if held else "",
        place=about.place,
        pronoun=about.pronoun,
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
        width=picture.width,
        height=picture.height,
    )


def picture_as_out(edition: Edition) -> ProofPicture | None:
    """The picture over a column that is out, with the card it was printed with."""
    picture = edition.picture
    if picture is None:
        return None
    return ProofPicture(
        picture_id=picture.pk,
        uuid=str(picture.uuid),
        source_type=edition.picture_source_type,
        label=edition.picture_label,
        credit=edition.picture_credit,
        caption=edition.picture_caption,
        alt=edition.picture_alt,
        width=picture.width,
        height=picture.height,
    )


def text_as_read(submission: Submission, proof: Proof) -> SafeString:
    """The text as readers will get it: the rendering kept with the revision, and a
    new one only where a picture's card may say something else by now."""
    if submission.latest and not proof.text_pictures:
        return markup.trusted(submission.latest.body_html)
    return proof.text_html(doc_id=f"c{submission.pk}")


def pictures_in(body: str) -> tuple[ProofPicture, ...]:
    """The pictures a text names, with what their cards say now."""
    return tuple(_picture(picture) for picture in Picture.objects.shown_in(body))


def figures(pictures: Iterable[ProofPicture]) -> dict[str, markup.Figure]:
    """Cards as the renderer takes them, by address."""
    return {
        picture.address: markup.Figure(
            alt=picture.alt,
            caption=picture.caption,
            credit=picture.credit,
            label=picture.label,
            width=picture.width,
            height=picture.height,
        )
        for picture in pictures
    }
