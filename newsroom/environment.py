"""Reads the environment and refuses what it does not understand."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_YES, _NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}

# SQLite as it must be run for several writers; see docs/operating.md.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
        "PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;"
    ),
}

# Beside it stand "+" and a token, in the 64 characters a mailbox may have.
MOST_IN_MAILBOX = 20
_MAILBOX = re.compile(
    rf"[a-z0-9][a-z0-9._-]{{0,{MOST_IN_MAILBOX - 1}}}@([a-z0-9-]+\.)+[a-z0-9-]+"
)


class Environment:
    """Typed readers over ``os.environ``; each raises ImproperlyConfigured in words."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self._values = dict(os.environ) if values is None else values

    def text(self, name: str, *, default: str | None) -> str:
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set. See docs/operating.md.")
        return default

    def words(self, name: str, *, default: list[str]) -> list[str]:
        """A comma-separated list."""
        raw = self._values.get(name, "")
        return [word.strip() for word in raw.split(",") if word.strip()] or default

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._values.get(name)
        if value is None:
            return default
        if value.strip().lower() in _YES:
            return True
        if value.strip().lower() in _NO:
            return False
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")

    def one_of(self, name: str, known: Collection[str], *, default: str) -> str:
        value = self.text(name, default=default)
        if value not in known:
            raise ImproperlyConfigured(f"{name}: there is no {value!r}.")
        return value

    def folder(self, name: str, *, default: Path) -> Path:
        """A folder of ours; made when it is not there."""
        path = Path(self.text(name, default=str(default)))
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise ImproperlyConfigured(
                f"{name}: {path} cannot be our folder ({problem.strerror})."
            ) from None
        return path

    def secret(self, name: str) -> str:
        value = self.text(name, default=None)
        if len(value) < 40:
            raise ImproperlyConfigured(f"{name} is too short: give it 40 characters.")
        return value

    def site_url(self, name: str, *, default: str | None) -> str:
        """The public address of the paper, without a slash at its end."""
        value = self.text(name, default=default).lower().rstrip("/")
        if not _is_origin(value):
            raise ImproperlyConfigured(
                f"{name} must look like https://paper.example, not {value!r}."
            )
        return value

    def mailbox(self, name: str, *, default: str) -> str:
        """An address of ours that takes ``+something``; empty for none."""
        value = self.text(name, default=default).lower()
        if value and not _MAILBOX.fullmatch(value):
            raise ImproperlyConfigured(
                f"{name} must look like reply@columns.example, with at most "
                f"{MOST_IN_MAILBOX} characters before the @ and no +, not {value!r}."
            )
        return value

    def name_and_password(self, name: str) -> str:
        """What a mail service shows at our door; empty when none may come in."""
        value = self.text(name, default="")
        user, _, password = value.partition(":")
        if value and (not user or len(password) < 20):
            raise ImproperlyConfigured(
                f"{name} must look like name:password, the password of at least 20 "
                "characters."
            )
        return value

    def database(self, default: str) -> dict[str, Any]:
        scheme = self.text("DATABASE_URL", default=default).partition(":")[0]
        if scheme not in {"sqlite", "postgres", "postgresql"}:
            raise ImproperlyConfigured(
                "DATABASE_URL must begin with sqlite:// or postgres://."
            )
        config = self._url("DATABASE_URL", default, environ.Env.db_url_config)
        # A new SQLite connection costs as much as half a page: Django gives each one
        # some eighty functions, and ours its pragmas.
        config.setdefault("CONN_MAX_AGE", 60)
        if scheme == "sqlite":
            config["OPTIONS"] = {**_SQLITE_OPTIONS, **config.get("OPTIONS", {})}
        else:
            config["CONN_HEALTH_CHECKS"] = True
        return config

    def cache(self, default: str) -> dict[str, Any]:
        return self._url("CACHE_URL", default, environ.Env.cache_url_config)

    def mail(self, default: str | None) -> dict[str, Any]:
        if self.text("EMAIL_URL", default=default) == "demomail://":
            return {"EMAIL_BACKEND": "newsroom.demo_mail.Folder"}
        return self._url("EMAIL_URL", default, environ.Env.email_url_config)

    def _url(self, name: str, default: str | None, parse: Any) -> dict[str, Any]:
        value = self.text(name, default=default)
        try:
            config: dict[str, Any] = parse(value)
        except (KeyError, ValueError, ImproperlyConfigured):
            raise ImproperlyConfigured(
                f"{name} is not an address we understand. See docs/operating.md."
            ) from None
        if not config.get("ENGINE", config.get("BACKEND", config.get("EMAIL_BACKEND"))):
            raise ImproperlyConfigured(f"{name} is not an address we understand.")
        return config


def _is_origin(value: str) -> bool:
    """Scheme, host and port, and nothing else."""
    try:
        parts = urlsplit(value)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_bare = value == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
    return parts.scheme in {"http", "https"} and has_host and is_bare
