"""A Word file becomes the Markdown we work with."""

import pytest
from docx import Document

from articles.markup import render
from editorial.kinds import FileRefused
from editorial.word import Brought, from_docx
from tests.papers import (
    PDF,
    RTF,
    beside,
    bomb,
    compound,
    docm,
    docx,
    link,
    lying,
    odt,
    run,
    saved,
    tracked,
    with_parts,
    word_xml,
    written,
    zipped,
)
from tests.photos import EXE, photo


def paragraph(*inner):
    return f"<w:p>{''.join(inner)}</w:p>"


def test_a_document_keeps_all_that_markdown_can_say():
    document = Document()
    document.add_heading("Why the council can’t wait", 0)
    document.add_heading("A first heading", 1)
    first = document.add_paragraph("The mayor said “we can’t wait” — and ")
    first.add_run("really").italic = True
    first.add_run(" meant ")
    first.add_run("it").bold = True
    first.add_run(". Read ")
    link(first, "https://example.org/report?a=1&b=(2)", "the report")
    document.add_heading("A second heading", 2)
    for item in ("one", "two"):
        document.add_paragraph(item, style="List Bullet")
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("A quoted passage.", style="Quote")
    table = document.add_table(rows=2, cols=2)
    for number, text in enumerate(["h1", "h2", "a|b", "c"]):
        table.cell(number // 2, number % 2).text = text

    brought = from_docx(saved(document))

    assert brought.title == "Why the council can’t wait"
    assert brought.remarks() == []
    assert (
        brought.markdown
        == """## A first heading

The mayor said “we can’t wait” — and *really* meant **it**. Read \
[the report](https://example.org/report?a=1&b=%282%29)

### A second heading

- one
- two

1. first

> A quoted passage.

| h1 | h2 |
| --- | --- |
| a\\|b | c |"""
    )


def test_the_only_first_heading_is_the_title_when_it_stands_first():
    document = Document()
    document.add_heading("My headline", 1)
    document.add_paragraph("The text.")

    brought = from_docx(saved(document))

    assert (brought.title, brought.markdown) == ("My headline", "The text.")


def test_footnotes_and_endnotes_are_numbered_as_they_are_called():
    call = '<w:r><w:{0}Reference w:id="{1}"/></w:r>'
    data = written(
        paragraph(
            run("One"),
            call.format("endnote", 4),
            run(", two"),
            call.format("footnote", 9),
        )
    )
    note = "<w:{0} w:id='{1}'>{2}</w:{0}>"
    first = paragraph(run("The report, "), run("page 3", "<w:i/>"))
    data = beside(
        data, "endnotes", word_xml(note.format("endnote", 4, first), "endnotes")
    )
    second = paragraph(run("Ibid.")) + paragraph(run("More."))
    data = beside(
        data, "footnotes", word_xml(note.format("footnote", 9, second), "footnotes")
    )

    text = from_docx(data).markdown

    assert text == (
        "One[^1], two[^2]\n\n[^1]: The report, *page 3*\n\n[^2]: Ibid.\n\n    More."
    )
    assert render(text, doc_id="x").count("note-call") == 2


def test_tracked_changes_are_counted_and_told():
    data = written(
        paragraph(
            run("This is "),
            tracked("del", "old "),
            tracked("ins", "new "),
            run("text"),
            tracked("ins", " and more"),
            tracked("moveTo", " moved"),
            tracked("moveFrom", " moved").replace("w:t>", "w:t>"),
        )
    )

    brought = from_docx(data)

    assert brought.markdown == "This is new text and more moved"
    assert brought.remarks() == [
        "3 insertions and 2 deletions were tracked and not yet accepted. What was "
        "inserted is in the text. What was deleted is not. Look at them."
    ]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {"insertions": 1},
            "1 insertion was tracked and not yet accepted. What was inserted is in the "
            "text. Look at them.",
        ),
        (
            {"comments": 2},
            "2 comments stayed behind: the desk sees them with your file. If they are "
            "not meant for us, delete them in Word and bring the file again.",
        ),
        ({"pictures": 1}, "1 picture stayed behind: add pictures here, on the page."),
        ({"formulas": 1}, "1 formula stayed behind: write it out in words."),
    ],
)
def test_what_else_was_in_the_file_is_told(counts, said):
    assert Brought("Text.", **counts).remarks() == [said]


def test_comments_pictures_and_formulas_are_counted():
    comments = word_xml('<w:comment w:id="1"><w:p/></w:comment>' * 2, "comments")
    math = '<m:oMath xmlns:m="urn:m"><m:r/></m:oMath>'
    blip = '<w:drawing><a:blip xmlns:a="urn:a"/></w:drawing>'
    picture = beside(
        written(paragraph(run("Text."), math, f"<w:r>{blip}</w:r>")),
        "comments",
        comments,
    )

    brought = from_docx(picture)

    assert (brought.comments, brought.pictures, brought.formulas) == (2, 1, 1)


def test_words_junk_is_gone_and_smart_quotes_stay():
    data = written(
        paragraph(
            '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>',
            run("“It’s\u00a0a co\u00adlumn”"),
            run("\ue000 with   spaces"),
            run(" "),
        )
        + paragraph(run("   "))
        + paragraph(run("x"), run("2", '<w:vertAlign w:val="superscript"/>'))
        + paragraph(
            run("Split "), run("ita", "<w:i/>"), run("lic ", "<w:i/>"), run("w")
        )
        + paragraph(run("* * *"))
        + paragraph(run("1. no list"))
        + paragraph(run("a *b* _c_ # [x](y) \\ &amp;amp; snake_case 5 * 3"))
    )

    text = from_docx(data).markdown

    assert text.split("\n\n") == [
        "“It’s a column” with spaces",
        "x²",
        "Split *italic* w",
        "---",
        "1\\. no list",
        "a \\*b\\* \\_c\\_ # [x\\](y) \\\\ \\&amp; snake_case 5 * 3",
    ]


def test_words_within_fields_and_other_wrappers_are_not_lost():
    data = written(
        paragraph(
            f'<w:fldSimple w:instr="REF x">{run("one")}</w:fldSimple>',
            f'<w:dir w:val="ltr">{run(" two")}</w:dir>',
            f"<w:sdt><w:sdtContent>{run(' three')}</w:sdtContent></w:sdt>",
            f"<w:smartTag>{run(' four')}</w:smartTag>",
        )
    )

    assert from_docx(data).markdown == "one two three four"


def test_a_link_that_is_a_script_leaves_only_its_words():
    document = Document()
    line = document.add_paragraph("See ")
    for address in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"):
        link(line, address, "here ")
    link(line, "https://www.google.com/url?q=https://example.org/x&sa=D", "there")

    text = from_docx(saved(document)).markdown

    assert text == "See here here here [there](https://example.org/x)"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is empty"),
        (PDF, "This is a PDF, whose lines cannot be put together again"),
        (odt(), "This is an OpenDocument file"),
        (RTF, "This is an RTF file"),
        (compound("WordDocument"), "This is a file of an old Word"),
        (compound("EncryptedPackage"), "locked with a password"),
        (zipped({"Index/Document.iwa": "x"}), "In Pages choose File, Export To, Word"),
        (b"Only words.", "This is plain text"),
        (photo(), "This is a picture"),
        (EXE, "This is a program"),
        (docm(), "This file holds macros"),
        (docx()[:-100], "This file is damaged"),
        (docx()[: len(docx()) // 2], "This file is damaged"),
        (docx(""), "There are no words in this file"),
        (with_parts(docx(), {"word/document.xml": "<w:p"}), "This file is damaged"),
        (with_parts(docx(), {"word/document.xml": "<p/>"}), "could not be read"),
        (bomb(), "far larger than any document"),
        (bomb(megabytes=30), "far larger than any document"),
        (lying(bomb(megabytes=30), "word/document.xml", 500), "This file is damaged"),
        (
            with_parts(docx(), {f"word/{n}.png": b"" for n in range(10_000)}),
            "far larger than any document",
        ),
        (docx(*["word " * 5_000] * 9), "more than 200,000 characters"),
        (written(paragraph(run("a")) * 30_000), "more than 200,000 characters"),
        (
            written("<w:sdt><w:sdtContent>" * 200 + "</w:sdtContent></w:sdt>" * 200),
            "far larger than any document",
        ),
    ],
    ids=range(23),
)
def test_what_cannot_be_brought_is_refused_with_what_to_do(data, said):
    with pytest.raises(FileRefused, match=said):
        from_docx(data)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(9)
    )
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["document", "styles", "numbering"])
def test_no_entity_is_ever_expanded(doctype, encoding, part):
    xml = doctype + word_xml(paragraph(run("&a;"))).partition("?>")[2]
    data = with_parts(docx(), {f"word/{part}.xml": xml.encode(encoding)})

    with pytest.raises(FileRefused, match="could not be read"):
        from_docx(data)


def test_a_style_map_hidden_in_the_file_is_not_obeyed():
    data = with_parts(docx("Hello."), {"mammoth/style-map": "p => h1.x > a"})

    assert from_docx(data).markdown == "Hello."
