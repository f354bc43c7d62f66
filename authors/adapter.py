"""How allauth meets our people."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Everybody may write for us; nobody becomes staff by signing up."""
