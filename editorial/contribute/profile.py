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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.pictures import (
    PORTRAIT,
    PictureRefused,
    PictureTooLarge,
    Prepared,
    intake,
)
from authors.forms import Affiliations, ProfileForm
from authors.http import SignedInRequest
from authors.models import Author, User
from authors.slugs import free_slug
from editorial.contribute.doors import signed_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    """One's own names, place, bios, portrait and where one works or sits."""
    if request.method != "POST":
        author = _author_of(request.user)
        held = Affiliations(instance=author)
        return _page(request, ProfileForm(instance=author), held)
    upload = request.FILES.get("new_portrait")
    try:  # before any row is held: a picture takes a second to open
        prepared = intake(upload, longest=PORTRAIT) if upload else None
    except PictureRefused as refused:
        return _refused(request, refused)
    with _all_or_none() as written, transaction.atomic():
        # of a double click the second waits, and finds what the first has made
        User.objects.select_for_update().get(pk=request.user.pk)
        form, held = _forms(request)
        if not (form.is_valid() and held.is_valid()):
            return _page(request, form, held, status=422)
        _save(form, prepared, written)
        held.save()
    return redirect("account_profile")


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
    author, old = form.instance, form.instance.portrait.name
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
    if old and old != author.portrait.name:
        transaction.on_commit(lambda: author.portrait.storage.delete(old))


def _page(
    request: SignedInRequest, form: ProfileForm, held: Any, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "held": held,
        "author": form.instance if form.instance.pk else None,
        "portrait": _seen(form.instance),
    }
    return render(request, "account/profile.html", context, status=status)


def _seen(author: Author) -> str:
    """The portrait for its owner's eyes: readers get it with the first column."""
    kept = Author.objects.filter(pk=author.pk).exclude(portrait="").first()
    if kept is None:
        return ""
    try:
        with kept.portrait.open("rb") as file:
            return f"data:image/webp;base64,{base64.b64encode(file.read()).decode()}"
    except FileNotFoundError:
        return ""
