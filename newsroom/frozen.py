"""Rows that are written once: the database itself refuses to change them.

Triggers, put back after every ``migrate``: SQLite drops them whenever it rebuilds
a table for a changed column, so a migration alone would not keep them.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

# table: what is refused there. An edition that no reader has seen may be taken
# back whole; a revision may be purged with its piece, and with it who has read and
# checked it; the record stays for good.
FROZEN = {
    "editorial_act": ("UPDATE", "DELETE"),
    "editorial_signoff": ("UPDATE", "DELETE"),
    "editorial_revision": ("UPDATE",),
    "editorial_override": ("UPDATE", "DELETE"),
    "editorial_terms": ("UPDATE", "DELETE"),
    "editorial_purge": ("UPDATE", "DELETE"),
    "editorial_declaration": ("UPDATE",),
    "editorial_finding": ("UPDATE",),
    "editorial_identitycheck": ("UPDATE", "DELETE"),
    "editorial_tiercall": ("UPDATE", "DELETE"),
    "editorial_fullread": ("UPDATE",),
    "editorial_legalread": ("UPDATE",),
    "editorial_headlinecheck": ("UPDATE",),
    "editorial_interestwaiver": ("UPDATE", "DELETE"),
    "editorial_heardmonth": ("UPDATE", "DELETE"),
    "editorial_look": ("UPDATE", "DELETE"),
    "django_admin_log": ("UPDATE", "DELETE"),
    "articles_edition": ("UPDATE",),
    "articles_byline": ("UPDATE",),
    "articles_correction": ("UPDATE", "DELETE"),
}

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION newsroom_is_frozen() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME
USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql
"""


def freeze(
    using: str = "default", *, only: set[str] | None = None, **kwargs: Any
) -> None:
    """Install the triggers that are missing, on all tables or on ``only`` these; safe
    to repeat."""
    connection = connections[using]
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        present = only or set(connection.introspection.table_names(cursor))
        if is_postgresql:
            cursor.execute(_PG_FUNCTION)
        for table, event in _frozen(present):
            if is_postgresql:
                cursor.execute(
                    f"DROP TRIGGER IF EXISTS {_name(table, event)} ON {table}"
                )
                cursor.execute(
                    f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION newsroom_is_frozen()"
                )
            else:
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {_name(table, event)} "
                    f"BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, "
                    f"'{table} is written once and never changed'); END"
                )


def thaw(using: str = "default", *, only: set[str] | None = None) -> None:
    """Drop the triggers: for the tests that empty their tables, and nothing else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = only or set(connection.introspection.table_names(cursor))
        for table, event in _frozen(present):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}{on}")


def _frozen(present: set[str]) -> list[tuple[str, str]]:
    return [(t, e) for t, events in FROZEN.items() for e in events if t in present]


def _name(table: str, event: str) -> str:
    return f"{table}_frozen_{event.lower()}"
