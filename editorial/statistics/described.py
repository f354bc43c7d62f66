"""What contributors chose to say of themselves: kept for counting, and let go."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from authors.models import Author, SelfDescription

SAID = ("gender", "age", "sector", "region")


def describe(author: Author, said: dict[str, str]) -> None:
    """Keep what they say now, and nothing of what they said before. Who says nothing
    has no row: that is as if they had never been asked."""
    said = {name: said.get(name, "") for name in SAID}
    if any(said.values()):
        SelfDescription.objects.update_or_create(
            author=author, defaults={**said, "at": timezone.now()}
        )
    else:
        forget(author)


def said_by(author: Author) -> dict[str, str]:
    """For the author's own page, and no other."""
    row = SelfDescription.objects.filter(author=author).values(*SAID).first()
    return dict(row) if row else {}


def forget(author: Author) -> None:
    SelfDescription.objects.filter(author=author).delete()


def forget_closed() -> int:
    """Delete what was said by people whose account is closed; returns how many."""
    closed = Q(author__user=None) | Q(author__user__is_active=False)
    gone, _ = SelfDescription.objects.filter(closed).delete()
    return gone
