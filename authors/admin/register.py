"""What an author is bound to, and where they worked: the register of interests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from authors.admin.roles import ByRole
from authors.models import EDITS, Affiliation, Interest

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
    _Inline = admin.TabularInline[Any, Any]
    _AffiliationForm = forms.ModelForm[Affiliation]
    _InterestForm = forms.ModelForm[Interest]
else:
    _Admin, _Inline = admin.ModelAdmin, admin.TabularInline
    _AffiliationForm = _InterestForm = forms.ModelForm

LONGEST_ALSO = 2_000  # characters of other names


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


class InterestsRegister(ByRole):
    """Who is bound to what. The desk looks for each of these in every text of theirs;
    an entry is ended or struck, and never deleted. It is in the desk through
    ``editorial.admin``, where each reading of it goes on record.
    """

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
