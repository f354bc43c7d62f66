"""What is this file? Its bytes say; its name and its sender only claim."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

MAX_ENTRIES = 2_000
MAX_UNZIPPED = 150 * 1024 * 1024


class FileRefused(ValueError):
    """Why a file cannot be taken: a sentence or two for the person who sent it."""


class FileTooLarge(FileRefused):
    """It weighs more than we take: one file, or all files of a piece together."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file we keep, and how the name of one may end."""

    name: str
    content_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = Kind("Word document", f"{_OFFICE}.wordprocessingml.document", (".docx",))
OLD_WORD = Kind("old Word document", "application/msword", (".doc",))
ODT = Kind(
    "OpenDocument text", "application/vnd.oasis.opendocument.text", (".odt", ".fodt")
)
PDF = Kind("PDF", "application/pdf", (".pdf",))
RTF = Kind("RTF document", "application/rtf", (".rtf",))
TEXT = Kind(
    "plain text",
    "text/plain",
    (".txt", ".text", ".csv", ".tsv", ".md", ".markdown", ".srt", ".vtt"),
)
JPEG = Kind("JPEG picture", "image/jpeg", (".jpg", ".jpeg"))
PNG = Kind("PNG picture", "image/png", (".png",))
WEBP = Kind("WebP picture", "image/webp", (".webp",))

_SIGNS = ((b"%PDF-", PDF), (b"{\\rtf", RTF), (b"\xff\xd8\xff", JPEG))
_PNG = b"\x89PNG\r\n\x1a\n"
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and locked files
_PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
)
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_OTHER_PICTURES = (
    (0, b"GIF8"),
    (0, b"BM"),
    (0, b"II*\0"),
    (0, b"MM\0*"),
    (4, b"ftyp"),
)
_MARKUP = ("<html", "<!doctype", "<script", "<svg", "<body", "<iframe", "<?")
_SCRIPTS = ("#!", "@echo off")

# What reading a spoilt entry of a zip can raise; an unknown compression is a
# RuntimeError, an entry that is not there a KeyError.
_DAMAGED_ZIP = (
    *(KeyError, ValueError, OSError, EOFError, RuntimeError),
    *(zlib.error, zipfile.BadZipFile),
)

EMPTY = "This file is empty."
DAMAGED = (
    "This file is damaged, or was cut off on its way. Open it on your machine, save it "
    "again and send that."
)
LOCKED = (
    "This file is locked with a password. Take the password off, save it and send it "
    "again."
)
MACROS = (
    "This file holds macros, which are small programs. Save it without them (in Word "
    "as “Word document, .docx”) and send that."
)
SWOLLEN = (
    "Unpacked, this file is far larger than any document we know. Copy the text into "
    "a new document, save it and send that."
)
_PROGRAM = "This is a program. We keep documents and pictures only."
_ARCHIVE = "This is an archive. Take the files out of it and send them one at a time."
_WEB_PAGE = (
    "This is a web page, a drawing or a script. Print it as a PDF, or send its address."
)
_OTHER_PICTURE = "We cannot keep this kind of picture or film. Save it as JPEG or PNG."
_WORKBOOK = "This is a workbook or a set of slides. Save it as a PDF and send that."
_TEMPLATE = "This is a Word template. Save it as “Word document, .docx” and send that."
_PAGES = "This is a Pages file. In Pages choose File, Export To, Word, and send that."
_UNKNOWN = (
    "We do not know this kind of file. Send a Word document, a PDF, an OpenDocument or "
    "RTF text, plain text, or a JPEG, PNG or WebP picture."
)


def kind_of(data: bytes) -> Kind:
    """One of the kinds we keep, found in the bytes alone.

    Raises ``FileRefused`` for all else, with words that say what to send instead.
    """
    if not data:
        raise FileRefused(EMPTY)
    for sign, kind in _SIGNS:
        if data.startswith(sign):
            return kind
    if data.startswith(_PNG):
        return PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"PK"):
        return _zipped(unzipped(data))
    if data.startswith(_CFB):
        return _compound(data)
    return _text(data)


def unzipped(data: bytes) -> zipfile.ZipFile:
    """The archive, if what it says of itself is of a size somebody can have typed.

    Nothing of it is unpacked yet; read its parts with ``part``, which does not
    believe what it says. Raises ``FileRefused``.
    """
    if _directory_size(data) > MAX_ENTRIES * 200:  # bytes, before it is parsed
        raise FileRefused(SWOLLEN)
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except Exception as damage:  # a hostile directory breaks it in many ways
        raise FileRefused(DAMAGED) from damage
    entries = opened.infolist()
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNZIPPED:
        raise FileRefused(SWOLLEN)
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(LOCKED)
    return opened


def part(opened: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One part of it, never more than ``most`` bytes in memory.

    Raises ``FileRefused`` if it is larger, damaged or not there.
    """
    try:
        with opened.open(name) as entry:
            # an entry may lie about its size, so it is unpacked only as far as this
            found = entry.read(most + 1)
    except _DAMAGED_ZIP as damage:
        raise FileRefused(DAMAGED) from damage
    if len(found) > most:
        raise FileRefused(SWOLLEN)
    return found


def clean_name(name: str, kind: Kind) -> str:
    """What a file may be called: one line without a path or hidden characters, with
    an ending of its true kind, at most 160 characters."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    seen = "".join(" " if c.isspace() else c for c in name)
    seen = "".join(c for c in seen if unicodedata.category(c)[0] != "C")
    seen = " ".join(seen.split()).strip(". ") or "file"
    ending = next((e for e in kind.endings if seen.lower().endswith(e)), "")
    stem = seen[: len(seen) - len(ending)] if ending else seen
    ending = seen[len(stem) :] or kind.endings[0]
    return (stem.rstrip(". ")[: 160 - len(ending)] or "file") + ending


def _directory_size(data: bytes) -> int:
    """What the end of an archive says of the size of its directory, in bytes."""
    at = data.rfind(b"PK\x05\x06")
    # a second end, for archives beyond 4 GB, would overrule the first
    if at < 0 or len(data) < at + 22 or data[max(at - 20, 0) :][:4] == b"PK\x06\x07":
        raise FileRefused(DAMAGED)
    size: int = struct.unpack_from("<L", data, at + 12)[0]
    return size


def _zipped(opened: zipfile.ZipFile) -> Kind:
    names = set(opened.namelist())
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise FileRefused(MACROS)
    if "[Content_Types].xml" in names:
        return _office(part(opened, "[Content_Types].xml", 1024 * 1024))
    if "mimetype" in names:
        return _open_document(part(opened, "mimetype", 1024), names)
    if "Index/Document.iwa" in names or "index.apxl" in names or "Index.zip" in names:
        raise FileRefused(_PAGES)
    raise FileRefused(_ARCHIVE)


def _office(types: bytes) -> Kind:
    if b"macroenabled" in types.lower():
        raise FileRefused(MACROS)
    if b"wordprocessingml.document.main+xml" in types:
        return WORD
    if b"wordprocessingml.template" in types:
        raise FileRefused(_TEMPLATE)
    if b"spreadsheetml" in types or b"presentationml" in types:
        raise FileRefused(_WORKBOOK)
    raise FileRefused(_ARCHIVE)


def _open_document(kind: bytes, names: set[str]) -> Kind:
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise FileRefused(MACROS)
    if kind.strip() == ODT.content_type.encode():
        return ODT
    if b"opendocument" in kind:
        raise FileRefused(_WORKBOOK)
    raise FileRefused(_ARCHIVE)


def _compound(data: bytes) -> Kind:
    if _has_stream(data, "EncryptedPackage"):
        raise FileRefused(LOCKED)
    if _has_stream(data, "_VBA_PROJECT") or _has_stream(data, "Macros"):
        raise FileRefused(MACROS)
    if _has_stream(data, "WordDocument"):
        return OLD_WORD
    if _has_stream(data, "Workbook") or _has_stream(data, "PowerPoint Document"):
        raise FileRefused(_WORKBOOK)
    raise FileRefused(_UNKNOWN)


def _has_stream(data: bytes, name: str) -> bool:
    """The name as a directory holds it: 64 bytes, filled up with nothing."""
    return name.encode("utf-16-le").ljust(64, b"\0") in data


def _text(data: bytes) -> Kind:
    if data.startswith(_PROGRAMS) or (data.startswith(b"MZ") and b"\0" in data[:256]):
        raise FileRefused(_PROGRAM)
    text = _read(data)
    if text is None:
        raise FileRefused(_what_else(data))
    head = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if head.startswith(_SCRIPTS):
        raise FileRefused(_PROGRAM)
    if any(sign in head for sign in _MARKUP):
        raise FileRefused(_WEB_PAGE)
    if not head:
        raise FileRefused(EMPTY)
    return TEXT


def _read(data: bytes) -> str | None:
    """As characters, if these bytes can be any."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.intersection(text) else text
    return None


_CONTROL = frozenset(map(chr, range(32))) - frozenset("\t\n\v\f\r")


def _what_else(data: bytes) -> str:
    if data.startswith(_ARCHIVES):
        return _ARCHIVE
    if any(data.startswith(sign, at) for at, sign in _OTHER_PICTURES):
        return _OTHER_PICTURE
    return _UNKNOWN
