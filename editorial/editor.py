"""The text editor: django-markdownx, with every door of it watched.

``docs/dependencies.md`` tells the defects of the package; ``tests/editorial/
test_editor.py`` and ``tests/journeys/test_editor_in_browser.py`` hold each of them.
"""

from __future__ import annotations

import re
import uuid
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe
from markdownx.forms import ImageForm
from markdownx.views import ImageUploadView, MarkdownifyView
from markdownx.widgets import MarkdownxWidget

from articles import markup
from articles.models import Picture, PictureQuerySet
from articles.picture_desk import keep
from articles.pictures import MAX_BYTES, PictureRefused, PictureTooLarge
from authors.http import SignedInRequest
from authors.limits import allowed
from authors.models import Author, User
from editorial import rules
from editorial.proof import figures, pictures_in

PREVIEWS_A_MINUTE = 120
UPLOADS_A_MINUTE = 20

_SIGN_IN = "You are not signed in. Sign in, in another tab: your text stays here."
_TOO_FAST = "That was too often. Wait a minute and go on: your text stays here."
_TOO_LONG = (
    f"This text is longer than {markup.MAX_CHARS:,} characters, too long to show."
)
_NO_COLUMN = "You have no column in hand that a picture could go into."
_NO_FILE = "No file came with this. Choose a picture and send it again."

Html = TypeVar("Html", bound=str)


class ColumnEditor(MarkdownxWidget):  # type: ignore[misc]  # the package has no types
    """The field a column is written in. Without scripts it is a plain text area.

    One on a page. The form around it must hold the usual CSRF field.
    """

    template_name = "markdownx/editor.html"

    class Media:
        extend = False  # ours are heard first, and the package's own is always minified
        css = {"all": ["css/editor.css"]}
        js = [
            forms.Script("js/paste.js", type="module"),
            forms.Script("js/editor.js", type="module"),
            forms.Script("js/editor-keys.js", type="module"),
            forms.Script("js/editor-pictures.js", type="module"),
            forms.Script("js/words.js", type="module"),
            "markdownx/js/markdownx.min.js",
        ]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "input input-text", "rows": 24} | (attrs or {}))

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> str:
        rendered: str = super().render(name, value, dict(attrs or {}), renderer)
        return rendered

    @staticmethod
    def add_markdownx_attrs(attrs: dict[str, Any]) -> dict[str, Any]:
        theirs: dict[str, Any] = MarkdownxWidget.add_markdownx_attrs(attrs)
        return theirs | {
            "data-markdownx-urls-path": reverse("markdownx_markdownify"),
            "data-markdownx-upload-urls-path": reverse("markdownx_upload"),
            "data-markdownx-editor-resizable": "False",  # css/editor.css does that
            "data-picture-bytes": MAX_BYTES,
            "data-paste": reverse("contribute:paste"),
        }

    def build_attrs(self, *attrs: Any, **more: Any) -> dict[str, Any]:
        built: dict[str, Any] = super().build_attrs(*attrs, **more)
        built.pop("maxlength", None)  # a browser would cut a paste and say nothing
        return built


class PictureUploadForm(ImageForm):  # type: ignore[misc]
    """One file, whatever it calls itself: ``picture_desk.keep`` looks inside."""

    image = forms.FileField(
        error_messages={
            "required": _NO_FILE,
            "invalid": _NO_FILE,
            "missing": _NO_FILE,
            "empty": "This file is empty.",
        }
    )

    def clean(self) -> dict[str, Any] | None:
        # not the package's own, which goes by the type the sender declares
        return forms.Form.clean(self)

    def save(self, by: User) -> Picture:
        return keep(self.cleaned_data["image"], by=by)


class Preview(MarkdownifyView):  # type: ignore[misc]
    """A text as readers will see it, for the signed-in person who types it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sentence(_SIGN_IN, 401)
        if not allowed("preview", str(request.user.pk), PREVIEWS_A_MINUTE, 60):
            return _sentence(_TOO_FAST, 429)
        if "content" not in request.POST:
            return _sentence("There is no text in what came.", 400)
        text = markup.clean_text(request.POST["content"])
        if len(text) > markup.MAX_CHARS:
            return _sentence(_TOO_LONG, 413)
        html = markup.render(
            text, doc_id="preview", pictures=figures(pictures_in(text))
        )
        return HttpResponse(shown_privately(html, to=request.user))


class Upload(ImageUploadView):  # type: ignore[misc]
    """A picture for the text, from the desk or from somebody with a column in hand."""

    http_method_names = ["post"]
    form_class = PictureUploadForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _refusal(_SIGN_IN, 401)
        if not _may_upload(request.user):
            return _refusal(_NO_COLUMN, 403)
        if not allowed("upload", str(request.user.pk), UPLOADS_A_MINUTE, 60):
            return _refusal(_TOO_FAST, 429)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: PictureUploadForm) -> HttpResponse:
        try:
            picture = form.save(by=self.request.user)
        except PictureTooLarge as refused:
            return _refusal(str(refused), 413)
        except PictureRefused as refused:
            return _refusal(str(refused), 400)
        return JsonResponse({"image_code": f"![]({picture.address})"})

    def form_invalid(self, form: PictureUploadForm) -> HttpResponse:
        return _refusal(" ".join(form.errors["image"]), 400)


@require_safe
@login_required
def own_picture(request: SignedInRequest, uuid: uuid.UUID) -> FileResponse:
    """A picture before readers have it, for those who work on it; 404 to others."""
    picture = get_object_or_404(visible_pictures(request.user), uuid=uuid)
    return _private_image(picture.file)


@require_safe
@login_required
def own_portrait(request: SignedInRequest, uuid: uuid.UUID) -> FileResponse:
    """The same for a portrait that stands in the byline of a piece of theirs."""
    people = Author.objects.filter(portrait=f"portraits/{uuid}.webp")
    if not rules.is_desk(request.user):
        own = rules.own_submissions(request.user).values("pk")
        people = people.filter(
            Q(user=request.user) | Q(submission_bylines__submission__in=own)
        ).distinct()
    return _private_image(get_object_or_404(people).portrait)


def _private_image(stored: FieldFile) -> FileResponse:
    try:
        file = stored.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        file,
        content_type="image/webp",
        headers={
            "Cache-Control": "private, max-age=600",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        },
    )


def visible_pictures(user: User | AnonymousUser) -> PictureQuerySet:
    """The pictures this person may see before readers do: at the desk all; else
    their own uploads, and what the desk put over or into their columns."""
    if rules.is_desk(user):
        return Picture.objects.all()
    if not isinstance(user, User):
        return Picture.objects.none()
    own = rules.own_submissions(user)
    # What only an author typed proves nothing: the address may be a stranger's.
    texts = own.filter(latest__is_by_author=False).values_list(
        "latest__body", flat=True
    )
    put_in = {found for text in texts for found in markup.PICTURE.findall(text)}
    return Picture.objects.filter(
        Q(uploaded_by=user) | Q(pk__in=own.values("picture")) | Q(uuid__in=put_in)
    )


def shown_privately(html: Html, *, to: User | AnonymousUser) -> Html:
    """The same page, with pictures at an address where ``to`` may see them already.
    For previews and proofs; as safe as it came. One or two queries if it has any."""
    named = {found[1] for found in _SHOWN.finditer(html)}
    if not named:
        return html
    uuids = visible_pictures(to).filter(uuid__in=named).values_list("uuid", flat=True)
    seen = {str(each): reverse("own_picture", args=[each]) for each in uuids}
    kind = type(html)
    return kind(
        _SHOWN.sub(lambda it: f'src="{seen[it[1]]}"' if it[1] in seen else it[0], html)
    )


_SHOWN = re.compile(f'src="{markup.PICTURE.pattern}"')


def _may_upload(user: User) -> bool:
    own = rules.own_submissions(user)
    return rules.is_desk(user) or own.with_the_author().exists()


def _sentence(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _refusal(words: str, status: int) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)


# To be mounted at the root: the package's scripts and settings know these addresses.
urlpatterns = [
    path("markdownx/preview/", Preview.as_view(), name="markdownx_markdownify"),
    path("markdownx/upload/", Upload.as_view(), name="markdownx_upload"),
    path("contribute/picture/<uuid:uuid>/", own_picture, name="own_picture"),
    path("contribute/portrait/<uuid:uuid>/", own_portrait, name="own_portrait"),
]
