"""What an author declared, to be put right until the column is cleared."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import declarations, furniture, revisions
from editorial.contribute.doors import for_author
from editorial.forms import DeclareForm, Typed, typed_of
from editorial.models import IN_HAND, Status, Submission


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_author
def declared(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Read what you said, change what is no longer so, and confirm the whole."""
    if piece.status == Status.DRAFT:
        return redirect("contribute:write", piece.pk)
    if piece.is_pitch:  # nothing is asked of an idea
        return redirect("contribute:piece", piece.pk)
    if request.method != "POST":
        return _page(request, piece)
    form = _form(request, piece, typed_of(request.POST))
    if not form.is_valid():
        return _page(request, piece, form=form, status=422)
    try:
        furniture.declare(
            piece, form.said_now(), by=request.user, offered=form.offered()
        )
    except (revisions.Closed, PermissionDenied):  # cleared or ended in the meantime
        piece.refresh_from_db()
        return _page(request, piece, form=form, status=409)
    return redirect("contribute:piece", piece.pk)


def _form(
    request: SignedInRequest, piece: Submission, typed: Typed | None = None
) -> DeclareForm:
    author = declarations.speaker(piece, request.user)
    last = declarations.given_by(piece, author)
    return DeclareForm(
        typed,
        piece=piece,
        is_sender=author is None,
        said=last.answers if last else (),
    )


def _page(
    request: SignedInRequest,
    piece: Submission,
    *,
    form: DeclareForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_open = piece.status in IN_HAND
    context = {
        "piece": piece,
        "is_open": is_open,
        "form": form or (_form(request, piece) if is_open else None),
        "problems": form.problems if form and form.errors else [],
    }
    return render(request, "editorial/declared.html", context, status=status)
