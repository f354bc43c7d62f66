"""A Word file as Markdown: looked into before it is unpacked, parsed and converted."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from xml.parsers import expat

import mammoth
from bs4 import BeautifulSoup

from editorial import kinds
from editorial.kinds import FileRefused, FileTooLarge, kind_of
from editorial.word.brought import Brought
from editorial.word.markdown import as_markdown
from editorial.word.notes import take_notes
from editorial.word.sanitised import LONGEST_TEXT, TOO_LONG, sanitised
from editorial.word.tidy import tidy

MOST_PART = 8 * 1024 * 1024  # bytes of one part, unpacked
MOST_ELEMENTS = 60_000
DEEPEST = 150

_AS_DOCX = "save it as “Word document, .docx” and bring that."
_INSTEAD = {
    kinds.OLD_WORD: f"This is a file of an old Word. Open it in Word, {_AS_DOCX}",
    kinds.ODT: (
        "This is an OpenDocument file. In your program choose Save as, then Word "
        f"(.docx): {_AS_DOCX}"
    ),
    kinds.RTF: f"This is an RTF file. Open it in a word processor, {_AS_DOCX}",
    kinds.PDF: (
        "This is a PDF, whose lines cannot be put together again. Take the document "
        f"it was made from, {_AS_DOCX}"
    ),
    kinds.TEXT: "This is plain text. Open it, copy all of it and paste it in the text.",
}
_PICTURE = "This is a picture. Bring the words as a Word document, or type them."
_NO_TEXT = "There are no words in this file. Look whether it is the right one."
_NOT_READ = (
    "This file could not be read. Open it in Word, save it again as “Word document, "
    ".docx”, or copy the text and paste it here."
)

# All that is needed for the words; pictures, themes and settings stay in the file.
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/_rels/[^/]+\.rels"
    r"|word/(?:document|styles|numbering|footnotes|endnotes)\d*\.xml"
)
_WORDS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_COMMENTS = re.compile(r"word/comments\d*\.xml")
# Wrappers the converter does not know and would drop with the words in them.
_WRAPPERS = re.compile(rb"<(/?)w:(?:fldSimple|bdo|dir)(?=[\s/>])")
_NEW_LINE = re.compile(rb"<w:cr(?=[\s/>])")
_PROPERTIES = {"rPr", "trPr", "tcPr", "tblPr", "pPr", "sectPr", "numPr"}

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
r[style-name='Emphasis'] => em
r[style-name='Subtle Emphasis'] => em
r[style-name='Intense Emphasis'] => em
r[style-name='Book Title'] => em
r[style-name='Strong'] => strong
"""


def from_docx(data: bytes) -> Brought:
    """The words of a Word file as clean Markdown, and what else was in it.

    Raises ``FileRefused``, and nothing else, whatever comes: its sentence says what
    to bring instead.
    """
    kind = kind_of(data)
    if kind is not kinds.WORD:
        raise FileRefused(_INSTEAD.get(kind, _PICTURE))
    try:
        brought = _converted(data)
    except FileRefused:
        raise
    except Exception as odd:  # libraries raise whatever hostile input makes them
        raise FileRefused(_NOT_READ) from odd
    if not brought.words:
        raise FileRefused(_NO_TEXT)
    return brought


def _converted(data: bytes) -> Brought:
    with kinds.unzipped(data) as opened:
        names = set(opened.namelist())
        parts = {
            name: kinds.part(opened, name, MOST_PART)
            for name in sorted(filter(_PARTS.fullmatch, names))
        }
        remarks = {
            name: kinds.part(opened, name, MOST_PART)
            for name in sorted(filter(_COMMENTS.fullmatch, names))
        }
    if sum(map(len, parts.values())) > MOST_PART:
        raise FileTooLarge(TOO_LONG)
    found = _counted({**parts, **remarks})
    soup = sanitised(_html(parts))
    title = _title(soup)
    notes = take_notes(soup)
    tidy(soup, *notes.values())
    return Brought(
        markdown=as_markdown(soup, notes),
        title=title,
        insertions=found["ins"] + found["moveTo"],
        deletions=found["del"] + found["moveFrom"],
        comments=found["comment"],
        pictures=found["blip"] + found["imagedata"],
        formulas=found["oMath"],
    )


def _html(parts: Mapping[str, bytes]) -> str:
    """Converted from an archive of our own making, which holds no part but these."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in parts.items():
            if _WORDS.fullmatch(name):
                content = _WRAPPERS.sub(rb"<\1w:smartTag", content)
                content = _NEW_LINE.sub(b"<w:br", content)
            made.writestr(name, content)
    html: str = mammoth.convert_to_html(
        file,
        style_map=_STYLES,
        id_prefix="",
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=lambda _: [],
    ).value
    return html


def _title(soup: BeautifulSoup) -> str:
    """The document's own title, taken out of its text: what stands first and is styled
    so, or the only heading of its level."""
    first = soup.find(True)
    if first is None or first.name != "h1":
        return ""
    is_alone = len(soup.find_all("h1")) == 1
    if "title" not in first.get_attribute_list("class") and not is_alone:
        return ""
    words = " ".join(first.extract().get_text().replace("\u00ad", "").split())
    return words[:400]


def _counted(parts: Mapping[str, bytes]) -> Counter[str]:
    """How often each element of note stands in the words. Every part is read to its
    end by a parser that knows no entities.

    Raises ``FileRefused`` for a part no word processor writes.
    """
    counter = _Counter()
    for name, content in parts.items():
        counter.read(content, is_words=bool(_WORDS.fullmatch(name)))
    return counter.found


class _Counter:
    """Counts elements by name, and stops at what would take too long to convert."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self.elements = self.characters = 0
        self.open: list[str] = []

    def read(self, content: bytes, *, is_words: bool) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        if is_words:
            parser.CharacterDataHandler = self._words
        self.open = []
        try:
            parser.Parse(content, True)
        except expat.ExpatError as damage:
            raise FileRefused(kinds.DAMAGED) from damage

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        own = name.rpartition(" ")[2]
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise FileTooLarge(TOO_LONG)
        if len(self.open) > DEEPEST:
            raise FileRefused(kinds.SWOLLEN)
        if not self.open or self.open[-1] not in _PROPERTIES:
            self.found[own] += 1
        self.open.append(own)

    def _end(self, name: str) -> None:
        self.open.pop()

    def _words(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > LONGEST_TEXT:
            raise FileTooLarge(TOO_LONG)

    def _refuse(self, *_: object) -> None:
        raise FileRefused(_NOT_READ)
