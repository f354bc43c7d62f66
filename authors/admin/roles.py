"""Who may see and change what in the admin's own lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import Truncator

from authors import audit
from authors.models import Role, User

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin

# How the page's own filters ask.
_ASKED = {"", "exact", "isnull", "id__exact"}
_ASKED_OF_DAYS = {"gte", "lt", "year", "month", "day"}

NEEDED = "This is needed."
NO_ROW = "What was chosen is not in this list. Choose again."


class ByRole(_Admin):
    """Permission by what a person does at the paper, never by Django's own tables.

    Whoever may open the desk may look, unless ``seen_by`` names fewer. Nothing is
    deleted, unless ``deleted_by`` names somebody.
    """

    seen_by: frozenset[Role] | None = None
    changed_by: frozenset[Role] = frozenset()
    deleted_by: frozenset[Role] = frozenset()
    list_name = ""  # as the sidebar calls it
    row_name = ""  # as the desk calls one of them
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters on the page. Django's own answer lets an address ask any
        column of the table, letter by letter, also one that is never shown."""
        name, _, how = lookup.partition("__")
        offered = {
            each[0] if isinstance(each, tuple) else each  # with a filter of its own
            for each in self.list_filter
            if isinstance(each, str | tuple)
        }
        offered |= {self.date_hierarchy or ""}
        if lookup in self._own_filters():
            return True
        return name in offered and how in _ASKED | _ASKED_OF_DAYS

    def _own_filters(self) -> set[str]:
        """The filters written here: each asks one thing only, whatever is typed."""
        return {
            each.parameter_name or ""
            for each in self.list_filter
            if isinstance(each, type) and issubclass(each, admin.SimpleListFilter)
        }

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not all(map(_is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            self.message_user(request, NO_ROW, messages.WARNING)
            return redirect(request.get_full_path())
        context = {"title": self.list_name, **(extra_context or {})}
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {
            "list_name": self.list_name,
            "row_name": self.row_name,
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context["named"] = self.named(obj) if obj else ""
        context["marked"] = context.pop("errors", None)  # said in our words
        return super().render_change_form(request, context, add, change, form_url, obj)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        """With the values before and after: who changed what to what is on record."""
        said: Any = super().construct_change_message(request, form, formsets, add)
        return said if add else audit.with_values(said, form, formsets)

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = self._about(request, object_id, "What was changed: {}")
        return super().history_view(request, object_id, context | (extra_context or {}))

    def delete_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = self._about(request, object_id, "Delete “{}”")
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def _about(
        self, request: HttpRequest, object_id: str, title: str
    ) -> dict[str, Any]:
        """What a page beside that of the row itself is called."""
        row = self.get_object(request, unquote(object_id))
        named = self.named(row) if row else ""
        return {
            "list_name": self.list_name,
            "named": named,
            "title": title.format(Truncator(named).words(18)),
        }

    def named(self, row: Any) -> str:
        """What stands over the page of one row."""
        return str(row)

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A field in the desk's words, also where it is empty."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.error_messages["required"] = NEEDED
        return _with_a_plain_choice(field)

    def get_action_choices(
        self,
        request: HttpRequest,
        default_choices: Any = (("", "Choose"),),
    ) -> Any:
        return super().get_action_choices(request, list(default_choices))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not self.admin_site.has_permission(request):
            return False
        return self.seen_by is None or _is_one_of(request, self.seen_by)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.changed_by)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.changed_by)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.deleted_by)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def _may(self, request: HttpRequest, roles: frozenset[Role]) -> bool:
        return self.admin_site.has_permission(request) and _is_one_of(request, roles)


class OnRecord(ByRole):
    """A list to look things up in: nobody adds, changes or deletes a row of it."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _with_a_plain_choice(field: Any) -> Any:
    """ "Choose", where Django shows a row of hyphens."""
    if getattr(field, "empty_label", None):
        field.empty_label = "Choose"
    elif isinstance(field, forms.TypedChoiceField):
        offered: Any = field.choices
        field.choices = [
            (value, said if value else "Choose") for value, said in offered
        ]
    return field


def _is_key(chosen: str) -> bool:
    """A number that a database can count to."""
    return chosen.isascii() and chosen.isdigit() and len(chosen) < 19


def _is_one_of(request: HttpRequest, roles: frozenset[Role]) -> bool:
    user = request.user
    return (
        isinstance(user, User)
        and bool(roles)
        and (user.is_superuser or bool(user.roles & roles))
    )
