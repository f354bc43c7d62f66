"""What we keep of a piece: to take home, and to have deleted."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from authors.http import SignedInRequest
from authors.limits import allowed
from authors.models import User
from editorial import keeping, rules
from editorial.contribute.doors import ask_in, for_author
from editorial.forms import DeleteForm
from editorial.http import own_piece
from editorial.models import Submission

HOUR = 60 * 60
PACKAGES = 10  # an hour, for one person: each one reads every file
ENOUGH = "That is many downloads in an hour. Wait a little and press the button again."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_author
def yours(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """See what we keep and for how long; have it deleted, if that may be."""
    if request.method != "POST":
        return _page(request, piece, DeleteForm())
    if not rules.sent(request.user, piece):
        raise PermissionDenied
    form = DeleteForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, form, status=422)
    try:
        keeping.purge(piece, by=request.user)
    except keeping.Kept as kept:
        if not piece.purged_at:  # a double click's slower half is told the same
            return _page(request, piece, form, refusal=kept.sentence, status=409)
    return redirect("contribute:piece", piece.pk)


@never_cache
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Everything of theirs, as one zip."""
    if not isinstance(request.user, User):
        return ask_in(request)
    piece = own_piece(request, pk)
    if not allowed("packages", str(request.user.pk), PACKAGES, HOUR):
        return _refused(request, pk)
    name = slugify(piece.headline)[:60] or "column"
    return FileResponse(
        keeping.package(piece, reader=request.user),
        as_attachment=True,
        filename=f"{name}-{piece.pk}.zip",
        content_type="application/zip",
    )


@for_author
def _refused(request: SignedInRequest, piece: Submission) -> HttpResponse:
    return _page(request, piece, DeleteForm(), refusal=ENOUGH, status=429)


def _page(
    request: SignedInRequest,
    piece: Submission,
    form: DeleteForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "piece": piece,
        "form": form,
        "refusal": refusal,
        "why_kept": keeping.why_kept(piece),
        "goes_on": keeping.purge_day(piece),
        "is_sender": rules.sent(request.user, piece),
    }
    return render(request, "editorial/yours.html", context, status=status)
