"""What authors whose columns are out have changed in their profiles since."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article
from authors import changes
from authors.http import SignedInRequest
from authors.models import ProfileChange
from editorial import profiles as known
from editorial import rules

MOST_ROWS = 100
MOST_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One change, field by field, and the columns it may bear on."""

    change: ProfileChange
    said: list[tuple[str, str, str]]
    columns: list[Article]


@require_safe
def profiles(request: SignedInRequest) -> HttpResponse:
    """What nobody has looked at yet, the newest first."""
    waiting = list(known.unseen(request.user)[:MOST_ROWS])
    columns: dict[int, list[Article]] = {}
    for author, article in known.columns_of([each.author for each in waiting]):
        columns.setdefault(author, []).append(article)
    context = {
        **admin.site.each_context(request),
        "title": "Profiles changed",
        "rows": [
            Row(
                each,
                changes.in_words(each),
                columns.get(each.author_id, [])[:MOST_COLUMNS],
            )
            for each in waiting
        ],
        "may_see_off": rules.edits(request.user),
    }
    return TemplateResponse(request, "editorial/desk/profiles.html", context)


@require_POST
def seen(request: SignedInRequest, change: int) -> HttpResponse:
    """Somebody has looked at it and made of it what was to be made."""
    if not rules.edits(request.user):
        raise rules.only_for(rules.EDITORS)
    rows = known.of_others(request.user)
    found = get_object_or_404(rows, pk=min(change, 2**63 - 1))
    if changes.have_seen(found.pk, by=request.user):
        messages.success(request, f"The change of {found.author} is off the list.")
    else:
        messages.info(request, "A colleague has taken this off the list already.")
    return redirect("admin:desk_profiles")
