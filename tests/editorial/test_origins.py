"""Where a text came from: what its file and the clipboard say, and what that differs
from."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from authors.models import Affiliation
from editorial import files, keeping, origins
from editorial.declarations import AI, HELP, Answer
from editorial.hands import may_be_same
from editorial.models import Look, Origin, Private, Purpose, Status
from editorial.word.inside import look_inside
from editorial.word.traces import traces_in
from tests.editorial.test_together import together
from tests.factories import make_contributor, make_draft, make_submission
from tests.papers import beside, bomb, docx, run, with_parts, word_xml, written
from tests.typed import shown_a_while_ago

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
COLUMN = " ".join(f"word{number}" for number in range(700))
CHAT = '<p data-start="0" data-end="88">' + COLUMN[:400] + "</p>"


def core(**said):
    rows = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    return (
        f'<?xml version="1.0"?><coreProperties xmlns="{_CORE}">{rows}</coreProperties>'
    )


def app(**said):
    rows = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    return f'<Properties xmlns="{_APP}">{rows}</Properties>'


def paper(data=None, *, core_said=None, app_said=None, **parts):
    """A Word file that says this of itself, and nothing else."""
    own = {"docProps/core.xml": core(**(core_said or {}))}
    own["docProps/app.xml"] = app(**(app_said or {}))
    return with_parts(data or docx("The text."), own | parts)


def changes(*hands, number=1):
    one = '<w:ins w:id="1" w:author="{}" w:date="2026-03-0{}T09:00:00Z">{}</w:ins>'
    return written(
        "<w:p>"
        + "".join(
            one.format(who, day % 9 + 1, run("x"))
            for who in hands
            for day in range(number)
        )
        + "</w:p>"
    )


def with_comments(*texts):
    said = "".join(
        f'<w:comment w:id="{n}" w:author="Karen Holt" w:date="2026-03-02T10:00:00Z">'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>"
        for n, text in enumerate(texts)
    )
    return beside(docx("The text."), "comments", word_xml(said, "comments"))


def brought(piece, data, *, purpose=Purpose.ORIGINAL, name="draft.docx"):
    kept = files.keep(
        piece, io.BytesIO(data), name=name, purpose=purpose, by=piece.contributor
    )
    return origins.note(kept)


def keys(piece):
    return {signal.key for signal in origins.signals(piece)}


def said_nobody(**answers):
    told = {"drafted": "Nobody", "saw_first": "Nobody", "suggested": "Nobody"} | answers
    ai = told.pop("ai", "Nothing at all")
    return [*(Answer(each, told[each.key]) for each in HELP), Answer(AI, ai)]


# -- what a file says ------------------------------------------------------------------


def test_everything_a_file_says_of_itself_is_read():
    data = paper(
        with_comments("The client wants tariffs."),
        core_said={
            "creator": "Karen Holt",
            "lastModifiedBy": "K. Holt",
            "revision": "14",
            "created": "2026-03-01T08:00:00Z",
        },
        app_said={"Company": "Holt Communications", "TotalTime": "42"},
    )
    hidden = run("Do not show", "<w:vanish/>") + run("shown", '<w:vanish w:val="0"/>')
    body = word_xml(f"<w:p>{hidden}</w:p>")

    found = look_inside(with_parts(data, {"word/document.xml": body}))

    assert found.properties["author"] == "Karen Holt"
    assert found.properties["company"] == "Holt Communications"
    assert found.properties["revision"] == "14"
    assert found.properties["minutes"] == "42"
    assert found.hidden == "Do not show"
    assert [c.text for c in found.comments] == ["The client wants tariffs."]
    assert found.unread == []


def test_tracked_changes_are_counted_by_hand_also_ten_thousand_of_them():
    found = look_inside(changes("Karen Holt", "Ines Duarte", number=5000))

    assert found.changes_in_all == 10_000
    assert [(hand.who, hand.number) for hand in found.changes] == [
        ("Karen Holt", 5000),
        ("Ines Duarte", 5000),
    ]
    assert found.changes[0].first == "2026-03-01T09:00:00Z"
    assert found.changes[0].last == "2026-03-09T09:00:00Z"


_XXE = (
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd"><!ENTITY c "lol">]>'
    f'<coreProperties xmlns="{_CORE}"><creator>&b;&c;</creator></coreProperties>'
)


@pytest.mark.parametrize(
    ("data", "unread"),
    [
        (paper(**{"docProps/core.xml": _XXE}), ["docProps/core.xml"]),
        (paper(**{"docProps/core.xml": "<a><b>"}), ["docProps/core.xml"]),
        (
            paper(**{"word/comments.xml": b" " * (9 * 1024**2)}),
            ["word/comments.xml"],
        ),
        (paper(**{"word/people.xml": "<a>" * 9000}), ["word/people.xml"]),
        (bomb(), ["the file"]),
        (b"PK\x03\x04 and no more", ["the file"]),
        (b"", ["the file"]),
    ],
    ids=["xxe", "broken", "huge part", "deep", "bomb", "cut off", "empty"],
)
def test_a_hostile_file_is_named_unread_and_breaks_nothing(data, unread):
    found = look_inside(data)

    assert found.unread == unread
    assert "author" not in found.properties


def test_of_a_huge_comment_only_so_much_is_kept():
    found = look_inside(with_comments("long " * 200_000, *["x"] * 500))

    assert len(found.comments[0].text) <= 600
    assert (len(found.comments), found.comments_in_all) == (60, 501)


@pytest.mark.parametrize(
    ("markup", "programs", "kind"),
    [
        ('<b id="docs-internal-guid-1"><p>a</p></b>', ("Google Docs",), ()),
        ('<p class=MsoNormal style="mso-list:l0">a</p>', ("Word",), ()),
        (CHAT, ("ChatGPT",), ("a chat assistant",)),
        (
            '<p class="font-claude-response">a</p>',
            ("Claude",),
            ("a chat assistant",),
        ),
        ('<div class="gmail_quote">a</div>', ("Gmail",), ("a mail",)),
        ("<p>plain words</p>", (), ()),
    ],
)
def test_markup_tells_where_it_was_copied(markup, programs, kind):
    found = traces_in(markup, COLUMN)

    assert (found.programs, found.kinds) == (programs, kind)


def test_the_address_of_a_page_and_a_folder_s_name_are_kept():
    found = traces_in(
        "<!--StartFragment SourceURL:https://blog.example/mine -->"
        '<link href="file:///C:/'
        'Users/kholt/AppData/clip_filelist.xml">',
        COLUMN,
    )

    assert (found.address, found.user) == ("https://blog.example/mine", "kholt")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("DUARTE, Inês", "Ines Duarte", True),
        ("I. Duarte", "Ines Duarte", True),
        ("iduarte", "Ines Duarte", True),
        ("Dr Ines M. Duarte", "Duarte Ines", True),
        ("សុខ ដារ៉ា", "សុខ ដារ៉ា", True),
        ("Sok Dara", "Chan Dara", False),
        ("Karen Holt", "Ines Duarte", False),
    ],
)
def test_names_are_compared_as_people_write_them(one, other, same):
    assert may_be_same(one, other) is same


# -- what it differs from --------------------------------------------------------------


@pytest.mark.django_db
def test_the_author_s_own_file_lights_nothing():
    piece = make_submission(contributor=make_contributor("Ines Duarte"), body=COLUMN)
    author = piece.bylines.get().author
    since = dt.date(2024, 1, 1)
    Affiliation.objects.create(author=author, organisation="Mekong Watch", since=since)
    brought(
        piece,
        paper(
            changes("Ines Duarte"),
            core_said={"creator": "I. Duarte", "lastModifiedBy": "iduarte"},
            app_said={"Company": "Mekong Watch Ltd", "Application": "Microsoft Word"},
        ),
    )

    assert origins.signals(piece) == []
    assert origins.flags(piece) == []


@pytest.mark.django_db
def test_another_hand_lights_up_in_words_and_on_the_board():
    piece = make_submission(answers=said_nobody(), body=COLUMN)
    brought(piece, paper(changes("Karen Holt"), core_said={"creator": "Karen Holt"}))

    lit = origins.signals(piece)

    assert [signal.key for signal in lit] == ["author", "hands"]
    assert "“Karen Holt”" in lit[0].found
    assert "“Nobody”" in lit[0].differs_from
    assert not any("fraud" in f"{signal}" for signal in lit)
    assert origins.flags(piece) == ["other-hand"]


@pytest.mark.django_db
def test_whom_the_author_named_is_no_stranger():
    told = said_nobody(drafted="Karen Holt, my editor, drafted the ending")
    piece = make_submission(answers=told)
    brought(piece, paper(core_said={"creator": "Karen Holt"}))

    assert keys(piece) == set()


@pytest.mark.django_db
def test_a_source_is_somebody_else_s_by_nature():
    piece = make_submission()
    brought(piece, paper(core_said={"creator": "Karen Holt"}), purpose=Purpose.SOURCE)

    assert keys(piece) == set()


@pytest.mark.django_db
def test_dates_that_cannot_be_right_and_a_text_of_minutes():
    now = timezone.now()
    later = (now + dt.timedelta(days=30)).isoformat()
    one, other = make_submission(body=COLUMN), make_submission(body=COLUMN)
    brought(one, paper(core_said={"modified": later}))
    made, saved = now - dt.timedelta(minutes=9), now - dt.timedelta(minutes=5)
    said = {"created": made.isoformat(), "modified": saved.isoformat()}
    brought(other, paper(core_said=said, app_said={"TotalTime": "4"}))

    assert keys(one) == {"later"}
    assert keys(other) == {"quick"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "lit"), [("Nothing at all", {"chat"}), ("Translation, Drafting", set())]
)
def test_a_paste_from_a_chat_assistant_is_laid_beside_the_answer(answer, lit):
    piece = make_submission(answers=said_nobody(ai=answer))
    origins.note_pasted(piece, traces_in(CHAT, COLUMN))
    origins.note_pasted(piece, traces_in(CHAT, COLUMN))

    assert keys(piece) == lit
    assert piece.origins.count() == 1


# -- how it comes in -------------------------------------------------------------------


@pytest.mark.django_db
def test_a_file_brought_by_its_writer_is_read_with_it(client, ines):
    client.force_login(ines)
    piece = make_draft(ines)
    data = paper(core_said={"creator": "Karen Holt"})

    client.post(
        f"/contribute/{piece.pk}/bring/", {"file": SimpleUploadedFile("a.docx", data)}
    )

    origin = Origin.objects.get(submission=piece)
    assert origin.said["properties"]["author"] == "Karen Holt"
    assert origin.attachment.name == "a.docx"


@pytest.mark.django_db
def test_a_paste_is_kept_with_the_page_and_then_with_its_piece(client):
    page = "3f1c1a4e-0000-4000-8000-000000000001"
    about = f"/contribute/paste/?notes=0&piece=new&page={page}"

    client.post(about, CHAT, content_type="text/html")
    nothing = Origin.objects.count()
    typed = {"body": "x", "page": page, "shown": shown_a_while_ago()}
    client.post("/contribute/new/", typed)

    assert nothing == 0
    assert Origin.objects.get().said["programs"] == ["ChatGPT"]


@pytest.mark.django_db
def test_nobody_leaves_traces_in_another_s_piece(client, ines, stranger):
    piece = make_submission(Status.REVISING, contributor=ines)
    client.force_login(stranger)

    answer = client.post(
        f"/contribute/paste/?piece={piece.pk}", CHAT, content_type="text/html"
    )

    assert answer.status_code == 200
    assert not Origin.objects.exists()


# -- the page --------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_shows_the_facts_and_each_look_is_on_record(client, omar, ines):
    piece = make_submission(answers=said_nobody())
    data = paper(
        with_comments("Move &lt;b&gt;our&lt;/b&gt; ask up."),
        core_said={"creator": "Karen Holt", "created": "9999-12-31T23:59:59Z"},
        app_said={"Company": "Holt &amp; Reyes Public Relations"},
    )
    files.keep(
        piece, io.BytesIO(data), name="a.docx", purpose=Purpose.ORIGINAL, by=None
    )
    client.force_login(omar)

    page = client.get(f"/admin/desk/{piece.pk}/origin/").content.decode()
    text = client.get(f"/admin/desk/{piece.pk}/").content.decode()

    assert "Move &lt;b&gt;our&lt;/b&gt; ask up." in page
    assert "Holt &amp; Reyes Public Relations" in page
    assert "File by another hand" in text
    look = Look.objects.get()
    assert (look.by, look.what, look.submission) == (omar, Private.ORIGINS, piece)
    client.force_login(ines)
    assert client.get(f"/admin/desk/{piece.pk}/origin/").status_code in (302, 403, 404)


@pytest.mark.django_db
def test_the_page_costs_the_same_for_one_file_and_for_three(
    client, omar, django_assert_max_num_queries
):
    piece = make_submission()
    brought(piece, paper(core_said={"creator": "A B"}))
    client.force_login(omar)
    client.get(f"/admin/desk/{piece.pk}/origin/")
    with django_assert_max_num_queries(60) as one:
        client.get(f"/admin/desk/{piece.pk}/origin/")
    for name in "cd":
        brought(piece, paper(core_said={"creator": f"{name} B"}), name=f"{name}.docx")

    with django_assert_max_num_queries(len(one)):
        client.get(f"/admin/desk/{piece.pk}/origin/")


@pytest.mark.django_db
def test_with_the_words_go_the_facts_of_where_they_came_from():
    piece = make_submission(Status.DECLINED)
    brought(piece, paper(core_said={"creator": "Karen Holt"}))
    origins.note_pasted(piece, traces_in(CHAT, COLUMN))

    keeping.purge(piece, by=None)

    assert not Origin.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_file_brought_twice_at_once_and_one_paste_are_each_kept_once():
    piece = make_submission()
    data = paper(core_said={"creator": "Jeff Kelley"})
    traces = traces_in(CHAT, COLUMN[:400])
    begun = make_draft()

    brought_twice = together(*[lambda: brought(piece, data)] * 3)
    pasted_twice = together(*[lambda: origins.note_pasted(begun, traces)] * 3)

    assert {type(each) for each in brought_twice} == {Origin}
    assert piece.attachments.count() == 1
    assert piece.origins.count() == 1
    assert sum(each is not None for each in pasted_twice) == 1
    assert begun.origins.count() == 1
