"""The desk's accounts, and who may see and change what in the admin's own lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from authors import audit
from authors.models import EDITS, Affiliation, Interest, Role, User

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
    _Inline = admin.TabularInline[Any, Any]
    _UserForm = forms.ModelForm[User]
    _AffiliationForm = forms.ModelForm[Affiliation]
    _InterestForm = forms.ModelForm[Interest]
else:
    _Admin, _Inline = admin.ModelAdmin, admin.TabularInline
    _UserForm = _AffiliationForm = _InterestForm = forms.ModelForm


# How the page's own filters ask.
_ASKED = {"", "exact", "isnull", "id__exact"}
_ASKED_OF_DAYS = {"gte", "lt", "year", "month", "day"}

LONGEST_ALSO = 2_000  # characters of other names

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


class AffiliationForm(_AffiliationForm):
    class Meta:
        model = Affiliation
        fields = ["organisation", "role", "since", "until"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", "It ends before it begins.")
        return said


class AffiliationInline(_Inline):
    """Where an author worked, from when, until when."""

    model = Affiliation
    form = AffiliationForm
    extra = 0
    fields = ["organisation", "role", "since", "until"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # whoever may see the author

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _owner(self).has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _owner(self).has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _owner(self).has_change_permission(request)


def _owner(inline: _Inline) -> _Admin:
    """The author's own list, whose rules hold for the affiliations too."""
    return inline.admin_site.get_model_admin(inline.parent_model)


class InterestForm(_InterestForm):
    """One entry of the register."""

    class Meta:
        model = Interest
        fields = ["author", "name", "also", "relation", "since", "until", "is_declared"]
        labels = {"is_declared": "The author declares it", "also": "Other names"}
        help_texts = {
            "is_declared": "Else the desk found it, and the author’s page is silent.",
            "relation": "For example: guest of; member of its board, unpaid.",
        }
        error_messages = {
            NON_FIELD_ERRORS: {
                "unique_together": "This author has this interest in the register."
            }
        }

    def clean_also(self) -> str:
        said: str = self.cleaned_data["also"]
        if len(said) > LONGEST_ALSO:
            raise forms.ValidationError(
                f"At most {LONGEST_ALSO:,} characters fit; these are {len(said):,}."
            )
        return said

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", "It ends before it begins.")
        return said


class InterestInline(_Inline):
    """What an author is bound to: added and ended here, never deleted."""

    model = Interest
    form = InterestForm
    extra = 0
    verbose_name_plural = "Interests register"
    fields = ["name", "also", "relation", "since", "until", "is_declared", "struck"]
    readonly_fields = ["struck"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs["widgets"] = {"also": forms.Textarea(attrs={"rows": 2, "cols": 18})}
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description="struck")
    def struck(self, interest: Interest) -> str:
        return f"{interest.struck_at:%d %b %Y}" if interest.struck_at else "–"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # whoever may see the author

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_keep_interests(self, request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_keep_interests(self, request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _may_keep_interests(inline: _Inline, request: HttpRequest, author: Any) -> bool:
    """Nobody at the desk keeps the register of themselves: their own page does."""
    is_own = getattr(author, "user_id", None) == request.user.pk
    return not is_own and _owner(inline).has_change_permission(request)


class IsStruck(admin.SimpleListFilter):
    """Whether it is looked for, or kept as a mistake."""

    title = "in use"
    parameter_name = "struck"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "In use"), ("yes", "Struck")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Interest]
    ) -> QuerySet[Interest]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(struck_at__isnull=self.value() == "no")


class IsDeclared(admin.SimpleListFilter):
    """Whether the author said so, or the desk found it."""

    title = "who said so"
    parameter_name = "declared"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "The author"), ("no", "The desk found it")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Interest]
    ) -> QuerySet[Interest]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(is_declared=self.value() == "yes")


@admin.register(Interest)
class InterestsRegister(ByRole):
    """Who is bound to what. The desk looks for each of these in every text of theirs;
    an entry is ended or struck, and never deleted."""

    list_name = "Interests register"
    row_name = "interest"
    changed_by = EDITS
    form = InterestForm
    list_display = ["name", "author", "relation", "since", "until", "in_use"]
    list_filter = [IsStruck, IsDeclared]
    list_select_related = ["author"]
    search_fields = ["name", "also", "author__name"]
    raw_id_fields = ["author"]
    actions = ["strike"]
    readonly_fields = ["in_use", "by", "at"]
    fields = [
        *("author", "name", "also", "relation", "since", "until", "is_declared"),
        *("in_use", "by", "at"),
    ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Interest | None = None
    ) -> list[str]:
        """Whose it is does not change: it would be another entry."""
        return ["in_use", "by", "at", *(["author"] if obj else [])]

    def has_change_permission(
        self, request: HttpRequest, obj: Interest | None = None
    ) -> bool:
        if obj and (obj.struck_at or obj.author.user_id == request.user.pk):
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: Any, obj: Interest, form: Any, change: bool) -> None:
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="in use")
    def in_use(self, interest: Interest) -> str:
        if interest.struck_at:
            return f"Struck {interest.struck_at:%d %b %Y}"
        return "Declared" if interest.is_declared else "Found by the desk"

    @admin.action(description="Strike: entered by mistake", permissions=["change"])
    def strike(self, request: HttpRequest, queryset: QuerySet[Interest]) -> None:
        """Kept, and not looked for any more; not by somebody bound to it."""
        theirs = queryset.filter(struck_at=None).exclude(author__user=request.user.pk)
        rows = list(theirs)
        for row in rows:
            self.log_change(request, row, "Struck")
        count = theirs.update(struck_at=timezone.now())
        self.message_user(request, f"Struck: {count}.")


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
