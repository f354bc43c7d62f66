"""What was changed in a profile that readers know already?"""

from __future__ import annotations

from django.utils import timezone

from authors.models import Author, ProfileChange, Pronoun, User

# In the words of the desk, in the order of a reader's page.
NAMES = {
    "name": "Name",
    "name_own_script": "Name in own script",
    "pronoun": "Pronoun",
    "role": "Role",
    "place": "Place",
    "affiliations": "Where they work or sit",
    "bio_line": "Line under the name",
    "bio": "Bio",
    "portrait": "Portrait",
    "portrait_credit": "Portrait’s origin",
}

Profile = dict[str, str]


def as_it_stands(author: Author | None) -> Profile:
    """The profile as readers may see it, by the names above. Two queries; empty for
    one that was never kept."""
    kept = Author.objects.filter(pk=author.pk).first() if author else None
    if kept is None:
        return {}
    said = {name: str(getattr(kept, name)) for name in NAMES if name != "affiliations"}
    said["pronoun"] = Pronoun(kept.pronoun).label
    said["affiliations"] = "; ".join(
        f"{held} ({held.since.year}–{held.until.year if held.until else ''})"
        for held in kept.affiliations.all()
    )
    return said


def note(author: Author, before: Profile, *, by: User) -> ProfileChange | None:
    """Put on record what differs now from ``before``; None when nothing does."""
    after = as_it_stands(author)
    said = {
        name: [before[name], after[name]]
        for name in NAMES
        if before and before[name] != after[name]
    }
    if not said:
        return None
    return ProfileChange.objects.create(author=author, by=by, said=said)


def in_words(change: ProfileChange) -> list[tuple[str, str, str]]:
    """Each field by its name, with what it said and says. A portrait is a file, and
    its name says nothing to anybody."""
    return [
        (NAMES[name], *_told(name, before, after))
        for name, (before, after) in change.said.items()
        if name in NAMES
    ]


def _told(name: str, before: str, after: str) -> tuple[str, str]:
    if name != "portrait":
        return before or "nothing", after or "nothing"
    return (
        "a portrait" if before else "no portrait",
        "another portrait" if before and after else "a portrait" if after else "none",
    )


def have_seen(pk: int, *, by: User) -> bool:
    """Somebody at the desk has looked at it; False when a colleague was quicker."""
    open_one = ProfileChange.objects.filter(pk=pk, seen_at__isnull=True)
    return bool(open_one.update(seen_by=by, seen_at=timezone.now()))
