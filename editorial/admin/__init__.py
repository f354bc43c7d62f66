"""Ordinary lists of the desk: its rules, its post, its records."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin import Contributors
from authors.admin import Accounts, InterestsRegister, OnRecord
from authors.models import Author, Interest, Role, User
from editorial import rules
from editorial.admin import house, post
from editorial.desk.logs import Changes, Looks, ShowsContact, ShowsInterests
from editorial.desk.money import Payments, TermsList
from editorial.desk.rulebook import StyleRules
from editorial.models import Act, Look, Payment, StyleRule, Terms

__all__ = ["house", "post"]  # their lists register themselves

admin.site.register(Terms, TermsList)
admin.site.register(Payment, Payments)
admin.site.register(Look, Looks)
admin.site.register(LogEntry, Changes)
admin.site.register(StyleRule, StyleRules)


@admin.register(User)
class AccountsOnRecord(ShowsContact, Accounts):
    """The accounts, with each reading of an address on record."""


@admin.register(Interest)
class InterestsOnRecord(ShowsInterests, InterestsRegister):
    """The register, with each reading of it on record."""


@admin.register(Author)
class ContributorsOnRecord(ShowsInterests, Contributors):
    """Everybody in bylines; whose interests are read is on record."""

    def shows(self, row: Author | None) -> bool:
        return row is not None and row.interests.exists()


@admin.register(Act)
class Record(OnRecord):
    """Who did what to which column, and when: the publisher's to read."""

    list_name = "Record"
    seen_by = frozenset({Role.PUBLISHER})
    list_display = ["at", "by_name", "action", "submission", "note"]
    list_display_links = ["at"]
    list_filter = ["action", "at"]
    search_fields = ["by_name", "note"]
    ordering = ["-pk"]  # as written, newest first
    list_select_related = ["submission__latest"]
    fields = [
        "submission",
        "number",
        "at",
        "by_name",
        "action",
        "from_status",
        "to_status",
        "note",
        "data",
        "previous",
        "digest",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        return rules.desk_acts(request.user).order_by(*self.ordering)
