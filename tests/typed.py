"""A column as somebody types it, whole, and a page that was shown a while ago."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.utils import timezone

from articles.models import Section
from authors.forms import shown_now
from editorial.declarations import HELP, INTERESTS
from editorial.models import Submission
from tests.factories import make_section


def typed_column(section: Section | None = None, **fields) -> dict:
    section = section or make_section()
    return {
        "section": str(section.pk),
        "format": "",
        "answers": "",
        "headline": "The guns are quiet",
        "standfirst": "What the ceasefire is worth.",
        "body": "The ceasefire holds.\n\nIt will not hold by itself.",
        "peg": "",
        "peg_on": "",
        "why_now": "The mandate ends this month.",
        "why_you": "I was there.",
        "exclusivity": "exclusive",
        "exclusivity_detail": "",
        **{f"interest_{question.key}": "no" for question in INTERESTS},
        **{f"help_{question.key}": "Nobody" for question in HELP},
        "ai": ["spelling"],
        "ai_detail": "",
        "notes": "yes",
        "about_name": "Prak Sereyvuth",
        "about_role": "freelance journalist",
        "about_place": "Phnom Penh",
        "about_pronoun": "his",
        "about_bio_line": "",
        "agreement": "on",
    } | fields


def typed_revision(piece: Submission, **fields) -> dict:
    """The same for a piece that the desk sent back, each condition answered."""
    answers = {f"condition_{each.pk}": "Done." for each in piece.conditions.all()}
    confirmed = {"interests_confirmed": "on", "help_confirmed": "on"}
    return typed_column(piece.section) | confirmed | answers | fields


def shown_a_while_ago(seconds: int = 60) -> str:
    """What the page signs when it is shown, that long ago."""
    then = timezone.now() - dt.timedelta(seconds=seconds)
    with time_machine.travel(then, tick=False):
        return shown_now()
