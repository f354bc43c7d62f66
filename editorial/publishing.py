"""From the desk to the readers' tables: the one door between them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from articles import markup, search
from articles.models import Article, Byline, Edition, Picture
from authors.models import User
from authors.slugs import save_under_free_slug
from editorial.models import Submission
from editorial.proof import Proof, proof_of
from editorial.revisions import figures


def publish(submission: Submission, *, hour: dt.datetime, by: User) -> Article:
    """Copy the signed-off text into an edition that readers get at ``hour``.

    The caller holds the submission's row and has checked every gate.
    """
    proof = proof_of(submission)
    if submission.section is None:
        raise ValueError("A piece without a section has nowhere to stand.")
    article = Article(section=submission.section, publish_at=hour)
    save_under_free_slug(article, proof.headline, fallback=f"column-{submission.pk}")
    article.edition = _edition(article, proof, by=by)
    article.save(update_fields=["edition"])
    search.index(article)
    return article


def take_back(article: Article) -> None:
    """Empty the readers' tables of a column no reader has seen yet.

    What was cleared stays on record in the log and the revisions. Raises
    ``ValueError`` once it is out: then it can be corrected, not unsaid.
    """
    if article.is_published():
        raise ValueError("Readers have this column.")
    search.forget(article)
    article.edition = None
    article.save(update_fields=["edition"])
    article.delete()


def _edition(article: Article, proof: Proof, *, by: User) -> Edition:
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
        body_html=markup.render(
            proof.body, doc_id=f"a{article.pk}", pictures=figures(proof.body)
        ),
        words=markup.word_count(proof.body),
        disclosure=proof.disclosure,
        closing_line=proof.closing_line,
        picture_id=picture.picture_id if picture else None,
        picture_source_type=picture.source_type if picture else "",
        picture_label=picture.label if picture else "",
        picture_credit=picture.credit if picture else "",
        picture_caption=picture.caption if picture else "",
        picture_alt=picture.alt if picture else "",
        responsible_editor=str(by),
        cleared_at=timezone.now(),
        fingerprint=proof.fingerprint,
    )
    edition.text_pictures.set(Picture.objects.shown_in(proof.body))
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
        )
        for position, byline in enumerate(proof.bylines)
    )
    return edition
