"""What differs between two pages as readers would see them, change by change.

A page here is its wordings by name: the words of a revision and all that stands
around them. A change has a key of its own, so that the same change is known again
in a later proof and a different one is asked anew.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from articles import redline
from articles.redline import Kind
from authors.models import User
from editorial import fixes
from editorial.models import Revision, SignOff, Submission
from editorial.proof import ANSWERED, Proof

Page = Mapping[str, str]

# In the order in which an author reads them.
NAMES = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "kicker": "Label above the headline",
    "byline": "Names and bios",
    "disclosure": "Interest, near your name",
    "picture": "Picture",
    "caption": "Caption and credit",
    "body": "Text",
    "pictures": "Pictures in the text",
    "closing_line": "Closing line",
    "other_interests": "Interests, under the column",
    "help_and_ai": "Help and AI, under the column",
    "social_title": "Title when shared",
    "search_title": "Title for search engines",
}
TITLES = ("headline", "social_title", "search_title")
FURNITURE = ("kicker", "byline", "picture", "caption", "pictures", "closing_line")
UNSEEN = "something that is not read as words"
MOST_QUOTED = 240

_SENTENCE_END = re.compile(r"(?<=[.!?…])[”’\"')\]]*\s+")


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: where, and both wordings in their sentence. Without ``runs`` the
    two read better side by side."""

    number: int
    field: str
    where: str
    before: str
    after: str
    runs: tuple[redline.Change, ...]

    @property
    def key(self) -> str:
        """SHA-256 of the field and both wordings."""
        said = "\0".join((self.field, self.before, self.after))
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def words(self) -> int:
        """How many words are new or gone; a word for a word is one."""
        if not self.runs:
            return max(map(_count, (self.before, self.after)))
        count, gone, new = 0, 0, 0
        for run in self.runs:
            if run.kind is Kind.SAME:
                count, gone, new = count + max(gone, new), 0, 0
            elif run.kind is Kind.REMOVED:
                gone += _count(run.text)
            else:
                new += _count(run.text)
        return count + max(gone, new)


@dataclass(frozen=True, slots=True)
class Since:
    """What changed, and since what: the signature, where this person has signed
    before; the text the author sent last, where not."""

    changes: tuple[Changed, ...]
    signature: SignOff | None

    @property
    def summary(self) -> str:
        return summary(self.changes)


def page_of(words: Mapping[str, str], beside: Mapping[str, Any]) -> dict[str, str]:
    """The wordings of a page. What stood around the words of an old revision is not
    always known; then it is left out."""
    page = dict(words)
    if beside:
        page |= _furniture(beside)
    return page


def page_as(proof: Proof) -> dict[str, str]:
    return page_of(proof.words, proof.beside)


def page_signed(signature: SignOff) -> dict[str, str]:
    """The page this person read and signed; for a signature kept after a fix, the
    one it began with. Reads ``revision`` and ``carried_from__revision``."""
    own = signature.carried_from or signature
    beside = own.beside and dict.fromkeys(ANSWERED, "") | own.beside
    return page_of(own.revision.fields(), beside)


def between(before: Page, after: Page) -> tuple[Changed, ...]:
    """Each change in the order of the page; in the text, sentence by sentence."""
    found = [
        each
        for name in NAMES
        if name in before and before[name] != after.get(name, "")
        for each in _in_field(name, before[name], after.get(name, ""))
    ]
    return tuple(Changed(number, *each) for number, each in enumerate(found, 1))


def is_still(proof: Proof, fingerprint: str, body: str) -> bool:
    """This is the page that bore ``fingerprint`` with the text ``body``; or nothing
    but slips were mended in its text since, of the class a signature stands over
    without anybody's word that a letter was mistyped."""
    if proof.fingerprint == fingerprint:
        return True
    if dataclasses.replace(proof, body=body).fingerprint != fingerprint:
        return False
    found = fixes.between(body, proof.body)
    return found is not None and not any(fix.is_letter for fix in found)


def since_last_seen(submission: Submission, proof: Proof, reader: User) -> Since:
    """What this author has not agreed to yet. Two queries."""
    signature = last_signature(submission, reader)
    if signature:
        return Since(between(page_signed(signature), page_as(proof)), signature)
    return Since(since_sent(submission, proof), None)


def since_sent(submission: Submission, proof: Proof) -> tuple[Changed, ...]:
    """What the desk did to the page the author last sent. One query."""
    sent = (
        Revision.objects.filter(submission=submission, is_by_author=True)
        .order_by("-number")
        .first()
    )
    if sent is None:
        return ()
    return between(page_of(sent.fields(), sent.beside), page_as(proof))


def last_signature(submission: Submission, reader: User) -> SignOff | None:
    """The newest of this person, whether it still holds or not."""
    return (
        SignOff.objects.filter(submission=submission, by=reader)
        .select_related("revision", "carried_from__revision")
        .order_by("-at", "-pk")
        .first()
    )


def summary(changes: Iterable[Changed]) -> str:
    """ "1 word", "12 words and the picture": what was changed, for a sentence."""
    words, marks, others = 0, 0, []
    for each in changes:
        if each.field in FURNITURE:
            others.append(f"the {NAMES[each.field].lower()}")
        elif each.words:
            words += each.words
        else:
            marks += 1
    said = [f"{words} word{'' if words == 1 else 's'}"] if words else []
    if marks:
        said.append(f"{marks} mark{'' if marks == 1 else 's'}")
    said += others
    *first, last = said or [UNSEEN]
    return f"{', '.join(first)} and {last}" if first else last


def in_words(changes: Iterable[Changed]) -> str:
    """Each change as a letter may print it, both wordings in full sentences."""
    return "\n\n".join(map(_told, changes)) or f"Changed: {UNSEEN}."


def _told(each: Changed) -> str:
    before, after = (_cut(text) for text in (each.before, each.after))
    if not before:
        return f"{each.where}, new:\n“{after}”"
    if not after:
        return f"{each.where}, taken out:\n“{before}”"
    return f"{each.where}, was:\n“{before}”\nis now:\n“{after}”"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_QUOTED else f"{line[: MOST_QUOTED - 1]}…"


def _count(text: str) -> int:
    return sum(1 for word in text.split() if any(map(str.isalnum, word)))


Found = tuple[str, str, str, str, tuple[redline.Change, ...]]


def _in_field(name: str, before: str, after: str) -> Iterator[Found]:
    line = redline.compare(before, after)
    if line.too_different:
        yield name, NAMES[name], before, after, ()
    elif name == "body":
        yield from _in_text(line)
    else:
        yield name, NAMES[name], before, after, line.runs


def _in_text(line: redline.Redline) -> Iterator[Found]:
    number = 0
    for paragraph in line.paragraphs:
        stands = "".join(run.text for run in paragraph if run.kind is not Kind.REMOVED)
        number += bool(stands.strip())
        where = f"Paragraph {max(number, 1)}"
        for runs in _sentences(paragraph):
            if any(run.kind is not Kind.SAME for run in runs):
                yield "body", where, *_sides(runs), tuple(runs)


def _sides(runs: Iterable[redline.Change]) -> tuple[str, str]:
    before = "".join(run.text for run in runs if run.kind is not Kind.ADDED)
    after = "".join(run.text for run in runs if run.kind is not Kind.REMOVED)
    if before.strip() == after.strip():  # white space is all there is to it
        return before, after
    return before.strip(), after.strip()


def _sentences(paragraph: Iterable[redline.Change]) -> Iterator[list[redline.Change]]:
    """Cut where both texts end a sentence."""
    sentence: list[redline.Change] = []
    for run in paragraph:
        start = 0
        ends = _SENTENCE_END.finditer(run.text) if run.kind is Kind.SAME else ()
        for end in ends:
            sentence.append(redline.Change(run.kind, run.text[start : end.end()]))
            yield sentence
            sentence, start = [], end.end()
        if run.text[start:]:
            sentence.append(redline.Change(run.kind, run.text[start:]))
    if sentence:
        yield sentence


def _furniture(beside: Mapping[str, Any]) -> dict[str, str]:
    picture = beside["picture"]
    answered = {name: beside[name] for name in ANSWERED if name in beside}
    return answered | {
        "kicker": f"{beside['label']}, {beside['section']}",
        "byline": "\n\n".join(map(_byline, beside["bylines"])),
        "picture": _picture(picture) if picture else "",
        "caption": _caption(picture) if picture else "",
        "pictures": "\n\n".join(
            f"{_picture(each)} {_caption(each)}" for each in beside["text_pictures"]
        ),
        "closing_line": f"{beside['closing_line']} {beside['publisher']}",
    }


def _byline(byline: Mapping[str, Any]) -> str:
    names = filter(None, (byline["name"], byline["name_own_script"]))
    pronoun = f" ({byline['pronoun']})" if byline["pronoun"] else ""
    said = f"{' '.join(names)}{pronoun}. {byline['bio_line']}".strip()
    portrait = byline.get("portrait", "")  # not known of pages signed long ago
    if not portrait:
        return said
    file = portrait.rpartition("/")[2][:8]
    return f"{said} Portrait {file}. {byline['portrait_credit']}".strip()


def _picture(picture: Mapping[str, Any]) -> str:
    """What it shows and what it is, with the beginning of its file's name: another
    picture may be described in the same words."""
    said = (picture["alt"], picture["label"] and f"{picture['label']}.")
    return " ".join((*filter(None, said), f"(File {picture['uuid'][:8]})"))


def _caption(picture: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (picture["caption"], picture["credit"])))
