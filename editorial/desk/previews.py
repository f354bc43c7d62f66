"""Preview links of a piece: made for one person, listed with their openings, ended."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import previews as law
from editorial import rules
from editorial.desk import piece as desk
from editorial.forms.fields import LineField, WordsField
from editorial.models import Submission


class PreviewForm(forms.Form):
    """For whom, for how long, and whether we write to them."""

    recipient = LineField(
        label="For whom",
        needed=law.NAMELESS,
        max_length=law.LONGEST_NAME,
        help_text="One person. The name stands over the page and on record.",
    )
    why = LineField(
        label="What for",
        max_length=law.LONGEST_WHY,
        help_text="For the record, for example: asked about the dam figures.",
    )
    days = forms.IntegerField(
        label="For how many days",
        min_value=1,
        max_value=law.MOST_DAYS,
        initial=law.USUAL_DAYS,
        widget=forms.NumberInput(attrs={"class": "input"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Between 1 and {law.MOST_DAYS} days.",
        ),
        help_text=f"{law.MOST_DAYS} at most. It ends by itself.",
    )
    email = forms.EmailField(
        label="Mail it to",
        required=False,
        widget=forms.EmailInput(attrs={"class": "input"}),
        error_messages={"invalid": "This is no e-mail address."},
        help_text="Empty: you copy the address and send it yourself.",
    )
    line = WordsField(
        label="A line of yours in our letter", max_length=law.LONGEST_LINE
    )
    once = forms.CharField(
        required=False,
        max_length=64,
        initial=partial(secrets.token_urlsafe, 16),
        widget=forms.HiddenInput,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def previews(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    if request.method != "POST":
        return _page(request, piece, PreviewForm())
    verb, _, number = request.POST.get("do", "").partition(" ")
    if verb == "end":
        return _end(request, piece, number)
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, form, status=422)
    try:
        made = law.make(piece, **form.cleaned_data, by=request.user)
    except law.Refused as refused:
        return _page(request, piece, form, refusal=refused.sentence, status=409)
    mailed = form.cleaned_data["email"]
    return _page(request, piece, PreviewForm(), made=made, mailed=mailed)


def _end(request: SignedInRequest, piece: Submission, number: str) -> HttpResponse:
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    link = get_object_or_404(piece.preview_links, pk=int(number))
    if law.revoke(link, by=request.user):
        messages.success(request, f"The link for {link.recipient} is ended.")
    return redirect(desk.address(piece, "previews"))


def _page(
    request: SignedInRequest,
    piece: Submission,
    form: PreviewForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    response = desk.page(
        request,
        piece,
        "previews",
        {
            "form": form,
            "why_not": law.why_not(piece),
            "links": list(law.links_of(piece)),
            "now": timezone.now(),
            **context,
        },
        status=status,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
