from __future__ import annotations

import datetime as dt
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from articles import search
from articles.models import Article, SourceType
from authors.models import Author
from authors.slugs import free_slug
from editorial import furniture
from editorial.models import Action, Status
from editorial.proof import proof_of, text_as_read
from editorial.workflow import Details, NotReady, perform
from tests.factories import (
    make_article,
    make_contributor,
    make_picture,
    make_submission,
    sign_as_author,
)


@pytest.fixture
def cleared(db, omar):
    submission = make_submission(
        Status.ACCEPTED,
        editor=omar,
        headline="The guns are quiet",
        body="A *quiet* border.",
    )
    picture = make_picture(
        source_type=SourceType.AI,
        credit="Illustration: generated with Atelier 3, prompt by Dara Lim",
        ai_tool="Atelier 3",
        ai_prompter="Dara Lim",
        responsible="Malis Keo",
    )
    furniture.set_picture(submission, picture, by=omar)
    second = make_contributor("Bo Second", role="ecologist", place="Pursat")
    furniture.set_byline(submission, [*submission.authors, second.author], by=omar)
    sign_as_author(submission)
    perform(submission, Action.CLEAR, by=omar)
    return submission


def test_the_edition_is_the_signed_proof_word_for_word(cleared):
    proof, edition = proof_of(cleared), cleared.article.edition

    assert edition.fingerprint == proof.fingerprint
    assert edition.label == "Opinion"
    assert edition.headline == "The guns are quiet"
    assert "<em>quiet</em>" in edition.body_html
    assert edition.picture_label == "AI-generated illustration"
    assert edition.closing_line == proof.closing_line
    assert edition.responsible_editor == "Omar"
    assert edition.byline == "Ines Duarte and Bo Second"


@contextmanager
def done_after(look, act):
    """``act`` is done once, right after the signatures were looked at that often."""
    looks = 0

    def watch(execute, sql, params, many, context):
        nonlocal looks
        answer = execute(sql, params, many, context)
        if 'FROM "editorial_signoff"' in sql:
            looks += 1
            if looks == look:
                act()
        return answer

    with connection.execute_wrapper(watch):
        yield
    assert looks >= look


def rename():
    Author.objects.update(bio_line="A life nobody has signed.")


@pytest.mark.django_db
def test_what_changes_between_gate_and_print_is_not_printed_unsigned(omar):
    submission = make_submission(Status.ACCEPTED)
    sign_as_author(submission)

    with (
        done_after(1, rename),
        pytest.raises(NotReady, match="Not signed by Ines Duarte"),
    ):
        perform(submission, Action.CLEAR, by=omar)

    submission.refresh_from_db()
    assert submission.status == Status.ACCEPTED
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_what_changes_after_the_last_look_is_printed_as_it_was_signed(omar):
    submission = make_submission(Status.ACCEPTED)
    sign_as_author(submission)
    signed = submission.sign_offs.get().fingerprint

    with done_after(2, rename):
        perform(submission, Action.CLEAR, by=omar)

    edition = submission.article.edition
    assert edition.fingerprint == signed
    assert edition.bylines.get().bio_line != "A life nobody has signed."


def test_the_bio_is_frozen_with_the_edition(cleared):
    Author.objects.update(name="Renamed", bio_line="A different life")

    article = Article.objects.get()

    assert article.edition.byline == "Ines Duarte and Bo Second"
    assert article.edition.bylines.first().bio_line != "A different life"


def test_its_address_is_made_of_its_month_and_its_words(cleared):
    month = timezone.localtime(cleared.article.publish_at)

    assert cleared.article.get_absolute_url() == (f"/{month:%Y/%m}/the-guns-are-quiet/")


def test_it_can_be_found_at_once(cleared):
    assert [hit.article.pk for hit in search.find("quiet border").hits] == [
        cleared.article.pk
    ]


def test_a_column_taken_back_is_found_no_more(omar):
    hour = timezone.now() + dt.timedelta(hours=1)
    submission = make_submission(Status.CLEARED, headline="Quiet now", hour=hour)
    later = hour + dt.timedelta(minutes=1)
    assert search.find("quiet", at=later).total == 1

    perform(submission, Action.PULL, by=omar)

    assert search.find("quiet", at=later).total == 0


def test_a_column_taken_back_can_be_cleared_again(omar):
    hour = timezone.now() + dt.timedelta(hours=1)
    submission = make_submission(Status.CLEARED, hour=hour)
    perform(submission, Action.PULL, by=omar)

    perform(submission, Action.CLEAR, by=omar, details=Details(hour=hour))

    assert submission.article.edition.number == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("The guns are quiet. Now what?", "the-guns-are-quiet-now-what"),
        ("Café society", "cafe-society"),
        ("ប្រាក់", "column-7"),
        ("!!!", "column-7"),
        ("word " * 40, "-".join(["word"] * 14)),
    ],
)
def test_a_slug_is_made_of_the_headline_s_words(headline, slug):
    assert free_slug(headline, fallback="column-7", among=Article) == slug


@pytest.mark.django_db
def test_two_columns_never_share_a_slug():
    article = make_article()
    Article.objects.filter(pk=article.pk).update(slug="quiet")

    assert free_slug("Quiet", fallback="x", among=Article) == "quiet-2"


@pytest.mark.django_db
def test_the_proof_shows_the_very_text_that_is_printed(omar):
    """A card filled in after the text was rendered stands in both, or in neither."""
    picture = make_picture(caption="")
    submission = make_submission(body=f"One.\n\n![]({picture.address})\n\nTwo.")
    picture.caption = "Not where you think"
    picture.save()
    perform(submission, Action.ACCEPT, by=omar)
    proof = proof_of(submission)
    shown = text_as_read(submission, proof)
    sign_as_author(submission)

    perform(submission, Action.CLEAR, by=omar)

    assert "Not where you think" in shown
    assert "Not where you think" in submission.article.edition.body_html
    assert list(submission.article.edition.text_pictures.all()) == [picture]
