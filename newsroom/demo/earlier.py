"""Who wrote to the paper in the year before: their words are deleted, as a declined
piece's are, and the record of what became of them stays."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from articles.models import Section
from authors.models import Author, SelfDescription, User
from editorial import clock, log
from editorial.keeping import OF_AGE
from editorial.models import Action, Format, Promise, Purge, Status, Submission
from newsroom.demo import content
from newsroom.demo.cast import OLD, Cast
from newsroom.demo.clock import moved_to

SAID = ("gender", "age", "sector", "region")
KEPT = dt.timedelta(days=20)  # the words, once it was over


def remember(cast: Cast) -> None:
    """Everybody of ``[[earlier]]``: each sent one piece and was answered."""
    kind, editor = Format.objects.get(slug="column"), cast.users["malis-keo"]
    for each in content.table("people", "earlier"):
        user = User.objects.create_user(each["email"], name=each["name"])
        author = Author.objects.create(user=user, name=each["name"], slug=each["slug"])
        _describe(author, each)
        section = cast.sections[each["section"]]
        sent = timezone.now() - dt.timedelta(days=each["days_ago"])
        _lived(user, editor, section, kind, sent, was_taken=each.get("taken", False))
    for known in content.table("people", "author"):
        _describe(cast.authors[known["slug"]], known.get("described", {}))


def _describe(author: Author, said: dict[str, str]) -> None:
    """What they chose to say of themselves; whoever said nothing has no row."""
    told = {name: said.get(name, "") for name in SAID}
    if any(told.values()):
        at = timezone.now() - OLD
        SelfDescription.objects.create(author=author, at=at, **told)


def _lived(
    user: User,
    editor: User,
    section: Section,
    kind: Format,
    sent: dt.datetime,
    *,
    was_taken: bool,
) -> None:
    due = clock.answer_by(sent, section)
    answered = sent + (due - sent) * 0.4
    status = Status.SPIKED if was_taken else Status.DECLINED
    with moved_to(sent):
        piece = Submission.objects.create(
            contributor=user,
            section=section,
            format=kind,
            status=status,
            submitted_at=sent,
            stage_since=answered,
            purged_at=answered + KEPT,
        )
        log.write(piece, Action.SUBMIT, by=user, moved=(Status.DRAFT, Status.SUBMITTED))
    yes = Action.ACCEPT if was_taken else Action.DECLINE
    Promise.objects.create(
        submission=piece,
        made_at=sent,
        due_at=due,
        answered_at=answered,
        answered_with=yes,
    )
    with moved_to(answered):
        after = Status.ACCEPTED if was_taken else Status.DECLINED
        log.write(piece, yes, by=editor, moved=(Status.SUBMITTED, after))
        if was_taken:
            over = (Status.ACCEPTED, Status.SPIKED)
            log.write(piece, Action.SPIKE, by=editor, moved=over)
    with moved_to(answered + KEPT):
        log.write(piece, Action.PURGE, by=None, note=OF_AGE)
        Purge.objects.create(submission=piece, by=None, reason=OF_AGE)
