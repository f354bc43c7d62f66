"""Who stands at the desk's doors."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import transaction

from tests.factories import make_author, make_editor


@pytest.fixture
def cast(request) -> dict:
    """Everybody who may come to a door. The writing editor has an ``author`` of her
    own; nobody has not signed in."""
    names = "omar copy_editor checker counsel publisher ines stranger"
    people = {name: request.getfixturevalue(name) for name in names.split()}
    writing = make_editor("Wanda Writes")
    make_author("Wanda Writes", user=writing)
    colleague = make_editor("Cole League")
    return people | {
        "colleague": colleague,
        "writing_editor": writing,
        "nobody": None,
    }


@contextmanager
def rolled_back():
    """Whatever happens within is undone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
