"""Is a picture's card complete enough to stand before readers?"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Protocol

from django.conf import settings
from django.utils import timezone


class Card(Protocol):
    """What is asked of a picture; ``articles.models.Picture`` answers it."""

    @property
    def source_type(self) -> str: ...
    @property
    def is_ai(self) -> bool: ...
    @property
    def credit(self) -> str: ...
    @property
    def alt(self) -> str: ...
    @property
    def is_decorative(self) -> bool: ...
    @property
    def ai_tool(self) -> str: ...
    @property
    def ai_prompter(self) -> str: ...
    @property
    def responsible(self) -> str: ...
    @property
    def licence_ends_on(self) -> dt.date | None: ...


_INITIALS = re.compile(r"\b(?:[a-z]\.)+[a-z]\b")
_WORD = re.compile(r"[^\W_]+")

# Alone, or only among themselves, these words name no maker.
_AI = frozenset(
    _WORD.findall(
        """
        ai aigenerated algorithm artificial bard bing bot canva chatgpt claude copilot
        craiyon dall dalle diffusion dreamstudio express firefly flux gemini generative
        generator gpt grok ideogram imagen intelligence learning leonardo machine meta
        midjourney model nano banana nightcafe openai playground recraft runway sdxl
        sora stability stable xl
        """
    )
)
_NOBODY = _AI | frozenset(
    _WORD.findall(
        """
        adobe an and art artwork by collected com computer courtesy created creator
        credit design digital drawing for from generated google illustration image
        images in internet made microsoft none of on online photo photograph photoshop
        picture produced prompt provided source supplied text the to unknown using via
        visual web with www
        """
    )
)


def card_problems(picture: Card, at: dt.date | None = None) -> list[str]:
    """What the card still lacks, as sentences to show; empty when readers may see it.

    ``at`` is the day they will, in the newsroom's zone; today unless given.
    """
    problems = [
        _source_problem(picture),
        _credit_problem(picture),
        *(_ai_problems(picture) if picture.is_ai else ()),
        _alt_problem(picture),
        _licence_problem(picture, at or timezone.localdate()),
    ]
    return [problem for problem in problems if problem]


def suggested_credit(picture: Card, paper: str) -> str:
    """A credit put together from an AI picture's card, once the tool is named; empty
    for any other picture, because only people know who made it."""
    tool, prompter = picture.ai_tool.strip(), picture.ai_prompter.strip()
    if not picture.is_ai or not tool:
        return ""
    altered = picture.source_type.startswith("composite")
    made = "Photograph: altered" if altered else "Illustration: generated"
    by = f", prompt by {prompter}" if prompter else ""
    return f"{made} with {tool}{by}, for {paper}."


def names_nobody(credit: str, tool: str = "") -> bool:
    """ "AI", "Image: Midjourney v6", "Photo from the internet": nobody made these."""
    known = _NOBODY | set(_words(tool))
    return all(
        word in known
        or (word.isascii() and (len(word) == 1 or not word.isalpha()))  # "v6", "3", "e"
        for word in _words(credit)
    )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(_INITIALS.sub(lambda it: it[0].replace(".", ""), plain))


def _source_problem(picture: Card) -> str:
    if picture.source_type:
        return ""
    return "Say what the picture is: a photograph, a drawing, a chart, made with AI."


def _credit_problem(picture: Card) -> str:
    credit, tool = picture.credit.strip(), picture.ai_tool.strip()
    if credit and not names_nobody(credit, tool):
        return ""
    lack = f"“{credit}” is not a credit." if credit else "The picture has no credit."
    if picture.is_ai or _AI & set(_words(credit)):
        return (
            f"{lack} Write who made it and with what, for example: Illustration: "
            f"generated with {tool or 'Atelier 3'}, prompt by "
            f"{picture.ai_prompter.strip() or 'Dara Lim'}, for {settings.PAPER_NAME}."
        )
    return f"{lack} Write who made it, for example: Photograph: Dara Lim."


def _ai_problems(picture: Card) -> tuple[str, ...]:
    return (
        "" if picture.ai_tool.strip() else "Name the AI tool and its version.",
        "" if picture.ai_prompter.strip() else "Say who wrote the prompt.",
        "" if picture.responsible.strip() else "Name the person who answers for it.",
    )


def _alt_problem(picture: Card) -> str:
    if picture.alt.strip() or picture.is_decorative:
        return ""
    return (
        "Say what the picture shows, for those who cannot see it, "
        "or mark it as decoration."
    )


def _licence_problem(picture: Card, at: dt.date) -> str:
    ends = picture.licence_ends_on
    if ends is None or at <= ends:
        return ""
    return (
        f"The licence ended on {ends.day} {ends:%B %Y}. "
        "Renew it or choose another picture."
    )
