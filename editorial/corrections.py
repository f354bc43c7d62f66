"""After publication nothing is edited in place: one person proposes what is changed and
what readers are told of it, a second one makes it, and every author hears of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles import markup
from articles.markup import clean_text, typeset
from articles.models import (
    SAY_WHAT_WAS,
    Article,
    Correction,
    CorrectionKind,
    Edition,
)
from authors.models import User
from editorial import changes, log, notices, outbox, publishing, revisions, rules
from editorial.models import (
    REVISED_FIELDS,
    Action,
    Amendment,
    AmendmentQuerySet,
    Submission,
)
from editorial.proof import Proof

PROPOSED = "desk-correction-proposed"
DROPPED = "desk-correction-dropped"
MADE = "corrected"

NOT_OUT = "Readers do not have this column, so there is nothing to correct in it."
WAITS = (
    "{who} has proposed a change that waits for a second person. It is approved or "
    "dropped before there can be another."
)
STALE = (
    "Readers have edition {number} by now, and this was made from an earlier one. See "
    "that nothing is undone that was corrected meanwhile."
)
TAKES_TWO = (
    "It takes a second person: somebody else who may decide on this column approves "
    "what you proposed."
)
ENDED = "{who} has {what} it already, so nothing more was done."
SAME_WORDS = (
    "Not a word of the column is changed. A correction says what stood there before: "
    "change it in the text, or choose an editor’s note."
)
SAY_ONLY_NOTE = (
    "Not a word of the column is changed. Change what misleads, or tick that only the "
    "note is added."
)
NOT_ONLY_NOTE = (
    "You ticked that only the note is added, and you changed the text as well. Take "
    "back one of the two."
)
NEW_PICTURE = "A correction puts no new picture into the text."
NO_HEADLINE = "A column needs a headline."
NO_TEXT = "The text is empty. A column is not taken down in silence."


# What a proposal and what readers are told have in common.
TOLD = ("kind", "is_serious", "was", "right", "said")


class Refused(Exception):
    """It cannot be so; ``sentence`` says why. Nothing was written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Overtaken(Refused):
    """Somebody else was first, or the column has moved on. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one person wants changed, and what readers are told of it. ``base`` is the
    number of the edition it was made from, ``words`` any of ``REVISED_FIELDS``."""

    kind: CorrectionKind
    base: int
    why: str
    was: str = ""
    right: str = ""
    said: str = ""
    is_serious: bool = False
    only_note: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Looked:
    """A change as it would be: what readers are told, the page they have, the next."""

    told: Correction
    was: Proof
    page: Proof


def propose(submission: Submission, wanted: Proposal, *, by: User) -> Amendment:
    """Keep the change until a second person looks at it, and write to those who may.
    The same sent twice is one.

    Raises ``PermissionDenied``, ``Overtaken`` and ``Refused``.
    """
    with transaction.atomic():
        current = Submission.objects.lock(submission.pk)
        if not rules.may_edit(by, current):
            raise PermissionDenied
        _, edition = _out(current)
        said = told(wanted)
        words = changed(edition, wanted.words)
        waiting = waiting_on(current)
        if waiting and _is_the_same(waiting, said, words, by):
            return waiting
        _make_sure_it_can_be(wanted, edition, words, waiting)
        kept = Amendment.objects.create(
            submission=current,
            edition=edition,
            words=words,
            why=clean_text(wanted.why),
            by=by,
            **{name: getattr(said, name) for name in TOLD},
        )
        log.write(
            current,
            Action.PROPOSE,
            by=by,
            note=kept.why,
            amendment=kept.pk,
            edition=edition.number,
            kind=kept.kind,
            wanted=said.sentence,
            words=words,
        )
        for reader in second_persons(current, kept):
            notices.tell_colleague(
                current, PROPOSED, to=reader, by=by, note=kept.why, told=said.sentence
            )
    return kept


def approve(amendment: Amendment, *, by: User) -> Correction:
    """A second person says yes: the next edition is with readers, and says why.

    Revision, edition, what readers are told, search, the record and the letters to all
    authors are one transaction. Address and hour of the column stay. Raises
    ``PermissionDenied``, ``Overtaken`` and ``Refused``.
    """
    with transaction.atomic():
        current = Submission.objects.lock(amendment.submission_id)
        if not rules.is_editor(by, current):
            raise PermissionDenied
        held = _still_waiting(amendment)
        if held.by_id == by.pk:
            raise Refused(TAKES_TWO)
        article, edition = _out(current)
        if edition.pk != held.edition_id:
            raise Overtaken(STALE.format(number=edition.number))
        looked = of(article, held)
        said, page = looked.told, looked.page
        held.revision = revisions.add(
            current,
            page.words,
            by=held.by,
            is_by_author=False,
            reason=f"{said.done} after publication",
            page=page,
        )
        made = publishing.publish_again(current, article, page, said)
        held.ended_by, held.ended_at = by, said.at
        held.save(update_fields=["revision", "ended_by", "ended_at"])
        _tell_authors(current, looked, by=by)
        log.write(
            current,
            Action.CORRECT,
            by=by,
            note=held.why,
            rows=[made, *made.bylines.all(), said],
            amendment=held.pk,
            proposed_by=str(held.by),
            revision=held.revision.number,
            edition=made.number,
            fingerprint=made.fingerprint,
            kind=said.kind,
            told=said.sentence,
        )
    return said


def drop(amendment: Amendment, reason: str, *, by: User) -> Amendment:
    """It is not made, and why: by whoever proposed it, or another who may decide.

    Raises ``PermissionDenied`` and ``Overtaken``.
    """
    with transaction.atomic():
        current = Submission.objects.lock(amendment.submission_id)
        is_own = amendment.by_id == by.pk and rules.may_edit(by, current)
        if not (is_own or rules.is_editor(by, current)):
            raise PermissionDenied
        held = _still_waiting(amendment)
        held.ended_by, held.ended_at = by, timezone.now()
        held.reason = clean_text(reason)
        held.save(update_fields=["ended_by", "ended_at", "reason"])
        log.write(current, Action.DROP, by=by, note=held.reason, amendment=held.pk)
        if not is_own:
            notices.tell_colleague(
                current, DROPPED, to=held.by, by=by, note=held.reason
            )
    return held


# What is asked of it


def why_not(submission: Submission) -> str:
    """Why nobody can propose a change now; empty while somebody may."""
    if not submission.is_live:
        return NOT_OUT
    waiting = waiting_on(submission)
    return WAITS.format(who=waiting.by) if waiting else ""


def waiting_on(submission: Submission) -> Amendment | None:
    """What waits for a second person on this column: one change at a time."""
    found = Amendment.objects.waiting().filter(submission=submission)
    return found.select_related("by", "edition", "submission").first()


def for_desk(user: User) -> AmendmentQuerySet:
    """The changes proposed that this person may read, of no column of their own."""
    return Amendment.objects.filter(rules.of_an_opened_piece(user)).select_related(
        "by", "ended_by", "edition", "submission__latest", "revision"
    )


def unapproved(user: User) -> QuerySet[Amendment]:
    """Those of them that wait for a second person, the oldest first."""
    return for_desk(user).waiting().order_by("at", "pk")


def may_approve(user: User, amendment: Amendment) -> bool:
    """The second key: whoever may decide on this column, and did not propose it."""
    return amendment.by_id != user.pk and rules.is_editor(user, amendment.submission)


def may_drop(user: User, amendment: Amendment) -> bool:
    piece = amendment.submission
    is_own = amendment.by_id == user.pk and rules.may_edit(user, piece)
    return is_own or rules.is_editor(user, piece)


def second_persons(submission: Submission, amendment: Amendment) -> Sequence[User]:
    """Whom to write to: whoever answers for the column, else all who may decide."""
    answering = rules.answering_for(submission)
    found = [each for each in answering if each.pk != amendment.by_id]
    return found or list(rules.who_may_decide(submission).exclude(pk=amendment.by_id))


def told(wanted: Proposal) -> Correction:
    """What readers would be told, not kept yet."""
    in_full = wanted.kind in SAY_WHAT_WAS
    is_note = wanted.kind == CorrectionKind.NOTE
    return Correction(
        kind=wanted.kind,
        is_serious=is_note or wanted.is_serious,
        was=_as_told(wanted.was) if in_full else "",
        right=_as_told(wanted.right) if in_full else "",
        said="" if in_full else _as_told(wanted.said),
        at=timezone.now(),
    )


def told_by(amendment: Amendment) -> Correction:
    """What readers are told once this is made."""
    said = {name: getattr(amendment, name) for name in TOLD}
    return Correction(at=timezone.now(), **said)


def changed(edition: Edition, words: Mapping[str, str]) -> dict[str, str]:
    """Those of these words that readers do not have yet."""
    return {
        name: said
        for name, said in revisions.cleaned(words).items()
        if said != getattr(edition, name)
    }


def look(submission: Submission, wanted: Proposal, *, by: User) -> Looked:
    """What it would be, before anything is kept. Raises as ``propose`` does."""
    if not rules.may_edit(by, submission):
        raise PermissionDenied
    article, edition = _out(submission)
    words = changed(edition, wanted.words)
    _make_sure_it_can_be(wanted, edition, words, waiting_on(submission))
    return laid_over(article, wanted)


def laid_over(article: Article, wanted: Proposal) -> Looked:
    """A proposal beside what readers have now, whatever it was made from."""
    words = revisions.cleaned(wanted.words)
    return _looked(article, told(wanted), words)


def of(article: Article, amendment: Amendment) -> Looked:
    """What was proposed, beside what readers have."""
    return _looked(article, told_by(amendment), amendment.words)


def _looked(article: Article, said: Correction, words: Mapping[str, str]) -> Looked:
    was = publishing.page_out(article, {})
    return Looked(said, was, publishing.page_out(article, words))


def letter(submission: Submission, looked: Looked, *, by: User) -> notices.Wording:
    """The letter to whoever sent the column, as it leaves."""
    name = submission.first_name
    return _letter(submission, looked, by=by, name=name, reader=None)


def _as_told(text: str) -> str:
    return typeset(clean_text(text).strip())


def _out(submission: Submission) -> tuple[Article, Edition]:
    article = submission.article
    if article is None or article.edition is None or not submission.is_live:
        raise Overtaken(NOT_OUT)
    return article, article.edition


def _still_waiting(amendment: Amendment) -> Amendment:
    held = Amendment.objects.select_related("by", "ended_by").get(pk=amendment.pk)
    if held.ended_at:
        what = "approved" if held.revision_id else "dropped"
        raise Overtaken(ENDED.format(who=held.ended_by, what=what))
    return held


def _is_the_same(
    waiting: Amendment, said: Correction, words: Mapping[str, str], by: User
) -> bool:
    is_told = all(getattr(waiting, name) == getattr(said, name) for name in TOLD)
    return waiting.by_id == by.pk and waiting.words == words and is_told


def _make_sure_it_can_be(
    wanted: Proposal,
    edition: Edition,
    words: Mapping[str, str],
    waiting: Amendment | None,
) -> None:
    if waiting:
        raise Overtaken(WAITS.format(who=waiting.by))
    if edition.number != wanted.base:
        raise Overtaken(STALE.format(number=edition.number))
    if sentence := _breaks_the_page(edition, words) or _claims_too_much(wanted, words):
        raise Refused(sentence)


def _breaks_the_page(edition: Edition, words: Mapping[str, str]) -> str:
    """What no column may be, corrected or not."""
    now = {name: getattr(edition, name) for name in REVISED_FIELDS} | dict(words)
    if not markup.word_count(now["body"]):
        return NO_TEXT
    if not now["headline"]:
        return NO_HEADLINE
    if len(edition.body) < len(now["body"]) > markup.MAX_CHARS:
        return str(revisions.TooLong())
    new = set(markup.PICTURE.findall(now["body"]))
    return NEW_PICTURE if new - set(markup.PICTURE.findall(edition.body)) else ""


def _claims_too_much(wanted: Proposal, words: Mapping[str, str]) -> str:
    """What readers would be told is done to the text, and is not."""
    if words:
        return NOT_ONLY_NOTE if wanted.only_note else ""
    if wanted.kind == CorrectionKind.CORRECTION:
        return SAME_WORDS
    if wanted.kind == CorrectionKind.CLARIFICATION and not wanted.only_note:
        return SAY_ONLY_NOTE
    return ""


def _tell_authors(submission: Submission, looked: Looked, *, by: User) -> None:
    for to, name in notices.all_authors(submission):
        notices.send(
            submission,
            _letter(submission, looked, by=by, name=name, reader=to),
            to=to,
            kind=MADE,
            by=by,
            leaves_at=outbox.end_of_window(),
        )


def _letter(
    submission: Submission, looked: Looked, *, by: User, name: str, reader: User | None
) -> notices.Wording:
    page = looked.page
    found = changes.between(changes.page_as(looked.was), changes.page_as(page))
    return notices.worded(
        submission,
        MADE,
        by=by,
        name=name,
        reader=reader,
        correction=looked.told,
        title=page.headline,
        changed=changes.in_words(found) if found else "",
    )
