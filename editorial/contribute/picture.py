"""The lead picture an author offers: first the file, then its card."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Picture
from articles.picture_desk import keeping
from articles.pictures import PictureRefused, PictureTooLarge
from authors.http import SignedInRequest
from authors.limits import allowed
from editorial import furniture, revisions
from editorial.contribute.doors import for_author, only_the_sender
from editorial.contribute.page import OPEN
from editorial.forms import CardForm, UploadForm
from editorial.models import Submission

HOUR = 60 * 60
UPLOADS = 30  # an hour from one person
TOO_MANY = "That is many pictures in an hour. Send this one later."
MOVED_ON = (
    "This column has moved on since you opened this page, so nothing about its picture "
    "was changed. The column’s own page says where it is now."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_author
def picture(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Offer a picture, say what it is, or take it away again."""
    if piece.status not in OPEN:
        return redirect("contribute:piece", piece.pk)
    only_the_sender(request, piece)
    if request.method != "POST":
        return _page(request, piece)
    try:
        return _change(request, piece)
    except (revisions.Closed, PermissionDenied):  # ended, or sent, in another window
        return _page(request, piece, refusal=MOVED_ON, status=409)


def _change(request: SignedInRequest, piece: Submission) -> HttpResponse:
    if "remove" in request.POST:
        furniture.set_picture(piece, None, by=request.user)
        return redirect("contribute:picture", piece.pk)
    if "upload" in request.POST or piece.picture is None:
        return _upload(request, piece)
    return _card(request, piece, piece.picture)


def _upload(request: SignedInRequest, piece: Submission) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, piece, upload_form=form, status=422)
    if not allowed("pictures", str(request.user.pk), UPLOADS, HOUR):
        form.add_error("image", TOO_MANY)
        return _page(request, piece, upload_form=form, status=429)
    try:
        with keeping(form.cleaned_data["image"], by=request.user) as kept:
            furniture.set_picture(piece, kept, by=request.user)
    except PictureRefused as refused:
        form.add_error("image", str(refused))
        status = 413 if isinstance(refused, PictureTooLarge) else 422
        return _page(request, piece, upload_form=form, status=status)
    return redirect("contribute:picture", piece.pk)


def _card(request: SignedInRequest, piece: Submission, shown: Picture) -> HttpResponse:
    form = CardForm(request.POST, instance=shown)
    if not form.is_valid():
        return _page(request, piece, card_form=form, status=422)
    with transaction.atomic():  # a card is kept with its act, or not at all
        form.save()
        furniture.card_changed(piece, by=request.user)
    return redirect("contribute:write", piece.pk)


def _page(
    request: SignedInRequest,
    piece: Submission,
    *,
    upload_form: UploadForm | None = None,
    card_form: CardForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "piece": piece,
        "refusal": refusal,
        "upload_form": upload_form or UploadForm(),
        "card_form": card_form
        or (CardForm(instance=piece.picture) if piece.picture else None),
    }
    return render(request, "editorial/picture.html", context, status=status)
