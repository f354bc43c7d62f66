"""Documents as people send them, and what pretends to be one."""

from __future__ import annotations

import io
import zipfile

from docx import Document

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
RTF = b"{\\rtf1\\ansi Hello.}"
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def zipped(parts: dict[str, bytes | str], *, packed: bool = True) -> bytes:
    file = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(file, "w", how) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def docx(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs or ("The first paragraph.",):
        document.add_paragraph(text)
    return saved(document)


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes | str]) -> bytes:
    """The same archive with these parts added, or in place of its own."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        own = {name: opened.read(name) for name in opened.namelist()}
    return zipped(own | parts)


def docm() -> bytes:
    return with_parts(docx(), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def odt(**parts: bytes) -> bytes:
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}
        | parts
    )


def compound(*streams: str) -> bytes:
    """A file as Office wrote them before 2007, and writes locked ones still."""
    names = (name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return CFB + b"".join(name + b"\0" * 64 for name in names)


def bomb(name: str = "word/document.xml", megabytes: int = 160) -> bytes:
    """A few hundred KB that unpack to more than we unpack."""
    return with_parts(docx(), {name: b" " * (megabytes * 1024 * 1024)})


def lying(data: bytes, name: str, claimed: int) -> bytes:
    """The same archive, in which one part says that it is smaller than it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        entry = opened.getinfo(name)
        true = entry.file_size.to_bytes(4, "little")
        at = data.rfind(name.encode())  # in the directory, after all the parts
    start = data.rfind(b"PK\x01\x02", 0, at)
    assert data[start + 24 : start + 28] == true
    return data[: start + 24] + claimed.to_bytes(4, "little") + data[start + 28 :]
