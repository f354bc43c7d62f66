"""What a preview link opens: a door, then the column as readers will see it.

Nothing here asks who somebody is, sets a cookie, or is kept by anything between.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import wraps

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles import markup
from articles.models import Edition, Picture
from authors.http import asker
from authors.limits import allowed
from authors.models import Author
from editorial import account, previews
from editorial.models import PreviewLink
from editorial.proof import Proof, proof_of, text_as_read

HOUR = 60 * 60
TRIES = 120  # pages asked for in an hour from one connection
PICTURES = 1_200  # the same of pictures
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive, noimageindex",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_SHOWN = re.compile(f'src="{markup.PICTURE.pattern}"')

View = Callable[..., HttpResponse]


def privately(view: View) -> View:
    """Kept by nobody, found by nobody, told to nobody. It needs no proof of who asks:
    the key is all there is to it."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, said in HEADERS.items():
            response.headers[name] = said
        return response

    exempt: View = csrf_exempt(answered)
    return exempt


@privately
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """Looking only shows a door, so that what scans mails for links opens nothing; who
    presses its button reads, and that is on record."""
    if not allowed("previews", asker(request), TRIES, HOUR):
        return _closed(request, 429)
    link = previews.of_key(key)
    if link is None:
        return _closed(request, 404)
    if not previews.is_open(link):
        return _closed(request, 410)
    if link.submission.is_live and link.submission.article:
        return redirect(link.submission.article.get_absolute_url())
    if request.method != "POST":
        return render(request, "editorial/preview_door.html", {"link": link})
    previews.opened(link, browser=request.headers.get("User-Agent", ""))
    proof = proof_of(link.submission)
    words = markup.word_count(proof.body)
    context = {
        "link": link,
        "key": key,
        "proof": proof,
        "body": _with_pictures(text_as_read(link.submission, proof), key),
        "about": account.rows(link.submission, proof),
        "words": words,
        "minutes": Edition(words=words).minutes,
    }
    return render(request, "editorial/preview.html", context)


@privately
@require_safe
def picture(request: HttpRequest, key: str, uuid: uuid.UUID) -> HttpResponse:
    """A picture of the column in hand, to whoever may read it."""
    proof = _proof(request, key)
    shown = (proof.picture, *proof.text_pictures)
    if not any(each and each.uuid == str(uuid) for each in shown):
        raise Http404
    return _image(Picture.objects.get(uuid=uuid).file)


@privately
@require_safe
def portrait(request: HttpRequest, key: str, uuid: uuid.UUID) -> HttpResponse:
    """The same for a portrait in its byline."""
    for byline in _proof(request, key).bylines:
        if byline.portrait_key == str(uuid):
            return _image(Author.objects.get(pk=byline.author_id).portrait)
    raise Http404


def _proof(request: HttpRequest, key: str) -> Proof:
    link: PreviewLink | None = None
    if allowed("preview pictures", asker(request), PICTURES, HOUR):
        link = previews.of_key(key)
    if link is None or not previews.is_open(link):
        raise Http404
    return proof_of(link.submission)


def _with_pictures(html: SafeString, key: str) -> SafeString:
    """The same text, with its pictures at an address this key opens."""
    kind = type(html)
    return kind(
        _SHOWN.sub(lambda it: f'src="/preview/{key}/picture/{it[1]}.webp"', html)
    )


def _image(stored: FieldFile) -> HttpResponse:
    try:
        with stored.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        content,
        content_type="image/webp",
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


def _closed(request: HttpRequest, status: int) -> HttpResponse:
    """The same words for what never was, has run out or was ended."""
    often = status == 429
    return render(
        request, "editorial/preview_closed.html", {"often": often}, status=status
    )
