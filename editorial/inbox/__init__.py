"""Answers by mail: into the thread of their piece, or kindly back to their writer.

Whatever arrives is either placed or accounted for, once, by its Message-ID. What
cannot be placed is told to the account it would have come from, at the account's
own address and nowhere else; a stranger is never written to. A mail can make a
message only: no road leads from here to the desk's own notes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message as Letter
from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string

from authors.limits import allowed
from authors.models import User
from editorial import files, outbox, replies, rules, talk
from editorial.inbox import reading, wording
from editorial.inbox.reading import Mail
from editorial.models import ENDED, Incoming, IncomingState, Message, Submission

__all__ = ["parse", "take"]

HOUR, DAY = 60 * 60, 24 * 60 * 60
MESSAGES = 30  # an hour from one person, those of the page among them
ANSWERS = 10  # a day to one person about mail that could not be placed
UNKNOWN = 200  # an hour from strangers that leave a trace

parse = reading.parse
Write = Callable[..., Message]


@dataclass(eq=False)  # not frozen: an exception is given its traceback
class _Refused(Exception):
    """Why a mail has no place: for the desk, and for its writer. ``words`` go back
    to them; ``piece`` is named only to somebody who may know of it."""

    outcome: str
    to: User | None = None
    why: str = ""
    words: str = ""
    piece: Submission | None = None


class _NotForUs(Exception):
    """Nobody waits for an answer to it."""


def take(message: Letter, *, size: int | None = None) -> Incoming:
    """Put one mail where it belongs, and say what became of it.

    ``size`` is that of the mail as it travelled, where it is known. Delivered twice,
    also at the same moment, it is taken once. Whatever the mail is made of, only the
    database can make this fail; then nothing has happened, and it may be tried again.
    """
    mail = reading.read(message, size=size)
    with files.together():
        row, is_new = Incoming.objects.get_or_create(
            message_id=mail.message_id,
            defaults={"sender": mail.sender[:254], "subject": mail.subject},
        )
        if is_new:
            _settle(row, mail)
    return row


def _settle(row: Incoming, mail: Mail) -> None:
    try:
        if mail.automatic:
            raise _NotForUs(mail.automatic)
        user, piece = _whose(row, mail)
        row.submission = piece
        row.outcome = _placed(mail, user, piece)
        row.state = IncomingState.PLACED
    except _Refused as refusal:
        row.state, row.outcome = IncomingState.REFUSED, refusal.outcome
        _give_back(mail, refusal)
    except _NotForUs as reason:
        row.outcome = str(reason)
        if not allowed("mail of strangers", "all", UNKNOWN, HOUR):
            row.delete()
            return
    row.outcome = row.outcome[:200]
    row.save()


# -- whose, and where ------------------------------------------------------------------


def _whose(row: Incoming, mail: Mail) -> tuple[User, Submission]:
    """The person whose answer it is, and the piece; the sender is that person."""
    found = [reply for each in mail.recipients if (reply := replies.read(each))]
    if not found:
        raise _nowhere(mail)
    users = User.objects.in_bulk({reply.user for reply in found})
    pieces = Submission.objects.in_bulk({reply.piece for reply in found})
    first, known = found[0], users.get(found[0].user)
    row.submission = pieces.get(first.piece)
    own = [r for r in found if r.user in users and _is_from(mail, users[r.user])]
    if not own or mail.is_forged:
        raise _Refused(
            "Its sender could not be proven."
            if own
            else "It came from another address than the letter went to.",
            to=known,
            why="It came from an address that is not the one we know you by, or could "
            "not be proven to be yours. If you wrote it, write from your own "
            "address, or on the page. If you did not, somebody else has our letter "
            "to you.",
        )
    user, words = users[own[0].user], _words(mail)
    if len({reply.piece for reply in own}) > 1:
        raise _Refused(
            "It was sent to several pieces at once.",
            to=user,
            why="It was addressed to several columns at once. Send it again to one.",
            words=words,
        )
    piece = pieces.get(own[0].piece)
    if piece is None:
        raise _Refused(
            "The piece is gone.",
            to=user,
            why="The column it answers is no longer with us.",
            words=words,
        )
    return user, piece


def _is_from(mail: Mail, user: User) -> bool:
    return bool(mail.sender) and mail.sender == user.email.lower()


def _nowhere(mail: Mail) -> Exception:
    """Somebody we know is told; of a stranger nothing is kept but a line."""
    known = mail.sender and User.objects.filter(email__iexact=mail.sender).first()
    if not known:
        return _NotForUs("It names no piece, and its sender has no account here.")
    return _Refused(
        "The address it was sent to names no piece.",
        to=known,
        why="The address it was sent to belongs to no column. Answer one of our "
        "letters, or write on the page of your column.",
    )


# -- into the thread -------------------------------------------------------------------


def _placed(mail: Mail, user: User, piece: Submission) -> str:
    """Write it into the thread as the person they are; return how it went."""
    piece = Submission.objects.lock(piece.pk)
    words = _words(mail)
    write = _way_in(user, piece, words)
    if wrong := _wrong_with(mail, words):
        outcome, why = wrong
        raise _Refused(outcome, to=user, why=why, words=words, piece=piece)
    if not allowed("messages", str(user.pk), MESSAGES, HOUR):
        raise _Refused(
            "Too many messages in an hour.",
            to=user,
            why="That is many messages in an hour. Send it again later.",
            words=words,
            piece=piece,
        )
    return _written(write, mail, words, user, piece)


def _wrong_with(mail: Mail, words: str) -> tuple[str, str] | None:
    """For the desk, and for its writer; None when it can be kept."""
    if mail.problem:
        return mail.problem, mail.problem
    if not words and not mail.files:
        nothing = "There was nothing in it that we could read."
        return nothing, nothing
    if len(words) > talk.MOST_CHARACTERS:
        return "It is too long for a message.", (
            f"It is longer than {talk.MOST_CHARACTERS:,} characters. Send it in two "
            "parts, or as a file."
        )
    return None


def _way_in(user: User, piece: Submission, words: str) -> Write:
    """The author's way to the desk, or the desk's to the author."""
    write: Write
    if rules.is_author(user, piece):
        write = talk.write_to_desk
    elif rules.may_edit(user, piece):
        write = talk.write_to_author
    else:
        raise _Refused(
            "Its sender may not write on this piece any more.",
            to=user,
            why="You are not among those who write on this column any more.",
            words=words,
        )
    if piece.status in ENDED or piece.submitted_at is None:
        raise _Refused(
            f"The piece is {piece.get_status_display().lower()}.",
            to=user,
            why="Work on this column has ended, so nobody would have read it there.",
            words=words,
            piece=piece,
        )
    return write


def _written(
    write: Write, mail: Mail, words: str, user: User, piece: Submission
) -> str:
    """With all of its files that can be taken; the others are named in the message
    and told to the sender."""
    left: list[reading.File] = list(mail.files)
    refused: list[str] = []
    while True:
        text = "\n\n".join(filter(None, [words or "(No words, only files.)", *refused]))
        enclosed = [talk.Enclosed(each.name, io.BytesIO(each.data)) for each in left]
        try:
            write(piece, text, by=user, enclosed=enclosed, came_by_mail=True)
        except talk.NotEnclosed as not_taken:
            refused += [f"Not taken with this mail: {line}" for line in not_taken.lines]
            left = [f for n, f in enumerate(left) if n not in not_taken.why]
        else:
            break
    if not refused:
        return "In the thread."
    _write_back("mail-files-refused", user, mail, piece=piece, why="\n\n".join(refused))
    return f"In the thread, without {len(refused)} of its files."


def _words(mail: Mail) -> str:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return wording.answer_in(mail.text, ours=(name, address))


# -- back to their writer --------------------------------------------------------------


def _give_back(mail: Mail, refusal: _Refused) -> None:
    if refusal.to is None or not refusal.to.is_active:
        return
    _write_back(
        "mail-refused",
        refusal.to,
        mail,
        piece=refusal.piece,
        why=refusal.why,
        words=refusal.words,
    )


def _write_back(
    kind: str,
    to: User,
    mail: Mail,
    *,
    piece: Submission | None,
    why: str,
    words: str = "",
) -> None:
    """To the account's own address; so many a day, lest two machines answer each
    other for ever."""
    if not allowed("answers to mail", str(to.pk), ANSWERS, DAY):
        return
    context = {
        "name": to.name,
        "subject": mail.subject,
        "piece": piece,
        "why": why,
        "words": words,
        "address": _page(piece, to),
        "paper": settings.PAPER_NAME,
    }
    outbox.post(
        to=to.email,
        subject=render_to_string(f"email/{kind}.subject.txt", context).strip(),
        body=render_to_string(f"email/{kind}.txt", context).strip(),
        kind=kind,
        submission=piece,
    )


def _page(piece: Submission | None, reader: User) -> str:
    if piece is None:
        return f"{settings.SITE_URL}/contribute/"
    if rules.is_author(reader, piece):
        return f"{settings.SITE_URL}/contribute/{piece.pk}/"
    return f"{settings.SITE_URL}/admin/desk/{piece.pk}/"
