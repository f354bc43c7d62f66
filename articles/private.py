"""The store that no address leads to: originals, kept byte for byte."""

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    return storages["private"]
