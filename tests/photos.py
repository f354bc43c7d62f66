"""Files as people send them: honest photographs, and what pretends to be one."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

RED = (200, 30, 30)
ROTATED, GPS = 0x0112, 0x8825
EXE = b"MZ\x90\x00\x03" + b"\x00" * 200 + b"This program cannot be run in DOS mode."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<script>alert(document.domain)</script>"


def photo(fmt: str = "JPEG", size=(120, 80), mode: str = "RGB", **saved) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, RED if mode == "RGB" else 128).save(file, fmt, **saved)
    return file.getvalue()


def phone_photo(size=(120, 80)) -> bytes:
    """Lies on its side, says where it was taken and with what."""
    notes = Image.Exif()
    notes[ROTATED] = 6  # turn a quarter clockwise to look at it
    notes[0x010F] = "CamCorp"
    notes.get_ifd(GPS)[1] = "N"
    notes.get_ifd(GPS)[2] = (11.0, 33.0, 0.0)
    return photo(size=size, exif=notes)


def png(width: int, height: int, *, depth: int = 1, row: bytes = b"") -> bytes:
    """A grey PNG of any size: black and a few KB, however many pixels it claims."""
    row = row or b"\0" * ((width * depth + 7) // 8)
    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    body = zlib.compressobj(9)
    data = b"".join(body.compress(b"\0" + row) for _ in range(height)) + body.flush()
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part))
        + kind
        + part
        + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    )


def sent(data: bytes, name: str = "photo.jpg", kind: str = "image/jpeg"):
    """An upload, with whatever name and type its sender claims for it."""
    return SimpleUploadedFile(name, data, content_type=kind)


def files_in(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
