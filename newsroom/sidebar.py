"""The desk's sidebar: its lists in the desk's words, with what waits in each."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from articles.models import Article, Edition, Picture, Section
from authors.models import Author, User
from editorial import rules
from editorial.models import Act, Holiday, Incoming, Letter, LetterTemplate

# Each group with its lists; ``None`` is the board.
GROUPS: tuple[tuple[str, str, tuple[tuple[str, type[Model] | None], ...]], ...] = (
    (
        "desk",
        "Desk",
        (
            ("Board", None),
            ("Outbox", Letter),
            ("Incoming mail", Incoming),
            ("Letter templates", LetterTemplate),
        ),
    ),
    (
        "columns",
        "Columns",
        (
            ("Columns", Article),
            ("Editions", Edition),
            ("Pictures", Picture),
            ("Sections", Section),
            ("Days off", Holiday),
        ),
    ),
    (
        "people",
        "People",
        (("Contributors", Author), ("Accounts", User), ("Record", Act)),
    ),
)


def groups(site: AdminSite, request: HttpRequest) -> list[dict[str, Any]]:
    """What this person may open, in the shape the admin's own templates read."""
    shown = []
    for label, name, lists in GROUPS:
        entries = [
            _entry(site, words, model, request)
            for words, model in lists
            if model is None or _may_open(site, model, request)
        ]
        if entries:
            shown.append(
                {
                    "name": name,
                    "app_label": label,
                    "app_url": "",
                    "has_module_perms": True,
                    "models": entries,
                }
            )
    return shown


def _may_open(site: AdminSite, model: type[Model], request: HttpRequest) -> bool:
    return site.get_model_admin(model).has_view_permission(request)


def _entry(
    site: AdminSite, words: str, model: type[Model] | None, request: HttpRequest
) -> dict[str, Any]:
    address = reverse("admin:index")
    if model is not None:
        named = f"{model._meta.app_label}_{model._meta.model_name}"
        address = reverse(f"admin:{named}_changelist")
    return {
        "name": words,
        "object_name": model.__name__ if model else "Board",
        "model": model,
        "admin_url": address,
        "add_url": None,
        "view_only": True,
        "perms": {},
        "waiting": _waiting(model, request),
        "is_current": request.path == address
        or (model is not None and request.path.startswith(address))
        or (model is None and request.path.startswith(f"{address}desk/")),
    }


def _waiting(model: type[Model] | None, request: HttpRequest) -> int | None:
    """How many wait there: open columns on the board, letters in the outbox."""
    if model is None:
        return rules.desk_submissions(request.user).on_the_desk().count()
    if model is Letter:
        return rules.desk_letters(request.user).unsent().count()
    return None
