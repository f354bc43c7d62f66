"""What stands beside the text on the desk: its paragraphs with what is said on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from authors.models import User
from editorial import anchors, blocks, claims, margin, mentions, rules
from editorial.anchors import Place
from editorial.blocks import Block
from editorial.claims import Line
from editorial.desk import ledger, paragraphs
from editorial.desk.forms import AnswerCommentForm, CommentForm
from editorial.desk.paragraphs import Edited
from editorial.margin import Thread
from editorial.models import Submission


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the text as it is printed on the desk."""

    number: int
    html: SafeString
    threads: Sequence[Thread]
    has_words: bool  # to comment on
    form: CommentForm | None  # open there, for whoever has no scripts
    may_edit: bool = False  # these words alone, where they stand
    edited: Edited | None = None  # open there


@dataclass(frozen=True, slots=True)
class Typed:
    """A comment or an answer that was not kept, as it was typed: to be given back at
    its paragraph, or under its comment."""

    form: CommentForm | AnswerCommentForm
    paragraph: int = -1
    comment: int = 0


def readable(
    piece: Submission,
    body: SafeString,
    user: User,
    typed: Typed | None = None,
    opened: str = "",
    *,
    is_read: bool,
    edited: str | None = None,
) -> dict[str, Any]:
    """The text with its comments, on the page where it is read; the form for a comment
    stands open at the paragraph numbered ``opened``, that for its words at the one
    numbered ``edited``, which is nothing where they cannot be changed."""
    text = blocks.cut(body)
    said = margin.beside(piece, text, mentions.see(piece, user, is_read=is_read))
    forms = {-1: _form(-1, piece)}  # to be copied by a script
    if typed and isinstance(typed.form, CommentForm):
        forms[typed.paragraph if 0 <= typed.paragraph < len(text) else -2] = typed.form
    elif opened.isdecimal() and len(opened) < 6:
        forms[int(opened)] = _form(int(opened), piece)
    found = [
        _paragraph(number, block, said.at(number), forms.get(number))
        for number, block in enumerate(text)
    ]
    lines = claims.ledger(piece)
    if edited is not None and piece.latest:
        found = _with_boxes(piece, found, text, edited, lines)
    return {
        "paragraphs": found,
        "ledger": ledger.shown(lines),
        "margin": said,
        "unkept": typed,
        "forms": {"empty": forms[-1], "stray": forms.get(-2)},
        "people_here": names(piece),
    }


def listed(piece: Submission, user: User, *, is_read: bool) -> dict[str, Any]:
    """The same in a list, where the text is edited or marked up."""
    text = blocks.cut(piece.latest.body_html) if piece.latest else []
    fresh = mentions.see(piece, user, is_read=is_read)
    return {
        "margin": margin.beside(piece, text, fresh),
        "people_here": names(piece),
    }


def names(piece: Submission) -> list[str]:
    """Who may be named with an @ here; nobody while that would help to guess."""
    if rules.is_blind(piece):
        return []
    return [str(user) for user in mentions.people(piece)]


def _paragraph(
    number: int, block: Block, threads: list[Thread], form: CommentForm | None
) -> Paragraph:
    shown = [thread for thread in threads if thread.is_open]
    marks = {
        thread.comment.pk: (thread.place.start, thread.place.end)
        for thread in shown
        if _is_part(thread.place, block)
    }
    html = blocks.marked(block, marks, "said")
    return Paragraph(number, html, shown, bool(anchors.key(block.text)), form)


def _with_boxes(
    piece: Submission,
    found: list[Paragraph],
    text: Sequence[Block],
    edited: str,
    lines: Sequence[Line],
) -> list[Paragraph]:
    """The paragraphs, each with the way to change it, or with its box open."""
    body = piece.latest.body if piece.latest else ""
    may = paragraphs.editable(body, text)
    return [
        replace(
            each,
            may_edit=True,
            edited=paragraphs.box(piece, each.number, text[each.number], lines)
            if edited == str(each.number)
            else None,
        )
        if each.number in may
        else each
        for each in found
    ]


def _is_part(place: Place, block: Block) -> bool:
    """Less than the paragraph: what is said on all of it needs no mark."""
    return (place.start, place.end) != (0, len(block.text))


def _form(number: int, piece: Submission) -> CommentForm:
    newest = piece.latest.number if piece.latest else 0
    first = {"paragraph": number, "revision": newest}
    return CommentForm(initial=first, auto_id="said_%s")
