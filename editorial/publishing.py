"""From the desk to the readers' tables: the one door between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from articles import markup, search
from articles.closing import with_disclosure
from articles.models import Article, Byline, Correction, Edition
from authors.models import Author, User
from authors.slugs import save_under_free_slug
from editorial import echoes
from editorial.account import account_of
from editorial.models import REVISED_FIELDS, Submission
from editorial.proof import Proof, ProofByline, picture_as_out, pictures_in

HEADLINE_CHANGED = "Changed by the desk after publication."


class AlreadyOut(Exception):
    """Readers have it: it can be corrected, not unsaid."""


def hold_profiles(submission: Submission) -> None:
    """Until the transaction ends nobody changes what readers see of these authors, nor
    deletes a portrait that an edition is about to show."""
    authors = Author.objects.filter(submission_bylines__submission=submission)
    list(authors.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def publish(
    submission: Submission, proof: Proof, *, hour: dt.datetime, responsible: User
) -> Article:
    """Copy the signed-off proof into an edition that readers get at ``hour``, with
    the name of the one editor who answers for it.

    The caller holds the submission's row, has checked every gate, and knows that
    this very proof is signed.
    """
    if submission.section is None:
        raise ValueError("A piece without a section has nowhere to stand.")
    article = Article(
        section=submission.section, publish_at=hour, answers_id=submission.answers_id
    )
    save_under_free_slug(article, proof.headline, fallback=f"column-{submission.pk}")
    article.edition = _edition(article, submission, proof, responsible)
    article.save(update_fields=["edition"])
    search.index(article)
    echoes.know(submission, proof.body)
    return article


def take_back(article: Article) -> None:
    """Empty the readers' tables of a column no reader has seen yet.

    What was cleared stays on record in the log and the revisions. Raises
    ``AlreadyOut`` once its hour has come.
    """
    if article.is_published():
        raise AlreadyOut
    search.forget(article)
    article.edition = None
    article.save(update_fields=["edition"])
    article.delete()


def move_hour(article: Article, hour: dt.datetime) -> None:
    """Readers get it at another hour; its words stay the signed ones. The caller holds
    the submission's row. Every reader's page, feed, search and the sitemap ask for the
    hour itself, so there is nothing else to touch.

    Raises ``AlreadyOut`` once its hour has come, be it while this is asked.
    """
    waiting = Article.objects.filter(pk=article.pk, publish_at__gt=timezone.now())
    if not waiting.update(publish_at=hour):
        raise AlreadyOut
    article.publish_at = hour


def page_out(article: Article, words: Mapping[str, str]) -> Proof:
    """The page that readers have, with these words of it changed. Names, bios, the
    picture and their credits are those it was printed with, whatever the profiles and
    cards say by now."""
    edition = article.edition
    if edition is None:
        raise ValueError("A column that was taken back has no page to correct.")
    said = {name: getattr(edition, name) for name in REVISED_FIELDS} | dict(words)
    is_same = said["disclosure"] == edition.disclosure
    return Proof(
        **said,
        # what was answered “no” is told beside what is disclosed, and of no other
        other_interests=edition.other_interests if is_same else "",
        help_and_ai=edition.help_and_ai,
        label=edition.label,
        section=str(article.section),
        bylines=tuple(_as_printed(each) for each in edition.bylines.all()),
        picture=picture_as_out(edition),
        text_pictures=pictures_in(said["body"]),
        closing_line=with_disclosure(
            edition.closing_line, edition.disclosure, said["disclosure"]
        ),
        publisher=settings.PAPER_NAME,
    )


def publish_again(
    submission: Submission, article: Article, page: Proof, told: Correction
) -> Edition:
    """The next edition, of a column that readers have: ``page`` is what they get from
    now on, and ``told`` what they are told of it. All that the edition before said
    beside these words is carried over; address and hour stay.

    The caller holds the submission's row, and has made ``page`` with ``page_out``.
    """
    before = article.edition
    if before is None:
        raise AlreadyOut
    edition = Edition(
        **_copied(before)
        | page.words
        | {
            "number": before.number + 1,
            "body_html": page.text_html(doc_id=f"a{article.pk}"),
            "words": markup.word_count(page.body),
            "closing_line": page.closing_line,
            "other_interests": page.other_interests,
            "cleared_at": told.at,
            "fingerprint": page.fingerprint,
        }
        | _still_so(before, page)
    )
    edition.save(force_insert=True)
    edition.text_pictures.set(each.picture_id for each in page.text_pictures)
    Byline.objects.bulk_create(
        Byline(**_copied(each) | {"edition_id": edition.pk})
        for each in before.bylines.all()
    )
    told.edition = edition
    told.save(force_insert=True)
    article.edition = edition
    article.save(update_fields=["edition"])
    article.__dict__.pop("corrections", None)  # what was read before is not all
    search.index(article)
    echoes.know(submission, page.body)
    return edition


def _still_so(before: Edition, page: Proof) -> dict[str, Any]:
    """What its box says, less what these words make untrue: a source for a statement
    that stands there no more, and who wrote a headline that was changed."""
    is_same = page.headline == before.headline
    return {
        "citations": [
            each
            for each in before.citations
            if each["said"] in page.body or each["said"] not in before.body
        ],
        "headline_by": before.headline_by if is_same else HEADLINE_CHANGED,
    }


def _copied(row: Model) -> dict[str, Any]:
    """All that a row says, for another one."""
    return {
        field.attname: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def _as_printed(byline: Byline) -> ProofByline:
    return ProofByline(
        author_id=byline.author_id,
        name=byline.name,
        name_own_script=byline.name_own_script,
        own_script_lang=byline.own_script_lang,
        pronoun=byline.pronoun,
        bio_line=byline.bio_line,
        portrait=byline.portrait.name or "",
        portrait_credit=byline.portrait_credit,
    )


def _edition(
    article: Article, submission: Submission, proof: Proof, responsible: User
) -> Edition:
    picture = proof.picture
    told = account_of(submission, proof, responsible=responsible)
    edition = Edition.objects.create(
        article=article,
        number=1,
        label=proof.label,
        headline=proof.headline,
        standfirst=proof.standfirst,
        social_title=proof.social_title,
        search_title=proof.search_title,
        body=proof.body,
        body_html=proof.text_html(doc_id=f"a{article.pk}"),
        words=markup.word_count(proof.body),
        disclosure=proof.disclosure,
        closing_line=proof.closing_line,
        picture_id=picture.picture_id if picture else None,
        picture_source_type=picture.source_type if picture else "",
        picture_label=picture.label if picture else "",
        picture_credit=picture.credit if picture else "",
        picture_caption=picture.caption if picture else "",
        picture_alt=picture.alt if picture else "",
        responsible_editor=str(responsible),
        cleared_at=timezone.now(),
        fingerprint=proof.fingerprint,
        **told.kept,
    )
    edition.text_pictures.set(each.picture_id for each in proof.text_pictures)
    Byline.objects.bulk_create(
        Byline(
            edition=edition,
            author_id=byline.author_id,
            position=position,
            name=byline.name,
            name_own_script=byline.name_own_script,
            own_script_lang=byline.own_script_lang,
            pronoun=byline.pronoun,
            bio_line=byline.bio_line,
            portrait=byline.portrait,
            portrait_credit=byline.portrait_credit,
        )
        for position, byline in enumerate(proof.bylines)
    )
    return edition
