"""What somebody chooses to say of themselves: kept, changed, emptied."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from authors.http import SignedInRequest
from authors.models import Author
from editorial import statistics
from editorial.contribute import profile
from editorial.contribute.doors import signed_in
from editorial.forms.describe import DescribeForm

_BACK = "/account/profile/#described"


@never_cache
@require_POST
@signed_in
def describe(request: SignedInRequest) -> HttpResponse:
    """Everything as it stands in the form, or nothing any more."""
    author = get_object_or_404(Author, user=request.user)
    if request.POST.get("do") == "empty":
        statistics.forget(author)
        return redirect(_BACK)
    form = DescribeForm(request.POST, auto_id="described_%s")
    if not form.is_valid():
        return profile.show(request, describe_form=form, status=422)
    statistics.describe(author, form.cleaned_data)
    return redirect(_BACK)
