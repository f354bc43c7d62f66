"""Pictures: what we make of a file somebody sends, and what its card must say."""

from articles.pictures.card import Card, card_problems, suggested_credit
from articles.pictures.intake import (
    LONGEST,
    MAX_BYTES,
    MAX_PIXELS,
    PORTRAIT,
    PictureRefused,
    PictureTooLarge,
    Prepared,
    intake,
)

__all__ = [
    "LONGEST",
    "MAX_BYTES",
    "MAX_PIXELS",
    "PORTRAIT",
    "Card",
    "PictureRefused",
    "PictureTooLarge",
    "Prepared",
    "card_problems",
    "intake",
    "suggested_credit",
]
