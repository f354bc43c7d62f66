"""A column as search engines and other machines read it: schema.org, as JSON-LD."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone

from articles.account import Row, in_sentences
from articles.models import (
    Article,
    Byline,
    Correction,
    Edition,
    Section,
    SourceType,
)

Data = dict[str, Any]

LANGUAGE = "en"
_LOGO, _LOGO_SIDE = "img/mark-180.png", 180
_OF_SCHEMA_ORG = {
    SourceType.PHOTO: "DigitalCapture",
    SourceType.PHONE: "MultiFrameComputationalCapture",
    SourceType.DRAWING: "DigitalArt",
    SourceType.RETOUCHED: "MinorHumanEdits",
    SourceType.COMPOSITE: "Composite",
    SourceType.CHART: "DataDrivenMedia",
    SourceType.SCAN: "Print",
    SourceType.AI: "TrainedAlgorithmicMedia",
    SourceType.AI_ALTERED: "CompositeWithTrainedAlgorithmicMedia",
}


def column(
    article: Article, edition: Edition, section: Section, about: Sequence[Row]
) -> Data:
    """One published column, with the rows of its box “About this column”. Reads
    ``edition.bylines.all()``, ``edition.picture`` and ``article.corrections``, a query
    for a column that was changed after publication; else none."""
    address = settings.SITE_URL + article.get_absolute_url()
    data = {
        "@context": "https://schema.org",
        "@type": "OpinionNewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "headline": edition.headline,
        "alternativeHeadline": edition.search_title or edition.social_title,
        "description": edition.standfirst,
        "genre": edition.label,
        "author": [person(each) for each in edition.bylines.all()],
        "datePublished": _hour(article.publish_at),
        "dateModified": _hour(article.changed_at),
        "articleSection": section.name,
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "wordCount": edition.words,
        "image": _picture(edition),
        "publisher": publisher(),
        "backstory": in_sentences(about),
        "citation": _citations(about),
        "correction": [_correction(each) for each in article.corrections],
    }
    return {name: said for name, said in data.items() if said not in ("", None, [])}


def publisher() -> Data:
    """The paper, with a mark that is there."""
    return {
        "@type": "NewsMediaOrganization",
        "name": settings.PAPER_NAME,
        "url": f"{settings.SITE_URL}/",
        "logo": {
            "@type": "ImageObject",
            "url": settings.SITE_URL + static(_LOGO),
            "width": _LOGO_SIDE,
            "height": _LOGO_SIDE,
        },
    }


def person(byline: Byline) -> Data:
    """The name alone, as printed, and the page that says who it is."""
    found = {
        "@type": "Person",
        "name": byline.name,
        "url": settings.SITE_URL + byline.author.get_absolute_url(),
        "alternateName": byline.name_own_script,
    }
    return {name: said for name, said in found.items() if said}


def _picture(edition: Edition) -> Data | None:
    """A picture never goes out without how it came about."""
    picture, kind = edition.picture, edition.picture_source_type
    if picture is None or kind not in SourceType.values:
        return None
    found = {
        "@type": "ImageObject",
        "url": settings.SITE_URL + picture.address,
        "width": picture.width,
        "height": picture.height,
        "caption": edition.picture_caption,
        "creditText": edition.picture_credit,
        "description": edition.picture_alt,
        "digitalSourceType": "https://schema.org/"
        f"{_OF_SCHEMA_ORG[SourceType(kind)]}DigitalSource",
    }
    return {name: said for name, said in found.items() if said}


def _citations(about: Sequence[Row]) -> list[Data]:
    return [
        {"@type": "CreativeWork", "url": source.address}
        for row in about
        for source in row.sources
    ]


def _correction(told: Correction) -> Data:
    """In the words readers are told."""
    return {
        "@type": "CorrectionComment",
        "text": f"{told.get_kind_display()}: {told.sentence}",
        "datePublished": _hour(told.at),
    }


def _hour(at: dt.datetime) -> str:
    """With the newsroom's own zone."""
    return timezone.localtime(at, timezone.get_default_timezone()).isoformat(
        timespec="seconds"
    )
