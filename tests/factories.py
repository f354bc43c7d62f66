"""Builders whose unnamed fields are dull and valid."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import uuid

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from articles.models import Article, Byline, Edition, Picture, Section, SourceType
from authors.models import Author, Role, User
from editorial import (
    claims,
    drafts,
    headlines,
    identity,
    log,
    signing,
    terms,
    tiers,
)
from editorial.declarations import INTERESTS, Answer
from editorial.drafts import About, Piece
from editorial.models import (
    Action,
    Agreement,
    Format,
    Found,
    FullRead,
    IdentityCheck,
    Invitation,
    LegalRead,
    Proven,
    Status,
    Submission,
    TierCall,
)
from editorial.proof import proof_of, signers_of
from editorial.workflow import Details, perform

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


def make_format(**fields) -> Format:
    n = next(_number)
    fields = {"name": f"Format {n}", "slug": f"format-{n}"} | fields
    return Format.objects.create(**fields)


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
            name_own_script=author.name_own_script,
            own_script_lang=author.own_script_lang,
            pronoun=author.pronoun,
            bio_line=author.bio_line,
            portrait=author.portrait.name,
            portrait_credit=author.portrait_credit,
        )
    article.edition = edition
    article.save(update_fields=["edition"])
    return article


def make_contributor(name: str = "Ines Duarte", **fields) -> User:
    n = next(_number)
    user = User.objects.create_user(f"contributor{n}@example.org", name=name)
    make_author(name, user=user, **fields)
    return user


ABOUT = About(
    name="Ines Duarte",
    role="freelance journalist",
    place="Phnom Penh",
    pronoun="her",
    bio_line="She has reported from the border since 2014.",
)
BODY = "The first paragraph says why.\n\nThe second says what should happen."


def make_piece(**fields) -> Piece:
    """What a contributor sends, every field understood."""
    return Piece(
        **{
            "section": fields.pop("section", None) or make_section(),
            "headline": "A headline for the desk",
            "standfirst": "What it argues.",
            "body": BODY,
            "why_now": "The mandate ends this month.",
            "why_you": "I was there.",
            "peg": "",
            "peg_until": None,
            "exclusivity": "exclusive",
            "exclusivity_detail": "",
            "about": ABOUT,
            "answers": [Answer(question, "no") for question in INTERESTS],
            "condition_answers": {},
        }
        | fields
    )


def make_draft(contributor: User | None = None) -> Submission:
    return drafts.begin(contributor or make_contributor())


def make_submission(
    status: Status = Status.SUBMITTED,
    *,
    contributor: User | None = None,
    editor: User | None = None,
    at: dt.datetime | None = None,
    hour: dt.datetime | None = None,
    **piece,
) -> Submission:
    """A piece brought to ``status`` by the same moves the newsroom makes."""
    submission = make_draft(contributor)
    author = submission.contributor
    if "about" not in piece and author.name:
        piece["about"] = dataclasses.replace(ABOUT, name=author.name)
    if status == Status.DRAFT:
        return submission
    if status == Status.WITHDRAWN:
        drafts.send(submission, make_piece(**piece), by=author)
        perform(submission, Action.WITHDRAW, by=author)
        return submission
    drafts.send(submission, make_piece(**piece), by=author)
    editor = editor or make_editor()
    for action in _WAY[status]:
        if action is Action.CLEAR:
            sign_as_author(submission)
        if action is Action.RELEASE:
            make_overdue(submission)
        perform(submission, action, by=editor, details=Details(hour=hour))
    return submission


_WAY = {
    Status.SUBMITTED: (),
    Status.REVISING: (Action.REQUEST_CHANGES,),
    Status.ACCEPTED: (Action.ACCEPT,),
    Status.CLEARED: (Action.ACCEPT, Action.CLEAR),
    Status.DECLINED: (Action.DECLINE,),
    Status.RELEASED: (Action.RELEASE,),
    Status.SPIKED: (Action.ACCEPT, Action.SPIKE),
}


def make_overdue(submission: Submission) -> None:
    """The hour by which an answer was promised is now."""
    now = timezone.now()
    Submission.objects.filter(pk=submission.pk).update(answer_by=now)
    submission.promises.filter(answered_at=None).update(due_at=now)
    submission.refresh_from_db()


def agree_to_all(submission: Submission) -> None:
    """Every author with a sign-in stands in the byline of their own will, and has
    accepted what was offered."""
    for author in submission.authors:
        if author.user and author.user != submission.contributor:
            make_consent(submission, author)
    missing = [
        author
        for author in signers_of(submission)
        if author.pk not in terms.newest(submission)
    ]
    for author in missing:
        make_agreement(submission, author)
    for agreement in terms.newest(submission).values():
        terms.accept(agreement, by=agreement.author.user)
    check_headline(submission)
    settle_risk(submission)
    check_claims(submission)


def check_headline(submission: Submission) -> None:
    """Somebody at the desk has answered for the titles in hand: all is well."""
    submission.refresh_from_db()
    now = headlines.standing(submission)
    if submission.status == Status.ACCEPTED and now and not now.holds:
        headlines.answer(
            submission,
            dict.fromkeys(headlines.QUESTIONS, headlines.YES),
            by=make_editor("Hana Headline"),
            base=submission.latest.number,
        )


def settle_risk(submission: Submission) -> None:
    """The desk knows who wrote it and how risky it is; whoever must has read it."""
    submission.refresh_from_db()
    if submission.responsible is None:
        submission.responsible = make_editor()
        submission.save(update_fields=["responsible"])
    know(submission)
    now = tiers.keep(submission)
    if now.is_open:
        call = TierCall.objects.create(
            submission=submission,
            tier=now.proposal.tier,
            triggers=list(now.proposal.keys),
            by=submission.responsible,
        )
        log.write(submission, Action.TIER, by=submission.responsible, rows=[call])
        tiers.keep(submission)
    if tiers.needed(submission) > 1:
        page = {
            "submission": submission,
            "revision": submission.latest,
            "fingerprint": proof_of(submission).fingerprint,
        }
        rita, rolf = make_editor("Rita Reader"), make_editor("Rolf Reader")
        read = [FullRead.objects.create(by=each, **page) for each in (rita, rolf)]
        log.write(submission, Action.READ, by=rolf, rows=read)
        lex = make_editor("Lex")
        read = [LegalRead.objects.create(by=lex, outcome="clear", **page)]
        log.write(submission, Action.LEGAL, by=lex, rows=read)


def know(submission: Submission) -> None:
    """Each line of the card of everybody in its byline is done."""
    by = submission.responsible or submission.contributor
    checks = [
        IdentityCheck.objects.create(
            author=card.author,
            submission=submission,
            line=each.line,
            how="Looked into, and it holds.",
            about=identity.about_of(card.author, each.line, card.payee),
            by=by,
        )
        for card in identity.cards(submission)
        for each in card.open
        if card.is_asked
    ]
    if checks:
        log.write(submission, Action.IDENTITY, by=by, rows=checks)


def check_claims(submission: Submission) -> None:
    """A fact-checker has looked into every claim and every quotation: all is well."""
    submission.refresh_from_db()
    lines = [each for each in claims.ledger(submission) if each.asks]
    by = make_checker() if lines else None
    for line in lines:
        said = claims.Checked(
            words=line.sentence,
            found=Found.VERIFIED,
            proven_by=Proven.CONFIRMED,
            where="Told to us by telephone.",
            speaker=line.speaker,
        )
        claims.record(claims.listed(submission, line), said, by=by)


def make_consent(submission: Submission, author: Author) -> Invitation:
    return Invitation.objects.create(
        submission=submission,
        author=author,
        name=author.name,
        email=author.user.email,
        key_digest=f"{next(_number):064x}",
        by=submission.contributor,
        accepted_at=timezone.now(),
    )


def make_agreement(submission: Submission, author: Author, **fields) -> Agreement:
    """An offer that nobody has accepted yet."""
    fields = {"terms": terms.current(), "currency": "USD"} | fields
    return Agreement.objects.create(submission=submission, author=author, **fields)


def sign_as_author(submission: Submission) -> None:
    """Every author with a sign-in signs what readers would see now."""
    agree_to_all(submission)
    fingerprint = proof_of(submission).fingerprint
    for author in submission.authors:
        if author.user:
            signing.sign(submission, fingerprint, by=author.user)


def make_checker(name: str = "Cora Checker") -> User:
    user = User.objects.create_user(
        f"checker{next(_number)}@desk.example", name=name, is_staff=True
    )
    user.groups.add(Group.objects.get_or_create(name=Role.FACT_CHECKER)[0])
    return user


def make_editor(name: str = "Nora Editor") -> User:
    user = User.objects.create_user(
        f"editor{next(_number)}@desk.example", name=name, is_staff=True
    )
    user.groups.add(Group.objects.get_or_create(name=Role.EDITOR)[0])
    return user
