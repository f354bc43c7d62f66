"""One's own entries in the register of interests: added and ended, never deleted."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from authors.http import SignedInRequest
from authors.models import Author
from editorial import register
from editorial.contribute import profile
from editorial.contribute.doors import signed_in
from editorial.forms.interest import EndForm, InterestForm

_BACK = "/account/profile/#interests"


@never_cache
@require_POST
@signed_in
def add(request: SignedInRequest) -> HttpResponse:
    """Somebody says what else they are bound to."""
    author = get_object_or_404(Author, user=request.user)
    form = InterestForm(request.POST, auto_id="interest_%s")
    if not form.is_valid():
        return profile.show(request, interest_form=form, status=422)
    try:
        register.declare(author, **form.cleaned_data, by=request.user)
    except PermissionDenied:
        form.add_error("name", f"At most {register.MOST_OWN} stand here at a time.")
        return profile.show(request, interest_form=form, status=422)
    return redirect(_BACK)


@never_cache
@require_POST
@signed_in
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """It holds no longer. It stays in sight, with its last day."""
    author = get_object_or_404(Author, user=request.user)
    row = author.interests.filter(pk=min(pk, 2**62), is_declared=True).first()
    if row is None or row.struck_at:
        raise Http404
    form = EndForm(request.POST, interest=row, prefix=f"end{row.pk}")
    if not form.is_valid():
        return profile.show(request, end_form=form, status=422)
    day = form.cleaned_data["until"] or timezone.localdate()
    register.end(author, row.pk, day)
    return redirect(_BACK)
