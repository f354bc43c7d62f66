"""Builders whose unnamed fields are dull and valid."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

from django.core.files.base import ContentFile
from django.utils import timezone

from articles.models import Article, Byline, Edition, Picture, Section, SourceType
from authors.models import Author, User

_number = itertools.count(1)

# One white pixel as WebP.
PIXEL = bytes.fromhex(
    "524946463c000000574542505650382030000000d001009d012a0100010002003425"
    "a00274ba01f80003b000feef94f6e3f3bf3fd6f3ffadb3ffadb3f5840000"
)


def make_section(**fields) -> Section:
    n = next(_number)
    fields = {"name": f"Section {n}", "slug": f"section-{n}"} | fields
    return Section.objects.create(**fields)


def make_author(name: str = "Ana Author", **fields) -> Author:
    n = next(_number)
    fields = {
        "slug": f"author-{n}",
        "role": "freelance journalist",
        "place": "Phnom Penh",
        "pronoun": "her",
        "bio_line": "She has reported from the border.",
    } | fields
    return Author.objects.create(name=name, **fields)


def make_picture(**fields) -> Picture:
    fields = {
        "width": 1,
        "height": 1,
        "source_type": SourceType.PHOTO,
        "credit": "Photograph: Dara Lim",
        "alt": "A raised barrier on a road.",
        "uuid": uuid.uuid4(),
    } | fields
    picture = Picture(**fields)
    picture.file.save("x", ContentFile(PIXEL), save=False)
    picture.original.save("x", ContentFile(PIXEL), save=False)
    picture.save()
    return picture


def make_article(
    headline: str = "A headline",
    *,
    hours_ago: float = 1,
    authors: list[Author] | None = None,
    section: Section | None = None,
    **fields,
) -> Article:
    """A column as publishing leaves it; a negative ``hours_ago`` is still to come."""
    hour = timezone.now() - dt.timedelta(hours=hours_ago)
    n = next(_number)
    article = Article.objects.create(
        section=section or make_section(), slug=f"column-{n}", publish_at=hour
    )
    edition = Edition.objects.create(
        **{
            "article": article,
            "number": 1,
            "label": "Opinion",
            "headline": headline,
            "standfirst": "A standfirst.",
            "body": "The text.",
            "body_html": "<p>The text.</p>",
            "words": 2,
            "closing_line": "Ana Author is a freelance journalist based in Phnom "
            "Penh. The views and opinions expressed are her own.",
            "responsible_editor": "Omar",
            "cleared_at": hour,
            "fingerprint": f"{n:064x}",
        }
        | fields
    )
    for position, author in enumerate(authors or [make_author()]):
        Byline.objects.create(
            edition=edition,
            author=author,
            position=position,
            name=author.name,
            pronoun=author.pronoun,
            bio_line=author.bio_line,
        )
    article.edition = edition
    article.save(update_fields=["edition"])
    return article


def make_contributor(name: str = "Ines Duarte", **fields) -> User:
    n = next(_number)
    user = User.objects.create_user(f"contributor{n}@example.org", name=name)
    make_author(name, user=user, **fields)
    return user
