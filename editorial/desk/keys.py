"""Whether single keys act for this person on the board."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from authors.http import SignedInRequest, next_address
from authors.models import User


@require_POST
def keys(request: SignedInRequest) -> HttpResponse:
    uses = request.POST.get("uses_keys") == "yes"
    User.objects.filter(pk=request.user.pk).update(uses_keys=uses)
    messages.success(request, f"Single keys are {'on' if uses else 'off'} for you.")
    return redirect(next_address(request, "admin:index"))
