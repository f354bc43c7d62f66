"""Changes in the profile of somebody readers know: on record, and told to the desk.

Nothing that is printed changes with them: an edition keeps the names, the bio and
the portrait of its own day.
"""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from articles.models import Article
from authors import changes
from authors.models import Author, User
from editorial import outbox, rules
from editorial.models import Submission

CHANGED = "desk-profile-changed"


def note(author: Author, before: changes.Profile, *, by: User) -> None:
    """Keep and mail what their author changed since ``before``, if a column of theirs
    is out. Asked within the transaction that changes it."""
    newest = Article.objects.published().by(author).newest_first().first()
    if newest is None:
        return
    change = changes.note(author, before, by=by)
    if change is None:
        return
    piece = Submission.objects.filter(article=newest).first()
    context = {
        "author": author,
        "said": changes.in_words(change),
        "paper": settings.PAPER_NAME,
        "site_url": settings.SITE_URL,
    }
    for editor in rules.answering_for(piece):
        outbox.post(
            to=editor.email,
            subject=render_to_string(f"email/{CHANGED}.subject.txt", context).strip(),
            body=render_to_string(f"email/{CHANGED}.txt", context).strip(),
            kind=CHANGED,
            submission=piece,
        )
