"""The terms of the house, and what the accounts office is asked to pay."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MinValueValidator
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from articles.markup import inert
from authors.admin import ByRole, OnRecord
from authors.models import DECIDES, User
from editorial import rules
from editorial import terms as law
from editorial.forms.fields import LineField
from editorial.models import Payment, PayState, Terms

COLUMNS = (
    *("author", "piece", "amount", "currency", "kind", "state"),
    *("due on", "approved on", "paid on", "payee checked by", "payee note"),
)
NO_SUM = "An amount is more than nothing. Leave it empty for none."
WITHIN = dt.timedelta(days=731)


class TermsList(ByRole):
    """Every version of the terms. A version is written once: whoever accepted it
    keeps its words."""

    list_name = "Terms"
    row_name = "version of the terms"
    changed_by = DECIDES
    list_display = ["version", "in_force_from", "fee", "kill_fee", "currency"]
    ordering = ["-version"]
    fields = ["licence", "payment", "fee", "kill_fee", "currency"]  # in force at once

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version begins with the words of the one in force."""
        now = law.current()
        kept = ("licence", "payment", "fee", "kill_fee", "currency")
        return {name: getattr(now, name) for name in kept}

    def save_model(
        self, request: HttpRequest, obj: Terms, form: Any, change: bool
    ) -> None:
        if change or not isinstance(request.user, User):
            raise PermissionDenied
        obj.made_by = request.user
        for _ in range(5):  # two who write the next version at once each get one
            newest = Terms.objects.aggregate(newest=Max("version"))["newest"] or 0
            obj.version = newest + 1
            try:
                with transaction.atomic():
                    obj.save(force_insert=True)
            except IntegrityError:
                continue
            return
        raise PermissionDenied

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("fee", "kill_fee") and field is not None:
            field.validators.append(MinValueValidator(Decimal("0.01"), NO_SUM))
        return field


class ApproveForm(forms.Form):
    note = LineField(
        label="Payee checked",
        needed="Say whom you checked: the payee is the author, or why somebody else.",
        max_length=200,
        help_text="For example: the payee is the author, by mail of 20 November. Never "
        "an account number.",
    )
    due_on = forms.DateField(
        label="To be paid by",
        error_messages=dict.fromkeys(
            ("required", "invalid"), "Write the day like this: 2026-12-20."
        ),
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}),
    )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if law.bank_data(note):
            raise forms.ValidationError(law.BANK_DATA)
        return note

    def clean_due_on(self) -> dt.date:
        return _near(self.cleaned_data["due_on"])


class PaidForm(forms.Form):
    paid_on = forms.DateField(
        label="Left us on",
        error_messages=dict.fromkeys(
            ("required", "invalid"), "Write the day like this: 2026-12-20."
        ),
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}),
    )

    def clean_paid_on(self) -> dt.date:
        day = _near(self.cleaned_data["paid_on"])
        if day > timezone.localdate():
            raise forms.ValidationError("That day is still to come.")
        return day


def _near(day: dt.date) -> dt.date:
    today = timezone.localdate()
    if not today - WITHIN <= day <= today + WITHIN:
        raise forms.ValidationError("That is more than two years away. Look again.")
    return day


class OfKind(admin.SimpleListFilter):
    """Fees, or what is paid for a column that does not run."""

    title = "kind"
    parameter_name = "is_kill_fee__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("0", "Fee"), ("1", "Kill fee")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Payment]
    ) -> QuerySet[Payment]:
        if self.value() not in {"0", "1"}:
            return queryset
        return queryset.filter(is_kill_fee=self.value() == "1")


class Payments(OnRecord):
    """What is owed, approved and paid, with the way on; and the list as a file."""

    list_name = "Payments"
    seen_by = DECIDES
    list_display = ["to", "piece", "sum", "kind", "state", "due_on", "paid_on"]
    list_display_links = ["to"]
    list_filter = ["state", OfKind, "currency", "due_on", "paid_on"]
    search_fields = ["agreement__author__name"]
    ordering = ["due_on", "pk"]
    change_list_template = "admin/payments.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payment]:
        if not isinstance(request.user, User):
            return Payment.objects.none()
        return law.desk_payments(request.user)

    def get_urls(self) -> list[URLPattern]:
        named: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("accounts.csv", self.as_file, "editorial_payment_csv"),
            ("<int:pk>/approve/", self.approve, "editorial_payment_approve"),
            ("<int:pk>/paid/", self.paid, "editorial_payment_paid"),
        ]
        ours = [
            path(address, self.admin_site.admin_view(view), name=name)
            for address, view, name in named
        ]
        return [*ours, *super().get_urls()]

    @admin.display(description="author", ordering="agreement__author__name")
    def to(self, payment: Payment) -> str:
        return payment.agreement.author.name

    @admin.display(description="column")
    def piece(self, payment: Payment) -> str:
        return payment.agreement.submission.headline

    @admin.display(description="amount", ordering="amount")
    def sum(self, payment: Payment) -> str:
        return f"{payment.amount} {payment.currency}"

    @admin.display(description="for", ordering="is_kill_fee")
    def kind(self, payment: Payment) -> str:
        return "Kill fee" if payment.is_kill_fee else "Fee"

    def named(self, row: Payment) -> str:
        return f"{row.amount} {row.currency} to {row.agreement.author.name}"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST":
            raise PermissionDenied  # each step has its own button
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_queryset(request)
        number = object_id if object_id.isdecimal() and len(object_id) < 19 else "0"
        return self._page(request, get_object_or_404(found, pk=int(number)))

    @method_decorator(require_POST)
    def approve(self, request: HttpRequest, pk: int) -> HttpResponse:
        payment, by = self._of(request, pk)
        form = ApproveForm(request.POST)
        if not form.is_valid():
            return self._page(request, payment, approving=form, status=422)
        said = form.cleaned_data
        try:
            law.approve(payment, payee_note=said["note"], due_on=said["due_on"], by=by)
        except law.NotNow as late:
            form.add_error("note", late.sentence)
            return self._page(request, payment, approving=form, status=409)
        messages.success(request, "Approved. The author is told by mail.")
        return redirect(_address(payment))

    @method_decorator(require_POST)
    def paid(self, request: HttpRequest, pk: int) -> HttpResponse:
        payment, by = self._of(request, pk)
        if not rules.is_publisher(by):
            raise PermissionDenied
        form = PaidForm(request.POST)
        if not form.is_valid():
            return self._page(request, payment, paying=form, status=422)
        try:
            law.mark_paid(payment, paid_on=form.cleaned_data["paid_on"], by=by)
        except law.NotNow as late:
            form.add_error("paid_on", late.sentence)
            return self._page(request, payment, paying=form, status=409)
        messages.success(request, "Paid. The author is told by mail.")
        return redirect(_address(payment))

    def as_file(self, request: HttpRequest) -> HttpResponse:
        """The list as it is filtered, for the accounts office."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown = self.get_changelist_instance(request).get_queryset(request)
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow(COLUMNS)
        writer.writerows(_line(each) for each in shown)
        # the mark at its head tells a spreadsheet that it is UTF-8
        answer = HttpResponse(
            "\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8"
        )
        name = f"payments-{timezone.localdate():%Y-%m-%d}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _of(self, request: HttpRequest, pk: int) -> tuple[Payment, User]:
        if not self.has_view_permission(request) or not isinstance(request.user, User):
            raise PermissionDenied
        found = self.get_queryset(request)
        return get_object_or_404(found, pk=min(pk, 2**63 - 1)), request.user

    def _page(
        self,
        request: HttpRequest,
        payment: Payment,
        *,
        approving: ApproveForm | None = None,
        paying: PaidForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        piece = payment.agreement.submission
        is_out = payment.is_kill_fee or piece.is_live
        context = {
            **self.admin_site.each_context(request),
            "title": self.named(payment),
            "payment": payment,
            "piece": piece,
            "is_out": is_out,
            "may_approve": payment.state == PayState.DUE and is_out,
            "may_pay": payment.state == PayState.APPROVED
            and rules.is_publisher(request.user),
            "approving": approving
            or ApproveForm(initial={"due_on": payment.due_on.isoformat()}),
            "paying": paying
            or PaidForm(initial={"paid_on": timezone.localdate().isoformat()}),
        }
        return TemplateResponse(request, "admin/payment.html", context, status=status)


def _address(payment: Payment) -> str:
    return reverse("admin:editorial_payment_change", args=[payment.pk])


def _line(payment: Payment) -> list[str]:
    approved = payment.approved_at
    return [
        inert(said)
        for said in (
            payment.agreement.author.name,
            payment.agreement.submission.headline,
            str(payment.amount),
            payment.currency,
            "kill fee" if payment.is_kill_fee else "fee",
            payment.get_state_display().lower(),
            payment.due_on.isoformat(),
            timezone.localdate(approved).isoformat() if approved else "",
            payment.paid_on.isoformat() if payment.paid_on else "",
            str(payment.payee_checked_by or ""),
            payment.payee_note,
        )
    ]
