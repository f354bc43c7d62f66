"""Asking somebody at the desk to do something on a piece, and ending it."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from authors.http import SignedInRequest
from authors.models import User
from editorial import assignments, mentions
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.forms.fields import WordsField
from editorial.models import Submission, Task

NOT_THEIRS = "{name} does not do this at the paper. Ask somebody else, or for another."
FURTHEST = dt.timedelta(days=180)


class AskForm(forms.Form):
    """What is asked of whom, by when."""

    task = forms.ChoiceField(
        label="What",
        choices=Task.choices,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": "Choose what is to be done."},
    )
    of = forms.ModelChoiceField(
        User.objects.none(),
        label="Who",
        empty_label="Choose somebody",
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": "Choose who is asked.",
            "invalid_choice": "This person may not open the column.",
        },
    )
    due = forms.DateTimeField(
        label="By when",
        widget=forms.DateTimeInput(
            attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={
            "required": "Say by when.",
            "invalid": "Write it as 2026-11-24 16:00.",
        },
    )
    note = WordsField(
        label="What they should know",
        max_length=assignments.MOST_CHARACTERS,
        rows=2,
        help_text="It goes to them by mail, and stays at the desk.",
    )

    def clean_due(self) -> dt.datetime:
        due: dt.datetime = self.cleaned_data["due"]
        if due > timezone.now() + FURTHEST:
            raise forms.ValidationError("That is more than half a year away.")
        return due


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    form = _form(request, piece)
    if request.method != "POST":
        return _page(request, piece, form)
    if not form.is_valid():
        return _page(request, piece, form, status=422)
    said = form.cleaned_data
    try:
        kept, is_new = assignments.ask(
            piece,
            Task(said["task"]),
            of=said["of"],
            by=request.user,
            due_at=said["due"],
            note=said["note"],
        )
    except assignments.NotTheirs:
        form.add_error("of", NOT_THEIRS.format(name=said["of"]))
        return _page(request, piece, form, status=422)
    except assignments.TooLate as late:
        form.add_error("due", str(late))
        return _page(request, piece, form, status=422)
    by = words.near_hour(kept.due_at)
    if is_new:
        messages.success(request, f"{kept.to} is asked. It is due {by}.")
    else:
        messages.info(request, f"{kept.to} was asked already. It is due {by}.")
    return redirect(f"{desk.address(piece)}#people")


@require_POST
def end(request: SignedInRequest, pk: int, assignment: int) -> HttpResponse:
    """It is done, or need not be done any more."""
    piece = desk.fetch(request, pk)
    row = get_object_or_404(
        piece.assignments.select_related("submission"), pk=assignment
    )
    if request.POST.get("do") == "take back":
        assignments.take_back(row, by=request.user)
        messages.success(request, "Taken back. Nobody is reminded of it.")
    else:
        row = assignments.done(row, by=request.user)
        messages.success(request, "Done, and noted in the history.")
    if request.POST.get("from") == "board":
        return redirect("admin:index")
    return redirect(f"{desk.address(piece)}#people")


def _form(request: SignedInRequest, piece: Submission) -> AskForm:
    soon = timezone.localtime() + dt.timedelta(hours=24)
    first = {"due": soon.replace(minute=0, second=0, microsecond=0)}
    task = request.GET.get("task", "")
    if task in Task.values:
        first["task"] = task  # type: ignore[assignment]
    form = AskForm(request.POST if request.method == "POST" else None, initial=first)
    form.fields["of"].queryset = mentions.people(piece)  # type: ignore[attr-defined]
    return form


def _page(
    request: SignedInRequest, piece: Submission, form: AskForm, *, status: int = 200
) -> HttpResponse:
    return desk.page(request, piece, "assign", {"form": form}, status=status)
