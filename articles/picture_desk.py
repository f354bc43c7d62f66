"""What is sent becomes a picture in our keeping, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from articles.models import Byline, Picture, original_path, picture_path
from articles.pictures import intake
from authors.models import Author, User


def keep(upload: IO[bytes], *, by: User) -> Picture:
    """A new picture with an empty card: our own WebP, and the upload byte for byte
    in the private store.

    Raises ``PictureRefused`` with words for the person; neither row nor file is left.
    """
    with keeping(upload, by=by) as picture:
        return picture


@contextmanager
def keeping(upload: IO[bytes], *, by: User) -> Iterator[Picture]:
    """The same, kept only if the block ends well: for the page that puts the picture
    into a piece in one go. Never inside another transaction, which could roll back
    after the files are safe."""
    prepared = intake(upload)
    picture = Picture(width=prepared.width, height=prepared.height, uploaded_by=by)
    try:
        picture.file.save("", ContentFile(prepared.webp), save=False)
        picture.original.save("", File(upload), save=False)
        with transaction.atomic():
            picture.save()
            yield picture
    except BaseException:
        # by path, because a store that fails half-way has named nothing yet
        picture.file.storage.delete(picture_path(picture, ""))
        picture.original.storage.delete(original_path(picture, ""))
        raise


def let_go_of_portrait(name: str) -> None:
    """Delete the file of a portrait its author has replaced, once that is so; never
    one that an edition shows. The caller holds the author's row: ``publish`` takes it
    before it reads the profile, so no edition can come to show it meanwhile."""
    if name and not Byline.objects.filter(portrait=name).exists():
        storage = Author._meta.get_field("portrait").storage
        transaction.on_commit(partial(storage.delete, name))
