"""Who can sign in at this paper, and what they do here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from authors.admin.roles import ByRole
from authors.models import Role, User

if TYPE_CHECKING:
    _UserForm = forms.ModelForm[User]
else:
    _UserForm = forms.ModelForm


class AccountForm(_UserForm):
    class Meta:
        model = User
        fields = ["email", "name", "title", "is_staff", "is_active", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"groups": "Roles"}
        help_texts = {
            "is_staff": "Somebody at the desk also needs a role below.",
            "groups": "",
        }

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk):
            raise forms.ValidationError("There is an account with this e-mail already.")
        return email


class ByWork(admin.SimpleListFilter):
    """Who does this at the paper."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Role.choices)

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class Accounts(ByRole):
    """Who can sign in, and what they do here. The publisher's list; it is in the desk
    through ``editorial.admin``, where each reading of it goes on record.

    Nobody changes their own row, so that nobody locks themselves out; and the
    account that answers to no role is changed by no other.
    """

    list_name = "Accounts"
    row_name = "account"
    seen_by = changed_by = frozenset({Role.PUBLISHER})
    form = AccountForm
    list_display = ["shown_name", "email", "title", "shown_roles", "opens_desk"]
    list_display_links = ["shown_name"]
    list_filter = ["is_staff", ByWork, "is_active"]
    search_fields = ["email", "name"]
    ordering = ["-is_staff", "name", "email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        if isinstance(obj, User) and (obj == request.user or _outranks(obj, request)):
            return False
        return super().has_change_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: User, form: Any, change: bool
    ) -> None:
        if not change:
            obj.set_unusable_password()  # a mailed code opens the desk
        super().save_model(request, obj, form, change)

    @admin.display(description="name", ordering="name")
    def shown_name(self, user: User) -> str:
        return str(user)

    @admin.display(description="opens the desk", ordering="is_staff")
    def opens_desk(self, user: User) -> str:
        return "Yes" if user.is_staff else "No"

    @admin.display(description="roles")
    def shown_roles(self, user: User) -> str:
        groups: list[Group] = list(user.groups.all())
        return ", ".join(group.name for group in groups) or "–"


def _outranks(user: User, request: HttpRequest) -> bool:
    asker = request.user
    return user.is_superuser and not (isinstance(asker, User) and asker.is_superuser)
