"""Who wrote to the paper in the year before: their words are deleted, as a declined
piece's are, and the record of what became of them stays."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from authors.models import Author, SelfDescription, User
from editorial import clock, drafts, keeping, notices, workflow
from editorial.forms import WriteForm
from editorial.models import Action, LetterTemplate, Submission
from newsroom.demo import content
from newsroom.demo.cast import OLD, Cast
from newsroom.demo.clock import moved_to
from newsroom.demo.content import Column
from newsroom.demo.history import History

SAID = ("gender", "age", "sector", "region")
KEPT = dt.timedelta(days=20)  # the words, once it was over
EDITOR = "malis-keo"
GONE = "What stood here was deleted with all else that was said about it."
WHY = "It would have had to run beside two others on the same thing."


def remember(cast: Cast) -> None:
    """Everybody of ``[[earlier]]``: each sent one piece and was answered."""
    for each in content.table("people", "earlier"):
        user = User.objects.create_user(each["email"], name=each["name"])
        author = Author.objects.create(
            user=user,
            name=each["name"],
            slug=each["slug"],
            role="reader",
            place=each.get("region", "Phnom Penh"),
            bio_line="Wrote to the paper once.",
        )
        cast.users[each["slug"]], cast.authors[each["slug"]] = user, author
        _describe(author, each)
        sent = timezone.now() - dt.timedelta(days=each["days_ago"])
        _live(_column(each), cast, sent, passed=each.get("passed", ""))
    for known in content.table("people", "author"):
        _describe(cast.authors[known["slug"]], known.get("described", {}))


def _describe(author: Author, said: dict[str, str]) -> None:
    """What they chose to say of themselves; whoever said nothing has no row."""
    told = {name: said.get(name, "") for name in SAID}
    if any(told.values()):
        at = timezone.now() - OLD
        SelfDescription.objects.create(author=author, at=at, **told)


def _column(said: dict[str, str]) -> Column:
    return Column(
        slug=said["slug"],
        headline=f"A column by {said['name']}",
        standfirst="",
        section=said["section"],
        authors=[said["slug"]],
        status="declined",
        body=GONE,
        why_now=GONE,
        why_you=GONE,
        ai_use=["none"],
    )


def _live(column: Column, cast: Cast, sent: dt.datetime, *, passed: str) -> None:
    """Sent, answered, and after a while deleted: each letter of it with the words."""
    user, editor = cast.users[column.slug], cast.users[EDITOR]
    typed = History(column, cast, sent).typed()
    with moved_to(sent):
        piece = drafts.begin(user, typed)
        form = WriteForm(typed, submission=piece)
        if not form.is_valid():
            raise ValueError(f"{column.slug}: {form.errors.as_text()}")
        drafts.send(piece, form.piece(), by=user)
    due = clock.answer_by(sent, cast.sections[column.section])
    answered = sent + (due - sent) * 0.4
    with moved_to(answered):
        _answer(piece, editor, passed=passed)
    with moved_to(answered + KEPT):
        keeping.purge(piece, by=None, reason=keeping.OF_AGE)


def _answer(piece: Submission, editor: User, *, passed: str) -> None:
    """Pass with the letter of that reason, or take it and then have no room for it."""
    if not passed:
        workflow.perform(piece, Action.ACCEPT, by=editor)
        workflow.perform(piece, Action.SPIKE, by=editor, note=WHY)
        return
    template = LetterTemplate.objects.get(kind="decline", reason=passed)
    letter = notices.from_template(template, piece, by=editor)
    details = workflow.Details(wording=letter, reason=passed)
    workflow.perform(piece, Action.DECLINE, by=editor, note=passed, details=details)
