"""Who somebody is, confirmed with every piece and never typed twice."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.closing import closing_line
from articles.picture_desk import let_go_of_portrait
from articles.pictures import (
    PORTRAIT,
    PictureRefused,
    PictureTooLarge,
    Prepared,
    intake,
)
from authors import changes
from authors.forms import Affiliations, ProfileForm, ZoneForm
from authors.http import SignedInRequest
from authors.models import Author, User
from authors.slugs import free_slug
from editorial import profiles, register, statistics
from editorial.contribute.doors import signed_in
from editorial.forms.describe import DescribeForm
from editorial.forms.interest import EndForm, InterestForm
from editorial.proof import person

_SEEN = "/account/profile/#seen"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    """One's own names, place, bios, portrait and where one works or sits."""
    if request.method != "POST":
        author = _author_of(request.user)
        held = Affiliations(instance=author)
        return _page(request, ProfileForm(instance=author), held)
    if request.POST.get("do") == "confirm":
        Author.objects.filter(user=request.user).update(confirmed_at=timezone.now())
        return redirect(_SEEN)
    upload = request.FILES.get("new_portrait")
    try:  # before any row is held: a picture takes a second to open
        prepared = intake(upload, longest=PORTRAIT) if upload else None
    except PictureRefused as refused:
        return _refused(request, refused)
    with _all_or_none() as written, transaction.atomic():
        # of a double click the second waits, and finds what the first has made
        user = User.objects.select_for_update().get(pk=request.user.pk)
        Author.objects.select_for_update().filter(user=request.user).first()
        form, held = _forms(request)
        zone_form = ZoneForm(request.POST, instance=user)
        if not all([form.is_valid(), held.is_valid(), zone_form.is_valid()]):
            return _page(request, form, held, zone_form, status=422)
        before = changes.as_it_stands(form.instance)
        if "time_zone" in request.POST:
            zone_form.save()
        _save(form, prepared, written)
        held.save()
        profiles.note(form.instance, before, by=request.user)
        let_go_of_portrait(_replaced(before, form.instance))
    return redirect(_SEEN)


def _forms(request: SignedInRequest) -> tuple[ProfileForm, Any]:
    author = _author_of(request.user)
    form = ProfileForm(request.POST, request.FILES, instance=author)
    return form, Affiliations(request.POST, instance=author)


def _refused(request: SignedInRequest, refused: PictureRefused) -> HttpResponse:
    form, held = _forms(request)
    form.is_valid()
    form.add_error("new_portrait", str(refused))
    status = 413 if isinstance(refused, PictureTooLarge) else 422
    return _page(request, form, held, status=status)


def _author_of(user: User) -> Author:
    """Their profile; a new one, not yet kept, for somebody who has none."""
    found = Author.objects.filter(user=user).first()
    return found or Author(user=user, name=user.name)


@contextmanager
def _all_or_none() -> Iterator[list[FieldFile]]:
    """Files written in the block go again when what names them could not be kept."""
    written: list[FieldFile] = []
    try:
        yield written
    except BaseException:
        for file in written:
            file.delete(save=False)
        raise


def _save(
    form: ProfileForm, prepared: Prepared | None, written: list[FieldFile]
) -> None:
    author = form.instance
    author.confirmed_at = timezone.now()
    if not author.slug:
        author.slug = free_slug(
            author.name, fallback=f"author-{author.user_id}", among=Author
        )
    if prepared:
        author.portrait.save("", ContentFile(prepared.webp), save=False)
        written.append(author.portrait)
    elif form.cleaned_data["no_portrait"]:
        author.portrait = ""
    form.save()


def _replaced(before: changes.Profile, author: Author) -> str:
    """The portrait that the profile does not show any more."""
    old = before.get("portrait", "")
    return "" if old == author.portrait.name else old


def show(request: SignedInRequest, *, status: int, **context: Any) -> HttpResponse:
    """The page as it is kept, with a form of another part that was not."""
    author = _author_of(request.user)
    form, held = ProfileForm(instance=author), Affiliations(instance=author)
    zone_form = ZoneForm(instance=request.user)
    return _page(request, form, held, zone_form, status=status, **context)


def _page(
    request: SignedInRequest,
    form: ProfileForm,
    held: Any,
    zone_form: ZoneForm | None = None,
    *,
    status: int = 200,
    describe_form: DescribeForm | None = None,
    **more: Any,
) -> HttpResponse:
    kept = Author.objects.filter(pk=form.instance.pk).first()
    context = {
        "form": form,
        "zone_form": zone_form or ZoneForm(request.POST or None, instance=request.user),
        "held": held,
        "author": kept,
        "closing_line": closing_line([person(kept, kept)], "") if kept else "",
        "portrait": _seen(kept) if kept else "",
        **_interests(kept, **more),
        **_described(kept, describe_form),
    }
    return render(request, "account/profile.html", context, status=status)


def _interests(
    kept: Author | None,
    *,
    interest_form: InterestForm | None = None,
    end_form: EndForm | None = None,
) -> dict[str, Any]:
    """Their own entries in the register, each that lasts with the form that ends it."""
    rows = [
        (
            row,
            end_form
            if end_form and end_form.interest == row
            else EndForm(interest=row, prefix=f"end{row.pk}"),
        )
        for row in register.own(kept)
    ]
    return {
        "interests": rows,
        "interest_form": interest_form or InterestForm(auto_id="interest_%s"),
    }


def _described(kept: Author | None, form: DescribeForm | None) -> dict[str, Any]:
    """What they chose to say of themselves, for their own eyes alone."""
    said = statistics.said_by(kept) if kept else {}
    return {
        "describe_form": form or DescribeForm(initial=said, auto_id="described_%s"),
        "is_described": bool(said),
    }


def _seen(kept: Author) -> str:
    """The portrait for its owner's eyes: readers get it with the first column."""
    if not kept.portrait:
        return ""
    try:
        with kept.portrait.open("rb") as file:
            return f"data:image/webp;base64,{base64.b64encode(file.read()).decode()}"
    except FileNotFoundError:
        return ""
