"""Address words: made of a name or a headline, and nobody else's."""

from __future__ import annotations

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

TRIES = 5
LONGEST = 70  # characters, before a number


def free_slug(words: str, *, fallback: str, among: type[models.Model]) -> str:
    """An address word no row of ``among`` has, cut between words; ``fallback`` where
    no letter of it can stand in an address."""
    stem = slugify(words) or fallback
    if len(stem) > LONGEST:
        stem = stem[: LONGEST + 1].rsplit("-", 1)[0][:LONGEST]
    taken = set(
        among._default_manager.filter(slug__startswith=stem).values_list(
            "slug", flat=True
        )
    )
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def save_under_free_slug(row: models.Model, words: str, *, fallback: str) -> None:
    """Save a new row under an address word of its own. Two who take the same word at
    the same instant both get one."""
    for attempt in range(1, TRIES + 1):
        slug = free_slug(words, fallback=fallback, among=type(row))
        row.slug = slug  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if attempt == TRIES:
                raise
        else:
            return
