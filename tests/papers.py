"""Documents as people send them, and what pretends to be one."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.oxml import parse_xml

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


# Word's XML as python-docx cannot make it

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def word_xml(body: str, root: str = "document") -> str:
    inner = f"<w:body>{body}</w:body>" if root == "document" else body
    return f'<?xml version="1.0"?><w:{root} xmlns:w="{_W}">{inner}</w:{root}>'


def written(body: str) -> bytes:
    """A Word file with this for its text."""
    return with_parts(docx(), {"word/document.xml": word_xml(body)})


def run(text: str, properties: str = "") -> str:
    return (
        f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    )


def tracked(kind: str, text: str) -> str:
    """Inserted or deleted by somebody, and not accepted yet."""
    said = run(text).replace("w:t", "w:delText") if kind == "del" else run(text)
    return f'<w:{kind} w:id="1" w:author="Ed">{said}</w:{kind}>'


def beside(data: bytes, name: str, xml: str) -> bytes:
    """The file with a part beside its text: its footnotes, its comments."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        types = opened.read("[Content_Types].xml").decode()
        related = opened.read("word/_rels/document.xml.rels").decode()
    override = (
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{name}+xml"/>'
    )
    relation = f'<Relationship Id="rIdX{name}" Type="{_R}/{name}" Target="{name}.xml"/>'
    return with_parts(
        data,
        {
            f"word/{name}.xml": xml,
            "[Content_Types].xml": types.replace("</Types>", override + "</Types>"),
            "word/_rels/document.xml.rels": related.replace(
                "</Relationships>", relation + "</Relationships>"
            ),
        },
    )


def link(paragraph, address: str, text: str) -> None:
    """A link in a python-docx paragraph."""
    part = paragraph.part
    key = part.relate_to(address, f"{_R}/hyperlink", is_external=True)
    spaces = f'xmlns:w="{_W}" xmlns:r="{_R}"'
    xml = f'<w:hyperlink {spaces} r:id="{key}">{run(text)}</w:hyperlink>'
    paragraph._p.append(parse_xml(xml))


WORD_PASTE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1>The heading<o:p></o:p></h1>
<p class=MsoNormal><span lang=EN-GB style='mso-ansi-language:EN-GB'>The mayor said
“we can’t <b style='mso-bidi-font-weight:normal'>wait</b>” in <st1:City
w:st="on"><st1:place>Paris</st1:place></st1:City>.<a style='mso-footnote-id:ftn1'
href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference><span
style='mso-special-character:footnote'><![if !supportFootnotes]><span
class=MsoFootnoteReference>[1]</span><![endif]></span></span></a><o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol'><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>First<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>o<span>&nbsp;</span></span>Inner <i>one</i></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span>&nbsp;</span></span>Second</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span>Numbered</p>
<p class=MsoQuote>Quoted <span class=msoIns><ins cite="mailto:Ed">added</ins></span>
<span class=msoDel><del cite="mailto:Ed">gone</del></span><span
class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[JD1]</a></span></p>
<!--EndFragment--><div style='mso-element:footnote-list'><br clear=all><hr width="33%">
<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1"
name="_ftn1"><span class=MsoFootnoteReference>[1]</span></a> See <i>the report</i>.</p>
</div></div></body></html>"""

DOCS_PASTE = """<meta charset='utf-8'><b style="font-weight:normal;"
id="docs-internal-guid-7f"><h2 dir="ltr"><span style="font-size:16pt;font-weight:400;">A
heading</span></h2><p dir="ltr" style="line-height:1.38;"><span style="font-weight:400;
font-style:normal;text-decoration:none;">Plain and </span><span
style="font-weight:700;">bold</span><span style="font-style:italic;"> italic </span>
<span>end.</span></p><br /><ul><li dir="ltr" style="list-style-type:disc;"><p
role="presentation"><span>one</span></p></li><ul><li><p><span>inner</span></p></li></ul>
<li><p><span>two</span></p></li></ul><br class="Apple-interchange-newline"></b>"""
