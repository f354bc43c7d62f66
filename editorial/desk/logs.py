"""The logs that only the publisher reads: who looked at what, who changed what; and
lists whose every reading is one row there."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from authors import audit
from authors.admin import ByRole, OnRecord
from authors.models import Author, Interest, Role, User
from editorial import access, rules
from editorial.models import Look, Private

PUBLISHER = frozenset({Role.PUBLISHER})


class When(admin.DateFieldListFilter):
    """By the day it happened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "when"


class Done(admin.ChoicesFieldListFilter):
    """Added, changed or taken out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "what was done"


class ShowsPrivate(ByRole):
    """A list of what is ``private``: opening it, or a row, is on record first."""

    private: Private

    def shows(self, row: Any) -> bool:
        """Whether this row says it, or the list where there is no row."""
        return True

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._look(request, None)
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id) if object_id else None
        if row:
            self._look(request, row)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What was changed from what: addresses too."""
        if row := self.get_object(request, object_id):
            self._look(request, row)
        return super().history_view(request, object_id, extra_context)

    def _look(self, request: HttpRequest, row: Any) -> None:
        if not self.has_view_permission(request, row) or not self.shows(row):
            return
        user, piece = cast(User, request.user), getattr(row, "submission", None)
        is_about_one = isinstance(row, (User, Interest))
        author = getattr(row, "author", None) if is_about_one else None
        if isinstance(row, Author):
            author = row
        said = f"{self.list_name}, {row.pk}" if row else self.list_name
        access.look(user, self.private, submission=piece, author=author, said=said)


class ShowsContact(ShowsPrivate):
    """It says how people are reached."""

    private = Private.CONTACT


class ShowsInterests(ShowsPrivate):
    """It says what people are bound to."""

    private = Private.DECLARATIONS


class Looks(OnRecord):
    """Every reading of something private. Reading this list is one as well."""

    list_name = "Access log"
    seen_by = PUBLISHER
    list_display = ["at", "who", "what", "column", "of_whom", "part_of_it"]
    list_display_links = ["at"]
    list_filter = ["what", ("at", When)]
    search_fields = ["by_name", "said"]
    ordering = ["-pk"]
    list_select_related = ["submission__latest", "author"]
    fields = [
        *("at", "by_name", "what", "submission", "author", "said"),
        *("previous", "digest"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Look]:
        """Nothing of their own pieces: who reads those is not theirs to know."""
        user = request.user
        assert isinstance(user, User)  # noqa: S101 -- the site lets nobody else in
        own = rules.own_submissions(user).values("pk")
        looks = Look.objects.filter(Q(submission=None) | ~Q(submission__in=own))
        return looks.order_by(*self.ordering)

    @admin.display(description="who", ordering="by_name")
    def who(self, row: Look) -> str:
        return row.by_name

    @admin.display(description="column")
    def column(self, row: Look) -> str:
        return str(row.submission or "")

    @admin.display(description="of whom")
    def of_whom(self, row: Look) -> str:
        return str(row.author or "")

    @admin.display(description="which part")
    def part_of_it(self, row: Look) -> str:
        return row.said

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_view_permission(request) and isinstance(request.user, User):
            access.look(request.user, Private.LOG, said="Access log")
        return super().changelist_view(request, extra_context)


class Changes(ShowsContact, OnRecord):
    """What was changed in the admin's lists, field by field; addresses too."""

    list_name = "Changes in the lists"
    seen_by = PUBLISHER
    list_display = ["action_time", "by", "kind", "object_repr", "fields_changed"]
    list_display_links = ["action_time"]
    list_filter = [("action_flag", Done), ("action_time", When)]
    search_fields = ["object_repr", "user__email", "user__name"]
    ordering = ["-action_time", "-pk"]
    list_select_related = ["user", "content_type"]
    fields = ["action_time", "by", "kind", "object_repr", "before_and_after"]

    @admin.display(description="by", ordering="user__name")
    def by(self, row: LogEntry) -> str:
        return str(row.user)

    @admin.display(description="list", ordering="content_type")
    def kind(self, row: LogEntry) -> str:
        return str(row.content_type.name).capitalize() if row.content_type else ""

    @admin.display(description="what")
    def fields_changed(self, row: LogEntry) -> str:
        return str(row.get_change_message() or row.get_action_flag_display())

    @admin.display(description="before and after")
    def before_and_after(self, row: LogEntry) -> SafeString | str:
        found = audit.lines(_message(row))
        if not found:
            return self.fields_changed(row)
        rows = format_html_join(
            "", "<tr><th scope=row>{}</th><td>{}</td><td>{}</td></tr>", found
        )
        return format_html(
            "<table><thead><tr><th scope=col>Field</th><th scope=col>Before</th>"
            "<th scope=col>After</th></tr></thead><tbody>{}</tbody></table>",
            rows,
        )

    def named(self, row: Any) -> str:
        return str(row.object_repr)


def _message(row: LogEntry) -> Any:
    try:
        return json.loads(row.change_message or "null")
    except ValueError:  # of the old kind: plain words
        return None
