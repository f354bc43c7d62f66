"""Who works and writes here, and what stands ready: sections, letters, pictures."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from articles.models import Picture, Section
from articles.picture_desk import keep
from articles.pictures import PORTRAIT, intake
from authors.models import Affiliation, Author, Interest, User
from editorial.models import Holiday, LetterTemplate, Submission, Terms
from newsroom.demo import content

OLD = dt.timedelta(days=2 * 365)  # what the paper has had longer than any column


@dataclass(slots=True)
class Cast:
    """Everybody and everything by the name the content files use."""

    users: dict[str, User] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    pieces: dict[str, Submission] = field(default_factory=dict)

    def drop_files(self) -> None:
        """The rows were rolled back: their files go as well."""
        for picture in self.pictures.values():
            picture.file.delete(save=False)
            picture.original.delete(save=False)
        for author in self.authors.values():
            author.portrait.delete(save=False)


def gather(cast: Cast) -> None:
    """Write them all; the newsroom is empty before."""
    for section in content.table("sections", "section"):
        cast.sections[section["slug"]] = Section.objects.create(**section)
    _terms()
    for holiday in content.table("sections", "holiday"):
        day = timezone.localdate() + dt.timedelta(days=holiday["in_days"])
        Holiday.objects.create(day=day, name=holiday["name"])
    for person in content.table("people", "staff"):
        cast.users[person["slug"]] = _staff(**person)
    for author in content.table("people", "author"):
        _author(cast, **author)
    for place, letter in enumerate(content.table("letters", "letter")):
        letter["body"] = letter["body"].strip() + "\n"
        LetterTemplate.objects.create(position=place, **letter)
    for card in content.table("pictures", "picture"):
        if not card["slug"].startswith("portrait-"):
            cast.pictures[card["slug"]] = _picture(cast, **card)


def _terms() -> None:
    """The same as every paper begins with, in force before the oldest column."""
    first = Terms.objects.in_force()
    Terms.objects.create(
        version=first.version + 1,
        licence=first.licence,
        payment=first.payment,
        in_force_from=timezone.now() - OLD,
    )


def _staff(*, slug: str, name: str, email: str, roles: list[str], title: str) -> User:
    user = User.objects.create_user(
        email, name=name, title=title, is_staff=roles != ["contributor"]
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def _author(
    cast: Cast,
    *,
    slug: str,
    email: str,
    portrait: str = "",
    affiliations: list[dict[str, Any]],
    interests: Sequence[dict[str, Any]] = (),
    described: object = None,  # see earlier.remember
    **profile: Any,
) -> None:
    user = cast.users.get(slug) or User.objects.create_user(email, name=profile["name"])
    author = Author(user=user, slug=slug, **profile)
    if portrait:
        [card] = [
            card
            for card in content.table("pictures", "picture")
            if card["slug"] == portrait
        ]
        made = intake(
            io.BytesIO(content.picture_file(card["file"]).read_bytes()),
            longest=PORTRAIT,
        )
        author.portrait.save("", ContentFile(made.webp), save=False)
        author.portrait_credit = card["credit"]
        author.portrait_origin = card["source_type"]
    author.save()
    Affiliation.objects.bulk_create(
        Affiliation(author=author, **each) for each in affiliations
    )
    Interest.objects.bulk_create(
        Interest(author=author, by=user, **each) for each in interests
    )
    cast.users[slug], cast.authors[slug] = user, author


def _picture(cast: Cast, *, slug: str, file: str, **card: Any) -> Picture:
    by = next(user for user in cast.users.values() if user.name == "Dara Lim")
    picture = keep(io.BytesIO(content.picture_file(file).read_bytes()), by=by)
    for name, value in card.items():
        setattr(picture, name, value)
    picture.save()
    return picture
