"""What one person at the desk chooses for themselves."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from authors.models import User
from editorial.desk.forms import YouForm


@require_http_methods(["GET", "HEAD", "POST"])
def you(request: SignedInRequest) -> HttpResponse:
    """How the desk's own mail reaches them, in whose time, and whether keys act."""
    kept = User.objects.get(pk=request.user.pk)
    form = YouForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "It is kept.")
        return redirect("admin:desk_you")
    context = {
        **admin.site.each_context(request),
        "title": "You at the desk",
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "editorial/desk/you.html", context, status=status)
