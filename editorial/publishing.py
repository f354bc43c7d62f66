"""From the desk to the readers' tables: the one door between them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from articles import markup, search
from articles.models import Article, Byline, Edition
from authors.models import Author, User
from authors.slugs import save_under_free_slug
from editorial import echoes
from editorial.models import Submission
from editorial.proof import Proof


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
    article.edition = _edition(article, proof, responsible)
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


def _edition(article: Article, proof: Proof, responsible: User) -> Edition:
    picture = proof.picture
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
