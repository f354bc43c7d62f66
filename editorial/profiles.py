"""Changes in the profile of somebody readers know: on record, and told to the desk.

Nothing that is printed changes with them: an edition keeps the names, the bio and
the portrait of its own day.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import F, QuerySet
from django.template.loader import render_to_string

from articles.models import Article, Byline
from authors import changes
from authors.models import Author, ProfileChange, User
from editorial import notices, rules
from editorial.models import Submission

CHANGED = "desk-profile-changed"


def note(author: Author, before: changes.Profile, *, by: User) -> None:
    """Keep and mail what their author changed since ``before``, if a column of theirs
    is out. Asked within the transaction that changes it."""
    newest = Article.objects.published().by(author).newest_first().first()
    change = changes.note(author, before, by=by) if newest else None
    piece = Submission.objects.filter(article=newest).first() if change else None
    if change is None or piece is None:
        return
    context = {
        "author": author,
        "said": changes.in_words(change),
        "paper": settings.PAPER_NAME,
        "site_url": settings.SITE_URL,
    }
    wording = notices.Wording(
        render_to_string(f"email/{CHANGED}.subject.txt", context).strip(),
        render_to_string(f"email/{CHANGED}.txt", context).strip(),
    )
    for editor in rules.answering_for(piece):
        notices.post_to_desk(piece, CHANGED, editor, wording)


def of_others(user: User) -> QuerySet[ProfileChange]:
    """The changes this person may look at: nobody sees off their own."""
    return ProfileChange.objects.exclude(author__user=user).select_related(
        "author", "by"
    )


def unseen(user: User) -> QuerySet[ProfileChange]:
    """Those of them that nobody has looked at yet, newest first."""
    return of_others(user).filter(seen_at__isnull=True)


def columns_of(authors: Iterable[Author]) -> list[tuple[int, Article]]:
    """The columns readers have of each, newest first, by the author's key."""
    bylines = (
        Byline.objects.filter(
            author__in={author.pk for author in authors},
            edition__article__in=Article.objects.published(),
            edition=F("edition__article__edition"),
        )
        .select_related("edition__article__edition")
        .order_by("-edition__article__publish_at")
    )
    return [(byline.author_id, byline.edition.article) for byline in bylines]
