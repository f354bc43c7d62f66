"""The desk's sidebar: its lists in the desk's words, with what waits in each."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.db.models import Count, JSONField, Model, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONArray, JSONObject
from django.http import HttpRequest
from django.urls import reverse

from articles.models import Article, Edition, Picture, Section
from authors.models import Author, Interest, User
from editorial import corrections, profiles, reports, rules
from editorial.models import (
    Act,
    Format,
    Holiday,
    House,
    Incoming,
    Letter,
    LetterTemplate,
    Look,
    Payment,
    StyleRule,
    Terms,
)
from editorial.models.letters import is_in_trouble, is_unsent
from editorial.models.submission import is_set_for_an_hour

# Each group with its lists: a table, a page of the desk by its name, or the board.
List = type[Model] | str | None
GROUPS: tuple[tuple[str, str, tuple[tuple[str, List], ...]], ...] = (
    (
        "desk",
        "Desk",
        (
            ("Board", None),
            ("Calendar", "desk_calendar"),
            ("Errors reported", "desk_errors"),
            ("Corrections", "desk_corrections"),
            ("Outbox", Letter),
            ("Incoming mail", Incoming),
            ("Letter templates", LetterTemplate),
            ("How the desk works", House),
            ("Statistics", "desk_statistics"),
            ("Who gets heard", "desk_heard"),
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
            ("Formats", Format),
            ("Days off", Holiday),
            ("House style", StyleRule),
        ),
    ),
    (
        "money",
        "Terms and pay",
        (("Payments", Payment), ("Terms", Terms)),
    ),
    (
        "people",
        "People",
        (
            ("Contributors", Author),
            ("Interests register", Interest),
            ("Profiles changed", "desk_profiles"),
            ("Accounts", User),
            ("Record", Act),
            ("Access log", Look),
            ("Changes in the lists", LogEntry),
        ),
    ),
)

FOR_WHO_DECIDES = ("desk_statistics", "desk_heard")


def groups(site: AdminSite, request: HttpRequest) -> list[dict[str, Any]]:
    """What this person may open, in the shape the admin's own templates read."""
    shown, waiting = [], _waiting(request)
    for label, name, lists in GROUPS:
        entries = [
            _entry(site, words, model, waiting, request)
            for words, model in lists
            if _may_open(site, model, request)
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


def _may_open(site: AdminSite, model: List, request: HttpRequest) -> bool:
    if model in FOR_WHO_DECIDES:
        return rules.decides(request.user)
    if model is None or isinstance(model, str):
        return True
    return site.get_model_admin(model).has_view_permission(request)


def _address(model: List) -> str:
    if model is None:
        return reverse("admin:index")
    if isinstance(model, str):
        return reverse(f"admin:{model}")
    named = f"{model._meta.app_label}_{model._meta.model_name}"
    return reverse(f"admin:{named}_changelist")


def _entry(
    site: AdminSite,
    words: str,
    model: List,
    waiting: dict[List | str, int],
    request: HttpRequest,
) -> dict[str, Any]:
    address = _address(model)
    return {
        "name": words,
        "object_name": model.__name__ if isinstance(model, type) else model or words,
        "model": model,
        "admin_url": address,
        "add_url": None,
        "view_only": True,
        "perms": {},
        "waiting": waiting.get(model),
        "trouble": waiting["trouble"] if model is Letter else 0,
        "is_current": request.path == address
        or (model is not None and request.path.startswith(address))
        or (model is None and _is_a_piece(request.path.removeprefix(address))),
    }


def _is_a_piece(path: str) -> bool:
    """A page of one piece: it is reached from the board."""
    return path.startswith("desk/") and path[5:6].isdecimal()


def _waiting(request: HttpRequest) -> dict[List | str, int]:
    """How many wait there: open columns on the board, letters in the outbox and those
    that did not arrive, errors to be answered, corrections that wait for a second
    person, profiles to be looked at, columns set for an hour. One query, on every page
    of the desk; the board has counted its pieces already."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 -- the site lets nobody else in
    on_the_board = getattr(request, "open_pieces", None)
    counted = User.objects.filter(pk=user.pk).values_list(
        _letters(user),
        _count(reports.unanswered(user)),
        _count(profiles.unseen(user)),
        _count(corrections.unapproved(user)),
        Value(None, JSONField()) if on_the_board else _open_pieces(user),
    )
    letters, errors, changed, proposed, pieces = counted.get()
    trouble = letters["trouble"] if letters else 0
    request.letters_in_trouble = trouble  # type: ignore[attr-defined]
    still_open, are_set = on_the_board or pieces or (0, 0)
    return {
        None: still_open,
        Letter: letters["unsent"] if letters else 0,
        "trouble": trouble,
        "desk_errors": errors,
        "desk_corrections": proposed,
        "desk_profiles": changed,
        "desk_calendar": are_set,
    }


def _open_pieces(user: User) -> Subquery:
    """How many are open, and how many of them are set for an hour; nothing where none
    is."""
    found = rules.desk_submissions(user).on_the_desk()
    both = JSONArray(Count("pk"), Count("pk", filter=is_set_for_an_hour()))
    of_all = found.order_by().annotate(one=Value(1)).values("one")
    return Subquery(of_all.annotate(both=both).values("both"))


def _letters(user: User) -> Subquery:
    """How many are in the outbox and how many did not arrive, looked for once; nothing
    where there are none of either."""
    found = rules.desk_letters(user).filter(is_unsent() | is_in_trouble())
    both = JSONObject(
        unsent=Count("pk", filter=is_unsent()),
        trouble=Count("pk", filter=is_in_trouble()),
    )
    of_all = found.order_by().annotate(one=Value(1)).values("one")
    return Subquery(of_all.annotate(both=both).values("both"))


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many rows these are, as a part of another query."""
    one = rows.order_by().select_related(None).annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(one.annotate(count=Count("pk")).values("count")), 0)
