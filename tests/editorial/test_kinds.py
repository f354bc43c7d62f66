import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial import kinds
from editorial.kinds import FileRefused, clean_name, kind_of
from tests.papers import (
    PDF,
    RTF,
    bomb,
    compound,
    docm,
    docx,
    lying,
    odt,
    with_parts,
    zipped,
)
from tests.photos import EXE, HTML, SVG, photo

OFFICE = "application/vnd.openxmlformats-officedocument"


def office(kind):
    types = f'<Types><Override ContentType="{kind}"/></Types>'
    return zipped({"[Content_Types].xml": types, "x.xml": "<a/>"})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (docx("Hello."), kinds.WORD),
        (compound("Root Entry", "WordDocument"), kinds.OLD_WORD),
        (odt(), kinds.ODT),
        (PDF, kinds.PDF),
        (RTF, kinds.RTF),
        (b"Name,Age\nInes,40\n", kinds.TEXT),
        ("“Plain” text – with signs.".encode(), kinds.TEXT),
        ("“Plain” text".encode("cp1252"), kinds.TEXT),
        ("“Plain” text".encode("utf-16"), kinds.TEXT),
        (b"MZungu said so.", kinds.TEXT),
        (photo("JPEG"), kinds.JPEG),
        (photo("PNG"), kinds.PNG),
        (photo("WEBP"), kinds.WEBP),
    ],
)
def test_a_file_is_known_by_its_bytes(data, kind):
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is empty."),
        (b" \n", "This file is empty."),
        (EXE, "This is a program."),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 60, "This is a program."),
        (b"#!/bin/sh\nrm -rf /\n", "This is a program."),
        (b"@echo off\r\ndel *.*", "This is a program."),
        (HTML, "This is a web page"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html><p>", "This is a web page"),
        (SVG, "This is a web page"),
        ("<svg onload=x>".encode("utf-16"), "This is a web page"),
        (b"<?php system(1);", "This is a web page"),
        (zipped({"a.txt": "x"}), "This is an archive."),
        (b"7z\xbc\xaf\x27\x1c\0", "This is an archive."),
        (b"Rar!\x1a\x07\x00", "This is an archive."),
        (docm(), "This file holds macros"),
        (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (compound("WordDocument", "Macros"), "This file holds macros"),
        (compound("WordDocument", "_VBA_PROJECT"), "This file holds macros"),
        (odt(**{"Basic/Standard/Module1.xml": b"x"}), "This file holds macros"),
        (compound("EncryptedPackage"), "locked with a password"),
        (compound("Workbook"), "This is a workbook"),
        (compound("__properties_version1.0"), "We do not know this kind of file."),
        (office(f"{OFFICE}.spreadsheetml.sheet.main+xml"), "This is a workbook"),
        (office(f"{OFFICE}.wordprocessingml.template.main+xml"), "a Word template"),
        (zipped({"mimetype": "application/epub+zip"}), "This is an archive."),
        (zipped({"Index/Document.iwa": b"x"}), "This is a Pages file."),
        (b"GIF89a\x01\0", "this kind of picture or film"),
        (b"\0\0\0 ftypheic\0\0", "this kind of picture or film"),
        (b"\x01\x02\x03\x04", "We do not know this kind of file."),
        (docx()[:-30], "This file is damaged"),
        (docx()[:200], "This file is damaged"),
        (bomb(), "far larger than any document"),
    ],
)
def test_what_we_do_not_keep_is_refused_in_words(data, said):
    with pytest.raises(FileRefused, match=said):
        kind_of(data)


def test_ten_thousand_entries_are_refused_before_the_directory_is_parsed(monkeypatch):
    many = with_parts(docx(), {f"word/media/{n}.png": b"" for n in range(10_000)})

    with monkeypatch.context() as watched:
        watched.setattr(zipfile.ZipFile, "_RealGetContents", None)
        with pytest.raises(FileRefused, match="far larger"):
            kind_of(many)


def test_a_part_that_lies_about_its_size_is_not_unpacked_further_than_it_may_be():
    swollen = lying(bomb(megabytes=100), "word/document.xml", 1000)
    opened = kinds.unzipped(swollen)

    with pytest.raises(FileRefused):
        kinds.part(opened, "word/document.xml", 2000)


@pytest.mark.parametrize("cut", [30, 100, 400, 2000])
def test_an_archive_with_a_second_end_is_not_believed(cut):
    data = docx()
    at = data.rfind(b"PK\x05\x06")
    spoilt = data[:at] + b"PK\x06\x07" + b"\0" * 16 + data[at:]

    with pytest.raises(FileRefused):
        kind_of(spoilt)
    with pytest.raises(FileRefused):
        kind_of(data[:-cut])


@given(st.binary(max_size=400), st.integers(0, 2000))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_it_is_a_kind_or_is_refused(noise, at):
    data = WORD_FILE[:at] + noise + WORD_FILE[at + len(noise) :]

    for sent in (noise, data, b"PK" + noise):
        with suppress(FileRefused):
            assert kind_of(sent).content_type


WORD_FILE = docx("Some words of a column.")


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("My column.docx", kinds.WORD, "My column.docx"),
        ("MY COLUMN.DOCX", kinds.WORD, "MY COLUMN.DOCX"),
        ("../../etc/passwd", kinds.TEXT, "passwd.txt"),
        ("C:\\Users\\Ines\\text.csv", kinds.TEXT, "text.csv"),
        ("run.bat", kinds.TEXT, "run.bat.txt"),
        ("invoice.pdf.exe", kinds.PDF, "invoice.pdf.exe.pdf"),
        ("evil.docm", kinds.WORD, "evil.docm.docx"),
        ("cod\u202exod.exe", kinds.WORD, "codxod.exe.docx"),
        ("two\r\nlines\x00\t here.pdf", kinds.PDF, "two lines here.pdf"),
        ("", kinds.PDF, "file.pdf"),
        (".docx", kinds.WORD, "docx.docx"),
        ("...", kinds.JPEG, "file.jpg"),
        ("សូរស្ដី.pdf", kinds.PDF, "សូរស្ដី.pdf"),
    ],
)
def test_a_name_is_one_clean_line_with_an_honest_ending(name, kind, kept):
    assert clean_name(name, kind) == kept


@given(st.text(max_size=300))
def test_no_name_is_too_long_or_holds_a_path(name):
    kept = clean_name(name, kinds.WORD)

    assert 5 < len(kept) <= 160
    assert kept.lower().endswith(".docx")
    assert not set(kept) & set("/\\\r\n\0\u202e")
