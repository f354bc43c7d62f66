"""The desk's own admin site: its index is the board, its door is a mailed code."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import update_wrapper
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from authors.http import next_address
from editorial import rules
from editorial.desk.board import board
from editorial.desk.urls import PAGES
from newsroom import sidebar

Answer = Callable[..., HttpResponseBase]

# Mailed codes open the desk: there is no password to change here.
NOT_OURS = {"password_change", "password_change_done"}
ROOMS = {"authors", "articles", "editorial"}
OUR_RECORD = {"admin"}  # Django's own, of what is changed in these lists
LISTS = {
    "authors": "People",
    "articles": "Columns, pictures and sections",
    "editorial": "Letters, rules and records",
    "admin": "Changes in the lists",
}
_NOT_ALLOWED = 405
SAFE = {"GET", "HEAD", "OPTIONS"}
PIECE = re.compile(r"/admin/desk/\d+/")
# What our pages send beside the words of a person.
NOT_TYPED = re.compile(
    r"_.*|.*_FORMS|csrfmiddlewaretoken|base|seen|step|do|when|next|author|shown|piece"
)


class Desk(admin.AdminSite):
    """The stock admin with our pages, our door and our rules of who may enter."""

    site_header = site_title = f"{settings.PAPER_NAME} desk"
    index_title = "Board"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(
        self, model_or_iterable: Any, admin_class: Any = None, **options: Any
    ) -> None:
        """Our own lists only: what other packages would add, the desk has no use for
        and our rules do not know."""
        offered = model_or_iterable
        models = offered if isinstance(offered, list | tuple) else [offered]
        ours = [
            model for model in models if model._meta.app_label in ROOMS | OUR_RECORD
        ]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return rules.is_desk(request.user)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        ours = [
            path(address, self.admin_view(view), name=name)
            for address, view, name in PAGES
        ]
        stock = [
            each
            for each in super().get_urls()
            if getattr(each, "name", "") not in NOT_OURS
        ]
        return [*ours, *stock]

    def admin_view(self, view: Answer, cacheable: bool = False) -> Any:
        """Every page: who may not do this is told so, an address with nothing at it
        answers from within the desk, and neither a session that ended nor a right
        that was taken while somebody wrote loses any of the words."""

        def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                answer = view(request, *args, **kwargs)
            except PermissionDenied as refusal:
                return self._refused(request, str(refusal))
            except Http404:
                return self._not_here(request)
            if answer.status_code == _NOT_ALLOWED and request.method in SAFE:
                return self._only_a_button(request, answer["Allow"])
            return answer

        guarded = super().admin_view(update_wrapper(refusing, view), cacheable)

        def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if self.has_permission(request):
                return guarded(request, *args, **kwargs)
            if request.user.is_authenticated or request.method not in SAFE:
                return self._turned_away(request)
            return redirect(_sign_in(request.get_full_path()))

        return update_wrapper(answering, view)

    def index(self, request: Any, extra_context: Any = None) -> Any:
        request.current_app = self.name
        return board(request)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        if app_label is not None:
            return super().get_app_list(request, app_label)
        return sidebar.groups(self, request) if self.has_permission(request) else []

    def app_index(self, request: Any, app_label: str, extra_context: Any = None) -> Any:
        named = {"title": LISTS.get(app_label, "Lists of the desk")}
        return super().app_index(request, app_label, named | (extra_context or {}))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """No form of its own: everybody signs in by the same mailed code."""
        wanted = next_address(request, "admin:index")
        if self.has_permission(request):
            return redirect(wanted)
        if request.user.is_authenticated:  # a contributor: no loop through the door
            return self._turned_away(request)
        return redirect(_sign_in(wanted))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if request.method == "POST":
            logout(request)
        return redirect("/")

    def _refused(self, request: HttpRequest, sentence: str) -> HttpResponse:
        context = {
            **self.each_context(request),
            "title": "Not yours to do",
            "sentence": sentence,
            "typed": _typed(request),
        }
        return TemplateResponse(request, "admin/refused.html", context, status=403)

    def _not_here(self, request: HttpRequest) -> HttpResponse:
        """The same for what never was and for what this person may not see."""
        context = {
            **self.each_context(request),
            "title": "There is nothing at this address",
            "sentence": "It may be mistyped, or the column is not yours to see.",
            "typed": _typed(request),
        }
        return TemplateResponse(request, "admin/refused.html", context, status=404)

    def _only_a_button(self, request: HttpRequest, allowed: str) -> HttpResponse:
        """Somebody opened the address that a button sends to."""
        piece = PIECE.match(request.path)
        context = {
            **self.each_context(request),
            "title": "There is no page here",
            "sentence": "A button on another page does this. Nothing was changed.",
            "piece_address": piece[0] if piece else "",
        }
        answer = render(request, "admin/refused.html", context, status=_NOT_ALLOWED)
        answer["Allow"] = allowed
        return answer

    def _turned_away(self, request: HttpRequest) -> HttpResponse:
        """Somebody who may not enter, or whose session ended while they wrote."""
        if request.user.is_authenticated:
            return self._refused(request, "This account does not open the desk.")
        return self._signed_out(request)

    def _signed_out(self, request: HttpRequest) -> HttpResponse:
        piece = PIECE.match(request.path)
        back = piece[0] if piece else reverse("admin:index")
        context = {
            **self.each_context(request),
            "title": "You were signed out",
            "typed": _typed(request),
            "sign_in": _sign_in(back),
        }
        return TemplateResponse(request, "admin/signed_out.html", context, status=403)


def unsure(request: HttpRequest) -> HttpResponse:
    """A page of the desk that was open too long: what was typed on it is given back."""
    context = {
        **admin.site.each_context(request),
        "title": "We could not be sure it was you",
        "sentence": (
            "This page was open too long, or you signed in from another window "
            "meanwhile. Nothing was saved or sent: open it again and go on."
        ),
        "typed": _typed(request),
    }
    return render(request, "admin/refused.html", context, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The words of a page that was refused, by their names, to give them back."""
    return [
        (name.replace("_", " ").capitalize(), value)
        for name, values in request.POST.lists()
        for value in map(str, values)
        if value.strip() and not NOT_TYPED.fullmatch(name)
    ]


def _sign_in(wanted: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': wanted})}"
