"""The thirteen defects of django-markdownx 4.0.11, each shut; see
``docs/dependencies.md``. Those that only a browser shows are held in
``tests/journeys/test_editor_in_browser.py``."""

import io
import re
from importlib.metadata import version
from pathlib import Path

import markdownx
import pytest
from django import forms
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from markdownx.widgets import MarkdownxWidget
from PIL import Image

from articles.markup import word_count
from articles.models import Picture
from articles.pictures import MAX_BYTES
from editorial import editor
from editorial.editor import ColumnEditor, PictureUploadForm
from editorial.models import Status
from tests.factories import make_draft, make_submission
from tests.photos import (
    EXE,
    HTML,
    SVG,
    files_in,
    phone_photo,
    photo,
    png,
    sent,
)

PREVIEW, UPLOAD = "/markdownx/preview/", "/markdownx/upload/"
BY_SCRIPT = {"x-requested-with": "XMLHttpRequest"}

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(autouse=True)
def _nothing_counted_yet(db):
    cache.clear()


@pytest.fixture
def writer(client, ines):
    """Ines with a draft in hand, at her browser."""
    make_draft(ines)
    client.force_login(ines)
    return client


def preview(client, content, **more):
    return client.post(PREVIEW, {"content": content}, headers=BY_SCRIPT, **more)


def upload(client, data, name="photo.jpg", kind="image/jpeg", **more):
    return client.post(
        UPLOAD, {"image": sent(data, name, kind)}, headers=BY_SCRIPT, **more
    )


def is_plain_sentence(answer):
    return (
        answer.headers["Content-Type"].startswith("text/plain")
        and "<" not in answer.text
        and answer.text.endswith(".")
    )


def kept():
    return Picture.objects.count()


# 1. Both endpoints are open to anyone.


def test_defect_1_a_stranger_gets_no_preview(client):
    answer = preview(client, "*hi*")

    assert answer.status_code == 401
    assert is_plain_sentence(answer)
    assert "Sign in" in answer.text


def test_defect_1_a_stranger_stores_nothing(client, stores):
    answer = upload(client, photo())

    assert answer.status_code == 401
    assert "Sign in" in answer.json()["error"]
    assert kept() == 0
    assert files_in(stores) == []


def test_defect_1_the_packages_own_addresses_are_not_mounted():
    with pytest.raises(Resolver404):
        resolve("/markdownx/markdownify/")

    assert resolve(PREVIEW).func.view_class is editor.Preview
    assert resolve(UPLOAD).func.view_class is editor.Upload


def test_defect_1_a_contributor_without_a_column_in_hand_stores_nothing(
    client, ines, stores
):
    make_submission(Status.SUBMITTED, contributor=ines)
    client.force_login(ines)

    answer = upload(client, photo())

    assert answer.status_code == 403
    assert answer.json()["error"].startswith("You have no column in hand")
    assert files_in(stores) == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVISING])
def test_an_author_whose_turn_it_is_may_add_a_picture(client, ines, status):
    make_submission(status, contributor=ines)
    client.force_login(ines)

    assert upload(client, photo()).status_code == 200


def test_the_desk_may_add_a_picture(client, copy_editor):
    client.force_login(copy_editor)

    assert upload(client, photo()).status_code == 200
    assert Picture.objects.get().uploaded_by == copy_editor


def test_defect_1_uploads_too_often_are_refused(writer, monkeypatch, stores):
    monkeypatch.setattr(editor, "UPLOADS_A_MINUTE", 2)
    upload(writer, photo())
    upload(writer, EXE)

    answer = upload(writer, photo())

    assert answer.status_code == 429
    assert "Wait a minute" in answer.json()["error"]
    assert kept() == 1
    assert len(files_in(stores)) == 2


# 2. Stored XSS: the package keeps what is sent, under the name that was sent.


def test_defect_2_a_page_sent_as_a_picture_is_refused(writer, stores):
    answer = upload(writer, HTML, name="evil.html", kind="image/gif")

    assert answer.status_code == 400
    assert "not a picture we can open" in answer.json()["error"]
    assert kept() == 0
    assert files_in(stores) == []


def test_defect_2_the_name_sent_is_never_used(writer, stores):
    answer = upload(writer, photo("PNG"), name="evil.html", kind="text/html")

    picture = Picture.objects.get()
    assert answer.json() == {"image_code": f"![](/media/pictures/{picture.uuid}.webp)"}
    assert files_in(stores) == [
        f"media/pictures/{picture.uuid}.webp",
        f"private/originals/{picture.uuid}",
    ]


def test_an_executable_named_jpg_is_refused(writer):
    answer = upload(writer, EXE, name="photo.jpg", kind="image/jpeg")

    assert answer.status_code == 400
    assert kept() == 0


# 3. The SVG filter lets scripts through.


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (SVG, "We cannot take an SVG drawing"),
        (b'<?xml version="1.0"?>' + SVG, "We cannot take an SVG drawing"),
        (b"<svg", "We cannot take an SVG drawing"),
        (photo("GIF"), "We cannot take a GIF"),
    ],
)
def test_defect_3_no_drawing_that_can_hold_a_script_is_taken(writer, data, words):
    answer = upload(writer, data, name="drawing.svg", kind="image/svg+xml")

    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert kept() == 0


# 4. Bombs are decoded; what cannot be read is a 500.


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (png(13_000, 13_000), "more than 60 million pixels"),
        (png(20_000, 20_000), "more than 60 million pixels"),
        (b"not an image", "not a picture we can open"),
        (photo(size=(800, 600))[:900], "damaged"),
        (b"", "This file is empty."),
    ],
)
def test_defect_4_bombs_and_damage_get_a_sentence(writer, stores, data, words):
    answer = upload(writer, data)

    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert files_in(stores) == []


def test_defect_4_a_picture_that_is_not_what_it_says_is_taken_for_what_it_is(writer):
    answer = upload(writer, photo("PNG", mode="RGBA"), name="a.jpg", kind="image/jpeg")

    assert answer.status_code == 200


def test_an_upload_that_weighs_too_much_gets_its_own_answer(writer, stores):
    answer = upload(writer, photo() + b"\0" * 50 * 1024**2)

    assert answer.status_code == 413
    assert "The most we can take is 12 MB" in answer.json()["error"]
    assert files_in(stores) == []


@pytest.mark.parametrize("sent_fields", [{}, {"image": "text, not a file"}])
def test_an_upload_without_a_file_is_told_so(writer, sent_fields):
    answer = writer.post(UPLOAD, sent_fields, headers=BY_SCRIPT)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith("No file came")


# 5. No WebP or AVIF, 500 pixels at most, photographs on their side.


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_defect_5_a_large_picture_of_any_kind_keeps_its_size(writer, fmt):
    answer = upload(writer, photo(fmt, (1600, 1000)))

    assert answer.status_code == 200
    assert (Picture.objects.get().width, Picture.objects.get().height) == (1600, 1000)


def test_defect_5_a_photograph_on_its_side_stands(writer):
    upload(writer, phone_photo(size=(120, 80)))

    picture = Picture.objects.get()
    with picture.file.open() as file:
        assert Image.open(io.BytesIO(file.read())).size == (80, 120)


# 6. The preview is not sanitised; what is missing or asked by GET is a 500.


def test_defect_6_the_preview_is_sanitised(writer):
    answer = preview(
        writer,
        "<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n"
        "[x](javascript:alert(1)) *hi*",
    )

    assert answer.status_code == 200
    assert "<em>hi</em>" in answer.text
    assert not re.search(r"<script|<img|href=.javascript", answer.text)


def test_defect_6_a_preview_of_nothing_said_is_told_so(writer):
    answer = writer.post(PREVIEW, {}, headers=BY_SCRIPT)

    assert answer.status_code == 400
    assert is_plain_sentence(answer)


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_defect_6_only_post_is_answered(writer, address, method):
    assert getattr(writer, method)(address).status_code == 405


def test_an_empty_text_has_an_empty_preview(writer):
    answer = preview(writer, "")

    assert (answer.status_code, answer.text) == (200, "")


@pytest.mark.parametrize(
    "text", ["a\0b", "\u202eevil", "\ud83d\ude00", "😀", "[" * 20_000, "\x1b[31m"]
)
def test_odd_texts_have_a_preview(writer, text):
    answer = preview(writer, text.encode("utf-16", "surrogatepass").decode("utf-16"))

    assert answer.status_code == 200
    assert "\0" not in answer.text
    assert "\u202e" not in answer.text


# 7. The package's script pastes any answer into the page: ours are never pages.


@pytest.mark.parametrize(
    ("address", "data"), [(PREVIEW, {"content": "x"}), (UPLOAD, {})]
)
def test_defect_7_a_lost_session_is_told_in_one_sentence(ines, address, data):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(ines)

    answer = careful.post(address, data, headers=BY_SCRIPT)

    assert answer.status_code == 403
    assert is_plain_sentence(answer)


# 11. Rows added later hold no working editor, so there is one on a page.


def every_form(of=forms.BaseForm):
    for each in of.__subclasses__():
        yield each
        yield from every_form(each)


def holds_editors(form):
    fields = getattr(form, "base_fields", {}).values()
    return sum(isinstance(field.widget, MarkdownxWidget) for field in fields)


def test_defect_11_no_form_holds_two_editors_and_no_added_row_any(rf, publisher):
    resolve(PREVIEW)  # every page, and so every form, has been read by now
    request = rf.get("/")
    request.user = publisher

    rows = [
        inline.get_formset(request).form
        for registered in admin.site._registry.values()
        for inline in registered.get_inline_instances(request)
    ]

    assert [form for form in every_form() if holds_editors(form) > 1] == []
    assert [form for form in rows if holds_editors(form)] == []


def test_defect_11_the_height_is_not_left_to_the_package():
    html = ColumnEditor().render("body", "")

    assert 'data-markdownx-editor-resizable="False"' in html


# 12. The widget cannot be drawn bare; addresses are fixed; a renamed cookie fails.


@pytest.mark.parametrize("attrs", [None, {}, {"id": "id_body"}])
def test_defect_12_the_widget_is_drawn_with_and_without_attributes(attrs):
    html = ColumnEditor().render("body", "A <text>", attrs)

    assert 'name="body"' in html
    assert "A &lt;text&gt;" in html
    assert attrs in (None, {}, {"id": "id_body"})  # and the caller's are left alone


def test_defect_12_the_widget_finds_where_the_pages_are_mounted():
    html = ColumnEditor().render("body", "")

    assert f'data-markdownx-urls-path="{reverse("markdownx_markdownify")}"' in html
    assert f'data-markdownx-upload-urls-path="{reverse("markdownx_upload")}"' in html


def test_defect_12_the_cookie_keeps_the_name_the_package_reads(settings):
    assert settings.CSRF_COOKIE_NAME == "csrftoken"
    assert not settings.CSRF_COOKIE_HTTPONLY
    assert not settings.CSRF_USE_SESSIONS


# 13. Previews are asked for at every pause, focus and length.


def test_defect_13_previews_too_often_are_refused(writer, monkeypatch):
    monkeypatch.setattr(editor, "PREVIEWS_A_MINUTE", 2)
    preview(writer, "one")
    preview(writer, "two")

    answer = preview(writer, "three")

    assert answer.status_code == 429
    assert is_plain_sentence(answer)


def test_defect_13_a_text_that_is_too_long_is_not_rendered(writer):
    assert preview(writer, "a" * 100_000).status_code == 200

    answer = preview(writer, "a" * 100_001)

    assert answer.status_code == 413
    assert is_plain_sentence(answer)


@pytest.mark.parametrize(("megabytes", "status"), [(2, 413), (5, 400)])
def test_an_enormous_paste_is_refused_without_an_error(writer, megabytes, status):
    assert preview(writer, "a b " * (megabytes * 2**18)).status_code == status


# What we rely on in the package. If this fails, read its changes before anything else.


def script(name="markdownx.min.js"):
    folder = Path(markdownx.__file__).parent / "static" / "markdownx" / "js"
    return (folder / name).read_text()


def test_the_package_is_the_one_that_was_examined():
    assert version("django-markdownx").startswith("4.0.")


@pytest.mark.parametrize(
    "hook",
    [
        'getElementsByClassName("markdownx")',
        'querySelector(".markdownx-editor")',
        'querySelector(".markdownx-preview")',
        "data-markdownx-urls-path",
        "data-markdownx-editor-resizable",
        "new XMLHttpRequest",
        '"focusin"',
        "DOMContentLoaded",
        "innerHTML",
    ],
)
def test_the_packages_script_still_has_the_hooks_ours_relies_on(hook):
    assert hook in script()


def test_the_packages_script_still_has_the_defects_ours_mends():
    """When one of these goes, so can the lines of ours that mend it."""
    code = script("markdownx.js")

    assert 'TAB: "Tab"' in code
    assert 'XHR_RESPONSE_ERROR = "Invalid response"' in code
    assert "{ object: document," in " ".join(code.split())
    assert ".status" not in code


def test_our_scripts_are_named_before_the_packages_own():
    html = ColumnEditor().media.render()

    assert html.index("js/editor.js") < html.index("markdownx.min.js")
    assert html.count("markdownx/js/") == 1
    assert "style=" not in html


def test_a_paste_that_is_too_long_is_not_cut_by_the_browser():
    class Form(forms.Form):
        body = forms.CharField(max_length=10, widget=ColumnEditor)

    assert "maxlength" not in str(Form()["body"])
    assert Form({"body": "x" * 11}).errors


def test_the_browsers_word_count_goes_by_the_documented_rule():
    ours = finders.find("js/words.js")
    rule = re.findall(r"const (?:NOT_WORDS|WORD) = (/.+/gm?u?);", word_count.__doc__)

    assert len(rule) == 2
    assert [each for each in rule if each not in Path(ours).read_text()] == []


def test_the_widget_tells_the_browser_what_a_picture_may_weigh():
    assert f'data-picture-bytes="{MAX_BYTES}"' in ColumnEditor().render("body", "")


def test_the_form_does_not_write_where_the_package_would(ines, stores):
    form = PictureUploadForm(files={"image": sent(photo())})
    assert form.is_valid()

    picture = form.save(by=ines)

    assert len(files_in(stores)) == 2
    assert picture.uploaded_by == ines
