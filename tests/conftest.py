"""The cast, and what every test stands on."""

from __future__ import annotations

import fcntl
import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.db.models import Model
from django.test import TransactionTestCase

from articles.models import Picture
from authors.models import Role, User
from newsroom import frozen


def pytest_configure():
    gc.disable()  # until all is collected: nothing of that is ever thrown away


def pytest_collection_finish():
    """Thousands of tests and every module stay to the end: Python need not look
    through them for rubbish again and again, a fifth of all the time it took."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


# The same for every test, and slow to make again.
NEVER_EMPTIED = {"django_migrations", "django_content_type", "auth_permission"}
# What migrations put into the tables: each test begins with it.
as_migrated: dict[type[Model], list[Model]] = {}


def empty_what_was_filled(_test: TransactionTestCase) -> None:
    """How a transactional test ends: of 120 tables some 20 hold rows, and those lose
    them, the written-once ones too; what migrations wrote is put back. Django's way
    empties every one of them and makes every permission again."""
    filled = _filled()
    frozen.thaw(only=filled)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                for table in filled:  # each may point at the others till all are done
                    cursor.execute(f"DELETE FROM {table}")
            for model, rows in as_migrated.items():
                model._base_manager.bulk_create(rows)
    finally:
        frozen.freeze(only=filled)


TransactionTestCase._fixture_teardown = empty_what_was_filled


def _filled() -> set[str]:
    tables = connection.introspection.django_table_names(
        only_existing=True, include_views=False
    )
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})"
        for table in sorted(set(tables) - NEVER_EMPTIED)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {table for (table,) in cursor.fetchall()}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What is asked once a process: whether SQLite knows JSON, which would else be
    counted by the first test that counts queries, and what migrations wrote."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field
        filled = _filled()
        for model in apps.get_models():
            if model._meta.db_table in filled:
                as_migrated[model] = list(model._base_manager.all())


def staff(name: str, *roles: Role) -> User:
    user = User.objects.create_user(
        f"{name.lower()}@desk.example", name=name, is_staff=True
    )
    user.groups.set(Group.objects.get_or_create(name=role)[0] for role in roles)
    return user


@pytest.fixture
def ines(db) -> User:
    """A contributor."""
    return User.objects.create_user("ines@example.org", name="Ines Duarte")


@pytest.fixture
def stranger(db) -> User:
    """Another contributor, with nothing to do with the piece in hand."""
    return User.objects.create_user("stranger@example.org", name="Sam Stranger")


@pytest.fixture
def omar(db) -> User:
    """An opinion editor."""
    return staff("Omar", Role.EDITOR)


@pytest.fixture
def edith(db) -> User:
    """A second editor."""
    return staff("Edith", Role.EDITOR)


@pytest.fixture
def copy_editor(db) -> User:
    return staff("Cora", Role.COPY_EDITOR)


@pytest.fixture
def checker(db) -> User:
    return staff("Fay", Role.FACT_CHECKER)


@pytest.fixture
def counsel(db) -> User:
    return staff("Lea", Role.LEGAL)


@pytest.fixture
def publisher(db) -> User:
    return staff("Pia", Role.PUBLISHER)


@pytest.fixture
def stores(monkeypatch, tmp_path) -> Path:
    """Stores of one test's own, so that every picture file in them can be counted."""
    for field, folder in (("file", "media"), ("original", "private")):
        store = FileSystemStorage(location=tmp_path / folder, base_url="/media/")
        monkeypatch.setattr(Picture._meta.get_field(field), "storage", store)
    return tmp_path


@pytest.fixture(scope="session")
def empty_paper(tmp_path_factory) -> Path:
    """A data folder with a migrated, empty SQLite database: to be copied for each
    newsroom that a test starts in a process of its own. Made once for all workers."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, unfinished = shared / "empty-paper", shared / "empty-paper-unfinished"
    with (shared / "empty-paper.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished.mkdir(exist_ok=True)
            _migrate(unfinished)
            unfinished.rename(folder)
    return folder


def _migrate(folder: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    env = kept | {"SECRET_KEY": "k" * 50, "DEBUG": "1", "DATA_DIR": str(folder)}
    env |= {"SITE_URL": "http://127.0.0.1:8000", "LOG_LEVEL": "WARNING"}
    manage = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(manage, cwd=Path(__file__).parents[1], env=env, check=True)
